// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/kicker.h"
#include "consolecalls/bulkruns.h"
#include "consolehub/calltable.h"
#include "consolehub/changes.h"
#include "db/database.h"
#include "protocol/messages.h"
#include "protocol/timestamp.h"

namespace turnpike::consolecalls {

// The newest messages to a chat, for its customer's card.
QList<protocol::OutboxMessage> messagesOf(db::Transaction &tx, qint64 chatId, int limit);
// The same, by time and id, of those that were made before `at` (ms UTC), or then with a lower id.
QList<protocol::OutboxMessage> messagesBefore(db::Transaction &tx, qint64 chatId, Timestamp at, qint64 id,
                                              int limit);

// "messages.list", "messages.groups", "messages.count", "messages.counts", "messages.retry" and
// "messages.drop". A message that is tried again
// goes to the end of its chat's queue with a fresh window. What is passed must outlive the table.
void addMessageCalls(consolehub::CallTable &calls, const consolehub::Changes &changes, db::Database &database,
                     const Clock &clock, Kicker &kicker);

// "messages.retry_matching" and "messages.drop_matching". What is passed must outlive `runs`.
void addMessageRuns(BulkRuns &runs, const Clock &clock, Kicker &kicker);

} // namespace turnpike::consolecalls
