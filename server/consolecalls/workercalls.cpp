// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/workercalls.h"

#include "db/like.h"
#include "protocol/calls.h"
#include "protocol/failures.h"
#include "protocol/hello.h"
#include "protocol/version.h"
#include "workers/workerstates.h"

#include <algorithm>
#include <limits>

namespace turnpike::consolecalls {

using namespace consolehub;
using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kMostIterationGroups = 200;
constexpr qint64 kMostGroupedIterations = 200'000; // numbers that are looked back
constexpr qint64 kLongestPauseMs = 90 * 24 * kHourMs;

// Served by the primary key (all workers) or by worker_iterations_worker. An absent filter is the widest one.
constexpr const char *kIterationRows = R"(
    SELECT id, worker, instance_id, iteration, correlation_id, trigger, started_at, ended_at, coalesce(outcome, ''),
           items, has_more, coalesce(error_type, ''), coalesce(reason, ''),
           coalesce(sentence, ''))";
// Of lists and groups alike.
constexpr const char *kIterationsMatching = R"(
    FROM worker_iterations
    WHERE id < ? AND (CAST(? AS text) = '' OR outcome = ?) AND started_at BETWEEN ? AND ?
        AND (CAST(? AS text) = '' OR coalesce(cause, nullif(reason, ''), 'unknown') = ?)
        AND lower(coalesce(reason, '') || ' ' || coalesce(error_type, '') || ' ' || coalesce(correlation_id, ''))
            LIKE ? ESCAPE '!')";
constexpr const char *kOfWorker = " AND worker = ?";
constexpr const char *kNewestIterations = " ORDER BY id DESC LIMIT ?";

// Of the newest iterations, those that did not end well.
constexpr const char *kIterationGroupsOf = R"(
    SELECT g.worker, g.outcome, g.cause, g.members, g.first_at, g.last_at, g.newest, coalesce(w.reason, '')
    FROM (SELECT f.worker, f.outcome, f.why AS cause, count(*) AS members, min(f.started_at) AS first_at,
                 max(f.started_at) AS last_at, max(f.id) AS newest
          FROM (SELECT id, worker, outcome, started_at, coalesce(cause, nullif(reason, ''), 'unknown') AS why)";
constexpr const char *kNotWell = R"(
        AND outcome IN ('failed', 'timeout', 'stuck', 'degraded', 'cancelled')
        AND id > (SELECT coalesce(max(id), 0) FROM worker_iterations) - CAST(? AS bigint)) AS f
          GROUP BY f.worker, f.outcome, f.why) AS g
    JOIN worker_iterations w ON w.id = g.newest
    ORDER BY g.members DESC, g.newest DESC LIMIT ?)";

constexpr const char *kDurations = R"(
    SELECT ended_at - started_at FROM worker_iterations
    WHERE worker = ? AND outcome IS NOT NULL AND outcome <> 'skipped' ORDER BY id DESC LIMIT ?)";

// What asks for them, but for what comes before and after.
struct AskedIterations
{
    QByteArray sql;
    std::vector<db::Value> values;
};

AskedIterations matchingIterations(const IterationQuery &query)
{
    const QString outcome = query.outcome.word();
    const QString cause = query.cause.value_or(QString());
    constexpr qint64 kEver = std::numeric_limits<qint64>::max();
    AskedIterations asked{QByteArray(kIterationsMatching),
                          {query.beforeId.value_or(kEver), outcome, outcome, query.from.value_or(0),
                           query.to.value_or(kEver), cause, cause, db::patternOfText(query.text)}};
    if (!query.worker.isEmpty()) {
        asked.sql += kOfWorker;
        asked.values.emplace_back(query.worker);
    }
    return asked;
}

IterationPage iterations(db::Transaction &tx, const IterationQuery &query)
{
    const int limit = std::clamp(query.limit, 1, kMaxPage);
    AskedIterations asked = matchingIterations(query);
    asked.values.emplace_back(limit + 1);
    const auto rows = tx.queryWith(kIterationRows + asked.sql + kNewestIterations, asked.values);
    IterationPage page;
    for (const db::Row &row : rows) {
        page.items.append({row.int64(0), row.text(1), row.text(2), row.int64(3), row.text(4),
                           Choice<IterationTrigger>(row.text(5)), row.int64(6), row.optionalInt64(7),
                           Choice<IterationOutcome>(row.text(8)), row.int64(9), row.boolean(10),
                           Choice<ErrorType>(row.text(11)), row.text(12),
                           Sentence::stored(row.text(12), row.text(13))});
    }
    page.hasMore = page.items.size() > limit;
    page.items.resize(std::min<qsizetype>(page.items.size(), limit));
    return page;
}

CauseGroups iterationGroups(db::Transaction &tx, const IterationQuery &query)
{
    AskedIterations asked = matchingIterations(query);
    asked.values.emplace_back(kMostGroupedIterations);
    asked.values.emplace_back(kMostIterationGroups);
    CauseGroups groups;
    for (const db::Row &row : tx.queryWith(kIterationGroupsOf + asked.sql + kNotWell, asked.values))
        groups.items.append({row.text(0), row.text(1), row.text(2), row.int64(3), row.int64(4), row.int64(5),
                             row.int64(6), row.text(7)});
    groups.isAll = groups.items.size() < kMostIterationGroups;
    return groups;
}

// What an order does to the worker's row, in a few words for the audit.
QString carryOut(db::Transaction &tx, const CallRequest &request, const WorkerOrder &order, Timestamp now)
{
    const QString reason = order.reason.trimmed();
    if (request.call == QLatin1String(call::kRunWorker)) {
        workers::workerstates::requestRun(tx, order.worker, request.caller.name, now);
        return u"run asked for"_s;
    }
    if (request.call == QLatin1String(call::kResumeWorker)) {
        workers::workerstates::resume(tx, order.worker, now);
        return u"resumed"_s;
    }
    if (order.until && (*order.until <= now || *order.until > now + kLongestPauseMs))
        throw CallRefused(ErrorCode::BadRequest, Sentence(SentenceId::PauseWithin));
    workers::workerstates::pause(tx, order.worker, {request.caller.name, reason, now, order.until});
    return order.until ? u"paused until %1"_s.arg(*order.until) : u"paused until resumed"_s;
}

} // namespace

void addWorkerCalls(CallTable &calls, const Changes &changes, db::Database &database, const Clock &clock,
                    const QStringList &workers)
{
    calls.addMessage(call::kIterations, [&database](const CallRequest &request, const Deadline &deadline) {
        return database.read(db::Demand::Operations, "console", deadline, [&](db::Transaction &tx) {
            return iterations(tx, request.as<IterationQuery>());
        });
    });
    calls.addMessage(
        call::kIterationGroups, [&database](const CallRequest &request, const Deadline &deadline) {
            return database.read(db::Demand::Operations, "console", deadline, [&](db::Transaction &tx) {
                return iterationGroups(tx, request.as<IterationQuery>());
            });
        });
    for (const char *name : {call::kRunWorker, call::kPauseWorker, call::kResumeWorker})
        calls.add(name, [&changes, &clock, workers](const CallRequest &request, const Deadline &deadline) {
            const auto order = request.as<WorkerOrder>();
            const QString subject = u"worker:"_s + order.worker;
            return changes.run(request, subject, order.reason, deadline, [&](db::Transaction &tx) {
                if (!workers.contains(order.worker))
                    throw CallRefused(ErrorCode::NotFound,
                                      {SentenceId::NoWorker, order.worker, workers.join(u", ")});
                const QString after = carryOut(tx, request, order, clock.nowMs());
                return Changes::Effect{subject, std::nullopt, after, toJson(Accepted{true, u"leader"_s}),
                                       std::nullopt};
            });
        });
}

QHash<QString, QList<double>> recentDurations(db::Transaction &tx, const QStringList &workers, int count)
{
    QHash<QString, QList<double>> durations;
    for (const QString &worker : workers) {
        QList<double> &list = durations[worker];
        for (const db::Row &row : tx.query(kDurations, worker, count))
            list.prepend(static_cast<double>(row.int64(0)));
    }
    return durations;
}

} // namespace turnpike::consolecalls
