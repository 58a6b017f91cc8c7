// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/celldelegate.h"

#include "models/foreigntext.h"
#include "widgets/plainguard.h"
#include "widgets/table.h"
#include "widgets/theme.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>

#include <algorithm>

namespace turnpike::console {

namespace {

constexpr int kShape = 14; // pixels

void drawSpark(QPainter &painter, const QRectF &where, const QVariantList &values, const QColor &color)
{
    if (values.size() < 2)
        return;
    double highest = 0;
    for (const QVariant &value : values)
        highest = std::max(highest, value.toDouble());
    QPolygonF line;
    const double step = where.width() / static_cast<double>(values.size() - 1);
    for (qsizetype i = 0; i < values.size(); ++i) {
        const double share = highest > 0 ? values[i].toDouble() / highest : 0;
        line << QPointF(where.left() + step * static_cast<double>(i),
                        where.bottom() - share * where.height());
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.3));
    painter.drawPolyline(line);
    painter.restore();
}

} // namespace

void CellDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const QVariant told = index.data(ToneRole);
    // What is not of now is neither well nor bad.
    const auto *table = qobject_cast<const Table *>(option->widget);
    auto tone = static_cast<Tone>(told.toInt());
    if (told.isNull() || tone == Tone::None || option->text.isEmpty())
        return;
    if (table && !table->isFresh())
        tone = Tone::Muted;
    const QWidget *widget = option->widget;
    option->features |= QStyleOptionViewItem::HasDecoration;
    option->decorationSize = QSize(kShape, kShape);
    option->icon = theme::icon(tone, kShape, option->palette, widget ? widget->devicePixelRatioF() : 1);
    option->palette.setColor(QPalette::Text, theme::color(tone, option->palette));
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    const QVariantList values = index.data(SparkRole).toList();
    if (values.isEmpty())
        return;
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const QColor color =
        isSelected ? option.palette.color(QPalette::HighlightedText) : theme::line(0, option.palette);
    drawSpark(*painter, QRectF(option.rect).adjusted(6, 4, -6, -4), values, color);
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.rwidth() = std::min(size.width() + 8, 420);
    return size;
}

// What does not fit is read under the mouse.
bool CellDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                             const QModelIndex &index)
{
    const bool isCut = event->type() == QEvent::ToolTip && index.isValid() &&
                       index.data(Qt::ToolTipRole).toString().isEmpty() &&
                       QStyledItemDelegate::sizeHint(option, index).width() > option.rect.width();
    if (!isCut)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    showTip(event->globalPos(), index.data().toString(), view);
    return true;
}

QString CellDelegate::displayText(const QVariant &value, const QLocale &locale) const
{
    const bool isText = value.metaType() == QMetaType::fromType<QString>();
    return foreign::line(isText ? value.toString() : QStyledItemDelegate::displayText(value, locale));
}

} // namespace turnpike::console

#include "moc_celldelegate.cpp"
