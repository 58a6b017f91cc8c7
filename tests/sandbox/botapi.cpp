// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botapi.h"

#include "ledger.h"
#include "telegramjson.h"
#include "telegramworld.h"

#include <QTimer>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

// Whether a call may be made with such a token at all (Bot API server, ClientManager.cpp, send): 401 or 421
// otherwise. The number must fit into 54 bits.
void checkToken(const QByteArray &token)
{
    const ApiError invalid{401, u"Unauthorized: invalid token specified"_s};
    if (token.startsWith('0') || token.size() > 80 || token.contains('/') || !token.contains(':'))
        throw invalid;
    bool ok = false;
    const qint64 id = token.left(token.indexOf(':')).toLongLong(&ok);
    if (!ok)
        throw ApiError{421, u"Misdirected Request: unallowed token specified"_s};
    if (id <= 0 || id >= (qint64(1) << 54))
        throw invalid;
}

// "/bot<token>/<method>", a test server's "/bot<token>/test/<method>" too.
QByteArray tokenOf(const QByteArray &path)
{
    const qsizetype slash = path.indexOf('/', 1);
    return path.mid(4, slash < 0 ? -1 : slash - 4);
}

// Whether a method waits in a chat's line; the others only meet flood waits of their own.
bool sendsMessages(const QString &method)
{
    return (method.startsWith(u"send") && method != u"sendchataction") || method.startsWith(u"editmessage") ||
           method == u"copymessage";
}

} // namespace

BotApi::BotApi(const QByteArray &token, TelegramWorld *world, WebhookSender *sender, Ledger *ledger,
               QObject *parent)
    : QObject(parent)
    , m_token(token)
    , m_world(world)
    , m_sender(sender)
    , m_ledger(ledger)
    , m_webhook(sender, &m_limits)
{}

QString BotApi::methodOf(const QByteArray &path)
{
    const qsizetype slash = path.indexOf('/', 1);
    return slash < 0 ? QString() : QString::fromUtf8(path.mid(slash + 1));
}

http::Response BotApi::errorAnswer(int status, int retryAfter)
{
    ApiError error{status, u"Internal Server Error"_s};
    if (status == 429) {
        error.retryAfter = qMax(1, retryAfter);
        error.description = u"Too Many Requests: retry after %1"_s.arg(error.retryAfter);
    } else if (status == 502) {
        error.description = u"Bad Gateway"_s;
    } else if (status == 401) {
        error.description = u"Unauthorized"_s;
    } else if (status < 500) {
        error.description = u"Bad Request: fault"_s;
    }
    return errorResponse(error);
}

bool BotApi::hasToken(const http::Request &request) const
{
    return tokenOf(request.path) == m_token;
}

void BotApi::answerLater(const http::Request &request, const Answered &done)
{
    const QString method = methodOf(request.path);
    if (hasToken(request) && BotApiWebhook::knows(method))
        answerWebhookCall(method, request, done);
    else
        answerAgain(request, std::make_shared<BotCall>(), done);
}

void BotApi::answerWebhookCall(const QString &method, const http::Request &request, const Answered &done)
{
    try {
        checkState();
        const Params params = Params::fromBotApiCall(request);
        m_webhook.call(method, params, [=, this](const BotApiWebhook::Outcome &outcome) {
            if (const auto *success = std::get_if<BotApiWebhook::Success>(&outcome))
                done(succeeded(method, params, success->result, success->description));
            else
                done(failed(method, params, std::get<ApiError>(outcome)));
        });
    } catch (const ApiError &error) {
        done(errorResponse(error));
    }
}

void BotApi::answerAgain(const http::Request &request, const std::shared_ptr<BotCall> &call,
                         const Answered &done)
{
    const Answer said = answer(request, *call);
    if (said.askAgainMs == 0) {
        done(said.response);
        return;
    }
    QTimer::singleShot(said.askAgainMs, Qt::PreciseTimer, this,
                       [this, request, call, done] { answerAgain(request, call, done); });
}

Answer BotApi::answer(const http::Request &request, BotCall &call)
{
    const QString method = methodOf(request.path);
    const QByteArray token = tokenOf(request.path);
    try {
        if (request.path.indexOf('/', 1) < 0)
            throw ApiError{404, u"Not Found"_s};
        checkToken(token);
        if (token != m_token)
            throw ApiError{401, u"Unauthorized"_s};
    } catch (const ApiError &error) {
        m_ledger->add(u"call"_s, {{u"method"_s, method}, {u"error"_s, u"wrong token"_s}});
        return errorResponse(error);
    }
    try {
        const Params params = Params::fromBotApiCall(request);
        // GET /bot<token>/?method=getMe
        return recorded(method.isEmpty() ? params.argument(u"method"_s) : method, params, call);
    } catch (const ApiError &error) {
        return errorResponse(error);
    }
}

http::Response BotApi::file(const http::Request &request) const
{
    const QByteArray path = request.path.mid(qstrlen("/file"));
    const StoredFile *found =
        tokenOf(path) == m_token ? m_world->files().findByPath(methodOf(path)) : nullptr;
    if (found == nullptr)
        return errorResponse({404, u"Not Found"_s});
    return {200, found->bytes, "application/octet-stream"_ba, {}};
}

void BotApi::execute(const WebhookAnswer &answer)
{
    if (const auto call = BotApiWebhook::callIn(answer))
        executeAgain(call->argument(u"method"_s), *call, std::make_shared<BotCall>());
}

void BotApi::executeAgain(const QString &method, const Params &params, const std::shared_ptr<BotCall> &call)
{
    const Answer answer = recorded(method, params, *call);
    if (answer.askAgainMs > 0) {
        QTimer::singleShot(answer.askAgainMs, Qt::PreciseTimer, this,
                           [this, method, params, call] { executeAgain(method, params, call); });
    }
}

Answer BotApi::recorded(const QString &method, const Params &params, BotCall &made)
{
    m_call = &made;
    m_method = method;
    http::Response response;
    try {
        response = succeeded(method, params, call(method, params), {});
    } catch (const WaitInside &wait) {
        return Answer::later(qMax(1, wait.ms));
    } catch (const ApiError &error) {
        response = failed(method, params, error);
    }
    m_unsent.leave(made);
    return response;
}

http::Response BotApi::succeeded(const QString &method, const Params &params, const QJsonValue &result,
                                 const QString &description)
{
    QJsonObject entry{{u"method"_s, method}, {u"params"_s, params.forLedger()}};
    QJsonObject body{{u"ok"_s, true}, {u"result"_s, result}};
    if (!description.isEmpty())
        body.insert(u"description", description);
    entry.insert(u"ok", true);
    const QJsonValue messageId = result.toObject().value(u"message_id");
    if (!messageId.isUndefined())
        entry.insert(u"message_id", messageId);
    m_ledger->add(u"call"_s, entry);
    return http::Response::json(asciiJson(body));
}

http::Response BotApi::failed(const QString &method, const Params &params, const ApiError &error)
{
    m_ledger->add(u"call"_s, {{u"method"_s, method},
                              {u"params"_s, params.forLedger()},
                              {u"ok"_s, false},
                              {u"code"_s, error.code},
                              {u"error"_s, error.description}});
    return errorResponse(error);
}

// Bot API server, Client.cpp, get_closing_error; ClientManager.cpp, send.
void BotApi::checkState() const
{
    switch (m_state) {
    case BotState::Running:
        return;
    case BotState::LoggedOut:
        throw ApiError{400, u"Logged out"_s};
    case BotState::Unauthorized:
        throw ApiError{401, u"Unauthorized"_s};
    case BotState::Restarting:
        throw ApiError{500, u"Internal Server Error: restart"_s};
    case BotState::Misdirected:
        throw ApiError{421, u"Misdirected Request: unallowed token specified"_s};
    }
}

// By their names in small letters.
const QHash<QString, BotApi::Method> &BotApi::methods()
{
    static const QHash<QString, Method> all = {
        {u"answercallbackquery"_s, &BotApi::answerCallbackQuery},
        {u"answerprecheckoutquery"_s, &BotApi::answerPreCheckoutQuery},
        {u"close"_s, &BotApi::close},
        {u"copymessage"_s, &BotApi::copyMessage},
        {u"createforumtopic"_s, &BotApi::createForumTopic},
        {u"createinvoicelink"_s, &BotApi::createInvoiceLink},
        {u"deletemessage"_s, &BotApi::deleteMessage},
        {u"deletemessages"_s, &BotApi::deleteMessages},
        {u"deletemycommands"_s, &BotApi::deleteMyCommands},
        {u"editmessagecaption"_s, &BotApi::editMessageCaption},
        {u"editmessagemedia"_s, &BotApi::editMessageMedia},
        {u"editmessagereplymarkup"_s, &BotApi::editMessageReplyMarkup},
        {u"editmessagetext"_s, &BotApi::editMessageText},
        {u"edituserstarsubscription"_s, &BotApi::editUserStarSubscription},
        {u"getchat"_s, &BotApi::getChat},
        {u"getchatmember"_s, &BotApi::getChatMember},
        {u"getchatmembercount"_s, &BotApi::getChatMemberCount},
        // As it was called before Bot API 5.3; Bot API server, Client.cpp, init_methods, still takes it.
        {u"getchatmemberscount"_s, &BotApi::getChatMemberCount},
        {u"getchatmenubutton"_s, &BotApi::getChatMenuButton},
        {u"getfile"_s, &BotApi::getFile},
        {u"getme"_s, &BotApi::getMe},
        {u"getmycommands"_s, &BotApi::getMyCommands},
        {u"getmydescription"_s, &BotApi::getMyDescription},
        {u"getmyname"_s, &BotApi::getMyName},
        {u"getmyshortdescription"_s, &BotApi::getMyShortDescription},
        {u"getmystarbalance"_s, &BotApi::getMyStarBalance},
        {u"getstartransactions"_s, &BotApi::getStarTransactions},
        {u"logout"_s, &BotApi::logOut},
        {u"refundstarpayment"_s, &BotApi::refundStarPayment},
        {u"sendchataction"_s, &BotApi::sendChatAction},
        {u"senddocument"_s, &BotApi::sendDocument},
        {u"sendinvoice"_s, &BotApi::sendInvoice},
        {u"sendmediagroup"_s, &BotApi::sendMediaGroup},
        {u"sendmessage"_s, &BotApi::sendMessage},
        {u"sendphoto"_s, &BotApi::sendPhoto},
        {u"setchatmenubutton"_s, &BotApi::setChatMenuButton},
        {u"setmycommands"_s, &BotApi::setMyCommands},
        {u"setmydescription"_s, &BotApi::setMyDescription},
        {u"setmyname"_s, &BotApi::setMyName},
        {u"setmyshortdescription"_s, &BotApi::setMyShortDescription},
    };
    return all;
}

QJsonValue BotApi::call(const QString &method, const Params &params)
{
    checkState();
    const QString name = method.toLower(); // the real API does not look at case either
    const auto found = methods().constFind(name);
    if (found == methods().constEnd())
        throw ApiError{404, u"Not Found: method not found"_s};
    if (!sendsMessages(name))
        m_unsent.passOther(*m_call, name);
    return (this->*found.value())(params);
}

} // namespace turnpike::sandbox

#include "moc_botapi.cpp"
