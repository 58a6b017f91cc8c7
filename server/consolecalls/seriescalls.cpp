// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/seriescalls.h"

#include "base/errors.h"
#include "control/auditlog.h"
#include "protocol/calls.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace turnpike::consolecalls {

using namespace consolehub;
using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLongestMs = 8 * kDayMs;
constexpr qint64 kFarthestMs = 253'402'300'800'000; // the year 10000
// 7 days of minutes, of two instances that overlap.
constexpr int kMostSamples = 25'000;
constexpr int kMostMarks = 300;

const QString kLeads = u"leads"_s; // in a row: this instance led
const QString kMarks = u"marks"_s; // in a row: what it saw happen

constexpr const char *kRows = R"(
    SELECT at, instance_id, gauges FROM series WHERE at BETWEEN ? AND ? AND (CAST(? AS text) = '' OR instance_id = ?)
    ORDER BY at LIMIT ?)";
constexpr const char *kInsertSample = R"(
    INSERT INTO series (instance_id, at, gauges) VALUES (?, ?, ?) ON CONFLICT DO NOTHING)";
constexpr const char *kInstances = R"(
    SELECT instance_id, version, started_at, ended_at, coalesce(exit_reason, '') FROM instances
    WHERE started_at BETWEEN ? AND ? OR ended_at BETWEEN ? AND ? ORDER BY started_at DESC LIMIT ?)";

QJsonObject objectOf(const QString &text)
{
    return QJsonDocument::fromJson(text.toUtf8()).object();
}

// Those that a row keeps.
QList<SeriesMark> marksIn(const QJsonObject &values, qint64 from, qint64 to)
{
    QList<SeriesMark> marks;
    const QJsonArray kept = values.value(kMarks).toArray();
    for (const auto &json : kept) {
        const auto mark = fromJson<SeriesMark>(json.toObject());
        if (mark.at >= from && mark.at <= to)
            marks.append(mark);
    }
    return marks;
}

// Who did what; whom of the customers it was about is for the audit alone.
Sentence didOf(const db::Row &action)
{
    const QString subject = action.text(3);
    const QStringList theirs{u"user:"_s, u"purchase:"_s, u"payment:"_s};
    const bool isTheirs = std::any_of(theirs.begin(), theirs.end(),
                                      [&](const QString &begin) { return subject.startsWith(begin); });
    if (subject.isEmpty() || isTheirs)
        return {SentenceId::OperatorDid, action.text(1), action.text(2)};
    return {SentenceId::OperatorDidTo, action.text(1), action.text(2), subject};
}

SeriesMark markOf(Timestamp at, MarkKind kind, const Sentence &sentence)
{
    return {at, kind, sentence.english(), sentence};
}

} // namespace

SeriesArchive::SeriesArchive(db::Database &database, const Clock &clock, SeriesStore &store,
                             QString instanceId)
    : m_database(database)
    , m_clock(clock)
    , m_store(store)
    , m_instanceId(std::move(instanceId))
{}

void SeriesArchive::addCalls(CallTable &calls)
{
    calls.addMessage(call::kSeries, [this](const CallRequest &request, const Deadline &deadline) {
        auto query = request.as<SeriesQuery>();
        // Before anything is reckoned with them: the difference of two of any size need not be a number.
        const bool areTimes = query.from >= 0 && query.to <= kFarthestMs;
        if (!areTimes || query.to <= query.from || query.to - query.from > kLongestMs)
            throw CallRefused(ErrorCode::BadRequest, Sentence(SentenceId::StretchTooLong));
        query.stepMs = std::clamp<qint64>(query.stepMs, 0, kLongestMs);
        return read(query, deadline);
    });
}

SeriesPage SeriesArchive::read(const SeriesQuery &query, const Deadline &deadline) const
{
    const bool isOwn = query.instanceId.isEmpty() || query.instanceId == m_instanceId;
    const bool isInMemory = isOwn && query.to - query.from <= kDayMs;
    SeriesPage page;
    if (isInMemory)
        page = m_store.read(query.from, query.to, query.stepMs);
    try {
        m_database.read(db::Demand::Operations, "console", deadline, [&](db::Transaction &tx) {
            if (!isInMemory)
                page = SeriesStore::downsampled(rows(tx, query.from, query.to, query.instanceId), query.from,
                                                query.to, std::max(query.stepMs, kMinuteMs));
            page.marks = marks(tx, query.from, query.to);
        });
    } catch (const DatabaseError &) {
        // What memory knows is shown all the same, with the marks it has.
        if (!isInMemory)
            throw;
    }
    addRemembered(page, query.from, query.to);
    return page;
}

void SeriesArchive::addRemembered(SeriesPage &page, qint64 from, qint64 to) const
{
    page.marks.append(m_store.marks(from, to));
    const QList<SeriesMark> others = m_others ? m_others() : QList<SeriesMark>();
    for (const SeriesMark &mark : others) {
        if (mark.at >= from && mark.at <= to)
            page.marks.append(mark);
    }
    page.marks = SeriesStore::inOrder(std::move(page.marks), kMostMarks);
}

// One row a minute: where several instances have one, the leader's.
QList<SeriesPoint> SeriesArchive::rows(db::Transaction &tx, qint64 from, qint64 to,
                                       const QString &instance) const
{
    QList<SeriesPoint> points;
    bool isOfLeader = false;
    for (const db::Row &row : tx.query(kRows, from, to, instance, instance, kMostSamples)) {
        SeriesPoint point{row.int64(0), objectOf(row.text(2))};
        const bool leads = point.values.take(kLeads).toBool();
        point.values.remove(kMarks);
        const bool isSameMinute = !points.isEmpty() && points.last().at / kMinuteMs == point.at / kMinuteMs;
        if (!isSameMinute)
            points.append(point);
        else if (leads && !isOfLeader)
            points.last() = point;
        isOfLeader = leads || (isSameMinute && isOfLeader);
    }
    return points;
}

QList<SeriesMark> SeriesArchive::marks(db::Transaction &tx, qint64 from, qint64 to) const
{
    QList<SeriesMark> marks;
    for (const db::Row &row : tx.query(kInstances, from, to, from, to, kMostMarks)) {
        if (row.int64(2) >= from)
            marks.append(markOf(row.int64(2), MarkKind::Start,
                                {SentenceId::InstanceStarts, row.text(0), row.text(1)}));
        if (const auto ended = row.optionalInt64(3); ended && *ended >= from && *ended <= to)
            marks.append(markOf(*ended, MarkKind::End, {SentenceId::InstanceEnds, row.text(0), row.text(4)}));
    }
    for (const db::Row &row : control::auditlog::flagChanges(tx, from, to, kMostMarks)) {
        const auto id = row.text(3) == u"on" ? SentenceId::FlagTurnedOn : SentenceId::FlagTurnedOff;
        marks.append(markOf(row.int64(0), MarkKind::Flag, {id, row.text(2).mid(5), row.text(1)}));
    }
    for (const db::Row &row : control::auditlog::operatorActions(tx, from, to, kMostMarks))
        marks.append(markOf(row.int64(0), MarkKind::Action, didOf(row)));
    QString leader;
    for (const db::Row &row : tx.query(kRows, from, to, QString(), QString(), kMostSamples)) {
        const QJsonObject values = objectOf(row.text(2));
        marks.append(marksIn(values, from, to));
        if (!values.value(kLeads).toBool() || row.text(1) == leader)
            continue;
        if (!leader.isEmpty())
            marks.append(markOf(row.int64(0), MarkKind::Leader, {SentenceId::LeaderChanged, row.text(1)}));
        leader = row.text(1);
    }
    return marks;
}

void SeriesArchive::refill(const Deadline &deadline)
{
    const Timestamp now = m_clock.nowMs();
    QList<SeriesMark> marks;
    const QList<SeriesPoint> points =
        m_database.read(db::Demand::Operations, "series", deadline, [&](db::Transaction &tx) {
            marks.clear(); // where it is tried again
            for (const db::Row &row : tx.query(kRows, now - kDayMs, now, QString(), QString(), kMostSamples))
                marks.append(marksIn(objectOf(row.text(2)), now - kDayMs, now));
            return rows(tx, now - kDayMs, now, {});
        });
    m_store.addPast(points);
    for (const SeriesMark &mark : std::as_const(marks))
        m_store.addMark(mark);
    if (m_lastRowAt == 0)
        m_lastRowAt = now;
}

void SeriesArchive::writeRow(bool isLeader, const Deadline &deadline)
{
    auto point = m_store.average(m_lastRowAt + 1);
    if (!point)
        return;
    m_lastRowAt = point->at;
    point->values.insert(kLeads, isLeader);
    const QList<SeriesMark> marks = m_store.marks(m_marksWritten + 1, point->at);
    QJsonArray kept;
    for (const SeriesMark &mark : marks)
        kept.append(toJson(mark));
    if (!kept.isEmpty())
        point->values.insert(kMarks, kept);
    const QString json = QString::fromUtf8(QJsonDocument(point->values).toJson(QJsonDocument::Compact));
    m_database.write(db::Demand::Operations, "series", deadline,
                     [&](db::Transaction &tx) { tx.exec(kInsertSample, m_instanceId, point->at, json); });
    m_marksWritten = point->at; // not before: what happened while it was away is written when it is back
}

} // namespace turnpike::consolecalls
