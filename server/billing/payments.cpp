#include "billing/payments.h"

#include "base/errors.h"
#include "telemetry/log.h"

namespace turnpike::billing {

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

constexpr const char *kReviewPayment = "UPDATE payments SET status = 'review', note = ? WHERE id = ?";

// A purchase that was granted stays fulfilled: only its further payment is under review.
constexpr const char *kReviewPurchase = R"(
    UPDATE purchases SET status = 'review', note = ?, next_check_at = NULL, lease_owner = NULL, lease_until = NULL
    WHERE purchase_id = ? AND status NOT IN ('fulfilled', 'refunded'))";

constexpr const char *kFind = R"(
    SELECT id, purchase_id, telegram_id, provider, external_id, amount, currency, status, note, paid_at
    FROM payments WHERE provider = ? AND external_id = ?)";

constexpr const char *kLock = R"(
    SELECT id, purchase_id, telegram_id, provider, external_id, amount, currency, status, note, paid_at
    FROM payments WHERE provider = ? AND external_id = ? {for_update})";

constexpr const char *kHistory = R"(
    SELECT id, purchase_id, telegram_id, provider, external_id, amount, currency, status, note, paid_at
    FROM payments WHERE telegram_id = ? ORDER BY created_at DESC, id DESC LIMIT ?)";

constexpr const char *kInReview = R"(
    SELECT id, purchase_id, telegram_id, provider, external_id, amount, currency, status, note, paid_at
    FROM payments WHERE status = 'review' AND decided_at IS NULL ORDER BY id LIMIT ?)";

constexpr const char *kReviewed = R"(
    SELECT id, purchase_id, telegram_id, provider, external_id, amount, currency, status, note, paid_at
    FROM payments WHERE id = ? AND status = 'review' AND decided_at IS NULL {for_update})";
constexpr const char *kPurchaseOf = "SELECT purchase_id FROM payments WHERE id = ?";
constexpr const char *kDecide = "UPDATE payments SET status = ?, note = ?, decided_at = ? WHERE id = ?";
constexpr const char *kCancelReviewed =
    "UPDATE purchases SET status = 'cancelled', note = ? WHERE purchase_id = ? AND status = 'review'";

constexpr const char *kRefundPayment = "UPDATE payments SET status = 'refunded', note = ? WHERE id = ?";
constexpr const char *kRefundPurchase =
    "UPDATE purchases SET status = 'refunded', next_check_at = NULL WHERE purchase_id = ?";

PaymentRow paymentOf(const db::Row &row)
{
    return {row.int64(0),      PurchaseId(row.text(1)),
            row.telegramId(2), providerFrom(row.text(3)),
            row.text(4),       row.int64(5),
            row.text(6),       row.text(7),
            row.text(8),       row.int64(9)};
}

std::optional<QString> nullIfEmpty(const QString &text)
{
    return text.isEmpty() ? std::nullopt : std::optional(text);
}

QString subjectOf(const PurchaseId &purchase)
{
    return QStringLiteral("purchase:") + purchase.value();
}

// Why money that came for a purchase cannot be granted; empty when it can.
QString objectionTo(const Purchase &purchase, const PaymentFact &fact)
{
    switch (purchase.status) {
    case PurchaseStatus::Created:
    case PurchaseStatus::AwaitingPayment:
    case PurchaseStatus::Expired:
    case PurchaseStatus::Cancelled:
    case PurchaseStatus::Review: // of what came before nothing was granted: who now pays in full gets it
        break;
    case PurchaseStatus::Fulfilled:
    case PurchaseStatus::Refunded:
        return QStringLiteral("paid again: the purchase is %1").arg(QLatin1String(toString(purchase.status)));
    }
    const bool isStars = fact.provider == Provider::Stars;
    const QLatin1String currency(isStars ? "XTR" : "RUB");
    const qint64 price = isStars ? purchase.priceStars : purchase.price.value();
    if (fact.currency != currency)
        return QStringLiteral("paid in %1 instead of %2").arg(fact.currency, currency);
    if (price <= 0)
        return QStringLiteral("paid in %1, for which it was not sold").arg(currency);
    if (fact.amountMinor < price)
        return QStringLiteral("paid %1 of %2 %3").arg(fact.amountMinor).arg(price).arg(currency);
    return {};
}

QString excessOf(const Purchase &purchase, const PaymentFact &fact)
{
    const qint64 price = fact.provider == Provider::Stars ? purchase.priceStars : purchase.price.value();
    if (fact.amountMinor <= price)
        return {};
    return QStringLiteral("paid %1 %2 more than its price").arg(fact.amountMinor - price).arg(fact.currency);
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
    case FinalizeOutcome::UnknownPurchase:
        return "unknown_purchase";
    }
    return "";
}

Payments::Payments(const Parts &parts)
    : m_parts(parts)
{}

FinalizeOutcome Payments::finalizePurchase(db::Transaction &tx, const PaymentFact &fact) const
{
    if (!lockCustomer(tx, fact.purchase)) {
        const Alert alert{
            QStringLiteral("payment_unknown:%1").arg(fact.externalId), Severity::Critical,
            QStringLiteral("Payment %1 of %2 is for no purchase of ours: %3")
                .arg(fact.externalId, QLatin1String(toString(fact.provider)), fact.purchase.value()),
            QStringLiteral("payments-in-review")};
        tx.afterCommit([&alerts = m_parts.alerts, alert] { alerts.raise(alert); });
        return FinalizeOutcome::UnknownPurchase;
    }
    const auto booked =
        tx.one(kBook, toString(fact.provider), fact.externalId, fact.amountMinor, fact.currency,
               nullIfEmpty(fact.note), fact.paidAt, m_parts.clock.nowMs(), fact.purchase);
    if (!booked)
        return FinalizeOutcome::AlreadySeen;
    const qint64 paymentId = booked->int64(0);
    const auto purchase = m_parts.purchases.lock(tx, fact.purchase);
    if (!purchase)
        throw DomainError(QStringLiteral("%1 went away while it was paid").arg(fact.purchase.value()));
    const QString objection = objectionTo(*purchase, fact);
    if (!objection.isEmpty()) {
        putInReview(tx, *purchase, paymentId, objection);
        return FinalizeOutcome::Review;
    }
    grant(tx, *purchase, paymentId, fact);
    return FinalizeOutcome::Granted;
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
    m_parts.promos.markUsed(tx, purchase.id);
    m_parts.referrals.reward(tx, purchase, paymentId);
    tx.exec(kFulfil, m_parts.clock.nowMs(), toString(fact.provider), nullIfEmpty(excessOf(purchase, fact)),
            purchase.id);
    tx.afterCommit([user = purchase.user, id = purchase.id, provider = fact.provider] {
        log::info(lcBilling(), "PURCHASE_FULFILLED")
            .with("user_id", user)
            .with("purchase_id", id)
            .with("provider", toString(provider));
    });
}

void Payments::giveWhatWasBought(db::Transaction &tx, const Purchase &purchase) const
{
    switch (purchase.kind) {
    case PurchaseKind::Subscription: {
        const auto granted = m_parts.access.grantAccess(
            tx, {purchase.user, purchase.tariff, purchase.periodDays, access::AccessSource::Payment});
        m_parts.notices.paymentReceived(tx, purchase.user,
                                        {purchase.id, purchase.chatMessageId, purchase.tariff,
                                         purchase.periodDays, granted.subscription.expiresAt,
                                         granted.keyPending, granted.isRenewal});
        break;
    }
    case PurchaseKind::BalanceTopup:
        m_parts.balance.credit(
            tx, {purchase.user, purchase.price, LedgerKind::Topup, purchase.id.value(), QString()});
        m_parts.notices.topupCredited(
            tx, purchase.user,
            {purchase.id, purchase.chatMessageId, purchase.price, m_parts.balance.of(tx, purchase.user)});
        break;
    case PurchaseKind::Gift: {
        const Gift gift = m_parts.gifts.create(tx, purchase);
        m_parts.notices.giftReady(tx, purchase.user, gift.code, gift.tariff, gift.periodDays);
        break;
    }
    }
}

void Payments::putInReview(db::Transaction &tx, const Purchase &purchase, qint64 paymentId,
                           const QString &why) const
{
    tx.exec(kReviewPayment, why, paymentId);
    tx.exec(kReviewPurchase, why, purchase.id);
    m_parts.audit.record(tx, {control::Actor::system(), QStringLiteral("payment.review"),
                              subjectOf(purchase.id), QString::fromLatin1(toString(purchase.status)),
                              std::nullopt, why, QStringLiteral("review"), QString()});
    m_parts.notices.paymentUnderReview(tx, purchase.user, purchase.id);
    const Alert alert{QStringLiteral("payment_review:%1").arg(paymentId), Severity::Critical,
                      QStringLiteral("Payment %1 for %2 of user %3 needs a look: %4")
                          .arg(paymentId)
                          .arg(purchase.id.value())
                          .arg(purchase.user.value())
                          .arg(why),
                      QStringLiteral("payments-in-review")};
    tx.afterCommit([&alerts = m_parts.alerts, alert] { alerts.raise(alert); });
}

Payments::PayResult Payments::payFromBalance(db::Transaction &tx, const PurchaseId &id, TelegramId user) const
{
    const qint64 now = m_parts.clock.nowMs();
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

    const auto paid =
        m_parts.balance.debit(tx, {user, purchase->price, LedgerKind::Purchase, id.value(), QString()});
    if (paid == Balance::Outcome::NotEnough)
        return {PayOutcome::NotEnough, purchase->price - m_parts.balance.of(tx, user)};
    const PaymentFact fact{id,  Provider::Balance, id.value(), purchase->price.value(), QStringLiteral("RUB"),
                           now, QString()};
    if (paid != Balance::Outcome::Done || finalizePurchase(tx, fact) != FinalizeOutcome::Granted)
        throw DomainError(QStringLiteral("%1 is open, but its payment is in the books").arg(id.value()));
    return {PayOutcome::Paid, {}};
}

Payments::RefundOutcome Payments::refund(db::Transaction &tx, Provider provider, const QString &externalId,
                                         const control::Actor &actor, const QString &reason) const
{
    const auto found = find(tx, provider, externalId);
    if (!found || !lockCustomer(tx, found->purchase))
        return RefundOutcome::UnknownPayment;
    const PaymentRow payment = paymentOf(tx.one(kLock, toString(provider), externalId).value());
    if (payment.status == QLatin1String("refunded"))
        return RefundOutcome::AlreadyRefunded;
    const auto purchase = m_parts.purchases.lock(tx, payment.purchase);
    if (!purchase)
        throw DomainError(QStringLiteral("payment %1 has no purchase").arg(payment.id));

    const bool wasGranted = payment.status == QLatin1String("granted");
    QString left;
    if (wasGranted)
        left = takeBackWhatWasBought(tx, *purchase);
    if (provider == Provider::Balance) {
        m_parts.balance.credit(tx, {purchase->user, Kopecks(payment.amountMinor), LedgerKind::Refund,
                                    QStringLiteral("purchase:") + purchase->id.value(), reason});
    }
    tx.exec(kRefundPayment, left.isEmpty() ? reason : reason + QStringLiteral("; ") + left, payment.id);
    if (wasGranted || purchase->status == PurchaseStatus::Review)
        tx.exec(kRefundPurchase, purchase->id);
    m_parts.audit.record(tx, {actor, QStringLiteral("payment.refund"), subjectOf(purchase->id),
                              payment.status, QStringLiteral("refunded"), reason,
                              left.isEmpty() ? QStringLiteral("done") : QStringLiteral("done; ") + left,
                              QString()});
    m_parts.notices.paymentRefunded(tx, purchase->user, purchase->id);
    return RefundOutcome::Refunded;
}

Payments::ReviewOutcome Payments::decideReview(db::Transaction &tx, qint64 paymentId, bool grants,
                                               const QString &note) const
{
    const auto of = tx.one(kPurchaseOf, paymentId);
    if (!of || !lockCustomer(tx, PurchaseId(of->text(0))))
        return ReviewOutcome::NotInReview;
    const auto row = tx.one(kReviewed, paymentId);
    if (!row)
        return ReviewOutcome::NotInReview;
    const PaymentRow payment = paymentOf(*row);
    const auto purchase = m_parts.purchases.lock(tx, payment.purchase);
    if (!purchase)
        throw DomainError(QStringLiteral("payment %1 has no purchase").arg(paymentId));
    const QString text = payment.note + QStringLiteral("; decided: ") + note;
    const qint64 now = m_parts.clock.nowMs();
    if (!grants) {
        tx.exec(kDecide, QStringLiteral("review"), text, now, paymentId);
        tx.exec(kCancelReviewed, text, purchase->id);
        return ReviewOutcome::Decided;
    }
    if (purchase->status == PurchaseStatus::Fulfilled) {
        if (!giveAgain(tx, *purchase, paymentId))
            return ReviewOutcome::CannotGrant;
    } else {
        const PaymentFact fact{purchase->id,     payment.provider, payment.externalId, payment.amountMinor,
                               payment.currency, payment.paidAt,   payment.note};
        grant(tx, *purchase, paymentId, fact);
    }
    tx.exec(kDecide, QStringLiteral("granted"), text, now, paymentId);
    return ReviewOutcome::Decided;
}

// For a further payment of a purchase that was fulfilled. False where that cannot be: a gift has one code.
bool Payments::giveAgain(db::Transaction &tx, const Purchase &purchase, qint64 paymentId) const
{
    switch (purchase.kind) {
    case PurchaseKind::Subscription:
        giveWhatWasBought(tx, purchase);
        return true;
    case PurchaseKind::BalanceTopup:
        m_parts.balance.credit(tx, {purchase.user, purchase.price, LedgerKind::Topup,
                                    QStringLiteral("payment:%1").arg(paymentId), QString()});
        m_parts.notices.topupCredited(
            tx, purchase.user,
            {purchase.id, std::nullopt, purchase.price, m_parts.balance.of(tx, purchase.user)});
        return true;
    case PurchaseKind::Gift:
        break;
    }
    return false;
}

// What could not be taken back, in words; empty when all was.
QString Payments::takeBackWhatWasBought(db::Transaction &tx, const Purchase &purchase) const
{
    QStringList left;
    switch (purchase.kind) {
    case PurchaseKind::Subscription:
        m_parts.access.takeBack(tx, purchase.user, purchase.tariff, purchase.periodDays);
        break;
    case PurchaseKind::BalanceTopup: {
        const Kopecks taken =
            m_parts.balance.debitUpTo(tx, {purchase.user, purchase.price, LedgerKind::Refund,
                                           QStringLiteral("topup:") + purchase.id.value(), QString()});
        if (taken < purchase.price)
            left
                << QStringLiteral("%1 kopecks of the top-up are spent").arg((purchase.price - taken).value());
        break;
    }
    case PurchaseKind::Gift:
        if (!m_parts.gifts.withdraw(tx, purchase.id))
            left << QStringLiteral("the gift was claimed or returned before");
        break;
    }
    const Kopecks unreversed = m_parts.referrals.reverse(tx, purchase);
    if (unreversed > Kopecks())
        left << QStringLiteral("%1 kopecks of its referral reward are spent").arg(unreversed.value());
    return left.join(QStringLiteral("; "));
}

std::optional<PaymentRow> Payments::find(db::Transaction &tx, Provider provider,
                                         const QString &externalId) const
{
    const auto row = tx.one(kFind, toString(provider), externalId);
    return row ? std::optional(paymentOf(*row)) : std::nullopt;
}

std::vector<PaymentRow> Payments::historyOf(db::Transaction &tx, TelegramId user, int limit) const
{
    std::vector<PaymentRow> payments;
    for (const db::Row &row : tx.query(kHistory, user, limit))
        payments.push_back(paymentOf(row));
    return payments;
}

std::vector<PaymentRow> Payments::inReview(db::Transaction &tx, int limit) const
{
    std::vector<PaymentRow> payments;
    for (const db::Row &row : tx.query(kInReview, limit))
        payments.push_back(paymentOf(row));
    return payments;
}

} // namespace turnpike::billing
