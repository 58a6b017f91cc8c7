// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QDialog>
#include <QList>
#include <QString>

namespace turnpike::console {

// A key that does something in a window.
struct Shortcut
{
    QString place; // a menu, a page, or what has it everywhere
    QString text;  // of the action, without the sign of its mnemonic
    QString keys;  // as the desktop writes them; several are divided by commas

    bool operator==(const Shortcut &) const = default;
};

// Those of the actions that the window and all in it have now, menus first; one that many tables have is said
// once.
QList<Shortcut> shortcutsOf(const QWidget &window);

// F1: which keys there are, read from the actions themselves, so that it tells no key that does nothing.
class ShortcutsDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ShortcutsDialog(QWidget *window);
};

} // namespace turnpike::console
