// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/bulkruns.h"

#include "protocol/calls.h"
#include "telemetry/log.h"

#include <QJsonDocument>

#include <algorithm>

namespace turnpike::consolecalls {

using namespace consolehub;
using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kBatchRows = 100; // in one transaction: whoever wants one of them waits for so many
constexpr std::chrono::milliseconds kBatchTime{4'000};
constexpr qint64 kShownAfterMs = 10 * kMinuteMs; // after its end
constexpr qint64 kKeptMs = 7 * kDayMs;
constexpr int kMostShown = 20;

constexpr char kBegin[] = R"(
    INSERT INTO bulk_runs (change_id, call, filter, asked_by, reason, created_at, failed_until, last_id, total, ended_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?))";
constexpr char kForget[] = "DELETE FROM bulk_runs WHERE ended_at < ?";
// One transaction at a time is at a run, wherever it runs.
constexpr char kNextRun[] = R"(
    SELECT change_id, call, filter, asked_by, reason, failed_until, last_id, reached, done, failed
    FROM bulk_runs WHERE ended_at IS NULL ORDER BY created_at, change_id LIMIT 1 {for_update} {skip_locked})";
constexpr char kIsOpen[] = "SELECT 1 FROM bulk_runs WHERE ended_at IS NULL LIMIT 1";
constexpr char kProgress[] = R"(
    UPDATE bulk_runs SET reached = ?, done = ?, failed = ?, ended_at = ? WHERE change_id = ?)";
constexpr char kStop[] =
    "UPDATE bulk_runs SET ended_at = ?, stopped_by = ? WHERE change_id = ? AND ended_at IS NULL";

constexpr char kRuns[] = R"(
    SELECT change_id, call, asked_by, created_at, total, done, failed, ended_at, coalesce(stopped_by, '')
    FROM bulk_runs)";
constexpr char kOfRun[] = " WHERE change_id = ?";
constexpr char kOfLately[] = R"(
    WHERE ended_at IS NULL OR ended_at > ? ORDER BY created_at DESC, change_id LIMIT ?)";

BulkRun runOf(const db::Row &row)
{
    return {row.text(0),  row.text(1),  row.text(2),          row.int64(3), row.int64(4),
            row.int64(5), row.int64(6), row.optionalInt64(7), row.text(8)};
}

QJsonObject withoutPage(QJsonObject query)
{
    for (const char *member : {"limit", "before_seq", "before_id", "whole_id"})
        query.remove(QLatin1String(member));
    return query;
}

QString compactJson(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

} // namespace

BulkRuns::BulkRuns(db::Database &database, const Clock &clock)
    : m_database(database)
    , m_clock(clock)
{}

void BulkRuns::add(const char *call, const QString &subject, Kind kind)
{
    m_entries.insert_or_assign(QString::fromLatin1(call), Entry{subject, std::move(kind)});
}

void BulkRuns::addCalls(CallTable &calls, const Changes &changes)
{
    for (const char *name : {call::kRetryMatchingUpdates, call::kDiscardMatchingUpdates})
        calls.add(name, [this, &changes](const CallRequest &request, const Deadline &deadline) {
            return begin<UpdateSweep>(request, changes, deadline);
        });
    for (const char *name : {call::kRetryMatchingMessages, call::kDropMatchingMessages})
        calls.add(name, [this, &changes](const CallRequest &request, const Deadline &deadline) {
            return begin<MessageSweep>(request, changes, deadline);
        });
    calls.addMessage(call::kBulkRuns,
                     [this](const CallRequest &, const Deadline &deadline) { return list(deadline); });
    calls.add(call::kStopBulk, [this, &changes](const CallRequest &request, const Deadline &deadline) {
        return stop(request, changes, deadline);
    });
}

// Where nothing matches any more it has ended when it begins.
template<class Sweep>
QJsonObject BulkRuns::begin(const CallRequest &request, const Changes &changes,
                            const Deadline &deadline) const
{
    const auto sweep = request.as<Sweep>();
    const Entry &entry = m_entries.at(request.call);
    const Order order{request.id,          withoutPage(toJson(sweep.filter)),
                      request.caller.name, sweep.reason.trimmed(),
                      sweep.bounds.at,     sweep.bounds.lastId};
    return changes.run(request, entry.subject, order.reason, deadline, [&](db::Transaction &tx) {
        const Timestamp now = m_clock.nowMs();
        BulkRun run{order.id, request.call, order.askedBy, now, entry.kind.count(tx, order), 0, 0, {}, {}};
        if (run.all == 0)
            run.endedAt = now;
        const QString filter = compactJson(order.filter);
        tx.exec(kForget, now - kKeptMs);
        tx.exec(kBegin, run.id, run.call, filter, run.askedBy, order.reason, now, order.failedUntil,
                order.lastId, run.all, run.endedAt);
        return Changes::Effect{u"%1:%2"_s.arg(entry.subject, QString::number(run.all)), std::nullopt,
                               u"%1 match %2"_s.arg(QString::number(run.all), log::redact(filter)),
                               toJson(run), std::nullopt};
    });
}

QJsonObject BulkRuns::stop(const CallRequest &request, const Changes &changes, const Deadline &deadline) const
{
    const auto order = request.as<BulkStop>();
    const QString subject = u"bulk:"_s + order.run;
    return changes.run(request, subject, order.reason, deadline, [&](db::Transaction &tx) {
        tx.exec(kStop, m_clock.nowMs(), request.caller.name, order.run);
        const auto row = tx.oneWith(QByteArray(kRuns) + kOfRun, {order.run});
        if (!row)
            throw CallRefused(ErrorCode::NotFound, {SentenceId::NoSuchBulkRun, order.run});
        const BulkRun run = runOf(*row);
        return Changes::Effect{subject, std::nullopt,
                               u"%1 of %2 done"_s.arg(QString::number(run.done), QString::number(run.all)),
                               toJson(run), std::nullopt};
    });
}

BulkRunList BulkRuns::list(const Deadline &deadline) const
{
    return m_database.read(db::Demand::Operations, "console", deadline, [&](db::Transaction &tx) {
        BulkRunList list;
        const QByteArray sql = QByteArray(kRuns) + kOfLately;
        for (const db::Row &row : tx.queryWith(sql, {m_clock.nowMs() - kShownAfterMs, kMostShown}))
            list.items.append(runOf(row));
        return list;
    });
}

db::BoundStatement BulkRuns::openLook()
{
    return {kIsOpen, {}};
}

void BulkRuns::poll(const Deadline &deadline)
{
    const auto open = m_database.look(db::Demand::Operations, "bulk", deadline, {openLook()});
    bool hasMore = !open.at(0).empty();
    while (hasMore && deadline.remaining() > kBatchTime)
        hasMore = m_database.write(db::Demand::Operations, "bulk", deadline.within(kBatchTime),
                                   [this](db::Transaction &tx) { return doBatch(tx); });
}

// False: there is nothing to do, or others are at it.
bool BulkRuns::doBatch(db::Transaction &tx) const
{
    const auto row = tx.one(kNextRun);
    if (!row)
        return false;
    const QJsonObject filter = QJsonDocument::fromJson(row->text(2).toUtf8()).object();
    const Order order{row->text(0), filter, row->text(3), row->text(4), row->int64(5), row->int64(6)};
    qint64 reached = row->int64(7), done = row->int64(8), failed = row->int64(9);
    const auto entry = m_entries.find(row->text(1));
    std::vector<qint64> ids;
    if (entry != m_entries.end()) // otherwise it is of another version
        ids = entry->second.kind.next(tx, order, reached, kBatchRows);
    for (const qint64 id : ids) {
        reached = id;
        if (entry->second.kind.change(tx, order, id))
            ++done;
        else
            ++failed;
    }
    const bool isOver = ids.size() < size_t(kBatchRows);
    tx.exec(kProgress, reached, done, failed, isOver ? std::optional(m_clock.nowMs()) : std::nullopt,
            order.id);
    return true;
}

} // namespace turnpike::consolecalls
