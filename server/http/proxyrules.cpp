// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/proxyrules.h"

#include "http/httpclient.h"

#include <QHostAddress>

#include <algorithm>

namespace turnpike::http {

namespace {

// As curl reads NO_PROXY: "*", an address, a subnet, or a name that stands for all names below it.
bool covers(const QString &exception, const QString &host)
{
    if (exception == u"*")
        return true;
    const QHostAddress address(host);
    if (!address.isNull() && exception.contains(u'/'))
        return address.isInSubnet(QHostAddress::parseSubnet(exception));
    const QString name = exception.startsWith(u'.') ? exception.mid(1) : exception;
    return host == name || host.endsWith(u'.' + name);
}

} // namespace

std::optional<QNetworkProxy> proxyFromUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool isSocks = url.scheme() == u"socks5" || url.scheme() == u"socks5h";
    const bool hasMore = !url.path().isEmpty() && url.path() != u"/";
    if (!url.isValid() || url.host().isEmpty() || url.port() <= 0 || hasMore ||
        (!isSocks && url.scheme() != u"http"))
        return std::nullopt;
    QNetworkProxy proxy(isSocks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, url.host(),
                        static_cast<quint16>(url.port()), url.userName(QUrl::FullyDecoded),
                        url.password(QUrl::FullyDecoded));
    // A tunnel for plain http, too: otherwise the proxy would read what is in the path, such as a token.
    proxy.setCapabilities(QNetworkProxy::TunnelingCapability | QNetworkProxy::HostNameLookupCapability);
    return proxy;
}

void ProxyRules::setForHttps(const QNetworkProxy &proxy, const QStringList &exceptions)
{
    m_rules.push_back({{}, proxy});
    m_exceptions.clear();
    for (const QString &exception : exceptions)
        m_exceptions.append(exception.trimmed().toLower());
    m_exceptions.removeAll(QString());
}

void ProxyRules::setForDependency(const QString &dependency, const QNetworkProxy &proxy)
{
    m_rules.insert(m_rules.begin(), {dependency, proxy});
}

bool ProxyRules::isException(const QString &host) const
{
    const QHostAddress address(host);
    if (host == u"localhost" || address.isLoopback())
        return true;
    return std::any_of(m_exceptions.begin(), m_exceptions.end(),
                       [&](const QString &exception) { return covers(exception, host); });
}

size_t ProxyRules::wayOf(const OutRequest &request) const
{
    for (size_t i = 0; i < m_rules.size(); ++i) {
        const QString &dependency = m_rules[i].dependency;
        const bool isMeant = dependency.isEmpty()
                                 ? request.url.scheme() == u"https" && !isException(request.url.host())
                                 : request.dependency == dependency;
        if (isMeant)
            return i + 1;
    }
    return 0;
}

QNetworkProxy ProxyRules::proxyOf(size_t way) const
{
    return way == 0 ? QNetworkProxy(QNetworkProxy::NoProxy) : m_rules[way - 1].proxy;
}

} // namespace turnpike::http
