// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/record.h"
#include "protocol/operationchoices.h"

#include <QColor>
#include <QIcon>
#include <QPalette>

// Colours and shapes, for light and dark by the palette. Every tone has a shape of its own, so that a colour
// is never the only sign.
namespace turnpike::console::theme {

enum class Appearance { System, Light, Dark };

// Sets Fusion and the palette of the program. Before the first window, or any time after.
void apply(Appearance appearance);
// What the person chose; kept in the settings.
Appearance chosen();
void setChosen(Appearance appearance);
bool isDark(const QPalette &palette);

// Of text and shapes on the window's background; at least 4.5 : 1 against it.
QColor color(Tone tone, const QPalette &palette);
// Of a surface that carries text, such as a bar or a tile.
QColor surface(Tone tone, const QPalette &palette);
// Of the lines of a chart, told apart also by those who do not see all colours.
QColor line(int number, const QPalette &palette);

// A tick, an i, a triangle, a cross, a dash; nothing for Tone::None.
void drawShape(QPainter &painter, const QRectF &where, Tone tone, const QPalette &palette);
// What it stands on: on a selected row a shape has the colours of the text there, as no tone suits them all.
enum class Ground { Window, Selection };
QPixmap shape(Tone tone, int size, const QPalette &palette, qreal ratio, Ground ground = Ground::Window);
// For rows and buttons of either ground, of so many pixels.
QIcon icon(Tone tone, int size, const QPalette &palette, qreal ratio);
QIcon icon(Tone tone, const QPalette &palette);

// A surface of its own on the window's background: a tile, a chart.
void drawCard(QPainter &painter, const QRect &where, Tone tone, bool hasFocus, const QPalette &palette);

// What a bar says of where one is: production must be unmistakable.
QColor environmentColor(const protocol::Choice<protocol::Environment> &environment);

} // namespace turnpike::console::theme
