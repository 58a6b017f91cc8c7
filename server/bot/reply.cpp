#include "bot/reply.h"

namespace turnpike::bot {

namespace {

// An answer to a press is of no use once Telegram has given up on it.
constexpr qint64 kAnswerLifetimeMs = kMinuteMs;

} // namespace

QJsonObject messagePayload(ChatId chat, const Screen &screen, std::optional<qint64> editedMessage,
                           std::optional<qint64> topicId)
{
    QJsonObject payload{
        {QStringLiteral("chat_id"), chat.value()},
        {QStringLiteral("text"), screen.html},
        {QStringLiteral("parse_mode"), QStringLiteral("HTML")},
        {QStringLiteral("link_preview_options"), QJsonObject{{QStringLiteral("is_disabled"), true}}},
    };
    if (!screen.keyboard.rows.empty())
        payload[QStringLiteral("reply_markup")] = screen.keyboard.toJson();
    if (editedMessage)
        payload[QStringLiteral("message_id")] = *editedMessage;
    if (topicId)
        payload[QStringLiteral("message_thread_id")] = *topicId;
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
    message.method = m_target.menuMessage ? QStringLiteral("editMessageText") : QStringLiteral("sendMessage");
    message.payload = messagePayload(m_target.chat, screen, m_target.menuMessage, m_target.topicId);
    if (!m_target.menuMessage) {
        message.notBefore = m_target.notBefore;
        if (m_target.replacesWaiting)
            m_outbox.replaceWaitingScreens(m_tx, m_target.chat);
    }
    m_outbox.add(m_tx, message);
}

void Reply::answer(const QString &text, bool asAlert)
{
    if (m_target.callbackId.isEmpty() || std::exchange(m_answered, true))
        return;
    outbox::Message message;
    message.messageClass = outbox::MessageClass::Interactive;
    message.method = QStringLiteral("answerCallbackQuery");
    message.payload = {{QStringLiteral("callback_query_id"), m_target.callbackId}};
    if (!text.isEmpty()) {
        message.payload[QStringLiteral("text")] = text;
        message.payload[QStringLiteral("show_alert")] = asAlert;
    }
    message.expiresAt = m_target.receivedAt + kAnswerLifetimeMs;
    m_outbox.add(m_tx, message);
}

} // namespace turnpike::bot
