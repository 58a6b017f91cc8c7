// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/reconciliation.h"

#include "access/subscriptionqueue.h"

#include <functional>
#include <limits>

namespace turnpike::access {

namespace {

constexpr int kATime = 500;

constexpr const char *kWasRemoved = "SELECT removed_at FROM vpn_removed WHERE uuid = ?";
constexpr const char *kIsBeingRemoved = "SELECT 1 FROM vpn_removals WHERE uuid = ?";

constexpr const char *kRecord = R"(
    INSERT INTO vpn_reconciliation (id, due_at, last_at, listed, set_again, taken_away, unknown)
    VALUES (1, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET last_at = excluded.last_at, listed = excluded.listed,
        set_again = excluded.set_again, taken_away = excluded.taken_away, unknown = excluded.unknown)";

} // namespace

struct Reconciliation::Place
{
    Timestamp askedAt = 0;
    bool isDryRun = false;
    TelegramId after{std::numeric_limits<qint64>::min()};
    QSet<QString> known; // uuids of customers, in lower case
    ReconciliationReport report;
};

Reconciliation::Reconciliation(const Clock &clock, Kicker &kicker)
    : m_clock(clock)
    , m_kicker(kicker)
    , m_removals(clock, kicker)
{}

ReconciliationReport Reconciliation::apply(db::Database &database, const QSet<QString> &listed,
                                           Timestamp askedAt, bool isDryRun, const Deadline &deadline) const
{
    Place place;
    place.askedAt = askedAt;
    place.isDryRun = isDryRun;
    place.report.listed = listed.size();
    // A transaction may be done over: each begins with its own copy.
    const auto step = [&](const std::function<int(db::Transaction &, Place &)> &work) {
        Place next;
        const int count =
            database.write(db::Demand::Worker, "vpn reconciliation", deadline, [&](db::Transaction &tx) {
                next = place;
                return work(tx, next);
            });
        place = std::move(next);
        return count;
    };
    while (step([&](db::Transaction &tx, Place &next) { return lookAtCustomers(tx, listed, next); }) ==
           kATime)
        ;
    const QStringList strays = (listed - place.known).values();
    for (qsizetype from = 0; from < strays.size(); from += kATime) {
        step([&](db::Transaction &tx, Place &next) {
            lookAtStrays(tx, strays.mid(from, kATime), next);
            return 0;
        });
    }
    place.report.unknown.sort();
    if (!isDryRun) {
        const ReconciliationReport &found = place.report;
        step([&](db::Transaction &tx, Place &) {
            return tx.exec(kRecord, askedAt, askedAt, found.listed, found.setAgain, found.takenAway,
                           static_cast<qint64>(found.unknown.size()));
        });
    }
    return place.report;
}

// How many rows there were.
int Reconciliation::lookAtCustomers(db::Transaction &tx, const QSet<QString> &listed, Place &place) const
{
    const std::vector<db::Row> rows = subscriptionqueue::customers(tx, place.after, kATime);
    for (const db::Row &row : rows) {
        const TelegramId user = row.telegramId(0);
        const QString uuid = row.text(1);
        const bool isThere = listed.contains(uuid.toLower());
        place.after = user;
        place.known.insert(uuid.toLower());
        // Who waits for the first key is called for anyway; what changed since may be there by now.
        if (row.isNull(2) || !row.isNull(3) || row.int64(5) >= place.askedAt)
            continue;
        if (isThere && !row.isNull(4) && !place.isDryRun)
            subscriptionqueue::noteThere(tx, user, uuid);
        if (isThere)
            continue;
        ++place.report.setAgain;
        if (!place.isDryRun)
            subscriptionqueue::setAgain(tx, user, uuid, m_clock.nowMs(), place.askedAt);
    }
    if (place.report.setAgain > 0 && !place.isDryRun)
        tx.afterCommit([&kicker = m_kicker] { kicker.kick(Work::Activation); }, db::HookReach::Process);
    return static_cast<int>(rows.size());
}

qint64 Reconciliation::setAllAgain(db::Database &database, bool isDryRun, const Deadline &deadline) const
{
    const qint64 begin = m_clock.nowMs();
    TelegramId after{std::numeric_limits<qint64>::min()};
    qint64 count = 0;
    const auto next = [&](db::Transaction &tx) {
        std::vector<db::Row> rows = subscriptionqueue::notDue(tx, after, kATime);
        qint64 place = count; // a transaction may be done over
        for (const db::Row &row : rows) {
            if (!isDryRun)
                subscriptionqueue::tellAgain(tx, row.telegramId(0),
                                             begin + place / kAgainASecond * kSecondMs);
            ++place;
        }
        if (!isDryRun)
            tx.afterCommit([&kicker = m_kicker] { kicker.kick(Work::Activation); }, db::HookReach::Process);
        return rows;
    };
    for (;;) {
        const auto rows = database.write(db::Demand::Worker, "vpn reconciliation", deadline, next);
        if (rows.empty())
            return count;
        count += static_cast<qint64>(rows.size());
        after = rows.back().telegramId(0);
    }
}

void Reconciliation::lookAtStrays(db::Transaction &tx, const QStringList &strays, Place &place) const
{
    for (const QString &uuid : strays) {
        // Granted since the customers were looked at, or on its way out already.
        if (subscriptionqueue::hasOwner(tx, uuid) || tx.one(kIsBeingRemoved, uuid))
            continue;
        const auto removed = tx.one(kWasRemoved, uuid);
        if (!removed) {
            place.report.unknown.append(uuid);
        } else if (removed->int64(0) < place.askedAt) {
            ++place.report.takenAway;
            if (!place.isDryRun)
                m_removals.add(tx, uuid);
        }
    }
}

} // namespace turnpike::access
