// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/chartplot.h"

#include "models/wording.h"
#include "widgets/plainguard.h"
#include "widgets/theme.h"

#include <QCategoryAxis>
#include <QChart>
#include <QGraphicsLayout>
#include <QLineSeries>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <array>
#include <cmath>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kFewestPoints = 300; // of a line
constexpr qsizetype kMostPoints = 1'500;
constexpr qsizetype kMostPieces = 12; // of a line
constexpr int kPixelsPerTick = 90;
constexpr int kTopMargin = 7;    // pixels: half a label stands above,
constexpr int kRightMargin = 18; // and half a label at the right
constexpr double kNearMark = 5;  // pixels
constexpr double kLineWidth = 1.6;
constexpr double kShapeOfMark = 9; // pixels

// Labels are only changed when they differ: each change lays the chart out anew.
void setTicks(QCategoryAxis &axis, double from, double to, const QList<ChartTick> &ticks)
{
    QStringList labels;
    for (const ChartTick &tick : ticks)
        labels.append(u"%1 %2"_s.arg(tick.value, 0, 'f', 3).arg(tick.label));
    labels.append(QString::number(from, 'f', 3));
    if (axis.property("ticks").toStringList() != labels) {
        axis.setProperty("ticks", labels);
        const QStringList before = axis.categoriesLabels();
        for (const QString &label : before)
            axis.remove(label);
        axis.setStartValue(from - 1);
        // A label appears on an axis once: others are told apart by blanks that are not seen.
        QString blanks;
        for (const ChartTick &tick : ticks) {
            axis.append(tick.label + blanks, tick.value);
            blanks += QChar(0x200b);
        }
    }
    axis.setRange(from, to);
}

} // namespace

ChartPlot::ChartPlot(Unit unit, int lines, QWidget *parent)
    : QChartView(parent)
    , m_unit(unit)
    , m_times(new QCategoryAxis(this))
    , m_values(new QCategoryAxis(this))
    , m_series(static_cast<size_t>(lines))
{
    m_data.lines.resize(lines);
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setRubberBand(NoRubberBand);
    setFocusPolicy(Qt::NoFocus);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    chart()->legend()->hide();
    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->setBackgroundRoundness(0);
    chart()->setMargins({0, kTopMargin, kRightMargin, 0});
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    for (QCategoryAxis *axis : {m_times, m_values}) {
        axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
        axis->setTruncateLabels(false);
    }
    chart()->addAxis(m_times, Qt::AlignBottom);
    chart()->addAxis(m_values, Qt::AlignLeft);
    applyColors();
    showTicks();
}

void ChartPlot::setData(const ChartData &shown)
{
    m_data = shown;
    m_data.lines.resize(static_cast<qsizetype>(m_series.size()));
    showLines();
    showTicks();
    viewport()->update();
}

void ChartPlot::setThreshold(double value, const QString &name)
{
    m_threshold = value;
    m_thresholdName = name;
    showTicks();
    viewport()->update();
}

void ChartPlot::setEmptyText(const QString &text)
{
    m_emptyText = text;
    viewport()->update();
}

void ChartPlot::setCursorAt(std::optional<Timestamp> at)
{
    m_cursor = at;
    viewport()->update();
}

QPen ChartPlot::penOf(int line) const
{
    static const std::array<QList<qreal>, 4> dashes{{{}, {4, 2}, {1.5, 2}, {6, 2, 1.5, 2}}};
    QPen pen(theme::line(line, palette()), kLineWidth);
    pen.setJoinStyle(Qt::RoundJoin);
    pen.setCapStyle(Qt::FlatCap);
    pen.setCosmetic(true);
    const QList<qreal> &dash = dashes[static_cast<size_t>(line) % dashes.size()];
    if (!dash.isEmpty())
        pen.setDashPattern(dash);
    return pen;
}

// --- what QtCharts draws

void ChartPlot::showLines()
{
    // No more than can be told apart.
    const qsizetype most = std::clamp<qsizetype>(2 * viewport()->width(), kFewestPoints, kMostPoints);
    for (size_t line = 0; line < m_series.size(); ++line) {
        std::vector<QLineSeries *> &series = m_series[line];
        const QList<QPointF> shown = chart::thinned(m_data.lines[static_cast<qsizetype>(line)], most);
        const QList<QList<QPointF>> pieces = chart::pieces(shown, m_data.gapMs, kMostPieces);
        while (series.size() < static_cast<size_t>(pieces.size())) {
            auto *piece = new QLineSeries(this);
            piece->setPen(penOf(static_cast<int>(line)));
            chart()->addSeries(piece);
            piece->attachAxis(m_times);
            piece->attachAxis(m_values);
            series.push_back(piece);
        }
        for (size_t i = 0; i < series.size(); ++i)
            series[i]->replace(pieces.value(static_cast<qsizetype>(i)));
    }
}

void ChartPlot::showTicks()
{
    const int most = std::max(2, viewport()->width() / kPixelsPerTick);
    const qint64 to = std::max(m_data.to, m_data.from + 1);
    setTicks(*m_times, static_cast<double>(m_data.from), static_cast<double>(to),
             chart::timeTicks(m_data.from, to, most));
    double top = highest();
    // Drawn where it tells something: a limit far above would flatten the lines.
    if (m_threshold && top * 3 >= *m_threshold)
        top = std::max(top, *m_threshold);
    const QList<ChartTick> ticks = chart::valueTicks(top, m_unit);
    setTicks(*m_values, 0, ticks.last().value, ticks);
}

void ChartPlot::applyColors()
{
    const QColor text = palette().color(QPalette::WindowText);
    QColor grid = text;
    grid.setAlphaF(0.12F);
    chart()->setBackgroundBrush(palette().color(QPalette::Base));
    chart()->setBackgroundPen(Qt::NoPen);
    setBackgroundBrush(palette().color(QPalette::Base));
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    for (QCategoryAxis *axis : {m_times, m_values}) {
        axis->setLabelsColor(theme::color(Tone::Muted, palette()));
        axis->setLabelsFont(small);
        axis->setGridLinePen(QPen(grid, 1));
        axis->setLinePen(QPen(grid, 1));
    }
    for (size_t line = 0; line < m_series.size(); ++line) {
        for (QLineSeries *piece : m_series[line])
            piece->setPen(penOf(static_cast<int>(line)));
    }
}

// --- what is drawn over it

QPointF ChartPlot::positionOf(double x, double y) const
{
    const QRectF area = chart()->plotArea();
    const double width = m_times->max() - m_times->min();
    const double height = m_values->max();
    return {area.left() + (x - m_times->min()) / width * area.width(),
            area.bottom() - y / height * area.height()};
}

bool ChartPlot::hasPoints() const
{
    return std::any_of(m_data.lines.begin(), m_data.lines.end(),
                       [](const QList<QPointF> &line) { return !line.isEmpty(); });
}

double ChartPlot::highest() const
{
    double top = 0;
    for (const QList<QPointF> &line : m_data.lines) {
        for (const QPointF &point : line)
            top = std::max(top, point.y());
    }
    return top;
}

void ChartPlot::drawForeground(QPainter *painter, const QRectF &rect)
{
    Q_UNUSED(rect)
    const QRectF area = chart()->plotArea();
    painter->save();
    if (!hasPoints()) {
        painter->setPen(palette().color(QPalette::PlaceholderText));
        painter->drawText(area, Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
    } else {
        drawThreshold(*painter, area);
        drawMarks(*painter, area);
    }
    if (m_cursor && *m_cursor >= m_data.from && *m_cursor <= m_data.to) {
        const double x = positionOf(static_cast<double>(*m_cursor), 0).x();
        painter->setPen(QPen(palette().color(QPalette::WindowText), 1));
        painter->drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        for (qsizetype i = 0; i < m_data.lines.size(); ++i) {
            const auto value = chart::valueAt(m_data.lines[i], *m_cursor, m_data.gapMs);
            if (!value)
                continue;
            painter->setPen(QPen(palette().color(QPalette::Base), 1));
            painter->setBrush(theme::line(static_cast<int>(i), palette()));
            painter->drawEllipse(positionOf(static_cast<double>(*m_cursor), *value), 3.5, 3.5);
        }
    }
    painter->restore();
}

void ChartPlot::drawThreshold(QPainter &painter, const QRectF &area) const
{
    if (!m_threshold || *m_threshold > m_values->max())
        return;
    const double y = positionOf(0, *m_threshold).y();
    const QColor color = theme::color(Tone::Bad, palette());
    painter.setPen(QPen(color, 1, Qt::DashLine));
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    painter.setFont(m_values->labelsFont());
    const QFontMetricsF metrics(m_values->labelsFont());
    const double below = y + metrics.ascent() + 2;
    painter.drawText(QPointF(area.left() + 4, y - metrics.height() < area.top() ? below : y - 3),
                     m_thresholdName);
}

void ChartPlot::drawMarks(QPainter &painter, const QRectF &area) const
{
    painter.setFont(m_times->labelsFont());
    const QFontMetricsF metrics(m_times->labelsFont());
    double free = area.left(); // labels that would lie over one another are left to the tooltip
    for (const protocol::SeriesMark &mark : m_data.marks) {
        if (mark.at < m_data.from || mark.at > m_data.to)
            continue;
        const double x = positionOf(static_cast<double>(mark.at), 0).x();
        const QColor color = theme::color(toneOf(mark.kind), palette());
        painter.setPen(QPen(color, 1, Qt::DotLine));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom() - kShapeOfMark));
        // The legend of the marks has the same shapes.
        theme::drawShape(
            painter, QRectF(x - kShapeOfMark / 2, area.bottom() - kShapeOfMark, kShapeOfMark, kShapeOfMark),
            toneOf(mark.kind), palette());
        const QString label = chart::markLabel(mark.kind);
        const double width = metrics.horizontalAdvance(label);
        const bool isLeft = x + width + 4 > area.right();
        const double left = isLeft ? x - width - 3 : x + 3;
        if (left < free)
            continue;
        painter.setPen(color);
        painter.drawText(QPointF(left, area.top() + metrics.ascent()), label);
        free = left + width + 4;
    }
}

// --- people

void ChartPlot::mouseMoveEvent(QMouseEvent *event)
{
    const QRectF area = chart()->plotArea();
    const QPointF where = event->position();
    if (!area.contains(where)) {
        Q_EMIT pointedAt(std::nullopt);
        return;
    }
    Q_EMIT pointedAt(momentAt(where.x()));
    QStringList near;
    for (const protocol::SeriesMark &mark : std::as_const(m_data.marks)) {
        if (std::abs(positionOf(static_cast<double>(mark.at), 0).x() - where.x()) <= kNearMark)
            near.append(u"%1  %2"_s.arg(wording::moment(mark.at), mark.text));
    }
    showTip(event->globalPosition().toPoint(), near.join(u'\n'), this);
}

void ChartPlot::mouseReleaseEvent(QMouseEvent *event)
{
    QChartView::mouseReleaseEvent(event);
    const QRectF area = chart()->plotArea();
    const QPointF where = event->position();
    if (event->button() == Qt::LeftButton && area.contains(where) && m_data.to > m_data.from)
        Q_EMIT chosenAt(momentAt(where.x()));
}

Timestamp ChartPlot::momentAt(double x) const
{
    const QRectF area = chart()->plotArea();
    const double share = (x - area.left()) / area.width();
    return m_data.from + std::llround(share * static_cast<double>(m_data.to - m_data.from));
}

void ChartPlot::leaveEvent(QEvent *event)
{
    QChartView::leaveEvent(event);
    Q_EMIT pointedAt(std::nullopt);
}

void ChartPlot::wheelEvent(QWheelEvent *event)
{
    event->ignore(); // the page scrolls
}

void ChartPlot::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    showLines();
    showTicks();
}

void ChartPlot::changeEvent(QEvent *event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyColors();
}

} // namespace turnpike::console

#include "moc_chartplot.cpp"
