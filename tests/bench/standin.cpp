// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "standin.h"

#include "figures.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <thread>

namespace turnpike::bench {

using namespace Qt::StringLiterals;

namespace {

const QByteArray kTelegramRoot = "/bot"_ba;
const QByteArray kVpnRoot = "/vpn/"_ba;

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray resultOf(const QJsonValue &result)
{
    return compact({{u"ok"_s, true}, {u"result"_s, result}});
}

// A message, as far as anybody reads its answer.
QByteArray messageAnswer(qint64 id)
{
    return R"({"ok":true,"result":{"message_id":)" + QByteArray::number(id) + R"(,"date":1}})";
}

// Counts who is inside, and the most that ever were.
class Inside
{
public:
    Inside(std::atomic<int> &now, std::atomic<int> &most)
        : m_now(now)
    {
        const int count = ++m_now;
        for (int seen = most; seen < count && !most.compare_exchange_weak(seen, count);) {
        }
    }
    ~Inside() { --m_now; }
    Inside(const Inside &) = delete;
    Inside &operator=(const Inside &) = delete;

private:
    std::atomic<int> &m_now;
};

} // namespace

StandIn::StandIn()
    : m_webhook{{u"url"_s, QString()}, {u"has_custom_certificate"_s, false}, {u"pending_update_count"_s, 0}}
    , m_peer([this](test::RawConnection &connection) { serve(connection); })
{}

QString StandIn::telegramUrl() const
{
    return m_peer.url(QString()).toString();
}

QString StandIn::vpnUrl() const
{
    return m_peer.url(u"/vpn"_s).toString();
}

QString StandIn::cryptoPayUrl() const
{
    return m_peer.url(u"/cryptopay/api"_s).toString();
}

QHash<QByteArray, qint64> StandIn::takePressAnswers()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_pressAnswers, {});
}

void StandIn::setKeys(const QSet<QByteArray> &uuids)
{
    const std::lock_guard lock(m_mutex);
    m_keys = uuids;
}

qint64 StandIn::keys() const
{
    const std::lock_guard lock(m_mutex);
    return m_keys.size();
}

void StandIn::serve(test::RawConnection &connection)
{
    while (const auto request = connection.read())
        connection.answer(200, answerTo(*request), "Content-Type: application/json\r\n");
}

QByteArray StandIn::answerTo(const test::RawRequest &request)
{
    if (request.target.startsWith(kVpnRoot))
        return vpnAnswer(request.target.mid(kVpnRoot.size()), request.body);
    if (request.target.startsWith(kTelegramRoot))
        return telegramAnswer(request.target.mid(request.target.lastIndexOf('/') + 1), request.body);
    // Of Crypto Pay nothing but lists is asked for where nobody buys.
    return resultOf(QJsonObject{{u"items"_s, QJsonArray()}});
}

QByteArray StandIn::telegramAnswer(const QByteArray &method, const QByteArray &body)
{
    if (method == "answerCallbackQuery") {
        const qint64 now = nowUs();
        const QByteArray id =
            QJsonDocument::fromJson(body).object().value(u"callback_query_id").toString().toUtf8();
        const std::lock_guard lock(m_mutex);
        m_pressAnswers.insert(id, now);
        return resultOf(true);
    }
    if (method.startsWith("send") || method.startsWith("edit"))
        return messageAnswer(++m_messages);
    if (method == "getMe")
        return resultOf(QJsonObject{{u"id"_s, 100200300},
                                    {u"is_bot"_s, true},
                                    {u"first_name"_s, u"Shop"_s},
                                    {u"username"_s, u"shop_bot"_s}});
    const std::lock_guard lock(m_mutex);
    if (method == "getWebhookInfo")
        return resultOf(m_webhook);
    if (method == "setWebhook") {
        const QJsonObject wanted = QJsonDocument::fromJson(body).object();
        for (const QString &name : {u"url"_s, u"max_connections"_s, u"allowed_updates"_s})
            m_webhook.insert(name, wanted.value(name));
    }
    return resultOf(true);
}

QByteArray StandIn::vpnAnswer(const QByteArray &path, const QByteArray &body)
{
    const Inside inside(m_vpnCalls, m_mostVpnCalls);
    std::this_thread::sleep_for(std::chrono::milliseconds(m_vpnTime.load())); // this is how long it takes
    const QJsonObject done{{u"status"_s, u"ok"_s}};
    const std::lock_guard lock(m_mutex);
    if (path.startsWith("remove-user/")) {
        m_removals += m_keys.remove(path.mid(12)) ? 1 : 0;
        return compact(done);
    }
    if (path.startsWith("add-user")) {
        const QString uuid = QJsonDocument::fromJson(body).object().value(u"uuid").toString();
        m_keys.insert(uuid.toLatin1());
        return compact({{u"uuid"_s, uuid}, {u"link"_s, u"vless://key"_s}});
    }
    if (path.startsWith("list-users")) {
        QJsonArray uuids;
        for (const QByteArray &uuid : m_keys)
            uuids.append(QString::fromLatin1(uuid));
        return compact({{u"uuids"_s, uuids}});
    }
    return compact(done);
}

} // namespace turnpike::bench
