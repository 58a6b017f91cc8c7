// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "replicas/abandonedleases.h"

#include "access/subscriptionqueue.h"
#include "access/unsettled.h"

#include <array>
#include <limits>

namespace turnpike::replicas {

namespace {

// Three times the interval at which an instance notes that it lives.
constexpr qint64 kSilenceMs = 15 * kSecondMs;
// For so long after it was last seen a commit of a process that is gone may come to light: as long as a
// statement may take. Until then it is looked for now and then.
constexpr qint64 kLateCommitMs = 30 * kSecondMs;
constexpr qint64 kLookAgainMs = 5 * kSecondMs;

constexpr const char *kGone = R"(
    SELECT instance_id, last_seen_at FROM instances
    WHERE instance_id <> ? AND (ended_at IS NOT NULL OR last_seen_at < ?))";

// Each over the partial index of what is due, so that the cost does not grow with the shop. An owner is an
// instance, or an instance and one of its parts ("id/part"). %1: how many at most, a number in the text so
// that no plan is made for another one. What somebody has locked is in their hands.
constexpr std::array kTakeBack = {
    // Whether the process had made the call nobody knows.
    R"(UPDATE outbox SET lease_owner = NULL, lease_until = NULL, unknown_outcomes = unknown_outcomes + 1
       WHERE id IN (SELECT id FROM outbox WHERE status = 'pending' AND substr(lease_owner, 1, ?) = ?
                    LIMIT %1 {for_update} {skip_locked}))",
    R"(UPDATE purchases SET lease_owner = NULL, lease_until = NULL
       WHERE purchase_id IN (SELECT purchase_id FROM purchases
                             WHERE next_check_at IS NOT NULL AND substr(lease_owner, 1, ?) = ?
                             LIMIT %1 {for_update} {skip_locked}))",
    R"(UPDATE vpn_removals SET lease_owner = NULL, lease_until = NULL
       WHERE uuid IN (SELECT uuid FROM vpn_removals WHERE substr(lease_owner, 1, ?) = ?
                      LIMIT %1 {for_update} {skip_locked}))",
};

QByteArray bounded(const char *sql)
{
    return QByteArray(sql).replace("%1", QByteArray::number(AbandonedLeases::kRowsATime));
}

} // namespace

AbandonedLeases::AbandonedLeases(db::Database &database, const Clock &clock, QString instanceId, bool isAlone)
    : m_database(database)
    , m_clock(clock)
    , m_instanceId(std::move(instanceId))
    , m_isAlone(isAlone)
{}

AbandonedLeases::Gone AbandonedLeases::gone(const Deadline &deadline) const
{
    const Timestamp now = m_clock.nowMs();
    const qint64 seenBefore = m_isAlone ? std::numeric_limits<qint64>::max() : now - kSilenceMs;
    const auto answers = m_database.look(db::Demand::Operations, "abandoned leases", deadline,
                                         {{kGone, {m_instanceId, seenBefore}}});
    Gone ids;
    for (const db::Row &row : answers.at(0))
        ids.insert(row.text(0), row.int64(1));
    return ids;
}

int AbandonedLeases::takeBack(const Deadline &deadline)
{
    const Gone all = gone(deadline);
    m_lookedAt.removeIf([&all](const auto &entry) { return !all.contains(entry.key()); });
    int taken = 0;
    for (auto instance = all.begin(); instance != all.end(); ++instance) {
        const Timestamp now = m_clock.nowMs();
        if (isToLookAt(instance.key(), instance.value(), now)) {
            taken += takeBackOf(instance.key(), deadline);
            m_lookedAt.insert(instance.key(), now);
        }
    }
    return taken;
}

bool AbandonedLeases::isToLookAt(const QString &id, Timestamp lastSeenAt, Timestamp now) const
{
    const auto looked = m_lookedAt.constFind(id);
    if (looked == m_lookedAt.constEnd() || now < *looked)
        return true;
    return *looked < lastSeenAt + kLateCommitMs && now - *looked >= kLookAgainMs;
}

int AbandonedLeases::takeBackOf(const QString &id, const Deadline &deadline)
{
    int taken = 0;
    for (size_t table = 0; table <= kTakeBack.size(); ++table) {
        int rows = kRowsATime;
        while (rows >= kRowsATime) {
            rows = takeBackSome(id, table, deadline);
            taken += rows;
        }
    }
    return taken;
}

// The last table are the subscriptions.
int AbandonedLeases::takeBackSome(const QString &id, size_t table, const Deadline &deadline)
{
    return m_database.write(db::Demand::Operations, "abandoned leases", deadline, [&](db::Transaction &tx) {
        if (table < kTakeBack.size())
            return static_cast<int>(tx.execWith(bounded(kTakeBack[table]), {id.size(), id}));
        // Nobody knows whether the process had called the VPN API: that may take effect until then, and the
        // key is told again after that.
        const Timestamp unsettledUntil = m_clock.nowMs() + access::kLongestCallMs;
        return access::subscriptionqueue::takeBack(tx, id, unsettledUntil, kRowsATime);
    });
}

} // namespace turnpike::replicas
