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

// What was last paid for access, if anything was: what led to the wait, unless a key was lost later.
constexpr const char *kPaidForAccess = R"(
    SELECT payments.paid_at, payments.amount, payments.currency, payments.created_at
    FROM payments JOIN purchases ON purchases.purchase_id = payments.purchase_id
    WHERE payments.telegram_id = ? AND payments.status = 'granted' AND purchases.kind = 'subscription'
    ORDER BY payments.created_at DESC LIMIT 1)";

std::optional<WaitingCustomer> waitingCustomer(db::Transaction &tx, const db::Row &wait)
{
    const auto row = keywaits::shown(tx, wait.telegramId(0));
    if (!row)
        return std::nullopt;
    WaitingCustomer customer;
    customer.telegramId = wait.int64(0);
    customer.since = wait.int64(1);
    customer.endedAt = wait.optionalInt64(2);
    customer.username = row->text(0);
    customer.firstName = row->text(1);
    customer.tariff = row->text(2);
    customer.status = Choice<ActivationStatus>(row->text(3));
    customer.attempts = row->int64(4);
    customer.lastError = row->text(5);
    customer.nextTryAt = row->optionalInt64(6);
    if (const auto given = row->optionalInt64(7); given && *given >= customer.since)
        customer.daysGivenAt = given;
    if (const auto payment = tx.one(kPaidForAccess, customer.telegramId)) {
        customer.paidAt = payment->int64(0);
        customer.amount = payment->int64(1);
        customer.currency = payment->text(2);
        // It was granted when the wait began: whoever paid has waited since then.
        if (std::abs(payment->int64(3) - customer.since) < kMinuteMs)
            customer.since = std::min(customer.since, payment->int64(0));
    }
    return customer;
}

WaitingList waitingList(db::Transaction &tx, const WaitingQuery &query, qint64 now)
{
    const keywaits::Counts counts = keywaits::counts(tx, query.endedSince, now);
    WaitingList list;
    list.all = counts.all;
    list.waiting = counts.waiting;
    list.owedDays = counts.owedDays;
    for (const db::Row &wait : keywaits::list(tx, query.endedSince, std::clamp(query.limit, 1, kMaxPage))) {
        if (const auto customer = waitingCustomer(tx, wait))
            list.items.append(*customer);
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

// The customer's row first, as everybody locks. Whoever was given days meanwhile is passed over.
bool giveDaysTo(db::Transaction &tx, const CustomerCalls::Parts &parts, const db::Row &wait,
                const CallRequest &request, const WaitingOrder &order)
{
    const TelegramId user = wait.telegramId(0);
    if (!parts.access.users().lock(tx, user) ||
        !keywaits::claimDays(tx, user, wait.int64(1), parts.clock.nowMs()))
        return false;
    const auto subscription = parts.access.addDays(tx, user, static_cast<int>(order.days),
                                                   request.caller.actor(), order.reason.trimmed());
    if (!subscription)
        return false;
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
        const qint64 now = parts.clock.nowMs();
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
        return parts.database.read(db::Demand::Operations, "console", deadline, [&](db::Transaction &tx) {
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
