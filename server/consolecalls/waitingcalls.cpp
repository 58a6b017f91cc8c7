// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/waitingcalls.h"

#include "access/keywaits.h"
#include "consolecalls/updatecalls.h"
#include "protocol/calls.h"
#include "protocol/updates.h"
#include "protocol/version.h"
#include "protocol/waiting.h"

#include <algorithm>

namespace turnpike::consolecalls {

using namespace consolehub;
using namespace protocol;
using namespace Qt::StringLiterals;

namespace keywaits = access::keywaits;

namespace {

const QString kWaitingSubject = u"waiting"_s;
constexpr qint64 kMostGivenDays = 365;
// Customers in one transaction: each is locked, given, told and audited.
constexpr int kGivenAtOnce = 100;
// What the list gets: whoever looks again in five seconds must not stand in a queue.
constexpr std::chrono::milliseconds kListTime{4'000};

WaitingCustomer waitingCustomer(const db::Row &row)
{
    WaitingCustomer customer;
    customer.telegramId = row.int64(0);
    customer.since = row.int64(1);
    customer.endedAt = row.optionalInt64(2);
    if (const auto given = row.optionalInt64(3); given && *given >= customer.since)
        customer.daysGivenAt = given;
    customer.username = row.text(4);
    customer.firstName = row.text(5);
    customer.tariff = row.text(6);
    customer.status = Choice<ActivationStatus>(row.text(7));
    customer.attempts = row.int64(8);
    customer.lastError = row.text(9);
    customer.nextTryAt = row.optionalInt64(10);
    if (row.isNull(14))
        return customer;
    customer.paidAt = row.int64(11);
    customer.amount = row.int64(12);
    customer.currency = row.text(13);
    // It was granted when the wait began: whoever paid has waited since then.
    if (std::abs(row.int64(14) - customer.since) < kMinuteMs)
        customer.since = std::min(customer.since, row.int64(11));
    return customer;
}

// Two statements, however many wait.
WaitingList waitingList(db::Transaction &tx, const WaitingQuery &query, Timestamp now)
{
    const keywaits::Counts counts = keywaits::counts(tx, query.endedSince, now);
    WaitingList list;
    list.all = counts.all;
    list.waiting = counts.waiting;
    list.since = counts.since;
    list.owedDays = counts.owedDays;
    const int limit = std::clamp(query.limit, 1, kMaxPage);
    for (const db::Row &row : keywaits::list(tx, query.endedSince, now, limit)) {
        const WaitingCustomer customer = waitingCustomer(row);
        if (!customer.endedAt)
            list.since = std::min(list.since.value_or(customer.since), customer.since);
        list.items.append(customer);
    }
    return list;
}

BulkResult retryChosen(db::Transaction &tx, const access::Activations &activations, QList<qint64> ids)
{
    if (ids.isEmpty() || ids.size() > kMostRows)
        throw CallRefused(ErrorCode::BadRequest, {SentenceId::NameCustomers, kMostRows});
    std::sort(ids.begin(), ids.end()); // rows are locked in one order
    BulkResult result;
    for (const qint64 id : ids) {
        if (activations.retry(tx, TelegramId(id)))
            ++result.done;
        else
            result.skipped.append(id);
    }
    return result;
}

QJsonObject retryWaits(const CustomerCalls::Parts &parts, const CallRequest &request,
                       const Deadline &deadline)
{
    const auto order = request.as<WaitingOrder>();
    return parts.changes.run(request, kWaitingSubject, order.reason, deadline, [&](db::Transaction &tx) {
        BulkResult result;
        if (order.all)
            result.done = parts.activations.retryWaiting(tx);
        else
            result = retryChosen(tx, parts.activations, order.ids);
        return Changes::Effect{kWaitingSubject, std::nullopt, u"%1 due again"_s.arg(result.done),
                               toJson(result), std::nullopt};
    });
}

// The customer's row first, as everybody locks. Whoever was given days meanwhile is passed over; whoever
// cannot be given any now is owed them still.
bool giveDaysTo(db::Transaction &tx, const CustomerCalls::Parts &parts, const db::Row &wait,
                const CallRequest &request, const WaitingOrder &order)
{
    const TelegramId user = wait.telegramId(0);
    if (!parts.access.users().lock(tx, user) || keywaits::hasDays(tx, user, wait.int64(1)))
        return false;
    const auto subscription = parts.access.addDays(tx, user, static_cast<int>(order.days),
                                                   request.caller.actor(), order.reason.trimmed());
    if (!subscription)
        return false;
    keywaits::noteDays(tx, user, parts.clock.nowMs());
    parts.notices.accessGranted(tx, user,
                                {subscription->tariff, access::AccessSource::Admin, subscription->expiresAt,
                                 subscription->waitingSince.has_value()});
    return true;
}

QJsonObject giveDaysForWaits(const CustomerCalls::Parts &parts, const CallRequest &request,
                             const Deadline &deadline)
{
    const auto order = request.as<WaitingOrder>();
    return parts.changes.run(request, kWaitingSubject, order.reason, deadline, [&](db::Transaction &tx) {
        if (order.days < 1 || order.days > kMostGivenDays)
            throw CallRefused(ErrorCode::BadRequest, {SentenceId::GiveDays, kMostGivenDays});
        const Timestamp now = parts.clock.nowMs();
        GivenDays given;
        for (const db::Row &wait : keywaits::owedDays(tx, order.endedSince, now, kGivenAtOnce))
            given.done += giveDaysTo(tx, parts, wait, request, order) ? 1 : 0;
        given.left = keywaits::counts(tx, order.endedSince, now).owedDays;
        return Changes::Effect{kWaitingSubject, std::nullopt,
                               u"%1 days for %2, %3 left"_s.arg(QString::number(order.days),
                                                                QString::number(given.done),
                                                                QString::number(given.left)),
                               toJson(given), std::nullopt};
    });
}

} // namespace

void addWaitingCalls(CallTable &calls, const CustomerCalls::Parts &parts)
{
    calls.addMessage(call::kWaiting, [parts](const CallRequest &request, const Deadline &deadline) {
        return parts.database.read(
            db::Demand::Operations, "console", deadline.within(kListTime), [&](db::Transaction &tx) {
                return waitingList(tx, request.as<WaitingQuery>(), parts.clock.nowMs());
            });
    });
    calls.add(call::kRetryWaiting, [parts](const CallRequest &request, const Deadline &deadline) {
        return retryWaits(parts, request, deadline);
    });
    calls.add(call::kGiveDays, [parts](const CallRequest &request, const Deadline &deadline) {
        return giveDaysForWaits(parts, request, deadline);
    });
}

} // namespace turnpike::consolecalls
