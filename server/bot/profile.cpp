// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/profile.h"

#include "bot/registration.h"

namespace turnpike::bot::profile {

namespace {

QString subscriptionLines(Context &context)
{
    const Speech &speech = context.speech();
    const auto &subscription = context.subscription();
    if (!subscription)
        return speech.html("profile.none");
    const QString tariff = speech.tariff(subscription->tariff);
    const qint64 end = subscription->endsAt(context.now);
    if (!subscription->isRunning(context.now))
        return speech.html("profile.expired", {tariff, speech.time(end)});
    if (subscription->activationStatus == access::ActivationStatus::Failed && subscription->waitingSince)
        return speech.html("profile.failed", {tariff});
    if (subscription->waitingSince)
        return speech.html("profile.pending", {tariff});
    const QString until = speech.time(end);
    const QString left = speech.timeLeft(end, context.now);
    return subscription->isTrial() ? speech.html("profile.trial", {tariff, until, left})
                                   : speech.html("profile.active", {tariff, until, left});
}

QString autoRenewalLine(Context &context)
{
    const Speech &speech = context.speech();
    if (!context.subscription()->autoRenew)
        return speech.html("profile.auto_off");
    return context.isOn(control::flag::kAutoRenewal) ? speech.html("profile.auto_on")
                                                     : speech.html("profile.auto_paused");
}

} // namespace

void open(Context &context, const CallbackData &)
{
    const Speech &speech = context.speech();
    const Offer offer = context.offer();
    const auto &subscription = context.subscription();
    QStringList lines = {speech.html("profile.title"), QString(),
                         speech.html("profile.id", {QString::number(context.user.id.value())}),
                         subscriptionLines(context)};
    if (offer.autoRenewal)
        lines.append(autoRenewalLine(context));
    lines.append(speech.html("profile.balance", {speech.money(context.user.balance)}));
    if (subscription && subscription->isRunning(context.now) && !subscription->vpnKey.isEmpty())
        lines.append({QString(), speech.html("profile.key", {subscription->vpnKey})});
    context.reply.show({lines.join(u'\n'), keyboards::profile(speech, offer)});
}

Registration registration()
{
    return {
        .actions = {{action::kProfile, open}},
        .commands = {{"profile", open}},
    };
}

} // namespace turnpike::bot::profile
