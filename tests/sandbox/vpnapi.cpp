#include "vpnapi.h"

#include "ledger.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

namespace turnpike::sandbox {

namespace {

http::Response json(const QJsonObject &object, int status = 200)
{
    return http::Response::json(QJsonDocument(object).toJson(QJsonDocument::Compact), status);
}

http::Response refusal(int status, const QString &detail)
{
    return json({{QStringLiteral("detail"), detail}}, status);
}

bool isUuid(const QString &text)
{
    return text.size() == 36 && !QUuid::fromString(text).isNull();
}

} // namespace

VpnApi::VpnApi(const QByteArray &apiKey, Ledger *ledger)
    : m_apiKey(apiKey)
    , m_ledger(ledger)
{}

QString VpnApi::operationOf(const QByteArray &path)
{
    return QString::fromUtf8(path).section(u'/', 2, 2);
}

http::Response VpnApi::errorAnswer(int status, int)
{
    return refusal(status, QStringLiteral("fault"));
}

http::Response VpnApi::answer(const http::Request &request)
{
    const QString operation = operationOf(request.path);
    if (operation == u"health") {
        return request.method == "GET" ? json({{QStringLiteral("status"), QStringLiteral("ok")}})
                                       : refusal(405, QStringLiteral("Method Not Allowed"));
    }
    const bool hasKey = request.header("X-API-Key") == m_apiKey;
    const http::Response answer =
        hasKey ? perform(request, operation) : refusal(401, QStringLiteral("Invalid API key"));
    QJsonObject entry{{QStringLiteral("operation"), operation}, {QStringLiteral("status"), answer.status}};
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    for (auto it = body.begin(); it != body.end(); ++it)
        entry.insert(it.key(), it.value());
    if (operation == u"remove-user")
        entry.insert(u"uuid", QString::fromUtf8(request.path).section(u'/', 3, 3));
    m_ledger->add(QStringLiteral("vpn"), entry);
    return answer;
}

http::Response VpnApi::perform(const http::Request &request, const QString &operation)
{
    const QByteArray method = operation == u"list-users" ? "GET" : "POST";
    static const QStringList operations = {QStringLiteral("add-user"), QStringLiteral("update-user"),
                                           QStringLiteral("remove-user"), QStringLiteral("list-users")};
    if (!operations.contains(operation))
        return refusal(404, QStringLiteral("Not Found"));
    if (request.method != method)
        return refusal(405, QStringLiteral("Method Not Allowed"));
    if (operation == u"list-users") {
        QJsonArray uuids;
        for (const auto &[uuid, key] : m_keys)
            uuids.append(uuid);
        return json({{QStringLiteral("uuids"), uuids}});
    }
    if (operation == u"remove-user")
        return removeUser(QString::fromUtf8(request.path).section(u'/', 3, 3));
    const QJsonDocument document = QJsonDocument::fromJson(request.body);
    if (!document.isObject())
        return refusal(422, QStringLiteral("body: not a JSON object"));
    const QJsonObject body = document.object();
    if (!isUuid(body.value(u"uuid").toString()))
        return refusal(422, QStringLiteral("uuid: not a valid UUID"));
    if (body.value(u"expiry_timestamp_ms").toInteger() <= 0)
        return refusal(422, QStringLiteral("expiry_timestamp_ms: must be a positive integer"));
    return operation == u"add-user" ? addUser(body) : updateUser(body);
}

http::Response VpnApi::addUser(const QJsonObject &body)
{
    if (!body.value(u"telegram_id").isDouble())
        return refusal(422, QStringLiteral("telegram_id: must be an integer"));
    const QString uuid = body.value(u"uuid").toString();
    Key &key = m_keys[uuid];
    if (key.uuid.isEmpty()) {
        key.uuid = uuid;
        key.telegramId = body.value(u"telegram_id").toInteger();
        key.link = QStringLiteral("vless://%1@vpn.example.net:443?type=tcp&security=reality&fp=chrome&sni="
                                  "www.example.com&flow=xtls-rprx-vision#Turnpike")
                       .arg(uuid);
    }
    key.expiryMs = body.value(u"expiry_timestamp_ms").toInteger();
    ++key.adds;
    return json({{QStringLiteral("uuid"), uuid},
                 {QStringLiteral("vless_link"), key.link},
                 {QStringLiteral("link"), key.link}});
}

http::Response VpnApi::updateUser(const QJsonObject &body)
{
    const auto found = m_keys.find(body.value(u"uuid").toString());
    if (found == m_keys.end())
        return refusal(404, QStringLiteral("User not found"));
    found->second.expiryMs = body.value(u"expiry_timestamp_ms").toInteger();
    return json({{QStringLiteral("status"), QStringLiteral("ok")}});
}

http::Response VpnApi::removeUser(const QString &uuid)
{
    if (m_keys.erase(uuid) == 0)
        return refusal(404, QStringLiteral("User not found"));
    return json({{QStringLiteral("status"), QStringLiteral("ok")}});
}

QJsonArray VpnApi::keysJson() const
{
    QJsonArray all;
    for (const auto &[uuid, key] : m_keys) {
        all.append(QJsonObject{{QStringLiteral("uuid"), uuid},
                               {QStringLiteral("telegram_id"), key.telegramId},
                               {QStringLiteral("expiry_timestamp_ms"), key.expiryMs},
                               {QStringLiteral("link"), key.link},
                               {QStringLiteral("adds"), key.adds}});
    }
    return all;
}

} // namespace turnpike::sandbox
