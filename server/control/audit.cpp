#include "control/audit.h"

namespace turnpike::control {

namespace {

constexpr const char *kInsert = R"(
    INSERT INTO audit_log (change_id, at, actor, role, address, action, subject, before, after, reason, result)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (change_id) DO NOTHING)";

constexpr const char *kResultOf = "SELECT result FROM audit_log WHERE change_id = ?";

std::optional<QString> nullIfEmpty(const QString &text)
{
    return text.isEmpty() ? std::nullopt : std::optional(text);
}

} // namespace

Actor Actor::system()
{
    return {QStringLiteral("system"), QStringLiteral("system"), {}};
}

Audit::Audit(const Clock &clock)
    : m_clock(clock)
{}

bool Audit::record(db::Transaction &tx, const AuditEntry &entry) const
{
    return tx.exec(kInsert, nullIfEmpty(entry.changeId), m_clock.nowMs(), entry.actor.name, entry.actor.role,
                   nullIfEmpty(entry.actor.address), entry.action, entry.subject, entry.before, entry.after,
                   entry.reason, entry.result) == 1;
}

std::optional<QString> Audit::resultOf(db::Transaction &tx, const QString &changeId) const
{
    const auto row = tx.one(kResultOf, changeId);
    return row ? std::optional(row->text(0)) : std::nullopt;
}

} // namespace turnpike::control
