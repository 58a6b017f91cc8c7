// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/transaction.h"
#include "protocol/timestamp.h"

#include <QString>

#include <optional>
#include <vector>

// The table audit_log, as it is read; Audit writes it. Each function throws what the database throws.
namespace turnpike::control::auditlog {

// Rows of a page: all that this says of them.
struct Filter
{
    qint64 beforeId = 0;  // lower ids only
    qint64 from = 0;      // ms UTC
    qint64 to = 0;        // ms UTC, inclusive
    QString actor;        // empty: anybody
    QString actionBegin;  // empty: any
    QString subjectBegin; // empty: any
    QString text;         // anywhere in the row, in whatever case; empty: any
};

// Whole rows, in the order of the members of protocol::AuditRow. The newest first.
std::vector<db::Row> page(db::Transaction &tx, const Filter &filter, int limit);
std::optional<db::Row> whole(db::Transaction &tx, qint64 id);

// The newest first.
std::vector<db::Row> newestIds(db::Transaction &tx, int limit);
// The oldest first.
std::vector<db::Row> idsAfter(db::Transaction &tx, qint64 id, int limit);

// What was done about a customer ("user:42") and about all that they bought and paid, without who read of it:
// whole rows before `at` (ms UTC), and those at `at` below `id`. By time and id, the last first. Its cost
// grows with what the customer has bought.
std::vector<db::Row> ofCustomer(db::Transaction &tx, TelegramId user, Timestamp at, qint64 id, int limit);

// The change that was recorded under an id.
struct Claimed
{
    QString actor;
    QString action;
    QString argsHash; // empty: none was kept
    QString result;
    std::optional<QString> answer; // JSON; none: refused, or no call of a console
};
std::optional<Claimed> claimed(db::Transaction &tx, const QString &changeId);

// Flags that were set in this time (ms UTC, both inclusive): at, actor, subject, after. The newest first.
std::vector<db::Row> flagChanges(db::Transaction &tx, qint64 from, qint64 to, int limit);
// What operators did besides, and that was done, in this time: at, actor, action, subject. The newest first.
std::vector<db::Row> operatorActions(db::Transaction &tx, qint64 from, qint64 to, int limit);
// What a flag was before it last changed; nothing when it never did. `subject` as in its rows,
// "flag:payments".
std::optional<QString> flagBefore(db::Transaction &tx, const QString &subject);

} // namespace turnpike::control::auditlog
