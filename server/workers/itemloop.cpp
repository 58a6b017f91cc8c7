// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/itemloop.h"

#include "telemetry/log.h"
#include "workers/lcworkers.h"

#include <QSet>

namespace turnpike::workers {

bool isItemsOwn(const std::exception &error)
{
    if (dynamic_cast<const Cancelled *>(&error) || dynamic_cast<const DeadlineExceeded *>(&error))
        return false;
    const auto *database = dynamic_cast<const DatabaseError *>(&error);
    return !database || !database->isTransient();
}

void forEachDue(Iteration &iteration, db::Database &database, const char *holder,
                const std::function<std::vector<TelegramId>(db::Transaction &tx, int limit)> &fetch,
                const std::function<bool(db::Transaction &tx, TelegramId user)> &work)
{
    QSet<TelegramId> looked; // in this iteration: what failed, or stays due, is not looked at twice
    for (;;) {
        const std::vector<TelegramId> users =
            database.read(db::Demand::Worker, holder, iteration.deadline(), [&](db::Transaction &tx) {
                return fetch(tx, kBatch + static_cast<int>(looked.size()));
            });
        bool anyNew = false;
        for (const TelegramId user : users) {
            if (looked.contains(user))
                continue;
            if (iteration.shouldStop())
                return;
            anyNew = true;
            try {
                const bool done = database.write(db::Demand::Worker, holder, iteration.deadline(),
                                                 [&](db::Transaction &tx) { return work(tx, user); });
                if (done)
                    iteration.itemsDone();
                else
                    looked.insert(user);
            } catch (const std::exception &error) {
                if (!isItemsOwn(error))
                    throw;
                looked.insert(user);
                iteration.degrade(errorTypeOf(error), QString::fromUtf8(error.what()));
                log::error(lcWorkers(), "an item failed; the others go on")
                    .with("worker", iteration.worker())
                    .with("user_id", user)
                    .with(error);
            }
        }
        if (!anyNew)
            return;
    }
}

} // namespace turnpike::workers
