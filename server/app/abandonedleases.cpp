#include "app/abandonedleases.h"

#include "access/unsettled.h"

namespace turnpike::app {

namespace {

// Three times the interval at which an instance notes that it lives.
constexpr qint64 kSilenceMs = 15 * kSecondMs;

constexpr const char *kGone = R"(
    SELECT instance_id FROM instances
    WHERE instance_id <> ? AND (ended_at IS NOT NULL OR last_seen_at < ?))";

// Each over the partial index of what is due, so that the cost does not grow with the shop. An owner is an
// instance, or an instance and one of its parts ("id/part").
constexpr std::array kTakeBack = {
    // Whether the process had made the call nobody knows.
    "UPDATE outbox SET lease_owner = NULL, lease_until = NULL, unknown_outcomes = unknown_outcomes + 1 "
    "WHERE status = 'pending' AND substr(lease_owner, 1, ?) = ?",
    "UPDATE purchases SET lease_owner = NULL, lease_until = NULL "
    "WHERE next_check_at IS NOT NULL AND substr(lease_owner, 1, ?) = ?",
    "UPDATE vpn_removals SET lease_owner = NULL, lease_until = NULL WHERE substr(lease_owner, 1, ?) = ?",
};

// The same of a call of the VPN API: it may take effect until then, and is told again after that.
constexpr const char *kTakeBackKeys = R"(
    UPDATE subscriptions SET lease_owner = NULL, lease_until = NULL,
        vpn_unsettled_until = CASE WHEN coalesce(vpn_unsettled_until, 0) > ? THEN vpn_unsettled_until ELSE ? END
    WHERE next_activation_at IS NOT NULL AND substr(lease_owner, 1, ?) = ?)";

} // namespace

AbandonedLeases::AbandonedLeases(db::Database &database, const Clock &clock, QString instanceId, bool isAlone)
    : m_database(database)
    , m_clock(clock)
    , m_instanceId(std::move(instanceId))
    , m_isAlone(isAlone)
{}

QSet<QString> AbandonedLeases::gone(db::Transaction &tx) const
{
    const qint64 now = m_clock.nowMs();
    const qint64 seenBefore = m_isAlone ? std::numeric_limits<qint64>::max() : now - kSilenceMs;
    QSet<QString> ids;
    for (const db::Row &row : tx.query(kGone, m_instanceId, seenBefore))
        ids.insert(row.text(0));
    return ids;
}

int AbandonedLeases::takeBack(const Deadline &deadline)
{
    const QSet<QString> ids = m_database.read(db::Demand::Operations, "abandoned leases", deadline,
                                              [this](db::Transaction &tx) { return gone(tx); });
    m_done.intersect(ids); // one that was seen again may have taken leases again
    const QSet<QString> fresh = ids - m_done;
    if (fresh.isEmpty())
        return 0;
    const int taken =
        m_database.write(db::Demand::Operations, "abandoned leases", deadline, [&](db::Transaction &tx) {
            const qint64 unsettledUntil = m_clock.nowMs() + access::kLongestCallMs;
            int rows = 0;
            for (const QString &id : fresh) {
                for (const char *sql : kTakeBack)
                    rows += tx.exec(sql, id.size(), id);
                rows += tx.exec(kTakeBackKeys, unsettledUntil, unsettledUntil, id.size(), id);
            }
            return rows;
        });
    m_done = ids;
    return taken;
}

} // namespace turnpike::app
