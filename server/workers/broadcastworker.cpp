// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "telemetry/log.h"
#include "workers/itemloop.h"
#include "workers/lcworkers.h"
#include "workers/registration.h"

namespace turnpike::workers {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

Worker::Settings broadcastSettings()
{
    Worker::Settings settings;
    settings.name = u"broadcasts"_s;
    settings.interval = 10min;
    settings.jitter = 30s;
    return settings;
}

// `broadcasts`: puts what is to be said to many customers into the outbox, a chunk in each transaction, and
// no faster than it is sent. Owned by the supervisor.
class BroadcastWorker : public Worker
{
public:
    BroadcastWorker(db::Database &database, const broadcasts::Broadcasts &broadcasts);

    void iterate(Iteration &iteration) override;
    std::optional<std::vector<QByteArray>> dueQueries() const override;

private:
    bool unroll(Iteration &iteration, qint64 broadcast);

    db::Database &m_database;
    const broadcasts::Broadcasts &m_broadcasts;
};

} // namespace

BroadcastWorker::BroadcastWorker(db::Database &database, const broadcasts::Broadcasts &broadcasts)
    : Worker(broadcastSettings())
    , m_database(database)
    , m_broadcasts(broadcasts)
{}

void BroadcastWorker::iterate(Iteration &iteration)
{
    const std::vector<qint64> due =
        m_database.read(db::Demand::Worker, "broadcasts", iteration.deadline(),
                        [&](db::Transaction &tx) { return m_broadcasts.due(tx, kBatch); });
    for (const qint64 broadcast : due) {
        try {
            while (!iteration.shouldStop()) {
                if (!unroll(iteration, broadcast))
                    break;
            }
        } catch (const std::exception &error) {
            if (!isItemsOwn(error))
                throw;
            iteration.degrade(errorTypeOf(error), QString::fromUtf8(error.what()));
            log::error(lcWorkers(), "a broadcast failed; the others go on")
                .with("broadcast", broadcast)
                .with(error);
        }
    }
}

// Whether there is more of it to be done now.
bool BroadcastWorker::unroll(Iteration &iteration, qint64 broadcast)
{
    const auto unrolled =
        m_database.write(db::Demand::Worker, "broadcasts", iteration.deadline(),
                         [&](db::Transaction &tx) { return m_broadcasts.unroll(tx, broadcast); });
    iteration.itemsDone(unrolled.messages);
    return unrolled.isMore;
}

std::optional<std::vector<QByteArray>> BroadcastWorker::dueQueries() const
{
    return std::vector<QByteArray>{broadcasts::Broadcasts::nextDueQuery()};
}

} // namespace turnpike::workers

namespace turnpike::workers::broadcastworker {

Registration registration()
{
    return {
        [](const WorkerParts &parts, const Registration::Taker &add) {
            add(std::make_unique<BroadcastWorker>(parts.database, parts.shop.broadcasts));
        },
        // What it puts into the outbox is as much as there are customers.
        [](const WorkerRules &shop, const QString &) -> std::vector<HotQuery> {
            const broadcasts::Broadcasts &all = shop.broadcasts;
            return {{"broadcast: due", [&all](db::Transaction &tx) { all.due(tx, kBatch); }},
                    {"broadcast: next due", [&all](db::Transaction &tx) { all.nextDue(tx); }}};
        },
    };
}

} // namespace turnpike::workers::broadcastworker
