// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "control/featureflags.h"

#include "base/errors.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace turnpike::control {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kSeed = R"(
    INSERT INTO feature_flags (key, enabled, kind, description, changed_by, changed_at, reason, version)
    VALUES (?, ?, ?, ?, 'system', ?, ?, 1)
    ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, description = excluded.description)";

constexpr const char *kAll = R"(
    SELECT key, enabled, kind, description, changed_by, changed_at, reason, version
    FROM feature_flags ORDER BY key LIMIT 1000)";

constexpr const char *kStamp = R"(
    SELECT CAST(count(*) AS text) || ' ' || CAST(coalesce(sum(version), 0) AS text) || ' ' ||
           CAST(coalesce(sum(enabled), 0) AS text) || ' ' || CAST(coalesce(max(changed_at), 0) AS text)
    FROM feature_flags)";

constexpr const char *kOneLocked = R"(
    SELECT key, enabled, kind, description, changed_by, changed_at, reason, version
    FROM feature_flags WHERE key = ? {for_update})";

constexpr const char *kSet = R"(
    UPDATE feature_flags SET enabled = ?, changed_by = ?, changed_at = ?, reason = ?, version = version + 1
    WHERE key = ? AND version = ?)";

FeatureFlag flagOf(const db::Row &row)
{
    return {row.text(0), row.boolean(1), protocol::Choice<protocol::FlagKind>(row.text(2)),
            row.text(3), row.text(4),    row.int64(5),
            row.text(6), row.int64(7)};
}

[[noreturn]] void refuse(const QString &what)
{
    throw ConfigError(u"flags.json: "_s + what);
}

FeatureFlag flagOf(const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    FeatureFlag flag;
    flag.key = object.value("key"_L1).toString();
    if (flag.key.isEmpty())
        refuse(u"every entry must be an object with a \"key\""_s);
    if (!object.value("enabled"_L1).isBool())
        refuse(u"\"%1\" needs \"enabled\": true or false"_s.arg(flag.key));
    flag.enabled = object.value("enabled"_L1).toBool();
    flag.kind = protocol::Choice<protocol::FlagKind>(object.value("kind"_L1).toString());
    if (!flag.kind.known())
        refuse(u"\"%1\" needs \"kind\": \"business\" or \"operations\""_s.arg(flag.key));
    flag.description = object.value("description"_L1).toString();
    return flag;
}

QString valueText(bool enabled)
{
    return enabled ? u"on"_s : u"off"_s;
}

} // namespace

const char *toString(FeatureFlags::SetOutcome outcome)
{
    switch (outcome) {
    case FeatureFlags::SetOutcome::Changed:
        return "done";
    case FeatureFlags::SetOutcome::VersionConflict:
        return "version_conflict";
    case FeatureFlags::SetOutcome::UnknownFlag:
        return "unknown_flag";
    case FeatureFlags::SetOutcome::ReasonMissing:
        return "reason_missing";
    }
    return "";
}

FeatureFlags::FeatureFlags(const QByteArray &json, const Clock &clock, const Audit &audit)
    : m_clock(clock)
    , m_audit(audit)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError)
        refuse(u"%1 at byte %2"_s.arg(error.errorString()).arg(error.offset));
    if (!document.isArray() || document.array().isEmpty())
        refuse(u"must be a list of flags"_s);
    Snapshot defaults;
    for (const QJsonValue value : document.array()) {
        const FeatureFlag flag = flagOf(value);
        if (defaults.contains(flag.key))
            refuse(u"\"%1\" is there twice"_s.arg(flag.key));
        defaults.insert(flag.key, flag);
        m_defaults.push_back(flag);
    }
    m_snapshot = std::make_shared<const Snapshot>(std::move(defaults));
}

void FeatureFlags::seed(db::Transaction &tx, const QHash<QString, bool> &overrides) const
{
    for (const FeatureFlag &flag : m_defaults) {
        const bool isOverridden = overrides.contains(flag.key);
        const QString reason = isOverridden ? u"first value from the environment"_s : u"first value"_s;
        tx.exec(kSeed, flag.key, overrides.value(flag.key, flag.enabled), flag.kind.word(), flag.description,
                m_clock.nowMs(), reason);
    }
}

bool FeatureFlags::isOn(const char *key) const
{
    return isOn(QString::fromLatin1(key));
}

bool FeatureFlags::isOn(const QString &key) const
{
    const auto current = snapshot();
    const auto found = current->constFind(key);
    return found != current->constEnd() && found->enabled;
}

void FeatureFlags::refresh(db::Transaction &tx)
{
    Snapshot next;
    for (const db::Row &row : tx.query(kAll)) {
        const FeatureFlag flag = flagOf(row);
        if (isOurs(flag.key))
            next.insert(flag.key, flag);
    }
    // A flag that the table lacks keeps what is known of it: deleting a row switches nothing.
    tx.afterCommit([this, next = std::move(next)]() mutable { publish(std::move(next)); });
}

const char *FeatureFlags::stampQuery()
{
    return kStamp;
}

void FeatureFlags::setListener(std::function<void(const FeatureFlag &)> listener)
{
    m_listener = std::move(listener);
}

std::vector<FeatureFlag> FeatureFlags::all() const
{
    const auto current = snapshot();
    std::vector<FeatureFlag> flags(current->cbegin(), current->cend());
    std::sort(flags.begin(), flags.end(),
              [](const FeatureFlag &a, const FeatureFlag &b) { return a.key < b.key; });
    return flags;
}

FeatureFlags::SetOutcome FeatureFlags::set(db::Transaction &tx, const Change &change)
{
    const Applied applied = apply(tx, change);
    m_audit.record(tx, {change.actor,
                        change.action,
                        u"flag:"_s + change.key,
                        applied.before,
                        applied.after,
                        change.reason,
                        QString::fromLatin1(toString(applied.outcome)),
                        {}});
    return applied.outcome;
}

FeatureFlags::Applied FeatureFlags::apply(db::Transaction &tx, const Change &change)
{
    const auto flag = isOurs(change.key) ? tx.one(kOneLocked, change.key) : std::nullopt;
    Applied applied;
    applied.after = valueText(change.enabled);
    if (flag)
        applied.before = valueText(flag->boolean(1));
    if (!flag)
        applied.outcome = SetOutcome::UnknownFlag;
    else if (change.reason.trimmed().isEmpty())
        applied.outcome = SetOutcome::ReasonMissing;
    else if (tx.exec(kSet, change.enabled, change.actor.name, m_clock.nowMs(), change.reason, change.key,
                     change.expectedVersion) == 0)
        applied.outcome = SetOutcome::VersionConflict;
    else
        refresh(tx);
    return applied;
}

bool FeatureFlags::isOurs(const QString &key) const
{
    return std::any_of(m_defaults.begin(), m_defaults.end(),
                       [&](const FeatureFlag &flag) { return flag.key == key; });
}

std::shared_ptr<const FeatureFlags::Snapshot> FeatureFlags::snapshot() const
{
    const std::lock_guard lock(m_mutex);
    return m_snapshot;
}

void FeatureFlags::publish(Snapshot next)
{
    std::vector<FeatureFlag> changed;
    {
        const std::lock_guard lock(m_mutex);
        Snapshot merged = *m_snapshot;
        for (const FeatureFlag &flag : std::as_const(next)) {
            const auto known = merged.constFind(flag.key);
            // Two refreshes may end in any order: an older version never replaces a newer one.
            if (m_wasRead && known != merged.constEnd() && known->version > flag.version)
                continue;
            if (m_wasRead && (known == merged.constEnd() || known->enabled != flag.enabled))
                changed.push_back(flag);
            merged.insert(flag.key, flag);
        }
        m_snapshot = std::make_shared<const Snapshot>(std::move(merged));
        m_wasRead = true;
    }
    if (m_listener) {
        for (const FeatureFlag &flag : changed)
            m_listener(flag);
    }
}

} // namespace turnpike::control
