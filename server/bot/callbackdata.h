// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/ids.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace turnpike::bot {

// What a press of a button means. The words travel inside of buttons, so a word keeps its meaning; when one
// has to change, kCallbackVersion grows and older buttons explain that they are old.
namespace action {
inline constexpr char kMenu[] = "menu";              // the main menu
inline constexpr char kLeave[] = "leave";            // <purchase>: the main menu, giving up this message
inline constexpr char kLanguage[] = "lang";          // choose a language
inline constexpr char kSetLanguage[] = "setlang";    // <language>, [<link>]: and shows what that leads to
inline constexpr char kTrial[] = "trial";            //
inline constexpr char kBuy[] = "buy";                // choose a tariff
inline constexpr char kTariff[] = "tariff";          // <tariff>: choose a period
inline constexpr char kPeriod[] = "period";          // <tariff>, <days>: choose a method
inline constexpr char kPromo[] = "promo";            // type a promo code
inline constexpr char kRenew[] = "renew";            // choose a method for the last tariff and period
inline constexpr char kPayCrypto[] = "crypto";       // <purchase>; other ways to pay: see paybuttons.h
inline constexpr char kPayBalance[] = "frombal";     // <purchase>
inline constexpr char kAnotherWay[] = "another";     // <purchase>: choose a method for the same anew
inline constexpr char kPayRest[] = "payrest";        // <purchase>: what the balance lacks for it
inline constexpr char kSettleShort[] = "short";      // <purchase>, balance | rest: what came too little
inline constexpr char kCheck[] = "check";            // <purchase>
inline constexpr char kProfile[] = "profile";        //
inline constexpr char kAutoRenewal[] = "auto";       //
inline constexpr char kSetAutoRenewal[] = "setauto"; // on | off
inline constexpr char kBalance[] = "balance";        //
inline constexpr char kTopUp[] = "topup";            // choose an amount, [<kopecks missing>, [<purchase>]]
inline constexpr char kAmount[] = "amount";          // <kopecks>, [<purchase>]: choose a method
inline constexpr char kOtherAmount[] = "other";      // [<purchase>]: type an amount
inline constexpr char kInstructions[] = "help";      // choose a platform, or <platform>
inline constexpr char kKey[] = "key";                //
inline constexpr char kQrCode[] = "qr";              // the key's, as a picture below
inline constexpr char kReissue[] = "reissue";        // asks; <mark of the key>: replaces that one
inline constexpr char kSettings[] = "settings";      //
} // namespace action

// The data of a button, at most 64 bytes (Bot API, InlineKeyboardButton): "<version>:<action>[:<argument>…]".
// Arguments are words of A-Z a-z 0-9 _ -. A '+' before the action: the answer is a new message. A value.
struct CallbackData
{
    QString action;
    QStringList args;
    bool opensNew = false; // the answer comes as a new message; the pressed one stays as it is

    QString arg(int index) const { return args.value(index); }
    PurchaseId purchase() const { return PurchaseId(arg(0)); }
};

inline constexpr int kCallbackDataBytes = 64;
inline constexpr char kCallbackVersion[] = "1";

// Throws DomainError when it does not fit: the shop offers what no button can carry.
QString encodeCallback(const char *action, const QStringList &args = {});

// The same for a button under a message that must stay as it is.
QString encodeFreshCallback(const char *action, const QStringList &args = {});

// std::nullopt for data of another version or of another make.
std::optional<CallbackData> decodeCallback(const QString &data);

} // namespace turnpike::bot
