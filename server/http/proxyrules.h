// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QNetworkProxy>
#include <QStringList>
#include <QUrl>

#include <optional>
#include <vector>

namespace turnpike::http {

struct OutRequest;

// A proxy from its URL: http://[user:password@]host:port (CONNECT, so that it sees no request) or
// socks5://[user:password@]host:port (the name is looked up there; socks5h is the same). Empty if it is none
// of these.
std::optional<QNetworkProxy> proxyFromUrl(const QString &text);

// Which proxy a call goes through. A value, fixed before the first call.
class ProxyRules
{
public:
    // Every https call, except to hosts that `exceptions` name and to this machine.
    void setForHttps(const QNetworkProxy &proxy, const QStringList &exceptions);
    // Every call to this dependency, whatever its host; takes precedence over the other rule.
    void setForDependency(const QString &dependency, const QNetworkProxy &proxy);

    // A distinct number for each proxy, and 0 for none: connections that take different routes are kept
    // apart.
    size_t wayOf(const OutRequest &request) const;
    QNetworkProxy proxyOf(size_t way) const;

private:
    struct Rule
    {
        QString dependency; // empty: all of https
        QNetworkProxy proxy;
    };
    bool isException(const QString &host) const;

    std::vector<Rule> m_rules;
    QStringList m_exceptions;
};

} // namespace turnpike::http
