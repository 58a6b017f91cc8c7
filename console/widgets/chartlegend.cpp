// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/chartlegend.h"

#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>

namespace turnpike::console {

namespace {

constexpr int kSample = 22; // pixels of line
constexpr int kGap = 6;     // between the parts of an entry
constexpr int kBetween = 16;

} // namespace

ChartLegend::ChartLegend(const QStringList &names, const QString &widest, PenOf penOf, QWidget *parent)
    : QWidget(parent)
    , m_names(names)
    , m_widest(widest)
    , m_penOf(std::move(penOf))
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ChartLegend::setValues(const QStringList &values)
{
    if (values == m_values)
        return;
    m_values = values;
    update();
}

QList<QRect> ChartLegend::places(int width) const
{
    const QFontMetrics metrics(font());
    QList<int> wide;
    int all = -kBetween;
    for (const QString &name : m_names) {
        wide.append(kSample + kGap + metrics.horizontalAdvance(name) + kGap +
                    metrics.horizontalAdvance(m_widest));
        all += wide.last() + kBetween;
    }
    // In several rows they stand below one another.
    if (all > width)
        wide.fill(*std::max_element(wide.begin(), wide.end()));
    QList<QRect> places;
    QPoint at(0, 0);
    for (const int each : std::as_const(wide)) {
        if (at.x() > 0 && at.x() + each > width)
            at = QPoint(0, at.y() + metrics.height() + 2);
        places.append({at, QSize(each, metrics.height())});
        at.rx() += each + kBetween;
    }
    return places;
}

int ChartLegend::heightForWidth(int width) const
{
    const QList<QRect> all = places(width);
    return all.isEmpty() ? 0 : all.last().bottom() + 1;
}

QSize ChartLegend::sizeHint() const
{
    return {places(10'000).last().right(), heightForWidth(10'000)};
}

QSize ChartLegend::minimumSizeHint() const
{
    return {120, fontMetrics().height()};
}

void ChartLegend::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    const QList<QRect> all = places(width());
    for (qsizetype i = 0; i < m_names.size(); ++i) {
        QRect place = all[i];
        painter.setPen(m_penOf(static_cast<int>(i)));
        const int middle = place.center().y() + 1;
        painter.drawLine(place.left(), middle, place.left() + kSample, middle);
        place.setLeft(place.left() + kSample + kGap);
        painter.setPen(theme::color(Tone::Muted, palette()));
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, m_names[i]);
        place.setLeft(place.left() + fontMetrics().horizontalAdvance(m_names[i]) + kGap);
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, m_values.value(i));
    }
}

} // namespace turnpike::console

#include "moc_chartlegend.cpp"
