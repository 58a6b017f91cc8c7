// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/mainmenu.h"
#include "bot/registration.h"

// The customer has their personal data erased, after a question that says what goes and what stays.
namespace turnpike::bot::erasure {

using namespace Qt::StringLiterals;

namespace {

constexpr char kErase[] = "erase";     // asks
constexpr char kEraseNow[] = "erased"; // <mark of the customer's row>: does it

constexpr auto kTexts = std::to_array<const char *>({
    QT_TRANSLATE_NOOP("bot", "button.erase"),
    QT_TRANSLATE_NOOP("bot", "button.erase_now"),
    QT_TRANSLATE_NOOP("bot", "erase.ask"),
    QT_TRANSLATE_NOOP("bot", "erase.ask_balance"),
    QT_TRANSLATE_NOOP("bot", "erase.ask_access"),
    QT_TRANSLATE_NOOP("bot", "erase.invoice_open"),
    QT_TRANSLATE_NOOP("bot", "erase.done"),
});

// A question that was answered once is of no use to whoever comes back.
QString markOf(const Context &context)
{
    return context.user.referralCode;
}

Keyboard confirm(const Speech &speech, const QString &mark)
{
    return {
        {{Button{speech.plain({kTexts, "button.erase_now"}), encodeCallback(kEraseNow, {mark}), QString()}},
         {Button{speech.plain("button.back"), encodeCallback(action::kSettings), QString()}}}};
}

void ask(Context &context, const CallbackData &)
{
    const Speech &speech = context.speech();
    QString text = speech.html({kTexts, "erase.ask"});
    const auto &subscription = context.subscription();
    if (subscription && subscription->isRunning(context.now))
        text += u"\n\n"_s +
                speech.html({kTexts, "erase.ask_access"}, {speech.time(subscription->endsAt(context.now))});
    if (context.user.balance > Kopecks())
        text += u"\n\n"_s + speech.html({kTexts, "erase.ask_balance"}, {speech.money(context.user.balance)});
    context.reply.show({text, confirm(speech, markOf(context))});
}

void erase(Context &context, const CallbackData &press)
{
    const Speech &speech = context.speech();
    const Services &services = context.services;
    if (!services.erasure || press.arg(0) != markOf(context)) {
        ask(context, press);
        return;
    }
    if (services.erasure->mustWait(context.tx, context.user.id)) {
        context.reply.show({speech.html({kTexts, "erase.invoice_open"}), confirm(speech, markOf(context))});
        return;
    }
    services.access.withdraw(context.tx, context.user.id);
    if (services.helpdesk)
        services.helpdesk->erase(context.tx, context.user.id);
    services.erasure->erase(context.tx, context.user.id);
    context.reply.show({speech.html({kTexts, "erase.done"}), {}});
}

std::vector<Keyboard> keyboardsOf(const Speech &speech)
{
    return {confirm(speech, u"0123456789ab"_s)};
}

} // namespace

Registration registration()
{
    return {
        .actions = {{kErase, ask}, {kEraseNow, erase}},
        .commands = {{"erase", ask}},
        .entrances = {{Entrance::Place::Settings, TextId(kTexts, "button.erase"), kErase}},
        .texts = kTexts,
        .keyboards = keyboardsOf,
    };
}

} // namespace turnpike::bot::erasure
