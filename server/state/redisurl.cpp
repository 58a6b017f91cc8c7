#include "state/redisurl.h"

#include "base/errors.h"
#include "telemetry/log.h"

#include <QUrl>

namespace turnpike::state {

namespace {

constexpr int kMostDatabases = 1'000'000;

ConfigError mistake(const QString &what)
{
    return ConfigError(
        QStringLiteral("REDIS_URL %1; expected redis://user:password@host:port/number").arg(what));
}

} // namespace

RedisUrl RedisUrl::parse(const QString &text)
{
    const QUrl parsed(text.trimmed(), QUrl::TolerantMode);
    RedisUrl url;
    // Before anything can be refused: QUrl's own error text would quote the password.
    const QString password = parsed.password(QUrl::FullyDecoded);
    log::addSecret(password);
    if (text.trimmed().startsWith(u"rediss:"))
        throw ConfigError(
            QStringLiteral("REDIS_URL asks for TLS (rediss://), which this server cannot speak to Redis: "
                           "use the private network's redis:// address, or a local TLS tunnel."));
    if (!text.trimmed().startsWith(u"redis://"))
        throw mistake(QStringLiteral("does not begin with redis://"));
    if (!parsed.isValid())
        throw mistake(QStringLiteral("is not a URL (percent-encode special characters in the password)"));
    if (parsed.hasFragment() || parsed.hasQuery())
        throw mistake(QStringLiteral("contains '#' or '?'; write them as %23 and %3F"));
    url.host = parsed.host();
    if (url.host.isEmpty())
        throw mistake(QStringLiteral("names no host"));
    url.port = parsed.port(6379);
    url.user = parsed.userName(QUrl::FullyDecoded).toUtf8();
    url.password = password.toUtf8();
    if (!url.user.isEmpty() && url.password.isEmpty())
        throw mistake(QStringLiteral("names a user without a password"));
    const QString number = parsed.path().mid(1);
    if (!number.isEmpty()) {
        bool isNumber = false;
        url.database = number.toInt(&isNumber);
        if (!isNumber || url.database < 0 || url.database > kMostDatabases)
            throw mistake(QStringLiteral("has \"/%1\" where the number of a database belongs").arg(number));
    }
    return url;
}

QString RedisUrl::display() const
{
    const QString shown = host.contains(u':') ? QStringLiteral("[%1]").arg(host) : host;
    return QStringLiteral("redis://%1:%2/%3").arg(shown).arg(port).arg(database);
}

} // namespace turnpike::state
