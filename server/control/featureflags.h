// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "control/audit.h"
#include "protocol/literals.h"
#include "protocol/operationchoices.h"
#include "protocol/timestamp.h"

#include <QByteArray>
#include <QHash>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace turnpike::control {

// The keys of the flags, as in resources/flags.json.
namespace flag {
inline constexpr const char *kPayments = "payments";
inline constexpr const char *kVpnProvisioning = "vpn_provisioning";
inline constexpr const char *kAutoRenewal = "auto_renewal";
inline constexpr const char *kBackgroundWorkers = "background_workers";
inline constexpr const char *kReminders = "reminders";
inline constexpr const char *kTrials = "trials";
inline constexpr const char *kReferralRewards = "referral_rewards";
inline constexpr const char *kAdminActions = "admin_actions";
inline constexpr const char *kMaintenanceMode = "maintenance_mode";
} // namespace flag

struct FeatureFlag
{
    QString key;
    bool enabled = false;
    protocol::Choice<protocol::FlagKind> kind;
    QString description;
    QString changedBy;
    Timestamp changedAt = 0; // ms UTC
    QString reason;
    qint64 version = 1;
};

// What may be switched off (or on) while the shop runs. The table is the truth; every replica keeps a
// snapshot that its owner refreshes twice a second and more. A row of the table that the file does not name
// belongs to another version: it is neither shown nor changed. Thread-safe; one per process.
class FeatureFlags
{
public:
    // `json` is resources/flags.json: [{"key", "enabled", "kind", "description"}…]. Throws ConfigError that
    // says what is wrong with it.
    FeatureFlags(const QByteArray &json, const Clock &clock, const Audit &audit);

    // Adds the flags that the table lacks: with the value of `overrides` (from the environment), or else the
    // default of the file. What is in the table already keeps its value.
    void seed(db::Transaction &tx, const QHash<QString, bool> &overrides = {}) const;

    // The last value read, the default before the first read, false for an unknown key. Never throws or
    // blocks.
    bool isOn(const char *key) const;
    bool isOn(const QString &key) const;

    // Reads the table; the new snapshot is in force once the transaction is committed. The flags whose value
    // changed are told to the listener. On failure it throws and the last known values hold.
    void refresh(db::Transaction &tx);

    // A statement of one text, which is another one once a flag has changed: cheaper than reading them all.
    static const char *stampQuery();

    // Called after a refresh for each flag whose value changed (never for the first read), on the thread that
    // refreshed. Set once, before the first refresh.
    void setListener(std::function<void(const FeatureFlag &)> listener);

    // What is in force, sorted by key: for the console.
    std::vector<FeatureFlag> all() const;

    enum class SetOutcome { Changed, VersionConflict, UnknownFlag, ReasonMissing };
    struct Change
    {
        QString key;
        bool enabled = false;
        qint64 expectedVersion = 0;
        Actor actor;
        QString reason;                  // required
        QString action = u"flags.set"_s; // as the audit names it
    };
    // Changes a flag where it still has the version its changer saw. Done or refused, it leaves an audit row.
    // In this process the new value is in force right after the commit.
    SetOutcome set(db::Transaction &tx, const Change &change);

    // What a change did, in the words of the audit ("on", "off").
    struct Applied
    {
        SetOutcome outcome = SetOutcome::Changed;
        std::optional<QString> before; // nothing: there is no such flag
        QString after;
    };
    // The same for a caller that writes the audit row itself.
    Applied apply(db::Transaction &tx, const Change &change);

private:
    using Snapshot = QHash<QString, FeatureFlag>;

    bool isOurs(const QString &key) const;
    std::shared_ptr<const Snapshot> snapshot() const;
    void publish(Snapshot next);

    const Clock &m_clock;
    const Audit &m_audit;
    mutable std::mutex m_mutex;
    std::shared_ptr<const Snapshot> m_snapshot; // guarded by m_mutex
    bool m_wasRead = false;                     // guarded by m_mutex
    std::function<void(const FeatureFlag &)> m_listener;
    std::vector<FeatureFlag> m_defaults;
};

const char *toString(FeatureFlags::SetOutcome outcome);

} // namespace turnpike::control
