#pragma once

#include "http/httpmessage.h"

#include <QJsonObject>

#include <map>

namespace turnpike::sandbox {

class Ledger;

// The control API of an Xray host: keys that are known and when each ends. Owned by Sandbox; lives on its
// thread.
class VpnApi
{
public:
    struct Key
    {
        QString uuid;
        qint64 telegramId = 0;
        qint64 expiryMs = 0;
        QString link;
        int adds = 0; // how often add-user named it
    };

    VpnApi(const QByteArray &apiKey, Ledger *ledger);

    // "add-user" for /vpn/add-user, "remove-user" for /vpn/remove-user/<uuid>.
    static QString operationOf(const QByteArray &path);

    http::Response answer(const http::Request &request);
    static http::Response errorAnswer(int status, int retryAfter);

    const std::map<QString, Key> &keys() const { return m_keys; }
    QJsonArray keysJson() const;
    // The host was installed anew: it knows nobody.
    void forgetAll() { m_keys.clear(); }

private:
    http::Response perform(const http::Request &request, const QString &operation);
    http::Response addUser(const QJsonObject &body);
    http::Response updateUser(const QJsonObject &body);
    http::Response removeUser(const QString &uuid);

    QByteArray m_apiKey;
    Ledger *m_ledger;
    std::map<QString, Key> m_keys;
};

} // namespace turnpike::sandbox
