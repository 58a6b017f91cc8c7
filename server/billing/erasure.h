// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "control/audit.h"
#include "db/transaction.h"

namespace turnpike::billing {

// Numbers of those who had their data erased are from here on, below twice this. Telegram's ids have at most
// 52 significant bits (Bot API, User); JSON and the console know 53.
inline constexpr qint64 kFirstForgotten = qint64(1) << 52;

// Erases what is personal about one customer, as they ask: name, @name, language, what they have written, and
// what was written to them. The books stay: purchases, payments and the ledger go to a row of `users` that
// nobody is behind, whose number is above all of Telegram's. The tables are named here and not by their
// rooms, so that there is one list to look through. Part of the caller's transaction; throws what the
// database throws. Holds no state; thread-safe.
class Erasure
{
public:
    Erasure(const Clock &clock, const control::Audit &audit);

    // An invoice is out that may be paid at this moment: what it pays for would reach nobody.
    bool mustWait(db::Transaction &tx, TelegramId user) const;
    // Call with the key taken away (AccessService::withdraw) and the support thread erased. What is added to
    // the outbox afterwards is sent. False for whoever is unknown.
    bool erase(db::Transaction &tx, TelegramId user) const;

private:
    const Clock &m_clock;
    const control::Audit &m_audit;
};

} // namespace turnpike::billing
