#include "botapi.h"

#include "ledger.h"
#include "telegramjson.h"
#include "telegramworld.h"
#include "webhooksender.h"

#include <QRegularExpression>

namespace turnpike::sandbox {

namespace {

// How long after a press its query may be answered.
constexpr qint64 kCallbackLifeMs = 60'000;
// Telegram's patience with a pre-checkout (Bot API, answerPreCheckoutQuery).
constexpr qint64 kPreCheckoutLifeMs = 10'000;

const QString kQueryTooOld =
    QStringLiteral("Bad Request: query is too old and response timeout expired or query ID is invalid");

QJsonObject errorBody(const ApiError &error)
{
    QJsonObject body{{QStringLiteral("ok"), false},
                     {QStringLiteral("error_code"), error.code},
                     {QStringLiteral("description"), error.description}};
    if (error.retryAfter > 0)
        body.insert(u"parameters", QJsonObject{{QStringLiteral("retry_after"), error.retryAfter}});
    return body;
}

QByteArray tokenOf(const QByteArray &path)
{
    const qsizetype slash = path.indexOf('/', 1);
    return path.mid(4, slash < 0 ? -1 : slash - 4);
}

bool looksLikeToken(const QByteArray &token)
{
    static const QRegularExpression shape(QStringLiteral("^[0-9]{1,19}:[A-Za-z0-9_-]{20,}$"));
    return shape.match(QString::fromLatin1(token)).hasMatch();
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
    ApiError error{status, QStringLiteral("Internal Server Error"), 0};
    if (status == 429) {
        error.retryAfter = qMax(1, retryAfter);
        error.description = QStringLiteral("Too Many Requests: retry after %1").arg(error.retryAfter);
    } else if (status == 502) {
        error.description = QStringLiteral("Bad Gateway");
    } else if (status == 401) {
        error.description = QStringLiteral("Unauthorized");
    } else if (status < 500) {
        error.description = QStringLiteral("Bad Request: fault");
    }
    return http::Response::json(asciiJson(errorBody(error)), status);
}

bool BotApi::hasToken(const http::Request &request) const
{
    return tokenOf(request.path) == m_token;
}

http::Response BotApi::answer(const http::Request &request)
{
    const QByteArray token = tokenOf(request.path);
    const QString method = methodOf(request.path);
    if (token != m_token) {
        m_ledger->add(QStringLiteral("call"), {{QStringLiteral("method"), method},
                                               {QStringLiteral("error"), QStringLiteral("wrong token")}});
        const ApiError error = looksLikeToken(token) ? ApiError{401, QStringLiteral("Unauthorized")}
                                                     : ApiError{404, QStringLiteral("Not Found")};
        return http::Response::json(asciiJson(errorBody(error)), error.code);
    }
    try {
        return recorded(method, Params::fromRequest(request));
    } catch (const ApiError &error) {
        return http::Response::json(asciiJson(errorBody(error)), error.code);
    }
}

void BotApi::execute(const WebhookAnswer &answer)
{
    if (const auto call = BotApiWebhook::callIn(answer))
        recorded(call->text(QStringLiteral("method")), *call);
}

void BotApi::answerLater(const http::Request &request, const Answered &done)
{
    const QString method = methodOf(request.path);
    if (!hasToken(request) || !BotApiWebhook::knows(method))
        return done(answer(request));
    try {
        const Params params = Params::fromRequest(request);
        m_webhook.call(method, params, [=, this](const BotApiWebhook::Outcome &outcome) {
            if (const auto *success = std::get_if<BotApiWebhook::Success>(&outcome))
                done(succeeded(method, params, success->result, success->description));
            else
                done(failed(method, params, std::get<ApiError>(outcome)));
        });
    } catch (const ApiError &error) {
        done(http::Response::json(asciiJson(errorBody(error)), error.code));
    }
}

http::Response BotApi::recorded(const QString &method, const Params &params)
{
    try {
        return succeeded(method, params, call(method, params), {});
    } catch (const ApiError &error) {
        return failed(method, params, error);
    }
}

http::Response BotApi::succeeded(const QString &method, const Params &params, const QJsonValue &result,
                                 const QString &description)
{
    QJsonObject entry{{QStringLiteral("method"), method}, {QStringLiteral("params"), params.forLedger()}};
    QJsonObject body{{QStringLiteral("ok"), true}, {QStringLiteral("result"), result}};
    if (!description.isEmpty())
        body.insert(u"description", description);
    entry.insert(u"ok", true);
    const QJsonValue messageId = result.toObject().value(u"message_id");
    if (!messageId.isUndefined())
        entry.insert(u"message_id", messageId);
    m_ledger->add(QStringLiteral("call"), entry);
    return http::Response::json(asciiJson(body));
}

http::Response BotApi::failed(const QString &method, const Params &params, const ApiError &error)
{
    m_ledger->add(QStringLiteral("call"), {{QStringLiteral("method"), method},
                                           {QStringLiteral("params"), params.forLedger()},
                                           {QStringLiteral("ok"), false},
                                           {QStringLiteral("code"), error.code},
                                           {QStringLiteral("error"), error.description}});
    return http::Response::json(asciiJson(errorBody(error)), error.code);
}

QJsonValue BotApi::call(const QString &method, const Params &params)
{
    using Call = QJsonValue (BotApi::*)(const Params &);
    static const QHash<QString, Call> calls = {
        {QStringLiteral("sendmessage"), &BotApi::sendMessage},
        {QStringLiteral("sendphoto"), &BotApi::sendPhoto},
        {QStringLiteral("sendinvoice"), &BotApi::sendInvoice},
        {QStringLiteral("createinvoicelink"), &BotApi::createInvoiceLink},
        {QStringLiteral("editmessagetext"), &BotApi::editMessageText},
        {QStringLiteral("editmessagereplymarkup"), &BotApi::editMessageReplyMarkup},
        {QStringLiteral("deletemessage"), &BotApi::deleteMessage},
        {QStringLiteral("answercallbackquery"), &BotApi::answerCallbackQuery},
        {QStringLiteral("answerprecheckoutquery"), &BotApi::answerPreCheckoutQuery},
        {QStringLiteral("refundstarpayment"), &BotApi::refundStarPayment},
        {QStringLiteral("getstartransactions"), &BotApi::getStarTransactions},
    };
    const QString name = method.toLower(); // the real API does not look at case either
    if (name == u"getme") {
        QJsonObject me = m_world->bot();
        me.insert(u"can_join_groups", false);
        me.insert(u"supports_inline_queries", false);
        return me;
    }
    const auto found = calls.constFind(name);
    if (found == calls.constEnd())
        throw ApiError{404, QStringLiteral("Not Found: method not found")};
    return (this->*found.value())(params);
}

QJsonValue BotApi::answerCallbackQuery(const Params &params)
{
    CallbackQuery *query = m_world->callback(params.text(QStringLiteral("callback_query_id")));
    if (query == nullptr || query->age.elapsed() > kCallbackLifeMs)
        throw ApiError{400, kQueryTooOld};
    const QString text = params.text(QStringLiteral("text"));
    if (text.size() > 200)
        throw ApiError{400, QStringLiteral("Bad Request: MESSAGE_TOO_LONG")};
    const bool first = !std::exchange(query->answered, true);
    query->answerText = text;
    query->isAlert = params.boolean(QStringLiteral("show_alert"));
    if (first && !text.isEmpty())
        m_world->addNotice(query->userId, text, query->isAlert);
    return true;
}

QJsonValue BotApi::answerPreCheckoutQuery(const Params &params)
{
    if (!params.contains(QStringLiteral("ok")))
        throw ApiError{400, QStringLiteral("Bad Request: parameter \"ok\" is required")};
    Checkout *checkout = m_world->checkout(params.text(QStringLiteral("pre_checkout_query_id")));
    if (checkout == nullptr || checkout->status != Checkout::Status::Waiting ||
        checkout->age.elapsed() > kPreCheckoutLifeMs) {
        throw ApiError{400, kQueryTooOld};
    }
    const QString error = params.text(QStringLiteral("error_message"));
    if (params.boolean(QStringLiteral("ok"))) {
        checkout->status = Checkout::Status::Paid;
    } else if (error.isEmpty()) {
        throw ApiError{400, QStringLiteral("Bad Request: error message must be non-empty")};
    } else {
        checkout->status = Checkout::Status::Refused;
        checkout->error = error;
    }
    const QString id = checkout->id;
    Q_EMIT preCheckoutAnswered(id);
    return true;
}

} // namespace turnpike::sandbox
