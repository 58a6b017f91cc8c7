// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "billing/balance.h"

#include "access/subscriptions.h"
#include "base/errors.h"

#include <algorithm>
#include <initializer_list>

namespace turnpike::billing {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kLockBalance = "SELECT balance_kopecks FROM users WHERE telegram_id = ? {for_update}";
constexpr const char *kBalance = "SELECT balance_kopecks FROM users WHERE telegram_id = ?";
constexpr const char *kChange =
    "UPDATE users SET balance_kopecks = balance_kopecks + ? WHERE telegram_id = ?";

constexpr const char *kInsert = R"(
    INSERT INTO balance_transactions (telegram_id, amount_kopecks, kind, reference, note, created_at)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (telegram_id, kind, reference) DO NOTHING)";

constexpr const char *kExists =
    "SELECT 1 FROM balance_transactions WHERE telegram_id = ? AND kind = ? AND reference = ?";

constexpr const char *kAmount =
    "SELECT amount_kopecks FROM balance_transactions WHERE telegram_id = ? AND kind = ? AND reference = ?";

constexpr const char *kBalanceHistory = R"(
    SELECT id, amount_kopecks, kind, reference, note, created_at FROM balance_transactions
    WHERE telegram_id = ? ORDER BY id DESC LIMIT ?)";

// An expression of one row a user, so that each user's balance and ledger are read from one snapshot.
constexpr const char *kCheck = R"(
    SELECT telegram_id, balance_kopecks,
           CAST((SELECT coalesce(sum(amount_kopecks), 0) FROM balance_transactions b
                 WHERE b.telegram_id = u.telegram_id) AS bigint)
    FROM users u WHERE telegram_id > ? ORDER BY telegram_id LIMIT ?)";

} // namespace

LedgerKind ledgerKindFrom(const QString &text)
{
    if (const auto kind = protocol::fromWord<LedgerKind>(text))
        return *kind;
    throw DomainError(u"a balance movement says \"%1\""_s.arg(text));
}

Balance::Balance(const Clock &clock, Kicker &kicker)
    : m_clock(clock)
    , m_kicker(kicker)
{}

Balance::Outcome Balance::credit(db::Transaction &tx, const Entry &entry) const
{
    const Outcome outcome = move(tx, entry, entry.amount);
    if (outcome == Outcome::Done) {
        if (access::Subscriptions::makeRenewalDue(tx, entry.user, m_clock.nowMs()))
            tx.afterCommit([&kicker = m_kicker] { kicker.kick(Work::Renewal); }, db::HookReach::Process);
    }
    return outcome;
}

Balance::Outcome Balance::debit(db::Transaction &tx, const Entry &entry) const
{
    return move(tx, entry, -entry.amount);
}

Kopecks Balance::debitUpTo(db::Transaction &tx, const Entry &entry) const
{
    const auto row = tx.one(kLockBalance, entry.user);
    if (!row)
        throw DomainError(u"money of an unknown user %1"_s.arg(entry.user.value()));
    Entry possible = entry;
    possible.amount = std::min(entry.amount, row->kopecks(0));
    if (possible.amount <= Kopecks())
        return {};
    return debit(tx, possible) == Outcome::Done ? possible.amount : Kopecks();
}

Balance::Outcome Balance::move(db::Transaction &tx, const Entry &entry, Kopecks change) const
{
    if (entry.amount <= Kopecks())
        throw DomainError(u"a balance moves by amounts above zero"_s);
    tx.waitForDisk();
    const auto balance = tx.one(kLockBalance, entry.user);
    if (!balance)
        throw DomainError(u"money of an unknown user %1"_s.arg(entry.user.value()));
    if (tx.one(kExists, entry.user, toWord(entry.kind), entry.reference))
        return Outcome::AlreadyDone;
    if (balance->kopecks(0) + change < Kopecks())
        return Outcome::NotEnough;
    const std::optional<QString> note = db::nullIfEmpty(entry.note);
    if (tx.exec(kInsert, entry.user, change, toWord(entry.kind), entry.reference, note, m_clock.nowMs()) == 0)
        return Outcome::AlreadyDone;
    tx.exec(kChange, change, entry.user);
    return Outcome::Done;
}

Kopecks Balance::of(db::Transaction &tx, TelegramId user) const
{
    const auto row = tx.one(kBalance, user);
    return row ? row->kopecks(0) : Kopecks();
}

Kopecks Balance::amountOf(db::Transaction &tx, TelegramId user, LedgerKind kind,
                          const QString &reference) const
{
    const auto row = tx.one(kAmount, user, toWord(kind), reference);
    return row ? row->kopecks(0) : Kopecks();
}

std::vector<LedgerEntry> Balance::history(db::Transaction &tx, TelegramId user, int limit) const
{
    std::vector<LedgerEntry> entries;
    for (const db::Row &row : tx.query(kBalanceHistory, user, limit)) {
        entries.push_back({row.int64(0), row.kopecks(1), ledgerKindFrom(row.text(2)), row.text(3),
                           row.text(4), row.int64(5)});
    }
    return entries;
}

std::vector<Balance::Mismatch> Balance::check(db::Transaction &tx, TelegramId after, int limit,
                                              TelegramId *last) const
{
    std::vector<Mismatch> mismatches;
    for (const db::Row &row : tx.query(kCheck, after, limit)) {
        if (last)
            *last = row.telegramId(0);
        if (row.int64(1) != row.int64(2))
            mismatches.push_back({row.telegramId(0), row.kopecks(1), row.kopecks(2)});
    }
    return mismatches;
}

} // namespace turnpike::billing
