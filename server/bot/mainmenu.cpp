// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/mainmenu.h"

#include "bot/purchasescreens.h"
#include "bot/registration.h"

namespace turnpike::bot::mainmenu {

using namespace Qt::StringLiterals;

namespace {

QString standing(Context &context, const Offer &offer)
{
    const Speech &speech = context.speech();
    const auto &subscription = context.subscription();
    if (!subscription)
        return speech.html("menu.new") + (offer.trial ? u'\n' + speech.html("menu.trial_hint") : QString());
    const qint64 end = subscription->endsAt(context.now);
    if (!subscription->isRunning(context.now)) {
        if (subscription->isTrial())
            return speech.html("menu.trial_ended", {speech.time(end)});
        return offer.renewal ? speech.html("menu.expired", {speech.time(end)})
                             : speech.html("menu.expired_sold_out", {speech.time(end)});
    }
    const QString tariff = speech.tariff(subscription->tariff);
    if (subscription->waitingSince)
        return speech.html("menu.pending", {tariff});
    return speech.html("menu.active", {tariff, speech.time(end), speech.timeLeft(end, context.now)});
}

} // namespace

Screen screen(Context &context, const QString &intro)
{
    const Offer offer = context.offer();
    QString text = intro;
    if (text.isEmpty()) {
        text = context.user.firstName.isEmpty()
                   ? context.speech().html("menu.hello_nameless")
                   : context.speech().html("menu.hello", {context.user.firstName});
    }
    return {text + u"\n\n"_s + standing(context, offer), keyboards::mainMenu(context.speech(), offer)};
}

void open(Context &context, const CallbackData &)
{
    context.reply.show(screen(context));
}

void leavePurchase(Context &context, const CallbackData &press)
{
    const auto purchase = context.services.purchases.find(context.tx, press.purchase());
    if (purchase && purchase->user == context.user.id && purchase->isOpen()) {
        context.services.purchases.setChatMessage(context.tx, purchase->id, std::nullopt);
        context.services.outbox.withdraw(context.tx, purchasescreens::lateKey(purchase->id));
    }
    open(context, press);
}

Registration registration()
{
    return {
        .actions = {{action::kMenu, open}, {action::kLeave, leavePurchase}},
        .commands = {{"menu", open}},
    };
}

} // namespace turnpike::bot::mainmenu
