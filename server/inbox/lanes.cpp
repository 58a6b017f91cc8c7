// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/lanes.h"

namespace turnpike::inbox {

using namespace Qt::StringLiterals;

namespace {

QString lane(const char *prefix, qint64 id)
{
    return QLatin1String(prefix) + QString::number(id);
}

} // namespace

QString userLane(TelegramId user)
{
    return lane("user:", user.value());
}

QString chatLane(ChatId chat)
{
    return lane("chat:", chat.value());
}

QString checkoutLane(TelegramId user)
{
    return lane("checkout:", user.value());
}

QString paymentLane(qint64 seq)
{
    return lane("payment:", seq);
}

QString updateLane(UpdateId update)
{
    return lane("update:", update.value());
}

QString laneFor(const QString &kind, UpdateId update, std::optional<TelegramId> user,
                std::optional<ChatId> chat)
{
    if (user)
        return isCheckout(kind) ? checkoutLane(*user) : userLane(*user);
    return chat ? chatLane(*chat) : updateLane(update);
}

bool isCheckout(const QString &kind)
{
    return kind == "pre_checkout_query"_L1;
}

bool isPayment(const QString &kind)
{
    return kind == "successful_payment"_L1 || kind == "refunded_payment"_L1;
}

bool isButtonPress(const QString &kind)
{
    return kind == "callback_query"_L1;
}

} // namespace turnpike::inbox
