// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/logfollower.h"

#include <algorithm>

namespace turnpike::console {

using namespace protocol;

LogFollower::LogFollower(ServerConnection &connection, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
{
    connect(&connection, &ServerConnection::greeted, this, [this] {
        m_told.reset();
        tell();
    });
}

void LogFollower::follow(const QObject *who, LogLevel level)
{
    m_wanted.insert(who, level);
    tell();
}

void LogFollower::leave(const QObject *who)
{
    if (m_wanted.remove(who) > 0)
        tell();
}

void LogFollower::tell()
{
    std::optional<LogLevel> lowest;
    if (!m_wanted.isEmpty())
        lowest = *std::min_element(m_wanted.cbegin(), m_wanted.cend());
    const QString call = QString::fromLatin1(call::kFollowLogs);
    if (lowest == m_told || !m_connection.canAsk(call))
        return;
    m_told = lowest;
    LogFollow follow;
    follow.on = lowest.has_value();
    if (lowest)
        follow.level = *lowest;
    // Why it fails is said of the connection; the next greeting asks again.
    m_connection.ask(call, toJson(follow), this, [](const Answer &) {});
}

} // namespace turnpike::console

#include "moc_logfollower.cpp"
