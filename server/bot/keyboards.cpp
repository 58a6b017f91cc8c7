// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/keyboards.h"

#include "bot/callbackdata.h"
#include "bot/paybuttons.h"
#include "bot/qrcode.h"
#include "bot/registration.h"

#include <QJsonArray>

#include <algorithm>

namespace turnpike::bot {

using namespace Qt::StringLiterals;

namespace {

QJsonObject jsonOf(const Button &button)
{
    QJsonObject json{{u"text"_s, button.label}};
    if (!button.copyText.isEmpty())
        json.insert(u"copy_text"_s, QJsonObject{{u"text"_s, button.copyText}});
    else if (!button.url.isEmpty())
        json.insert(u"url"_s, button.url);
    else
        json.insert(u"callback_data"_s, button.data);
    return json;
}

} // namespace

QJsonObject Keyboard::toJson() const
{
    QJsonArray jsonRows;
    for (const auto &row : rows) {
        QJsonArray jsonRow;
        for (const Button &button : row)
            jsonRow.append(jsonOf(button));
        jsonRows.append(jsonRow);
    }
    return {{u"inline_keyboard"_s, jsonRows}};
}

namespace keyboards {

namespace {

Button press(const Speech &speech, TextId label, const char *action, const QStringList &args = {})
{
    return {speech.plain(label), encodeCallback(action, args), QString()};
}

// Opens a new message instead of editing the one that it stands under.
Button fresh(const Speech &speech, TextId label, const char *action, const QStringList &args = {})
{
    return {speech.plain(label), encodeFreshCallback(action, args), QString()};
}

Button menuButton(const Speech &speech)
{
    return press(speech, "button.menu", action::kMenu);
}

Button backTo(const Speech &speech, const char *action, const QStringList &args = {})
{
    return press(speech, "button.back", action, args);
}

// What can be done with a key where it stands; nothing for a key that is too long for either.
std::vector<Button> keyButtons(const Speech &speech, const QString &vpnKey, Button qrCode)
{
    std::vector<Button> row;
    if (isCopied(vpnKey))
        row.push_back({speech.plain("button.copy_key"), QString(), QString(), vpnKey});
    if (!vpnKey.isEmpty() && vpnKey.toUtf8().size() <= kLongestQrContent)
        row.push_back(std::move(qrCode));
    return row;
}

// Beside the word for a language and its code. What was typed in place of a link may be anything.
bool canCarry(const QString &link)
{
    constexpr qsizetype kMostCharacters = 45;
    return !link.isEmpty() && link.size() <= kMostCharacters &&
           std::all_of(link.begin(), link.end(), [](QChar c) {
               return (c.unicode() < 0x80 && c.isLetterOrNumber()) || c == u'_' || c == u'-';
           });
}

// Two a row: names of tariffs, periods and amounts are short.
void addChoices(Keyboard &keyboard, const char *action, const std::vector<Choice> &choices)
{
    for (size_t i = 0; i < choices.size(); ++i) {
        if (i % 2 == 0)
            keyboard.rows.emplace_back();
        keyboard.rows.back().push_back(
            {choices[i].label, encodeCallback(action, choices[i].args), QString()});
    }
}

// Where conversations are entered from here, as they say themselves.
std::vector<Button> entrances(const Speech &speech, Entrance::Place place)
{
    std::vector<Button> buttons;
    for (const Registration &registered : registrations()) {
        for (const Entrance &entrance : registered.entrances) {
            if (entrance.place == place)
                buttons.push_back(press(speech, entrance.label, entrance.word));
        }
    }
    return buttons;
}

// One button for each guide.
std::vector<std::vector<Button>> devices(const Speech &speech)
{
    return {{press(speech, "button.ios", action::kInstructions, {u"ios"_s}),
             press(speech, "button.android", action::kInstructions, {u"android"_s})},
            {press(speech, "button.windows", action::kInstructions, {u"windows"_s}),
             press(speech, "button.macos", action::kInstructions, {u"macos"_s})}};
}

} // namespace

Keyboard language(const Texts &texts)
{
    Keyboard keyboard;
    for (const Speech &speech : texts.languages())
        keyboard.rows.push_back({press(speech, "language.name", action::kSetLanguage, {speech.code()})});
    return keyboard;
}

std::vector<Button> languages(const Texts &texts, const QString &link)
{
    std::vector<Button> row;
    for (const Speech &speech : texts.languages()) {
        QStringList args{speech.code()};
        if (canCarry(link))
            args << link;
        row.push_back(press(speech, "language.name", action::kSetLanguage, args));
    }
    return row;
}

Keyboard mainMenu(const Speech &speech, const Offer &offer)
{
    Keyboard keyboard;
    if (offer.trial)
        keyboard.rows.push_back({press(speech, "button.trial", action::kTrial)});
    keyboard.rows.push_back({press(speech, "button.buy", action::kBuy)});
    if (offer.renewal)
        keyboard.rows.back().push_back(press(speech, "button.renew", action::kRenew));
    if (offer.key)
        keyboard.rows.push_back({press(speech, "button.key", action::kKey)});
    keyboard.rows.push_back({press(speech, "button.profile", action::kProfile),
                             press(speech, "button.balance", action::kBalance)});
    const std::vector<Button> others = entrances(speech, Entrance::Place::MainMenu);
    for (size_t i = 0; i < others.size(); ++i) {
        if (i % 2 == 0)
            keyboard.rows.emplace_back();
        keyboard.rows.back().push_back(others[i]);
    }
    return keyboard;
}

Keyboard tariffs(const Speech &speech, const std::vector<Choice> &tariffs)
{
    Keyboard keyboard;
    addChoices(keyboard, action::kTariff, tariffs);
    keyboard.rows.push_back({backTo(speech, action::kMenu)});
    return keyboard;
}

Keyboard periods(const Speech &speech, const std::vector<Choice> &periods)
{
    Keyboard keyboard;
    addChoices(keyboard, action::kPeriod, periods);
    keyboard.rows.push_back({backTo(speech, action::kBuy)});
    return keyboard;
}

Keyboard methods(const Speech &speech, const PurchaseId &purchase,
                 const std::vector<billing::Provider> &offered, const QString &back)
{
    Keyboard keyboard;
    for (size_t i = 0; i < offered.size(); ++i) {
        if (i % 2 == 0)
            keyboard.rows.emplace_back();
        keyboard.rows.back().push_back({payLabel(speech, offered[i]),
                                        encodeCallback(payAction(offered[i]), {purchase.value()}),
                                        QString()});
    }
    keyboard.rows.push_back({Button{speech.plain("button.back"), back, QString()}});
    return keyboard;
}

Keyboard waitingForInvoice(const Speech &speech, const PurchaseId &purchase)
{
    return {{{press(speech, "button.check", action::kCheck, {purchase.value()})},
             {press(speech, "button.menu", action::kLeave, {purchase.value()})}}};
}

Keyboard invoice(const Speech &speech, const PurchaseId &purchase, const QString &payUrl)
{
    Keyboard keyboard = waitingForInvoice(speech, purchase);
    keyboard.rows.insert(keyboard.rows.begin(), {Button{speech.plain("button.pay"), QString(), payUrl}});
    return keyboard;
}

Keyboard withAnotherWay(const Speech &speech, Keyboard keyboard, const PurchaseId &purchase)
{
    keyboard.rows.insert(keyboard.rows.end() - 1,
                         {press(speech, "button.another_way", action::kAnotherWay, {purchase.value()})});
    return keyboard;
}

Keyboard notEnough(const Speech &speech, const PurchaseId &purchase, Kopecks missing, Kopecks toPay)
{
    const Button rest{speech.plain("button.pay_rest", {speech.money(toPay)}),
                      encodeCallback(action::kPayRest, {purchase.value()}), QString()};
    return {{{rest},
             {press(speech, "button.top_up", action::kTopUp,
                    {QString::number(missing.value()), purchase.value()})},
             {menuButton(speech)}}};
}

Keyboard balance(const Speech &speech, bool offersTopUp)
{
    Keyboard keyboard;
    if (offersTopUp)
        keyboard.rows.push_back({press(speech, "button.top_up", action::kTopUp)});
    keyboard.rows.push_back({backTo(speech, action::kMenu)});
    return keyboard;
}

Keyboard amounts(const Speech &speech, const std::vector<Kopecks> &amounts, const PurchaseId &purchase)
{
    const QStringList wanted = purchase.isEmpty() ? QStringList() : QStringList{purchase.value()};
    std::vector<Choice> choices;
    choices.reserve(amounts.size());
    for (const Kopecks amount : amounts)
        choices.push_back({speech.money(amount), QStringList{QString::number(amount.value())} + wanted});
    Keyboard keyboard;
    addChoices(keyboard, action::kAmount, choices);
    keyboard.rows.push_back({press(speech, "button.other_amount", action::kOtherAmount, wanted)});
    keyboard.rows.push_back({backTo(speech, action::kBalance)});
    return keyboard;
}

Keyboard typingAmount(const Speech &speech, const QString &back)
{
    return {{{Button{speech.plain("button.back"), back, QString()}}}};
}

Keyboard profile(const Speech &speech, const Offer &offer)
{
    Keyboard keyboard;
    keyboard.rows.push_back({offer.renewal ? press(speech, "button.renew", action::kRenew)
                                           : press(speech, "button.buy", action::kBuy)});
    if (offer.autoRenewal)
        keyboard.rows.back().push_back(press(speech, "button.auto_renewal", action::kAutoRenewal));
    if (offer.key)
        keyboard.rows.push_back({press(speech, "button.key", action::kKey)});
    keyboard.rows.push_back(
        {press(speech, "button.instructions", action::kInstructions), backTo(speech, action::kMenu)});
    return keyboard;
}

Keyboard autoRenewal(const Speech &speech, bool on, bool offersTopUp)
{
    Keyboard keyboard{{{on ? press(speech, "button.turn_off", action::kSetAutoRenewal, {u"off"_s})
                           : press(speech, "button.turn_on", action::kSetAutoRenewal, {u"on"_s})},
                       {backTo(speech, action::kProfile)}}};
    if (offersTopUp) {
        auto &last = keyboard.rows.back();
        last.insert(last.begin(), press(speech, "button.top_up", action::kTopUp));
    }
    return keyboard;
}

Keyboard platforms(const Speech &speech)
{
    Keyboard keyboard{devices(speech)};
    keyboard.rows.push_back({backTo(speech, action::kMenu)});
    return keyboard;
}

Keyboard platform(const Speech &speech, const std::vector<Button> &apps, const QString &vpnKey)
{
    Keyboard keyboard;
    for (size_t i = 0; i < apps.size(); ++i) {
        if (i % 2 == 0)
            keyboard.rows.emplace_back();
        keyboard.rows.back().push_back(apps[i]);
    }
    auto withKey = keyButtons(speech, vpnKey, press(speech, "button.qr", action::kQrCode));
    if (!withKey.empty())
        keyboard.rows.push_back(std::move(withKey));
    keyboard.rows.push_back({press(speech, "button.profile", action::kProfile)});
    keyboard.rows.push_back({backTo(speech, action::kInstructions), menuButton(speech)});
    return keyboard;
}

bool isCopied(const QString &vpnKey)
{
    return !vpnKey.isEmpty() && vpnKey.size() <= kLongestCopyText;
}

Keyboard key(const Speech &speech, const QString &vpnKey)
{
    Keyboard keyboard{devices(speech)};
    auto withKey = keyButtons(speech, vpnKey, press(speech, "button.qr", action::kQrCode));
    if (!withKey.empty())
        keyboard.rows.insert(keyboard.rows.begin(), std::move(withKey));
    keyboard.rows.push_back({press(speech, "button.reissue", action::kReissue)});
    keyboard.rows.push_back({backTo(speech, action::kProfile), menuButton(speech)});
    return keyboard;
}

Keyboard confirmReissue(const Speech &speech, const QString &mark)
{
    return {
        {{press(speech, "button.reissue_now", action::kReissue, {mark})}, {backTo(speech, action::kKey)}}};
}

Keyboard settings(const Speech &speech)
{
    Keyboard keyboard;
    for (const Button &button : entrances(speech, Entrance::Place::Settings))
        keyboard.rows.push_back({button});
    keyboard.rows.push_back({backTo(speech, action::kMenu)});
    return keyboard;
}

Keyboard toMenu(const Speech &speech)
{
    return {{{menuButton(speech)}}};
}

Keyboard afterPurchase(const Speech &speech)
{
    return {{{press(speech, "button.profile", action::kProfile),
              press(speech, "button.instructions", action::kInstructions)},
             {menuButton(speech)}}};
}

Keyboard underKey(const Speech &speech, const QString &vpnKey)
{
    Keyboard keyboard;
    auto withKey = keyButtons(speech, vpnKey, fresh(speech, "button.qr", action::kQrCode));
    if (!withKey.empty())
        keyboard.rows.push_back(std::move(withKey));
    keyboard.rows.push_back({fresh(speech, "button.instructions", action::kInstructions)});
    keyboard.rows.push_back({fresh(speech, "button.menu", action::kMenu)});
    return keyboard;
}

Keyboard underReminder(const Speech &speech, bool isTrial)
{
    return {{{isTrial ? fresh(speech, "button.buy", action::kBuy)
                      : fresh(speech, "button.renew", action::kRenew)},
             {fresh(speech, "button.menu", action::kMenu)}}};
}

Keyboard underNotice(const Speech &speech)
{
    return {{{fresh(speech, "button.menu", action::kMenu)}}};
}

Keyboard underShortage(const Speech &speech, Kopecks missing)
{
    return {{{fresh(speech, "button.top_up", action::kTopUp, {QString::number(missing.value())})},
             {fresh(speech, "button.menu", action::kMenu)}}};
}

Keyboard underCredit(const Speech &speech, const PurchaseId &purchase, const QString &label, bool lacks)
{
    const Button finish{
        label, encodeFreshCallback(lacks ? action::kPayRest : action::kPayBalance, {purchase.value()}),
        QString()};
    return {{{finish}, {fresh(speech, "button.menu", action::kMenu)}}};
}

Keyboard underShortPayment(const Speech &speech, const PurchaseId &purchase, std::optional<Kopecks> toPay)
{
    Keyboard keyboard;
    if (toPay)
        keyboard.rows.push_back(
            {Button{speech.plain("button.pay_rest", {speech.money(*toPay)}),
                    encodeFreshCallback(action::kSettleShort, {purchase.value(), u"rest"_s}), QString()}});
    keyboard.rows.push_back(
        {fresh(speech, "button.to_balance", action::kSettleShort, {purchase.value(), u"balance"_s})});
    keyboard.rows.push_back({fresh(speech, "button.menu", action::kMenu)});
    return keyboard;
}

} // namespace keyboards

} // namespace turnpike::bot
