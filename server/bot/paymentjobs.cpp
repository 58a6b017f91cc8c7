// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/paymentjobs.h"

#include "bot/context.h"
#include "db/storable.h"
#include "protocol/money.h"

#include <QJsonDocument>

namespace turnpike::bot {

using namespace Qt::StringLiterals;

namespace {

// Telegram takes no answer after 10 s (Bot API, answerPreCheckoutQuery).
constexpr qint64 kPreCheckoutLifetimeMs = 10 * kSecondMs;

const QString kStars = u"XTR"_s;

billing::Provider providerOf(const QString &currency)
{
    return currency == kStars ? billing::Provider::Stars : billing::Provider::Card;
}

} // namespace

PaymentJob::PaymentJob(const Services &services, telegram::Update update, Timestamp receivedAt)
    : m_services(services)
    , m_update(std::move(update))
    , m_receivedAt(receivedAt)
{}

void PaymentJob::run(db::Transaction &tx)
{
    const telegram::User &from = *m_update.user();
    auto ensured = m_services.access.users().ensure(tx, from.id, from.username, db::storable(from.firstName));
    if (ensured.user.unreachableSince)
        m_services.welcomeBack(tx, from.id);
    m_services.follow(tx, ensured.user, *m_update.message);
    if (m_update.message->successfulPayment)
        finalize(tx, *m_update.message->successfulPayment);
    else
        refund(tx, *m_update.message->refundedPayment);
}

void PaymentJob::finalize(db::Transaction &tx, const telegram::SuccessfulPayment &payment)
{
    billing::PaymentFact fact;
    fact.purchase = PurchaseId(payment.invoicePayload);
    fact.provider = providerOf(payment.currency);
    fact.externalId = payment.telegramPaymentChargeId;
    fact.amountMinor = payment.totalAmount;
    fact.currency = payment.currency;
    fact.paidAt = m_update.message->date > 0 ? m_update.message->date * kSecondMs : m_receivedAt;
    fact.payer = m_update.user()->id;
    // By it a payment is found at the provider, where it is given back.
    if (fact.provider == billing::Provider::Card && !payment.providerPaymentChargeId.isEmpty())
        fact.note = u"the provider's charge %1"_s.arg(payment.providerPaymentChargeId);
    if (m_services.payments.finalizePurchase(tx, fact) != billing::FinalizeOutcome::UnknownPurchase)
        return;
    keepUnmatched(tx, "payment.unmatched", payment);
    const TelegramId user = fact.payer;
    const auto found = m_services.access.users().find(tx, user);
    const Speech &speech = m_services.texts.speech(found ? found->language : QString());
    outbox::Message message;
    message.chat = privateChat(user);
    message.messageClass = outbox::MessageClass::Transactional;
    message.method = u"sendMessage"_s;
    const QString amount =
        payment.currency == kStars
            ? speech.stars(payment.totalAmount)
            : protocol::moneyText({payment.totalAmount, payment.currency}, QLocale(speech.code()));
    message.payload =
        messagePayload(message.chat, {speech.html("pay.unmatched", {amount}), keyboards::underNotice(speech)},
                       {}, found ? found->topicId : std::nullopt);
    message.keepForReturn = true;
    message.dedupeKey = u"payment_unmatched:"_s + payment.telegramPaymentChargeId;
    m_services.outbox.add(tx, message);
}

void PaymentJob::refund(db::Transaction &tx, const telegram::SuccessfulPayment &payment)
{
    const auto outcome =
        m_services.payments.refund(tx, providerOf(payment.currency), payment.telegramPaymentChargeId,
                                   control::Actor::system(), u"refunded by Telegram"_s);
    if (outcome != billing::Payments::RefundOutcome::Waits)
        return;
    // It is done once the payment comes; where that never does somebody must know.
    keepUnmatched(tx, "refund.unmatched", payment);
    tx.afterCommit([&alerts = m_services.alerts, charge = payment.telegramPaymentChargeId] {
        alerts.raise({u"refund_unmatched:"_s + charge,
                      protocol::Sentence(protocol::SentenceId::RefundUnmatched), u"payments-in-review"_s});
    });
}

void PaymentJob::keepUnmatched(db::Transaction &tx, const char *what,
                               const telegram::SuccessfulPayment &payment)
{
    const QJsonObject fact{
        {u"payload"_s, payment.invoicePayload},
        {u"currency"_s, payment.currency},
        {u"amount"_s, payment.totalAmount},
        {u"telegram_payment_charge_id"_s, payment.telegramPaymentChargeId},
        {u"provider_payment_charge_id"_s, payment.providerPaymentChargeId},
    };
    control::AuditEntry entry;
    entry.actor = control::Actor::system();
    entry.action = QLatin1String(what);
    entry.subject = u"user:%1"_s.arg(m_update.user()->id.value());
    entry.after = QString::fromUtf8(QJsonDocument(fact).toJson(QJsonDocument::Compact));
    entry.result = u"kept for an operator"_s;
    entry.changeId = QLatin1String(what) + u':' + payment.telegramPaymentChargeId;
    m_services.audit.record(tx, entry);
}

PreCheckoutJob::PreCheckoutJob(const Services &services, telegram::PreCheckoutQuery query,
                               Timestamp receivedAt)
    : m_services(services)
    , m_query(std::move(query))
    , m_receivedAt(receivedAt)
{}

void PreCheckoutJob::run(db::Transaction &tx)
{
    const auto purchase = m_services.purchases.find(tx, PurchaseId(m_query.invoicePayload));
    if (isTooOld(purchase))
        answer(tx, false, speech(tx).plain("pay.refused_old"));
    else if (!m_services.flags.isOn(control::flag::kPayments))
        answer(tx, false, speech(tx).plain("pay.off"));
    else if (!isPayable(purchase))
        answer(tx, false, speech(tx).plain("pay.refused"));
    else
        answer(tx, true, {});
}

void PreCheckoutJob::refuse(db::Transaction &tx)
{
    answer(tx, false, speech(tx).plain("pay.refused_busy"));
}

// A message with an invoice stays in its chat for ever. What nobody paid for is forgotten after that time, so
// that an id of ours that nobody knows is older still.
bool PreCheckoutJob::isTooOld(const std::optional<billing::Purchase> &purchase) const
{
    if (!purchase)
        return PurchaseId(m_query.invoicePayload).isOurs();
    return purchase->createdAt <= m_services.clock.nowMs() - billing::kUnpaidKeptMs;
}

bool PreCheckoutJob::isPayable(const std::optional<billing::Purchase> &purchase) const
{
    if (!purchase || purchase->user != m_query.from.id || !purchase->isOpen() ||
        purchase->expiresAt <= m_services.clock.nowMs())
        return false;
    const billing::Provider provider = providerOf(m_query.currency);
    if (purchase->provider && *purchase->provider != provider)
        return false;
    if (provider == billing::Provider::Stars)
        return purchase->priceStars > 0 && m_query.totalAmount == purchase->priceStars;
    return m_query.currency == "RUB"_L1 && m_query.totalAmount == purchase->price.value();
}

const Speech &PreCheckoutJob::speech(db::Transaction &tx) const
{
    const auto user = m_services.access.users().find(tx, m_query.from.id);
    return user && !user->language.isEmpty() ? m_services.texts.speech(user->language)
                                             : m_services.texts.guess(m_query.from.languageCode);
}

void PreCheckoutJob::answer(db::Transaction &tx, bool ok, const QString &why)
{
    outbox::Message message;
    message.messageClass = outbox::MessageClass::Interactive;
    message.method = u"answerPreCheckoutQuery"_s;
    message.payload = {{u"pre_checkout_query_id"_s, m_query.id}, {u"ok"_s, ok}};
    if (!ok)
        message.payload[u"error_message"_s] = why;
    message.expiresAt = m_receivedAt + kPreCheckoutLifetimeMs;
    m_services.outbox.add(tx, message);
}

} // namespace turnpike::bot
