// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"
#include "base/ids.h"
#include "http/httpclient.h"
#include "protocol/literals.h"

#include <QJsonObject>
#include <QJsonValue>

#include <variant>

namespace turnpike::telegram {

// Why a call of the Bot API did not do what was asked, as its caller must know it.
struct TelegramError
{
    enum class Kind {
        RateLimited,    // 429: nothing more for this chat, or at all, before `retryAfter`
        Unreachable,    // 403, chat not found, user deactivated: nothing will ever arrive in this chat
        NotModified,    // an edit that changes nothing: as good as done
        TooOld,         // an answer to a button press or pre-checkout that came too late
        CannotEdit,     // the message to edit is gone or too old: send a new one
        NoTopic,        // the topic is gone or closed: the chat itself is there
        ChatMoved,      // the group is a supergroup now: `movedTo`
        BadRequest,     // another 4xx: final for this call
        WebhookRefused, // setWebhook: our URL or secret will never be taken
        Unauthorized,   // 401, 404: Telegram does not know the token; no call will succeed
        // A redirect, 421, or a bot that was moved: whoever answers at this address is not our Bot API
        // server. No call will succeed here, and none has been carried out.
        WrongServer,
        Server,  // 5xx, or an answer that makes no sense: try again later
        Network, // no answer: try again later
    };

    Kind kind = Kind::Network;
    int code = 0;                       // error_code, 0 when there was no answer
    QString description;                // safe to print
    std::chrono::seconds retryAfter{0}; // at least 1 with RateLimited
    ChatId movedTo;                     // with ChatMoved
    // False when Telegram has certainly not carried out the call: trying again repeats nothing.
    bool mayHaveHappened = false;
    // Not Telegram's words, but those of something in between that had asked it, or was about to.
    bool isGateways = false;
};

const char *toString(TelegramError::Kind kind);

// What a method answered (`result`: an object, an array or true), or why it did not.
using CallResult = std::variant<QJsonValue, TelegramError>;

// Calls are kept apart so that slow ones of one kind cannot hold back those of another.
inline const QByteArray kAnswersChannel = "telegram_answers"_ba;
inline const QByteArray kInteractiveChannel = "telegram_interactive"_ba;
inline const QByteArray kTransactionalChannel = "telegram_transactional"_ba;
inline const QByteArray kBulkChannel = "telegram_bulk"_ba;
inline const QByteArray kOperationsChannel = "telegram_operations"_ba;

// The Bot API: makes requests, makes sense of answers. Knows the token and prints it nowhere. Thread-safe,
// without state; `call` blocks, so never on the main thread.
class BotClient
{
public:
    // `apiUrl` without the "/bot<token>" part, such as https://api.telegram.org.
    BotClient(http::HttpClient &client, const QUrl &apiUrl, const QString &token);

    // One call. Throws DeadlineExceeded or Cancelled when the deadline is over first; whatever else goes
    // wrong is a TelegramError.
    CallResult call(const QString &method, const QJsonObject &payload, const Deadline &deadline,
                    const QByteArray &channel = kOperationsChannel) const;

    // For HttpClient::sendMany: the request of a call with these parameters, as JSON. A file among them
    // (uploadedText, uploadedFile) is uploaded.
    http::OutRequest makeRequest(const QString &method, const QByteArray &payload,
                                 const QByteArray &channel) const;
    // And what its result means.
    static CallResult interpret(const http::OutResult &result);

private:
    http::HttpClient &m_client;
    QUrl m_apiUrl;
    QString m_token;
};

} // namespace turnpike::telegram
