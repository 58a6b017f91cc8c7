// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "state/redisurl.h"

#include "base/errors.h"
#include "base/urltext.h"
#include "telemetry/log.h"

#include <QUrl>
#include <QUrlQuery>

namespace turnpike::state {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostDatabases = 1'000'000;

ConfigError mistake(const QString &what)
{
    return ConfigError(
        u"REDIS_URL %1; expected redis://user:password@host:port/number, or rediss:// for TLS"_s.arg(what));
}

int databaseIn(const QUrl &url)
{
    const QString number = url.path().mid(1);
    bool isNumber = false;
    const int database = number.toInt(&isNumber);
    if (number.isEmpty() || (isNumber && database >= 0 && database <= kMostDatabases))
        return database;
    throw mistake(u"has \"/%1\" where the number of a database belongs"_s.arg(number));
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
        throw mistake(u"does not begin with redis:// or rediss://"_s);
    if (!parsed.isValid() || isCutByItsPassword(text.trimmed()))
        throw mistake(u"is not a URL (percent-encode special characters in the password)"_s);
    if (parsed.hasFragment())
        throw mistake(u"contains '#'; write it as %23"_s);
    url.host = parsed.host();
    if (url.host.isEmpty())
        throw mistake(u"names no host"_s);
    url.port = parsed.port(6379);
    url.user = parsed.userName(QUrl::FullyDecoded).toUtf8();
    url.password = password.toUtf8();
    if (!url.user.isEmpty() && url.password.isEmpty())
        throw mistake(u"names a user without a password"_s);
    url.database = databaseIn(parsed);
    url.unused = foreignParameters(parsed);
    url.caFile = caFile;
    return url;
}

QString RedisUrl::display() const
{
    const QString shown = host.contains(u':') ? u"[%1]"_s.arg(host) : host;
    return u"%1://%2:%3/%4"_s.arg(tls ? u"rediss"_s : u"redis"_s, shown).arg(port).arg(database);
}

} // namespace turnpike::state
