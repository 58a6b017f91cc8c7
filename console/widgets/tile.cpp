// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/tile.h"

#include "models/foreigntext.h"
#include "models/wording.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QTextLayout>

#include <algorithm>
#include <utility>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMargin = 9;
constexpr int kTileShape = 14;
constexpr int kSmallMargin = 3;
constexpr int kSmallShape = 12;
constexpr int kDetailLines = 3;
constexpr double kValueSize = 1.45; // times the font of the window

// As many whole lines as a tile has; the last of the first text is cut where the others leave it no room.
void drawLines(QPainter &painter, const QRect &where, const QStringList &texts)
{
    const QFontMetrics metrics = painter.fontMetrics();
    int y = where.top() + metrics.ascent();
    const auto draw = [&](const QString &text) {
        painter.drawText(where.left(), y, text);
        y += metrics.height();
    };
    if (texts.isEmpty())
        return;
    const QString first = texts.first();
    const int most = std::max(1, kDetailLines - static_cast<int>(texts.size()) + 1);
    QTextLayout layout(first, painter.font());
    layout.beginLayout();
    for (int i = 0; i < most; ++i) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(where.width());
        const QString rest = first.mid(line.textStart());
        draw(i + 1 < most ? rest.left(line.textLength())
                          : metrics.elidedText(rest, Qt::ElideRight, where.width()));
    }
    layout.endLayout();
    for (const QString &text : texts.mid(1))
        draw(metrics.elidedText(text, Qt::ElideRight, where.width()));
}

} // namespace

TileContent judged(TileContent content, const Freshness &freshness)
{
    content.freshness = freshness;
    content.tone = freshness.toned(content.tone);
    if (freshness.isFresh())
        return content;
    content.since.reset();
    content.detail = freshness.text();
    if (freshness.kind == Freshness::Kind::Never) {
        content.value = u"–"_s;
        content.tip.clear();
    }
    return content;
}

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
    QStringList tip{content.tip.isEmpty() ? content.detail : content.tip, content.freshness.text(),
                    m_leadsTo};
    tip.removeAll(QString());
    tip.removeDuplicates();
    setToolTip(tip.join(u'\n'));
    const QString age = content.freshness.age();
    TileContent shown = content;
    shown.freshness.readAt =
        m_content.freshness.readAt; // each second another: what is drawn of it is its age
    if (shown == m_content && age == m_age && !content.since) {
        m_content = content;
        return;
    }
    m_content = content;
    m_age = age;
    m_shown = {foreign::line(content.value), foreign::line(content.detail)};
    setAccessibleName(u"%1: %2"_s.arg(text(), content.value));
    setAccessibleDescription(toolTip());
    update();
}

void Tile::setSmall(bool isSmall)
{
    if (std::exchange(m_isSmall, isSmall) == isSmall)
        return;
    updateGeometry();
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
    if (m_isSmall)
        return {180, metrics.height() + 2 * kSmallMargin};
    const int height =
        2 * kMargin + metrics.height() * (1 + kDetailLines) + QFontMetrics(valueFont()).height() + 4;
    return {180, height};
}

QSize Tile::minimumSizeHint() const
{
    return {120, sizeHint().height()};
}

QStringList Tile::lines() const
{
    QStringList lines{m_shown.detail};
    if (m_content.since)
        lines.append(
            tr("since %1 (%2)").arg(wording::moment(m_content.since), wording::fromNow(m_content.since)));
    if (const bool isAmiss = m_content.tone == Tone::Warning || m_content.tone == Tone::Bad; isAmiss)
        lines.append(m_leadsTo);
    lines.removeAll(QString());
    return lines;
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
    if (m_isSmall)
        paintSmall(painter, rect().adjusted(kMargin, kSmallMargin, -kMargin, -kSmallMargin));
    else
        paintLarge(painter, rect().adjusted(kMargin, kMargin - 1, -kMargin, -kMargin));
}

// Its name, its value, and how old that is where that is not now; what is not known any more is said in place
// of what it was.
void Tile::paintSmall(QPainter &painter, QRect inner) const
{
    const QFontMetrics metrics(font());
    if (m_content.tone != Tone::None) {
        theme::drawShape(painter,
                         QRectF(inner.left(), inner.top() + (inner.height() - kSmallShape) / 2.0, kSmallShape,
                                kSmallShape),
                         m_content.tone, palette());
    }
    inner.setLeft(inner.left() + kSmallShape + 5);
    const bool isFresh = m_content.freshness.isFresh();
    const QString value = isFresh ? m_shown.value : m_age;
    // One more: the width of a text is rounded, and what is a part of a pixel too wide is cut.
    const int needed = std::min(metrics.horizontalAdvance(value) + 1, inner.width() * 2 / 3);
    painter.setPen(theme::color(Tone::Muted, palette()));
    painter.drawText(inner.adjusted(0, 0, -needed - 4, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(text(), Qt::ElideRight, inner.width() - needed - 4));
    painter.setPen(palette().color(isFresh ? QPalette::WindowText : QPalette::PlaceholderText));
    painter.drawText(inner, Qt::AlignRight | Qt::AlignVCenter,
                     metrics.elidedText(value, Qt::ElideRight, needed));
}

void Tile::paintLarge(QPainter &painter, QRect inner) const
{
    const bool isAlarming = m_content.tone == Tone::Bad || m_content.tone == Tone::Warning;
    const QFontMetrics metrics(font());

    QRect head(inner.left(), inner.top(), inner.width(), metrics.height());
    if (m_content.tone != Tone::None) {
        theme::drawShape(painter,
                         QRectF(head.right() - kTileShape + 1, head.top() + 1, kTileShape, kTileShape),
                         m_content.tone, palette());
        head.setRight(head.right() - kTileShape - 4);
    }
    painter.setPen(theme::color(Tone::Muted, palette()));
    // Where it is not of now its detail says so.
    const QString age = m_content.freshness.isFresh() ? m_age : QString();
    painter.drawText(head, Qt::AlignRight | Qt::AlignVCenter, age);
    const int room = head.width() - metrics.horizontalAdvance(age) - 6;
    painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(text(), Qt::ElideRight, room));

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
    drawLines(painter, inner, lines());
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
