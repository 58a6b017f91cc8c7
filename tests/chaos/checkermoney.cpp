// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "checker.h"

#include "billing/erasure.h"

// What the checker says of money and of what it bought.

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kDayMs = 24 * 3'600'000;
constexpr qint64 kLongestWaitMs = 3'600'000; // for a key, which is not paid for and moves the end

} // namespace

void Checker::checkPayments()
{
    QSet<QString> paid; // provider and external id
    for (const QJsonValue &value : m_rig->sandbox().cryptoPay().invoicesJson()) {
        const QJsonObject invoice = value.toObject();
        if (invoice.value(u"status").toString() == u"paid")
            paid.insert(u"crypto_pay %1"_s.arg(invoice.value(u"invoice_id").toInteger()));
    }
    for (const sandbox::StarPayment &payment : m_rig->sandbox().telegram().starPayments())
        paid.insert(u"stars "_s + payment.chargeId);
    QHash<QString, int> booked;
    for (const QVariantList &row :
         m_rig->rows(u"SELECT provider || ' ' || external_id FROM payments WHERE provider <> 'balance'"_s))
        ++booked[row[0].toString()];
    for (const QString &payment : paid) {
        ++m_findings.payments;
        if (booked.value(payment) != 1)
            m_findings.add(booked.contains(payment) ? Kind::Duplicate : Kind::Lost,
                           u"payment %1 is booked %2 times"_s.arg(payment).arg(booked.value(payment)));
    }
    for (auto it = booked.cbegin(); it != booked.cend(); ++it) {
        if (!paid.contains(it.key()))
            m_findings.add(Kind::Wrong, u"payment %1 was never made"_s.arg(it.key()));
    }
    none(Kind::Duplicate, u"a purchase was granted more than once"_s, uR"(
        SELECT purchase_id, count(*) FROM payments WHERE status = 'granted'
        GROUP BY purchase_id HAVING count(*) > 1)"_s);
    // Paid by two ways at once, the second payment waits for a person; the first was granted.
    static const QString kPrice =
        u"CASE WHEN payments.currency = 'XTR' THEN purchases.price_stars ELSE purchases.price_kopecks END"_s;
    none(Kind::Lost, u"a purchase was paid and not granted"_s, uR"(
        SELECT purchase_id FROM payments JOIN purchases USING (purchase_id) WHERE payments.amount >= %1
        GROUP BY purchase_id HAVING count(*) FILTER (WHERE payments.status = 'granted') = 0)"_s.arg(kPrice));
    none(Kind::Wrong, u"granted for too little"_s, uR"(
        SELECT purchase_id, payments.amount FROM payments JOIN purchases USING (purchase_id)
        WHERE payments.status = 'granted' AND payments.amount < %1)"_s.arg(kPrice));
    none(Kind::Wrong, u"a purchase that its payments do not bear out"_s, uR"(
        SELECT purchase_id, status FROM purchases WHERE (status IN ('fulfilled', 'review')) <>
            EXISTS (SELECT 1 FROM payments WHERE payments.purchase_id = purchases.purchase_id))"_s);
}

void Checker::checkBalances()
{
    none(Kind::Wrong, u"a balance is not the sum of its ledger"_s, uR"(
        SELECT telegram_id, balance_kopecks FROM users WHERE balance_kopecks <> (
            SELECT coalesce(sum(amount_kopecks), 0) FROM balance_transactions
            WHERE balance_transactions.telegram_id = users.telegram_id))"_s);
    // What is granted for a balance, or from it, stands in the ledger once.
    static const QString kLedger = uR"(
        SELECT p.purchase_id, count(b.id) FROM payments p JOIN purchases USING (purchase_id)
        LEFT JOIN balance_transactions b ON b.reference = p.purchase_id AND b.telegram_id = p.telegram_id
            AND b.kind = '%1' AND b.amount_kopecks = %2 purchases.price_kopecks
        WHERE p.status = 'granted' AND %3 GROUP BY p.purchase_id HAVING count(b.id) %4 1)"_s;
    const QString topups = kLedger.arg(u"topup"_s, QString(), u"purchases.kind = 'balance_topup'"_s);
    const QString spent = kLedger.arg(u"purchase"_s, u"-"_s, u"p.provider = 'balance'"_s);
    for (const QString &sql : {topups, spent}) {
        none(Kind::Lost, u"granted and not in the balance's ledger"_s, sql.arg(u"<"_s));
        none(Kind::Duplicate, u"in the balance's ledger more than once"_s, sql.arg(u">"_s));
    }
}

void Checker::checkAccess()
{
    // An access ends when what was granted is used up, moved by the wait for its first key. Who had their
    // data erased gave the rest of it up: their books stand under a number of nobody.
    static const QString kAccess = uR"(
        SELECT s.telegram_id, s.expires_at - s.starts_at
            - CASE WHEN u.trial_used_at IS NULL THEN 0 ELSE 3 * %1 END
            - CAST(coalesce((SELECT sum(purchases.period_days) FROM payments JOIN purchases USING (purchase_id)
                WHERE payments.telegram_id = s.telegram_id AND payments.status = 'granted'
                  AND purchases.kind = 'subscription'), 0) AS bigint) * %1
        FROM subscriptions s JOIN users u USING (telegram_id) WHERE s.telegram_id < %2)"_s;
    for (const QVariantList &row : m_rig->rows(kAccess.arg(kDayMs).arg(billing::kFirstForgotten))) {
        const qint64 excess = row[1].toLongLong();
        if (excess < 0)
            m_findings.add(Kind::Lost,
                           u"customer %1 got %2 ms less than paid for"_s.arg(row[0].toString()).arg(-excess));
        else if (excess > kLongestWaitMs)
            m_findings.add(Kind::Duplicate,
                           u"customer %1 got %2 ms more than paid for"_s.arg(row[0].toString()).arg(excess));
    }
    none(Kind::Lost, u"granted and without an access"_s, uR"(
        SELECT DISTINCT payments.telegram_id FROM payments JOIN purchases USING (purchase_id)
        WHERE payments.status = 'granted' AND purchases.kind = 'subscription' AND payments.telegram_id < %1
          AND NOT EXISTS (
            SELECT 1 FROM subscriptions WHERE subscriptions.telegram_id = payments.telegram_id
              AND status = 'active' AND activation_status = 'active'))"_s.arg(billing::kFirstForgotten));
}

} // namespace turnpike::chaos
