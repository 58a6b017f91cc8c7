// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/chartwidget.h"

#include "models/wording.h"
#include "widgets/chartlegend.h"
#include "widgets/chartplot.h"
#include "widgets/label.h"
#include "widgets/theme.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QPainter>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPlotHeight = 150;
constexpr int kSteps = 120; // of the keyboard, over the whole width

// As wide as values of the unit are.
QString widest(Unit unit)
{
    switch (unit) {
    case Unit::Milliseconds:
        return u"88 min 88 s"_s;
    case Unit::Bytes:
        return u"888.8 MiB"_s;
    case Unit::PerSecond:
        return u"888.8/s"_s;
    case Unit::Percent:
        return u"88.8 %"_s;
    case Unit::Count:
        break;
    }
    return u"8,888"_s;
}

} // namespace

ChartWidget::ChartWidget(const QString &title, Unit unit, const QStringList &lines, QWidget *parent)
    : QFrame(parent)
    , m_unit(unit)
    , m_names(lines)
    , m_title(new Label(title, this))
    , m_when(new Label(this))
    , m_plot(new ChartPlot(unit, static_cast<int>(lines.size()), this))
    , m_legend(new ChartLegend(
          lines, widest(unit), [this](int line) { return m_plot->penOf(line); }, this))
{
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(title);
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_plot->setMinimumHeight(kPlotHeight);
    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_when);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 8, 8, 6);
    layout->setSpacing(3);
    layout->addLayout(head);
    layout->addWidget(m_legend);
    layout->addWidget(m_plot, 1);
    m_title->setToolTip(tr("A click on the chart, or Enter, shows what changed before that moment."));
    connect(m_plot, &ChartPlot::pointedAt, this, &ChartWidget::pointAt);
    connect(m_plot, &ChartPlot::chosenAt, this, &ChartWidget::momentChosen);
    applyColors();
    showValues();
}

void ChartWidget::setData(const ChartData &shown)
{
    m_data = shown;
    m_plot->setData(shown);
    if (m_moment && *m_moment < m_data.from)
        pointAt(std::nullopt);
    showValues();
}

void ChartWidget::setThreshold(double value, const QString &name)
{
    m_plot->setThreshold(value, name);
}

void ChartWidget::setEmptyText(const QString &text)
{
    m_plot->setEmptyText(text);
}

void ChartWidget::setLeastPlotHeight(int pixels)
{
    m_plot->setMinimumHeight(pixels);
}

QStringList ChartWidget::values() const
{
    return m_legend->values();
}

void ChartWidget::pointAt(std::optional<Timestamp> at)
{
    m_moment = at ? chart::nearestMoment(m_data, *at) : std::nullopt;
    m_plot->setCursorAt(m_moment);
    showValues();
}

void ChartWidget::showValues()
{
    const std::optional<Timestamp> at = m_moment ? m_moment : chart::nearestMoment(m_data, m_data.to);
    QStringList values;
    QStringList told;
    for (qsizetype i = 0; i < m_names.size(); ++i) {
        const auto value = at ? chart::valueAt(m_data.lines.value(i), *at, m_data.gapMs) : std::nullopt;
        values.append(value ? chart::wording(*value, m_unit) : u"–"_s);
        told.append(u"%1: %2"_s.arg(m_names[i], values.last()));
    }
    m_legend->setValues(values);
    m_when->setText(at ? wording::moment(*at) : QString());
    m_when->setToolTip(at ? wording::utc(*at) : QString());
    setAccessibleDescription(told.join(u", "_s));
}

// A step to the side, or to the next point where they lie farther apart.
void ChartWidget::step(bool isForward)
{
    const qint64 length = std::max<qint64>((m_data.to - m_data.from) / kSteps, 1);
    const Timestamp at = m_moment.value_or(m_data.to);
    auto moment = chart::nearestMoment(m_data, isForward ? at + length : at - length);
    if (!moment || (isForward ? *moment <= at : *moment >= at))
        moment = isForward ? chart::momentAfter(m_data, at) : chart::momentBefore(m_data, at);
    if (moment)
        pointAt(moment);
}

void ChartWidget::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)
        step(event->key() == Qt::Key_Right);
    else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_moment)
        Q_EMIT momentChosen(*m_moment);
    else if (event->key() == Qt::Key_Escape && m_moment)
        pointAt(std::nullopt);
    else
        QFrame::keyPressEvent(event);
}

void ChartWidget::focusOutEvent(QFocusEvent *event)
{
    QFrame::focusOutEvent(event);
    pointAt(std::nullopt);
}

void ChartWidget::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

void ChartWidget::applyColors()
{
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, theme::color(Tone::Muted, palette()));
    m_when->setPalette(muted);
}

void ChartWidget::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    theme::drawCard(painter, rect(), Tone::None, hasFocus(), palette());
}

} // namespace turnpike::console

#include "moc_chartwidget.cpp"
