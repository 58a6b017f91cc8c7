// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/screenshot.h"

namespace turnpike::console {

namespace {

constexpr int kLookMs = 100;
constexpr int kQuietLooks = 8;
constexpr int kGauges = 2;
constexpr qint64 kPatienceMs = 45'000;

} // namespace

Screenshot::Screenshot(ServerConnection &connection, MainWindow &window, const QString &file, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
    , m_window(window)
    , m_file(file)
{
    m_since.start();
    connect(&window.state(), &ShopState::gaugesChanged, this, [this] { ++m_gauges; });
    connect(&m_timer, &QTimer::timeout, this, &Screenshot::look);
    m_timer.start(kLookMs);
}

void Screenshot::look()
{
    const auto &failure = m_connection.failure();
    if (m_since.hasExpired(kPatienceMs) || (failure && isFinal(failure->kind))) {
        m_timer.stop();
        Q_EMIT ended(failure ? failure->what : tr("The server sent no picture in time."));
        return;
    }
    const bool isQuiet = m_gauges >= kGauges && !m_connection.isAsking();
    m_quiet = isQuiet ? m_quiet + 1 : 0;
    if (m_quiet < kQuietLooks)
        return;
    m_timer.stop();
    const bool isSaved = m_window.grab().save(m_file);
    Q_EMIT ended(isSaved ? QString() : tr("%1 cannot be written.").arg(m_file));
}

} // namespace turnpike::console

#include "moc_screenshot.cpp"
