// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/reply.h"

#include "telegram/multipart.h"

namespace turnpike::bot {

using namespace Qt::StringLiterals;

namespace {

// An answer to a press is of no use once Telegram has given up on it.
constexpr qint64 kAnswerLifetimeMs = kMinuteMs;

} // namespace

QJsonObject messagePayload(ChatId chat, const Screen &screen, std::optional<qint64> editedMessage,
                           std::optional<qint64> topicId)
{
    QJsonObject payload{
        {u"chat_id"_s, chat.value()},
        {u"text"_s, screen.html},
        {u"parse_mode"_s, u"HTML"_s},
        {u"link_preview_options"_s, QJsonObject{{u"is_disabled"_s, true}}},
    };
    if (!screen.keyboard.rows.empty())
        payload[u"reply_markup"_s] = screen.keyboard.toJson();
    if (editedMessage)
        payload[u"message_id"_s] = *editedMessage;
    if (topicId)
        payload[u"message_thread_id"_s] = *topicId;
    return payload;
}

Reply::Reply(db::Transaction &tx, const outbox::Outbox &outbox, Target target)
    : m_tx(tx)
    , m_outbox(outbox)
    , m_target(std::move(target))
{}

void Reply::show(const Screen &screen)
{
    outbox::Message message;
    message.chat = m_target.chat;
    message.messageClass = outbox::MessageClass::Interactive;
    message.method = m_target.menuMessage ? u"editMessageText"_s : u"sendMessage"_s;
    message.payload = messagePayload(m_target.chat, screen, m_target.menuMessage, m_target.topicId);
    if (!m_target.menuMessage) {
        message.notBefore = m_target.notBefore;
        if (m_target.replacesWaiting)
            m_outbox.replaceWaitingScreens(m_tx, m_target.chat);
    }
    m_outbox.add(m_tx, message);
}

void Reply::sendPicture(const Picture &picture)
{
    outbox::Message message;
    message.chat = m_target.chat;
    message.messageClass = outbox::MessageClass::Interactive;
    message.method = u"sendPhoto"_s;
    message.payload = {
        {u"chat_id"_s, m_target.chat.value()},
        {u"photo"_s, telegram::uploadedFile(u"key.png"_s, "image/png"_ba, picture.png)},
        {u"caption"_s, picture.html},
        {u"parse_mode"_s, u"HTML"_s},
    };
    if (!picture.keyboard.rows.empty())
        message.payload[u"reply_markup"_s] = picture.keyboard.toJson();
    if (m_target.topicId)
        message.payload[u"message_thread_id"_s] = *m_target.topicId;
    m_outbox.add(m_tx, message);
}

void Reply::answer(const QString &text, bool asAlert)
{
    if (m_target.callbackId.isEmpty() || std::exchange(m_answered, true))
        return;
    outbox::Message message;
    message.messageClass = outbox::MessageClass::Interactive;
    message.method = u"answerCallbackQuery"_s;
    message.payload = {{u"callback_query_id"_s, m_target.callbackId}};
    if (!text.isEmpty()) {
        message.payload[u"text"_s] = text;
        message.payload[u"show_alert"_s] = asAlert;
    }
    message.expiresAt = m_target.receivedAt + kAnswerLifetimeMs;
    m_outbox.add(m_tx, message);
}

} // namespace turnpike::bot
