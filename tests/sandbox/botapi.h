#pragma once

#include "botapiwebhook.h"
#include "chatlimits.h"
#include "http/httpmessage.h"
#include "params.h"

#include <QObject>

#include <functional>

namespace turnpike::sandbox {

class Ledger;
class TelegramWorld;
class WebhookSender;
struct FormattedText;
struct Message;
struct User;

// The methods of Telegram's Bot API that the server calls, with the real one's checks and error texts.
// Owned by Sandbox; lives on its thread.
class BotApi : public QObject
{
    Q_OBJECT

public:
    BotApi(const QByteArray &token, TelegramWorld *world, WebhookSender *sender, Ledger *ledger,
           QObject *parent = nullptr);

    // Splits "/bot<token>/<method>"; the method is empty when there is none.
    static QString methodOf(const QByteArray &path);

    // The answer to a request for /bot<token>/<method>, its effect done. It comes at once but for the methods
    // of BotApiWebhook.
    using Answered = std::function<void(const http::Response &)>;
    void answerLater(const http::Request &request, const Answered &done);
    // The call that came as a webhook's answer, if one did; its result goes to the ledger only.
    void execute(const WebhookAnswer &answer);
    // An error in the Bot API's words.
    static http::Response errorAnswer(int status, int retryAfter);

    ChatLimits &limits() { return m_limits; }

Q_SIGNALS:
    void preCheckoutAnswered(const QString &id);

private:
    // But for the methods of BotApiWebhook.
    http::Response answer(const http::Request &request);
    // Throws ApiError.
    QJsonValue call(const QString &method, const Params &params);
    bool hasToken(const http::Request &request) const;
    http::Response recorded(const QString &method, const Params &params);
    http::Response succeeded(const QString &method, const Params &params, const QJsonValue &result,
                             const QString &description);
    http::Response failed(const QString &method, const Params &params, const ApiError &error);

    QJsonValue sendMessage(const Params &params);
    QJsonValue sendPhoto(const Params &params);
    QJsonValue sendInvoice(const Params &params);
    QJsonValue createInvoiceLink(const Params &params);
    QJsonValue editMessageText(const Params &params);
    QJsonValue editMessageReplyMarkup(const Params &params);
    QJsonValue deleteMessage(const Params &params);
    QJsonValue answerCallbackQuery(const Params &params);
    QJsonValue answerPreCheckoutQuery(const Params &params);
    QJsonValue refundStarPayment(const Params &params);
    QJsonValue getStarTransactions(const Params &params);

    qint64 chatForSending(const Params &params);
    Message &messageToChange(const Params &params, const QString &verb);
    void takeFromLimits(qint64 chatId);
    QJsonObject applyEdit(Message &message, const FormattedText *text, const Params &params);

    QByteArray m_token;
    TelegramWorld *m_world;
    WebhookSender *m_sender;
    Ledger *m_ledger;
    ChatLimits m_limits;
    BotApiWebhook m_webhook;
};

} // namespace turnpike::sandbox
