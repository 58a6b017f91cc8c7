// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/housekeepingworker.h"

#include "billing/purchases.h"
#include "inbox/inboxlooks.h"
#include "telemetry/log.h"
#include "workers/itemloop.h"
#include "workers/lcworkers.h"
#include "workers/registration.h"

namespace turnpike::workers {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int kBalancesATime = 500;
constexpr int kBalancesAnIteration = 5'000;

// How long what is kept. Telegram redelivers for 24 h: inbox rows that know it stay twice as long. A dedupe
// key of the outbox works for as long as its row is there. What waits for its customer's return (see
// Outbox::sendWhatWasKept) waits as long as that; whoever has not come back by then is gone.

// Rows that the room of their table removes.
struct OwnedRetention
{
    int (*remove)(db::Transaction &tx, qint64 olderThan, int limit);
    qint64 keepMs;
};

constexpr OwnedRetention kOwnedRetention[] = {
    {&inbox::repository::removeHandled, 48 * kHourMs},
    {&billing::Purchases::forgetUnpaid, billing::kUnpaidKeptMs},
};

struct Retention
{
    // Parameters: older than, and where it looks back only so far not older than (ms UTC); how many follows.
    const char *sql;
    qint64 keepMs;
    qint64 lookBackMs = 0; // how far it looks back from there, 0: to the beginning
};

// Each look at the messages without a key passes over those that are kept: over a month of them at most. What
// should have left longer ago, while this did not run, leaves with them.
constexpr qint64 kLookBackMs = 30 * kDayMs;

constexpr Retention kRetention[] = {
    {"DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE finished_at IS NOT NULL AND dedupe_key IS"
     " NULL AND finished_at < ? AND finished_at >= ?"
     " AND NOT (keep_for_return = 1 AND coalesce(end_reason, '') = 'unreachable') ORDER BY finished_at",
     7 * kDayMs, kLookBackMs},
    {"DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE finished_at IS NOT NULL AND dedupe_key IS"
     " NULL AND finished_at < ? ORDER BY finished_at",
     400 * kDayMs},
    {"DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE finished_at IS NOT NULL AND dedupe_key IS"
     " NOT NULL AND finished_at < ? ORDER BY finished_at",
     400 * kDayMs},
    {"DELETE FROM worker_iterations WHERE id IN (SELECT id FROM worker_iterations WHERE started_at < ?"
     " ORDER BY started_at",
     14 * kDayMs},
    {"DELETE FROM series WHERE at IN (SELECT at FROM series WHERE at < ? ORDER BY at", 7 * kDayMs},
    {"DELETE FROM audit_log WHERE id IN (SELECT id FROM audit_log WHERE at < ? ORDER BY at", 400 * kDayMs},
    {"DELETE FROM vpn_removed WHERE uuid IN (SELECT uuid FROM vpn_removed WHERE removed_at < ?"
     " ORDER BY removed_at",
     400 * kDayMs},
    {"DELETE FROM orders WHERE change_id IN (SELECT change_id FROM orders WHERE expires_at < ?", 7 * kDayMs},
    {"DELETE FROM instances WHERE instance_id IN (SELECT instance_id FROM instances WHERE last_seen_at < ?",
     30 * kDayMs},
};

Worker::Settings housekeepingSettings()
{
    Worker::Settings settings;
    settings.name = u"housekeeping"_s;
    settings.interval = 10min;
    settings.jitter = 1min;
    return settings;
}

} // namespace

HousekeepingWorker::HousekeepingWorker(db::Database &database, const Clock &clock,
                                       const billing::Balance &balance, const billing::Gifts &gifts,
                                       AlertSink &alerts)
    : Worker(housekeepingSettings())
    , m_database(database)
    , m_clock(clock)
    , m_balance(balance)
    , m_gifts(gifts)
    , m_alerts(alerts)
{}

void HousekeepingWorker::iterate(Iteration &iteration)
{
    if (returnGifts(iteration) && trim(iteration))
        checkLedger(iteration);
}

// False when the iteration is to stop.
bool HousekeepingWorker::returnGifts(Iteration &iteration)
{
    for (;;) {
        if (iteration.shouldStop())
            return false;
        const int returned =
            m_database.write(db::Demand::Worker, "housekeeping", iteration.deadline(),
                             [&](db::Transaction &tx) { return m_gifts.returnOverdue(tx, kBatch); });
        iteration.itemsDone(returned);
        if (returned < kBatch)
            return true;
    }
}

size_t HousekeepingWorker::kindsOfRows()
{
    return std::size(kOwnedRetention) + std::size(kRetention);
}

int HousekeepingWorker::removeOld(db::Transaction &tx, size_t kind, Timestamp now)
{
    if (kind < std::size(kOwnedRetention)) {
        const OwnedRetention &owned = kOwnedRetention[kind];
        return owned.remove(tx, now - owned.keepMs, kRowsATime);
    }
    // A number in the text and not a parameter: a plan that PostgreSQL keeps would take a tenth of the table
    // for it, and read it all.
    const Retention &retention = kRetention[kind - std::size(kOwnedRetention)];
    const QByteArray sql = retention.sql + " LIMIT "_ba + QByteArray::number(kRowsATime) + ')';
    const qint64 olderThan = now - retention.keepMs;
    std::vector<db::Value> values{olderThan};
    if (retention.lookBackMs > 0)
        values.emplace_back(olderThan - retention.lookBackMs);
    return tx.execWith(sql, values);
}

bool HousekeepingWorker::trim(Iteration &iteration)
{
    for (size_t kind = 0; kind < kindsOfRows(); ++kind) {
        int removed = kRowsATime;
        while (removed >= kRowsATime) {
            if (iteration.shouldStop())
                return false;
            removed =
                m_database.write(db::Demand::Worker, "housekeeping", iteration.deadline(),
                                 [&](db::Transaction &tx) { return removeOld(tx, kind, m_clock.nowMs()); });
            iteration.itemsDone(removed);
        }
    }
    return true;
}

// Goes on where the last iteration stopped, so that everyone is looked at in turn.
void HousekeepingWorker::checkLedger(Iteration &iteration)
{
    for (int looked = 0; looked < kBalancesAnIteration; looked += kBalancesATime) {
        if (iteration.shouldStop())
            return;
        TelegramId last = m_checkedUpTo;
        const auto mismatches = m_database.read(
            db::Demand::Worker, "housekeeping", iteration.deadline(),
            [&](db::Transaction &tx) { return m_balance.check(tx, m_checkedUpTo, kBalancesATime, &last); });
        for (const billing::Balance::Mismatch &mismatch : mismatches) {
            log::error(lcWorkers(), "a balance is not the sum of its ledger")
                .with("user_id", mismatch.user)
                .with("balance_kopecks", mismatch.balance.value())
                .with("ledger_kopecks", mismatch.ledger.value());
            m_alerts.raise({u"ledger:%1"_s.arg(mismatch.user.value()),
                            protocol::Sentence(protocol::SentenceId::LedgerMismatch, mismatch.user.value()),
                            u"ledger-mismatch"_s});
            iteration.degrade(ErrorType::Domain, protocol::Sentence(protocol::SentenceId::BalanceMismatch));
        }
        if (last == m_checkedUpTo) {
            m_checkedUpTo = TelegramId(std::numeric_limits<qint64>::min());
            return;
        }
        m_checkedUpTo = last;
    }
}

} // namespace turnpike::workers

namespace turnpike::workers::housekeepingworker {

Registration registration()
{
    return {
        [](const WorkerParts &parts, const Registration::Taker &add) {
            add(std::make_unique<HousekeepingWorker>(parts.database, parts.clock, parts.shop.balance,
                                                     parts.shop.gifts, parts.alerts));
        },
        [](const WorkerRules &shop, const QString &) -> std::vector<HotQuery> {
            const billing::Gifts &gifts = shop.gifts;
            return {{"gift: overdue", [&gifts](db::Transaction &tx) { gifts.returnOverdue(tx, kBatch); }}};
        },
    };
}

} // namespace turnpike::workers::housekeepingworker
