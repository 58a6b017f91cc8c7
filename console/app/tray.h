// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/shopstate.h"

class QSystemTrayIcon;

namespace turnpike::console {

// The console in the tray of the desktop, where there is one: its icon says whether the shop works, and an
// alert that begins is told once. What comes at the same time is told as one.
class Tray : public QObject
{
    Q_OBJECT

public:
    Tray(ServerConnection &connection, ShopState &state, const QString &profile, QObject *parent);

    bool isThere() const { return m_icon != nullptr; }
    // What the icon says of itself.
    QString summary() const;

Q_SIGNALS:
    // The icon was clicked, or what it said: `alert` is the key of the newest one that was told.
    void clicked(const QString &alert);
    // What is told to the desktop.
    void notified(const QString &title, const QString &text);

private:
    void showState();
    void tell();

    ShopState &m_state;
    const QString m_profile;
    QSystemTrayIcon *m_icon = nullptr; // null: no tray
    QList<protocol::AlertState> m_untold;
    QString m_lastTold;
    Tone m_tone = Tone::None;
    QTimer m_together;
};

} // namespace turnpike::console
