// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/session.h"

#include "connection/websocketdialer.h"
#include "models/foreigntext.h"

#include <QApplication>
#include <QEventLoop>
#include <QTimer>

#include <cstdio>

namespace turnpike::console {

namespace {

constexpr int kGoodbyeMs = 4'000; // a connection needs three at most

} // namespace

Session::Session(const Options &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_tokens(QApplication::applicationName())
{}

Session::~Session()
{
    delete m_dialog;
}

void Session::start()
{
    if (!m_options.url.isEmpty()) {
        const QByteArray token = qgetenv("TURNPIKE_CONSOLE_TOKEN");
        // Neither children nor a crash report need to have it.
        qunsetenv("TURNPIKE_CONSOLE_TOKEN");
        work({m_options.url.host(), m_options.url, false}, token);
        return;
    }
    const QString wanted = m_options.profile.isEmpty() ? m_profiles.lastUsed() : m_options.profile;
    const auto profile = m_profiles.find(wanted);
    if (!profile) {
        const bool isAskedFor = !m_options.profile.isEmpty();
        chooseServer({}, isAskedFor ? tr("There is no server %1 here yet.").arg(wanted) : QString());
        return;
    }
    m_tokens.read(
        profile->name, this, [this, profile = *profile](const QByteArray &token, const QString &note) {
            if (token.isEmpty())
                chooseServer(profile.name, note.isEmpty() ? tr("No token is kept: paste it here.") : note);
            else
                work(profile, token);
        });
}

void Session::leave()
{
    if (!m_connection)
        return;
    QEventLoop goodbye;
    connect(m_connection.get(), &ServerConnection::left, &goodbye, &QEventLoop::quit);
    QTimer::singleShot(kGoodbyeMs, &goodbye, &QEventLoop::quit);
    m_connection->leave();
    goodbye.exec();
}

void Session::chooseServer(const QString &profile, const QString &why)
{
    if (!m_options.screenshot.isEmpty()) {
        std::fprintf(stderr, "%s\n",
                     qPrintable(why.isEmpty() ? tr("Which server? Give --url or --profile.") : why));
        QApplication::exit(1);
        return;
    }
    makeDialog();
    m_dialog->select(profile, why);
    showDialog();
}

void Session::askForToken(const Profile &profile, const QString &why)
{
    makeDialog();
    m_dialog->askForToken(profile, why);
    showDialog();
}

void Session::makeDialog()
{
    if (m_dialog)
        return;
    m_dialog = new ServerDialog(m_profiles, m_tokens, m_window.get());
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &ServerDialog::chosen, this, &Session::work, Qt::QueuedConnection);
}

void Session::showDialog()
{
    m_dialog->show();
    m_dialog->raise();
    m_dialog->activateWindow();
}

void Session::work(const Profile &profile, const QByteArray &token)
{
    // The old window goes when the new one is there: the program ends with its last window.
    auto connection = std::make_unique<ServerConnection>(
        std::make_unique<WebSocketDialer>(Endpoint{profile.url, token, profile.allowsPlainText}));
    auto window = std::make_unique<MainWindow>(*connection, profile.name);
    connect(window.get(), &MainWindow::profilesWanted, this,
            [this, name = profile.name] { chooseServer(name, {}); });
    connect(window.get(), &MainWindow::tokenWanted, this,
            [this, profile](const QString &why) { askForToken(profile, why); });
    if (!m_options.size.isEmpty())
        window->resize(m_options.size);
    if (!m_options.page.isEmpty())
        window->open(m_options.page, m_options.target);
    window->show();
    delete m_dialog;
    m_window = std::move(window);
    if (m_connection) {
        ServerConnection *before = m_connection.release();
        before->setParent(this);
        connect(before, &ServerConnection::left, before, &QObject::deleteLater);
        before->leave();
    }
    m_connection = std::move(connection);
    if (!m_options.screenshot.isEmpty())
        takePicture();
    m_connection->start();
}

void Session::takePicture()
{
    m_screenshot = std::make_unique<Screenshot>(*m_connection, *m_window, m_options.screenshot);
    connect(m_screenshot.get(), &Screenshot::ended, this, [](const QString &error) {
        if (!error.isEmpty())
            std::fprintf(stderr, "%s\n", qPrintable(foreign::text(error)));
        QApplication::exit(error.isEmpty() ? 0 : 1);
    });
}

} // namespace turnpike::console

#include "moc_session.cpp"
