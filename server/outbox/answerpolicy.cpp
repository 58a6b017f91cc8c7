// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outbox/answerpolicy.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace turnpike::outbox {

using namespace Qt::StringLiterals;

namespace {

using telegram::TelegramError;

// The first pause after no answer or a 5xx, and the longest; each is twice the one before.
struct Backoff
{
    qint64 firstMs;
    qint64 longestMs;
};
constexpr Backoff kInteractiveBackoff{500, 8'000};
constexpr Backoff kBackoff{1'000, 60'000};

// So many of a gateway's answers are as one that never came.
constexpr int kGatewaysAnswersForOne = 4;
// For which nobody would wait at an edit.
constexpr std::chrono::seconds kLongPause{10};

qint64 pauseAfter(const LeasedMessage &message)
{
    const Backoff backoff =
        message.messageClass == MessageClass::Interactive ? kInteractiveBackoff : kBackoff;
    return std::min(backoff.longestMs, backoff.firstMs << std::clamp(message.attempt - 1, 0, 16));
}

std::optional<qint64> messageIdOf(const QJsonValue &result)
{
    // sendMediaGroup answers with all messages it sent; the first stands for them.
    const QJsonValue message = result.isArray() ? result.toArray().first() : result;
    const QJsonValue id = message.toObject().value("message_id"_L1);
    if (id.isDouble())
        return id.toInteger();
    // createForumTopic answers with a ForumTopic, which has no other number.
    const QJsonValue topic = message.toObject().value("message_thread_id"_L1);
    return topic.isDouble() ? std::optional(topic.toInteger()) : std::nullopt;
}

Completion ended(const LeasedMessage &message, Completion::End end, EndReason reason = EndReason::None,
                 const QString &error = {})
{
    Completion completion;
    completion.id = message.id;
    completion.attempt = message.attempt;
    completion.keepForReturn = message.keepForReturn;
    completion.end = end;
    completion.reason = reason;
    completion.error = error;
    return completion;
}

// The customer still gets the text and the buttons, further down in the chat.
std::optional<Completion> asNewMessage(const LeasedMessage &message, Timestamp now)
{
    if (message.method != "editMessageText"_L1)
        return std::nullopt;
    QJsonObject payload = QJsonDocument::fromJson(message.payload).object();
    payload.remove("message_id"_L1);
    payload.remove("inline_message_id"_L1);
    Completion again = giveBack(message, now);
    again.method = u"sendMessage"_s;
    again.payload = QJsonDocument(payload).toJson(QJsonDocument::Compact);
    return again;
}

// The customer has deleted the topic; the chat beside it is still there.
std::optional<Completion> withoutTopic(const LeasedMessage &message, Timestamp now)
{
    QJsonObject payload = QJsonDocument::fromJson(message.payload).object();
    if (!payload.contains("message_thread_id"_L1))
        return std::nullopt;
    payload.remove("message_thread_id"_L1);
    Completion again = giveBack(message, now);
    again.payload = QJsonDocument(payload).toJson(QJsonDocument::Compact);
    return again;
}

// The group has become a supergroup, which has another id (Bot API, ResponseParameters).
Completion toMovedChat(const LeasedMessage &message, ChatId chat, Timestamp now)
{
    QJsonObject payload = QJsonDocument::fromJson(message.payload).object();
    payload.insert("chat_id"_L1, chat.value());
    Completion again = giveBack(message, now);
    again.chat = chat;
    again.payload = QJsonDocument(payload).toJson(QJsonDocument::Compact);
    return again;
}

Completion afterFailure(const LeasedMessage &message, const TelegramError &error, Timestamp now)
{
    // A gateway's 502 mostly says that nobody took the call, and now and then that whoever took it hung up
    // (nginx: "upstream prematurely closed connection"): four of them weigh as much as an answer that never
    // came.
    const bool weighs =
        error.mayHaveHappened || (error.isGateways && message.attempt % kGatewaysAnswersForOne == 0);
    const bool unknown = weighs && isSeenTwice(message.method);
    if (unknown && message.unknownOutcomes + 1 >= kMostUnknownOutcomes) {
        Completion left = leaveToOperators(message, error.description);
        left.unknownOutcome = true;
        return left;
    }
    Completion again = ended(message, Completion::End::Again, EndReason::None, error.description);
    again.unknownOutcome = unknown;
    again.notBefore = now + pauseAfter(message);
    return again;
}

} // namespace

bool isAnswer(const telegram::CallResult &result)
{
    const auto *error = std::get_if<TelegramError>(&result);
    return !error ||
           (error->kind != TelegramError::Kind::Network && error->kind != TelegramError::Kind::Server &&
            error->kind != TelegramError::Kind::WrongServer);
}

bool isSeenTwice(const QString &method)
{
    // The Bot API's methods that put something new into a chat begin with these words; all others set a state
    // or take something away.
    return method.startsWith("send"_L1) || method.startsWith("copy"_L1) || method.startsWith("forward"_L1) ||
           method.startsWith("create"_L1);
}

Completion leaveToOperators(const LeasedMessage &message, const QString &why)
{
    return ended(message, Completion::End::Failed, EndReason::UnknownOutcome,
                 u"outcome unknown, may have arrived: "_s + why);
}

Completion giveBack(const LeasedMessage &message, Timestamp at)
{
    Completion completion = ended(message, Completion::End::Again);
    completion.notBefore = at;
    completion.counted = false;
    return completion;
}

Completion expire(const LeasedMessage &message)
{
    return ended(message, Completion::End::Dropped, EndReason::Expired, u"expired"_s);
}

Judgement judgeAnswer(const LeasedMessage &message, const telegram::CallResult &result, Timestamp now)
{
    using End = Completion::End;
    Judgement judgement;
    judgement.answered = isAnswer(result);
    if (const auto *value = std::get_if<QJsonValue>(&result)) {
        judgement.completion = ended(message, End::Sent);
        judgement.completion.messageId = messageIdOf(*value);
        return judgement;
    }
    const auto &error = std::get<TelegramError>(result);
    switch (error.kind) {
    case TelegramError::Kind::NotModified:
        judgement.completion = ended(message, End::Sent);
        break;
    case TelegramError::Kind::TooOld:
        judgement.completion = ended(message, End::Dropped, EndReason::Expired, error.description);
        break;
    case TelegramError::Kind::BadRequest:
    case TelegramError::Kind::WebhookRefused: // no message's answer
        judgement.completion = ended(message, End::Failed, EndReason::Refused, error.description);
        break;
    case TelegramError::Kind::ChatMoved:
        judgement.completion = toMovedChat(message, error.movedTo, now);
        break;
    case TelegramError::Kind::CannotEdit:
        judgement.completion =
            asNewMessage(message, now)
                .value_or(ended(message, End::Failed, EndReason::Refused, error.description));
        break;
    case TelegramError::Kind::NoTopic:
        judgement.completion =
            withoutTopic(message, now)
                .value_or(ended(message, End::Failed, EndReason::Refused, error.description));
        break;
    case TelegramError::Kind::Unreachable:
        judgement.completion =
            ended(message, End::Dropped, EndReason::Unreachable, u"unreachable: "_s + error.description);
        judgement.chatUnreachable = message.chat.value() != 0;
        break;
    case TelegramError::Kind::Unauthorized:
    case TelegramError::Kind::WrongServer:
        judgement.completion = giveBack(message, now);
        judgement.completion.error = error.description;
        judgement.bar = error.kind == TelegramError::Kind::Unauthorized ? Bar::Token : Bar::Address;
        break;
    case TelegramError::Kind::RateLimited:
        judgement.retryAfter = error.retryAfter;
        judgement.completion = giveBack(message, now + std::chrono::milliseconds(error.retryAfter).count());
        // The pause is that method's: whatever comes after it in this chat need not wait so long.
        if (error.retryAfter >= kLongPause)
            judgement.completion = asNewMessage(message, now).value_or(judgement.completion);
        break;
    case TelegramError::Kind::Server:
    case TelegramError::Kind::Network:
        judgement.completion = afterFailure(message, error, now);
        break;
    }
    return judgement;
}

} // namespace turnpike::outbox
