// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "webhooksettings.h"

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

// HttpUrl.cpp, check_url_part: RFC 3986's characters, percent-encoded ones, and any beyond ASCII.
bool isGoodPart(const QByteArray &part, bool allowColon)
{
    static const QByteArray kMarks = ".-_!$,~*'();&+="_ba;
    const auto isHex = [&part](qsizetype i) { return i < part.size() && std::isxdigit(uchar(part[i])); };
    for (qsizetype i = 0; i < part.size(); ++i) {
        const char c = part[i];
        if (std::isalnum(uchar(c)) || kMarks.contains(c) || uchar(c) >= 128 || (allowColon && c == ':'))
            continue;
        if (c != '%' || !isHex(i + 1) || !isHex(i + 2))
            return false;
        i += 2;
    }
    return true;
}

bool isIpv6InBrackets(const QString &host)
{
    return host.startsWith(u'[') && host.endsWith(u']') &&
           QHostAddress(host.mid(1, host.size() - 2)).protocol() == QAbstractSocket::IPv6Protocol;
}

// Takes scheme and "://" off the front; false for a scheme Telegram does not know.
bool takeScheme(QByteArray &rest, bool &isHttps)
{
    qsizetype end = 0;
    while (end < rest.size() && !":/?#@[]"_ba.contains(rest[end]))
        ++end;
    if (rest.mid(end, 3) != "://")
        return true;
    const QByteArray scheme = rest.left(end).toLower();
    rest.remove(0, end + 3);
    isHttps = scheme == "https";
    return isHttps || scheme == "http";
}

// Takes ":8443" off the end; nothing when it is no port.
std::optional<int> takePort(QByteArray &authority)
{
    qsizetype colon = authority.size() - 1;
    while (colon > 0 && authority[colon] != ':' && authority[colon] != ']' && authority[colon] != '@')
        --colon;
    if (colon <= 0 || authority[colon] != ':')
        return 0;
    bool isNumber = false;
    const int port = authority.mid(colon + 1).toInt(&isNumber);
    authority.truncate(colon);
    return isNumber && port > 0 && port <= 65535 ? std::optional(port) : std::nullopt;
}

// HttpUrl.cpp: spaces at the end go, blanks within are encoded, and it begins with '/'.
QByteArray targetOf(const QByteArray &rest)
{
    QByteArray query = rest;
    while (!query.isEmpty() && std::isspace(uchar(query.back())))
        query.chop(1);
    QByteArray target = query.startsWith('/') ? QByteArray() : QByteArray("/");
    for (const char c : query) {
        if (uchar(c) <= 0x20)
            target += '%' + QByteArray(1, c).toHex().toUpper();
        else
            target += c;
    }
    return target;
}

} // namespace

QByteArray WebhookUrl::hostHeader() const
{
    const quint16 usual = isHttps ? 443 : 80;
    return port == usual ? host.toUtf8() : host.toUtf8() + ':' + QByteArray::number(port);
}

std::optional<WebhookUrl> parseWebhookUrl(const QString &text)
{
    WebhookUrl url;
    QByteArray rest = text.toUtf8();
    if (!takeScheme(rest, url.isHttps))
        return std::nullopt;
    qsizetype end = 0;
    while (end < rest.size() && !"/?#"_ba.contains(rest[end]))
        ++end;
    QByteArray authority = rest.left(end);
    const std::optional<int> port = takePort(authority);
    if (!port)
        return std::nullopt;
    url.port = static_cast<quint16>(*port != 0 ? *port : url.isHttps ? 443 : 80);
    const qsizetype at = authority.lastIndexOf('@');
    if (at >= 0)
        url.userinfo = authority.left(at);
    const QByteArray host = authority.mid(at + 1).toLower();
    if (host.isEmpty() || host == ".")
        return std::nullopt;
    const bool isIpv6 = host.startsWith('[') && host.endsWith(']');
    if (isIpv6 ? !isIpv6InBrackets(QString::fromUtf8(host)) : !isGoodPart(host, false))
        return std::nullopt;
    if (!isGoodPart(url.userinfo, true))
        return std::nullopt;
    url.host = QString::fromUtf8(host);
    const QByteArray ascii = isIpv6 ? QByteArray() : QUrl::toAce(url.host);
    if (!ascii.isEmpty())
        url.host = QString::fromLatin1(ascii);
    url.target = targetOf(rest.mid(end));
    return url;
}

} // namespace turnpike::sandbox
