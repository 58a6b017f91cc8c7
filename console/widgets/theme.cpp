// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/theme.h"

#include <QApplication>
#include <QPainter>
#include <QPainterPath>
#include <QPixmapCache>
#include <QSettings>
#include <QStyle>

#include <array>

namespace turnpike::console::theme {

using namespace Qt::StringLiterals;

namespace {

const QString kSetting = u"appearance"_s;

struct Pair
{
    QColor light;
    QColor dark;
};

Pair pairOf(Tone tone)
{
    switch (tone) {
    case Tone::Good:
        return {QColor(0x1a, 0x7f, 0x37), QColor(0x56, 0xd3, 0x64)};
    case Tone::Info:
        return {QColor(0x09, 0x69, 0xda), QColor(0x6c, 0xb6, 0xff)};
    case Tone::Warning:
        return {QColor(0x8a, 0x5a, 0x00), QColor(0xe8, 0xb3, 0x39)};
    case Tone::Bad:
        return {QColor(0xc2, 0x1f, 0x28), QColor(0xff, 0x7b, 0x72)};
    case Tone::Muted:
        return {QColor(0x5f, 0x68, 0x72), QColor(0x9d, 0xa7, 0xb3)};
    case Tone::None:
        break;
    }
    return {QColor(0x1f, 0x23, 0x28), QColor(0xe6, 0xed, 0xf3)};
}

QPalette lightPalette()
{
    QPalette palette(QColor(0xf0, 0xf2, 0xf5), QColor(0xf6, 0xf7, 0xf9));
    const QColor text(0x1f, 0x23, 0x28);
    palette.setColor(QPalette::Base, Qt::white);
    palette.setColor(QPalette::AlternateBase, QColor(0xf6, 0xf8, 0xfa));
    for (const auto role :
         {QPalette::Text, QPalette::WindowText, QPalette::ButtonText, QPalette::ToolTipText})
        palette.setColor(role, text);
    palette.setColor(QPalette::ToolTipBase, QColor(0xff, 0xff, 0xe8));
    palette.setColor(QPalette::Highlight, QColor(0x09, 0x69, 0xda));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, QColor(0x09, 0x69, 0xda));
    palette.setColor(QPalette::PlaceholderText, QColor(0x6e, 0x77, 0x81));
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(0x8c, 0x95, 0x9f));
    return palette;
}

QPalette darkPalette()
{
    QPalette palette(QColor(0x2a, 0x30, 0x38), QColor(0x16, 0x1b, 0x22));
    const QColor text(0xe6, 0xed, 0xf3);
    palette.setColor(QPalette::Base, QColor(0x0d, 0x11, 0x17));
    palette.setColor(QPalette::AlternateBase, QColor(0x14, 0x19, 0x20));
    for (const auto role :
         {QPalette::Text, QPalette::WindowText, QPalette::ButtonText, QPalette::ToolTipText})
        palette.setColor(role, text);
    palette.setColor(QPalette::ToolTipBase, QColor(0x2a, 0x30, 0x38));
    palette.setColor(QPalette::Highlight, QColor(0x1f, 0x6f, 0xeb));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, QColor(0x6c, 0xb6, 0xff));
    palette.setColor(QPalette::PlaceholderText, QColor(0x8b, 0x94, 0x9e));
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(0x6e, 0x76, 0x81));
    return palette;
}

QColor mixed(const QColor &over, const QColor &under, double share)
{
    const auto part = [share](int a, int b) { return qRound(a * share + b * (1 - share)); };
    return {part(over.red(), under.red()), part(over.green(), under.green()),
            part(over.blue(), under.blue())};
}

} // namespace

void apply(Appearance appearance)
{
    QApplication::setStyle(u"Fusion"_s);
    if (appearance == Appearance::System)
        QApplication::setPalette(QApplication::style()->standardPalette());
    else
        QApplication::setPalette(appearance == Appearance::Dark ? darkPalette() : lightPalette());
}

Appearance chosen()
{
    const QString text = QSettings().value(kSetting).toString();
    if (text == "dark"_L1)
        return Appearance::Dark;
    return text == "light"_L1 ? Appearance::Light : Appearance::System;
}

void setChosen(Appearance appearance)
{
    QString text;
    if (appearance != Appearance::System)
        text = appearance == Appearance::Dark ? u"dark"_s : u"light"_s;
    QSettings().setValue(kSetting, text);
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

QColor color(Tone tone, const QPalette &palette)
{
    if (tone == Tone::None)
        return palette.color(QPalette::WindowText);
    const Pair pair = pairOf(tone);
    return isDark(palette) ? pair.dark : pair.light;
}

QColor surface(Tone tone, const QPalette &palette)
{
    if (tone == Tone::None || tone == Tone::Muted)
        return palette.color(QPalette::Base);
    return mixed(color(tone, palette), palette.color(QPalette::Base), isDark(palette) ? 0.2 : 0.1);
}

QColor line(int number, const QPalette &palette)
{
    // Okabe and Ito's colours, lighter on dark.
    static const std::array<Pair, 6> lines{{{QColor(0x00, 0x72, 0xb2), QColor(0x56, 0xb4, 0xe9)},
                                            {QColor(0xd5, 0x5e, 0x00), QColor(0xff, 0x8f, 0x45)},
                                            {QColor(0x00, 0x8c, 0x66), QColor(0x2f, 0xd0, 0xa0)},
                                            {QColor(0xa8, 0x4e, 0x86), QColor(0xe0, 0x93, 0xc4)},
                                            {QColor(0x9a, 0x76, 0x00), QColor(0xf0, 0xe4, 0x42)},
                                            {QColor(0x4a, 0x4a, 0x4a), QColor(0xb0, 0xb0, 0xb0)}}};
    const Pair &pair = lines[static_cast<size_t>(number) % lines.size()];
    return isDark(palette) ? pair.dark : pair.light;
}

namespace {

void drawShapeIn(QPainter &painter, const QRectF &where, Tone tone, const QColor &filling, const QColor &mark)
{
    if (tone == Tone::None)
        return;
    const double size = std::min(where.width(), where.height());
    const QRectF box(where.center().x() - size / 2, where.center().y() - size / 2, size, size);
    const auto at = [&box](double x, double y) {
        return QPointF(box.left() + x * box.width(), box.top() + y * box.height());
    };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(filling);
    const QPen stroke(mark, size / 8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    switch (tone) {
    case Tone::Good:
        painter.drawEllipse(box);
        painter.setPen(stroke);
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(QPolygonF{at(0.27, 0.52), at(0.44, 0.69), at(0.74, 0.34)});
        break;
    case Tone::Info:
        painter.drawEllipse(box);
        painter.setPen(stroke);
        painter.drawLine(at(0.5, 0.46), at(0.5, 0.74));
        painter.drawPoint(at(0.5, 0.27));
        break;
    case Tone::Warning: {
        QPainterPath path(at(0.5, 0.04));
        path.lineTo(at(1.0, 0.94));
        path.lineTo(at(0.0, 0.94));
        path.closeSubpath();
        painter.drawPath(path);
        painter.setPen(stroke);
        painter.drawLine(at(0.5, 0.36), at(0.5, 0.62));
        painter.drawPoint(at(0.5, 0.8));
        break;
    }
    case Tone::Bad:
        painter.drawPolygon(QPolygonF{at(0.3, 0), at(0.7, 0), at(1, 0.3), at(1, 0.7), at(0.7, 1), at(0.3, 1),
                                      at(0, 0.7), at(0, 0.3)});
        painter.setPen(stroke);
        painter.drawLine(at(0.32, 0.32), at(0.68, 0.68));
        painter.drawLine(at(0.68, 0.32), at(0.32, 0.68));
        break;
    case Tone::Muted:
        painter.setPen(QPen(filling, size / 8));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(box.adjusted(size / 12, size / 12, -size / 12, -size / 12));
        painter.drawLine(at(0.3, 0.5), at(0.7, 0.5));
        break;
    case Tone::None:
        break;
    }
    painter.restore();
}

} // namespace

void drawShape(QPainter &painter, const QRectF &where, Tone tone, const QPalette &palette)
{
    drawShapeIn(painter, where, tone, color(tone, palette), palette.color(QPalette::Base));
}

QPixmap shape(Tone tone, int size, const QPalette &palette, qreal ratio, Ground ground)
{
    const bool isSelected = ground == Ground::Selection;
    const QColor filling = isSelected ? palette.color(QPalette::HighlightedText) : color(tone, palette);
    const QColor mark = palette.color(isSelected ? QPalette::Highlight : QPalette::Base);
    // Drawn once: Qt keeps what it makes of an icon by its pixmap, and would keep it for each that is like
    // it.
    const QString key = u"turnpike/%1/%2/%3/%4/%5"_s.arg(static_cast<int>(tone))
                            .arg(size)
                            .arg(ratio)
                            .arg(filling.name(), mark.name());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(QSize(size, size) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    drawShapeIn(painter, QRectF(0.5, 0.5, size - 1, size - 1), tone, filling, mark);
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

QIcon icon(Tone tone, int size, const QPalette &palette, qreal ratio)
{
    QIcon made(shape(tone, size, palette, ratio));
    made.addPixmap(shape(tone, size, palette, ratio, Ground::Selection), QIcon::Selected);
    return made;
}

QIcon icon(Tone tone, const QPalette &palette)
{
    QIcon made;
    for (const int size : {16, 32}) {
        made.addPixmap(shape(tone, size, palette, 1));
        made.addPixmap(shape(tone, size, palette, 1, Ground::Selection), QIcon::Selected);
    }
    return made;
}

void drawCard(QPainter &painter, const QRect &where, Tone tone, bool hasFocus, const QPalette &palette)
{
    const QColor edge = tone == Tone::Warning || tone == Tone::Bad ? color(tone, palette)
                                                                   : palette.color(QPalette::WindowText);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(surface(tone, palette));
    painter.setPen(hasFocus ? QPen(palette.color(QPalette::Highlight), 2)
                            : QPen(mixed(edge, palette.color(QPalette::Window), 0.25), 1));
    painter.drawRoundedRect(QRectF(where).adjusted(1, 1, -1, -1), 5, 5);
    painter.restore();
}

QColor environmentColor(const protocol::Choice<protocol::Environment> &environment)
{
    if (environment == protocol::Environment::Prod)
        return {0xb3, 0x1d, 0x28};
    if (environment == protocol::Environment::Stage)
        return {0x8a, 0x5a, 0x00};
    return {0x2d, 0x5f, 0x8a};
}

} // namespace turnpike::console::theme
