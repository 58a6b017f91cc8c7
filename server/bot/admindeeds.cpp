// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/admindeeds.h"

#include "bot/admin.h"
#include "bot/registration.h"
#include "protocol/calls.h"

#include <QRegularExpression>

#include <algorithm>

namespace turnpike::bot::admindeeds {

using namespace Qt::StringLiterals;

namespace {

namespace call = protocol::call;

constexpr auto kTexts = std::to_array<const char *>({
    QT_TRANSLATE_NOOP("bot", "admin.ask_reason"),
    QT_TRANSLATE_NOOP("bot", "admin.ask_days"),
    QT_TRANSLATE_NOOP("bot", "admin.ask_tariff"),
    QT_TRANSLATE_NOOP("bot", "admin.ask_money"),
    QT_TRANSLATE_NOOP("bot", "admin.not_understood"),
    QT_TRANSLATE_NOOP("bot", "admin.done"),
    QT_TRANSLATE_NOOP("bot", "admin.accepted"),
    QT_TRANSLATE_NOOP("bot", "admin.not_done"),
    QT_TRANSLATE_NOOP("bot", "button.admin_grant"),
    QT_TRANSLATE_NOOP("bot", "button.admin_extend"),
    QT_TRANSLATE_NOOP("bot", "button.admin_revoke"),
    QT_TRANSLATE_NOOP("bot", "button.admin_reissue"),
    QT_TRANSLATE_NOOP("bot", "button.admin_balance"),
    QT_TRANSLATE_NOOP("bot", "button.admin_block"),
    QT_TRANSLATE_NOOP("bot", "button.admin_unblock"),
    QT_TRANSLATE_NOOP("bot", "button.admin_retry"),
    QT_TRANSLATE_NOOP("bot", "button.admin_retry_all"),
    QT_TRANSLATE_NOOP("bot", "button.admin_allow"),
    QT_TRANSLATE_NOOP("bot", "button.admin_leave"),
    QT_TRANSLATE_NOOP("bot", "button.admin_refund"),
    QT_TRANSLATE_NOOP("bot", "button.admin_refunded"),
    QT_TRANSLATE_NOOP("bot", "button.admin_maintenance_on"),
    QT_TRANSLATE_NOOP("bot", "button.admin_maintenance_off"),
    QT_TRANSLATE_NOOP("bot", "button.admin_start"),
    QT_TRANSLATE_NOOP("bot", "button.admin_pause"),
    QT_TRANSLATE_NOOP("bot", "button.admin_resume"),
    QT_TRANSLATE_NOOP("bot", "button.admin_stop"),
    QT_TRANSLATE_NOOP("bot", "button.admin_to_broadcast"),
    QT_TRANSLATE_NOOP("bot", "button.admin_customer"),
    QT_TRANSLATE_NOOP("bot", "button.admin_to_reviews"),
    QT_TRANSLATE_NOOP("bot", "button.admin_home"),
});

constexpr char kWord[] = "admd"; // <deed>, [of what]
const QString kTypingDeed = u"admin_deed"_s;
const QString kDeed = u"deed"_s;
const QString kSubject = u"subject"_s;
const QString kAskedIn = u"message"_s; // the message that asks; absent where it was a new one

// What stands before the reason.
enum class Before { Nothing, Days, TariffAndDays, Money };
enum class About { Customer, Payment, Broadcast, Shop };

struct Deed
{
    const char *word; // on buttons
    const char *call;
    TextId label;
    Before before;
    About about;
    const char *argument = nullptr; // of the call, beside those that are typed
    bool value = false;
};

constexpr Deed kDeeds[] = {
    {"grant", call::kGrant, {kTexts, "button.admin_grant"}, Before::TariffAndDays, About::Customer},
    {"extend", call::kExtend, {kTexts, "button.admin_extend"}, Before::Days, About::Customer},
    {"revoke", call::kRevoke, {kTexts, "button.admin_revoke"}, Before::Nothing, About::Customer},
    {"reissue", call::kReissue, {kTexts, "button.admin_reissue"}, Before::Nothing, About::Customer},
    {"balance", call::kAdjustBalance, {kTexts, "button.admin_balance"}, Before::Money, About::Customer},
    {"block",
     call::kBlock,
     {kTexts, "button.admin_block"},
     Before::Nothing,
     About::Customer,
     "blocked",
     true},
    {"unblock",
     call::kBlock,
     {kTexts, "button.admin_unblock"},
     Before::Nothing,
     About::Customer,
     "blocked",
     false},
    {"retry", call::kRetryActivation, {kTexts, "button.admin_retry"}, Before::Nothing, About::Customer},
    {"allow",
     call::kDecideReview,
     {kTexts, "button.admin_allow"},
     Before::Nothing,
     About::Payment,
     "grant",
     true},
    {"leave",
     call::kDecideReview,
     {kTexts, "button.admin_leave"},
     Before::Nothing,
     About::Payment,
     "grant",
     false},
    {"refund",
     call::kRefund,
     {kTexts, "button.admin_refund"},
     Before::Nothing,
     About::Payment,
     "by_hand",
     false},
    {"refunded",
     call::kRefund,
     {kTexts, "button.admin_refunded"},
     Before::Nothing,
     About::Payment,
     "by_hand",
     true},
    {"bstart", call::kStartBroadcast, {kTexts, "button.admin_start"}, Before::Nothing, About::Broadcast},
    {"bpause", call::kPauseBroadcast, {kTexts, "button.admin_pause"}, Before::Nothing, About::Broadcast},
    {"bresume", call::kResumeBroadcast, {kTexts, "button.admin_resume"}, Before::Nothing, About::Broadcast},
    {"bstop", call::kStopBroadcast, {kTexts, "button.admin_stop"}, Before::Nothing, About::Broadcast},
    {"retryall", call::kRetryActivations, {kTexts, "button.admin_retry_all"}, Before::Nothing, About::Shop},
    {"mainton",
     call::kSetFlag,
     {kTexts, "button.admin_maintenance_on"},
     Before::Nothing,
     About::Shop,
     "enabled",
     true},
    {"maintoff",
     call::kSetFlag,
     {kTexts, "button.admin_maintenance_off"},
     Before::Nothing,
     About::Shop,
     "enabled",
     false},
};

const Deed *findDeed(const QString &word)
{
    const auto found = std::find_if(std::begin(kDeeds), std::end(kDeeds),
                                    [&](const Deed &deed) { return word == QLatin1String(deed.word); });
    return found == std::end(kDeeds) ? nullptr : found;
}

// On a button, with what it is about where there are several.
QString labelOf(const Speech &speech, const Deed &deed, const QString &subject)
{
    const bool isNumbered = deed.about == About::Payment || deed.about == About::Broadcast;
    return isNumbered ? speech.plain(deed.label, {subject}) : speech.plain(deed.label);
}

// Takes what stands before the reason into the arguments; what is left is the reason. Nothing: it is none.
std::optional<QString> takeTyped(const Deed &deed, const QString &text, QJsonObject &args)
{
    static const QRegularExpression days(u"^\\s*(\\d{1,5})\\s+(\\S.*)$"_s,
                                         QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression tariffAndDays(u"^\\s*([A-Za-z0-9_-]+)\\s+(\\d{1,5})\\s+(\\S.*)$"_s,
                                                  QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression money(u"^\\s*([+-]?)(\\d{1,9})(?:[.,](\\d{1,2}))?\\s*₽?\\s+(\\S.*)$"_s,
                                          QRegularExpression::DotMatchesEverythingOption);
    switch (deed.before) {
    case Before::Nothing:
        return text.trimmed();
    case Before::Days: {
        const auto match = days.match(text);
        if (!match.hasMatch())
            return std::nullopt;
        args.insert(u"days"_s, match.captured(1).toLongLong());
        return match.captured(2);
    }
    case Before::TariffAndDays: {
        const auto match = tariffAndDays.match(text);
        if (!match.hasMatch())
            return std::nullopt;
        args.insert(u"tariff"_s, match.captured(1).toLower());
        args.insert(u"days"_s, match.captured(2).toLongLong());
        return match.captured(3);
    }
    case Before::Money: {
        const auto match = money.match(text);
        if (!match.hasMatch())
            return std::nullopt;
        const qint64 kopecks =
            match.captured(2).toLongLong() * 100 + match.captured(3).leftJustified(2, u'0').toLongLong();
        args.insert(u"kopecks"_s, match.captured(1) == "-"_L1 ? -kopecks : kopecks);
        return match.captured(4);
    }
    }
    return std::nullopt;
}

void insertSubject(Context &context, const Deed &deed, const QString &subject, QJsonObject &args)
{
    if (deed.argument)
        args.insert(QLatin1String(deed.argument), deed.value);
    if (deed.about == About::Customer)
        args.insert(u"telegram_id"_s, subject.toLongLong());
    if (deed.about == About::Payment)
        args.insert(u"payment_id"_s, subject.toLongLong());
    if (deed.about == About::Broadcast)
        args.insert(u"id"_s, subject.toLongLong());
    if (QLatin1String(deed.call) != QLatin1String(call::kSetFlag))
        return;
    const QString key = QString::fromLatin1(control::flag::kMaintenanceMode);
    args.insert(u"key"_s, key);
    for (const control::FeatureFlag &flag : context.services.flags.all()) {
        if (flag.key == key)
            args.insert(u"version"_s, flag.version);
    }
}

// Where one goes on from there.
Keyboard afterwards(const Speech &speech, const Deed &deed, const QString &subject)
{
    Keyboard keyboard;
    if (deed.about == About::Customer)
        keyboard.rows.push_back(
            {admin::button(speech.plain({kTexts, "button.admin_customer"}), "adm", {u"card"_s, subject})});
    if (deed.about == About::Payment)
        keyboard.rows.push_back(
            {admin::button(speech.plain({kTexts, "button.admin_to_reviews"}), "adm", {u"reviews"_s})});
    if (deed.about == About::Broadcast)
        keyboard.rows.push_back({admin::button(speech.plain({kTexts, "button.admin_to_broadcast"}), "admb",
                                               {u"look"_s, subject})});
    keyboard.rows.push_back({admin::button(speech.plain({kTexts, "button.admin_home"}), "adm", {u"home"_s})});
    return keyboard;
}

QString question(Context &context, const Deed &deed, const QString &subject)
{
    const Speech &speech = context.speech();
    const QString label = labelOf(speech, deed, subject);
    switch (deed.before) {
    case Before::Nothing:
        break;
    case Before::Days:
        return speech.html({kTexts, "admin.ask_days"}, {label});
    case Before::TariffAndDays: {
        QStringList tariffs;
        for (const billing::Tariff &tariff : context.services.catalog.tariffs())
            tariffs << tariff.key;
        return speech.html({kTexts, "admin.ask_tariff"}, {label, tariffs.join(u", "_s)});
    }
    case Before::Money:
        return speech.html({kTexts, "admin.ask_money"}, {label});
    }
    return speech.html({kTexts, "admin.ask_reason"}, {label});
}

// What has become of it.
QString report(const Speech &speech, const QString &label, const Administration::Answer &answer)
{
    if (answer.refusal)
        return speech.html({kTexts, "admin.not_done"}, {label, *answer.refusal});
    return answer.said.isEmpty() ? speech.html({kTexts, "admin.done"}, {label})
                                 : speech.html({kTexts, "admin.accepted"}, {label, answer.said});
}

void ask(Context &context, const CallbackData &pressed)
{
    if (admin::turnAwayStranger(context))
        return;
    const QString subject = pressed.arg(1);
    const Deed *deed = findDeed(pressed.arg(0));
    if (!deed) {
        context.reply.answer(context.speech().plain("press.stale"));
        admin::showDashboard(context);
        return;
    }
    if (admin::turnAwayWhenOff(context))
        return;
    QJsonObject state{{kDeed, QLatin1String(deed->word)}, {kSubject, subject}};
    if (const auto message = context.reply.menuMessage())
        state[kAskedIn] = *message;
    context.waitFor(kTypingDeed, state);
    context.reply.show({question(context, *deed, subject), afterwards(context.speech(), *deed, subject)});
}

void typed(Context &context, const QString &text, const QJsonObject &state)
{
    if (admin::turnAwayStranger(context))
        return;
    if (const QJsonValue message = state.value(kAskedIn); message.isDouble())
        context.reply.useMenuMessage(message.toInteger());
    const Deed *deed = findDeed(state.value(kDeed).toString());
    if (!deed || admin::turnAwayWhenOff(context)) {
        context.stopWaiting();
        return;
    }
    const QString subject = state.value(kSubject).toString();
    const Speech &speech = context.speech();
    QJsonObject args;
    const auto reason = takeTyped(*deed, text, args);
    if (!reason) {
        context.reply.show(
            {speech.html({kTexts, "admin.not_understood"}) + u"\n\n"_s + question(context, *deed, subject),
             afterwards(speech, *deed, subject)});
        return;
    }
    context.stopWaiting();
    insertSubject(context, *deed, subject, args);
    args.insert(u"reason"_s, *reason);
    const auto answer = context.services.administration->change(
        context.tx, {context.updateKey, context.user.id, deed->call, args}, speech.code());
    context.reply.show(
        {report(speech, labelOf(speech, *deed, subject), answer), afterwards(speech, *deed, subject)});
}

std::vector<Keyboard> keyboardsOf(const Speech &speech)
{
    std::vector<Keyboard> keyboards;
    const QString longest = u"9999999"_s;
    for (const Deed &deed : kDeeds) {
        keyboards.push_back(afterwards(speech, deed, longest));
        keyboards.push_back({{{button(speech, deed.word, longest)}}});
    }
    return keyboards;
}

} // namespace

Button button(const Speech &speech, const char *word, const QString &subject)
{
    const Deed *deed = findDeed(QString::fromLatin1(word));
    Q_ASSERT(deed);
    QStringList args{QString::fromLatin1(word)};
    if (!subject.isEmpty())
        args << subject;
    return admin::button(labelOf(speech, *deed, subject), kWord, args);
}

Button refundButton(const Speech &speech, const protocol::PaymentRow &payment, const QString &amount)
{
    const auto provider = payment.provider.known();
    const bool givesBack = provider && protocol::traitsOf(*provider).givesBack;
    Button made = button(speech, givesBack ? "refund" : "refunded", QString::number(payment.id));
    made.label += u" · "_s + amount;
    return made;
}

Registration registration()
{
    return {
        .actions = {{kWord, ask}},
        .typed = {{kTypingDeed, typed}},
        .texts = kTexts,
        .keyboards = keyboardsOf,
    };
}

} // namespace turnpike::bot::admindeeds
