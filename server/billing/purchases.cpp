// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "billing/purchases.h"

#include "access/removals.h"
#include "base/errors.h"
#include "telemetry/log.h"

#include <algorithm>

namespace turnpike::billing {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kColumns = R"(
    purchase_id, telegram_id, kind, tariff, period_days, price_kopecks, price_stars, promo_code, provider,
    provider_invoice_id, pay_url, status, chat_message_id, next_check_at, attempts, last_error, note, created_at,
    expires_at, fulfilled_at, invoice_asked_at, completes, bonus_days)";

constexpr const char *kById = "WHERE purchase_id = ?";
constexpr const char *kByIdLocked = "WHERE purchase_id = ? {for_update}";
constexpr const char *kByInvoice = "WHERE provider = ? AND provider_invoice_id = ?";
constexpr const char *kOpenOfUser = R"(
    WHERE telegram_id = ? AND status IN ('created', 'awaiting_payment') ORDER BY created_at DESC LIMIT 20)";

constexpr const char *kInsertPurchase = R"(
    INSERT INTO purchases (purchase_id, telegram_id, kind, tariff, period_days, price_kopecks, price_stars,
        promo_code, chat_message_id, completes, created_at, expires_at, bonus_days)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))";

constexpr const char *kSetChatMessage = "UPDATE purchases SET chat_message_id = ? WHERE purchase_id = ?";

constexpr const char *kCheckNow = R"(
    UPDATE purchases SET next_check_at = ?
    WHERE purchase_id = ? AND status = 'awaiting_payment' AND next_check_at IS NOT NULL
      AND (lease_until IS NULL OR lease_until <= ?))";

constexpr const char *kChoose = R"(
    UPDATE purchases SET provider = ?, status = 'awaiting_payment', next_check_at = ?, expires_at = ?,
        last_error = NULL
    WHERE purchase_id = ? AND telegram_id = ? AND status = 'created' AND expires_at > ?)";

constexpr const char *kCancel = R"(
    UPDATE purchases SET status = 'cancelled', next_check_at = NULL
    WHERE purchase_id = ? AND telegram_id = ? AND status IN ('created', 'awaiting_payment'))";

constexpr const char *kClaimPurchases = R"(
    WITH due AS (
        SELECT purchase_id FROM purchases
        WHERE next_check_at <= ? AND status = 'awaiting_payment' AND (lease_until IS NULL OR lease_until <= ?)
        ORDER BY next_check_at LIMIT ? {for_update} {skip_locked})
    UPDATE purchases SET lease_owner = ?, lease_until = ?, attempts = attempts + 1
    WHERE purchase_id IN (SELECT purchase_id FROM due)
    RETURNING )";

constexpr const char *kClaimImpatient = R"(
    WITH impatient AS (
        SELECT purchase_id FROM purchases
        WHERE status IN ('created', 'awaiting_payment') AND expires_at > ? AND expires_at <= ?
          AND next_check_at IS NOT NULL AND provider_invoice_id IS NULL
          AND (lease_until IS NULL OR lease_until <= ?) AND (last_error IS NOT NULL OR expires_at <= ?)
        ORDER BY expires_at LIMIT ? {for_update} {skip_locked})
    UPDATE purchases SET lease_owner = ?, lease_until = ?, attempts = attempts + 1
    WHERE purchase_id IN (SELECT purchase_id FROM impatient)
    RETURNING )";

constexpr const char *kFirstToBeImpatient = R"(
    SELECT expires_at FROM purchases
    WHERE status IN ('created', 'awaiting_payment') AND expires_at > ?
      AND next_check_at IS NOT NULL AND provider_invoice_id IS NULL
    ORDER BY expires_at LIMIT 1)";

constexpr const char *kSetInvoice = R"(
    UPDATE purchases SET provider_invoice_id = ?, pay_url = ?, expires_at = ?, next_check_at = ?, last_error = NULL,
        lease_owner = NULL, lease_until = NULL
    WHERE purchase_id = ? AND lease_owner = ? AND attempts = ? AND status = 'awaiting_payment'
      AND provider_invoice_id IS NULL)";

constexpr const char *kAdoptInvoice = R"(
    UPDATE purchases SET provider_invoice_id = ?, pay_url = ?, expires_at = ?, next_check_at = ?, last_error = NULL
    WHERE purchase_id = ? AND provider = ? AND status = 'awaiting_payment' AND provider_invoice_id IS NULL)";

constexpr const char *kLookAgain = R"(
    UPDATE purchases SET next_check_at = ?, last_error = ?, lease_owner = NULL, lease_until = NULL
    WHERE purchase_id = ? AND lease_owner = ? AND attempts = ? AND status = 'awaiting_payment')";

constexpr const char *kInvoiceAsked = R"(
    UPDATE purchases SET invoice_asked_at = ? WHERE purchase_id = ? AND lease_owner = ? AND attempts = ?)";

constexpr const char *kWithdrawMethod = R"(
    UPDATE purchases SET status = 'created', provider = NULL, next_check_at = NULL, last_error = ?,
        lease_owner = NULL, lease_until = NULL
    WHERE purchase_id = ? AND lease_owner = ? AND attempts = ? AND status = 'awaiting_payment'
      AND provider_invoice_id IS NULL)";

constexpr const char *kRelease = R"(
    UPDATE purchases SET attempts = attempts - 1, lease_owner = NULL, lease_until = NULL
    WHERE purchase_id = ? AND lease_owner = ? AND attempts = ?)";

constexpr const char *kExpire = R"(
    UPDATE purchases SET status = 'expired', next_check_at = NULL, lease_owner = NULL, lease_until = NULL
    WHERE purchase_id = ? AND status IN ('created', 'awaiting_payment') AND expires_at <= ?)";

constexpr const char *kAbandoned = R"(
    SELECT purchase_id FROM purchases
    WHERE status IN ('created', 'awaiting_payment') AND expires_at <= ? AND provider_invoice_id IS NULL
    ORDER BY expires_at LIMIT ?)";

// A payment in review, or a use of a promo code that counts, keeps its purchase. Looked for row by row: in
// place of NOT EXISTS the planner may read all payments there are.
constexpr const char *kUnpaid = R"(
    SELECT p.purchase_id FROM purchases p
    WHERE p.status IN ('expired', 'cancelled') AND p.expires_at < ?
      AND (SELECT x.purchase_id FROM payments x WHERE x.purchase_id = p.purchase_id LIMIT 1) IS NULL
      AND coalesce((SELECT u.status FROM promo_uses u WHERE u.purchase_id = p.purchase_id), 'released') = 'released'
    ORDER BY p.expires_at LIMIT %1 {for_update} {skip_locked})";
constexpr const char *kForget = "DELETE FROM purchases WHERE purchase_id = ?";

constexpr const char *kNextDue = R"(
    SELECT min(CASE WHEN lease_until > next_check_at THEN lease_until ELSE next_check_at END)
    FROM (SELECT lease_until, next_check_at FROM purchases
          WHERE next_check_at IS NOT NULL ORDER BY next_check_at LIMIT 200) AS due)";

QByteArray select(const char *where)
{
    return QByteArray("SELECT ") + kColumns + " FROM purchases " + where;
}

Purchase purchaseOf(const db::Row &row)
{
    Purchase purchase;
    purchase.id = PurchaseId(row.text(0));
    purchase.user = row.telegramId(1);
    purchase.kind = purchaseKindFrom(row.text(2));
    purchase.tariff = row.text(3);
    purchase.periodDays = row.int32(4);
    purchase.price = row.kopecks(5);
    purchase.priceStars = row.int32(6);
    purchase.promoCode = row.text(7);
    if (!row.isNull(8))
        purchase.provider = providerFrom(row.text(8));
    purchase.providerInvoiceId = row.text(9);
    purchase.payUrl = row.text(10);
    purchase.status = purchaseStatusFrom(row.text(11));
    purchase.chatMessageId = row.optionalInt64(12);
    purchase.nextCheckAt = row.optionalInt64(13);
    purchase.attempts = row.int32(14);
    purchase.lastError = row.text(15);
    purchase.note = row.text(16);
    purchase.createdAt = row.int64(17);
    purchase.expiresAt = row.int64(18);
    purchase.fulfilledAt = row.optionalInt64(19);
    purchase.invoiceAskedAt = row.optionalInt64(20);
    purchase.completes = PurchaseId(row.text(21));
    purchase.bonusDays = row.int32(22);
    return purchase;
}

std::optional<Purchase> purchaseOf(const std::optional<db::Row> &row)
{
    return row ? std::optional(purchaseOf(*row)) : std::nullopt;
}

std::vector<PurchaseJob> jobsOf(const std::vector<db::Row> &rows, const QString &owner)
{
    std::vector<PurchaseJob> jobs;
    for (const db::Row &row : rows) {
        Purchase purchase = purchaseOf(row);
        const int attempt = purchase.attempts;
        jobs.push_back({std::move(purchase), attempt, owner});
    }
    return jobs;
}

// The end of a purchase whose customer has waited for an invoice since so long before `now` as anybody is to.
qint64 endOfTheImpatient(Timestamp now)
{
    return now + kPurchaseLifetimeMs - kInvoicePatienceMs;
}

qint64 afterFailure(const PurchaseJob &job, Timestamp now)
{
    if (!job.needsInvoice())
        return now + kPaymentCheckMs;
    const qint64 next = now + std::min<qint64>(kMinuteMs, (5 * kSecondMs) << std::min(job.attempt - 1, 4));
    const qint64 patienceEnds = job.chosenAt() + kInvoicePatienceMs;
    return now < patienceEnds ? std::min(next, patienceEnds) : next;
}

} // namespace

Purchases::Purchases(const Clock &clock, Kicker &kicker)
    : m_clock(clock)
    , m_kicker(kicker)
    , m_promos(clock)
{}

Purchase Purchases::create(db::Transaction &tx, const NewPurchase &wanted) const
{
    const Timestamp now = m_clock.nowMs();
    Purchase purchase;
    purchase.id = PurchaseId::generate();
    purchase.user = wanted.user;
    purchase.kind = wanted.kind;
    purchase.tariff = wanted.tariff;
    purchase.periodDays = wanted.periodDays;
    purchase.price = wanted.price;
    purchase.priceStars = wanted.priceStars;
    purchase.promoCode = wanted.promoCode.isEmpty() ? QString() : Promos::normalized(wanted.promoCode);
    purchase.chatMessageId = wanted.chatMessageId;
    purchase.completes = wanted.completes;
    purchase.bonusDays = wanted.bonusDays;
    purchase.createdAt = now;
    purchase.expiresAt = now + kPurchaseLifetimeMs;
    const bool isTopup = wanted.kind == PurchaseKind::BalanceTopup;
    if (wanted.price <= Kopecks() || isTopup != wanted.tariff.isEmpty() || isTopup != (wanted.periodDays < 1))
        throw DomainError(u"a purchase needs a price, and a tariff and days unless it is a top-up"_s);
    tx.exec(kInsertPurchase, purchase.id, purchase.user, toWord(purchase.kind),
            db::nullIfEmpty(purchase.tariff), isTopup ? std::nullopt : std::optional(purchase.periodDays),
            purchase.price, purchase.priceStars > 0 ? std::optional(purchase.priceStars) : std::nullopt,
            db::nullIfEmpty(purchase.promoCode), purchase.chatMessageId,
            db::nullIfEmpty(wanted.completes.value()), now, purchase.expiresAt, purchase.bonusDays);
    if (!purchase.promoCode.isEmpty()) {
        if (const auto refusal =
                m_promos.reserve(tx, purchase.user, purchase.promoCode, purchase.id, purchase.tariff)) {
            throw DomainError(u"promo code %1 cannot be reserved: %2"_s.arg(
                purchase.promoCode, QLatin1String(toString(*refusal))));
        }
    }
    return purchase;
}

std::optional<Purchase> Purchases::find(db::Transaction &tx, const PurchaseId &id) const
{
    return purchaseOf(tx.oneWith(select(kById), {id}));
}

db::Asked Purchases::ask(db::Transaction &tx, const PurchaseId &id)
{
    return tx.askWith(select(kById), {id});
}

std::optional<Purchase> Purchases::of(const db::Asked &asked)
{
    return purchaseOf(asked.row());
}

std::optional<Purchase> Purchases::lock(db::Transaction &tx, const PurchaseId &id) const
{
    return purchaseOf(tx.oneWith(select(kByIdLocked), {id}));
}

std::optional<Purchase> Purchases::findByInvoice(db::Transaction &tx, Provider provider,
                                                 const QString &invoiceId) const
{
    return purchaseOf(tx.oneWith(select(kByInvoice), {toWord(provider), invoiceId}));
}

std::vector<Purchase> Purchases::openOf(db::Transaction &tx, TelegramId user) const
{
    std::vector<Purchase> purchases;
    for (const db::Row &row : tx.queryWith(select(kOpenOfUser), {user}))
        purchases.push_back(purchaseOf(row));
    return purchases;
}

void Purchases::setChatMessage(db::Transaction &tx, const PurchaseId &id,
                               std::optional<qint64> messageId) const
{
    tx.exec(kSetChatMessage, messageId, id);
}

void Purchases::checkNow(db::Transaction &tx, const PurchaseId &id) const
{
    const Timestamp now = m_clock.nowMs();
    if (tx.exec(kCheckNow, now, id, now) == 1)
        tx.afterCommit([&kicker = m_kicker] { kicker.kick(Work::Payment); }, db::HookReach::Process);
}

Purchases::ChooseOutcome Purchases::chooseMethod(db::Transaction &tx, const PurchaseId &id, TelegramId user,
                                                 Provider provider) const
{
    const Timestamp now = m_clock.nowMs();
    const bool isWatched = traitsOf(provider).isWatched;
    const db::Value nextCheck = isWatched ? db::Value(now) : db::Value(std::nullopt);
    if (tx.exec(kChoose, toWord(provider), nextCheck, now + kPurchaseLifetimeMs, id, user, now) == 1) {
        if (isWatched)
            tx.afterCommit([&kicker = m_kicker] { kicker.kick(Work::Payment); }, db::HookReach::Process);
        return ChooseOutcome::Chosen;
    }
    const auto purchase = find(tx, id);
    if (!purchase || purchase->user != user)
        return ChooseOutcome::Unknown;
    return purchase->status == PurchaseStatus::AwaitingPayment ? ChooseOutcome::AlreadyChosen
                                                               : ChooseOutcome::Stale;
}

bool Purchases::cancel(db::Transaction &tx, const PurchaseId &id, TelegramId user) const
{
    if (tx.exec(kCancel, id, user) == 0)
        return false;
    m_promos.release(tx, id);
    return true;
}

void Purchases::giveUpShown(db::Transaction &tx, TelegramId user, const QString &promoCode) const
{
    for (const Purchase &open : openOf(tx, user)) {
        if (open.status == PurchaseStatus::Created && open.promoCode == promoCode)
            cancel(tx, open.id, user);
    }
}

std::vector<PurchaseJob> Purchases::claimDue(db::Transaction &tx, const QString &owner, int limit) const
{
    const Timestamp now = m_clock.nowMs();
    return jobsOf(tx.queryWith(QByteArray(kClaimPurchases) + kColumns,
                               {now, now, limit, owner, now + access::kRowLeaseMs}),
                  owner);
}

std::vector<PurchaseJob> Purchases::claimImpatient(db::Transaction &tx, const QString &owner, int limit,
                                                   bool alsoUntried) const
{
    const Timestamp now = m_clock.nowMs();
    const qint64 end = endOfTheImpatient(now);
    return jobsOf(
        tx.queryWith(QByteArray(kClaimImpatient) + kColumns,
                     {now, end, now, alsoUntried ? end : now, limit, owner, now + access::kRowLeaseMs}),
        owner);
}

std::optional<qint64> Purchases::nextImpatient(db::Transaction &tx) const
{
    const Timestamp now = m_clock.nowMs();
    const auto row = tx.one(kFirstToBeImpatient, endOfTheImpatient(now));
    return row ? std::optional(now + row->int64(0) - endOfTheImpatient(now)) : std::nullopt;
}

bool Purchases::setInvoice(db::Transaction &tx, const PurchaseJob &job, const QString &invoiceId,
                           const QString &payUrl, Timestamp expiresAt) const
{
    return tx.exec(kSetInvoice, invoiceId, payUrl, expiresAt, m_clock.nowMs() + kPaymentCheckMs,
                   job.purchase.id, job.owner, job.attempt) == 1;
}

bool Purchases::adoptInvoice(db::Transaction &tx, const PurchaseId &id, Provider provider,
                             const QString &invoiceId, const QString &payUrl, Timestamp expiresAt) const
{
    return tx.exec(kAdoptInvoice, invoiceId, payUrl, expiresAt, m_clock.nowMs() + kPaymentCheckMs, id,
                   toWord(provider)) == 1;
}

bool Purchases::checkAgain(db::Transaction &tx, const PurchaseJob &job) const
{
    const Timestamp now = m_clock.nowMs();
    qint64 next = now + kPaymentCheckMs;
    if (!job.isOverdue(now))
        next = std::min(next, job.purchase.expiresAt);
    return tx.exec(kLookAgain, next, std::nullopt, job.purchase.id, job.owner, job.attempt) == 1;
}

bool Purchases::failure(db::Transaction &tx, const PurchaseJob &job, const QString &error) const
{
    return tx.exec(kLookAgain, afterFailure(job, m_clock.nowMs()), log::redact(error), job.purchase.id,
                   job.owner, job.attempt) == 1;
}

void Purchases::noteInvoiceAsked(db::Transaction &tx, const PurchaseJob &job,
                                 std::optional<Timestamp> at) const
{
    tx.exec(kInvoiceAsked, at, job.purchase.id, job.owner, job.attempt);
}

bool Purchases::awaitLateInvoice(db::Transaction &tx, const PurchaseJob &job) const
{
    const Timestamp now = m_clock.nowMs();
    const qint64 over = job.purchase.invoiceAskedAt.value_or(now) + kLateInvoiceMs;
    const qint64 next = std::clamp(over, now + kSecondMs, now + 10 * kSecondMs);
    return tx.exec(kLookAgain, next, job.purchase.lastError, job.purchase.id, job.owner, job.attempt) == 1;
}

bool Purchases::withdrawMethod(db::Transaction &tx, const PurchaseJob &job, const QString &error) const
{
    return tx.exec(kWithdrawMethod, log::redact(error), job.purchase.id, job.owner, job.attempt) == 1;
}

void Purchases::release(db::Transaction &tx, const PurchaseJob &job) const
{
    tx.exec(kRelease, job.purchase.id, job.owner, job.attempt);
}

bool Purchases::expire(db::Transaction &tx, const PurchaseId &id) const
{
    if (tx.exec(kExpire, id, m_clock.nowMs()) == 0)
        return false;
    m_promos.release(tx, id);
    return true;
}

int Purchases::expireAbandoned(db::Transaction &tx, int limit) const
{
    int count = 0;
    for (const db::Row &row : tx.query(kAbandoned, m_clock.nowMs(), limit))
        count += expire(tx, PurchaseId(row.text(0))) ? 1 : 0;
    return count;
}

int Purchases::forgetUnpaid(db::Transaction &tx, qint64 endedBefore, int limit)
{
    // A number in the text and not a parameter: a plan that PostgreSQL keeps would take a tenth of the table
    // for it.
    const QByteArray sql = QByteArray(kUnpaid).replace("%1", QByteArray::number(limit));
    int count = 0;
    for (const db::Row &row : tx.queryWith(sql, {endedBefore})) {
        const PurchaseId id(row.text(0));
        Promos::forgetUse(tx, id);
        count += tx.exec(kForget, id);
    }
    return count;
}

std::optional<qint64> Purchases::nextDue(db::Transaction &tx) const
{
    const auto row = tx.one(kNextDue);
    return row ? row->optionalInt64(0) : std::nullopt;
}

const char *Purchases::nextDueQuery()
{
    return kNextDue;
}

} // namespace turnpike::billing
