// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/promo.h"

#include "bot/mainmenu.h"
#include "bot/registration.h"
#include "db/storable.h"

namespace turnpike::bot::promo {

using namespace Qt::StringLiterals;

using billing::PromoRefusal;

namespace {

constexpr auto kTexts = std::to_array<const char *>({
    QT_TRANSLATE_NOOP("bot", "button.promo"),
    QT_TRANSLATE_NOOP("bot", "promo.ask"),
    QT_TRANSLATE_NOOP("bot", "promo.accepted"),
    QT_TRANSLATE_NOOP("bot", "promo.for_tariff"),
    QT_TRANSLATE_NOOP("bot", "promo.next_purchase"),
    QT_TRANSLATE_NOOP("bot", "promo.gives_percent"),
    QT_TRANSLATE_NOOP("bot", "promo.gives_money"),
    QT_TRANSLATE_NOOP("bot", "promo.gives_days"),
    QT_TRANSLATE_NOOP("bot", "promo.line"),
    QT_TRANSLATE_NOOP("bot", "promo.line_instead"),
    QT_TRANSLATE_NOOP("bot", "promo.refused"),
    QT_TRANSLATE_NOOP("bot", "promo.why_unknown"),
    QT_TRANSLATE_NOOP("bot", "promo.why_inactive"),
    QT_TRANSLATE_NOOP("bot", "promo.why_not_yet"),
    QT_TRANSLATE_NOOP("bot", "promo.why_over"),
    QT_TRANSLATE_NOOP("bot", "promo.why_used_up"),
    QT_TRANSLATE_NOOP("bot", "promo.why_used_before"),
    QT_TRANSLATE_NOOP("bot", "promo.why_new_only"),
    QT_TRANSLATE_NOOP("bot", "promo.why_other_tariff"),
});

// The step of a conversation that waits for a typed code.
const QString kTypingCode = u"promo_code"_s;
const QString kAskedIn = u"message"_s; // the message that asks; absent where it was a new one

// Of what was typed, in the answer to it.
constexpr qsizetype kShownCharacters = 40;

TextId reasonOf(PromoRefusal refusal)
{
    switch (refusal) {
    case PromoRefusal::Unknown:
        break;
    case PromoRefusal::Inactive:
        return TextId(kTexts, "promo.why_inactive");
    case PromoRefusal::NotYetValid:
        return TextId(kTexts, "promo.why_not_yet");
    case PromoRefusal::Over:
        return TextId(kTexts, "promo.why_over");
    case PromoRefusal::UsedUp:
        return TextId(kTexts, "promo.why_used_up");
    case PromoRefusal::UsedBefore:
        return TextId(kTexts, "promo.why_used_before");
    case PromoRefusal::NewOnly:
        return TextId(kTexts, "promo.why_new_only");
    case PromoRefusal::OtherTariff:
        return TextId(kTexts, "promo.why_other_tariff");
    }
    return TextId(kTexts, "promo.why_unknown");
}

// Whatever this customer buys, whenever.
bool isForGood(PromoRefusal refusal)
{
    return refusal != PromoRefusal::NotYetValid && refusal != PromoRefusal::UsedBefore &&
           refusal != PromoRefusal::OtherTariff;
}

QString refused(const Speech &speech, const QString &code, PromoRefusal refusal)
{
    return speech.html({kTexts, "promo.refused"},
                       {code.left(kShownCharacters), speech.plain(reasonOf(refusal))});
}

QString giftOf(const Speech &speech, const billing::Promo &known)
{
    switch (known.kind) {
    case billing::PromoKind::Percent:
        break;
    case billing::PromoKind::Money:
        return speech.plain({kTexts, "promo.gives_money"}, {speech.money(Kopecks(known.amount))});
    case billing::PromoKind::Days:
        return speech.plain({kTexts, "promo.gives_days"}, {speech.days(static_cast<int>(known.amount))});
    }
    return speech.plain({kTexts, "promo.gives_percent"}, {QString::number(known.discountPercent)});
}

Button pressOf(const QString &label, const char *word)
{
    return {label, encodeCallback(word), QString()};
}

Keyboard typingCode(const Speech &speech)
{
    return {{{pressOf(speech.plain("button.back"), action::kBuy)}}};
}

Keyboard afterAcceptance(const Speech &speech)
{
    return {{{pressOf(speech.plain("button.buy"), action::kBuy)},
             {pressOf(speech.plain("button.menu"), action::kMenu)}}};
}

// Takes the code for the next purchase: what it gives, or why it was not taken.
struct Taken
{
    QString html;
    bool isTaken = false;
};

Taken take(Context &context, const QString &entered)
{
    const Speech &speech = context.speech();
    const billing::Promos &promos = context.services.promos;
    const QString code = billing::Promos::normalized(db::storable(entered));
    const auto checked = promos.check(context.tx, context.user.id, code);
    if (const auto *refusal = std::get_if<PromoRefusal>(&checked))
        return {refused(speech, code, *refusal)};
    const auto &known = std::get<billing::Promo>(checked);
    promos.choose(context.tx, context.user.id, known.code);
    QString html = speech.html({kTexts, "promo.accepted"}, {known.code, giftOf(speech, known)});
    if (known.tariff.isEmpty())
        html += u"\n\n"_s + speech.html({kTexts, "promo.next_purchase"});
    else
        html += u"\n\n"_s + speech.html({kTexts, "promo.for_tariff"}, {speech.tariff(known.tariff)});
    return {html, true};
}

std::vector<Keyboard> keyboardsOf(const Speech &speech)
{
    return {typingCode(speech), afterAcceptance(speech), withPromo(speech, keyboards::toMenu(speech))};
}

} // namespace

Quote quote(Context &context, const QString &tariff, const billing::Period &period)
{
    const billing::Promos &promos = context.services.promos;
    const TelegramId user = context.user.id;
    Quote quoted{period.price, period.stars, 0, promos.chosen(context.tx, user)};
    if (quoted.code.isEmpty())
        return quoted;
    context.services.purchases.giveUpShown(context.tx, user, quoted.code);
    const auto checked = promos.check(context.tx, user, quoted.code, tariff);
    if (const auto *refusal = std::get_if<PromoRefusal>(&checked)) {
        quoted.refusal = *refusal;
        if (isForGood(*refusal))
            promos.unchoose(context.tx, user);
        return quoted;
    }
    const auto &known = std::get<billing::Promo>(checked);
    const auto reduced =
        billing::priceWith(known, period.price, period.stars, context.services.catalog.minimumPrice());
    quoted.price = reduced.price;
    quoted.stars = reduced.stars;
    quoted.bonusDays = reduced.bonusDays;
    quoted.gives = giftOf(context.speech(), known);
    return quoted;
}

QString line(const Speech &speech, const Quote &quoted, Kopecks fullPrice)
{
    if (quoted.refusal)
        return refused(speech, quoted.code, *quoted.refusal);
    if (!quoted.isReduced())
        return {};
    if (quoted.price == fullPrice)
        return speech.html({kTexts, "promo.line"}, {quoted.code, quoted.gives});
    return speech.html({kTexts, "promo.line_instead"}, {quoted.code, quoted.gives, speech.money(fullPrice)});
}

Keyboard withPromo(const Speech &speech, Keyboard keyboard)
{
    keyboard.rows.insert(keyboard.rows.end() - 1,
                         {pressOf(speech.plain({kTexts, "button.promo"}), action::kPromo)});
    return keyboard;
}

void ask(Context &context, const CallbackData &)
{
    QJsonObject state;
    if (const auto message = context.reply.menuMessage())
        state[kAskedIn] = *message;
    context.waitFor(kTypingCode, state);
    const Speech &speech = context.speech();
    context.reply.show({speech.html({kTexts, "promo.ask"}), typingCode(speech)});
}

void typed(Context &context, const QString &text, const QJsonObject &state)
{
    // One message, however often it is typed: no older one keeps buttons that work.
    if (const QJsonValue message = state.value(kAskedIn); message.isDouble())
        context.reply.useMenuMessage(message.toInteger());
    const Speech &speech = context.speech();
    const Taken taken = take(context, text);
    if (taken.isTaken) {
        context.stopWaiting();
        context.reply.show({taken.html, afterAcceptance(speech)});
    } else {
        context.reply.show({taken.html + u"\n\n"_s + speech.html({kTexts, "promo.ask"}), typingCode(speech)});
    }
}

Screen opened(Context &context, const QString &code)
{
    const Taken taken = take(context, code);
    if (!taken.isTaken)
        return mainmenu::screen(context, taken.html);
    return {taken.html, afterAcceptance(context.speech())};
}

Registration registration()
{
    return {
        .actions = {{action::kPromo, ask}},
        .commands = {{"promo", ask}},
        .typed = {{kTypingCode, typed}},
        .links = {{"promo_", opened}},
        .texts = kTexts,
        .keyboards = keyboardsOf,
    };
}

} // namespace turnpike::bot::promo
