// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/gifts.h"

#include "bot/botlinks.h"
#include "bot/buy.h"
#include "bot/mainmenu.h"
#include "bot/pay.h"
#include "bot/registration.h"
#include "db/storable.h"

#include <algorithm>

namespace turnpike::bot::gifts {

using namespace Qt::StringLiterals;

namespace {

constexpr char kGift[] = "gift";             // choose a tariff to give
constexpr char kGiftTariff[] = "gifttariff"; // <tariff>: choose a period
constexpr char kGiftPeriod[] = "giftperiod"; // <tariff>, <days>: choose a method
constexpr char kAccept[] = "giftopen";       // <code>

constexpr auto kTexts = std::to_array<const char *>({
    QT_TRANSLATE_NOOP("bot", "button.gift"),
    QT_TRANSLATE_NOOP("bot", "button.gift_send"),
    QT_TRANSLATE_NOOP("bot", "button.gift_accept"),
    QT_TRANSLATE_NOOP("bot", "button.gift_keep"),
    QT_TRANSLATE_NOOP("bot", "gift.tariffs"),
    QT_TRANSLATE_NOOP("bot", "gift.waiting"),
    QT_TRANSLATE_NOOP("bot", "gift.waiting_line"),
    QT_TRANSLATE_NOOP("bot", "gift.methods"),
    QT_TRANSLATE_NOOP("bot", "gift.share"),
    QT_TRANSLATE_NOOP("bot", "gift.offer"),
    QT_TRANSLATE_NOOP("bot", "gift.own"),
    QT_TRANSLATE_NOOP("bot", "gift.unknown"),
    QT_TRANSLATE_NOOP("bot", "gift.taken"),
    QT_TRANSLATE_NOOP("bot", "gift.over"),
});

constexpr int kWaitingShown = 5;

Button pressOf(const QString &label, const char *word, const QStringList &args = {})
{
    return {label, encodeCallback(word, args), QString()};
}

// Two a row, above the way back.
Keyboard choicesOf(const Speech &speech, const char *word, const std::vector<Choice> &choices,
                   const char *back)
{
    Keyboard keyboard;
    for (size_t i = 0; i < choices.size(); ++i) {
        if (i % 2 == 0)
            keyboard.rows.emplace_back();
        keyboard.rows.back().push_back(pressOf(choices[i].label, word, choices[i].args));
    }
    keyboard.rows.push_back({pressOf(speech.plain("button.back"), back)});
    return keyboard;
}

Button sendButton(const Speech &speech, const QString &link)
{
    return {speech.plain({kTexts, "button.gift_send"}), QString(),
            botlinks::sharing(link, speech.plain({kTexts, "gift.share"}))};
}

// To take it; the one who has bought it may rather send it.
Keyboard offer(const Speech &speech, const QString &code, const QString &linkOfOwn)
{
    Keyboard keyboard;
    const Button send = sendButton(speech, linkOfOwn);
    if (!send.url.isEmpty())
        keyboard.rows.push_back({send});
    keyboard.rows.push_back({pressOf(linkOfOwn.isEmpty() ? speech.plain({kTexts, "button.gift_accept"})
                                                         : speech.plain({kTexts, "button.gift_keep"}),
                                     kAccept, {code})});
    keyboard.rows.push_back({pressOf(speech.plain("button.menu"), action::kMenu)});
    return keyboard;
}

bool canPay(const Context &context, Kopecks price)
{
    return context.isOn(control::flag::kPayments) &&
           (billing::isSold(context.services.methods, billing::PurchaseKind::Gift) ||
            context.user.balance >= price);
}

QString waitingLines(Context &context)
{
    const Speech &speech = context.speech();
    QStringList lines;
    for (const billing::Gift &gift :
         context.services.gifts.waitingOf(context.tx, context.user.id, kWaitingShown)) {
        lines << speech.html({kTexts, "gift.waiting_line"},
                             {speech.tariff(gift.tariff), speech.days(gift.periodDays),
                              speech.time(gift.expiresAt), botlinks::to(context.tx, payloadOf(gift.code))});
    }
    if (lines.isEmpty())
        return {};
    return u"\n\n"_s + speech.html({kTexts, "gift.waiting"}) + u'\n' + lines.join(u'\n');
}

// The price list has changed since the button was made.
void startAgain(Context &context)
{
    context.reply.answer(context.speech().plain("press.price_changed"), true);
    chooseTariff(context, {});
}

// What the one who took it has now.
Screen granted(Context &context)
{
    const Speech &speech = context.speech();
    const auto &subscription = context.subscription();
    if (!subscription || !subscription->isRunning(context.now))
        return mainmenu::screen(context, speech.html({kTexts, "gift.taken"}));
    QString text = speech.html("notice.granted_gift", {speech.tariff(subscription->tariff),
                                                       speech.time(subscription->endsAt(context.now))});
    if (subscription->waitingSince)
        text += u"\n\n"_s + speech.html("notice.key_follows");
    return {text, keyboards::afterPurchase(speech)};
}

std::vector<Keyboard> keyboardsOf(const Speech &speech)
{
    const QString code(16, u'f');
    const QString link = u"https://t.me/shop_bot?start=gift_"_s + code;
    const std::vector<Choice> longest = {{u"365 days"_s, {u"a_tariff_with_a_long_name"_s, u"365"_s}}};
    return {
        choicesOf(speech, kGiftTariff, {{u"Basic"_s, {u"basic"_s}}, {u"Plus"_s, {u"plus"_s}}}, action::kMenu),
        choicesOf(speech, kGiftPeriod, longest, kGift), offer(speech, code, QString()),
        offer(speech, code, link), ready(speech, link, u"basic"_s, 30).keyboard};
}

} // namespace

QString payloadOf(const QString &code)
{
    return u"gift_"_s + code;
}

Screen ready(const Speech &speech, const QString &link, const QString &tariff, int periodDays)
{
    Keyboard keyboard = keyboards::underNotice(speech);
    const Button send = sendButton(speech, link);
    if (!send.url.isEmpty())
        keyboard.rows.insert(keyboard.rows.begin(), {send});
    return {speech.html("notice.gift_ready", {speech.tariff(tariff), speech.days(periodDays), link}),
            keyboard};
}

void chooseTariff(Context &context, const CallbackData &)
{
    const Speech &speech = context.speech();
    const QString waiting = waitingLines(context);
    if (!canPay(context, buy::lowestPrice(context.services.catalog))) {
        if (waiting.isEmpty())
            pay::refusePaused(context);
        else
            context.reply.show({speech.html("pay.off") + waiting, keyboards::toMenu(speech)});
        return;
    }
    QStringList lines;
    std::vector<Choice> choices;
    for (const billing::Tariff &tariff : context.services.catalog.tariffs()) {
        const QString name = speech.tariff(tariff.key);
        const billing::Period &shortest = tariff.periods.front();
        lines.append(
            speech.html("buy.tariff_line", {name, speech.money(shortest.price), speech.days(shortest.days)}));
        choices.push_back({name, {tariff.key}});
    }
    context.reply.show({speech.html({kTexts, "gift.tariffs"}) + u"\n\n"_s + lines.join(u'\n') + waiting,
                        choicesOf(speech, kGiftTariff, choices, action::kMenu)});
}

void choosePeriod(Context &context, const CallbackData &press)
{
    const Speech &speech = context.speech();
    const billing::Tariff *tariff = context.services.catalog.find(press.arg(0));
    if (!tariff) {
        startAgain(context);
        return;
    }
    QStringList lines;
    std::vector<Choice> choices;
    for (const billing::Period &period : tariff->periods) {
        const QString days = speech.days(period.days);
        lines.append(speech.html("buy.period_line", {days, speech.money(period.price)}));
        choices.push_back({days, {tariff->key, QString::number(period.days)}});
    }
    context.reply.show(
        {speech.html("buy.periods", {speech.tariff(tariff->key)}) + u"\n\n"_s + lines.join(u'\n'),
         choicesOf(speech, kGiftPeriod, choices, kGift)});
}

void chooseMethod(Context &context, const CallbackData &press)
{
    const QString tariff = press.arg(0);
    const auto period = context.services.catalog.period(tariff, press.arg(1).toInt());
    if (!period) {
        startAgain(context);
        return;
    }
    if (!canPay(context, period->price)) {
        pay::refusePaused(context);
        return;
    }
    billing::Purchases::NewPurchase wanted;
    wanted.user = context.user.id;
    wanted.kind = billing::PurchaseKind::Gift;
    wanted.tariff = tariff;
    wanted.periodDays = period->days;
    wanted.price = period->price;
    wanted.priceStars = period->stars;
    const billing::Purchase purchase = context.services.purchases.create(context.tx, wanted);

    const Speech &speech = context.speech();
    const std::vector<billing::Provider> payers = billing::payersOf(context.services.methods, purchase.kind);
    QString price = speech.money(period->price);
    if (std::find(payers.begin(), payers.end(), billing::Provider::Stars) != payers.end())
        price += u" / "_s + speech.stars(period->stars);
    context.reply.show(
        {speech.html({kTexts, "gift.methods"}, {speech.tariff(tariff), speech.days(period->days), price,
                                                speech.money(context.user.balance)}) +
             u"\n\n"_s + speech.html("buy.how"),
         keyboards::methods(speech, purchase.id, payers, encodeCallback(kGiftTariff, {tariff}))});
}

Screen opened(Context &context, const QString &code)
{
    const Speech &speech = context.speech();
    const auto gift = context.services.gifts.find(context.tx, db::storable(code).toLower());
    if (!gift)
        return mainmenu::screen(context, speech.html({kTexts, "gift.unknown"}));
    if (gift->claimedBy == context.user.id)
        return granted(context);
    if (gift->claimedAt)
        return mainmenu::screen(context, speech.html({kTexts, "gift.taken"}));
    if (gift->returnedAt || gift->expiresAt <= context.now)
        return mainmenu::screen(context, speech.html({kTexts, "gift.over"}));
    const QString tariff = speech.tariff(gift->tariff);
    const QString days = speech.days(gift->periodDays);
    const QString until = speech.time(gift->expiresAt);
    if (gift->buyer == context.user.id) {
        return {speech.html({kTexts, "gift.own"}, {tariff, days, until}),
                offer(speech, gift->code, botlinks::to(context.tx, payloadOf(gift->code)))};
    }
    return {speech.html({kTexts, "gift.offer"}, {tariff, days, until}) + buy::noteFor(context, gift->tariff),
            offer(speech, gift->code, QString())};
}

void accept(Context &context, const CallbackData &press)
{
    using Outcome = billing::Gifts::ClaimOutcome;
    const QString code = press.arg(0);
    if (context.services.gifts.claim(context.tx, code, context.user.id) == Outcome::Claimed) {
        context.forgetSubscription();
        context.reply.show(granted(context));
    } else {
        context.reply.show(opened(context, code)); // says what became of it
    }
}

Registration registration()
{
    return {
        .actions = {{kGift, chooseTariff},
                    {kGiftTariff, choosePeriod},
                    {kGiftPeriod, chooseMethod},
                    {kAccept, accept}},
        .commands = {{"gift", chooseTariff}},
        // “bgift_” is what a shop before this one wrote.
        .links = {{"gift_", opened}, {"bgift_", opened}},
        .entrances = {{Entrance::Place::MainMenu, TextId(kTexts, "button.gift"), kGift}},
        .texts = kTexts,
        .keyboards = keyboardsOf,
    };
}

} // namespace turnpike::bot::gifts
