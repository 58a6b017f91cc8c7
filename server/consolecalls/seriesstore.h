// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/hello.h"
#include "protocol/timestamp.h"

#include <QStringList>

#include <deque>
#include <mutex>
#include <vector>

namespace turnpike::consolecalls {

// The charted numbers of this process: 24 hours at 10 s in a ring of bounded size (about 1 MiB), each name a
// column of floats. Thread-safe.
class SeriesStore
{
public:
    static constexpr qint64 kStepMs = 10'000;
    static constexpr size_t kPoints = 24 * 3600 / 10;
    // Points of one answer at most; a longer stretch is shown in wider steps.
    static constexpr qint64 kMostPoints = 1'500;
    static constexpr size_t kMarks = 500;

    SeriesStore();

    // One reading; older than the last one is ignored. Names that are not charted are ignored too.
    void add(const protocol::SeriesPoint &point);
    // What was read before this process began, oldest first: goes before what is there.
    void addPast(const QList<protocol::SeriesPoint> &points);
    // Averages over steps of `stepMs`, which becomes wider where the answer would be too long.
    protocol::SeriesPage read(qint64 from, qint64 to, qint64 stepMs) const;
    // Averages of the points since `from`, for the row of a minute; nothing when there are none.
    std::optional<protocol::SeriesPoint> average(qint64 from) const;

    // Averages of any points, oldest first, over steps.
    static protocol::SeriesPage downsampled(const QList<protocol::SeriesPoint> &points, qint64 from,
                                            qint64 to, qint64 stepMs);
    // What happened and stands in no table of its own: breakers, the database. The oldest go where there are
    // too many; one that is known is not kept twice.
    void addMark(const protocol::SeriesMark &mark);
    // From `from` to `to`, both ms UTC and inclusive, in the order of time.
    QList<protocol::SeriesMark> marks(qint64 from, qint64 to) const;
    // In the order of time, each once, and the newest `most` of them.
    static QList<protocol::SeriesMark> inOrder(QList<protocol::SeriesMark> marks, qsizetype most);

    // The names that are charted.
    static const QStringList &names();

private:
    struct Point
    {
        Timestamp at = 0;
        std::vector<float> values; // in the order of names(); NaN: not known
    };
    static Point kept(const protocol::SeriesPoint &point);
    QList<protocol::SeriesPoint> between(qint64 from, qint64 to) const;

    mutable std::mutex m_mutex;
    std::deque<Point> m_points;          // guarded by m_mutex, the oldest first
    QList<protocol::SeriesMark> m_marks; // likewise
};

} // namespace turnpike::consolecalls
