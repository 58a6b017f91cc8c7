#include "inbox/lanes.h"

namespace turnpike::inbox {

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
    return kind == QLatin1String("pre_checkout_query");
}

bool isPayment(const QString &kind)
{
    return kind == QLatin1String("successful_payment") || kind == QLatin1String("refunded_payment");
}

bool isButtonPress(const QString &kind)
{
    return kind == QLatin1String("callback_query");
}

} // namespace turnpike::inbox
