// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "walk/invariants.h"

namespace turnpike::walk::invariants {

using namespace Qt::StringLiterals;

namespace {

// Whatever a query finds is broken.
struct Rule
{
    const char *broken; // %1: the first column of what was found
    const char *sql;
};

constexpr Rule kRules[] = {
    {"the balance of customer %1 is not the sum of its ledger",
     "SELECT telegram_id FROM users WHERE balance_kopecks <> (SELECT coalesce(sum(amount_kopecks), 0)"
     " FROM balance_transactions WHERE balance_transactions.telegram_id = users.telegram_id)"},
    // What an operator, or the customer, has decided about a further payment went to the balance.
    {"purchase %1 was granted twice",
     "SELECT purchase_id FROM payments WHERE purchase_id IS NOT NULL AND status = 'granted'"
     " AND decided_at IS NULL GROUP BY purchase_id HAVING count(*) > 1"},
    {"purchase %1 is fulfilled, and nothing has paid for it",
     "SELECT purchase_id FROM purchases WHERE status = 'fulfilled' AND NOT EXISTS (SELECT 1 FROM payments"
     " WHERE payments.purchase_id = purchases.purchase_id AND payments.status = 'granted')"},
    {"purchase %1 is paid, and nothing was given for it",
     "SELECT purchases.purchase_id FROM purchases JOIN payments USING (purchase_id)"
     " WHERE payments.status = 'granted' AND payments.decided_at IS NULL"
     " AND purchases.status NOT IN ('fulfilled', 'refunded')"},
    {"more was given back than was paid from the balance, for %1",
     "SELECT reference FROM balance_transactions WHERE kind = 'refund' AND amount_kopecks > 0"
     " AND amount_kopecks > (SELECT coalesce(sum(amount), 0) FROM payments"
     " WHERE provider = 'balance' AND 'purchase:' || payments.purchase_id = balance_transactions.reference)"},
    {"gift %1 was accepted, and its price went back as well",
     "SELECT code FROM gifts WHERE claimed_at IS NOT NULL AND returned_at IS NOT NULL"},
    {"promo code %1 was used more often than it may be",
     "SELECT code FROM promo_codes WHERE used_count > max_uses OR used_count > (SELECT count(*)"
     " FROM promo_uses WHERE promo_uses.code = promo_codes.code AND status <> 'released')"},
    {"update %1 is a dead letter", "SELECT update_id FROM inbox WHERE status = 'dead'"},
    {"message %1 could not be sent", "SELECT id FROM outbox WHERE status = 'failed'"},
};

// Two invoices for the same could both be paid. (A gift may be given twice, and a balance topped up.)
constexpr const char *kIdentical = R"(
    SELECT telegram_id, tariff, period_days FROM purchases
    WHERE status = 'awaiting_payment' AND kind = 'subscription' AND expires_at > ?
    GROUP BY telegram_id, tariff, period_days, price_kopecks, coalesce(promo_code, ''), bonus_days, provider
    HAVING count(*) > 1)";

constexpr const char *kOverdue = R"(
    SELECT telegram_id FROM subscriptions
    WHERE status = 'active' AND waiting_since IS NULL AND expires_at <= ?)";

// What the watcher has seen of other programs' is forgotten after a month.
constexpr qint64 kForeignKnownMs = 10 * kDayMs;

QSet<QString> textsOf(const std::vector<db::Row> &rows)
{
    QSet<QString> found;
    for (const db::Row &row : rows)
        found.insert(row.text(0));
    return found;
}

void lookAtCryptoPay(WalkShop &shop, const QSet<QString> &invented, QStringList &broken)
{
    const QSet<QString> booked =
        textsOf(shop.shop.db.query("SELECT external_id FROM payments WHERE provider = 'crypto_pay'"));
    const QSet<QString> foreign =
        textsOf(shop.shop.db.query("SELECT external_id FROM foreign_payments WHERE provider = 'crypto_pay'"));
    QSet<QString> taken;
    for (const sandbox::CryptoInvoice *invoice : shop.outside.cryptoPay().invoices().all()) {
        if (invoice->status != sandbox::InvoiceStatus::Paid || !invoice->payment)
            continue;
        const QString id = QString::number(invoice->id);
        taken.insert(id);
        const bool isLongAgo = invoice->payment->at < shop.shop.clock.nowMs() - kForeignKnownMs;
        const bool isOurs = PurchaseId(invoice->extras.value(u"payload").toString()).isOurs();
        if (!booked.contains(id) && !foreign.contains(id) && (isOurs || !isLongAgo))
            broken << u"Crypto Pay has taken the payment of invoice %1, and it is not in the books"_s.arg(id);
    }
    for (const QString &id : booked) {
        if (!taken.contains(id) && !invented.contains(u"crypto_pay "_s + id))
            broken << u"payment %1 is in the books, and Crypto Pay never took it"_s.arg(id);
    }
}

void lookAtStars(WalkShop &shop, const QSet<QString> &invented, QStringList &broken)
{
    QHash<QString, QString> booked; // status by charge
    for (const db::Row &row :
         shop.shop.db.query("SELECT external_id, status FROM payments WHERE provider = 'stars'"))
        booked.insert(row.text(0), row.text(1));
    QSet<QString> taken;
    for (const sandbox::StarPayment &payment : shop.outside.telegram().starPayments()) {
        taken.insert(payment.chargeId);
        const auto found = booked.constFind(payment.chargeId);
        const bool wentBack = payment.refundedAt > 0;
        if (found == booked.cend())
            broken << u"Telegram has taken the Stars of %1, and it is not in the books"_s.arg(
                payment.chargeId);
        else if (wentBack != (*found == "refunded"_L1))
            broken << u"payment %1 is %2 in the books, and its Stars %3"_s.arg(
                payment.chargeId, *found, wentBack ? u"went back"_s : u"did not go back"_s);
    }
    for (auto it = booked.cbegin(); it != booked.cend(); ++it) {
        if (!taken.contains(it.key()) && !invented.contains(u"stars "_s + it.key()))
            broken << u"payment %1 is in the books, and Telegram never took it"_s.arg(it.key());
    }
}

void lookAtKeys(WalkShop &shop, QStringList &broken)
{
    for (const db::Row &row : shop.shop.db.query(kOverdue, shop.shop.clock.nowMs()))
        broken << u"the access of customer %1 is over and was not ended"_s.arg(row.int64(0));
    for (const db::Row &row : shop.shop.db.query("SELECT uuid FROM vpn_removals"))
        broken << u"key %1 was not taken away"_s.arg(row.text(0));
    const QSet<QString> running = textsOf(
        shop.shop.db.query("SELECT uuid FROM subscriptions WHERE status = 'active' AND uuid IS NOT NULL"));
    for (const auto &[uuid, key] : shop.outside.vpn().keys()) {
        if (!running.contains(uuid))
            broken << u"the VPN API still knows key %1, and nobody has it"_s.arg(uuid);
    }
}

} // namespace

QStringList brokenNow(WalkShop &shop)
{
    QStringList broken;
    for (const Rule &rule : kRules) {
        for (const db::Row &row : shop.shop.db.query(rule.sql))
            broken << QString::fromLatin1(rule.broken).arg(row.text(0));
    }
    for (const db::Row &row : shop.shop.db.query(kIdentical, shop.shop.clock.nowMs()))
        broken << u"customer %1 has two open invoices of one provider for %2, %3 days"_s.arg(
            row.text(0), row.text(1), row.text(2));
    return broken;
}

QStringList brokenAtRest(WalkShop &shop, const QSet<QString> &inventedPayments)
{
    QStringList broken = brokenNow(shop);
    lookAtCryptoPay(shop, inventedPayments, broken);
    lookAtStars(shop, inventedPayments, broken);
    lookAtKeys(shop, broken);
    return broken;
}

} // namespace turnpike::walk::invariants
