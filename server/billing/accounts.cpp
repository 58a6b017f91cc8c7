// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "billing/accounts.h"

#include "billing/paymentrows.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace turnpike::billing::accounts {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kValue = "SELECT value FROM settings WHERE key = ?";
constexpr const char *kKeepValue = R"(
    INSERT INTO settings (key, value, updated_at) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at)";
constexpr const char *kBooked = R"(
    SELECT id, purchase_id, telegram_id, provider, external_id, amount, currency, status, note, paid_at
    FROM payments WHERE provider = ? AND paid_at >= ? AND paid_at < ? ORDER BY paid_at LIMIT ?)";

constexpr const char *kAllDifferences = "SELECT value FROM settings WHERE key LIKE 'account_differences:%'";

QString keyOf(Provider provider)
{
    return u"account_checked:"_s + QLatin1String(toWord(provider));
}

QString differencesOf(Provider provider)
{
    return u"account_differences:"_s + QLatin1String(toWord(provider));
}

QJsonObject objectOf(const db::Row &row)
{
    return QJsonDocument::fromJson(row.text(0).toUtf8()).object();
}

} // namespace

std::optional<Timestamp> checkedAt(db::Transaction &tx, Provider provider)
{
    const auto row = tx.one(kValue, keyOf(provider));
    return row ? std::optional(row->text(0).toLongLong()) : std::nullopt;
}

void noteCheck(db::Transaction &tx, Provider provider, Timestamp at)
{
    tx.exec(kKeepValue, keyOf(provider), QString::number(at), at);
}

Differences openDifferences(db::Transaction &tx, Provider provider)
{
    Differences open;
    if (const auto row = tx.one(kValue, differencesOf(provider))) {
        const QJsonObject kept = objectOf(*row);
        for (auto it = kept.begin(); it != kept.end(); ++it)
            open.insert(it.key(), it.value().toInteger());
    }
    return open;
}

void noteDifferences(db::Transaction &tx, Provider provider, const Differences &open, Timestamp at)
{
    QJsonObject kept;
    for (auto it = open.begin(); it != open.end(); ++it)
        kept.insert(it.key(), it.value());
    tx.exec(kKeepValue, differencesOf(provider),
            QString::fromUtf8(QJsonDocument(kept).toJson(QJsonDocument::Compact)), at);
}

qint64 countDifferences(db::Transaction &tx)
{
    return differencesIn(tx.query(kAllDifferences));
}

const char *differencesQuery()
{
    return kAllDifferences;
}

qint64 differencesIn(const std::vector<db::Row> &rows)
{
    qint64 count = 0;
    for (const db::Row &row : rows)
        count += objectOf(row).size();
    return count;
}

std::vector<PaymentRow> booked(db::Transaction &tx, Provider provider, qint64 from, qint64 to, int limit)
{
    std::vector<PaymentRow> payments;
    for (const db::Row &row : tx.query(kBooked, toWord(provider), from, to, limit))
        payments.push_back(paymentOf(row));
    return payments;
}

} // namespace turnpike::billing::accounts
