#pragma once

#include "base/clock.h"
#include "base/kicker.h"
#include "db/transaction.h"

#include <QString>

#include <optional>
#include <vector>

namespace turnpike::access {

// One call of the VPN API's remove-user that is to be made.
struct RemovalJob
{
    QString uuid;
    int attempt = 0; // counted from 1
    QString owner;   // of the row lease
};

// The table `vpn_removals`: keys to be taken away from the VPN API, retried until done. A row lease of 60 s
// covers the call. Holds no state; thread-safe.
class Removals
{
public:
    Removals(const Clock &clock, Kicker &kicker);

    // Queues a uuid, and wakes the cleanup after the commit. One that is queued already is due again, and a
    // call for it under way does not take it out of the queue.
    void add(db::Transaction &tx, const QString &uuid) const;

    // Leases up to `limit` due rows for `owner` and counts the attempt.
    std::vector<RemovalJob> claimDue(db::Transaction &tx, const QString &owner, int limit) const;
    // The VPN API does not know the uuid any more (removed now, or 404). False when the lease was lost.
    bool complete(db::Transaction &tx, const RemovalJob &job) const;
    // The call failed: again after 10 s, 30 s, 2 min, 10 min, then every 10 min; outages after 30 s.
    bool failure(db::Transaction &tx, const RemovalJob &job, const QString &error, bool isOutage) const;
    // Gives a claim back, its attempt too.
    void release(db::Transaction &tx, const RemovalJob &job) const;

    std::optional<qint64> nextDue(db::Transaction &tx) const; // ms UTC
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
