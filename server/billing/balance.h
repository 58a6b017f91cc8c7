// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "base/kicker.h"
#include "db/transaction.h"
#include "protocol/shopchoices.h"
#include "protocol/timestamp.h"

#include <QString>

#include <optional>
#include <vector>

namespace turnpike::billing {

using protocol::LedgerKind;

// Throws DomainError for a word that no column may hold.
LedgerKind ledgerKindFrom(const QString &text);

struct LedgerEntry
{
    qint64 id = 0;
    Kopecks amount; // above 0: credited
    LedgerKind kind = LedgerKind::Topup;
    QString reference;
    QString note;
    Timestamp createdAt = 0; // ms UTC
};

// Customers' balances, and the ledger whose sums they are. The only place that changes either. Holds no
// state; thread-safe.
class Balance
{
public:
    Balance(const Clock &clock, Kicker &kicker);

    // What the movement is for: once for each (user, kind, reference).
    struct Entry
    {
        TelegramId user;
        Kopecks amount; // above 0
        LedgerKind kind = LedgerKind::Topup;
        QString reference; // purchase id, subscription period, change id
        QString note;
    };

    enum class Outcome { Done, AlreadyDone, NotEnough };

    // Adds to the balance. A renewal that failed for lack of money becomes due again if there may now be
    // enough. Throws DomainError for an unknown user or an amount not above 0.
    Outcome credit(db::Transaction &tx, const Entry &entry) const;
    // Takes from the balance, never below zero: NotEnough changes nothing.
    Outcome debit(db::Transaction &tx, const Entry &entry) const;
    // Takes as much of the amount as there is, and returns what was taken; 0 also if it was done before.
    Kopecks debitUpTo(db::Transaction &tx, const Entry &entry) const;

    Kopecks of(db::Transaction &tx, TelegramId user) const;
    // Of one movement: above 0 credited; 0 when there was none.
    Kopecks amountOf(db::Transaction &tx, TelegramId user, LedgerKind kind, const QString &reference) const;
    // Newest first.
    std::vector<LedgerEntry> history(db::Transaction &tx, TelegramId user, int limit) const;

    // A user whose balance is not the sum of its ledger: a bug, or a row edited by hand.
    struct Mismatch
    {
        TelegramId user;
        Kopecks balance;
        Kopecks ledger;
    };
    // Looks at up to `limit` users with an id above `after`, in the order of ids; `last` is the last one
    // looked at.
    std::vector<Mismatch> check(db::Transaction &tx, TelegramId after, int limit,
                                TelegramId *last = nullptr) const;

private:
    Outcome move(db::Transaction &tx, const Entry &entry, Kopecks change) const;

    const Clock &m_clock;
    Kicker &m_kicker;
};

} // namespace turnpike::billing
