// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/kicker.h"
#include "db/transaction.h"
#include "protocol/literals.h"
#include "protocol/timestamp.h"
#include "workers/iteration.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>
#include <vector>

namespace turnpike::workers {

// One kind of background work, done in iterations by the WorkerSupervisor, which owns it. iterate() runs on
// the worker's own pool thread, one iteration at a time; everything else may be called from any thread.
class Worker
{
public:
    struct Settings
    {
        QString name;
        std::chrono::milliseconds interval{60'000};
        // Up to so much is added to each interval, so that workers and replicas do not march in step.
        std::chrono::milliseconds jitter{0};
        // Until the next run after an iteration that failed or ran out of time.
        std::chrono::milliseconds retryAfterError{30'000};
        std::chrono::milliseconds iterationTimeout{120'000};
        // Feature flags that must all be on; looked at before an iteration and between items.
        QStringList flags{u"background_workers"_s};
        // The commits that announce work for this worker.
        std::optional<Work> kickedBy;
    };

    explicit Worker(Settings settings)
        : m_settings(std::move(settings))
    {}
    virtual ~Worker() = default;
    Worker(const Worker &) = delete;
    Worker &operator=(const Worker &) = delete;

    const Settings &settings() const { return m_settings; }
    const QString &name() const { return m_settings.name; }

    // Does what is due. Asks iteration.shouldStop() before each item, reports items as it goes, and lets
    // exceptions through: the edge around it turns them into an outcome.
    virtual void iterate(Iteration &iteration) = 0;

    // How the database is asked when the earliest work is due: statements without parameters, each of one
    // value at most, ms UTC or NULL; the earliest counts. Those of all workers travel in one statement, once
    // or twice a second, also during an iteration: one look at a partial index each, no state. A row that
    // somebody holds a row lease on is due when that lease ends. Nothing: nextDueAt() is called instead.
    virtual std::optional<std::vector<QByteArray>> dueQueries() const { return std::nullopt; }
    // The same by itself; nothing when there is no work.
    virtual std::optional<Timestamp> nextDueAt(db::Transaction &tx) const;

private:
    const Settings m_settings;
};

} // namespace turnpike::workers
