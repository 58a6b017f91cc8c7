// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/databaseurl.h"

#include "base/errors.h"
#include "base/urltext.h"
#include "telemetry/log.h"

#include <QRegularExpression>
#include <QUrl>
#include <QUrlQuery>

namespace turnpike::db {

using namespace Qt::StringLiterals;

namespace {

// Parameters that do not weaken what the pool relies on (time-outs, session settings).
const QStringList &knownParameters()
{
    static const QStringList names{
        u"sslmode"_s,         u"sslrootcert"_s, u"sslcert"_s, u"sslkey"_s,           u"sslcrl"_s,
        u"channel_binding"_s, u"gssencmode"_s,  u"host"_s,    u"application_name"_s, u"connect_timeout"_s,
    };
    return names;
}

// Other text in its place may be a secret that went astray.
bool isParameterName(const QString &text)
{
    static const QRegularExpression name(u"\\A[A-Za-z_]{1,32}\\z"_s);
    return name.match(text).hasMatch();
}

ConfigError mistake(const QString &what)
{
    return ConfigError(u"DATABASE_URL %1; expected "
                       "postgresql://user:password@host:port/database or sqlite:PATH"_s.arg(what));
}

} // namespace

DatabaseUrl DatabaseUrl::parse(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.startsWith(u"sqlite:")) {
        QString path = trimmed.mid(7);
        if (path.startsWith(u"///"))
            path = path.mid(2);
        if (path.isEmpty())
            throw mistake(u"names no file after sqlite:"_s);
        return sqlite(path);
    }
    if (trimmed.startsWith(u"postgresql://") || trimmed.startsWith(u"postgres://"))
        return parsePostgres(trimmed);
    const qsizetype colon = trimmed.indexOf(u"://");
    throw mistake(isScheme(trimmed.left(colon < 0 ? 0 : colon))
                      ? u"has the unknown scheme \"%1\""_s.arg(trimmed.left(colon))
                      : u"has no scheme"_s);
}

DatabaseUrl DatabaseUrl::sqlite(const QString &path)
{
    DatabaseUrl url;
    url.m_kind = Kind::Sqlite;
    url.m_database = path;
    return url;
}

DatabaseUrl DatabaseUrl::parsePostgres(const QString &text)
{
    const QUrl parsed(text, QUrl::TolerantMode);
    DatabaseUrl url;
    url.m_kind = Kind::Postgres;
    // Before anything can be refused: QUrl's own error text would quote the password.
    url.m_password = parsed.password(QUrl::FullyDecoded);
    log::addSecret(url.m_password);
    if (!parsed.isValid() || isCutByItsPassword(text))
        throw mistake(u"is not a URL (percent-encode special characters in the password)"_s);
    if (parsed.hasFragment())
        throw mistake(u"contains '#'; write it as %23"_s);
    url.m_host = parsed.host();
    url.m_port = parsed.port(5432);
    url.m_user = parsed.userName(QUrl::FullyDecoded);
    url.m_database = parsed.path(QUrl::FullyDecoded).mid(1);
    const auto items = QUrlQuery(parsed).queryItems(QUrl::FullyDecoded);
    for (const auto &[name, value] : items) {
        if (!knownParameters().contains(name))
            throw mistake(isParameterName(name) ? u"has the unknown parameter \"%1\""_s.arg(name)
                                                : u"has an unknown parameter"_s);
        if (value.contains(u';'))
            throw mistake(u"has a ';' in the parameter \"%1\""_s.arg(name));
        if (name == u"host")
            url.m_host = value;
        else
            url.m_parameters.emplace_back(name, value);
    }
    if (url.m_host.isEmpty())
        throw mistake(u"names no host"_s);
    if (url.m_database.isEmpty() || url.m_database.contains(u'/'))
        throw mistake(u"names no database after the host"_s);
    return url;
}

QString DatabaseUrl::display() const
{
    if (m_kind == Kind::Sqlite)
        return u"sqlite:"_s + m_database;
    const QString user = m_user.isEmpty() ? QString() : m_user + u'@';
    return u"postgresql://%1%2:%3/%4"_s.arg(user, m_host).arg(m_port).arg(m_database);
}

DatabaseUrl DatabaseUrl::withDatabase(const QString &database) const
{
    DatabaseUrl copy = *this;
    copy.m_database = database;
    return copy;
}

DatabaseUrl DatabaseUrl::withAddress(const QString &host, int port) const
{
    DatabaseUrl copy = *this;
    copy.m_host = host;
    copy.m_port = port;
    return copy;
}

QString DatabaseUrl::quoted(const QString &value)
{
    QString escaped = value;
    escaped.replace(u'\\', "\\\\"_L1).replace(u'\'', "\\'"_L1);
    return u'\'' + escaped + u'\'';
}

QString DatabaseUrl::withoutPassword(const QString &text) const
{
    if (m_password.isEmpty())
        return text;
    const QString inQuotes = quoted(m_password);
    QString shown = text;
    for (const QString &form : {inQuotes.mid(1, inQuotes.size() - 2),
                                QString::fromLatin1(QUrl::toPercentEncoding(m_password)), m_password})
        shown.replace(form, "***"_L1);
    return shown;
}

QByteArray DatabaseUrl::connectionString() const
{
    QString text =
        u"host=%1 port=%2 dbname=%3"_s.arg(quoted(m_host), QString::number(m_port), quoted(m_database));
    if (!m_user.isEmpty())
        text += u" user="_s + quoted(m_user);
    if (!m_password.isEmpty())
        text += u" password="_s + quoted(m_password);
    for (const auto &[name, value] : m_parameters)
        text += u' ' + name + u'=' + quoted(value);
    return text.toUtf8();
}

} // namespace turnpike::db
