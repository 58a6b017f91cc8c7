// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QPen>
#include <QWidget>

#include <functional>

namespace turnpike::console {

// Names of the lines of a chart, each with a piece of its line and its value at one moment.
class ChartLegend : public QWidget
{
    Q_OBJECT

public:
    using PenOf = std::function<QPen(int line)>;

    // `widest`: a value as wide as they come; entries keep their places while values change.
    ChartLegend(const QStringList &names, const QString &widest, PenOf penOf, QWidget *parent);

    void setValues(const QStringList &values);
    QStringList values() const { return m_values; }

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<QRect> places(int width) const;

    const QStringList m_names;
    const QString m_widest;
    const PenOf m_penOf;
    QStringList m_values;
};

} // namespace turnpike::console
