// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/admin.h"

#include "bot/admindeeds.h"
#include "bot/botlinks.h"
#include "bot/mainmenu.h"
#include "bot/registration.h"
#include "protocol/calls.h"
#include "protocol/customers.h"

#include <algorithm>

namespace turnpike::bot::admin {

using namespace Qt::StringLiterals;

using protocol::CustomerCard;

namespace {

namespace call = protocol::call;

constexpr auto kTexts = std::to_array<const char *>({
    QT_TRANSLATE_NOOP("bot", "admin.dashboard"),
    QT_TRANSLATE_NOOP("bot", "admin.health_unknown"),
    QT_TRANSLATE_NOOP("bot", "admin.off"),
    QT_TRANSLATE_NOOP("bot", "admin.find"),
    QT_TRANSLATE_NOOP("bot", "admin.found_none"),
    QT_TRANSLATE_NOOP("bot", "admin.found_many"),
    QT_TRANSLATE_NOOP("bot", "admin.card"),
    QT_TRANSLATE_NOOP("bot", "admin.access_none"),
    QT_TRANSLATE_NOOP("bot", "admin.access_active"),
    QT_TRANSLATE_NOOP("bot", "admin.access_over"),
    QT_TRANSLATE_NOOP("bot", "admin.no_key"),
    QT_TRANSLATE_NOOP("bot", "admin.is_blocked"),
    QT_TRANSLATE_NOOP("bot", "admin.is_unreachable"),
    QT_TRANSLATE_NOOP("bot", "admin.payment"),
    QT_TRANSLATE_NOOP("bot", "admin.reviews_none"),
    QT_TRANSLATE_NOOP("bot", "admin.reviews"),
    QT_TRANSLATE_NOOP("bot", "button.admin_find"),
    QT_TRANSLATE_NOOP("bot", "button.admin_reviews"),
    QT_TRANSLATE_NOOP("bot", "button.admin_broadcasts"),
    QT_TRANSLATE_NOOP("bot", "button.admin_refresh"),
    QT_TRANSLATE_NOOP("bot", "button.admin_back"),
});

constexpr char kWord[] = "adm"; // [what, of what]
const QString kHome = u"home"_s;
const QString kFind = u"find"_s;
const QString kCard = u"card"_s;
const QString kReviews = u"reviews"_s;

constexpr char kLink[] = "shop_";
const QString kFromAlert = u"alert"_s; // after it

const QString kTypingSearch = u"admin_search"_s;
const QString kAskedIn = u"message"_s; // the message that asks; absent where it was a new one

constexpr qsizetype kShownHits = 8;
constexpr qsizetype kShownPayments = 5;
constexpr qsizetype kShownReviews = 5;
constexpr qsizetype kShownCharacters = 40;
constexpr qsizetype kShownName = 16;

std::vector<Button> backHome(const Speech &speech)
{
    return {button(speech.plain({kTexts, "button.admin_back"}), kWord, {kHome})};
}

QString amountOf(const Speech &speech, const protocol::PaymentRow &payment)
{
    if (payment.currency == "RUB"_L1)
        return speech.money(Kopecks(payment.amount));
    if (payment.currency == "XTR"_L1)
        return speech.stars(static_cast<int>(payment.amount));
    return u"%1 %2"_s.arg(QString::number(payment.amount), payment.currency);
}

QString accessOf(const Speech &speech, const CustomerCard &card)
{
    if (!card.subscription)
        return speech.plain({kTexts, "admin.access_none"});
    const protocol::SubscriptionCard &access = *card.subscription;
    const QString tariff = speech.tariff(access.tariff);
    const QString until = speech.time(access.expiresAt);
    if (access.status != protocol::SubscriptionStatus::Active)
        return speech.plain({kTexts, "admin.access_over"}, {tariff, until});
    QString text = speech.plain({kTexts, "admin.access_active"}, {tariff, until});
    if (access.waitingSince)
        text += u'\n' + speech.plain({kTexts, "admin.no_key"});
    return text;
}

Keyboard cardKeyboard(const Speech &speech, const CustomerCard &card)
{
    const QString id = QString::number(card.telegramId);
    Keyboard keyboard;
    const auto add = [&](std::initializer_list<const char *> words) {
        std::vector<Button> row;
        for (const char *word : words)
            row.push_back(admindeeds::button(speech, word, id));
        keyboard.rows.push_back(std::move(row));
    };
    add({"grant", "extend"});
    add({"revoke", "reissue"});
    add({"balance", card.isBlocked ? "unblock" : "block"});
    add({"retry"});
    qsizetype shown = 0;
    for (const protocol::PaymentRow &payment : card.payments) {
        const bool canGoBack = payment.status == protocol::PaymentStatus::Granted &&
                               payment.provider != protocol::Provider::Balance;
        if (canGoBack && ++shown <= kShownPayments)
            keyboard.rows.push_back({admindeeds::refundButton(speech, payment, amountOf(speech, payment))});
    }
    keyboard.rows.push_back(backHome(speech));
    return keyboard;
}

void showProblem(Context &context, const QString &why)
{
    context.reply.show({why.toHtmlEscaped(), {{backHome(context.speech())}}});
}

void find(Context &context)
{
    QJsonObject state;
    if (const auto message = context.reply.menuMessage())
        state[kAskedIn] = *message;
    context.waitFor(kTypingSearch, state);
    const Speech &speech = context.speech();
    context.reply.show({speech.html({kTexts, "admin.find"}), {{backHome(speech)}}});
}

void typedSearch(Context &context, const QString &text, const QJsonObject &state)
{
    if (turnAwayStranger(context))
        return;
    if (const QJsonValue message = state.value(kAskedIn); message.isDouble())
        context.reply.useMenuMessage(message.toInteger());
    const Speech &speech = context.speech();
    const protocol::CustomerQuery query{text, static_cast<int>(kShownHits)};
    const auto answer =
        context.services.administration->read(context.tx, call::kSearch, toJson(query), speech.code());
    const auto hits = protocol::fromJson<protocol::CustomerHits>(answer.ok).items;
    if (hits.isEmpty()) {
        context.reply.show(
            {speech.html({kTexts, "admin.found_none"}, {text.left(kShownCharacters)}), {{backHome(speech)}}});
        return;
    }
    context.stopWaiting();
    if (hits.size() == 1) {
        showCard(context, hits.first().telegramId);
        return;
    }
    Keyboard keyboard;
    for (const protocol::CustomerBrief &hit : hits) {
        const QString name = hit.username.isEmpty() ? hit.firstName : u'@' + hit.username;
        const QString id = QString::number(hit.telegramId);
        const QString label = u"%1 %2"_s.arg(name.left(kShownName), id);
        keyboard.rows.push_back({button(label, kWord, {kCard, id})});
    }
    keyboard.rows.push_back(backHome(speech));
    context.reply.show({speech.html({kTexts, "admin.found_many"}), keyboard});
}

void open(Context &context, const CallbackData &)
{
    if (!turnAwayStranger(context))
        showDashboard(context);
}

Screen dashboard(Context &context);

// A stranger sees what any unknown link shows.
Screen opened(Context &context, const QString &)
{
    return context.services.isAdministrator(context.user.id) ? dashboard(context) : mainmenu::screen(context);
}

void press(Context &context, const CallbackData &pressed)
{
    if (turnAwayStranger(context))
        return;
    const QString what = pressed.arg(0);
    if (what == kFind)
        find(context);
    else if (what == kCard)
        showCard(context, pressed.arg(1).toLongLong());
    else if (what == kReviews)
        showReviews(context);
    else
        showDashboard(context);
}

std::vector<Keyboard> keyboardsOf(const Speech &speech)
{
    CustomerCard card;
    card.telegramId = (qint64(1) << 53) - 1;
    protocol::PaymentRow payment;
    payment.id = 9'999'999;
    payment.status = protocol::PaymentStatus::Granted;
    payment.provider = protocol::Provider::Stars;
    card.payments = {payment};
    return {cardKeyboard(speech, card)};
}

} // namespace

bool turnAwayStranger(Context &context)
{
    if (context.services.isAdministrator(context.user.id))
        return false;
    if (context.reply.isPress()) {
        context.reply.answer(context.speech().plain("press.stale"));
        context.reply.show(mainmenu::screen(context));
    } else {
        context.reply.show(mainmenu::screen(context, context.speech().html("menu.unknown_command")));
    }
    return true;
}

bool turnAwayWhenOff(Context &context)
{
    if (context.isOn(control::flag::kAdminActions))
        return false;
    const Speech &speech = context.speech();
    context.reply.show({speech.html({kTexts, "admin.off"}), {{backHome(speech)}}});
    return true;
}

Button button(const QString &label, const char *word, const QStringList &args)
{
    return {label, encodeCallback(word, args), QString()};
}

namespace {

Screen dashboard(Context &context)
{
    const Speech &speech = context.speech();
    const Administration &administration = *context.services.administration;
    const Administration::Sales sales = administration.sales(context.tx);
    QString health = administration.health(speech.code());
    if (health.isEmpty())
        health = speech.plain({kTexts, "admin.health_unknown"});
    const qint64 percent = sales.customers > 0 ? sales.buyers * 100 / sales.customers : 0;
    const bool isMaintenance = context.isOn(control::flag::kMaintenanceMode);
    const Keyboard keyboard{{{button(speech.plain({kTexts, "button.admin_find"}), kWord, {kFind}),
                              button(speech.plain({kTexts, "button.admin_reviews"}), kWord, {kReviews})},
                             {button(speech.plain({kTexts, "button.admin_broadcasts"}), "admb", {}),
                              admindeeds::button(speech, "retryall", {})},
                             {admindeeds::button(speech, isMaintenance ? "maintoff" : "mainton", {})},
                             {button(speech.plain({kTexts, "button.admin_refresh"}), kWord, {kHome})}}};
    return {
        speech.html({kTexts, "admin.dashboard"}, {health, speech.money(sales.today), speech.money(sales.week),
                                                  speech.money(sales.month), QString::number(sales.customers),
                                                  QString::number(sales.buyers), QString::number(percent)}),
        keyboard};
}

} // namespace

void showDashboard(Context &context)
{
    context.reply.show(dashboard(context));
}

Keyboard underAlert(db::Transaction &tx, const Speech &speech)
{
    const QString url = botlinks::to(tx, QLatin1String(kLink) + kFromAlert);
    Keyboard keyboard;
    if (url.startsWith("https://"_L1))
        keyboard.rows.push_back({Button{speech.plain({kTexts, "button.admin_back"}), QString(), url}});
    return keyboard;
}

void showCard(Context &context, qint64 telegramId)
{
    const Speech &speech = context.speech();
    protocol::CustomerOrder order;
    order.telegramId = telegramId;
    const auto answer =
        context.services.administration->read(context.tx, call::kCard, toJson(order), speech.code());
    if (answer.refusal) {
        showProblem(context, *answer.refusal);
        return;
    }
    const auto card = protocol::fromJson<CustomerCard>(answer.ok);
    QString name = card.firstName;
    if (!card.username.isEmpty())
        name += u" @"_s + card.username;
    QString text =
        speech.html({kTexts, "admin.card"}, {name, QString::number(card.telegramId), accessOf(speech, card),
                                             speech.money(Kopecks(card.balanceKopecks))});
    if (card.isBlocked)
        text += u'\n' + speech.html({kTexts, "admin.is_blocked"});
    if (!card.isReachable)
        text += u'\n' + speech.html({kTexts, "admin.is_unreachable"});
    context.reply.show({text, cardKeyboard(speech, card)});
}

void showReviews(Context &context)
{
    const Speech &speech = context.speech();
    const auto answer = context.services.administration->read(context.tx, call::kReview, {}, speech.code());
    const auto waiting = protocol::fromJson<protocol::ReviewPage>(answer.ok).items;
    if (waiting.isEmpty()) {
        context.reply.show({speech.html({kTexts, "admin.reviews_none"}), {{backHome(speech)}}});
        return;
    }
    QString text = speech.html({kTexts, "admin.reviews"}, {QString::number(waiting.size())});
    Keyboard keyboard;
    for (const protocol::PaymentRow &payment : waiting.first(std::min(waiting.size(), kShownReviews))) {
        const QString id = QString::number(payment.id);
        text += u"\n\n"_s +
                speech.html({kTexts, "admin.payment"}, {id, amountOf(speech, payment),
                                                        QString::number(payment.telegramId), payment.note});
        keyboard.rows.push_back(
            {admindeeds::button(speech, "allow", id), admindeeds::button(speech, "leave", id)});
    }
    keyboard.rows.push_back(backHome(speech));
    context.reply.show({text, keyboard});
}

Registration registration()
{
    return {
        .actions = {{kWord, press}},
        .commands = {{"admin", open}},
        .typed = {{kTypingSearch, typedSearch}},
        .links = {{kLink, opened}},
        .texts = kTexts,
        .keyboards = keyboardsOf,
    };
}

} // namespace turnpike::bot::admin
