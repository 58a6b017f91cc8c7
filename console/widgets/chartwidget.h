// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/timestamp.h"
#include "widgets/chartdata.h"

#include <QFrame>

namespace turnpike::console {

class ChartLegend;
class ChartPlot;
class Label;

// Up to six lines over local time with one axis of values. The legend says the values of now, or of the
// moment under the mouse; with the keyboard Left and Right move that moment, Enter chooses it and
// Escape leaves it. QtCharts is
// known here and in ChartPlot alone.
class ChartWidget : public QFrame
{
    Q_OBJECT

public:
    ChartWidget(const QString &title, Unit unit, const QStringList &lines, QWidget *parent = nullptr);

    // Takes the place of what was shown before.
    void setData(const ChartData &shown);
    const ChartData &data() const { return m_data; }
    // A limit, such as a timeout: drawn where the lines come near it.
    void setThreshold(double value, const QString &name);
    // Said in the middle while there are no points.
    void setEmptyText(const QString &text);
    // How low its plot may become, in pixels: 150 unless it is told.
    void setLeastPlotHeight(int pixels);
    // What the legend says, of each line.
    QStringList values() const;

Q_SIGNALS:
    // A moment was clicked, or Enter was pressed at it; ms UTC of the server.
    void momentChosen(Timestamp at);

protected:
    void changeEvent(QEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void pointAt(std::optional<Timestamp> at);
    void step(bool isForward);
    void showValues();
    void applyColors();

    const Unit m_unit;
    const QStringList m_names;
    ChartData m_data;
    std::optional<qint64> m_moment; // that is looked at; otherwise the newest
    Label *m_title;
    Label *m_when;
    ChartPlot *m_plot;
    ChartLegend *m_legend;
};

} // namespace turnpike::console
