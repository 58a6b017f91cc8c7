// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/seriesfeed.h"
#include "widgets/chartdata.h"

#include <QWidget>

class QButtonGroup;

namespace turnpike::console {

class ChartWidget;
class Label;
class MarkLegend;
class TileLayout;

// Charts over one SeriesFeed, with buttons for how far back they go and one legend of their marks; side by
// side as far as they fit. A click on one shows what changed before that moment.
class SeriesBoard : public QWidget
{
    Q_OBJECT

public:
    struct Line
    {
        QString name;       // for people
        const char *series; // of protocol::numbers: the id of one that is charted
    };

    explicit SeriesBoard(ServerConnection &connection, QWidget *parent = nullptr);

    ChartWidget *addChart(const QString &title, Unit unit, const QList<Line> &lines);
    SeriesFeed &feed() { return m_feed; }

private:
    struct Shown
    {
        ChartWidget *chart;
        QStringList series;
    };
    void addRange(QButtonGroup *group, SeriesFeed::Range range, const QString &text, const QString &tip);
    void showSeries();

    ServerConnection &m_connection;
    SeriesFeed m_feed;
    QWidget *m_ranges;
    Label *m_about;
    MarkLegend *m_marks;
    TileLayout *m_charts;
    QList<Shown> m_shown;
};

} // namespace turnpike::console
