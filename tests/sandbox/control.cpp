#include "control.h"

#include "base/errors.h"
#include "jsonresponse.h"
#include "sandbox.h"

#include <QJsonDocument>

namespace turnpike::sandbox {

namespace {

QJsonObject error(const QString &why)
{
    return {{QStringLiteral("error"), why}};
}

std::optional<int> optionalInt(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toInt()) : std::nullopt;
}

// A message as terminals and tests want it: text or caption, and its buttons.
QJsonObject shown(const Message &message)
{
    const QJsonObject &body = message.body;
    QJsonObject view{{QStringLiteral("id"), message.id},
                     {QStringLiteral("from_bot"), message.fromBot},
                     {QStringLiteral("revision"), message.revision},
                     {QStringLiteral("edits"), message.edits},
                     {QStringLiteral("keyboard"), message.keyboard()}};
    if (message.isDeleted)
        view.insert(u"deleted", true);
    for (const QString &key : {QStringLiteral("text"), QStringLiteral("caption"), QStringLiteral("photo"),
                               QStringLiteral("invoice"), QStringLiteral("successful_payment"),
                               QStringLiteral("refunded_payment")}) {
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
        const qint64 limit = query.queryItemValue(QStringLiteral("limit")).toLongLong();
        return http::Response::json(m_sandbox->ledger().document(
            query.queryItemValue(QStringLiteral("kind")),
            query.queryItemValue(QStringLiteral("since")).toLongLong(), limit > 0 ? limit : -1));
    }
    const auto handler = m_handlers.constFind(request.method + ' ' + name);
    if (handler == m_handlers.constEnd())
        return jsonResponse(error(QStringLiteral("no such order")), 404);
    const QJsonDocument body = QJsonDocument::fromJson(request.body);
    if (!request.body.isEmpty() && !body.isObject())
        return jsonResponse(error(QStringLiteral("the body is no JSON object")), 400);
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
                     body.value(u"username").toString(),
                     body.value(u"language").toString(QStringLiteral("en")))
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
    return {{QStringLiteral("update_id"), updateId}};
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
        return QJsonObject{{QStringLiteral("number"), all.first()}, {QStringLiteral("numbers"), all}};
    };
    m_handlers["DELETE faults"] = [this](const QJsonObject &, const QUrlQuery &query) {
        const int number = query.queryItemValue(QStringLiteral("number")).toInt();
        if (number == 0)
            m_sandbox->faults().clear(query.queryItemValue(QStringLiteral("service")));
        else if (!m_sandbox->faults().remove(number))
            throw Error(ErrorType::Domain, QStringLiteral("there is no fault %1").arg(number));
        return QJsonObject();
    };
    m_handlers["GET faults"] = [this](const QJsonObject &, const QUrlQuery &) {
        return QJsonObject{{QStringLiteral("faults"), m_sandbox->faults().list()},
                           {QStringLiteral("limits"), m_sandbox->botApi().limits().isEnabled()}};
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
        return QJsonObject{{QStringLiteral("status"), QStringLiteral("ok")}};
    };
    m_handlers["GET users"] = [this](const QJsonObject &, const QUrlQuery &) {
        QJsonArray users;
        for (const auto &[id, user] : m_sandbox->telegram().users()) {
            QJsonObject view = user.json();
            view.insert(u"blocked", user.hasBlocked);
            users.append(view);
        }
        return QJsonObject{{QStringLiteral("users"), users}};
    };
    m_handlers["GET chat"] = [this](const QJsonObject &, const QUrlQuery &query) {
        return chat(query.queryItemValue(QStringLiteral("user")).toLongLong(),
                    query.queryItemValue(QStringLiteral("since")).toLongLong());
    };
    m_handlers["GET checkouts"] = [this](const QJsonObject &, const QUrlQuery &) {
        QJsonArray all;
        for (const auto &[id, checkout] : m_sandbox->telegram().checkouts())
            all.append(checkout.json());
        return QJsonObject{{QStringLiteral("checkouts"), all}};
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
    return {{QStringLiteral("revision"), telegram.revision()},
            {QStringLiteral("messages"), messages},
            {QStringLiteral("notices"), telegram.notices(userId, since)}};
}

} // namespace turnpike::sandbox
