// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/marklegend.h"

#include "widgets/chartdata.h"
#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kMarkShape = 11; // pixels
constexpr int kMarkGap = 4;
constexpr int kBetweenMarks = 12;

} // namespace

MarkLegend::MarkLegend(QWidget *parent)
    : QWidget(parent)
{
    hide();
}

void MarkLegend::setMarks(const QList<SeriesMark> &marks)
{
    QList<MarkKind> kinds;
    QStringList words;
    for (const Word<MarkKind> &each : kWordsOf<MarkKind>) {
        const bool isThere = std::any_of(marks.begin(), marks.end(),
                                         [&](const SeriesMark &mark) { return mark.kind == each.value; });
        if (!isThere)
            continue;
        kinds.append(each.value);
        words.append(chart::markLabel(each.value));
    }
    if (kinds == m_kinds)
        return;
    m_kinds = kinds;
    setVisible(!kinds.isEmpty());
    setAccessibleName(words.join(u", "_s));
    updateGeometry();
    update();
}

QSize MarkLegend::sizeHint() const
{
    int width = 0;
    for (const MarkKind kind : m_kinds)
        width +=
            kMarkShape + kMarkGap + fontMetrics().horizontalAdvance(chart::markLabel(kind)) + kBetweenMarks;
    return {width, fontMetrics().height() + 2};
}

void MarkLegend::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    int x = 0;
    for (const MarkKind kind : m_kinds) {
        const QString label = chart::markLabel(kind);
        const QRectF place(x, (height() - kMarkShape) / 2.0, kMarkShape, kMarkShape);
        theme::drawShape(painter, place, toneOf(kind), palette());
        x += kMarkShape + kMarkGap;
        painter.setPen(theme::color(Tone::Muted, palette()));
        painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignLeft | Qt::AlignVCenter, label);
        x += fontMetrics().horizontalAdvance(label) + kBetweenMarks;
    }
}

} // namespace turnpike::console

#include "moc_marklegend.cpp"
