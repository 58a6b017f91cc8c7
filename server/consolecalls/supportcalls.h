// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolehub/calltable.h"
#include "consolehub/changes.h"
#include "db/database.h"
#include "helpdesk/helpdesk.h"

namespace turnpike::consolecalls {

// "support.threads", "support.messages", "support.answer", "support.close" and "support.reopen": what the
// staff does in its chat of Telegram, from a console. What is passed must outlive the table.
void addSupportCalls(consolehub::CallTable &calls, const consolehub::Changes &changes, db::Database &database,
                     const helpdesk::Helpdesk &desk);

} // namespace turnpike::consolecalls
