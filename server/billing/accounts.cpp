// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "billing/accounts.h"

#include "billing/paymentrows.h"

namespace turnpike::billing::accounts {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kCheckedAt = "SELECT value FROM settings WHERE key = ?";
constexpr const char *kNoteCheck = R"(
    INSERT INTO settings (key, value, updated_at) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at)";
constexpr const char *kBooked = R"(
    SELECT id, purchase_id, telegram_id, provider, external_id, amount, currency, status, note, paid_at
    FROM payments WHERE provider = ? AND paid_at >= ? AND paid_at < ? ORDER BY paid_at LIMIT ?)";

QString keyOf(Provider provider)
{
    return u"account_checked:"_s + QLatin1String(toWord(provider));
}

} // namespace

std::optional<qint64> checkedAt(db::Transaction &tx, Provider provider)
{
    const auto row = tx.one(kCheckedAt, keyOf(provider));
    return row ? std::optional(row->text(0).toLongLong()) : std::nullopt;
}

void noteCheck(db::Transaction &tx, Provider provider, qint64 at)
{
    tx.exec(kNoteCheck, keyOf(provider), QString::number(at), at);
}

std::vector<PaymentRow> booked(db::Transaction &tx, Provider provider, qint64 from, qint64 to, int limit)
{
    std::vector<PaymentRow> payments;
    for (const db::Row &row : tx.query(kBooked, toWord(provider), from, to, limit))
        payments.push_back(paymentOf(row));
    return payments;
}

} // namespace turnpike::billing::accounts
