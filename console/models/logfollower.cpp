#include "models/logfollower.h"

#include "protocol/logs.h"

#include <algorithm>
#include <array>

namespace turnpike::console {

using namespace protocol;

namespace {

constexpr std::array kLevels{"debug", "info", "warning", "error"};

} // namespace

LogFollower::LogFollower(ServerConnection &connection, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
{
    connect(&connection, &ServerConnection::greeted, this, [this] {
        m_told.clear();
        tell();
    });
}

void LogFollower::follow(const QObject *who, const QString &level)
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
    QString lowest;
    for (auto level = kLevels.rbegin(); level != kLevels.rend(); ++level) {
        const QString name = QString::fromLatin1(*level);
        if (std::find(m_wanted.cbegin(), m_wanted.cend(), name) != m_wanted.cend())
            lowest = name;
    }
    const QString call = QString::fromLatin1(call::kFollowLogs);
    if (lowest == m_told || !m_connection.canAsk(call))
        return;
    m_told = lowest;
    LogFollow follow;
    follow.on = !lowest.isEmpty();
    if (follow.on)
        follow.level = lowest;
    // Why it fails is said of the connection; the next greeting asks again.
    m_connection.ask(call, toJson(follow), this, [](const Answer &) {});
}

} // namespace turnpike::console

#include "moc_logfollower.cpp"
