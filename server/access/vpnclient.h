#pragma once

#include "base/ids.h"
#include "http/dependencyclient.h"

namespace turnpike::access {

// What the VPN API shall know about one customer's access.
struct VpnUser
{
    QString uuid;
    TelegramId telegramId;
    qint64 expiresAt = 0; // ms UTC
};

// What the customer gets.
struct VpnKey
{
    QString uuid;
    QString link; // vless://…
};

using VpnKeyResult = std::variant<VpnKey, DependencyError>;
// No error: the key is gone from the VPN API, or never was there.
using VpnRemovalResult = std::optional<DependencyError>;

// The VPN API (Xray control API). Every call of it is idempotent: network failures and 5xx are repeated twice
// within the call, behind a breaker; 4xx are not. An error that isOutage() says that nobody could have been
// served; of the others, httpStatus() 401 means that our key is wrong. Thread-safe; blocks like HttpClient.
class VpnClient
{
public:
    // `apiUrl` is the root of the API.
    VpnClient(http::HttpClient &client, http::CircuitBreaker &breaker, const QUrl &apiUrl,
              const QString &apiKey, const http::RepeatRule &rule = {});

    // Makes the user known or moves their end. `done` is called on the calling thread for each, with its
    // index.
    void addUsers(const std::vector<VpnUser> &users, const Deadline &deadline, int maxInFlight,
                  const std::function<void(size_t index, VpnKeyResult result)> &done) const;
    // Takes the keys with these uuids away.
    void removeUsers(const std::vector<QString> &uuids, const Deadline &deadline, int maxInFlight,
                     const std::function<void(size_t index, VpnRemovalResult result)> &done) const;

    // One of each. Throws DependencyError, DeadlineExceeded, Cancelled.
    VpnKey addUser(const VpnUser &user, const Deadline &deadline) const;
    void removeUser(const QString &uuid, const Deadline &deadline) const;
    // Throws when the API does not say that it is well.
    void checkHealth(const Deadline &deadline) const;

    http::OutRequest addUserRequest(const VpnUser &user) const;
    http::OutRequest removeUserRequest(const QString &uuid) const;
    static VpnKeyResult interpretAddUser(const VpnUser &user, const http::OutResult &result);
    static VpnRemovalResult interpretRemoveUser(const http::OutResult &result);

    http::CircuitBreaker &breaker() const { return m_client.breaker(); }

private:
    http::OutRequest request(const QString &path, const char *operation) const;

    http::DependencyClient m_client;
    QUrl m_apiUrl;
    QByteArray m_apiKey;
};

} // namespace turnpike::access
