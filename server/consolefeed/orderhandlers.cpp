// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolefeed/orderhandlers.h"

#include "base/errors.h"
#include "db/connectionpool.h"
#include "protocol/calls.h"
#include "protocol/gauges.h"
#include "protocol/hello.h"
#include "protocol/logs.h"
#include "protocol/pool.h"
#include "telemetry/log.h"

#include <algorithm>

namespace turnpike::consolefeed {

using namespace protocol;

namespace {

Sentence done()
{
    return QString::fromLatin1(OrderResult::kDone);
}

Sentence notAllNoted()
{
    return Sentence(SentenceId::NotAllNoted);
}

Sentence resetBreaker(const ops::Dependencies &dependencies, const QString &dependency)
{
    return dependencies.resetBreaker(dependency) ? done() : Sentence(SentenceId::NoBreaker, dependency);
}

Sentence stepDown(const OrderParts &parts)
{
    const QList<InstanceState> all = parts.instances.instances();
    const bool isFollowed = std::any_of(all.begin(), all.end(), [](const InstanceState &instance) {
        // Our own row may still say what we were before we led.
        return !instance.endedAt && !instance.isConnected && instance.role == InstanceRole::Standby;
    });
    if (!isFollowed)
        return Sentence(SentenceId::NobodyStandsBy);
    parts.leadership.stepDown();
    return done();
}

Sentence setAllKeysAgain(const OrderParts &parts, const Deadline &deadline)
{
    if (const std::optional<Sentence> missing = parts.panel.missing())
        return *missing;
    try {
        // Half of the time: its end is to be written, too. What was made due by then stays so.
        parts.reconciliation.setAllAgain(parts.database, false, deadline.within(deadline.remaining() / 2));
    } catch (const DeadlineExceeded &) {
        return notAllNoted();
    } catch (const DatabaseError &error) {
        // The time was over while a statement ran.
        if (error.kind() != DatabaseError::Kind::Timeout)
            throw;
        return notAllNoted();
    }
    return done();
}

void addInstanceOrders(consolecalls::Orders &orders, const OrderParts &parts)
{
    orders.addForInstance(call::kCancelLease, [parts](const QJsonObject &args, const Deadline &) {
        const auto id = static_cast<quint64>(fromJson<LeaseOrder>(args).leaseId);
        return parts.database.pool().cancelStatement(id) ? done() : Sentence(SentenceId::LeaseHadEnded);
    });
    orders.addForInstance(call::kResetBreaker, [parts](const QJsonObject &args, const Deadline &) {
        return resetBreaker(parts.dependencies, fromJson<BreakerOrder>(args).dependency);
    });
    orders.addForInstance(call::kLogLevel, [](const QJsonObject &args, const Deadline &) {
        const auto order = fromJson<LogLevelOrder>(args);
        return log::setLevel(order.component, order.level.word()) ? done()
                                                                  : Sentence(SentenceId::NoComponentOrLevel);
    });
}

void addLeaderOrders(consolecalls::Orders &orders, const OrderParts &parts)
{
    orders.addForLeader(call::kStepDown,
                        [parts](const QJsonObject &, const Deadline &) { return stepDown(parts); });
    orders.addForLeader(call::kHoldOutbox, [parts](const QJsonObject &, const Deadline &deadline) {
        parts.hold.set(true, deadline);
        return done();
    });
    orders.addForLeader(call::kReleaseOutbox, [parts](const QJsonObject &, const Deadline &deadline) {
        parts.hold.set(false, deadline);
        return done();
    });
    orders.addForLeader(call::kSetAllAgain, [parts](const QJsonObject &, const Deadline &deadline) {
        return setAllKeysAgain(parts, deadline);
    });
}

} // namespace

void addOrderHandlers(consolecalls::Orders &orders, const OrderParts &parts)
{
    addInstanceOrders(orders, parts);
    addLeaderOrders(orders, parts);
}

} // namespace turnpike::consolefeed
