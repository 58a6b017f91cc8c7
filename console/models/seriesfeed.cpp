// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/seriesfeed.h"

#include "models/serverlanguage.h"
#include "models/wording.h"
#include "protocol/calls.h"

#include <algorithm>
#include <iterator>

namespace turnpike::console {

using namespace protocol;

namespace {

constexpr qint64 kSecondMs = 1'000;
constexpr qint64 kMinuteMs = 60 * kSecondMs;
constexpr qint64 kHourMs = 60 * kMinuteMs;

constexpr int kReadEveryMs = 10'000;
// Read once more with what is new: the server sees that the leader changed where two rows of a minute differ.
constexpr qint64 kOverlapMs = 3 * kMinuteMs;

qint64 stepOf(SeriesFeed::Range range)
{
    switch (range) {
    case SeriesFeed::Range::Hour:
        return 10 * kSecondMs;
    case SeriesFeed::Range::SixHours:
        return 30 * kSecondMs;
    case SeriesFeed::Range::Day:
        return kMinuteMs;
    case SeriesFeed::Range::Week:
        break;
    }
    return 10 * kMinuteMs;
}

bool isEarlierMark(const SeriesMark &a, const SeriesMark &b)
{
    return std::make_tuple(a.at, a.kind.word(), a.text) < std::make_tuple(b.at, b.kind.word(), b.text);
}

bool isSame(const SeriesMark &a, const SeriesMark &b)
{
    return a.at == b.at && a.kind == b.kind && a.text == b.text;
}

} // namespace

SeriesFeed::SeriesFeed(ServerConnection &connection, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
{
    m_timer.setInterval(kReadEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &SeriesFeed::read);
    connect(&connection, &ServerConnection::greeted, this, &SeriesFeed::onGreeted);
}

qint64 SeriesFeed::lengthOf(Range range)
{
    switch (range) {
    case Range::Hour:
        return kHourMs;
    case Range::SixHours:
        return 6 * kHourMs;
    case Range::Day:
        return 24 * kHourMs;
    case Range::Week:
        break;
    }
    return 7 * 24 * kHourMs;
}

void SeriesFeed::setRange(Range range)
{
    if (range == m_range)
        return;
    m_range = range;
    forget();
    Q_EMIT changed();
    read();
}

void SeriesFeed::setFollowing(bool isFollowing)
{
    if (isFollowing == m_isFollowing)
        return;
    m_isFollowing = isFollowing;
    if (!isFollowing) {
        m_timer.stop();
        return;
    }
    m_timer.start();
    read();
}

void SeriesFeed::reload()
{
    if (m_isAsking)
        return;
    m_isRead = false;
    read();
}

void SeriesFeed::forget()
{
    ++m_reading;
    m_isAsking = false;
    m_isRead = false;
    m_points.clear();
    m_marks.clear();
    m_trouble.clear();
    m_stepMs = 0;
    m_to = 0;
}

void SeriesFeed::onGreeted(const Hello &hello)
{
    // Another process remembers other points.
    const QString source = hello.instanceId + u'/' + hello.epoch;
    if (source != m_source && !m_source.isEmpty())
        m_isRead = false;
    m_source = source;
    read();
}

void SeriesFeed::read()
{
    if (!m_isFollowing || m_isAsking || !m_connection.canAsk(QString::fromLatin1(call::kSeries)))
        return;
    SeriesQuery query;
    query.stepMs = m_isRead ? m_stepMs : stepOf(m_range);
    query.to = wording::serverNow();
    // In whole steps, so that a step that is read again lies where it lay.
    const qint64 beginning = (query.to - lengthOf(m_range)) / query.stepMs * query.stepMs;
    const qint64 overlap = std::max(kOverlapMs / query.stepMs, qint64(1)) * query.stepMs;
    const bool isWhole = !m_isRead || m_points.empty() || m_points.back().at - overlap <= beginning;
    query.from = isWhole ? beginning : m_points.back().at - query.stepMs / 2 - overlap;
    m_isAsking = true;
    m_connection.ask(
        QString::fromLatin1(call::kSeries), toJson(query), this,
        [this, isWhole, from = query.from, to = query.to, reading = m_reading](const Answer &answer) {
            if (reading != m_reading)
                return;
            m_isAsking = false;
            // A connection that broke is said elsewhere, and the next greeting reads again.
            const bool isTold = answer.error && answer.error->code != ErrorCode::Disconnected;
            m_trouble = isTold ? answer.error->message : QString();
            if (!answer.error) {
                m_to = to;
                take(fromJson<SeriesPage>(answer.ok), isWhole, from);
            }
            Q_EMIT changed();
        });
}

void SeriesFeed::take(const SeriesPage &page, bool isWhole, qint64 from)
{
    m_isRead = true;
    m_stepMs = page.stepMs;
    if (isWhole) {
        m_points.clear();
        m_marks.clear();
    }
    if (!page.points.isEmpty()) {
        const qint64 first = page.points.first().at;
        while (!m_points.empty() && m_points.back().at >= first)
            m_points.pop_back();
    }
    m_points.insert(m_points.end(), page.points.begin(), page.points.end());
    while (!m_points.empty() && (m_points.size() > kMostPoints || m_points.front().at < this->from()))
        m_points.pop_front();

    QList<SeriesMark> marks = page.marks;
    translate(marks);
    // Those of a stretch that is read again take the place of what they were: an alert may say it otherwise.
    m_marks.removeIf([begin = from](const SeriesMark &mark) { return mark.at >= begin; });
    m_marks.append(marks);
    std::sort(m_marks.begin(), m_marks.end(), isEarlierMark);
    m_marks.erase(std::unique(m_marks.begin(), m_marks.end(), isSame), m_marks.end());
    const auto old = std::find_if(m_marks.cbegin(), m_marks.cend(),
                                  [this](const SeriesMark &mark) { return mark.at >= this->from(); });
    const qsizetype count = std::max(std::distance(m_marks.cbegin(), old), m_marks.size() - kMostMarks);
    m_marks.remove(0, std::max<qsizetype>(count, 0));
}

QList<QPointF> SeriesFeed::points(const QString &name) const
{
    QList<QPointF> found;
    found.reserve(static_cast<qsizetype>(m_points.size()));
    for (const SeriesPoint &point : m_points) {
        const QJsonValue value = point.values.value(name);
        if (value.isDouble())
            found.append({static_cast<double>(point.at), value.toDouble()});
    }
    return found;
}

} // namespace turnpike::console

#include "moc_seriesfeed.cpp"
