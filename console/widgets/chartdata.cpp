// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/chartdata.h"

#include "models/wording.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace turnpike::console::chart {

using namespace Qt::StringLiterals;

namespace {

struct MarkTexts
{
    Q_DECLARE_TR_FUNCTIONS(ChartPlot)
};

constexpr int kIntervals = 4; // of a value axis, about

constexpr qint64 kMinuteMs = 60'000;
constexpr qint64 kHourMs = 60 * kMinuteMs;
constexpr qint64 kDayMs = 24 * kHourMs;

// 1, 2 or 5 times a power of ten, no less than `value`.
double roundUp(double value)
{
    const double decade = std::pow(10, std::floor(std::log10(value)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * decade >= value * 0.999)
            return factor * decade;
    }
    return 10 * decade;
}

double roundBytes(double value)
{
    double unit = 1024;
    while (value > unit * 512)
        unit *= 1024;
    return unit * roundUp(std::max(value / unit, 1.0));
}

double roundMs(double value)
{
    if (value <= 500)
        return roundUp(std::max(value, 0.1));
    for (const double seconds : {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800}) {
        if (seconds * 1000 >= value)
            return seconds * 1000;
    }
    return kHourMs * roundUp(std::max(value / kHourMs, 1.0));
}

double roundStep(double value, Unit unit)
{
    switch (unit) {
    case Unit::Bytes:
        return roundBytes(value);
    case Unit::Milliseconds:
        return roundMs(value);
    case Unit::PerSecond:
        return roundUp(std::max(value, 0.1));
    case Unit::Count:
    case Unit::Percent:
        break;
    }
    return roundUp(std::max(value, 1.0));
}

qint64 offsetAt(Timestamp at)
{
    return QDateTime::fromMSecsSinceEpoch(at).offsetFromUtc() * qint64(1000);
}

auto firstFrom(const QList<QPointF> &points, Timestamp at)
{
    return std::lower_bound(points.begin(), points.end(), static_cast<double>(at),
                            [](const QPointF &point, double x) { return point.x() < x; });
}

// Nothing when there is no point at all.
const QPointF *nearest(const QList<QPointF> &points, Timestamp at)
{
    if (points.isEmpty())
        return nullptr;
    const auto after = firstFrom(points, at);
    if (after == points.end())
        return &points.last();
    if (after == points.begin())
        return &points.first();
    const auto before = after - 1;
    const auto x = static_cast<double>(at);
    return x - before->x() < after->x() - x ? &*before : &*after;
}

} // namespace

QString markLabel(const protocol::Choice<protocol::MarkKind> &kind)
{
    using protocol::MarkKind;
    const std::optional<MarkKind> known = kind.known();
    if (!known)
        return wording::word(kind);
    switch (*known) {
    case MarkKind::Start:
        return MarkTexts::tr("start");
    case MarkKind::End:
        return MarkTexts::tr("end");
    case MarkKind::Leader:
        return MarkTexts::tr("leader");
    case MarkKind::Flag:
        return MarkTexts::tr("flag");
    case MarkKind::Breaker:
        return MarkTexts::tr("breaker");
    case MarkKind::Database:
        return MarkTexts::tr("database");
    case MarkKind::Alert:
        return MarkTexts::tr("alert");
    case MarkKind::Action:
        break;
    }
    return MarkTexts::tr("operator");
}

QString wording(double value, Unit unit)
{
    switch (unit) {
    case Unit::Milliseconds:
        return wording::measured(value);
    case Unit::Bytes:
        return wording::bytes(std::llround(value));
    case Unit::PerSecond:
        return wording::rate(value);
    case Unit::Percent:
        return u"%1 %"_s.arg(QLocale().toString(value, 'f', value < 10 ? 1 : 0));
    case Unit::Count:
        break;
    }
    // Averages of a stretch have parts.
    const bool isWhole = std::abs(value - std::round(value)) < 0.05 || value >= 100;
    return isWhole ? wording::number(std::llround(value)) : QLocale().toString(value, 'f', 1);
}

QList<QPointF> thinned(const QList<QPointF> &points, qsizetype most)
{
    if (points.size() <= most || most < 4)
        return points;
    const qsizetype inner = points.size() - 2;
    const qsizetype stretches = (most - 2) / 2;
    const auto byValue = [](const QPointF &a, const QPointF &b) { return a.y() < b.y(); };
    QList<QPointF> kept;
    kept.reserve(most);
    kept.append(points.first());
    for (qsizetype i = 0; i < stretches; ++i) {
        const auto begin = points.begin() + 1 + i * inner / stretches;
        const auto end = points.begin() + 1 + (i + 1) * inner / stretches;
        auto [lowest, highest] = std::minmax_element(begin, end, byValue);
        kept.append(*std::min(lowest, highest));
        if (lowest != highest)
            kept.append(*std::max(lowest, highest));
    }
    kept.append(points.last());
    return kept;
}

QList<QList<QPointF>> pieces(const QList<QPointF> &points, qint64 gapMs, qsizetype most)
{
    QList<QList<QPointF>> all;
    for (const QPointF &point : points) {
        const bool isGap =
            !all.isEmpty() && gapMs > 0 && point.x() - all.last().last().x() > static_cast<double>(gapMs);
        if (all.isEmpty() || (isGap && all.size() < most))
            all.append(QList<QPointF>());
        all.last().append(point);
    }
    return all;
}

std::optional<double> valueAt(const QList<QPointF> &points, Timestamp at, qint64 gapMs)
{
    const QPointF *point = nearest(points, at);
    if (!point || (gapMs > 0 && std::abs(point->x() - static_cast<double>(at)) > static_cast<double>(gapMs)))
        return std::nullopt;
    return point->y();
}

std::optional<qint64> nearestMoment(const ChartData &data, Timestamp at)
{
    std::optional<qint64> found;
    for (const QList<QPointF> &line : data.lines) {
        const QPointF *point = nearest(line, at);
        if (!point)
            continue;
        const qint64 moment = std::llround(point->x());
        if (!found || std::abs(moment - at) < std::abs(*found - at))
            found = moment;
    }
    return found;
}

std::optional<qint64> momentBefore(const ChartData &data, Timestamp at)
{
    std::optional<qint64> found;
    for (const QList<QPointF> &line : data.lines) {
        const auto next = firstFrom(line, at);
        if (next == line.begin())
            continue;
        found = std::max(found.value_or(data.from), static_cast<qint64>(std::llround((next - 1)->x())));
    }
    return found;
}

std::optional<qint64> momentAfter(const ChartData &data, Timestamp at)
{
    std::optional<qint64> found;
    for (const QList<QPointF> &line : data.lines) {
        const auto next = firstFrom(line, at + 1);
        if (next == line.end())
            continue;
        found = std::min(found.value_or(data.to), static_cast<qint64>(std::llround(next->x())));
    }
    return found;
}

QList<ChartTick> valueTicks(double highest, Unit unit)
{
    const double step = roundStep(highest / kIntervals, unit);
    QList<ChartTick> ticks;
    const auto intervals = std::max(1, static_cast<int>(std::ceil(highest / step - 0.001)));
    for (int i = 0; i <= intervals; ++i)
        ticks.append({i * step, i == 0 ? u"0"_s : wording(i * step, unit)});
    return ticks;
}

QList<ChartTick> timeTicks(qint64 from, qint64 to, int most)
{
    constexpr std::array kSteps{kMinuteMs,      2 * kMinuteMs, 5 * kMinuteMs, 10 * kMinuteMs, 15 * kMinuteMs,
                                30 * kMinuteMs, kHourMs,       2 * kHourMs,   3 * kHourMs,    6 * kHourMs,
                                12 * kHourMs,   kDayMs,        2 * kDayMs,    7 * kDayMs};
    if (to <= from)
        return {};
    const auto found = std::find_if(kSteps.begin(), kSteps.end(),
                                    [&](qint64 each) { return (to - from) / each <= std::max(most, 1); });
    const qint64 step = found == kSteps.end() ? kSteps.back() : *found;
    QList<ChartTick> ticks;
    const qint64 offset = offsetAt(from);
    // In local time, so that hours and days are round where clocks change too.
    for (qint64 local = (from + offset + step - 1) / step * step;; local += step) {
        const Timestamp at = local - offsetAt(local - offset);
        if (at > to)
            break;
        if (at < from)
            continue;
        const QDateTime when = QDateTime::fromMSecsSinceEpoch(at);
        const bool isMidnight = when.time().msecsSinceStartOfDay() == 0;
        ticks.append({static_cast<double>(at), when.toString(isMidnight ? u"dd.MM."_s : u"HH:mm"_s)});
    }
    return ticks;
}

} // namespace turnpike::console::chart
