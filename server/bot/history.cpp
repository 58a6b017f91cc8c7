// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/paybuttons.h"
#include "bot/purchasescreens.h"
#include "bot/registration.h"

#include <algorithm>

// What the customer has paid, and what was given back.
namespace turnpike::bot::history {

using namespace Qt::StringLiterals;

namespace {

constexpr char kHistory[] = "history"; // [<page>], from 0

constexpr auto kTexts = std::to_array<const char *>({
    QT_TRANSLATE_NOOP("bot", "button.history"),
    QT_TRANSLATE_NOOP("bot", "button.history_older"),
    QT_TRANSLATE_NOOP("bot", "button.history_newer"),
    QT_TRANSLATE_NOOP("bot", "history.title"),
    QT_TRANSLATE_NOOP("bot", "history.none"),
    QT_TRANSLATE_NOOP("bot", "history.line"),
    QT_TRANSLATE_NOOP("bot", "history.line_refunded"),
    QT_TRANSLATE_NOOP("bot", "history.line_review"),
    QT_TRANSLATE_NOOP("bot", "history.unknown"),
});

constexpr int kLinesAPage = 5;
constexpr int kMostPages = 40; // a press may be forged

QString amountOf(const Speech &speech, const billing::PaymentRow &payment)
{
    if (payment.currency == "XTR"_L1 && payment.amountMinor > 0)
        return speech.stars(payment.amountMinor);
    if (payment.currency == "RUB"_L1 && payment.amountMinor > 0)
        return speech.money(Kopecks(payment.amountMinor));
    return speech.plain({kTexts, "history.unknown"});
}

TextId lineOf(billing::PaymentStatus status)
{
    switch (status) {
    case billing::PaymentStatus::Granted:
        break;
    case billing::PaymentStatus::Review:
        return TextId(kTexts, "history.line_review");
    case billing::PaymentStatus::Refunded:
        return TextId(kTexts, "history.line_refunded");
    }
    return TextId(kTexts, "history.line");
}

QString line(Context &context, const billing::PaymentRow &payment)
{
    const Speech &speech = context.speech();
    const auto purchase = payment.purchase.isEmpty() ? std::nullopt : context.purchase(payment.purchase);
    const QString what = purchase ? purchasescreens::whatIsBought(speech, *purchase)
                                  : speech.plain({kTexts, "history.unknown"});
    return speech.html(lineOf(payment.status), {speech.time(payment.paidAt), what, amountOf(speech, payment),
                                                payLabel(speech, payment.provider)});
}

Keyboard pages(const Speech &speech, int page, bool hasMore)
{
    Keyboard keyboard;
    std::vector<Button> turning;
    if (page > 0)
        turning.push_back({speech.plain({kTexts, "button.history_newer"}),
                           encodeCallback(kHistory, {QString::number(page - 1)}), QString()});
    if (hasMore)
        turning.push_back({speech.plain({kTexts, "button.history_older"}),
                           encodeCallback(kHistory, {QString::number(page + 1)}), QString()});
    if (!turning.empty())
        keyboard.rows.push_back(std::move(turning));
    keyboard.rows.push_back(
        {Button{speech.plain("button.back"), encodeCallback(action::kSettings), QString()}});
    return keyboard;
}

void show(Context &context, const CallbackData &press)
{
    const Speech &speech = context.speech();
    const int page = std::clamp(press.arg(0).toInt(), 0, kMostPages);
    const int before = page * kLinesAPage;
    // One more than is shown, to see whether there are more.
    const std::vector<billing::PaymentRow> paid =
        context.services.payments.historyOf(context.tx, context.user.id, before + kLinesAPage + 1);
    QStringList lines{speech.html({kTexts, "history.title"}), QString()};
    const size_t end = std::min(paid.size(), static_cast<size_t>(before + kLinesAPage));
    for (size_t i = static_cast<size_t>(before); i < end; ++i)
        lines << line(context, paid[i]);
    if (paid.empty())
        lines << speech.html({kTexts, "history.none"});
    context.reply.show({lines.join(u'\n'), pages(speech, page, paid.size() > end && page < kMostPages)});
}

std::vector<Keyboard> keyboardsOf(const Speech &speech)
{
    return {pages(speech, 0, false), pages(speech, kMostPages - 1, true)};
}

} // namespace

Registration registration()
{
    return {
        .actions = {{kHistory, show}},
        .commands = {{"history", show}},
        .entrances = {{Entrance::Place::Settings, TextId(kTexts, "button.history"), kHistory}},
        .texts = kTexts,
        .keyboards = keyboardsOf,
    };
}

} // namespace turnpike::bot::history
