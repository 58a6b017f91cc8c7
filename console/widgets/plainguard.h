// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QString>

class QComboBox;
class QPoint;
class QWidget;

// What Qt would take for markup when it looks like it (QLabel, tooltips, message boxes), it shows as plain
// text in the whole program.
namespace turnpike::console {

// From now on, for all widgets there are and will be: labels are plain before they are laid out or drawn for
// the first time, and tooltips of widgets and of cells are foreign::tip() of what they are to say. Doing it
// again does nothing. On the main thread, with an application.
void guardWidgets();

// For a box with items that others wrote: it is `characters` wide, whatever they say.
void holdForeignItems(QComboBox &box, int characters);

// A tooltip at this place of the screen, for `over`; empty: none.
void showTip(const QPoint &at, const QString &foreignText, QWidget *over);

} // namespace turnpike::console
