// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "connection/serverconnection.h"
#include "models/pagedlist.h"
#include "protocol/flags.h"

// The audit as a file for programs has it: every member of a row, the moment in UTC, and names of columns
// that are the same in every language.
namespace turnpike::console::auditrows {

QStringList titles();
// What the query takes, from the newest on, a page at a time. Both must outlive it.
NextRows all(ServerConnection &connection, protocol::AuditQuery query, QObject *asker);

} // namespace turnpike::console::auditrows
