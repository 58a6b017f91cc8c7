// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/seriesstore.h"

#include "protocol/numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace turnpike::consolecalls {

using namespace protocol;

namespace {

// Sums of one step, by name.
struct Sums
{
    QHash<QString, std::pair<double, int>> values;

    void add(const QJsonObject &point)
    {
        for (auto value = point.begin(); value != point.end(); ++value) {
            auto &[sum, count] = values[value.key()];
            sum += value.value().toDouble();
            ++count;
        }
    }
    QJsonObject averages() const
    {
        QJsonObject averages;
        for (auto value = values.cbegin(); value != values.cend(); ++value)
            averages.insert(value.key(), value.value().first / value.value().second);
        return averages;
    }
};

} // namespace

const QStringList &SeriesStore::names()
{
    static const QStringList names = [] {
        QStringList list;
        for (const Number *number : numbers::kAll) {
            if (number->isCharted)
                list += QString::fromLatin1(number->id);
        }
        return list;
    }();
    return names;
}

SeriesStore::SeriesStore() = default;

SeriesStore::Point SeriesStore::kept(const SeriesPoint &point)
{
    Point kept{point.at, {}};
    for (const QString &name : names()) {
        const QJsonValue value = point.values.value(name);
        kept.values.push_back(value.isDouble() ? static_cast<float>(value.toDouble())
                                               : std::numeric_limits<float>::quiet_NaN());
    }
    return kept;
}

void SeriesStore::add(const SeriesPoint &point)
{
    const std::lock_guard lock(m_mutex);
    if (!m_points.empty() && point.at <= m_points.back().at)
        return;
    m_points.push_back(kept(point));
    if (m_points.size() > kPoints)
        m_points.pop_front();
}

void SeriesStore::addPast(const QList<SeriesPoint> &points)
{
    const std::lock_guard lock(m_mutex);
    for (auto point = points.crbegin(); point != points.crend() && m_points.size() < kPoints; ++point) {
        if (m_points.empty() || point->at < m_points.front().at)
            m_points.push_front(kept(*point));
    }
}

QList<SeriesMark> SeriesStore::inOrder(QList<SeriesMark> marks, qsizetype most)
{
    std::stable_sort(marks.begin(), marks.end(), [](const SeriesMark &a, const SeriesMark &b) {
        return std::make_tuple(a.at, a.kind.word(), a.text) < std::make_tuple(b.at, b.kind.word(), b.text);
    });
    const auto isSame = [](const SeriesMark &a, const SeriesMark &b) {
        return a.at == b.at && a.kind == b.kind && a.text == b.text;
    };
    marks.erase(std::unique(marks.begin(), marks.end(), isSame), marks.end());
    if (marks.size() > most)
        marks.remove(0, marks.size() - most);
    return marks;
}

void SeriesStore::addMark(const SeriesMark &mark)
{
    const std::lock_guard lock(m_mutex);
    m_marks.append(mark);
    m_marks = inOrder(std::move(m_marks), static_cast<qsizetype>(kMarks));
}

QList<SeriesMark> SeriesStore::marks(qint64 from, qint64 to) const
{
    QList<SeriesMark> found;
    const std::lock_guard lock(m_mutex);
    for (const SeriesMark &mark : m_marks) {
        if (mark.at >= from && mark.at <= to)
            found.append(mark);
    }
    return found;
}

QList<SeriesPoint> SeriesStore::between(qint64 from, qint64 to) const
{
    QList<SeriesPoint> points;
    const std::lock_guard lock(m_mutex);
    for (const Point &point : m_points) {
        if (point.at < from || point.at > to)
            continue;
        SeriesPoint shown{point.at, {}};
        for (size_t i = 0; i < point.values.size(); ++i) {
            if (!std::isnan(point.values[i]))
                shown.values.insert(names()[static_cast<qsizetype>(i)], static_cast<double>(point.values[i]));
        }
        points.append(shown);
    }
    return points;
}

SeriesPage SeriesStore::read(qint64 from, qint64 to, qint64 stepMs) const
{
    return downsampled(between(from, to), from, to, stepMs);
}

std::optional<SeriesPoint> SeriesStore::average(qint64 from) const
{
    const QList<SeriesPoint> points = between(from, std::numeric_limits<qint64>::max());
    if (points.isEmpty())
        return std::nullopt;
    Sums sums;
    for (const SeriesPoint &point : points)
        sums.add(point.values);
    return SeriesPoint{points.last().at, sums.averages()};
}

SeriesPage SeriesStore::downsampled(const QList<SeriesPoint> &points, qint64 from, qint64 to, qint64 stepMs)
{
    SeriesPage page;
    const qint64 length = std::max<qint64>(to - from, 1);
    page.stepMs = std::max({stepMs, kStepMs, (length + kMostPoints - 1) / kMostPoints});
    qint64 step = -1;
    Sums sums;
    const auto close = [&] {
        if (step >= 0)
            page.points.append({from + step * page.stepMs + page.stepMs / 2, sums.averages()});
        sums = {};
    };
    for (const SeriesPoint &point : points) {
        const qint64 of = (point.at - from) / page.stepMs;
        if (of != step) {
            close();
            step = of;
        }
        sums.add(point.values);
    }
    close();
    return page;
}

} // namespace turnpike::consolecalls
