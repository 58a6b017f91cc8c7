#include "access/vpnclient.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace turnpike::access {

namespace {

using Reason = DependencyError::Reason;

const QString kDependency = QStringLiteral("vpn_api");

// What an answer other than 200 means; nothing for 200.
std::optional<DependencyError> refusal(const http::OutResponse &response, const QString &operation)
{
    if (response.status == 200)
        return std::nullopt;
    const QString text = QStringLiteral("%1: HTTP %2").arg(operation).arg(response.status);
    Reason reason = Reason::BadAnswer;
    if (response.status >= 500)
        reason = Reason::Http5xx;
    else if (response.status >= 400)
        reason = Reason::Http4xx;
    return DependencyError(kDependency, reason, text, response.status);
}

} // namespace

VpnClient::VpnClient(http::HttpClient &client, http::CircuitBreaker &breaker, const QUrl &apiUrl,
                     const QString &apiKey, const http::RepeatRule &rule)
    : m_client(client, breaker, rule)
    , m_apiUrl(apiUrl)
    , m_apiKey(apiKey.toUtf8())
{}

http::OutRequest VpnClient::request(const QString &path, const char *operation) const
{
    http::OutRequest request;
    QString root = m_apiUrl.path();
    if (root.endsWith(u'/'))
        root.chop(1);
    request.url = m_apiUrl;
    request.url.setPath(root + path);
    request.headers = {{QByteArrayLiteral("X-API-Key"), m_apiKey}};
    request.dependency = kDependency;
    request.operation = QLatin1String(operation);
    request.channel = QByteArrayLiteral("vpn_api");
    return request;
}

http::OutRequest VpnClient::addUserRequest(const VpnUser &user) const
{
    http::OutRequest result = request(QStringLiteral("/add-user"), "add-user");
    result.body = QJsonDocument(QJsonObject{{QStringLiteral("uuid"), user.uuid},
                                            {QStringLiteral("telegram_id"), user.telegramId.value()},
                                            {QStringLiteral("expiry_timestamp_ms"), user.expiresAt}})
                      .toJson(QJsonDocument::Compact);
    return result;
}

http::OutRequest VpnClient::removeUserRequest(const QString &uuid) const
{
    return request(QStringLiteral("/remove-user/") + uuid, "remove-user");
}

VpnKeyResult VpnClient::interpretAddUser(const VpnUser &user, const http::OutResult &result)
{
    const QString operation = QStringLiteral("add-user");
    if (const auto *error = std::get_if<DependencyError>(&result))
        return *error;
    const auto &response = std::get<http::OutResponse>(result);
    if (const auto error = refusal(response, operation))
        return *error;
    const QJsonObject answer = QJsonDocument::fromJson(response.body).object();
    VpnKey key{answer.value(QLatin1String("uuid")).toString(),
               answer.value(QLatin1String("link")).toString()};
    if (key.link.isEmpty())
        key.link = answer.value(QLatin1String("vless_link")).toString();
    if (key.uuid.compare(user.uuid, Qt::CaseInsensitive) != 0 || key.link.isEmpty())
        return DependencyError(kDependency, Reason::BadAnswer,
                               operation + QStringLiteral(": no link for this key in the answer"),
                               response.status);
    return key;
}

VpnRemovalResult VpnClient::interpretRemoveUser(const http::OutResult &result)
{
    if (const auto *error = std::get_if<DependencyError>(&result))
        return *error;
    const auto &response = std::get<http::OutResponse>(result);
    if (response.status == 404)
        return std::nullopt;
    return refusal(response, QStringLiteral("remove-user"));
}

void VpnClient::addUsers(const std::vector<VpnUser> &users, const Deadline &deadline, int maxInFlight,
                         const std::function<void(size_t index, VpnKeyResult result)> &done) const
{
    std::vector<http::OutRequest> requests;
    requests.reserve(users.size());
    for (const VpnUser &user : users)
        requests.push_back(addUserRequest(user));
    m_client.sendMany(requests, deadline, maxInFlight, [&](size_t index, const http::OutResult &result) {
        done(index, interpretAddUser(users[index], result));
    });
}

void VpnClient::removeUsers(const std::vector<QString> &uuids, const Deadline &deadline, int maxInFlight,
                            const std::function<void(size_t index, VpnRemovalResult result)> &done) const
{
    std::vector<http::OutRequest> requests;
    requests.reserve(uuids.size());
    for (const QString &uuid : uuids)
        requests.push_back(removeUserRequest(uuid));
    m_client.sendMany(requests, deadline, maxInFlight, [&](size_t index, const http::OutResult &result) {
        done(index, interpretRemoveUser(result));
    });
}

VpnKey VpnClient::addUser(const VpnUser &user, const Deadline &deadline) const
{
    const VpnKeyResult result = interpretAddUser(user, m_client.send(addUserRequest(user), deadline));
    if (const auto *error = std::get_if<DependencyError>(&result))
        throw DependencyError(*error);
    return std::get<VpnKey>(result);
}

void VpnClient::removeUser(const QString &uuid, const Deadline &deadline) const
{
    if (const auto error = interpretRemoveUser(m_client.send(removeUserRequest(uuid), deadline)))
        throw DependencyError(*error);
}

void VpnClient::checkHealth(const Deadline &deadline) const
{
    http::OutRequest health = request(QStringLiteral("/health"), "health");
    health.method = "GET";
    health.headers.clear(); // needs no key, and asks for none
    const http::OutResponse response = m_client.send(health, deadline);
    if (const auto error = refusal(response, health.operation))
        throw DependencyError(*error);
    const QJsonObject answer = QJsonDocument::fromJson(response.body).object();
    if (answer.value(QLatin1String("status")).toString() != u"ok")
        throw DependencyError(kDependency, Reason::BadAnswer, QStringLiteral("health: not ok"),
                              response.status);
}

} // namespace turnpike::access
