#pragma once

#include "base/clock.h"
#include "db/transaction.h"

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

// One line of the audit: who did what to whom, what it was before and after, why, and how it ended.
struct AuditEntry
{
    Actor actor;
    QString action;  // "flags.set", "access.expire", …
    QString subject; // "flag:payments", "user:42", "purchase:purchase_…"
    std::optional<QString> before;
    std::optional<QString> after;
    std::optional<QString> reason;
    QString result;   // "done", or why it was refused
    QString changeId; // the caller's idempotency key; empty when there is none
};

// Writes audit_log within the caller's transaction. Holds no state; thread-safe.
class Audit
{
public:
    explicit Audit(const Clock &clock);

    // False, and nothing written, when an entry with this change id is there already.
    bool record(db::Transaction &tx, const AuditEntry &entry) const;

    // The result that was recorded for a change: a repeated call gives the same answer.
    std::optional<QString> resultOf(db::Transaction &tx, const QString &changeId) const;

private:
    const Clock &m_clock;
};

} // namespace turnpike::control
