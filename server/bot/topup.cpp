#include "bot/topup.h"

#include "bot/pay.h"

#include <QRegularExpression>

#include <algorithm>

namespace turnpike::bot::topup {

namespace {

// In the state of a conversation.
const QString kPurchaseToPay = QStringLiteral("purchase");

bool isAllowed(const billing::Catalog &catalog, Kopecks amount)
{
    return amount >= catalog.minimumTopup() && amount <= catalog.maximumTopup();
}

// What the balance lacked for, while it can still be paid and is short of it.
struct Shortage
{
    PurchaseId purchase;
    Kopecks missing;
};

std::optional<Shortage> shortageOf(Context &context, const PurchaseId &id)
{
    const auto purchase = id.isEmpty() ? std::nullopt : context.services.purchases.find(context.tx, id);
    const bool isOpen = purchase && purchase->user == context.user.id &&
                        purchase->kind != billing::PurchaseKind::BalanceTopup &&
                        purchase->status == billing::PurchaseStatus::Created &&
                        purchase->expiresAt > context.now && purchase->price > context.user.balance;
    return isOpen ? std::optional(Shortage{purchase->id, purchase->price - context.user.balance})
                  : std::nullopt;
}

// To the amounts, as they were offered.
QString backToAmounts(const std::optional<Shortage> &shortage)
{
    QStringList args;
    if (shortage)
        args << QString::number(shortage->missing.value()) << shortage->purchase.value();
    return encodeCallback(action::kTopUp, args);
}

void askForMethod(Context &context, Kopecks amount, const PurchaseId &purchaseToPay)
{
    if (!isOffered(context)) {
        pay::refusePaused(context);
        return;
    }
    billing::Purchases::NewPurchase wanted;
    wanted.user = context.user.id;
    wanted.kind = billing::PurchaseKind::BalanceTopup;
    wanted.price = amount;
    const auto shortage = shortageOf(context, purchaseToPay);
    if (shortage && amount >= shortage->missing)
        wanted.completes = shortage->purchase;
    const billing::Purchase purchase = context.services.purchases.create(context.tx, wanted);
    const Speech &speech = context.speech();
    context.reply.show(
        {speech.html("balance.methods", {speech.money(amount)}),
         keyboards::methods(speech, purchase.id, billing::payersOf(context.services.methods, purchase.kind),
                            backToAmounts(shortage))});
}

Screen amountQuestion(Context &context, TextId question, const PurchaseId &purchaseToPay)
{
    const Speech &speech = context.speech();
    const billing::Catalog &catalog = context.services.catalog;
    return {
        speech.html(question, {speech.money(catalog.minimumTopup()), speech.money(catalog.maximumTopup())}),
        keyboards::typingAmount(speech, backToAmounts(shortageOf(context, purchaseToPay)))};
}

} // namespace

bool isOffered(const Context &context)
{
    return context.services.offersTopUp() && context.isOn(control::flag::kPayments);
}

Kopecks enoughFor(const billing::Catalog &catalog, Kopecks missing)
{
    // Bounded before it is rounded: what a press says is missing may be any number.
    const Kopecks bounded = std::min(missing, catalog.maximumTopup());
    const Kopecks whole((bounded.value() + 99) / 100 * 100);
    return std::clamp(whole, catalog.minimumTopup(), catalog.maximumTopup());
}

std::optional<Kopecks> parseAmount(const QString &text)
{
    static const QRegularExpression pattern(
        QStringLiteral("^\\s*(\\d{1,3}(?:[\\s\u00a0]\\d{3})+|\\d{1,9})(?:[.,](\\d{1,2}))?\\s*(?:₽|р\\.?|"
                       "руб\\.?|rub)?\\s*$"),
        QRegularExpression::CaseInsensitiveOption);
    const auto match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    QString roubles = match.captured(1);
    roubles.removeIf([](QChar c) { return c.isSpace(); });
    const qint64 kopecks = match.captured(2).leftJustified(2, u'0').toLongLong();
    return Kopecks(roubles.toLongLong() * 100 + kopecks);
}

void openBalance(Context &context, const CallbackData &)
{
    const Speech &speech = context.speech();
    context.reply.show({speech.html("balance.show", {speech.money(context.user.balance)}),
                        keyboards::balance(speech, isOffered(context))});
}

void chooseAmount(Context &context, const CallbackData &press)
{
    if (!isOffered(context)) {
        pay::refusePaused(context);
        return;
    }
    const billing::Catalog &catalog = context.services.catalog;
    std::vector<Kopecks> amounts = catalog.topups();
    const auto shortage = shortageOf(context, PurchaseId(press.arg(1)));
    const Kopecks missing = shortage ? shortage->missing : Kopecks(press.arg(0).toLongLong());
    if (missing > Kopecks()) {
        const Kopecks enough = enoughFor(catalog, missing);
        std::erase_if(amounts, [&](Kopecks amount) { return amount <= enough; });
        amounts.insert(amounts.begin(), enough);
    }
    context.reply.show(
        {context.speech().html("balance.amounts"),
         keyboards::amounts(context.speech(), amounts, shortage ? shortage->purchase : PurchaseId())});
}

void takeAmount(Context &context, const CallbackData &press)
{
    const Kopecks amount(press.arg(0).toLongLong());
    if (isAllowed(context.services.catalog, amount)) {
        askForMethod(context, amount, PurchaseId(press.arg(1)));
    } else {
        context.reply.answer(context.speech().plain("press.stale"), true);
        chooseAmount(context, {});
    }
}

void askForAmount(Context &context, const CallbackData &press)
{
    if (!isOffered(context)) {
        pay::refusePaused(context);
        return;
    }
    context.waitFor(kTypingAmount, {{kPurchaseToPay, press.purchase().value()}});
    context.reply.show(amountQuestion(context, "balance.type_amount", press.purchase()));
}

void typedAmount(Context &context, const QString &text, const QJsonObject &state)
{
    const PurchaseId purchaseToPay(state.value(kPurchaseToPay).toString());
    const auto amount = parseAmount(text);
    if (!amount || !isAllowed(context.services.catalog, *amount)) {
        context.reply.show(amountQuestion(context, "balance.bad_amount", purchaseToPay));
        return;
    }
    context.stopWaiting();
    askForMethod(context, *amount, purchaseToPay);
}

} // namespace turnpike::bot::topup
