// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/vpnclient.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace turnpike::access {

using namespace Qt::StringLiterals;

namespace {

using Reason = DependencyError::Reason;

const QString kDependency = u"vpn_api"_s;
const QString kAddUser = u"add-user"_s;
const QString kRemoveUser = u"remove-user"_s;
const QString kListUsers = u"list-users"_s;
// 36 characters and some a uuid: a hundred thousand customers.
constexpr qint64 kMaxListBytes = 8 * 1024 * 1024;

DependencyError failure(Reason reason, const QString &operation, const QString &what, int status = 0)
{
    return DependencyError(kDependency, reason, operation + u": "_s + what, status);
}

// The statuses with which the API itself refuses a call (its source, xray_api/main.py: 400 and 401, and 422
// of its framework; 409 and 410 are those of others of its contract). All else comes from in between.
bool isItsOwn(int status)
{
    return status == 400 || status == 401 || status == 409 || status == 410 || status == 422;
}

// Its 500 (the same source) is {"detail":"internal_error"}, and that of its framework for what nothing caught
// is this text. Any other 5xx is no word of its own: a page, the JSON of a gateway, whose `detail` is never
// alone (RFC 9457), or a framework that takes no calls just now (503).
bool isItsOwnError(const http::OutResponse &response)
{
    if (response.status != 500)
        return false;
    const QJsonObject object = QJsonDocument::fromJson(response.body).object();
    return (object.size() == 1 && object.contains("detail"_L1)) ||
           response.body.trimmed() == "Internal Server Error";
}

// Who turns callers away for now: RFC 9110 (408), RFC 8470 (425), RFC 6585 (429).
bool isBusy(int status)
{
    return status == 408 || status == 425 || status == 429;
}

// What an answer other than 2xx means; nothing for 2xx.
std::optional<DependencyError> refusal(const http::OutResponse &response, const QString &operation)
{
    const int status = response.status;
    if (status >= 200 && status < 300)
        return std::nullopt;
    Reason reason = Reason::ForeignAnswer;
    if (isItsOwnError(response))
        reason = Reason::Http5xx;
    else if (isBusy(status))
        reason = Reason::Busy;
    else if (status == 401 || (isItsOwn(status) && QJsonDocument::fromJson(response.body).isObject()))
        reason = Reason::Http4xx;
    return failure(reason, operation, u"HTTP %1"_s.arg(status), status);
}

// What kept an answer from being one, as this API means it.
DependencyError meant(const DependencyError &error, const QString &operation)
{
    if (error.reason() == Reason::BadAnswer || error.reason() == Reason::TooLarge)
        return failure(Reason::ForeignAnswer, operation, u"not an answer of the API"_s);
    return error;
}

std::variant<QJsonObject, DependencyError> objectOf(const QString &operation, const http::OutResult &result)
{
    if (const auto *error = std::get_if<DependencyError>(&result))
        return meant(*error, operation);
    const auto &response = std::get<http::OutResponse>(result);
    if (const auto error = refusal(response, operation))
        return *error;
    const QJsonDocument document = QJsonDocument::fromJson(response.body);
    if (document.isObject())
        return document.object();
    return failure(Reason::ForeignAnswer, operation, u"no JSON in the answer"_s, response.status);
}

QByteArray bodyOf(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

VpnClient::VpnClient(http::HttpClient &client, http::CircuitBreaker &breaker, const QUrl &apiUrl,
                     const QString &apiKey, const http::RepeatRule &rule)
    : m_client(client, breaker, rule)
    , m_apiUrl(apiUrl)
    , m_apiKey(apiKey.toUtf8())
{}

bool VpnClient::mayBeGone(const DependencyError &error)
{
    const int status = error.httpStatus();
    return status == 400 || status == 404 || status == 409 || status == 410;
}

http::OutRequest VpnClient::request(const QString &path, const char *operation, const QString &subject) const
{
    http::OutRequest request;
    QString root = m_apiUrl.path();
    if (root.endsWith(u'/'))
        root.chop(1);
    request.url = m_apiUrl;
    request.url.setPath(root + path);
    request.headers = {{"X-API-Key"_ba, m_apiKey}};
    request.dependency = kDependency;
    request.operation = QLatin1String(operation);
    request.subject = subject.toUtf8();
    request.channel = "vpn_api"_ba;
    return request;
}

http::OutRequest VpnClient::addUserRequest(const VpnUser &user) const
{
    http::OutRequest result = request(u"/add-user"_s, "add-user", user.uuid);
    result.body = bodyOf({{u"uuid"_s, user.uuid},
                          {u"telegram_id"_s, user.telegramId.value()},
                          {u"expiry_timestamp_ms"_s, user.expiresAt}});
    return result;
}

http::OutRequest VpnClient::updateUserRequest(const VpnUser &user) const
{
    http::OutRequest result = request(u"/update-user"_s, "update-user", user.uuid);
    result.body = bodyOf({{u"uuid"_s, user.uuid}, {u"expiry_timestamp_ms"_s, user.expiresAt}});
    return result;
}

http::OutRequest VpnClient::removeUserRequest(const QString &uuid) const
{
    return request(u"/remove-user/"_s + uuid, "remove-user", uuid);
}

VpnKeyResult VpnClient::interpretAddUser(const VpnUser &user, const http::OutResult &result)
{
    const auto answer = objectOf(kAddUser, result);
    if (const auto *error = std::get_if<DependencyError>(&answer))
        return *error;
    const auto &object = std::get<QJsonObject>(answer);
    VpnKey key{object.value("uuid"_L1).toString(), object.value("link"_L1).toString()};
    if (key.link.isEmpty())
        key.link = object.value("vless_link"_L1).toString();
    if (key.uuid.compare(user.uuid, Qt::CaseInsensitive) != 0 || key.link.isEmpty())
        return failure(Reason::ForeignAnswer, kAddUser, u"no link for this key in the answer"_s);
    return key;
}

VpnResult VpnClient::interpretDone(const QString &operation, const http::OutResult &result)
{
    const auto *response = std::get_if<http::OutResponse>(&result);
    if (response && response->status == 204)
        return std::nullopt;
    const auto answer = objectOf(operation, result);
    if (const auto *error = std::get_if<DependencyError>(&answer))
        return *error;
    if (std::get<QJsonObject>(answer).value("status"_L1).toString() != u"ok")
        return failure(Reason::ForeignAnswer, operation, u"the answer does not say ok"_s);
    return std::nullopt;
}

std::variant<QSet<QString>, DependencyError> VpnClient::interpretList(const http::OutResult &result)
{
    const auto answer = objectOf(kListUsers, result);
    if (const auto *error = std::get_if<DependencyError>(&answer))
        return *error;
    const QJsonValue listed = std::get<QJsonObject>(answer).value("uuids"_L1);
    if (!listed.isArray())
        return failure(Reason::ForeignAnswer, kListUsers, u"no uuids in the answer"_s);
    QSet<QString> uuids;
    for (const QJsonValue value : listed.toArray())
        uuids.insert(value.toString().toLower());
    return uuids;
}

void VpnClient::send(const std::vector<http::OutRequest> &requests, const Terms &terms,
                     const std::function<VpnResult(size_t, const http::OutResult &)> &interpret,
                     const Done<http::OutResult> &done) const
{
    std::vector<bool> unsettled(requests.size(), false);
    http::CallRules rules;
    rules.admit = [&](size_t index) { return http::objectionTo(requests[index], terms.mayCall); };
    rules.mayRepeat = terms.mayRepeat;
    rules.judge = [&](size_t index, http::OutResult result) -> http::OutResult {
        const VpnResult error = interpret(index, result);
        if (!error)
            return result;
        unsettled[index] = unsettled[index] || error->isAmbiguous();
        return *error;
    };
    m_client.sendMany(
        requests, terms.deadline, terms.maxInFlight,
        [&](size_t index, http::OutResult result) { done(index, std::move(result), unsettled[index]); },
        rules);
}

void VpnClient::addUsers(const std::vector<VpnUser> &users, const Terms &terms,
                         const Done<VpnKeyResult> &done) const
{
    std::vector<http::OutRequest> requests;
    requests.reserve(users.size());
    for (const VpnUser &user : users)
        requests.push_back(addUserRequest(user));
    const auto interpret = [&users](size_t index, const http::OutResult &result) -> VpnResult {
        const VpnKeyResult key = interpretAddUser(users[index], result);
        const auto *error = std::get_if<DependencyError>(&key);
        return error ? VpnResult(*error) : std::nullopt;
    };
    send(requests, terms, interpret, [&](size_t index, const http::OutResult &result, bool isUnsettled) {
        done(index, interpretAddUser(users[index], result), isUnsettled);
    });
}

void VpnClient::sendEach(const std::vector<http::OutRequest> &requests, const Terms &terms,
                         const Done<VpnResult> &done) const
{
    const auto interpret = [&requests](size_t index, const http::OutResult &result) {
        return interpretDone(requests[index].operation, result);
    };
    send(requests, terms, interpret, [&](size_t index, const http::OutResult &result, bool isUnsettled) {
        done(index, interpret(index, result), isUnsettled);
    });
}

void VpnClient::updateUsers(const std::vector<VpnUser> &users, const Terms &terms,
                            const Done<VpnResult> &done) const
{
    std::vector<http::OutRequest> requests;
    requests.reserve(users.size());
    for (const VpnUser &user : users)
        requests.push_back(updateUserRequest(user));
    sendEach(requests, terms, done);
}

void VpnClient::removeUsers(const std::vector<QString> &uuids, const Terms &terms,
                            const Done<VpnResult> &done) const
{
    std::vector<http::OutRequest> requests;
    requests.reserve(uuids.size());
    for (const QString &uuid : uuids)
        requests.push_back(removeUserRequest(uuid));
    sendEach(requests, terms, done);
}

QSet<QString> VpnClient::listUsers(const Deadline &deadline, const http::MayCall &mayCall) const
{
    http::OutRequest list = request(u"/list-users"_s, "list-users");
    list.method = "GET";
    list.maxAnswerBytes = kMaxListBytes;
    http::CallRules rules;
    rules.admit = [&](size_t) { return http::objectionTo(list, mayCall); };
    rules.judge = [](size_t, http::OutResult result) -> http::OutResult {
        const auto uuids = interpretList(result);
        const auto *error = std::get_if<DependencyError>(&uuids);
        return error ? http::OutResult(*error) : std::move(result);
    };
    deadline.check("http call");
    std::optional<http::OutResult> outcome;
    m_client.sendMany(
        {list}, deadline, 1, [&outcome](size_t, http::OutResult result) { outcome = std::move(result); },
        rules);
    auto uuids = interpretList(*outcome);
    if (const auto *error = std::get_if<DependencyError>(&uuids)) {
        deadline.check("http call");
        throw DependencyError(*error);
    }
    return std::get<QSet<QString>>(std::move(uuids));
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
    if (const auto error = interpretDone(kRemoveUser, m_client.send(removeUserRequest(uuid), deadline)))
        throw DependencyError(*error);
}

void VpnClient::checkHealth(const Deadline &deadline) const
{
    http::OutRequest health = request(u"/health"_s, "health");
    health.method = "GET";
    health.headers.clear(); // needs no key, and asks for none
    if (const auto error = interpretDone(health.operation, m_client.send(health, deadline)))
        throw DependencyError(*error);
}

} // namespace turnpike::access
