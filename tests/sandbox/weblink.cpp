// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "weblink.h"

#include <QHostAddress>
#include <QUrlQuery>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

struct Address
{
    bool isHttps = false;
    QString userInfo;
    QString host;
    QString port; // as given, without leading zeros
    QString rest; // path, query and fragment; begins with '/'
    bool isIpv6 = false;
};

bool isHex(QChar c)
{
    return (c >= u'0' && c <= u'9') || (c.toLower() >= u'a' && c.toLower() <= u'f');
}

// Throws LinkError.
void checkPart(const QString &part, const QString &name, bool mayHaveColon)
{
    static const QString allowed = u".-_!$,~*'();&+="_s;
    for (qsizetype i = 0; i < part.size(); ++i) {
        const QChar c = part[i];
        const bool isAsciiWord = c.unicode() < 128 && c.isLetterOrNumber();
        if (isAsciiWord || allowed.contains(c) || c.unicode() >= 128 || (mayHaveColon && c == u':'))
            continue;
        if (c == u'%' && i + 2 < part.size() && isHex(part[i + 1]) && isHex(part[i + 2])) {
            i += 2;
            continue;
        }
        if (c == u'%')
            throw LinkError{u"Wrong percent-encoded symbol in URL %1"_s.arg(name)};
        throw LinkError{u"Disallowed character in URL %1"_s.arg(name)};
    }
}

// Splits host and port; throws LinkError.
void readHost(const QString &given, Address &address)
{
    const qsizetype at = given.lastIndexOf(u'@');
    address.userInfo = given.left(qMax<qsizetype>(0, at));
    QString host = given.mid(at + 1);
    const qsizetype colon = host.lastIndexOf(u':');
    if (colon > 0 && colon > host.lastIndexOf(u']')) {
        bool ok = false;
        const int port = host.mid(colon + 1).toInt(&ok);
        if (!ok || port <= 0 || port > 65535)
            throw LinkError{u"Wrong port number specified in the URL"_s};
        address.port = QString::number(port);
        host.truncate(colon);
    }
    address.host = host.toLower();
    address.isIpv6 = host.startsWith(u'[') && host.endsWith(u']');
    if (host.isEmpty())
        throw LinkError{u"URL host is empty"_s};
    if (host == u".")
        throw LinkError{u"Host is invalid"_s};
    if (address.isIpv6) {
        if (QHostAddress(host.mid(1, host.size() - 2)).protocol() != QAbstractSocket::IPv6Protocol)
            throw LinkError{u"Wrong IPv6 address specified in the URL"_s};
        return;
    }
    checkPart(address.host, u"host"_s, false);
    checkPart(address.userInfo, u"userinfo"_s, true);
}

// Throws LinkError.
Address parsed(const QString &url)
{
    Address address;
    QString rest = url;
    qsizetype protocolEnd = 0;
    while (protocolEnd < url.size() && !u":/?#@[]"_s.contains(url[protocolEnd]))
        ++protocolEnd;
    if (url.mid(protocolEnd).startsWith(u"://")) {
        const QString protocol = url.left(protocolEnd).toLower();
        if (protocol != u"http" && protocol != u"https")
            throw LinkError{u"Unsupported URL protocol"_s};
        address.isHttps = protocol == u"https";
        rest = url.mid(protocolEnd + 3);
    }
    qsizetype hostEnd = 0;
    while (hostEnd < rest.size() && !u"/?#"_s.contains(rest[hostEnd]))
        ++hostEnd;
    QString path = rest.mid(hostEnd);
    readHost(rest.left(hostEnd), address);
    while (!path.isEmpty() && path.back().isSpace())
        path.chop(1);
    if (!path.startsWith(u'/'))
        path.prepend(u'/');
    for (const QChar c : std::as_const(path)) {
        if (c.unicode() <= 0x20)
            address.rest += u'%' + QString::number(c.unicode(), 16).toUpper().rightJustified(2, u'0');
        else
            address.rest += c;
    }
    return address;
}

// tg:, ton: and tonsite:, with or without slashes; empty for another protocol.
QString appScheme(QString &address)
{
    for (const QString &scheme : {u"tg"_s, u"ton"_s, u"tonsite"_s}) {
        if (!address.startsWith(scheme + u':', Qt::CaseInsensitive))
            continue;
        address = address.mid(scheme.size() + 1);
        if (address.startsWith(u"//"))
            address = address.mid(2);
        return scheme;
    }
    return {};
}

QString appLink(const QString &scheme, const QString &given, const Address &address)
{
    if (given.startsWith(u"http://", Qt::CaseInsensitive) || address.isHttps || !address.userInfo.isEmpty() ||
        !address.port.isEmpty() || address.isIpv6) {
        throw LinkError{scheme == u"tg" ? u"Wrong tg URL"_s : u"Wrong ton URL"_s};
    }
    for (const QChar c : address.host) {
        const bool isWord = c.unicode() < 128 && (c.isLetterOrNumber() || c == u'-' || c == u'_');
        if (!isWord && !(scheme == u"tonsite" && c == u'.'))
            throw LinkError{u"Unallowed characters in URL host"_s};
    }
    const QString rest = address.rest.startsWith(u"/?") ? address.rest.mid(1) : address.rest;
    return scheme + u"://"_s + address.host + rest;
}

} // namespace

std::variant<QString, LinkError> checkedLink(const QString &given, LinkUse use)
{
    try {
        QString rest = given;
        const QString scheme = appScheme(rest);
        const Address address = parsed(rest);
        if (use == LinkUse::HttpsOnly && (!address.isHttps || !scheme.isEmpty()))
            throw LinkError{u"Only HTTPS links are allowed"_s};
        if (!scheme.isEmpty())
            return appLink(scheme, rest, address);
        if (!address.host.contains(u'.') && !address.isIpv6)
            throw LinkError{u"Wrong HTTP URL"_s};
        const QString protocol = address.isHttps ? u"https://"_s : u"http://"_s;
        const QString user = address.userInfo.isEmpty() ? QString() : address.userInfo + u'@';
        const QString port = address.port.isEmpty() ? QString() : u':' + address.port;
        return protocol + user + address.host + port + address.rest;
    } catch (const LinkError &error) {
        return error;
    }
}

qint64 linkedUser(const QString &address)
{
    const QString lower = address.toLower();
    if (!lower.startsWith(u"tg:"))
        return 0;
    QString rest = lower.mid(3);
    if (rest.startsWith(u"//"))
        rest = rest.mid(2);
    if (!rest.startsWith(u"user?") && !rest.startsWith(u"user/?"))
        return 0;
    const QUrlQuery query(rest.section(u'?', 1).section(u'#', 0, 0));
    return query.queryItemValue(u"id"_s).toLongLong();
}

} // namespace turnpike::sandbox
