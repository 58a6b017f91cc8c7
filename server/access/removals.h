// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/unsettled.h"
#include "base/clock.h"
#include "base/kicker.h"
#include "db/transaction.h"
#include "protocol/timestamp.h"

#include <QString>

#include <optional>
#include <vector>

namespace turnpike::access {

// One pending call of the VPN API's remove-user.
struct RemovalJob
{
    QString uuid;
    int attempt = 0;        // counted from 1
    QString owner;          // of the row lease
    bool hasFailed = false; // the call before failed
};

// The table `vpn_removals`: keys to remove from the VPN API, retried until done, and done again if a call
// that adds the key may take effect later. Removed keys are recorded in `vpn_removed`. A row lease of 60 s
// covers the call. Holds no state; thread-safe.
class Removals
{
public:
    Removals(const Clock &clock, Kicker &kicker);

    // Queues a uuid, and wakes the cleanup after the commit. One that is queued already is due again, and a
    // call for it under way does not take it out of the queue. `unsettledUntil`, ms UTC: a call that adds it
    // may take effect until then.
    void add(db::Transaction &tx, const QString &uuid,
             std::optional<Timestamp> unsettledUntil = std::nullopt) const;

    // Leases up to `limit` due rows for `owner` and counts the attempt: those that failed before only when
    // there are no others, so that they hold nobody up.
    std::vector<RemovalJob> claimDue(db::Transaction &tx, const QString &owner, int limit) const;
    // The VPN API no longer knows the uuid. It stays queued for the time when an add that was under way can
    // no longer take effect. False when the lease was lost.
    bool complete(db::Transaction &tx, const RemovalJob &job) const;
    // The call failed: again after 10 s, 30 s, 2 min, 10 min, then every 10 min. An outage does not count as
    // an attempt: again after 30 s.
    bool failure(db::Transaction &tx, const RemovalJob &job, const CallFailure &failure) const;
    // Gives a claim back, its attempt too.
    void release(db::Transaction &tx, const RemovalJob &job) const;

    std::optional<qint64> nextDue(db::Transaction &tx) const; // ms UTC
    // The same as a statement of one value, for whoever asks for several at once.
    static const char *nextDueQuery();
    qint64 count(db::Transaction &tx) const;

private:
    const Clock &m_clock;
    Kicker &m_kicker;
};

inline constexpr qint64 kRowLeaseMs = 60 * kSecondMs;
// How long to wait after failed attempt number `attempt` (from 1): 10 s, 30 s, 2 min, then 10 min.
qint64 retryDelayMs(int attempt);
inline constexpr qint64 kOutageDelayMs = 30 * kSecondMs;

} // namespace turnpike::access
