// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/topup.h"

#include "bot/pay.h"
#include "bot/registration.h"

#include <QRegularExpression>

#include <algorithm>

namespace turnpike::bot::topup {

using namespace Qt::StringLiterals;

namespace {

// In the state of a conversation.
const QString kPurchaseToPay = u"purchase"_s;
const QString kAskedIn = u"message"_s; // the message that asks; absent where it was a new one

// Of what was typed, in the answer to it.
constexpr qsizetype kShownCharacters = 40;

bool isAllowed(const billing::Catalog &catalog, Kopecks amount)
{
    return amount >= catalog.minimumTopup() && amount <= catalog.maximumTopup();
}

// What the balance lacked for, while it can still be paid and is short of it.
struct Shortage
{
    PurchaseId purchase;
    Kopecks missing;
};

std::optional<Shortage> shortageOf(Context &context, const PurchaseId &id)
{
    const auto purchase = id.isEmpty() ? std::nullopt : context.services.purchases.find(context.tx, id);
    const bool isOpen = purchase && purchase->user == context.user.id &&
                        purchase->kind != billing::PurchaseKind::BalanceTopup &&
                        purchase->status == billing::PurchaseStatus::Created &&
                        purchase->expiresAt > context.now && purchase->price > context.user.balance;
    return isOpen ? std::optional(Shortage{purchase->id, purchase->price - context.user.balance})
                  : std::nullopt;
}

// To the amounts, as they were offered.
QString backToAmounts(const std::optional<Shortage> &shortage)
{
    QStringList args;
    if (shortage)
        args << QString::number(shortage->missing.value()) << shortage->purchase.value();
    return encodeCallback(action::kTopUp, args);
}

void askForMethod(Context &context, Kopecks amount, const PurchaseId &purchaseToPay)
{
    if (!isOffered(context)) {
        pay::refusePaused(context);
        return;
    }
    billing::Purchases::NewPurchase wanted;
    wanted.user = context.user.id;
    wanted.kind = billing::PurchaseKind::BalanceTopup;
    wanted.price = amount;
    const auto shortage = shortageOf(context, purchaseToPay);
    if (shortage && amount >= shortage->missing)
        wanted.completes = shortage->purchase;
    const billing::Purchase purchase = context.services.purchases.create(context.tx, wanted);
    const Speech &speech = context.speech();
    context.reply.show(
        {speech.html("balance.methods", {speech.money(amount)}),
         keyboards::methods(speech, purchase.id, billing::payersOf(context.services.methods, purchase.kind),
                            backToAmounts(shortage))});
}

// `typed`: what was no amount; empty: nothing was typed yet.
Screen amountQuestion(Context &context, const PurchaseId &purchaseToPay, const QString &typed = QString())
{
    const Speech &speech = context.speech();
    const QString least = speech.money(context.services.catalog.minimumTopup());
    const QString most = speech.money(context.services.catalog.maximumTopup());
    return {typed.isEmpty() ? speech.html("balance.type_amount", {least, most})
                            : speech.html("balance.bad_amount", {least, most, typed}),
            keyboards::typingAmount(speech, backToAmounts(shortageOf(context, purchaseToPay)))};
}

// An amount that is typed from now on is taken, and answered in the message that asked for it.
void waitForAmount(Context &context, const PurchaseId &purchaseToPay)
{
    QJsonObject state{{kPurchaseToPay, purchaseToPay.value()}};
    if (const auto message = context.reply.menuMessage())
        state[kAskedIn] = *message;
    context.waitFor(kTypingAmount, state);
}

} // namespace

bool isOffered(const Context &context)
{
    return context.services.offersTopUp() && context.isOn(control::flag::kPayments);
}

Kopecks enoughFor(const billing::Catalog &catalog, Kopecks missing)
{
    // Bounded before it is rounded: what a press says is missing may be any number.
    const Kopecks bounded = std::min(missing, catalog.maximumTopup());
    const Kopecks whole((bounded.value() + 99) / 100 * 100);
    return std::clamp(whole, catalog.minimumTopup(), catalog.maximumTopup());
}

std::optional<Kopecks> parseAmount(const QString &text)
{
    static const QRegularExpression pattern(
        u"^\\s*(\\d{1,3}(?:[\\s\u00a0]\\d{3})+|\\d{1,9})(?:[.,](\\d{1,2}))?\\s*(?:₽|р\\.?|"
        "руб\\.?|rub)?\\s*$"_s,
        QRegularExpression::CaseInsensitiveOption);
    const auto match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    QString roubles = match.captured(1);
    roubles.removeIf([](QChar c) { return c.isSpace(); });
    const qint64 kopecks = match.captured(2).leftJustified(2, u'0').toLongLong();
    return Kopecks(roubles.toLongLong() * 100 + kopecks);
}

void openBalance(Context &context, const CallbackData &)
{
    const Speech &speech = context.speech();
    context.reply.show({speech.html("balance.show", {speech.money(context.user.balance)}),
                        keyboards::balance(speech, isOffered(context))});
}

void chooseAmount(Context &context, const CallbackData &press)
{
    if (!isOffered(context)) {
        pay::refusePaused(context);
        return;
    }
    const billing::Catalog &catalog = context.services.catalog;
    std::vector<Kopecks> amounts = catalog.topups();
    const auto shortage = shortageOf(context, PurchaseId(press.arg(1)));
    const Kopecks missing = shortage ? shortage->missing : Kopecks(press.arg(0).toLongLong());
    if (missing > Kopecks()) {
        const Kopecks enough = enoughFor(catalog, missing);
        std::erase_if(amounts, [&](Kopecks amount) { return amount <= enough; });
        amounts.insert(amounts.begin(), enough);
    }
    const Speech &speech = context.speech();
    const PurchaseId purchaseToPay = shortage ? shortage->purchase : PurchaseId();
    waitForAmount(context, purchaseToPay);
    context.reply.show({speech.html("balance.amounts", {speech.money(catalog.minimumTopup()),
                                                        speech.money(catalog.maximumTopup())}),
                        keyboards::amounts(speech, amounts, purchaseToPay)});
}

void takeAmount(Context &context, const CallbackData &press)
{
    const Kopecks amount(press.arg(0).toLongLong());
    if (isAllowed(context.services.catalog, amount)) {
        askForMethod(context, amount, PurchaseId(press.arg(1)));
    } else {
        context.reply.answer(context.speech().plain("press.stale"), true);
        chooseAmount(context, {});
    }
}

void askForAmount(Context &context, const CallbackData &press)
{
    if (!isOffered(context)) {
        pay::refusePaused(context);
        return;
    }
    waitForAmount(context, press.purchase());
    context.reply.show(amountQuestion(context, press.purchase()));
}

void typedAmount(Context &context, const QString &text, const QJsonObject &state)
{
    const PurchaseId purchaseToPay(state.value(kPurchaseToPay).toString());
    // One message, however often it is typed: no older one keeps buttons that work.
    if (const QJsonValue message = state.value(kAskedIn); message.isDouble())
        context.reply.useMenuMessage(message.toInteger());
    const auto amount = parseAmount(text);
    if (!amount || !isAllowed(context.services.catalog, *amount)) {
        context.reply.show(amountQuestion(context, purchaseToPay, text.left(kShownCharacters)));
        return;
    }
    context.stopWaiting();
    askForMethod(context, *amount, purchaseToPay);
}

Registration registration()
{
    return {
        .actions = {{action::kBalance, openBalance},
                    {action::kTopUp, chooseAmount},
                    {action::kAmount, takeAmount},
                    {action::kOtherAmount, askForAmount}},
        .commands = {{"balance", openBalance}},
        .typed = {{kTypingAmount, typedAmount}},
    };
}

} // namespace turnpike::bot::topup
