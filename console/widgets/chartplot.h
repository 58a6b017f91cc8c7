// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/timestamp.h"
#include "widgets/chartdata.h"

#include <QChartView>

class QCategoryAxis;
class QLineSeries;

namespace turnpike::console {

// The drawing of a ChartWidget, made of QtCharts: lines over local time, marks, a threshold, a cursor.
class ChartPlot : public QChartView
{
    Q_OBJECT

public:
    ChartPlot(Unit unit, int lines, QWidget *parent);

    void setData(const ChartData &shown);
    void setThreshold(double value, const QString &name);
    void setEmptyText(const QString &text);
    // A vertical line at this moment.
    void setCursorAt(std::optional<Timestamp> at);
    // How a line is drawn; told apart by dashes too.
    QPen penOf(int line) const;

Q_SIGNALS:
    // The mouse is over this moment, or has left.
    void pointedAt(std::optional<Timestamp> at);
    // It was clicked there.
    void chosenAt(Timestamp at);

protected:
    void changeEvent(QEvent *event) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void leaveEvent(QEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    void applyColors();
    void showLines();
    void showTicks();
    void drawMarks(QPainter &painter, const QRectF &area) const;
    void drawThreshold(QPainter &painter, const QRectF &area) const;
    QPointF positionOf(double x, double y) const;
    Timestamp momentAt(double x) const;
    bool hasPoints() const;
    double highest() const;

    const Unit m_unit;
    ChartData m_data;
    QCategoryAxis *m_times;
    QCategoryAxis *m_values;
    std::vector<std::vector<QLineSeries *>> m_series; // of each line: a piece each
    std::optional<double> m_threshold;
    QString m_thresholdName;
    QString m_emptyText;
    std::optional<qint64> m_cursor;
};

} // namespace turnpike::console
