#pragma once

#include <QNetworkProxy>
#include <QStringList>
#include <QUrl>

#include <optional>
#include <vector>

namespace turnpike::http {

struct OutRequest;

// A proxy from its URL: http://[user:password@]host:port (CONNECT, so that it sees no request) or
// socks5://[user:password@]host:port (the name is looked up there; socks5h is the same). Nothing when it is
// none of these.
std::optional<QNetworkProxy> proxyFromUrl(const QString &text);

// Through which proxy a call goes. A value, fixed before the first call.
class ProxyRules
{
public:
    // Every https call, but for hosts that `exceptions` name and for this machine.
    void setForHttps(const QNetworkProxy &proxy, const QStringList &exceptions);
    // Every call of this dependency, whatever its host; goes before the other.
    void setForDependency(const QString &dependency, const QNetworkProxy &proxy);

    // A number of its own for each proxy, and 0 for none: connections of different ways are kept apart.
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
