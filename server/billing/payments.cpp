// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "billing/payments.h"

#include "base/errors.h"
#include "billing/erasure.h"
#include "billing/paymentrows.h"
#include "protocol/money.h"
#include "telemetry/log.h"

namespace turnpike::billing {

using namespace Qt::StringLiterals;

using protocol::Money;
using protocol::Sentence;
using protocol::SentenceId;

namespace {

Q_LOGGING_CATEGORY(lcBilling, "turnpike.billing")

constexpr const char *kBook = R"(
    INSERT INTO payments (purchase_id, telegram_id, provider, external_id, amount, currency, status, note, paid_at,
        created_at)
    SELECT purchase_id, telegram_id, CAST(? AS text), CAST(? AS text), CAST(? AS bigint), CAST(? AS text), 'granted',
        CAST(? AS text), CAST(? AS bigint), CAST(? AS bigint)
    FROM purchases WHERE purchase_id = ?
    ON CONFLICT (provider, external_id) DO NOTHING
    RETURNING id)";

constexpr const char *kFulfil = R"(
    UPDATE purchases SET status = 'fulfilled', fulfilled_at = ?, provider = coalesce(provider, ?),
        note = coalesce(?, note), next_check_at = NULL, lease_owner = NULL, lease_until = NULL
    WHERE purchase_id = ?)";

constexpr const char *kFind = R"(
    SELECT id, purchase_id, telegram_id, provider, external_id, amount, currency, status, note, paid_at
    FROM payments WHERE provider = ? AND external_id = ?)";

constexpr const char *kLock = R"(
    SELECT id, purchase_id, telegram_id, provider, external_id, amount, currency, status, note, paid_at
    FROM payments WHERE provider = ? AND external_id = ? {for_update})";

constexpr const char *kHistory = R"(
    SELECT id, purchase_id, telegram_id, provider, external_id, amount, currency, status, note, paid_at
    FROM payments WHERE telegram_id = ? ORDER BY created_at DESC, id DESC LIMIT ?)";

constexpr const char *kRefundWaits = R"(
    INSERT INTO waiting_refunds (provider, external_id, reason, received_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (provider, external_id) DO NOTHING)";
constexpr const char *kTakeRefund =
    "DELETE FROM waiting_refunds WHERE provider = ? AND external_id = ? RETURNING reason";
constexpr const char *kKnown = R"(
    SELECT 1 FROM payments WHERE provider = ? AND external_id = ?
    UNION ALL SELECT 1 FROM foreign_payments WHERE provider = ? AND external_id = ? LIMIT 1)";

constexpr const char *kRefundPayment = "UPDATE payments SET status = 'refunded', note = ? WHERE id = ?";
constexpr const char *kRefundPurchase =
    "UPDATE purchases SET status = 'refunded', next_check_at = NULL WHERE purchase_id = ?";

QString spent(Kopecks amount, const QString &what)
{
    return u"%1 of %2 are spent"_s.arg(protocol::moneyText({amount.value()}), what);
}

// Nothing when the money that came for a purchase can be granted.
std::optional<Objection> objectionTo(const Purchase &purchase, const PaymentFact &fact)
{
    using access::ReviewCause;
    if (purchase.user.value() >= kFirstForgotten)
        return Objection{ReviewCause::Other, Sentence(SentenceId::PaidForForgotten)};
    switch (purchase.status) {
    case PurchaseStatus::Created:
    case PurchaseStatus::AwaitingPayment:
    case PurchaseStatus::Expired:
    case PurchaseStatus::Cancelled:
    case PurchaseStatus::Review: // of what came before nothing was granted: who now pays in full gets it
        break;
    case PurchaseStatus::Fulfilled:
    case PurchaseStatus::Refunded:
        return Objection{ReviewCause::PaidAgain,
                         {SentenceId::PaidAgain, QString::fromLatin1(toWord(purchase.status))}};
    }
    const bool isStars = fact.provider == Provider::Stars;
    const QString currency = isStars ? u"XTR"_s : u"RUB"_s;
    const qint64 price = isStars ? purchase.priceStars : purchase.price.value();
    if (fact.currency != currency)
        return Objection{ReviewCause::Other, {SentenceId::PaidInOtherCurrency, fact.currency, currency}};
    if (price <= 0)
        return Objection{ReviewCause::Other, {SentenceId::PaidInUnsoldCurrency, currency}};
    if (fact.amountMinor <= 0)
        return Objection{ReviewCause::Other, {SentenceId::PaidUnclear, Money{price, currency}}};
    if (fact.amountMinor < price)
        return Objection{ReviewCause::TooLittle,
                         {SentenceId::PaidShort, Money{fact.amountMinor, currency}, Money{price, currency}}};
    return std::nullopt;
}

QString excessReference(qint64 paymentId)
{
    return u"excess:%1"_s.arg(paymentId);
}

QString excessOf(const Purchase &purchase, const PaymentFact &fact)
{
    const qint64 price = fact.provider == Provider::Stars ? purchase.priceStars : purchase.price.value();
    if (fact.amountMinor <= price)
        return {};
    return u"paid %1 more than its price"_s.arg(
        protocol::moneyText({fact.amountMinor - price, fact.currency}));
}

} // namespace

const char *toString(FinalizeOutcome outcome)
{
    switch (outcome) {
    case FinalizeOutcome::Granted:
        return "granted";
    case FinalizeOutcome::AlreadySeen:
        return "already_seen";
    case FinalizeOutcome::Review:
        return "review";
    case FinalizeOutcome::Refunded:
        return "refunded";
    case FinalizeOutcome::UnknownPurchase:
        return "unknown_purchase";
    case FinalizeOutcome::Foreign:
        return "foreign";
    }
    return "";
}

Payments::Payments(const Parts &parts)
    : m_parts(parts)
{}

FinalizeOutcome Payments::finalizePurchase(db::Transaction &tx, const PaymentFact &fact) const
{
    tx.waitForDisk();
    if (!lockCustomer(tx, fact.purchase))
        return bookStray(tx, fact);
    const auto booked = tx.one(kBook, toWord(fact.provider), fact.externalId, fact.amountMinor, fact.currency,
                               db::nullIfEmpty(fact.note), fact.paidAt, m_parts.clock.nowMs(), fact.purchase);
    if (!booked)
        return FinalizeOutcome::AlreadySeen;
    const qint64 paymentId = booked->int64(0);
    const auto purchase = m_parts.purchases.lock(tx, fact.purchase);
    if (!purchase)
        throw DomainError(u"%1 went away while it was paid"_s.arg(fact.purchase.value()));
    if (const auto reason = takeWaitingRefund(tx, fact)) {
        bookAsRefunded(tx, *purchase, paymentId, *reason);
        return FinalizeOutcome::Refunded;
    }
    if (const auto objection = objectionTo(*purchase, fact)) {
        putInReview(tx, *purchase, paymentId, fact, *objection);
        return FinalizeOutcome::Review;
    }
    grant(tx, *purchase, paymentId, fact);
    return FinalizeOutcome::Granted;
}

// The reason of a refund that came before this payment.
std::optional<QString> Payments::takeWaitingRefund(db::Transaction &tx, const PaymentFact &fact) const
{
    const auto row = tx.one(kTakeRefund, toWord(fact.provider), fact.externalId);
    return row ? std::optional(row->text(0)) : std::nullopt;
}

// The money came and has gone back: nothing is given, and nobody is asked.
void Payments::bookAsRefunded(db::Transaction &tx, const Purchase &purchase, qint64 paymentId,
                              const QString &reason) const
{
    tx.exec(kRefundPayment, reason, paymentId);
    if (purchase.status != PurchaseStatus::Fulfilled && !hasOthersInReview(tx, purchase.id, paymentId)) {
        tx.exec(kRefundPurchase, purchase.id);
        m_parts.promos.release(tx, purchase.id);
    }
    m_parts.audit.record(tx, {control::Actor::system(), u"payment.refund"_s, subjectOf(purchase.id),
                              std::nullopt, u"refunded"_s, reason,
                              u"done; the refund had come before its payment"_s, QString()});
    m_parts.notices.paymentRefunded(tx, purchase.user, purchase.id);
}

// A handler holds its customer's row before it touches a purchase of theirs. Everybody locks in that order:
// the customer, the payment, the purchase, the subscription; so a press during a payment waits and never
// deadlocks.
bool Payments::lockCustomer(db::Transaction &tx, const PurchaseId &id) const
{
    const auto purchase = m_parts.purchases.find(tx, id);
    return purchase && m_parts.access.users().lock(tx, purchase->user);
}

void Payments::grant(db::Transaction &tx, const Purchase &purchase, qint64 paymentId,
                     const PaymentFact &fact) const
{
    giveWhatWasBought(tx, purchase);
    creditExcess(tx, purchase, paymentId, fact);
    m_parts.promos.markUsed(tx, purchase.id);
    m_parts.referrals.reward(tx, purchase, paymentId);
    tx.exec(kFulfil, m_parts.clock.nowMs(), toWord(fact.provider), db::nullIfEmpty(excessOf(purchase, fact)),
            purchase.id);
    tx.afterCommit([user = purchase.user, id = purchase.id, provider = fact.provider] {
        log::info(lcBilling(), "PURCHASE_FULFILLED")
            .with("user_id", user)
            .with("purchase_id", id)
            .with("provider", toWord(provider));
    });
}

void Payments::creditExcess(db::Transaction &tx, const Purchase &purchase, qint64 paymentId,
                            const PaymentFact &fact) const
{
    if (fact.currency != "RUB"_L1 || fact.amountMinor <= purchase.price.value())
        return;
    const Kopecks excess = Kopecks(fact.amountMinor) - purchase.price;
    m_parts.balance.credit(tx,
                           {purchase.user, excess, LedgerKind::Topup, excessReference(paymentId), QString()});
    m_parts.notices.topupCredited(tx, purchase.user,
                                  {purchase.id, std::nullopt, excess, m_parts.balance.of(tx, purchase.user),
                                   false, access::CreditCause::Excess});
}

void Payments::giveWhatWasBought(db::Transaction &tx, const Purchase &purchase) const
{
    switch (purchase.kind) {
    case PurchaseKind::Subscription: {
        const auto granted =
            m_parts.access.grantAccess(tx, {purchase.user, purchase.tariff, purchase.periodDays,
                                            access::AccessSource::Payment, purchase.price});
        const auto longer =
            purchase.bonusDays > 0
                ? m_parts.access.addDays(tx, purchase.user, purchase.bonusDays, control::Actor::system(),
                                         u"promo code "_s + purchase.promoCode)
                : std::nullopt;
        m_parts.notices.paymentReceived(tx, purchase.user,
                                        {purchase.id, purchase.chatMessageId, purchase.tariff,
                                         purchase.periodDays,
                                         longer ? longer->expiresAt : granted.subscription.expiresAt,
                                         granted.keyPending, granted.isRenewal});
        break;
    }
    case PurchaseKind::BalanceTopup: {
        m_parts.balance.credit(
            tx, {purchase.user, purchase.price, LedgerKind::Topup, purchase.id.value(), QString()});
        const auto wanted = completableBy(tx, purchase);
        m_parts.notices.topupCredited(tx, purchase.user,
                                      {purchase.id, purchase.chatMessageId, purchase.price,
                                       m_parts.balance.of(tx, purchase.user), wanted.has_value()});
        if (wanted)
            complete(tx, *wanted, purchase.id);
        break;
    }
    case PurchaseKind::Gift: {
        const Gift gift = m_parts.gifts.create(tx, purchase);
        m_parts.notices.giftReady(tx, purchase.user,
                                  {gift.code, gift.tariff, gift.periodDays, purchase.chatMessageId});
        break;
    }
    }
}

Payments::PayResult Payments::payFromBalance(db::Transaction &tx, const PurchaseId &id, TelegramId user) const
{
    const Timestamp now = m_parts.clock.nowMs();
    if (!m_parts.access.users().lock(tx, user))
        return {PayOutcome::Unknown, {}};
    const auto purchase = m_parts.purchases.lock(tx, id);
    if (!purchase || purchase->user != user)
        return {PayOutcome::Unknown, {}};
    if (purchase->status == PurchaseStatus::Fulfilled)
        return {PayOutcome::AlreadyPaid, {}};
    if (purchase->status != PurchaseStatus::Created || purchase->expiresAt <= now ||
        purchase->kind == PurchaseKind::BalanceTopup)
        return {PayOutcome::Stale, {}};
    return payNow(tx, *purchase);
}

Payments::PayResult Payments::payNow(db::Transaction &tx, const Purchase &purchase) const
{
    const QString id = purchase.id.value();
    const auto paid =
        m_parts.balance.debit(tx, {purchase.user, purchase.price, LedgerKind::Purchase, id, QString()});
    if (paid == Balance::Outcome::NotEnough)
        return {PayOutcome::NotEnough, purchase.price - m_parts.balance.of(tx, purchase.user)};
    const PaymentFact fact{purchase.id, Provider::Balance,     id,       purchase.price.value(),
                           u"RUB"_s,    m_parts.clock.nowMs(), QString()};
    if (paid != Balance::Outcome::Done || finalizePurchase(tx, fact) != FinalizeOutcome::Granted)
        throw DomainError(u"%1 is open, but its payment is in the books"_s.arg(id));
    return {PayOutcome::Paid, {}};
}

// What a top-up that has come, late or not, is to pay for. Where the customer has given that up, or spent the
// money meanwhile, there is nothing: the money stays on the balance, which they are told.
std::optional<Purchase> Payments::completableBy(db::Transaction &tx, const Purchase &topup) const
{
    auto wanted = m_parts.purchases.lock(tx, topup.completes);
    const bool isOpen =
        wanted && wanted->user == topup.user && wanted->kind != PurchaseKind::BalanceTopup &&
        (wanted->status == PurchaseStatus::Created || wanted->status == PurchaseStatus::Expired);
    return isOpen && m_parts.balance.of(tx, topup.user) >= wanted->price ? wanted : std::nullopt;
}

void Payments::complete(db::Transaction &tx, const Purchase &wanted, const PurchaseId &topup) const
{
    // The top-up's message says what became of it; this one is news.
    m_parts.purchases.setChatMessage(tx, wanted.id, std::nullopt);
    payNow(tx, wanted);
    tx.afterCommit([id = wanted.id, topup] {
        log::info(lcBilling(), "the missing part of a purchase came, and it is bought")
            .with("purchase_id", id)
            .with("topup_id", topup);
    });
}

Payments::RefundOutcome Payments::refund(db::Transaction &tx, Provider provider, const QString &externalId,
                                         const control::Actor &actor, const QString &reason) const
{
    tx.waitForDisk();
    const auto found = find(tx, provider, externalId);
    if (!found) {
        tx.exec(kRefundWaits, toWord(provider), externalId, reason, m_parts.clock.nowMs());
        return RefundOutcome::Waits;
    }
    m_parts.access.users().lock(tx, found->user);
    const PaymentRow payment = paymentOf(tx.one(kLock, toWord(provider), externalId).value());
    if (payment.status == PaymentStatus::Refunded)
        return RefundOutcome::AlreadyRefunded;
    const auto purchase = m_parts.purchases.lock(tx, payment.purchase);
    if (!purchase && !payment.purchase.isEmpty())
        throw DomainError(u"payment %1 has no purchase"_s.arg(payment.id));

    const QString left = takeBack(tx, payment, purchase);
    if (provider == Provider::Balance) {
        m_parts.balance.credit(tx, {payment.user, Kopecks(payment.amountMinor), LedgerKind::Refund,
                                    u"purchase:"_s + payment.purchase.value(), reason});
    }
    // What the provider said of it stays: by that it is found there.
    QStringList notes{payment.note, reason, left};
    notes.removeAll(QString());
    tx.exec(kRefundPayment, notes.join(u"; "_s), payment.id);
    m_parts.audit.record(tx, {actor, u"payment.refund"_s, subjectOf(payment),
                              QString::fromLatin1(toWord(payment.status)), u"refunded"_s, reason,
                              left.isEmpty() ? u"done"_s : u"done; "_s + left, QString()});
    m_parts.notices.paymentRefunded(tx, payment.user, payment.purchase);
    return RefundOutcome::Refunded;
}

// What was given for this payment: its worth on the balance, what was bought, or nothing.
QString Payments::takeBack(db::Transaction &tx, const PaymentRow &payment,
                           const std::optional<Purchase> &purchase) const
{
    const QString reference = paymentReference(payment.id);
    const Kopecks credited = m_parts.balance.amountOf(tx, payment.user, LedgerKind::Topup, reference);
    if (credited > Kopecks()) {
        const Kopecks taken =
            m_parts.balance.debitUpTo(tx, {payment.user, credited, LedgerKind::Refund, reference, QString()});
        return taken == credited ? QString() : spent(credited - taken, u"the top-up"_s);
    }
    const bool wasGranted = payment.status == PaymentStatus::Granted;
    if (!purchase)
        return {};
    QString left = wasGranted ? takeBackWhatWasBought(tx, *purchase) : QString();
    const QString more = excessReference(payment.id);
    const Kopecks excess = m_parts.balance.amountOf(tx, payment.user, LedgerKind::Topup, more);
    if (excess > Kopecks() &&
        m_parts.balance.debitUpTo(tx, {payment.user, excess, LedgerKind::Refund, more, QString()}) < excess)
        left += u"; of what was paid too much some is spent"_s;
    const bool isUndecided =
        purchase->status == PurchaseStatus::Review && !hasOthersInReview(tx, purchase->id, payment.id);
    if (wasGranted || isUndecided)
        tx.exec(kRefundPurchase, purchase->id);
    return left;
}

// What could not be taken back, in words; empty when all was.
QString Payments::takeBackWhatWasBought(db::Transaction &tx, const Purchase &purchase) const
{
    QStringList left;
    switch (purchase.kind) {
    case PurchaseKind::Subscription:
        m_parts.access.takeBack(tx, purchase.user, purchase.tariff, purchase.periodDays + purchase.bonusDays,
                                purchase.price);
        break;
    case PurchaseKind::BalanceTopup: {
        const Kopecks taken =
            m_parts.balance.debitUpTo(tx, {purchase.user, purchase.price, LedgerKind::Refund,
                                           u"topup:"_s + purchase.id.value(), QString()});
        if (taken < purchase.price)
            left << spent(purchase.price - taken, u"the top-up"_s);
        break;
    }
    case PurchaseKind::Gift:
        if (!m_parts.gifts.withdraw(tx, purchase.id))
            left << u"the gift was claimed or returned before"_s;
        break;
    }
    const Kopecks unreversed = m_parts.referrals.reverse(tx, purchase);
    if (unreversed > Kopecks())
        left << spent(unreversed, u"its referral reward"_s);
    return left.join(u"; "_s);
}

std::optional<PaymentRow> Payments::find(db::Transaction &tx, Provider provider,
                                         const QString &externalId) const
{
    const auto row = tx.one(kFind, toWord(provider), externalId);
    return row ? std::optional(paymentOf(*row)) : std::nullopt;
}

bool Payments::isKnown(db::Transaction &tx, Provider provider, const QString &externalId) const
{
    return tx.one(kKnown, toWord(provider), externalId, toWord(provider), externalId).has_value();
}

std::vector<PaymentRow> Payments::historyOf(db::Transaction &tx, TelegramId user, int limit) const
{
    std::vector<PaymentRow> payments;
    for (const db::Row &row : tx.query(kHistory, user, limit))
        payments.push_back(paymentOf(row));
    return payments;
}

} // namespace turnpike::billing
