// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outbox/senderalerts.h"

namespace turnpike::outbox {

using namespace Qt::StringLiterals;

namespace {

using protocol::Sentence;
using protocol::SentenceId;

const QString kRunbook = u"telegram"_s;
// Alerts about one chat of operators, with its id.
const QString kChatNotReached = u"telegram_alert_chat:"_s;
const QString kChatMoved = u"telegram_alert_chat_moved:"_s;

} // namespace

bool isNotFor(ChatId operatorChat, const QString &alertKey)
{
    for (const QString &aboutChat : {kChatNotReached, kChatMoved}) {
        if (alertKey.startsWith(aboutChat))
            return alertKey.mid(aboutChat.size()) == QString::number(operatorChat.value());
    }
    return alertKey.startsWith("telegram"_L1);
}

std::optional<Alert> lossAlert(const Completion &completion)
{
    if (!completion.keepForReturn)
        return std::nullopt;
    switch (completion.reason) {
    case EndReason::UnknownOutcome:
        return Alert{u"message_outcome_unknown"_s, Sentence(SentenceId::MessageOutcomeUnknown), kRunbook};
    case EndReason::Refused:
        return Alert{u"message_refused"_s, Sentence(SentenceId::MessageRefused, completion.error), kRunbook};
    case EndReason::Expired:
        return Alert{u"message_expired"_s, Sentence(SentenceId::MessageExpired), kRunbook};
    case EndReason::None:
    case EndReason::Unreachable: // it comes on the customer's return
    case EndReason::Replaced:
        break;
    }
    return std::nullopt;
}

Alert silenceAlert(qint64 silentMs, const Sentence &why)
{
    return {u"telegram_out_of_reach"_s,
            Sentence(SentenceId::TelegramSilent, std::chrono::milliseconds(silentMs), why), kRunbook};
}

Alert barAlert(Bar bar, const QString &why)
{
    const bool isToken = bar == Bar::Token;
    return {isToken ? u"telegram_unauthorized"_s : u"telegram_address"_s,
            Sentence(isToken ? SentenceId::BotTokenUnknown : SentenceId::TelegramAddressWrong, why),
            kRunbook};
}

Alert chatNotReachedAlert(ChatId chat, const QString &why)
{
    const QString id = QString::number(chat.value());
    return {kChatNotReached + id, Sentence(SentenceId::AlertChatNotReached, chat.value(), why), kRunbook};
}

Alert chatMovedAlert(ChatId chat, ChatId movedTo)
{
    const QString id = QString::number(chat.value());
    return {kChatMoved + id, Sentence(SentenceId::AlertChatMoved, chat.value(), movedTo.value()), kRunbook};
}

} // namespace turnpike::outbox
