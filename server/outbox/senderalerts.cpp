#include "outbox/senderalerts.h"

#include "base/clock.h"

namespace turnpike::outbox {

namespace {

const QString kRunbook = QStringLiteral("telegram");
// Alerts about one chat of operators, with its id.
const QString kChatNotReached = QStringLiteral("telegram_alert_chat:");
const QString kChatMoved = QStringLiteral("telegram_alert_chat_moved:");

} // namespace

bool isNotFor(ChatId operatorChat, const QString &alertKey)
{
    for (const QString &aboutChat : {kChatNotReached, kChatMoved}) {
        if (alertKey.startsWith(aboutChat))
            return alertKey.mid(aboutChat.size()) == QString::number(operatorChat.value());
    }
    return alertKey.startsWith(QLatin1String("telegram"));
}

std::optional<Alert> lossAlert(const Completion &completion)
{
    if (!completion.keepForReturn)
        return std::nullopt;
    switch (completion.reason) {
    case EndReason::UnknownOutcome:
        return Alert{QStringLiteral("message_outcome_unknown"), Severity::Warning,
                     QStringLiteral("a message about a key or a payment was sent twice and Telegram never "
                                    "answered: look whether it arrived, and send it again if not"),
                     kRunbook};
    case EndReason::Refused:
        return Alert{
            QStringLiteral("message_refused"), Severity::Critical,
            QStringLiteral("a message about a key or a payment was refused, and its customer waits: %1")
                .arg(completion.error),
            kRunbook};
    case EndReason::Expired:
        return Alert{QStringLiteral("message_expired"), Severity::Critical,
                     QStringLiteral("a message about a key or a payment could not be sent before it expired, "
                                    "and its customer waits: send it again"),
                     kRunbook};
    case EndReason::None:
    case EndReason::Unreachable: // it comes on the customer's return
    case EndReason::Replaced:
        break;
    }
    return std::nullopt;
}

Alert silenceAlert(qint64 silentMs, const QString &why)
{
    return {QStringLiteral("telegram_out_of_reach"), Severity::Critical,
            QStringLiteral("Telegram has answered no call for %1 s, and messages wait: %2")
                .arg(silentMs / kSecondMs)
                .arg(why),
            kRunbook};
}

Alert barAlert(Bar bar, const QString &why)
{
    const bool isToken = bar == Bar::Token;
    const QString text =
        isToken ? QStringLiteral("Telegram does not know the bot's token (%1): nothing is sent until it does")
                : QStringLiteral("TELEGRAM_API_URL leads to no Bot API server that serves this bot: %1");
    return {isToken ? QStringLiteral("telegram_unauthorized") : QStringLiteral("telegram_address"),
            Severity::Critical, text.arg(why), kRunbook};
}

Alert chatNotReachedAlert(ChatId chat, const QString &why)
{
    const QString id = QString::number(chat.value());
    return {kChatNotReached + id, Severity::Critical,
            QStringLiteral("Alerts do not reach the Telegram chat %1: %2").arg(id, why), kRunbook};
}

Alert chatMovedAlert(ChatId chat, ChatId movedTo)
{
    const QString id = QString::number(chat.value());
    return {kChatMoved + id, Severity::Warning,
            QStringLiteral("The group %1 has become %2: write that into ADMIN_TELEGRAM_IDS")
                .arg(id, QString::number(movedTo.value())),
            kRunbook};
}

} // namespace turnpike::outbox
