#include "state/redisurl.h"

#include "base/errors.h"
#include "base/urltext.h"
#include "telemetry/log.h"

#include <QUrl>
#include <QUrlQuery>

namespace turnpike::state {

namespace {

constexpr int kMostDatabases = 1'000'000;

ConfigError mistake(const QString &what)
{
    return ConfigError(
        QStringLiteral("REDIS_URL %1; expected redis://user:password@host:port/number, or rediss:// for TLS")
            .arg(what));
}

int databaseIn(const QUrl &url)
{
    const QString number = url.path().mid(1);
    bool isNumber = false;
    const int database = number.toInt(&isNumber);
    if (number.isEmpty() || (isNumber && database >= 0 && database <= kMostDatabases))
        return database;
    throw mistake(QStringLiteral("has \"/%1\" where the number of a database belongs").arg(number));
}

// Other clients' own, which a URL may have been written for. `family` chooses among a name's addresses; every
// one of them is tried here.
QStringList foreignParameters(const QUrl &url)
{
    QStringList names;
    for (const auto &[name, value] : QUrlQuery(url).queryItems(QUrl::FullyDecoded)) {
        if (name != u"family")
            names += name;
    }
    return names;
}

} // namespace

RedisUrl RedisUrl::parse(const QString &text, const QString &caFile)
{
    const QUrl parsed(text.trimmed(), QUrl::TolerantMode);
    RedisUrl url;
    // Before anything can be refused: QUrl's own error text would quote the password.
    const QString password = parsed.password(QUrl::FullyDecoded);
    log::addSecret(password);
    url.tls = text.trimmed().startsWith(u"rediss://");
    if (!url.tls && !text.trimmed().startsWith(u"redis://"))
        throw mistake(QStringLiteral("does not begin with redis:// or rediss://"));
    if (!parsed.isValid() || isCutByItsPassword(text.trimmed()))
        throw mistake(QStringLiteral("is not a URL (percent-encode special characters in the password)"));
    if (parsed.hasFragment())
        throw mistake(QStringLiteral("contains '#'; write it as %23"));
    url.host = parsed.host();
    if (url.host.isEmpty())
        throw mistake(QStringLiteral("names no host"));
    url.port = parsed.port(6379);
    url.user = parsed.userName(QUrl::FullyDecoded).toUtf8();
    url.password = password.toUtf8();
    if (!url.user.isEmpty() && url.password.isEmpty())
        throw mistake(QStringLiteral("names a user without a password"));
    url.database = databaseIn(parsed);
    url.unused = foreignParameters(parsed);
    url.caFile = caFile;
    return url;
}

QString RedisUrl::display() const
{
    const QString shown = host.contains(u':') ? QStringLiteral("[%1]").arg(host) : host;
    return QStringLiteral("%1://%2:%3/%4")
        .arg(tls ? QStringLiteral("rediss") : QStringLiteral("redis"), shown)
        .arg(port)
        .arg(database);
}

} // namespace turnpike::state
