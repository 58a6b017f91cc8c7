// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/ids.h"
#include "protocol/shopchoices.h"
#include "protocol/timestamp.h"

#include <QString>

#include <optional>

namespace turnpike::access {

using protocol::AccessSource;
using protocol::ActivationStatus;
using protocol::SubscriptionStatus;

// Throw DomainError for a word that no column may hold.
SubscriptionStatus subscriptionStatusFrom(const QString &text);
AccessSource accessSourceFrom(const QString &text);
ActivationStatus activationStatusFrom(const QString &text);

// The tariff of a trial: it is in no catalog and has no price.
inline constexpr const char *kTrialTariff = "trial";

// What a customer has: one row per user. All times ms UTC.
struct Subscription
{
    TelegramId user;
    QString tariff;     // a key of the catalog, or kTrialTariff
    int periodDays = 0; // of the last grant: what a renewal buys
    SubscriptionStatus status = SubscriptionStatus::Active;
    AccessSource source = AccessSource::Payment;
    QString uuid;   // empty once it was dropped
    QString vpnKey; // empty until the VPN API gave one
    Timestamp startsAt = 0;
    Timestamp expiresAt = 0;            // while it waits, moved at each activation attempt: show endsAt()
    std::optional<qint64> waitingSince; // set until the first successful activation of this uuid
    bool autoRenew = false;
    std::optional<Timestamp> renewalNextAt;
    std::optional<Timestamp> nextReminderAt;
    int reminderStage = 0;
    ActivationStatus activationStatus = ActivationStatus::None;
    int activationAttempts = 0;
    std::optional<Timestamp> nextActivationAt;
    QString lastActivationError;
    std::optional<Timestamp> activatedAt;
    std::optional<Timestamp> vpnExpiresAt;      // what the VPN API was last told
    std::optional<Timestamp> vpnUnsettledUntil; // a call that nobody answered may take effect until then
    std::optional<qint64> keyOwedSince; // since when there is no key that works; to come: the end of one
    int periodNumber = 1;               // grows with every grant
    Kopecks value;                      // what was paid for the last valueMs of the time left
    qint64 valueMs = 0;

    // When it ends as seen at `now`: waiting for the first activation is not paid for.
    Timestamp endsAt(Timestamp now) const { return expiresAt + (waitingSince ? now - *waitingSince : 0); }
    // Active with time left.
    bool isRunning(Timestamp now) const { return status == SubscriptionStatus::Active && endsAt(now) > now; }
    bool isTrial() const { return source == AccessSource::Trial; }
    // The key works and the VPN API knows the right end.
    bool isActivated() const
    {
        return status == SubscriptionStatus::Active && !vpnKey.isEmpty() && !waitingSince;
    }
};

} // namespace turnpike::access
