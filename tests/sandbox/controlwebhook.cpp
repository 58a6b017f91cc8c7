// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/errors.h"
#include "control.h"
#include "sandbox.h"

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

QJsonObject updateIdJson(qint64 id)
{
    return {{u"update_id"_s, id}};
}

QString required(const QJsonObject &body, const QString &name)
{
    const QString text = body.value(name).toString();
    if (text.isEmpty())
        throw Error(ErrorType::Domain, u"\"%1\" is missing"_s.arg(name));
    return text;
}

QHostAddress addressOrNone(const QString &text)
{
    const QHostAddress address(text);
    if (!text.isEmpty() && address.isNull())
        throw Error(ErrorType::Domain, u"%1 is no address"_s.arg(text));
    return address;
}

// {"host": NAME, "address": IP or "failure": TEXT of getaddrinfo, "seconds": N, "delay": N, "goes_to": IP,
// "goes_to_port": N}; all times are the scaled clock's.
HostNames::Script scriptFrom(const QJsonObject &body)
{
    HostNames::Script script;
    script.answer.address = addressOrNone(body.value(u"address").toString());
    script.answer.failure = body.value(u"failure").toString(u"Name or service not known"_s);
    script.seconds = body.value(u"seconds").toDouble();
    script.delay = body.value(u"delay").toDouble();
    script.goesTo = addressOrNone(body.value(u"goes_to").toString());
    script.goesToPort = static_cast<quint16>(body.value(u"goes_to_port").toInt());
    return script;
}

} // namespace

// What setWebhook meets: rules, names, numbers.
void Control::addWebhook()
{
    m_handlers["GET webhook"] = [this](const QJsonObject &, const QUrlQuery &) {
        WebhookSender &sender = m_sandbox->sender();
        QJsonObject info = sender.info();
        info.insert(u"in_flight", sender.requestsInFlight());
        info.insert(u"last_update_id", sender.lastUpdateId());
        info.insert(u"strict", sender.means().isStrict);
        return info;
    };
    m_handlers["POST webhook-rules"] = [this](const QJsonObject &body, const QUrlQuery &) {
        DeliveryMeans &means = m_sandbox->sender().means();
        means.isStrict = body.value(u"strict").toBool(means.isStrict);
        UpdateQueue::Room room = means.updates.room();
        room.updates = body.value(u"most_updates").toInteger(room.updates);
        room.bytes = body.value(u"most_bytes").toInteger(room.bytes);
        means.updates.setRoom(room);
        return QJsonObject();
    };
    m_handlers["POST names"] = [this](const QJsonObject &body, const QUrlQuery &) {
        m_sandbox->sender().means().names.script(required(body, u"host"_s), scriptFrom(body));
        return QJsonObject();
    };
    m_handlers["DELETE names"] = [this](const QJsonObject &, const QUrlQuery &) {
        m_sandbox->sender().means().names.clear();
        return QJsonObject();
    };
    m_handlers["POST restart-ids"] = [this](const QJsonObject &body, const QUrlQuery &) {
        const qint64 first = body.value(u"first").toInteger();
        UpdateQueue &updates = m_sandbox->sender().means().updates;
        updates.restartIds(first > 0 ? std::optional(first) : std::nullopt);
        return QJsonObject{{u"next"_s, updates.lastId() + 1}};
    };
}

// What befalls deliveries on their way.
void Control::addDeliveries()
{
    // Any update at all: {"kind": NAME, "content": {…}}.
    m_handlers["POST update"] = [this](const QJsonObject &body, const QUrlQuery &) {
        return updateIdJson(
            m_sandbox->sender().push(required(body, u"kind"_s), body.value(u"content").toObject()));
    };
    // "beside": true does not wait for the others of its queue.
    m_handlers["POST redeliver"] = [this](const QJsonObject &body, const QUrlQuery &) {
        const qint64 id = body.value(u"update_id").toInteger(m_sandbox->sender().lastUpdateId());
        if (!m_sandbox->sender().redeliver(id, body.value(u"beside").toBool()))
            throw Error(ErrorType::Domain, u"there was no update %1"_s.arg(id));
        return updateIdJson(id);
    };
    m_handlers["POST hold-queue"] = [this](const QJsonObject &body, const QUrlQuery &) {
        m_sandbox->sender().setHeld(required(body, u"queue"_s), true);
        return QJsonObject();
    };
    m_handlers["POST release-queue"] = [this](const QJsonObject &body, const QUrlQuery &) {
        m_sandbox->sender().setHeld(required(body, u"queue"_s), false);
        return QJsonObject();
    };
    m_handlers["POST reorder-queue"] = [this](const QJsonObject &body, const QUrlQuery &) {
        QList<qint64> ids;
        for (const QJsonValue &id : body.value(u"update_ids").toArray())
            ids.append(id.toInteger());
        m_sandbox->sender().reorder(required(body, u"queue"_s), ids);
        return QJsonObject();
    };
    m_handlers["GET queues"] = [this](const QJsonObject &, const QUrlQuery &) {
        return QJsonObject{{u"queues"_s, m_sandbox->sender().queuesJson()}};
    };
    m_handlers["POST mishaps"] = [this](const QJsonObject &body, const QUrlQuery &) {
        m_sandbox->sender().means().mishaps.add(body);
        return QJsonObject();
    };
    m_handlers["GET mishaps"] = [this](const QJsonObject &, const QUrlQuery &) {
        return QJsonObject{{u"mishaps"_s, m_sandbox->sender().means().mishaps.list()}};
    };
    m_handlers["DELETE mishaps"] = [this](const QJsonObject &, const QUrlQuery &) {
        m_sandbox->sender().means().mishaps.clear();
        return QJsonObject();
    };
    m_handlers["POST proxy"] = [this](const QJsonObject &body, const QUrlQuery &) {
        m_sandbox->sender().means().shape = DeliveryShape::fromJson(body);
        return QJsonObject();
    };
    m_handlers["DELETE proxy"] = [this](const QJsonObject &, const QUrlQuery &) {
        m_sandbox->sender().means().shape = {};
        return QJsonObject();
    };
}

} // namespace turnpike::sandbox
