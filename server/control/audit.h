// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "db/transaction.h"
#include "protocol/timestamp.h"

#include <QString>

#include <optional>

namespace turnpike::control {

// Who does something, and as what.
struct Actor
{
    QString name;    // an operator's name, "telegram:<id>", "cli:<user>" or "system"
    QString role;    // "viewer", "operator", "admin", "shop_administrator", "system"
    QString address; // where from; empty when unknown

    static Actor system();
};

// One line of the audit: who did what to whom, what it was before and after, why, and how it ended. Texts may
// come from anywhere: they are bounded when they are written.
struct AuditEntry
{
    Actor actor;
    QString action;  // "flags.set", "access.expire", …
    QString subject; // "flag:payments", "user:42", "purchase:purchase_…"
    std::optional<QString> before;
    std::optional<QString> after;
    std::optional<QString> reason;
    QString result;        // "done", or why it was refused
    QString changeId;      // the caller's idempotency key, unique; empty when there is none
    QString callId = {};   // not a key: of an attempt, or where the id is of somebody else
    QString argsHash = {}; // of a change: what it was asked with
    std::optional<Timestamp> at = std::nullopt; // ms UTC: when it happened, where that is not now
};

// Writes audit_log within the caller's transaction, whose commit waits for the disk then: somebody is told of
// what is in it. auditlog.h reads it. Holds no state; thread-safe.
class Audit
{
public:
    explicit Audit(const Clock &clock);

    // As it is written: what is too long ends in "…" (8000 UTF-16 units of `before` and `after`, less of the
    // others), and U+0000, which no database takes, is replaced.
    static AuditEntry bounded(const AuditEntry &entry);

    // False, and nothing written, when an entry with this change id is there already. Another transaction
    // that has written it and not ended yet is waited for (PostgreSQL: until the deadline; SQLite has one
    // writer).
    bool record(db::Transaction &tx, const AuditEntry &entry) const;
    // Says how the change ended that was recorded under the entry's change id: subject, before, after,
    // result, and what a repeated call is answered (JSON).
    void complete(db::Transaction &tx, const AuditEntry &entry, const QString &answer) const;

private:
    const Clock &m_clock;
};

} // namespace turnpike::control
