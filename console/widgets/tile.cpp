// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/tile.h"

#include "models/foreigntext.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QTextLayout>

#include <algorithm>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMargin = 9;
constexpr int kTileShape = 14;
constexpr int kDetailLines = 2;
constexpr double kValueSize = 1.45; // times the font of the window

// As many whole lines as a tile has; the last is cut where there would be more.
void drawLines(QPainter &painter, const QRect &where, const QString &text)
{
    const QFontMetrics metrics = painter.fontMetrics();
    QTextLayout layout(text, painter.font());
    layout.beginLayout();
    for (int i = 0; i < kDetailLines; ++i) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(where.width());
        const QString rest = text.mid(line.textStart());
        const QString shown = i + 1 < kDetailLines ? rest.left(line.textLength())
                                                   : metrics.elidedText(rest, Qt::ElideRight, where.width());
        painter.drawText(where.left(), where.top() + metrics.ascent() + i * metrics.height(), shown);
    }
    layout.endLayout();
}

} // namespace

Tile::Tile(const QString &title, const QString &leadsTo, QWidget *parent)
    : QAbstractButton(parent)
    , m_leadsTo(leadsTo)
{
    setText(title);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    if (!leadsTo.isEmpty())
        setCursor(Qt::PointingHandCursor);
    show({});
}

void Tile::show(const TileContent &content)
{
    QStringList tip{content.tip.isEmpty() ? content.detail : content.tip, m_leadsTo};
    tip.removeAll(QString());
    setToolTip(tip.join(u'\n'));
    if (content == m_content)
        return;
    m_content = content;
    m_shown = {foreign::line(content.value), foreign::line(content.detail)};
    setAccessibleName(u"%1: %2"_s.arg(text(), content.value));
    setAccessibleDescription(toolTip());
    update();
}

QFont Tile::valueFont() const
{
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * kValueSize);
    large.setBold(true);
    return large;
}

QSize Tile::sizeHint() const
{
    const QFontMetrics metrics(font());
    const int height =
        2 * kMargin + metrics.height() * (1 + kDetailLines) + QFontMetrics(valueFont()).height() + 4;
    return {180, height};
}

QSize Tile::minimumSizeHint() const
{
    return {120, sizeHint().height()};
}

void Tile::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    const bool isLink = !m_leadsTo.isEmpty();
    const bool isAlarming = m_content.tone == Tone::Bad || m_content.tone == Tone::Warning;
    // Only what is wrong has a colour of its own: twenty green tiles would hide the red one.
    theme::drawCard(painter, rect(), isAlarming ? m_content.tone : Tone::None,
                    hasFocus() || (isLink && underMouse()), palette());
    QRect inner = rect().adjusted(kMargin, kMargin - 1, -kMargin, -kMargin);
    const QFontMetrics metrics(font());

    QRect head(inner.left(), inner.top(), inner.width(), metrics.height());
    if (m_content.tone != Tone::None) {
        theme::drawShape(painter,
                         QRectF(head.right() - kTileShape + 1, head.top() + 1, kTileShape, kTileShape),
                         m_content.tone, palette());
        head.setRight(head.right() - kTileShape - 4);
    }
    painter.setPen(theme::color(Tone::Muted, palette()));
    painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(text(), Qt::ElideRight, head.width()));

    QFont large = valueFont();
    // A long value is rather smaller than cut.
    const int needed = QFontMetrics(large).horizontalAdvance(m_shown.value);
    if (needed > inner.width())
        large.setPointSizeF(std::max(font().pointSizeF(), large.pointSizeF() * inner.width() / needed));
    const QRect value(inner.left(), head.bottom() + 2, inner.width(), QFontMetrics(valueFont()).height());
    painter.setPen(isAlarming ? theme::color(m_content.tone, palette())
                              : palette().color(m_content.tone == Tone::Muted ? QPalette::PlaceholderText
                                                                              : QPalette::WindowText));
    painter.setFont(large);
    painter.drawText(value, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(large).elidedText(m_shown.value, Qt::ElideRight, value.width()));

    inner.setTop(value.bottom() + 2);
    painter.setFont(font());
    painter.setPen(theme::color(Tone::Muted, palette()));
    drawLines(painter, inner, m_shown.detail);
}

void Tile::keyPressEvent(QKeyEvent *event)
{
    // Enter as well as the space bar.
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

} // namespace turnpike::console

#include "moc_tile.cpp"
