// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "app/mainwindow.h"

#include <QElapsedTimer>

namespace turnpike::console {

// Takes a picture of the window once it shows live data, and says how that went: for documentation and tests.
class Screenshot : public QObject
{
    Q_OBJECT

public:
    Screenshot(ServerConnection &connection, MainWindow &window, const QString &file,
               QObject *parent = nullptr);

Q_SIGNALS:
    // Why there is no picture; empty: there is.
    void ended(const QString &error);

private:
    void look();

    ServerConnection &m_connection;
    MainWindow &m_window;
    const QString m_file;
    int m_gauges = 0;
    int m_quiet = 0; // looks in a row at which nothing was under way
    QElapsedTimer m_since;
    QTimer m_timer;
};

} // namespace turnpike::console
