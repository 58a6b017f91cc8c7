// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "app/mainwindow.h"
#include "app/options.h"
#include "app/profiles.h"
#include "app/screenshot.h"
#include "app/serverdialog.h"
#include "app/tokenstore.h"

namespace turnpike::console {

// From the first dialog to the window on a server, and to another one. One server at a time. Main thread.
class Session : public QObject
{
    Q_OBJECT

public:
    explicit Session(const Options &options, QObject *parent = nullptr);
    ~Session() override;

    void start();
    // Before the program ends: the server is to know that nothing broke. Takes three seconds at most.
    void leave();

    const MainWindow *window() const { return m_window.get(); }

private:
    void chooseServer(const QString &profile, const QString &why);
    void askForToken(const Profile &profile, const QString &why);
    void makeDialog();
    void showDialog();
    void work(const Profile &profile, const QByteArray &token);
    void takePicture();

    const Options m_options;
    Profiles m_profiles;
    TokenStore m_tokens;
    std::unique_ptr<ServerConnection> m_connection;
    std::unique_ptr<MainWindow> m_window; // on m_connection
    std::unique_ptr<Screenshot> m_screenshot;
    QPointer<ServerDialog> m_dialog;
};

} // namespace turnpike::console
