// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/shoprules.h"

#include "base/errors.h"
#include "resources/resources.h"

#include <QFile>

namespace turnpike::app {

using namespace Qt::StringLiterals;

namespace {

QByteArray resource(const QString &path)
{
    initResources();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        throw ConfigError(u"The program lacks its own %1: build it again."_s.arg(path));
    return file.readAll();
}

} // namespace

ShopBooks::ShopBooks(const Clock &clock, Kicker &kicker, Kopecks refundsApprovedAbove)
    : audit(clock)
    , flags(resource(u":/flags.json"_s), clock, audit)
    , catalog(resource(u":/catalog.json"_s))
    , users(clock)
    , subscriptions(clock)
    , purchases(clock, kicker)
    , refunds(clock, kicker, audit, refundsApprovedAbove)
{}

ShopRules::ShopRules(const Clock &clock, Kicker &kicker, AlertSink &alerts, access::CustomerNotices &notices,
                     const ShopBooks &books, int maxActivationAttempts)
    : access(clock, kicker, books.catalog, notices, books.audit)
    , activations(clock, kicker, notices, alerts, maxActivationAttempts)
    , removals(clock, kicker)
    , reconciliation(clock, kicker)
    , reminders(clock, notices)
    , promos(clock)
    , balance(clock, kicker)
    , referrals(clock, balance, notices,
                [&books] { return books.flags.isOn(control::flag::kReferralRewards); })
    , gifts(clock, access, balance, notices)
    , payments(
          {clock, access, notices, books.purchases, promos, balance, referrals, gifts, books.audit, alerts})
    , renewals(clock, books.catalog, access, balance, notices)
{}

} // namespace turnpike::app
