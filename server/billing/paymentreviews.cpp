// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

// Payments that a person must look at, and those that are not ours: further members of Payments.

#include "base/errors.h"
#include "billing/paymentrows.h"
#include "billing/payments.h"
#include "telemetry/log.h"

namespace turnpike::billing {

using namespace Qt::StringLiterals;

using protocol::Sentence;
using protocol::SentenceId;

namespace {

Q_LOGGING_CATEGORY(lcReviews, "turnpike.billing.reviews")

constexpr qint64 kForeignKeptMs = 30 * kDayMs; // far longer than the watcher looks back

// What the provider said of it stays.
constexpr const char *kReviewPayment = R"(
    UPDATE payments SET status = 'review',
        note = CASE WHEN coalesce(note, '') = '' THEN CAST(? AS text) ELSE note || '; ' || CAST(? AS text) END
    WHERE id = ?)";

// A purchase that was granted stays fulfilled: only its further payment is under review.
constexpr const char *kReviewPurchase = R"(
    UPDATE purchases SET status = 'review', note = ?, next_check_at = NULL, lease_owner = NULL, lease_until = NULL
    WHERE purchase_id = ? AND status NOT IN ('fulfilled', 'refunded'))";

constexpr const char *kInReview = R"(
    SELECT id, purchase_id, telegram_id, provider, external_id, amount, currency, status, note, paid_at
    FROM payments WHERE status = 'review' AND decided_at IS NULL ORDER BY id LIMIT ?)";

constexpr const char *kReviewed = R"(
    SELECT id, purchase_id, telegram_id, provider, external_id, amount, currency, status, note, paid_at
    FROM payments WHERE id = ? AND status = 'review' AND decided_at IS NULL {for_update})";
constexpr const char *kOwners = "SELECT telegram_id FROM payments WHERE id = ?";
constexpr const char *kDecide = "UPDATE payments SET status = ?, note = ?, decided_at = ? WHERE id = ?";
constexpr const char *kCancelReviewed =
    "UPDATE purchases SET status = 'cancelled', note = ? WHERE purchase_id = ? AND status = 'review'";

// Undecided ones in roubles.
constexpr const char *kReviewedOf = R"(
    SELECT id, purchase_id, telegram_id, provider, external_id, amount, currency, status, note, paid_at
    FROM payments
    WHERE purchase_id = ? AND status = 'review' AND decided_at IS NULL AND currency = 'RUB' AND amount > 0
    ORDER BY id {for_update})";
constexpr const char *kOthersInReview = R"(
    SELECT 1 FROM payments WHERE purchase_id = ? AND id <> ? AND status = 'review' AND decided_at IS NULL LIMIT 1)";
// As it was before a method was chosen. The invoice is paid, and known by its payment.
constexpr const char *kReopen = R"(
    UPDATE purchases SET status = 'created', provider = NULL, provider_invoice_id = NULL, pay_url = NULL,
        invoice_asked_at = NULL, last_error = NULL, expires_at = ?
    WHERE purchase_id = ? AND status = 'review')";

// Of no purchase: who paid, where anybody says it.
constexpr const char *kBookStray = R"(
    INSERT INTO payments (telegram_id, provider, external_id, amount, currency, status, note, paid_at, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (provider, external_id) DO NOTHING
    RETURNING id)";

constexpr const char *kForeign = R"(
    INSERT INTO foreign_payments (provider, external_id, seen_at) VALUES (?, ?, ?)
    ON CONFLICT (provider, external_id) DO NOTHING)";
constexpr const char *kForgetForeign = "DELETE FROM foreign_payments WHERE provider = ? AND seen_at < ?";
constexpr const char *kCountForeign = R"(
    INSERT INTO settings (key, value, updated_at) VALUES (?, '1', ?)
    ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(settings.value AS bigint) + 1 AS text),
        updated_at = excluded.updated_at
    RETURNING value)";

// In roubles: what was paid in them, or the rouble price of what was paid in Stars; of fewer Stars their
// share of it.
std::optional<Kopecks> worthOf(const PaymentRow &payment, const std::optional<Purchase> &purchase)
{
    if (payment.currency == "RUB"_L1 && payment.amountMinor > 0)
        return Kopecks(payment.amountMinor);
    if (!purchase || payment.currency != "XTR"_L1)
        return std::nullopt;
    const qint64 stars = purchase->priceStars;
    if (payment.amountMinor <= 0 || payment.amountMinor >= stars)
        return purchase->price;
    return Kopecks(purchase->price.value() * payment.amountMinor / stars);
}

} // namespace

void Payments::putInReview(db::Transaction &tx, const Purchase &purchase, qint64 paymentId,
                           const PaymentFact &fact, const Objection &objection) const
{
    const QString &text = objection.why.english();
    tx.exec(kReviewPayment, text, text, paymentId);
    tx.exec(kReviewPurchase, text, purchase.id);
    m_parts.audit.record(tx, {control::Actor::system(), u"payment.review"_s, subjectOf(purchase.id),
                              QString::fromLatin1(toWord(purchase.status)), std::nullopt, text, u"review"_s,
                              QString()});
    tellOfReview(tx, purchase, fact, objection.cause);
    const Alert alert{kPaymentsInReviewAlert,
                      Sentence(SentenceId::PaymentInReview, paymentId, purchase.id.value(),
                               purchase.user.value(), objection.why),
                      u"payments-in-review"_s};
    tx.afterCommit([&alerts = m_parts.alerts, alert] { alerts.raise(alert); });
}

void Payments::tellOfReview(db::Transaction &tx, const Purchase &purchase, const PaymentFact &fact,
                            access::ReviewCause cause) const
{
    access::ReviewNotice notice;
    notice.purchase = purchase.id;
    notice.cause = cause;
    notice.paid = roublesOf(fact.amountMinor, fact.currency);
    notice.price = purchase.price;
    const bool isOver =
        purchase.status == PurchaseStatus::Fulfilled || purchase.status == PurchaseStatus::Refunded;
    if (!isOver) {
        notice.chatMessageId = purchase.chatMessageId;
        // What is decided later is news: it does not hide in an edit of this message.
        m_parts.purchases.setChatMessage(tx, purchase.id, std::nullopt);
    }
    m_parts.notices.paymentUnderReview(tx, purchase.user, notice);
}

// Money in our account for nothing that we know: a row for whoever asks where it is.
FinalizeOutcome Payments::bookStray(db::Transaction &tx, const PaymentFact &fact) const
{
    // Whoever shares our account with a provider has payloads of their own, and so has whatever sold by this
    // bot before us: that is in its list still. What the bot itself is told of is its own.
    if ((traitsOf(fact.provider).isShared || fact.isFromList) && !fact.purchase.isOurs())
        return noteForeign(tx, fact);
    QString note = u"for no purchase of ours: %1"_s.arg(fact.purchase.value());
    if (!fact.note.isEmpty())
        note += u"; "_s + fact.note;
    const auto refund = takeWaitingRefund(tx, fact);
    const auto booked = tx.one(kBookStray, fact.payer, toWord(fact.provider), fact.externalId,
                               fact.amountMinor, fact.currency, refund ? u"refunded"_s : u"review"_s,
                               refund ? note + u"; "_s + *refund : note, fact.paidAt, m_parts.clock.nowMs());
    if (!booked)
        return FinalizeOutcome::AlreadySeen;
    if (refund)
        return FinalizeOutcome::Refunded;
    const Alert alert{kPaymentsInReviewAlert,
                      Sentence(SentenceId::PaymentUnmatched, fact.externalId,
                               QString::fromLatin1(toWord(fact.provider)), fact.purchase.value()),
                      u"payments-in-review"_s};
    tx.afterCommit([&alerts = m_parts.alerts, alert] { alerts.raise(alert); });
    return FinalizeOutcome::UnknownPurchase;
}

// Counted; operators hear of it with the first one ever, and never again.
FinalizeOutcome Payments::noteForeign(db::Transaction &tx, const PaymentFact &fact) const
{
    const Timestamp now = m_parts.clock.nowMs();
    const QString provider = QString::fromLatin1(toWord(fact.provider));
    if (tx.exec(kForeign, provider, fact.externalId, now) == 0)
        return FinalizeOutcome::AlreadySeen;
    tx.exec(kForgetForeign, provider, now - kForeignKeptMs);
    const auto counted = tx.one(kCountForeign, u"foreign_payments:"_s + provider, now);
    const QString count = counted->text(0);
    tx.afterCommit([&alerts = m_parts.alerts, count, id = fact.externalId,
                    title = QString::fromLatin1(traitsOf(fact.provider).title)] {
        log::info(lcReviews(), "a payment of another program").with("invoice_id", id).with("so_far", count);
        if (count == "1"_L1)
            alerts.raise({u"foreign_payments"_s, Sentence(SentenceId::ForeignPayments, title),
                          u"payments-in-review"_s});
    });
    return FinalizeOutcome::Foreign;
}

bool Payments::noteUnread(db::Transaction &tx, Provider provider, const QString &externalId) const
{
    // Under a name of its own: once it can be read it is a payment that nobody knows.
    const QString name = QString::fromLatin1(toWord(provider)) + u":unread"_s;
    const Timestamp now = m_parts.clock.nowMs();
    tx.exec(kForgetForeign, name, now - kForeignKeptMs);
    return tx.exec(kForeign, name, externalId, now) > 0;
}

Payments::ReviewOutcome Payments::decideReview(db::Transaction &tx, qint64 paymentId, bool grants,
                                               const QString &note) const
{
    const auto owner = tx.one(kOwners, paymentId);
    if (!owner)
        return ReviewOutcome::NotInReview;
    const bool isCustomer = m_parts.access.users().lock(tx, owner->telegramId(0)).has_value();
    const auto row = tx.one(kReviewed, paymentId);
    if (!row)
        return ReviewOutcome::NotInReview;
    const PaymentRow payment = paymentOf(*row);
    const auto purchase = m_parts.purchases.lock(tx, payment.purchase);
    if (!purchase && !payment.purchase.isEmpty())
        throw DomainError(u"payment %1 has no purchase"_s.arg(paymentId));
    const QString text = payment.note + u"; decided: "_s + note;
    const Timestamp now = m_parts.clock.nowMs();
    if (!grants) {
        tx.exec(kDecide, u"review"_s, text, now, paymentId);
        if (purchase && !hasOthersInReview(tx, purchase->id, paymentId))
            tx.exec(kCancelReviewed, text, purchase->id);
        if (isCustomer)
            m_parts.notices.reviewClosed(tx, payment.user, roublesOf(payment.amountMinor, payment.currency));
        return ReviewOutcome::Decided;
    }
    const bool isOpen = purchase && purchase->status != PurchaseStatus::Fulfilled &&
                        purchase->status != PurchaseStatus::Refunded;
    if (isOpen) {
        const PaymentFact fact{purchase->id,     payment.provider, payment.externalId, payment.amountMinor,
                               payment.currency, payment.paidAt,   payment.note,       payment.user};
        grant(tx, *purchase, paymentId, fact);
    } else {
        const auto worth = worthOf(payment, purchase);
        if (!isCustomer || !worth)
            return ReviewOutcome::CannotGrant;
        creditFor(tx, payment, *worth);
    }
    tx.exec(kDecide, u"granted"_s, text, now, paymentId);
    return ReviewOutcome::Decided;
}

// What was bought has been given: this money is the customer's to spend.
void Payments::creditFor(db::Transaction &tx, const PaymentRow &payment, Kopecks worth) const
{
    m_parts.balance.credit(tx,
                           {payment.user, worth, LedgerKind::Topup, paymentReference(payment.id), QString()});
    m_parts.notices.topupCredited(tx, payment.user,
                                  {payment.purchase, std::nullopt, worth,
                                   m_parts.balance.of(tx, payment.user), false,
                                   access::CreditCause::Decision});
}

std::optional<Kopecks> Payments::takeShortToBalance(db::Transaction &tx, const PurchaseId &id,
                                                    TelegramId user) const
{
    if (!m_parts.access.users().lock(tx, user))
        return std::nullopt;
    const std::vector<db::Row> rows = tx.query(kReviewedOf, id);
    const auto purchase = m_parts.purchases.lock(tx, id);
    if (!purchase || purchase->user != user || purchase->status != PurchaseStatus::Review)
        return std::nullopt;
    const Timestamp now = m_parts.clock.nowMs();
    const QString why = u"decided: the customer takes it to the balance"_s;
    Kopecks taken;
    for (const db::Row &row : rows) {
        const PaymentRow payment = paymentOf(row);
        const Kopecks worth(payment.amountMinor);
        if (worth >= purchase->price)
            continue;
        m_parts.balance.credit(tx, {user, worth, LedgerKind::Topup, paymentReference(payment.id), QString()});
        tx.exec(kDecide, u"granted"_s, payment.note + u"; "_s + why, now, payment.id);
        taken = taken + worth;
    }
    if (taken <= Kopecks())
        return std::nullopt;
    const PurchaseStatus status = settleTaken(tx, *purchase, why);
    m_parts.audit.record(tx, {control::Actor::system(), u"payment.review"_s, subjectOf(id), u"review"_s,
                              QString::fromLatin1(toWord(status)), why, u"done"_s, QString()});
    return taken;
}

// What becomes of a purchase whose short payments the customer has taken.
PurchaseStatus Payments::settleTaken(db::Transaction &tx, const Purchase &purchase, const QString &why) const
{
    // Other money for it waits, and may pay for all of it: nobody asks for it a second time.
    if (hasOthersInReview(tx, purchase.id))
        return PurchaseStatus::Review;
    // A top-up is done with that: it was for the balance anyway.
    if (purchase.kind == PurchaseKind::BalanceTopup) {
        tx.exec(kCancelReviewed, why, purchase.id);
        return PurchaseStatus::Cancelled;
    }
    tx.exec(kReopen, m_parts.clock.nowMs() + kPurchaseLifetimeMs, purchase.id);
    return PurchaseStatus::Created;
}

bool Payments::hasOthersInReview(db::Transaction &tx, const PurchaseId &purchase, qint64 besides) const
{
    return tx.one(kOthersInReview, purchase, besides).has_value();
}

std::vector<PaymentRow> Payments::inReview(db::Transaction &tx, int limit) const
{
    std::vector<PaymentRow> payments;
    for (const db::Row &row : tx.query(kInReview, limit))
        payments.push_back(paymentOf(row));
    return payments;
}

} // namespace turnpike::billing
