// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/gauges.h"
#include "protocol/number.h"
#include "protocol/timestamp.h"

#include <QList>
#include <QPointF>
#include <QString>

#include <optional>

// What a chart shows, and how it is made readable; knows nothing of drawing.
namespace turnpike::console {

using protocol::Unit;

// What is shown of one stretch of time. x is ms UTC; points of a line are in the order of time.
struct ChartData
{
    qint64 from = 0;
    qint64 to = 0;
    QList<QList<QPointF>> lines; // as many as the chart has, in its order
    QList<protocol::SeriesMark> marks;
    qint64 gapMs = 0; // where nothing is known for longer than this a line is broken; 0: never
};

struct ChartTick
{
    double value = 0;
    QString label;
};

namespace chart {

// What a mark stands for, in a word.
QString markLabel(const protocol::Choice<protocol::MarkKind> &kind);

// A value with its unit, as people read it.
QString wording(double value, Unit unit);

// At most about `most` points: of each stretch the lowest and the highest stay, and the first and last of
// all.
QList<QPointF> thinned(const QList<QPointF> &points, qsizetype most);

// A line in one piece, or in several where it is broken by a gap; at most `most`: the last holds the rest.
QList<QList<QPointF>> pieces(const QList<QPointF> &points, qint64 gapMs, qsizetype most);

// The value of a line at a moment: of its nearest point, unless that is farther away than a gap.
std::optional<double> valueAt(const QList<QPointF> &points, Timestamp at, qint64 gapMs);

// The nearest moment at which any line has a point.
std::optional<qint64> nearestMoment(const ChartData &data, Timestamp at);

// The moment next before or after `at` at which any line has a point.
std::optional<qint64> momentBefore(const ChartData &data, Timestamp at);
std::optional<qint64> momentAfter(const ChartData &data, Timestamp at);

// Round values from zero to no less than `highest`.
QList<ChartTick> valueTicks(double highest, Unit unit);

// Round moments of local time within a stretch, at most about `most`.
QList<ChartTick> timeTicks(qint64 from, qint64 to, int most);

} // namespace chart

} // namespace turnpike::console
