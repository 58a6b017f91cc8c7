// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "connection/serverconnection.h"

#include <QPointF>
#include <QTimer>

#include <deque>

namespace turnpike::console {

// The charted numbers of the last hour, six hours, day or week: read whole once, then only what is new. One
// for all charts of a page; while nobody looks it asks for nothing. What it keeps is bounded and stays when
// the connection breaks. Lives on the main thread.
class SeriesFeed : public QObject
{
    Q_OBJECT

public:
    enum class Range { Hour, SixHours, Day, Week };
    Q_ENUM(Range)

    static constexpr size_t kMostPoints = 2'000;
    static constexpr qsizetype kMostMarks = 400;

    explicit SeriesFeed(ServerConnection &connection, QObject *parent = nullptr);

    static qint64 lengthOf(Range range);

    Range range() const { return m_range; }
    // What was kept of another range goes.
    void setRange(Range range);
    // Whether somebody looks.
    void setFollowing(bool isFollowing);
    // Reads everything again; what is there stays until it came.
    void reload();

    // The stretch that is shown, ms UTC of the server.
    qint64 from() const { return m_to - lengthOf(m_range); }
    qint64 to() const { return m_to; }
    qint64 stepMs() const { return m_stepMs; }
    // Where `name`, the id of a charted number, was known; in the order of time.
    QList<QPointF> points(const QString &name) const;
    const QList<protocol::SeriesMark> &marks() const { return m_marks; } // in the order of time
    // Why the last reading failed; empty: it did not.
    const QString &trouble() const { return m_trouble; }
    bool isRead() const { return m_isRead; }

Q_SIGNALS:
    // Something new was read, or the reading failed.
    void changed();

private:
    void onGreeted(const protocol::Hello &hello);
    void read();
    // `from`: where the page begins, ms UTC.
    void take(const protocol::SeriesPage &page, bool isWhole, qint64 from);
    void forget();

    ServerConnection &m_connection;
    Range m_range = Range::Hour;
    bool m_isFollowing = false;
    bool m_isAsking = false;
    bool m_isRead = false; // at least once, of this range
    quint64 m_reading = 0; // answers to earlier readings are late
    QString m_source;      // instance and epoch that the points are of
    qint64 m_stepMs = 0;   // in force
    qint64 m_to = 0;
    std::deque<protocol::SeriesPoint> m_points;
    QList<protocol::SeriesMark> m_marks;
    QString m_trouble;
    QTimer m_timer;
};

} // namespace turnpike::console
