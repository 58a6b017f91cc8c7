// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/alertbook.h"

#include "base/errors.h"

#include <algorithm>

namespace turnpike::ops {

namespace {

constexpr qint64 kShownMs = 7 * 24 * kHourMs;
constexpr qint64 kKeptMs = 30 * 24 * kHourMs;
constexpr int kMost = 200;
constexpr qsizetype kMostNoted = 500;

// Raised again after it was over, an alert begins anew; otherwise it goes on.
constexpr const char *kUpsert = R"(
    INSERT INTO alerts (key, severity, text, sentence, runbook, first_at, last_at, count, instance_id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET
        severity = excluded.severity, text = excluded.text, sentence = excluded.sentence,
        runbook = excluded.runbook,
        first_at = CASE WHEN alerts.resolved_at IS NULL AND alerts.last_at >= ? THEN alerts.first_at
                        ELSE excluded.first_at END,
        count = CASE WHEN alerts.resolved_at IS NULL AND alerts.last_at >= ? THEN alerts.count ELSE 0 END
                + excluded.count,
        acknowledged_by = CASE WHEN alerts.resolved_at IS NULL AND alerts.last_at >= ? THEN alerts.acknowledged_by END,
        note = CASE WHEN alerts.resolved_at IS NULL AND alerts.last_at >= ? THEN alerts.note END,
        acknowledged_at = CASE WHEN alerts.resolved_at IS NULL AND alerts.last_at >= ? THEN alerts.acknowledged_at END,
        last_at = excluded.last_at, resolved_at = NULL, instance_id = excluded.instance_id)";
constexpr const char *kResolve =
    "UPDATE alerts SET resolved_at = ? WHERE key = ? AND resolved_at IS NULL AND last_at <= ?";
constexpr const char *kForget = "DELETE FROM alerts WHERE last_at < ?";
constexpr const char *kColumns = R"(
    SELECT key, severity, text, runbook, first_at, last_at, count, resolved_at, coalesce(acknowledged_by, ''),
           coalesce(note, ''), acknowledged_at, muted_until, instance_id, coalesce(sentence, '')
    FROM alerts WHERE last_at > ? ORDER BY last_at DESC LIMIT ?)";
constexpr const char *kOne = R"(
    SELECT key, severity, text, runbook, first_at, last_at, count, resolved_at, coalesce(acknowledged_by, ''),
           coalesce(note, ''), acknowledged_at, muted_until, instance_id, coalesce(sentence, '')
    FROM alerts WHERE key = ?)";
constexpr const char *kAcknowledge =
    "UPDATE alerts SET acknowledged_by = ?, note = ?, acknowledged_at = ? WHERE key = ?";
constexpr const char *kMute = "UPDATE alerts SET muted_until = ? WHERE key = ?";

Severity severityOf(const QString &text)
{
    return protocol::fromWord<Severity>(text).value_or(Severity::Critical);
}

AlertEntry entryOf(const db::Row &row)
{
    AlertEntry entry;
    entry.alert = {row.text(0), severityOf(row.text(1)),
                   protocol::Sentence::stored(row.text(2), row.text(13)), row.text(3)};
    entry.firstAt = row.int64(4);
    entry.lastAt = row.int64(5);
    entry.count = row.int64(6);
    entry.resolvedAt = row.optionalInt64(7);
    entry.acknowledgedBy = row.text(8);
    entry.note = row.text(9);
    entry.acknowledgedAt = row.optionalInt64(10);
    entry.mutedUntil = row.optionalInt64(11);
    entry.instanceId = row.text(12);
    return entry;
}

} // namespace

bool AlertEntry::operator==(const AlertEntry &other) const
{
    return alert.key == other.alert.key && alert.severity == other.alert.severity &&
           alert.text == other.alert.text && firstAt == other.firstAt && lastAt == other.lastAt &&
           count == other.count && resolvedAt == other.resolvedAt && acknowledgedBy == other.acknowledgedBy &&
           note == other.note && acknowledgedAt == other.acknowledgedAt && mutedUntil == other.mutedUntil &&
           instanceId == other.instanceId;
}

AlertBook::AlertBook(db::Database &database, const Clock &clock, QString instanceId)
    : m_database(database)
    , m_clock(clock)
    , m_instanceId(std::move(instanceId))
{}

void AlertBook::note(const Alert &alert)
{
    const Timestamp now = m_clock.nowMs();
    const std::lock_guard lock(m_mutex);
    if (m_noted.size() >= kMostNoted && !m_noted.contains(alert.key))
        return;
    Pending &pending = m_noted[alert.key];
    if (pending.count == 0)
        pending.firstAt = now;
    pending.alert = alert;
    pending.lastAt = now;
    ++pending.count;
    m_resolved.remove(alert.key);
    AlertEntry &entry = m_entries[alert.key];
    if (entry.count == 0 || isOver(entry))
        entry = {alert, now, now, 0, {}, {}, {}, {}, entry.mutedUntil, m_instanceId};
    entry.alert = alert;
    entry.lastAt = now;
    ++entry.count;
}

void AlertBook::resolve(const QString &key)
{
    const std::lock_guard lock(m_mutex);
    const auto entry = m_entries.find(key);
    if (entry == m_entries.end() || entry->resolvedAt)
        return;
    entry->resolvedAt = m_clock.nowMs();
    m_resolved.insert(key, *entry->resolvedAt);
}

void AlertBook::sync(const Deadline &deadline)
{
    QHash<QString, Pending> noted;
    QHash<QString, qint64> resolved;
    {
        const std::lock_guard lock(m_mutex);
        noted = std::exchange(m_noted, {});
        resolved = std::exchange(m_resolved, {});
    }
    const Timestamp now = m_clock.nowMs();
    const bool cleans = now - m_cleanedAt >= kHourMs;
    try {
        if (!noted.isEmpty() || !resolved.isEmpty() || cleans)
            m_database.write(db::Demand::Operations, "alerts", deadline, [&](db::Transaction &tx) {
                write(tx, noted, resolved);
                if (cleans)
                    tx.exec(kForget, now - kKeptMs);
            });
    } catch (const Error &) {
        const std::lock_guard lock(m_mutex);
        for (auto entry = noted.cbegin(); entry != noted.cend(); ++entry) {
            Pending &pending = m_noted[entry.key()];
            const qint64 count = pending.count + entry->count;
            pending = pending.count > 0 ? pending : entry.value();
            pending.firstAt = entry->firstAt;
            pending.count = count;
        }
        m_resolved.insert(resolved);
        throw;
    }
    if (cleans)
        m_cleanedAt = now;
    const auto answers =
        m_database.look(db::Demand::Operations, "alerts", deadline, {{kColumns, {now - kShownMs, kMost}}});
    const std::vector<db::Row> &rows = answers.at(0);
    const std::lock_guard lock(m_mutex);
    m_readAt = now;
    if (!m_noted.isEmpty() || !m_resolved.isEmpty())
        return; // raised meanwhile: the next sync knows it all
    m_entries.clear();
    for (const db::Row &row : rows)
        m_entries.insert(row.text(0), entryOf(row));
}

void AlertBook::write(db::Transaction &tx, const QHash<QString, Pending> &noted,
                      const QHash<QString, qint64> &resolved) const
{
    for (const Pending &pending : noted) {
        const qint64 goesOn = pending.firstAt - kOverMs;
        tx.exec(kUpsert, pending.alert.key, QString::fromLatin1(toWord(pending.alert.severity)),
                pending.alert.text.english(), pending.alert.text.storedJson(), pending.alert.runbook,
                pending.firstAt, pending.lastAt, pending.count, m_instanceId, goesOn, goesOn, goesOn, goesOn,
                goesOn);
    }
    for (auto entry = resolved.cbegin(); entry != resolved.cend(); ++entry)
        tx.exec(kResolve, entry.value(), entry.key(), entry.value());
}

bool AlertBook::isUnwritten() const
{
    const std::lock_guard lock(m_mutex);
    return !m_noted.isEmpty() || !m_resolved.isEmpty();
}

std::optional<Timestamp> AlertBook::readAt() const
{
    const std::lock_guard lock(m_mutex);
    return m_readAt;
}

std::vector<AlertEntry> AlertBook::entries() const
{
    std::vector<AlertEntry> entries;
    {
        const std::lock_guard lock(m_mutex);
        entries.assign(m_entries.cbegin(), m_entries.cend());
    }
    std::sort(entries.begin(), entries.end(),
              [](const AlertEntry &a, const AlertEntry &b) { return a.lastAt > b.lastAt; });
    return entries;
}

bool AlertBook::isOver(const AlertEntry &entry) const
{
    return entry.resolvedAt || m_clock.nowMs() - entry.lastAt >= kOverMs;
}

bool AlertBook::isMuted(const QString &key) const
{
    const std::lock_guard lock(m_mutex);
    const auto entry = m_entries.constFind(key);
    return entry != m_entries.cend() && entry->mutedUntil && m_clock.nowMs() < *entry->mutedUntil;
}

bool AlertBook::isAcknowledged(const QString &key) const
{
    const std::lock_guard lock(m_mutex);
    const auto entry = m_entries.constFind(key);
    return entry != m_entries.cend() && entry->acknowledgedAt && !isOver(*entry);
}

bool AlertBook::acknowledge(db::Transaction &tx, const QString &key, const QString &by,
                            const QString &note) const
{
    return tx.exec(kAcknowledge, by, note, m_clock.nowMs(), key) == 1;
}

bool AlertBook::mute(db::Transaction &tx, const QString &key, Timestamp until) const
{
    return tx.exec(kMute, until, key) == 1;
}

std::optional<AlertEntry> AlertBook::find(db::Transaction &tx, const QString &key) const
{
    const auto row = tx.one(kOne, key);
    return row ? std::optional(entryOf(*row)) : std::nullopt;
}

} // namespace turnpike::ops
