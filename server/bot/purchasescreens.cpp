// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/purchasescreens.h"

#include "bot/callbackdata.h"
#include "bot/paybuttons.h"

namespace turnpike::bot::purchasescreens {

using namespace Qt::StringLiterals;

using billing::Provider;

namespace {

TextId invoiceText(const billing::Purchase &purchase)
{
    if (purchase.provider == Provider::Stars)
        return "pay.invoice_stars";
    return purchase.provider == Provider::Card ? TextId("pay.invoice_card") : TextId("pay.invoice");
}

TextId textOf(const billing::Purchase &purchase)
{
    using Status = billing::PurchaseStatus;
    switch (purchase.status) {
    case Status::Fulfilled:
        if (purchase.kind == billing::PurchaseKind::BalanceTopup)
            return "pay.topped_up";
        return "pay.fulfilled";
    case Status::Cancelled:
        return "pay.cancelled";
    case Status::Review:
        return "pay.review";
    case Status::Refunded:
        return "pay.refunded";
    case Status::Created:
    case Status::AwaitingPayment:
    case Status::Expired:
        break;
    }
    return "pay.expired";
}

} // namespace

QString whatIsBought(const Speech &speech, const billing::Purchase &purchase)
{
    switch (purchase.kind) {
    case billing::PurchaseKind::BalanceTopup:
        return speech.plain("pay.what_top_up");
    case billing::PurchaseKind::Gift:
        return speech.plain("pay.what_gift",
                            {speech.tariff(purchase.tariff), speech.days(purchase.periodDays)});
    case billing::PurchaseKind::Subscription:
        break;
    }
    return speech.plain("pay.what_subscription",
                        {speech.tariff(purchase.tariff), speech.days(purchase.periodDays)});
}

QString amountDue(const Speech &speech, const billing::Purchase &purchase)
{
    return purchase.provider == Provider::Stars ? speech.stars(purchase.priceStars)
                                                : speech.money(purchase.price);
}

Screen waitingForInvoice(const Speech &speech, const billing::Purchase &purchase)
{
    return {speech.html("pay.making", {amountDue(speech, purchase)}),
            keyboards::waitingForInvoice(speech, purchase.id)};
}

Screen late(const Speech &speech, const billing::Purchase &purchase)
{
    const Keyboard keyboard = keyboards::waitingForInvoice(speech, purchase.id);
    if (purchase.kind == billing::PurchaseKind::BalanceTopup)
        return {speech.html("pay.late_top_up"), keyboard};
    return {speech.html("pay.late"), keyboards::withAnotherWay(speech, keyboard, purchase.id)};
}

QString lateKey(const PurchaseId &purchase)
{
    return u"link_late:"_s + purchase.value();
}

Screen refusedByProvider(const Speech &speech, const billing::Purchase &purchase, Provider provider,
                         const billing::PaymentMethods &methods)
{
    return {provider == Provider::CryptoPay ? speech.html("pay.refused_now")
                                            : speech.html("pay.refused_way", {payLabel(speech, provider)}),
            keyboards::methods(speech, purchase.id, billing::payersOf(methods, purchase.kind),
                               encodeCallback(action::kMenu))};
}

Screen invoice(const Speech &speech, const billing::Purchase &purchase)
{
    return {speech.html(invoiceText(purchase), {amountDue(speech, purchase), whatIsBought(speech, purchase),
                                                speech.time(purchase.expiresAt)}),
            keyboards::invoice(speech, purchase.id, purchase.payUrl)};
}

Screen bought(const Speech &speech, const access::PaymentReceivedNotice &notice)
{
    const QString tariff = speech.tariff(notice.tariff);
    const QString days = speech.days(notice.periodDays);
    const QString until = speech.time(notice.expiresAt);
    QString text;
    if (notice.keyPending)
        text = speech.html("buy.bought_pending", {tariff, days});
    else if (notice.isRenewal)
        text = speech.html("buy.renewed", {tariff, days, until});
    else
        text = speech.html("buy.bought", {tariff, days, until});
    return {text, keyboards::afterPurchase(speech)};
}

Screen ended(const Speech &speech, const billing::Purchase &purchase)
{
    return {speech.html(textOf(purchase)), keyboards::toMenu(speech)};
}

} // namespace turnpike::bot::purchasescreens
