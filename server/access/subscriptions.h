// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/subscription.h"
#include "base/clock.h"
#include "db/transaction.h"
#include "protocol/timestamp.h"

#include <optional>
#include <vector>

namespace turnpike::access {

// Reminders of paid access, and those of trials: each a worker's.
enum class ReminderQueue { Paid, Trial };

// The table `subscriptions`. Rules stand in AccessService, Activations and Reminders; this reads and stores.
// Holds no state; thread-safe.
class Subscriptions
{
public:
    explicit Subscriptions(const Clock &clock);

    std::optional<Subscription> find(db::Transaction &tx, TelegramId user) const;
    // The same in two steps, the first of which waits for no answer.
    static db::Asked ask(db::Transaction &tx, TelegramId user);
    static std::optional<Subscription> of(const db::Asked &asked);
    // The same and locks the row until the transaction ends.
    std::optional<Subscription> lock(db::Transaction &tx, TelegramId user) const;

    // Switches renewal from the balance on or off and makes it due 6 h before the end. False without a
    // subscription.
    bool setAutoRenew(db::Transaction &tx, TelegramId user, bool on) const;

    // Users whose access is over (waiting ones never are), oldest first: for fast_expiry_cleanup.
    std::vector<TelegramId> dueForExpiry(db::Transaction &tx, int limit) const;
    // Users whose renewal is due, oldest first: for auto_renewal.
    std::vector<TelegramId> dueForRenewal(db::Transaction &tx, int limit) const;
    // Users with a message due, oldest first: for reminders and trial_notifications.
    std::vector<TelegramId> dueForReminder(db::Transaction &tx, ReminderQueue queue, int limit) const;

    // When the next one of its kind is due, ms UTC: a worker's next run.
    std::optional<qint64> nextExpiry(db::Transaction &tx) const;
    std::optional<qint64> nextRenewal(db::Transaction &tx) const;
    std::optional<qint64> nextReminder(db::Transaction &tx, ReminderQueue queue) const;
    // The same as statements of one value, for whoever asks for several at once.
    static const char *nextExpiryQuery();
    static const char *nextRenewalQuery();
    static const char *nextReminderQuery(ReminderQueue queue);

    // Writes every rule-bearing column of the row, inserting it when there is none; leases are not touched.
    // Call with the row locked.
    void store(db::Transaction &tx, const Subscription &subscription) const;
    // Until when a call for its uuid may take effect that was made, or is under way, by now; nothing: none.
    std::optional<Timestamp> unsettledUntil(db::Transaction &tx, TelegramId user) const;
    // Takes its renewal off the queue.
    void takeOffRenewal(db::Transaction &tx, TelegramId user) const;
    // The same, for want of money. Remembered, so that money which comes after the end renews it
    // all the same.
    void noteShortage(db::Transaction &tx, TelegramId user) const;
    // A renewal that lacked money was taken off the queue: more money puts it back, also where the access has
    // ended meanwhile, as the customer was promised. `now` in ms UTC. False when there is none.
    static bool makeRenewalDue(db::Transaction &tx, TelegramId user, Timestamp now);
    // A renewal that lacked money is not made up for: the access was taken away.
    void forgetShortage(db::Transaction &tx, TelegramId user) const;
    // Takes the row from whoever holds its activation lease.
    void clearLease(db::Transaction &tx, TelegramId user) const;

private:
    const Clock &m_clock;
};

} // namespace turnpike::access
