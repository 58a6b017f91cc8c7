// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "control/audit.h"

namespace turnpike::control {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kInsert = R"(
    INSERT INTO audit_log (change_id, at, actor, role, address, action, subject, before, after, reason, result,
                           call_id, args_hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (change_id) DO NOTHING)";

constexpr const char *kComplete = R"(
    UPDATE audit_log SET subject = ?, before = ?, after = ?, result = ?, answer = ? WHERE change_id = ?)";

// In UTF-16 units.
constexpr qsizetype kMostName = 100; // of who, from where, what and which call
constexpr qsizetype kMostId = 300;
constexpr qsizetype kMostSubject = 500;
constexpr qsizetype kMostSaid = 1'000;  // of the reason and the result
constexpr qsizetype kMostValue = 8'000; // the numbers of 200 rows that were changed at once

QString cut(const QString &text, qsizetype most)
{
    QString kept = text;
    if (text.size() > most) {
        kept.truncate(most - 1);
        if (kept.at(kept.size() - 1).isHighSurrogate())
            kept.chop(1);
        kept += u'\u2026';
    }
    return kept.replace(QChar::Null, QChar::ReplacementCharacter);
}

std::optional<QString> cut(const std::optional<QString> &text, qsizetype most)
{
    return text ? std::optional(cut(*text, most)) : std::nullopt;
}

} // namespace

Actor Actor::system()
{
    return {u"system"_s, u"system"_s, {}};
}

Audit::Audit(const Clock &clock)
    : m_clock(clock)
{}

AuditEntry Audit::bounded(const AuditEntry &entry)
{
    AuditEntry kept = entry;
    kept.actor = {cut(entry.actor.name, kMostName), cut(entry.actor.role, kMostName),
                  cut(entry.actor.address, kMostName)};
    kept.action = cut(entry.action, kMostName);
    kept.subject = cut(entry.subject, kMostSubject);
    kept.before = cut(entry.before, kMostValue);
    kept.after = cut(entry.after, kMostValue);
    kept.reason = cut(entry.reason, kMostSaid);
    kept.result = cut(entry.result, kMostSaid);
    kept.changeId = cut(entry.changeId, kMostId);
    kept.callId = cut(entry.callId, kMostName);
    return kept;
}

bool Audit::record(db::Transaction &tx, const AuditEntry &entry) const
{
    const AuditEntry row = bounded(entry);
    tx.waitForDisk();
    return tx.exec(kInsert, db::nullIfEmpty(row.changeId), row.at.value_or(m_clock.nowMs()), row.actor.name,
                   row.actor.role, db::nullIfEmpty(row.actor.address), row.action, row.subject, row.before,
                   row.after, row.reason, row.result, db::nullIfEmpty(row.callId),
                   db::nullIfEmpty(row.argsHash)) == 1;
}

void Audit::complete(db::Transaction &tx, const AuditEntry &entry, const QString &answer) const
{
    const AuditEntry row = bounded(entry);
    tx.waitForDisk();
    tx.exec(kComplete, row.subject, row.before, row.after, row.result, answer, row.changeId);
}

} // namespace turnpike::control
