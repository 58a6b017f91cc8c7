// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "telegram/botclient.h"

#include "telegram/multipart.h"
#include "telegram/update.h"

#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <optional>

namespace turnpike::telegram {

using namespace Qt::StringLiterals;

namespace {

using Kind = TelegramError::Kind;

// Those that can carry a file: few calls are looked into.
const QStringList kFileMethods{u"sendDocument"_s, u"sendPhoto"_s};

struct Phrase
{
    const char *text;
    Kind kind;
};

// Telegram tells apart what went wrong by its description alone: all of these are 400 or 403. Compared in
// lower case. Those of messages: telegram-bot-api, Client.cpp, fail_query_with_error, and tdlib/td; those of
// webhooks: Client.cpp, do_set_webhook, and WebhookActor.cpp, start_up. What is not here is BadRequest.
constexpr std::array kPhrases = {
    Phrase{"message is not modified", Kind::NotModified}, Phrase{"query is too old", Kind::TooOld},
    Phrase{"query id is invalid", Kind::TooOld}, Phrase{"message to edit not found", Kind::CannotEdit},
    Phrase{"message can't be edited", Kind::CannotEdit}, Phrase{"message_id_invalid", Kind::CannotEdit},
    Phrase{"there is no text in the message to edit", Kind::CannotEdit},
    Phrase{"there is no caption in the message to edit", Kind::CannotEdit},
    // Bot API server, Client.cpp, check_message_topic and TdOnCheckForumTopicCallback. What it lets pass is
    // refused by tdlib/td, MessageTopic.cpp (the group has no topics any more), or by Telegram:
    // core.telegram.org/method/messages.sendMessage, and for the invalid id channels.deleteTopicHistory
    Phrase{"message thread not found", Kind::NoTopic}, Phrase{"chat is not a forum", Kind::NoTopic},
    Phrase{"topic_closed", Kind::NoTopic}, Phrase{"topic_deleted", Kind::NoTopic},
    Phrase{"topic_id_invalid", Kind::NoTopic}, Phrase{"chat not found", Kind::Unreachable},
    Phrase{"user is deactivated", Kind::Unreachable}, Phrase{"group chat was deactivated", Kind::Unreachable},
    Phrase{"peer_id_invalid", Kind::Unreachable}, Phrase{"bot was blocked by the user", Kind::Unreachable},
    Phrase{"bot was kicked", Kind::Unreachable},
    Phrase{"invalid webhook url specified", Kind::WebhookRefused},
    Phrase{"secret token is too long", Kind::WebhookRefused},
    Phrase{"secret token contains unallowed characters", Kind::WebhookRefused},
    Phrase{"webhook can be set up only on ports", Kind::WebhookRefused},
    Phrase{"an https url must be provided for webhook", Kind::WebhookRefused},
    Phrase{"logged out", Kind::WrongServer}, // Client.cpp, fail_query_closing
};

Kind kindOf(int code, const QString &description)
{
    if (code == 429)
        return Kind::RateLimited;
    if (code >= 300 && code < 400)
        return Kind::WrongServer;
    if (code >= 500 || code < 400)
        return Kind::Server;
    if (code == 421) // ClientManager.cpp: a server that is told to serve other bots
        return Kind::WrongServer;
    const QString lower = description.toLower();
    // A method that does not exist is our mistake, not the token's.
    if (code == 401 || (code == 404 && !lower.contains(u"method not found")))
        return Kind::Unauthorized;
    for (const Phrase &phrase : kPhrases) {
        if (lower.contains(QLatin1String(phrase.text)))
            return phrase.kind;
    }
    return code == 403 ? Kind::Unreachable : Kind::BadRequest;
}

TelegramError fromNetwork(const DependencyError &error)
{
    TelegramError result;
    result.kind = Kind::Network;
    result.description = error.message();
    result.mayHaveHappened = error.wasSent();
    return result;
}

std::optional<QJsonObject> parseAnswer(const QByteArray &body)
{
    if (jsonDepth(body) > kMaxJsonDepth)
        return std::nullopt;
    const QJsonDocument document = QJsonDocument::fromJson(body);
    if (!document.isObject() || !document.object().value("ok"_L1).isBool())
        return std::nullopt;
    return document.object();
}

// A gateway's 502 and 503 say that nobody took the call (RFC 9110, 15.6.3 and 15.6.4), 521 to 523 that it
// could not be reached. 504 and 524 had it taken by somebody who then said nothing, and a Bot API server that
// shuts down answers its open calls with 500, whatever has become of them (telegram-bot-api, Client.cpp:
// "restart").
bool mayHaveHappened(int status)
{
    switch (status) {
    case 500:
    case 504:
    case 520:
    case 524:
        return true;
    default:
        return status < 300; // 200 with half an answer
    }
}

std::chrono::seconds secondsOf(const http::OutResponse &response)
{
    for (const auto &[name, value] : response.headers) {
        if (name == "retry-after")
            return std::chrono::seconds(std::max(1, value.toInt()));
    }
    return std::chrono::seconds(1);
}

// Where a redirect leads; the host alone, for its path may hold the token.
QString redirectOf(const http::OutResponse &response)
{
    QString host;
    for (const auto &[name, value] : response.headers) {
        if (name == "location")
            host = QUrl(QString::fromUtf8(value)).host();
    }
    return u"HTTP %1, a redirect to %2"_s.arg(QString::number(response.status),
                                              host.isEmpty() ? u"another path"_s : host);
}

// A provider's portal or block page. The Bot API server has JSON alone to say (telegram-bot-api,
// HttpConnection.cpp), and what begins so is no half of it.
bool isPage(const http::OutResponse &response)
{
    return response.status < 300 && response.body.trimmed().startsWith('<');
}

// The answer of a proxy or a gate before the Bot API, or nothing we know.
TelegramError strangeAnswer(const http::OutResponse &response)
{
    TelegramError result;
    result.code = response.status;
    if (response.status >= 300 && response.status < 400) {
        result.kind = Kind::WrongServer;
        result.description = redirectOf(response);
        return result;
    }
    if (isPage(response)) {
        result.kind = Kind::WrongServer;
        result.description = u"a web page in place of an answer"_s;
        return result;
    }
    result.kind = response.status == 429 ? Kind::RateLimited : Kind::Server;
    result.description = u"HTTP %1 without a Bot API answer"_s.arg(response.status);
    result.mayHaveHappened = mayHaveHappened(response.status);
    result.isGateways = result.kind == Kind::Server && !result.mayHaveHappened;
    if (result.kind == Kind::RateLimited)
        result.retryAfter = secondsOf(response);
    return result;
}

} // namespace

const char *toString(TelegramError::Kind kind)
{
    switch (kind) {
    case Kind::RateLimited:
        return "rate_limited";
    case Kind::Unreachable:
        return "unreachable";
    case Kind::NotModified:
        return "not_modified";
    case Kind::TooOld:
        return "too_old";
    case Kind::CannotEdit:
        return "cannot_edit";
    case Kind::NoTopic:
        return "no_topic";
    case Kind::ChatMoved:
        return "chat_moved";
    case Kind::BadRequest:
        return "bad_request";
    case Kind::WebhookRefused:
        return "webhook_refused";
    case Kind::Unauthorized:
        return "unauthorized";
    case Kind::WrongServer:
        return "wrong_server";
    case Kind::Server:
        return "server";
    case Kind::Network:
        return "network";
    }
    return "unknown";
}

BotClient::BotClient(http::HttpClient &client, const QUrl &apiUrl, const QString &token)
    : m_client(client)
    , m_apiUrl(apiUrl)
    , m_token(token)
{}

CallResult BotClient::call(const QString &method, const QJsonObject &payload, const Deadline &deadline,
                           const QByteArray &channel) const
{
    const QByteArray json = QJsonDocument(payload).toJson(QJsonDocument::Compact);
    try {
        return interpret(m_client.send(makeRequest(method, json, channel), deadline));
    } catch (const DependencyError &error) {
        return fromNetwork(error);
    }
}

http::OutRequest BotClient::makeRequest(const QString &method, const QByteArray &payload,
                                        const QByteArray &channel) const
{
    http::OutRequest request;
    request.url = m_apiUrl;
    QString path = m_apiUrl.path();
    if (path.endsWith(u'/'))
        path.chop(1);
    request.url.setPath(path + u"/bot"_s + m_token + u'/' + method);
    request.body = payload;
    if (kFileMethods.contains(method)) {
        if (auto multipart = multipartOf(QJsonDocument::fromJson(payload).object())) {
            request.contentType = multipart->contentType;
            request.body = multipart->body;
        }
    }
    request.dependency = u"telegram"_s;
    request.operation = method;
    request.channel = channel;
    return request;
}

CallResult BotClient::interpret(const http::OutResult &result)
{
    if (const auto *error = std::get_if<DependencyError>(&result))
        return fromNetwork(*error);
    const auto &response = std::get<http::OutResponse>(result);
    const std::optional<QJsonObject> answer = parseAnswer(response.body);
    if (!answer)
        return strangeAnswer(response);
    if (answer->value("ok"_L1).toBool())
        return answer->value("result"_L1);

    TelegramError error;
    error.code = answer->value("error_code"_L1).toInt(response.status);
    error.description = answer->value("description"_L1).toString();
    error.kind = kindOf(error.code, error.description);
    error.mayHaveHappened = error.kind == Kind::Server && mayHaveHappened(error.code);
    const QJsonObject parameters = answer->value("parameters"_L1).toObject();
    if (error.kind == Kind::RateLimited) {
        error.retryAfter = std::chrono::seconds(std::max(1, parameters.value("retry_after"_L1).toInt(1)));
    }
    const qint64 movedTo = parameters.value("migrate_to_chat_id"_L1).toInteger();
    if (error.kind == Kind::BadRequest && movedTo != 0) {
        error.kind = Kind::ChatMoved;
        error.movedTo = ChatId(movedTo);
    }
    return error;
}

} // namespace turnpike::telegram
