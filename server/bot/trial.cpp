// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/trial.h"

#include "base/errors.h"
#include "bot/buy.h"
#include "bot/mainmenu.h"
#include "bot/registration.h"

namespace turnpike::bot::trial {

using namespace Qt::StringLiterals;

namespace {

using Outcome = access::AccessService::TrialOutcome;

// A command has no press to answer, and an answer is gone at a touch: the reason stands in the message, too.
void refuse(Context &context, const QString &why)
{
    context.reply.answer(why, true);
    context.reply.show(mainmenu::screen(context, why.toHtmlEscaped()));
}

} // namespace

void take(Context &context, const CallbackData &)
{
    const Speech &speech = context.speech();
    const auto &access = context.services.access;
    // A second press of the same button shows what the first one did.
    if (context.user.trialUsedAt && context.subscription() && context.subscription()->isTrial() &&
        context.subscription()->isRunning(context.now)) {
        context.reply.show(mainmenu::screen(context));
        return;
    }
    switch (access.canHaveTrial(context.tx, context.user.id)) {
    case Outcome::AlreadyUsed:
        refuse(context,
               speech.plain("trial.used", {speech.money(buy::lowestPrice(context.services.catalog))}));
        return;
    case Outcome::HadPaidAccess:
        refuse(context, speech.plain("trial.has_access"));
        return;
    case Outcome::UnknownUser:
        throw DomainError(u"trial for a user without a row"_s);
    case Outcome::Granted:
        break;
    }
    if (!context.isOn(control::flag::kTrials)) {
        refuse(context, speech.plain("trial.off"));
        return;
    }
    if (!context.permits.trial) {
        refuse(context, speech.plain("trial.too_often"));
        return;
    }
    access.grantTrial(context.tx, context.user.id);
    context.reply.show(
        {speech.html("trial.granted", {speech.days(access::kTrialDays)}), keyboards::afterPurchase(speech)});
}

Registration registration()
{
    return {
        .actions = {{action::kTrial, take}},
        .commands = {{"trial", take}},
    };
}

} // namespace turnpike::bot::trial
