// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "base/deadline.h"
#include "base/ids.h"

#include <QJsonObject>
#include <QString>

#include <optional>

namespace turnpike::state {

// Where a customer is in a conversation that waits for typed words ("which amount?"). A value. It counts only
// while `stateSeq` equals users.state_seq, which changes in the same transaction: a state that outlived its
// conversation (a crash in between, a store back from the past) is none.
struct ConversationState
{
    QString step;
    QJsonObject data; // small: a few numbers and ids
    qint64 stateSeq = 0;
};

// How long a conversation waits for the customer's next words.
constexpr qint64 kStateLifetimeMs = kHourMs;

// Keeps conversation states, one per customer, for kStateLifetimeMs. Thread-safe; blocks never past the
// deadline, and is called with no database connection held: load() before the transaction, save() and clear()
// after its commit. A store that is out of reach answers as if it were empty: the conversation starts over.
class StateStore
{
public:
    virtual ~StateStore() = default;

    virtual std::optional<ConversationState> load(TelegramId user, const Deadline &deadline) = 0;
    virtual void save(TelegramId user, const ConversationState &state, const Deadline &deadline) = 0;
    virtual void clear(TelegramId user, const Deadline &deadline) = 0;
};

} // namespace turnpike::state
