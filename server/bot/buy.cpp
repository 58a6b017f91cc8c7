// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/buy.h"

#include "bot/gifts.h"
#include "bot/mainmenu.h"
#include "bot/pay.h"
#include "bot/promo.h"
#include "bot/purchasescreens.h"
#include "bot/registration.h"

#include <algorithm>

namespace turnpike::bot::buy {

using namespace Qt::StringLiterals;

namespace {

// What waits to be paid and is the same. Nobody needs two invoices for it: both could be paid.
std::optional<billing::Purchase> openFor(Context &context, const QString &tariff,
                                         const billing::Period &period, const promo::Quote &quoted)
{
    // With the code that was entered it is the same, whatever it costs by now.
    const auto costsTheSame = [&](const billing::Purchase &open) {
        return open.promoCode.isEmpty() ? !quoted.isReduced() && open.price == period.price
                                        : open.promoCode == quoted.code;
    };
    for (billing::Purchase &open : context.services.purchases.openOf(context.tx, context.user.id)) {
        if (open.status == billing::PurchaseStatus::AwaitingPayment &&
            open.kind == billing::PurchaseKind::Subscription && open.tariff == tariff &&
            open.periodDays == period.days && costsTheSame(open) && open.expiresAt > context.now)
            return std::move(open);
    }
    return std::nullopt;
}

void askForMethod(Context &context, const QString &tariff, const billing::Period &period,
                  const promo::Quote &quoted, const QString &back)
{
    const billing::PaymentMethods &methods = context.services.methods;
    const bool canPay =
        billing::isSold(methods, billing::PurchaseKind::Subscription) || context.user.balance >= quoted.price;
    if (!context.isOn(control::flag::kPayments) || !canPay) {
        pay::refusePaused(context);
        return;
    }
    // Before anything is changed: so it is known from what was read with the customer.
    const QString note = noteFor(context, tariff);
    billing::Purchases::NewPurchase wanted;
    wanted.user = context.user.id;
    wanted.kind = billing::PurchaseKind::Subscription;
    wanted.tariff = tariff;
    wanted.periodDays = period.days;
    wanted.price = quoted.price;
    wanted.priceStars = quoted.stars;
    wanted.promoCode = quoted.isReduced() ? quoted.code : QString();
    wanted.bonusDays = quoted.bonusDays;
    const billing::Purchase purchase = context.services.purchases.create(context.tx, wanted);

    const Speech &speech = context.speech();
    const std::vector<billing::Provider> payers = billing::payersOf(methods, purchase.kind);
    QString price = speech.money(quoted.price);
    if (std::find(payers.begin(), payers.end(), billing::Provider::Stars) != payers.end())
        price += u" / "_s + speech.stars(quoted.stars);
    QString text = speech.html("buy.methods", {speech.tariff(tariff), speech.days(period.days), price,
                                               speech.money(context.user.balance)});
    if (const QString code = promo::line(speech, quoted, period.price); !code.isEmpty())
        text += u'\n' + code;
    context.reply.show({text + note + u"\n\n"_s + speech.html("buy.how"),
                        keyboards::methods(speech, purchase.id, payers, back)});
}

// The same, unless it was begun already.
void askOrShowOpen(Context &context, const QString &tariff, const billing::Period &period,
                   const QString &back)
{
    const promo::Quote quoted = promo::quote(context, tariff, period);
    const auto open = openFor(context, tariff, period, quoted);
    // Without a link it gets none while payments are off.
    if (open && (context.isOn(control::flag::kPayments) || !open->payUrl.isEmpty()))
        pay::showOpen(context, *open);
    else
        askForMethod(context, tariff, period, quoted, back);
}

void showTariffs(Context &context, const QString &why = QString())
{
    // Said before anything is chosen for nothing.
    const Services &services = context.services;
    const bool canPay = billing::isSold(services.methods, billing::PurchaseKind::Subscription) ||
                        context.user.balance >= lowestPrice(services.catalog);
    if (!context.isOn(control::flag::kPayments) || !canPay) {
        pay::refusePaused(context);
        return;
    }
    const Speech &speech = context.speech();
    QStringList lines;
    std::vector<Choice> choices;
    for (const billing::Tariff &tariff : context.services.catalog.tariffs()) {
        const QString name = speech.tariff(tariff.key);
        const billing::Period &shortest = tariff.periods.front();
        lines.append(
            speech.html("buy.tariff_line", {name, speech.money(shortest.price), speech.days(shortest.days)}));
        choices.push_back({name, {tariff.key}});
    }
    const QString intro = why.isEmpty() ? QString() : why.toHtmlEscaped() + u"\n\n"_s;
    context.reply.show({intro + speech.html("buy.tariffs") + u"\n\n"_s + lines.join(u'\n'),
                        promo::withPromo(speech, keyboards::tariffs(speech, choices))});
}

Screen periodsOf(const Speech &speech, const billing::Tariff &tariff)
{
    QStringList lines;
    std::vector<Choice> choices;
    for (const billing::Period &period : tariff.periods) {
        const QString days = speech.days(period.days);
        lines.append(speech.html("buy.period_line", {days, speech.money(period.price)}));
        choices.push_back({days, {tariff.key, QString::number(period.days)}});
    }
    return {speech.html("buy.periods", {speech.tariff(tariff.key)}) + u"\n\n"_s + lines.join(u'\n'),
            promo::withPromo(speech, keyboards::periods(speech, choices))};
}

// The reason stands in the message, too: a command has no press to answer.
void startAgain(Context &context, TextId why)
{
    context.reply.answer(context.speech().plain(why), true);
    showTariffs(context, context.speech().plain(why));
}

} // namespace

QString noteFor(Context &context, const QString &tariff)
{
    const Speech &speech = context.speech();
    const auto &subscription = context.subscription();
    if (!subscription || !subscription->isRunning(context.now))
        return {};
    QString note;
    if (subscription->isTrial())
        note = speech.html("buy.adds_trial");
    else if (subscription->tariff == tariff)
        note = speech.html("buy.extends");
    else
        note = speech.html("buy.converts");
    return u"\n\n"_s + note;
}

Kopecks lowestPrice(const billing::Catalog &catalog)
{
    std::optional<Kopecks> lowest;
    for (const billing::Tariff &tariff : catalog.tariffs()) {
        for (const billing::Period &period : tariff.periods)
            lowest = std::min(lowest.value_or(period.price), period.price);
    }
    return lowest.value_or(Kopecks());
}

void chooseTariff(Context &context, const CallbackData &)
{
    showTariffs(context);
}

void choosePeriod(Context &context, const CallbackData &press)
{
    if (const billing::Tariff *tariff = context.services.catalog.find(press.arg(0)))
        context.reply.show(periodsOf(context.speech(), *tariff));
    else
        startAgain(context, "press.price_changed");
}

Screen opened(Context &context, const QString &key)
{
    const Speech &speech = context.speech();
    const billing::Tariff *tariff = context.services.catalog.find(key);
    if (!tariff)
        return mainmenu::screen(context, speech.html("press.price_changed"));
    return context.isOn(control::flag::kPayments) ? periodsOf(speech, *tariff)
                                                  : mainmenu::screen(context, speech.html("pay.off"));
}

void chooseMethod(Context &context, const CallbackData &press)
{
    const QString tariff = press.arg(0);
    const auto period = context.services.catalog.period(tariff, press.arg(1).toInt());
    if (!period) {
        startAgain(context, "press.price_changed");
        return;
    }
    askOrShowOpen(context, tariff, *period, encodeCallback(action::kTariff, {tariff}));
}

void renew(Context &context, const CallbackData &)
{
    const auto period = context.renewalPeriod();
    if (!period) {
        startAgain(context, "buy.nothing_to_renew");
        return;
    }
    askOrShowOpen(context, context.subscription()->tariff, *period, encodeCallback(action::kProfile));
}

void anotherWay(Context &context, const CallbackData &press)
{
    const billing::Purchases &purchases = context.services.purchases;
    const auto purchase = purchases.find(context.tx, press.purchase());
    const bool isOurs = purchase && purchase->user == context.user.id &&
                        purchase->kind != billing::PurchaseKind::BalanceTopup;
    const auto period =
        isOurs ? context.services.catalog.period(purchase->tariff, purchase->periodDays) : std::nullopt;
    if (!period) {
        startAgain(context, "press.price_changed");
        return;
    }
    if (!purchase->isOpen()) {
        pay::check(context, press); // it was paid meanwhile, or is over
        return;
    }
    context.services.outbox.withdraw(context.tx, purchasescreens::lateKey(purchase->id));
    // An invoice that is out may be paid this very moment: it stands until its end, beside this menu.
    if (purchase->hasInvoice())
        purchases.setChatMessage(context.tx, purchase->id, std::nullopt);
    else
        purchases.cancel(context.tx, purchase->id, context.user.id);
    if (purchase->kind == billing::PurchaseKind::Gift) {
        gifts::chooseMethod(context, {{}, {purchase->tariff, QString::number(purchase->periodDays)}});
        return;
    }
    askForMethod(context, purchase->tariff, *period, promo::quote(context, purchase->tariff, *period),
                 encodeCallback(action::kTariff, {purchase->tariff}));
}

Registration registration()
{
    return {
        .actions = {{action::kBuy, chooseTariff},
                    {action::kTariff, choosePeriod},
                    {action::kPeriod, chooseMethod},
                    {action::kRenew, renew},
                    {action::kAnotherWay, anotherWay}},
        .commands = {{"buy", chooseTariff}, {"renew", renew}},
        .links = {{"tariff_", opened}},
    };
}

} // namespace turnpike::bot::buy
