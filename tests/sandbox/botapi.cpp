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

http::Response BotApi::answer(const http::Request &request)
{
    const qsizetype slash = request.path.indexOf('/', 1);
    const QByteArray token = request.path.mid(4, slash < 0 ? -1 : slash - 4);
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

void BotApi::execute(const QJsonObject &call)
{
    QJsonObject params = call;
    const QString method = params.take(u"method").toString();
    recorded(method, Params(params));
}

http::Response BotApi::recorded(const QString &method, const Params &params)
{
    QJsonObject entry{{QStringLiteral("method"), method}, {QStringLiteral("params"), params.forLedger()}};
    try {
        QString description;
        const QJsonValue result = call(method, params, &description);
        QJsonObject body{{QStringLiteral("ok"), true}, {QStringLiteral("result"), result}};
        if (!description.isEmpty())
            body.insert(u"description", description);
        entry.insert(u"ok", true);
        const QJsonValue messageId = result.toObject().value(u"message_id");
        if (!messageId.isUndefined())
            entry.insert(u"message_id", messageId);
        m_ledger->add(QStringLiteral("call"), entry);
        return http::Response::json(asciiJson(body));
    } catch (const ApiError &error) {
        entry.insert(u"ok", false);
        entry.insert(u"code", error.code);
        entry.insert(u"error", error.description);
        m_ledger->add(QStringLiteral("call"), entry);
        return http::Response::json(asciiJson(errorBody(error)), error.code);
    }
}

QJsonValue BotApi::call(const QString &method, const Params &params, QString *description)
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
    if (name == u"getwebhookinfo")
        return getWebhookInfo();
    if (name == u"setwebhook")
        return setWebhook(params, description);
    if (name == u"deletewebhook")
        return deleteWebhook(params, description);
    if (name == u"getupdates")
        return getUpdates();
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
