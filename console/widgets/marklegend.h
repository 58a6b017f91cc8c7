// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/gauges.h"

#include <QWidget>

namespace turnpike::console {

// What the marks on charts stand for: a shape and a word for each kind that is on them. One for all charts of
// a page.
class MarkLegend : public QWidget
{
    Q_OBJECT

public:
    explicit MarkLegend(QWidget *parent);

    void setMarks(const QList<protocol::SeriesMark> &marks);
    const QList<protocol::MarkKind> &kinds() const { return m_kinds; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<protocol::MarkKind> m_kinds;
};

} // namespace turnpike::console
