// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/autorenewal.h"

#include "bot/registration.h"
#include "bot/topup.h"

namespace turnpike::bot::autorenewal {

using namespace Qt::StringLiterals;

namespace {

TextId answerTo(const Context &context, bool on)
{
    if (!on)
        return "auto.turned_off";
    if (!context.isOn(control::flag::kAutoRenewal))
        return "auto.turned_on_paused";
    return "auto.turned_on";
}

} // namespace

void open(Context &context, const CallbackData &)
{
    const Speech &speech = context.speech();
    if (!context.offer().autoRenewal) {
        context.reply.show({speech.html("auto.none"), keyboards::toMenu(speech)});
        return;
    }
    const auto period = context.renewalPeriod();
    const auto &subscription = context.subscription();
    const QString what = speech.plain("pay.what_subscription",
                                      {speech.tariff(subscription->tariff), speech.days(period->days)});
    const QString price = speech.money(period->price);
    const QString balance = speech.money(context.user.balance);
    const bool runs = context.isOn(control::flag::kAutoRenewal);
    QString text;
    if (!subscription->autoRenew) {
        text = speech.html("auto.off", {what, price, balance});
        if (!runs)
            text += u"\n\n"_s + speech.html("auto.paused");
    } else if (!runs) {
        text = speech.html("auto.on_paused", {what, price, balance});
    } else {
        text = speech.html("auto.on", {what, price, balance});
        const Kopecks missing = period->price - context.user.balance;
        if (missing > Kopecks())
            text += u"\n\n"_s + speech.html("auto.short", {speech.money(missing)});
    }
    context.reply.show(
        {text, keyboards::autoRenewal(speech, subscription->autoRenew, topup::isOffered(context))});
}

void set(Context &context, const CallbackData &press)
{
    if (context.offer().autoRenewal) {
        const bool on = press.arg(0) == "on"_L1;
        context.services.access.subscriptions().setAutoRenew(context.tx, context.user.id, on);
        context.forgetSubscription();
        context.reply.answer(context.speech().plain(answerTo(context, on)));
    }
    open(context, press);
}

Registration registration()
{
    return {
        .actions = {{action::kAutoRenewal, open}, {action::kSetAutoRenewal, set}},
    };
}

} // namespace turnpike::bot::autorenewal
