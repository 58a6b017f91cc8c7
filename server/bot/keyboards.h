// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "billing/provider.h"
#include "bot/texts.h"

#include <QJsonObject>

#include <optional>
#include <vector>

namespace turnpike::bot {

// One inline button: it carries callback data, opens a link, or copies a text. A value.
struct Button
{
    QString label;
    QString data;
    QString url;
    QString copyText{}; // at most kLongestCopyText characters

    bool operator==(const Button &) const = default;
};

inline constexpr qsizetype kLongestCopyText = 256; // Bot API, CopyTextButton

// An inline keyboard as plain data: rows of buttons. A value.
struct Keyboard
{
    std::vector<std::vector<Button>> rows;

    // The InlineKeyboardMarkup of the Bot API.
    QJsonObject toJson() const;
    bool operator==(const Keyboard &) const = default;
};

// What the main menu and the profile know about the customer.
struct Offer
{
    bool trial = false;       // may have a trial
    bool renewal = false;     // has a tariff to renew
    bool autoRenewal = false; // has a paid subscription
    bool key = false;         // has a key that works
};

// A tariff's or period's button: what is written on it, and what a press asks for.
struct Choice
{
    QString label;
    QStringList args;
};

// Every keyboard of the bot. Holds no state; made for the language of one customer.
namespace keyboards {

Keyboard language(const Texts &texts);
// The same in one row, to stand under something else. `link`: what that was opened by; it is shown again in
// the language that is chosen. Empty: none.
std::vector<Button> languages(const Texts &texts, const QString &link = {});
Keyboard mainMenu(const Speech &speech, const Offer &offer);
Keyboard tariffs(const Speech &speech, const std::vector<Choice> &tariffs);
Keyboard periods(const Speech &speech, const std::vector<Choice> &periods);
// `offered`: what may pay for it, in this order. `back` is where "Back" leads.
Keyboard methods(const Speech &speech, const PurchaseId &purchase,
                 const std::vector<billing::Provider> &offered, const QString &back);
Keyboard waitingForInvoice(const Speech &speech, const PurchaseId &purchase);
Keyboard invoice(const Speech &speech, const PurchaseId &purchase, const QString &payUrl);
// `keyboard` of a purchase and, above its last row, a way to pay for the same otherwise.
Keyboard withAnotherWay(const Speech &speech, Keyboard keyboard, const PurchaseId &purchase);
Keyboard notEnough(const Speech &speech, const PurchaseId &purchase, Kopecks missing, Kopecks toPay);
Keyboard balance(const Speech &speech, bool offersTopUp);
// `purchase`: what the money is for; empty: nothing yet.
Keyboard amounts(const Speech &speech, const std::vector<Kopecks> &amounts, const PurchaseId &purchase = {});
// While an amount is being typed. `back` is where "Back" leads.
Keyboard typingAmount(const Speech &speech, const QString &back);
Keyboard profile(const Speech &speech, const Offer &offer);
Keyboard autoRenewal(const Speech &speech, bool on, bool offersTopUp);
Keyboard platforms(const Speech &speech);
// `apps`: what opens an app with the key. `vpnKey`: may be empty.
Keyboard platform(const Speech &speech, const std::vector<Button> &apps = {}, const QString &vpnKey = {});
// A button copies this key; a longer one is copied by a touch on it.
bool isCopied(const QString &vpnKey);
// Under a key in a menu: to copy it, to scan it, where to use it, to replace it.
Keyboard key(const Speech &speech, const QString &vpnKey);
// `mark`: which key it is about.
Keyboard confirmReissue(const Speech &speech, const QString &mark);
Keyboard settings(const Speech &speech);
// One button that leads back to the main menu.
Keyboard toMenu(const Speech &speech);
// What follows a purchase: Profile, Instructions, Menu.
Keyboard afterPurchase(const Speech &speech);

// Under messages that must stay as they are (a key, a reminder): a press opens its menu below them.
// `vpnKey`: the one that the message tells; empty: none.
Keyboard underKey(const Speech &speech, const QString &vpnKey = {});
Keyboard underReminder(const Speech &speech, bool isTrial);
Keyboard underNotice(const Speech &speech);
Keyboard underShortage(const Speech &speech, Kopecks missing);
// Under the news of money on the balance: what was to be bought with it. `lacks`: it is not enough yet.
Keyboard underCredit(const Speech &speech, const PurchaseId &purchase, const QString &label, bool lacks);
// Under the news that too little came. `toPay`: what is offered to be paid still; nothing: no such offer.
Keyboard underShortPayment(const Speech &speech, const PurchaseId &purchase, std::optional<Kopecks> toPay);

} // namespace keyboards

} // namespace turnpike::bot
