// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/iterationjournal.h"

#include "base/failurecause.h"
#include "telemetry/log.h"
#include "workers/lcworkers.h"

#include <algorithm>

namespace turnpike::workers {

using namespace Qt::StringLiterals;

namespace {

// With the database away for days the oldest rows go; their log lines have been written.
constexpr size_t kMaxWaiting = 10'000;
constexpr size_t kRowsAtOnce = 100;
constexpr qsizetype kLongestReason = 1'000;

constexpr char kUpsert[] = R"(
    INSERT INTO worker_iterations (worker, instance_id, iteration, correlation_id, trigger, started_at, ended_at,
                                   outcome, items, has_more, error_type, reason, sentence, cause)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (correlation_id) DO UPDATE
       SET ended_at = excluded.ended_at, outcome = excluded.outcome, items = excluded.items,
           has_more = excluded.has_more, error_type = excluded.error_type, reason = excluded.reason,
           sentence = excluded.sentence, cause = excluded.cause
     WHERE worker_iterations.outcome IS NULL)";

constexpr char kLastNumber[] = R"(
    SELECT iteration FROM worker_iterations WHERE worker = ? ORDER BY id DESC LIMIT 1)";

constexpr char kCloseLost[] = R"(
    UPDATE worker_iterations
       SET outcome = 'cancelled', ended_at = ?, error_type = 'infra', reason = 'process lost', cause = 'process lost'
     WHERE outcome IS NULL AND instance_id <> ?
       AND NOT EXISTS (SELECT 1 FROM instances
                        WHERE instances.instance_id = worker_iterations.instance_id
                          AND instances.ended_at IS NULL AND instances.last_seen_at >= ?)
    RETURNING worker, iteration, correlation_id, items, started_at, instance_id)";

bool isBad(Outcome outcome)
{
    return outcome == Outcome::Failed || outcome == Outcome::Timeout || outcome == Outcome::Stuck ||
           outcome == Outcome::Degraded;
}

QString causeOf(const Ending &ending)
{
    const QString reason = failurecause::of(ending.reason);
    if (ending.errorType == ErrorType::None)
        return reason;
    const QString type = QString::fromLatin1(toWord(ending.errorType));
    return reason.isEmpty() ? type : u"%1: %2"_s.arg(type, reason);
}

} // namespace

IterationJournal::IterationJournal(QString instanceId)
    : m_instanceId(std::move(instanceId))
{}

void IterationJournal::begin(const Iteration &iteration)
{
    log::info(lcWorkers(), "ITERATION_START")
        .with("worker", iteration.worker())
        .with("correlation_id", iteration.correlationId())
        .with("iteration", iteration.number())
        .with("trigger", toWord(iteration.trigger()));
    const std::lock_guard lock(m_mutex);
    m_entries.push_back({iteration.worker(),
                         iteration.number(),
                         iteration.correlationId(),
                         iteration.trigger(),
                         iteration.startedAt(),
                         std::nullopt,
                         {},
                         0});
    if (m_entries.size() > kMaxWaiting)
        m_entries.pop_front();
}

void IterationJournal::end(const Iteration &iteration, const Ending &ending, Timestamp endedAt)
{
    log::Entry(lcWorkers(), isBad(ending.outcome) ? QtWarningMsg : QtInfoMsg, "ITERATION_END")
        .with("worker", iteration.worker())
        .with("correlation_id", iteration.correlationId())
        .with("iteration", iteration.number())
        .with("trigger", toWord(iteration.trigger()))
        .with("outcome", toWord(ending.outcome))
        .with("items", ending.items)
        .with("more", ending.more)
        .with("duration_ms", iteration.elapsed().count())
        .with("error_type", toWord(ending.errorType))
        .with("reason", ending.reason.english());
    const std::lock_guard lock(m_mutex);
    auto entry = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry &candidate) {
        return candidate.correlationId == iteration.correlationId();
    });
    if (entry == m_entries.end()) {
        m_entries.push_back({iteration.worker(),
                             iteration.number(),
                             iteration.correlationId(),
                             iteration.trigger(),
                             iteration.startedAt(),
                             std::nullopt,
                             {},
                             0});
        entry = std::prev(m_entries.end());
    }
    entry->endedAt = endedAt;
    entry->ending = ending;
    entry->ending.reason = ending.reason.mapped([](const QString &text) { return log::redact(text); });
    ++entry->revision;
}

bool IterationJournal::isEmpty() const
{
    const std::lock_guard lock(m_mutex);
    return m_entries.empty();
}

void IterationJournal::flush(db::Database &database, const Deadline &deadline)
{
    for (;;) {
        std::vector<Entry> batch;
        {
            const std::lock_guard lock(m_mutex);
            const auto count = static_cast<std::ptrdiff_t>(std::min(m_entries.size(), kRowsAtOnce));
            batch.assign(m_entries.begin(), m_entries.begin() + count);
        }
        if (batch.empty())
            return;
        database.write(db::Demand::Operations, "iteration journal", deadline, [&](db::Transaction &tx) {
            for (const Entry &entry : batch)
                write(tx, entry);
        });
        // What ended while it was being written is written again.
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_entries, [&](const Entry &entry) {
            return std::any_of(batch.begin(), batch.end(), [&](const Entry &written) {
                return written.correlationId == entry.correlationId && written.revision == entry.revision;
            });
        });
    }
}

void IterationJournal::write(db::Transaction &tx, const Entry &entry) const
{
    const bool ended = entry.endedAt.has_value();
    const auto onlyIfEnded = [&](const QString &text) {
        return ended && !text.isEmpty() ? std::optional(text) : std::nullopt;
    };
    tx.exec(kUpsert, entry.worker, m_instanceId, entry.number, entry.correlationId, toWord(entry.trigger),
            entry.startedAt, entry.endedAt, onlyIfEnded(QString::fromLatin1(toWord(entry.ending.outcome))),
            entry.ending.items, entry.ending.more ? 1 : 0,
            entry.ending.errorType == ErrorType::None
                ? std::nullopt
                : std::optional(QString::fromLatin1(toWord(entry.ending.errorType))),
            onlyIfEnded(entry.ending.reason.english().left(kLongestReason)),
            ended ? entry.ending.reason.storedJson(kLongestReason) : std::nullopt,
            isBad(entry.ending.outcome) ? onlyIfEnded(causeOf(entry.ending)) : std::nullopt);
}

qint64 IterationJournal::lastNumber(db::Transaction &tx, const QString &worker)
{
    const auto row = tx.one(kLastNumber, worker);
    return row ? row->int64(0) : 0;
}

void IterationJournal::closeLost(db::Transaction &tx, Timestamp now, qint64 aliveSince) const
{
    for (const db::Row &row : tx.query(kCloseLost, now, m_instanceId, aliveSince)) {
        // Logged after the commit, so that a repeated transaction does not say it twice.
        tx.afterCommit([row, now] {
            log::warning(lcWorkers(), "ITERATION_END")
                .with("worker", row.text(0))
                .with("correlation_id", row.text(2))
                .with("iteration", row.int64(1))
                .with("outcome", toWord(Outcome::Cancelled))
                .with("items", row.int64(3))
                .with("duration_ms", now - row.int64(4))
                .with("error_type", toWord(ErrorType::Infra))
                .with("reason", "process lost")
                .with("instance", row.text(5));
        });
    }
}

} // namespace turnpike::workers
