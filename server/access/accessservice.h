// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/notices.h"
#include "access/removals.h"
#include "access/subscriptions.h"
#include "access/users.h"
#include "base/kicker.h"
#include "control/audit.h"
#include "protocol/timestamp.h"

#include <optional>

namespace turnpike::access {

// What a day of a tariff costs, as a fraction: `price` for `days`.
struct DailyPrice
{
    Kopecks price;
    int days = 1;
};

// The source of prices when time of one tariff is converted into time of another; the catalog is one.
// Thread-safe.
class PriceSource
{
public:
    virtual ~PriceSource() = default;
    // As it is sold for so many days. Nothing for a tariff without a price (a trial, or one that was taken
    // out of the catalog).
    virtual std::optional<DailyPrice> dailyPrice(const QString &tariff, int periodDays) const = 0;
};

// `remaining` ms of time at the price `from` as time at the price `to`, rounded down to a millisecond.
qint64 convertTime(qint64 remaining, const DailyPrice &from, const DailyPrice &to);

inline constexpr int kTrialDays = 3;

// The rules of who has access and until when (docs: "Subscription rules"). Each function is part of the
// caller's transaction, locks the subscription's row, and wakes the worker concerned after the commit. What
// the VPN API is told follows from the rows. Holds no state; thread-safe.
class AccessService
{
public:
    AccessService(const Clock &clock, Kicker &kicker, const PriceSource &prices, CustomerNotices &notices,
                  const control::Audit &audit);

    struct Grant
    {
        TelegramId user;
        QString tariff;
        int periodDays = 0;
        AccessSource source = AccessSource::Payment; // not Trial: that is grantTrial
        Kopecks price{};                             // what was paid for it; 0: nobody knows, or nothing
    };
    struct Granted
    {
        Subscription subscription;
        bool isRenewal = false; // time was added to running access, its uuid and key stay
        bool keyPending = true; // no working key yet
    };
    // Gives `periodDays` of `tariff`. Same tariff running: added to the end. Another tariff running: its
    // remaining days are worth what was paid for them, day by day, and buy days at the price of the period
    // now bought; the rest of a trial is added unchanged; uuid and key stay. Nothing running: from now on,
    // with a new uuid that waits for its activation. Tells the customer nothing: payments do that. Throws
    // DomainError for an unknown user, a trial or a period below a day.
    Granted grantAccess(db::Transaction &tx, const Grant &grant) const;

    enum class TrialOutcome {
        Granted,
        AlreadyUsed,   // once per user
        HadPaidAccess, // a trial never overwrites or shortens paid access, nor follows it
        UnknownUser,
    };
    // 3 days, once, marked as used in the same transaction. Whether trials are on is asked by the caller.
    // Adds the notice accessGranted.
    TrialOutcome grantTrial(db::Transaction &tx, TelegramId user) const;
    // What grantTrial would answer; changes nothing.
    TrialOutcome canHaveTrial(db::Transaction &tx, TelegramId user) const;
    // The same of what was just read.
    static TrialOutcome canHaveTrial(const User &user, const std::optional<Subscription> &subscription);

    // Ends access whose time is up: its uuid goes to the removals, the customer is told, an audit row is
    // written. False if it has not ended (renewed meanwhile, waiting) or has already expired.
    bool expire(db::Transaction &tx, TelegramId user) const;

    // Adds days to the end of access that runs: its tariff, its source and what a renewal buys stay. As it is
    // now; nothing when none runs, or a trial. Tells the customer nothing. Audited.
    std::optional<Subscription> addDays(db::Transaction &tx, TelegramId user, int days,
                                        const control::Actor &actor, const QString &reason) const;

    // Ends access now, whatever is left. False when there is none.
    bool revoke(db::Transaction &tx, TelegramId user, const control::Actor &actor,
                const QString &reason) const;

    // The same without a word to anybody: the customer's data is about to be erased.
    void withdraw(db::Transaction &tx, TelegramId user) const;

    // A new uuid for running access; the old one goes to the removals and the new one waits for its
    // activation. False when nothing is running.
    bool reissue(db::Transaction &tx, TelegramId user) const;

    // A refund: takes `periodDays` of `tariff` back, or what its price buys where the tariff has changed
    // since, never below now. Nothing happens when nothing is running.
    void takeBack(db::Transaction &tx, TelegramId user, const QString &tariff, int periodDays,
                  Kopecks price = {}) const;

    const Users &users() const { return m_users; }
    const Subscriptions &subscriptions() const { return m_subscriptions; }

private:
    void startAnew(db::Transaction &tx, Subscription &subscription, Timestamp now) const;
    void dropUuid(db::Transaction &tx, Subscription &subscription) const;
    void end(db::Transaction &tx, Subscription &subscription, Timestamp now) const;
    void storeRunning(db::Transaction &tx, Subscription &subscription, Timestamp now) const;
    void convert(Subscription &subscription, Timestamp now, const Grant &grant) const;
    qint64 converted(qint64 time, const QString &from, int fromDays, const QString &to, int toDays) const;

    const Clock &m_clock;
    Kicker &m_kicker;
    const PriceSource &m_prices;
    CustomerNotices &m_notices;
    const control::Audit &m_audit;
    Users m_users;
    Subscriptions m_subscriptions;
    Removals m_removals;
};

} // namespace turnpike::access
