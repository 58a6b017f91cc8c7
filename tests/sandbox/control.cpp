// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "control.h"

#include "base/errors.h"
#include "jsonresponse.h"
#include "sandbox.h"

#include <QJsonDocument>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

QJsonObject error(const QString &why)
{
    return {{u"error"_s, why}};
}

std::optional<int> optionalInt(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toInt()) : std::nullopt;
}

// A message as terminals and tests want it: text or caption, and its buttons.
QJsonObject shown(const Message &message)
{
    const QJsonObject &body = message.body;
    QJsonObject view{{u"id"_s, message.id},
                     {u"from_bot"_s, message.fromBot},
                     {u"revision"_s, message.revision},
                     {u"edits"_s, message.edits},
                     {u"keyboard"_s, message.keyboard()}};
    if (message.isDeleted)
        view.insert(u"deleted", true);
    for (const QString &key : {u"text"_s, u"caption"_s, u"photo"_s, u"invoice"_s, u"successful_payment"_s,
                               u"refunded_payment"_s}) {
        if (body.contains(key))
            view.insert(key, body.value(key));
    }
    return view;
}

} // namespace

Control::Control(Sandbox *sandbox)
    : m_sandbox(sandbox)
{
    addCustomers();
    addPayments();
    addProviders();
    addGroups();
    addChatEvents();
    addBotStates();
    addFaults();
    addQueries();
    addWebhook();
    addDeliveries();
}

http::Response Control::answer(const http::Request &request)
{
    const QByteArray name = request.path.mid(qstrlen("/control/"));
    const QUrlQuery query(QString::fromUtf8(request.query));
    if (request.method == "GET" && name == "ledger") {
        const qint64 limit = query.queryItemValue(u"limit"_s).toLongLong();
        return http::Response::json(m_sandbox->ledger().document(
            query.queryItemValue(u"kind"_s), query.queryItemValue(u"since"_s).toLongLong(),
            limit > 0 ? limit : -1));
    }
    const auto handler = m_handlers.constFind(request.method + ' ' + name);
    if (handler == m_handlers.constEnd())
        return jsonResponse(error(u"no such order"_s), 404);
    const QJsonDocument body = QJsonDocument::fromJson(request.body);
    if (!request.body.isEmpty() && !body.isObject())
        return jsonResponse(error(u"the body is no JSON object"_s), 400);
    try {
        return jsonResponse((*handler)(body.object(), query));
    } catch (const Error &failure) {
        return jsonResponse(error(failure.message()), 409);
    }
}

void Control::addCustomers()
{
    m_handlers["POST user"] = [this](const QJsonObject &body, const QUrlQuery &) {
        return m_sandbox->telegram()
            .putUser(body.value(u"id").toInteger(), body.value(u"name").toString(),
                     body.value(u"username").toString(), body.value(u"language").toString(u"en"_s))
            .json();
    };
    m_handlers["POST message"] = [this](const QJsonObject &body, const QUrlQuery &) {
        const qint64 user = body.value(u"user").toInteger();
        const Posting posting{body.value(u"chat").toInteger(user), user, body.value(u"thread").toInteger()};
        return madeUpdate(m_sandbox->customers().sendText(posting, body.value(u"text").toString()));
    };
    m_handlers["POST press"] = [this](const QJsonObject &body, const QUrlQuery &) {
        ButtonChoice choice;
        choice.text = body.value(u"text").toString();
        choice.data = body.value(u"data").toString();
        choice.row = optionalInt(body.value(u"row"));
        choice.column = optionalInt(body.value(u"col"));
        choice.messageId = body.value(u"message").toInteger();
        choice.chatId = body.value(u"chat").toInteger();
        choice.isInaccessible = body.value(u"inaccessible").toBool();
        return madeUpdate(m_sandbox->customers().press(body.value(u"user").toInteger(), choice));
    };
    m_handlers["POST duplicate-press"] = [this](const QJsonObject &body, const QUrlQuery &) {
        return madeUpdate(m_sandbox->customers().repeatPress(body.value(u"user").toInteger()));
    };
    m_handlers["POST block"] = [this](const QJsonObject &body, const QUrlQuery &) {
        return madeUpdate(m_sandbox->customers().setBlocked(body.value(u"user").toInteger(),
                                                            body.value(u"blocked").toBool(true)));
    };
}

QJsonObject Control::madeUpdate(qint64 updateId)
{
    return {{u"update_id"_s, updateId}};
}

void Control::addPayments()
{
    m_handlers["POST checkout"] = [this](const QJsonObject &body, const QUrlQuery &) {
        const QString id = m_sandbox->customers().checkout(body.value(u"user").toInteger(),
                                                           body.value(u"message").toInteger(),
                                                           body.value(u"link").toString());
        return m_sandbox->telegram().checkout(id)->json();
    };
}

void Control::addFaults()
{
    m_handlers["POST faults"] = [this](const QJsonObject &body, const QUrlQuery &) {
        const QList<int> numbers = m_sandbox->faults().addAll(body);
        QJsonArray all;
        for (const int number : numbers)
            all.append(number);
        return QJsonObject{{u"number"_s, all.first()}, {u"numbers"_s, all}};
    };
    m_handlers["DELETE faults"] = [this](const QJsonObject &, const QUrlQuery &query) {
        const int number = query.queryItemValue(u"number"_s).toInt();
        if (number == 0)
            m_sandbox->faults().clear(query.queryItemValue(u"service"_s));
        else if (!m_sandbox->faults().remove(number))
            throw Error(ErrorType::Domain, u"there is no fault %1"_s.arg(number));
        return QJsonObject();
    };
    m_handlers["GET faults"] = [this](const QJsonObject &, const QUrlQuery &) {
        return QJsonObject{{u"faults"_s, m_sandbox->faults().list()},
                           {u"limits"_s, m_sandbox->botApi().limits().isEnabled()}};
    };
    m_handlers["POST limits"] = [this](const QJsonObject &body, const QUrlQuery &) {
        m_sandbox->botApi().limits().setEnabled(body.value(u"on").toBool(true));
        return QJsonObject();
    };
    m_handlers["POST vpn-reset"] = [this](const QJsonObject &, const QUrlQuery &) {
        m_sandbox->vpn().forgetAll();
        return QJsonObject();
    };
}

void Control::addQueries()
{
    m_handlers["GET health"] = [](const QJsonObject &, const QUrlQuery &) {
        return QJsonObject{{u"status"_s, u"ok"_s}};
    };
    m_handlers["GET users"] = [this](const QJsonObject &, const QUrlQuery &) {
        QJsonArray users;
        for (const auto &[id, user] : m_sandbox->telegram().users()) {
            QJsonObject view = user.json();
            view.insert(u"blocked", user.hasBlocked);
            users.append(view);
        }
        return QJsonObject{{u"users"_s, users}};
    };
    m_handlers["GET chat"] = [this](const QJsonObject &, const QUrlQuery &query) {
        return chat(query.queryItemValue(u"user"_s).toLongLong(),
                    query.queryItemValue(u"since"_s).toLongLong());
    };
    m_handlers["GET checkouts"] = [this](const QJsonObject &, const QUrlQuery &) {
        QJsonArray all;
        for (const auto &[id, checkout] : m_sandbox->telegram().checkouts())
            all.append(checkout.json());
        return QJsonObject{{u"checkouts"_s, all}};
    };
}

QJsonObject Control::chat(qint64 userId, qint64 since) const
{
    TelegramWorld &telegram = m_sandbox->telegram();
    QJsonArray messages;
    for (const auto &[id, message] : telegram.chat(userId)) {
        if (message.revision > since)
            messages.append(shown(message));
    }
    return {{u"revision"_s, telegram.revision()},
            {u"messages"_s, messages},
            {u"notices"_s, telegram.notices(userId, since)}};
}

} // namespace turnpike::sandbox
