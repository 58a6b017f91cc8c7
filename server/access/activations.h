// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/notices.h"
#include "access/removals.h"
#include "access/subscriptions.h"
#include "access/unsettled.h"
#include "base/alerts.h"
#include "base/kicker.h"
#include "protocol/timestamp.h"

#include <memory>
#include <optional>
#include <vector>

namespace turnpike::access {

// One pending call of the VPN API's add-user.
struct ActivationJob
{
    TelegramId user;
    QString uuid;
    Timestamp expiresAt = 0;                 // ms UTC: what to send, and what completion stores as sent
    int attempt = 0;                         // counted from 1
    QString owner;                           // of the row lease
    QString vpnKey;                          // that the customer has; empty: none yet
    bool hasFailed = false;                  // the call before failed
    std::optional<Timestamp> unsettledUntil; // an earlier call may take effect until then, ms UTC
};

// The queue of activation_worker: subscriptions whose access is pending, or whose end differs from what the
// VPN API was last told, or where an earlier unanswered call may still overwrite what it was told: it is told
// again once that is no longer possible. A row lease of 60 s covers the call; nothing here calls the outside.
// Holds no state; thread-safe.
class Activations
{
public:
    // `maxAttempts` of MAX_ACTIVATION_ATTEMPTS: after so many the row is `failed` and operators are alerted.
    Activations(const Clock &clock, Kicker &kicker, CustomerNotices &notices, AlertSink &alerts,
                int maxAttempts = 5);

    // Leases up to `limit` due rows for `owner` (unique for each running process) and counts the attempt:
    // rows that only repeat what was told come when nobody needs anything new, and those that failed before
    // when there are no others, so that they hold nobody up. The end of access never activated is moved by
    // the time it waited, and that is the end to send.
    std::vector<ActivationJob> claimDue(db::Transaction &tx, const QString &owner, int limit) const;

    enum class CompleteOutcome {
        Activated,   // stored; the customer was told
        DueAgain,    // stored, but the subscription was renewed during the call: it is due again
        UuidDropped, // the uuid is no longer the customer's: it went to the removals
        LeaseLost,   // somebody else works on the row; nothing stored
    };
    // The VPN API has added `job.uuid` until `job.expiresAt` and gave `vpnKey`. `isUnsettled`: it was asked
    // more than once, and one of these calls may still take effect.
    CompleteOutcome complete(db::Transaction &tx, const ActivationJob &job, const QString &vpnKey,
                             bool isUnsettled = false) const;

    enum class FailureOutcome { WillRetry, GaveUp, LeaseLost };
    // The call failed. An outage does not count as an attempt: nobody who paid ends up as `failed` because
    // the VPN host was down. Whether the uuid was added is unknown: when it was dropped during the call it
    // goes to the removals, and when the call may still take effect the state is set again once it no longer
    // can. Again after 10 s, 30 s, 2 min, 10 min; after an outage in 30 s.
    FailureOutcome failure(db::Transaction &tx, const ActivationJob &job, const CallFailure &failure) const;

    // Gives a claim back as it was, its attempt too: for work that was not started. Also drops uuids whose
    // row has moved on.
    void release(db::Transaction &tx, const ActivationJob &job) const;

    // Makes a failed or waiting activation due now with all its attempts. False when there is none.
    bool retry(db::Transaction &tx, TelegramId user) const;
    // The same for all that failed; returns how many.
    int retryAll(db::Transaction &tx) const;
    // The same for all who have paid and wait for a key, whether theirs failed or is tried later; how many.
    int retryWaiting(db::Transaction &tx) const;

    // Due, in flight or later: how many activations are outstanding, and how many have failed.
    struct Counts
    {
        qint64 pending = 0;
        qint64 failed = 0;
        std::optional<qint64> oldestWaitingSince; // ms UTC: paid without a key for longest
    };
    Counts counts(db::Transaction &tx) const;
    // When the next one is due, ms UTC.
    std::optional<qint64> nextDue(db::Transaction &tx) const;

private:
    enum class Hold { Ours, LeaseLost, UuidDropped };
    // `unsettledUntil`: until when this call may take effect, for a uuid that was dropped during it.
    Hold lockClaimed(db::Transaction &tx, const ActivationJob &job, std::optional<Timestamp> unsettledUntil,
                     std::optional<Subscription> &row) const;
    void store(db::Transaction &tx, const Subscription &subscription) const;
    void giveUp(db::Transaction &tx, const ActivationJob &job, Subscription &subscription) const;

    const Clock &m_clock;
    Kicker &m_kicker;
    CustomerNotices &m_notices;
    AlertSink &m_alerts;
    int m_maxAttempts;
    Subscriptions m_subscriptions;
    Removals m_removals;
};

} // namespace turnpike::access
