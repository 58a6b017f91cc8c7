// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/pay.h"

#include "bot/mainmenu.h"
#include "bot/paybuttons.h"
#include "bot/purchasescreens.h"
#include "bot/registration.h"
#include "bot/topup.h"

#include <algorithm>

namespace turnpike::bot::pay {

using namespace Qt::StringLiterals;

namespace {

using billing::Purchase;
using billing::PurchaseStatus;

// The purchase of the pressed button. Without one (or somebody else's) the customer is told.
std::optional<Purchase> pressed(Context &context, const CallbackData &press)
{
    auto purchase = context.purchase(press.purchase());
    if (purchase && purchase->user == context.user.id)
        return purchase;
    context.reply.answer(context.speech().plain("pay.unknown"), true);
    context.reply.show(mainmenu::screen(context));
    return std::nullopt;
}

// What a top-up was for, where it has paid for that.
std::optional<Purchase> completedBy(Context &context, const Purchase &topup)
{
    if (topup.status != PurchaseStatus::Fulfilled || topup.completes.isEmpty())
        return std::nullopt;
    auto wanted = context.services.purchases.find(context.tx, topup.completes);
    const bool isPaid = wanted && wanted->status == PurchaseStatus::Fulfilled &&
                        wanted->provider == billing::Provider::Balance;
    return isPaid ? wanted : std::nullopt;
}

// The screen after the payment of a purchase, also when its button is pressed again later.
Screen result(Context &context, const Purchase &purchase)
{
    if (const auto completed = completedBy(context, purchase))
        return result(context, *completed);
    const auto &subscription = context.subscription();
    if (purchase.status != PurchaseStatus::Fulfilled ||
        purchase.kind != billing::PurchaseKind::Subscription || !subscription ||
        !subscription->isRunning(context.now))
        return purchasescreens::ended(context.speech(), purchase);
    access::PaymentReceivedNotice notice;
    notice.purchase = purchase.id;
    notice.tariff = purchase.tariff;
    notice.periodDays = purchase.periodDays;
    notice.expiresAt = subscription->endsAt(context.now);
    notice.keyPending = subscription->waitingSince.has_value();
    return purchasescreens::bought(context.speech(), notice);
}

Screen current(Context &context, const Purchase &purchase)
{
    const bool isDue = purchase.expiresAt > context.now;
    if (purchase.status != PurchaseStatus::AwaitingPayment || !isDue)
        return result(context, purchase);
    return purchase.payUrl.isEmpty() ? purchasescreens::waitingForInvoice(context.speech(), purchase)
                                     : purchasescreens::invoice(context.speech(), purchase);
}

// A new payment may begin now; otherwise the customer was told why not.
bool mayStart(Context &context)
{
    if (!context.isOn(control::flag::kPayments)) {
        context.reply.answer(context.speech().plain("pay.off"), true);
        return false;
    }
    if (!context.permits.paymentStart) {
        context.reply.answer(context.speech().plain("pay.too_often"), true);
        return false;
    }
    return true;
}

// What becomes of the purchase is shown in this message.
void remember(Context &context, const Purchase &purchase)
{
    context.services.purchases.setChatMessage(context.tx, purchase.id, context.reply.menuMessage());
}

// Where no link comes within seconds the screen says so by itself; what comes meanwhile takes that back. As
// bulk it holds up nothing of this chat while it waits.
void tellWhenLate(Context &context, const Purchase &purchase)
{
    const QString key = purchasescreens::lateKey(purchase.id);
    context.services.outbox.withdraw(context.tx, key);
    const auto menu = context.reply.menuMessage();
    outbox::Message message;
    message.chat = privateChat(context.user.id);
    message.messageClass = outbox::MessageClass::Bulk;
    message.method = menu ? u"editMessageText"_s : u"sendMessage"_s;
    message.payload = messagePayload(message.chat, purchasescreens::late(context.speech(), purchase), menu,
                                     context.user.topicId);
    message.dedupeKey = key;
    message.notBefore = context.now + billing::kInvoiceLateMs;
    message.expiresAt = context.now + billing::kInvoicePatienceMs;
    context.services.outbox.put(context.tx, message);
}

// A second press shows what the first one has begun: nobody gets two invoices for the same.
std::optional<Purchase> openPartOf(Context &context, const Purchase &purchase)
{
    for (Purchase &open : context.services.purchases.openOf(context.tx, context.user.id)) {
        if (open.completes == purchase.id && open.status == PurchaseStatus::AwaitingPayment &&
            open.expiresAt > context.now)
            return std::move(open);
    }
    return std::nullopt;
}

// The same, asked for by a menu that is older or newer, with an invoice that can be paid.
std::optional<Purchase> openLike(Context &context, const Purchase &purchase, billing::Provider provider)
{
    if (purchase.kind != billing::PurchaseKind::Subscription)
        return std::nullopt; // a gift may be given twice, and a balance topped up
    for (Purchase &open : context.services.purchases.openOf(context.tx, context.user.id)) {
        if (open.id != purchase.id && open.status == PurchaseStatus::AwaitingPayment &&
            open.provider == provider && open.kind == purchase.kind && open.tariff == purchase.tariff &&
            open.periodDays == purchase.periodDays && open.price == purchase.price &&
            open.promoCode == purchase.promoCode && open.bonusDays == purchase.bonusDays &&
            open.expiresAt > context.now)
            return std::move(open);
    }
    return std::nullopt;
}

void byProvider(Context &context, const CallbackData &press, billing::Provider provider)
{
    const auto purchase = pressed(context, press);
    if (!purchase)
        return;
    if (purchase->status == PurchaseStatus::Created) {
        const auto sellers = billing::sellersOf(context.services.methods, purchase->kind);
        // Its button is older than the last start of the server.
        if (std::find(sellers.begin(), sellers.end(), provider) == sellers.end()) {
            refusePaused(context);
            return;
        }
        if (const auto open = openLike(context, *purchase, provider)) {
            showOpen(context, *open);
            return;
        }
        if (!mayStart(context))
            return;
    }
    using Outcome = billing::Purchases::ChooseOutcome;
    const Outcome outcome =
        context.services.purchases.chooseMethod(context.tx, purchase->id, context.user.id, provider);
    if (outcome == Outcome::Chosen) {
        remember(context, *purchase);
        tellWhenLate(context, *purchase);
        billing::Purchase chosen = *purchase;
        chosen.status = PurchaseStatus::AwaitingPayment;
        chosen.provider = provider;
        context.reply.show(purchasescreens::waitingForInvoice(context.speech(), chosen));
        return;
    }
    // A second press shows what the first one has led to. What has ended long ago may have been forgotten
    // meanwhile.
    const auto now = context.services.purchases.find(context.tx, purchase->id);
    context.reply.show(current(context, now.value_or(*purchase)));
}

} // namespace

void refusePaused(Context &context)
{
    context.reply.answer();
    context.reply.show({context.speech().html("pay.off"), keyboards::toMenu(context.speech())});
}

void showOpen(Context &context, const Purchase &purchase)
{
    const Screen screen = current(context, purchase);
    remember(context, purchase);
    const Speech &speech = context.speech();
    context.reply.show({speech.html("pay.open") + u"\n\n"_s + screen.html,
                        keyboards::withAnotherWay(speech, screen.keyboard, purchase.id)});
}

void byMethod(Context &context, const CallbackData &press)
{
    const auto provider = payButtonOf(press.action);
    if (provider == billing::Provider::Balance)
        fromBalance(context, press);
    else if (provider)
        byProvider(context, press, *provider);
}

void fromBalance(Context &context, const CallbackData &press)
{
    auto purchase = pressed(context, press);
    if (!purchase)
        return;
    if (purchase->status == PurchaseStatus::Created && !mayStart(context))
        return;
    const Speech &speech = context.speech();
    if (purchase->isOpen())
        remember(context, *purchase);
    using Outcome = billing::Payments::PayOutcome;
    const auto paid = context.services.payments.payFromBalance(context.tx, purchase->id, context.user.id);
    switch (paid.outcome) {
    case Outcome::Paid:
        // The notice of the payment edits this message; without one to edit it comes as a new one.
        return;
    case Outcome::NotEnough:
        context.services.purchases.setChatMessage(context.tx, purchase->id, std::nullopt);
        if (!context.services.offersTopUp()) {
            refusePaused(context);
            return;
        }
        context.reply.show(
            {speech.html("buy.short", {speech.money(context.user.balance), speech.money(paid.missing)}),
             keyboards::notEnough(speech, purchase->id, paid.missing,
                                  topup::enoughFor(context.services.catalog, paid.missing))});
        return;
    case Outcome::AlreadyPaid:
    case Outcome::Stale:
    case Outcome::Unknown:
        break;
    }
    context.forgetSubscription();
    const auto now = context.services.purchases.find(context.tx, purchase->id);
    context.reply.show(current(context, now.value_or(*purchase)));
}

void theRest(Context &context, const CallbackData &press)
{
    const auto purchase = pressed(context, press);
    if (!purchase)
        return;
    const Kopecks missing = purchase->price - context.user.balance;
    const bool isOpen = purchase->status == PurchaseStatus::Created && purchase->expiresAt > context.now;
    if (!isOpen || missing <= Kopecks()) {
        fromBalance(context, press);
        return;
    }
    if (!context.services.offersTopUp()) {
        refusePaused(context);
        return;
    }
    auto part = openPartOf(context, *purchase);
    if (!part) {
        if (!mayStart(context))
            return;
        billing::Purchases::NewPurchase wanted;
        wanted.user = context.user.id;
        wanted.kind = billing::PurchaseKind::BalanceTopup;
        wanted.price = topup::enoughFor(context.services.catalog, missing);
        wanted.completes = purchase->id;
        part = context.services.purchases.create(context.tx, wanted);
        const auto sellers = billing::sellersOf(context.services.methods, wanted.kind);
        context.services.purchases.chooseMethod(context.tx, part->id, context.user.id, sellers.front());
        part = context.services.purchases.find(context.tx, part->id);
        tellWhenLate(context, *part);
    }
    remember(context, *part);
    context.reply.show(current(context, *part));
}

void settleShort(Context &context, const CallbackData &press)
{
    const auto purchase = pressed(context, press);
    if (!purchase)
        return;
    const auto taken =
        context.services.payments.takeShortToBalance(context.tx, purchase->id, context.user.id);
    if (taken)
        context.user.balance += *taken;
    const auto now = context.services.purchases.find(context.tx, purchase->id).value_or(*purchase);
    const bool isOpen = now.status == PurchaseStatus::Created && now.expiresAt > context.now;
    if (isOpen && press.arg(1) == "rest"_L1 && context.isOn(control::flag::kPayments)) {
        theRest(context, press);
        return;
    }
    if (!taken && !isOpen) {
        context.reply.show(current(context, now));
        return;
    }
    const Speech &speech = context.speech();
    QStringList lines;
    if (taken)
        lines << speech.html("pay.short_taken", {speech.money(*taken), speech.money(context.user.balance)});
    if (now.status == PurchaseStatus::Review)
        lines << speech.html("pay.review"); // of other money for it
    const Kopecks missing = now.price - context.user.balance;
    Keyboard keyboard = keyboards::toMenu(speech);
    if (isOpen && missing > Kopecks() && context.services.offersTopUp()) {
        const QString what = purchasescreens::whatIsBought(speech, now);
        const Kopecks toPay = topup::enoughFor(context.services.catalog, missing);
        lines << speech.html("pay.short_left", {what, speech.money(missing)});
        keyboard = keyboards::notEnough(speech, now.id, missing, toPay);
    }
    context.reply.show(lines.isEmpty() ? mainmenu::screen(context) : Screen{lines.join(u"\n\n"_s), keyboard});
}

void check(Context &context, const CallbackData &press)
{
    const auto purchase = pressed(context, press);
    if (!purchase)
        return;
    const Speech &speech = context.speech();
    if (purchase->status == PurchaseStatus::AwaitingPayment) {
        context.services.purchases.checkNow(context.tx, purchase->id);
        context.reply.answer(purchase->payUrl.isEmpty() ? speech.plain("pay.no_link_yet")
                                                        : speech.plain("pay.not_yet"));
        if (purchase->payUrl.isEmpty())
            remember(context, *purchase);
        return;
    }
    context.reply.show(current(context, *purchase));
}

Registration registration()
{
    return {
        // The buttons of the ways to pay are no words of one's own: see paybuttons.h.
        .actions = {{action::kPayRest, theRest},
                    {action::kSettleShort, settleShort},
                    {action::kCheck, check}},
    };
}

} // namespace turnpike::bot::pay
