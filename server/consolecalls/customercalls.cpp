// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/customercalls.h"

#include "consolecalls/customerreads.h"
#include "consolecalls/timelinereads.h"
#include "consolecalls/waitingcalls.h"
#include "protocol/calls.h"
#include "protocol/hello.h"
#include "protocol/updates.h"
#include "protocol/version.h"

#include <QDateTime>

namespace turnpike::consolecalls {

using namespace consolehub;
using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostDays = 3650;
constexpr qint64 kMostKopecks = 100'000'000; // a million roubles

QString subjectOf(qint64 telegramId)
{
    return u"user:%1"_s.arg(telegramId);
}

CallRefused refused(const Sentence &why)
{
    return {ErrorCode::Refused, why};
}

void checkDays(qint64 days)
{
    if (days < 1 || days > kMostDays)
        throw CallRefused(ErrorCode::BadRequest, {SentenceId::GiveDays, kMostDays});
}

} // namespace

CustomerCalls::CustomerCalls(const Parts &parts)
    : m_parts(parts)
{}

void CustomerCalls::addTo(CallTable &calls) const
{
    const auto read = [this](const Deadline &deadline, const auto &work) {
        return m_parts.database.read(db::Demand::Operations, "console", deadline, work);
    };
    calls.addMessage(call::kSearch, [=](const CallRequest &request, const Deadline &deadline) {
        return read(deadline, [&](db::Transaction &tx) { return search(tx, request.as<CustomerQuery>()); });
    });
    calls.addMessage(call::kCard, [=, this](const CallRequest &request, const Deadline &deadline) {
        return read(deadline,
                    [&](db::Transaction &tx) { return cardOf(tx, request.as<CustomerOrder>().telegramId); });
    });
    calls.addMessage(call::kTimeline, [=, this](const CallRequest &request, const Deadline &deadline) {
        return read(deadline, [&](db::Transaction &tx) {
            return timeline(tx, request.as<TimelineQuery>(), m_parts.clock.nowMs());
        });
    });
    calls.addMessage(call::kReview, [=, this](const CallRequest &, const Deadline &deadline) {
        return read(deadline, [&](db::Transaction &tx) { return inReview(tx); });
    });
    addChange(
        calls, call::kGrant,
        [this](db::Transaction &tx, const CallRequest &, const CustomerOrder &order) { grant(tx, order); });
    addChange(
        calls, call::kExtend,
        [this](db::Transaction &tx, const CallRequest &, const CustomerOrder &order) { extend(tx, order); });
    addChange(calls, call::kRevoke,
              [this](db::Transaction &tx, const CallRequest &request, const CustomerOrder &order) {
                  if (!m_parts.access.revoke(tx, TelegramId(order.telegramId), request.caller.actor(),
                                             order.reason.trimmed()))
                      throw refused(Sentence(SentenceId::NoAccessToRevoke));
              });
    addChange(calls, call::kReissue,
              [this](db::Transaction &tx, const CallRequest &, const CustomerOrder &order) {
                  if (!m_parts.access.reissue(tx, TelegramId(order.telegramId)))
                      throw refused(Sentence(SentenceId::NoAccessRunning));
              });
    addChange(calls, call::kRetryActivation,
              [this](db::Transaction &tx, const CallRequest &, const CustomerOrder &order) {
                  if (!m_parts.activations.retry(tx, TelegramId(order.telegramId)))
                      throw refused(Sentence(SentenceId::NoActivation));
              });
    addChange(calls, call::kBlock,
              [this](db::Transaction &tx, const CallRequest &, const CustomerOrder &order) {
                  m_parts.access.users().setBlocked(tx, TelegramId(order.telegramId), order.blocked);
              });
    addChange(calls, call::kAdjustBalance,
              [this](db::Transaction &tx, const CallRequest &request, const CustomerOrder &order) {
                  adjustBalance(tx, request, order);
              });
    calls.add(call::kDecideReview, [this](const CallRequest &request, const Deadline &deadline) {
        return decide(request, deadline);
    });
    calls.add(call::kRetryActivations, [this](const CallRequest &request, const Deadline &deadline) {
        return retryAll(request, deadline);
    });
    addWaitingCalls(calls, m_parts);
}

void CustomerCalls::addChange(CallTable &calls, const char *name, Change change) const
{
    calls.add(name, [this, change = std::move(change)](const CallRequest &request, const Deadline &deadline) {
        const auto order = request.as<CustomerOrder>();
        const QString subject = subjectOf(order.telegramId);
        return m_parts.changes.run(request, subject, order.reason, deadline, [&](db::Transaction &tx) {
            if (!m_parts.access.users().lock(tx, TelegramId(order.telegramId)))
                throw CallRefused(ErrorCode::NotFound, {SentenceId::NoCustomer, order.telegramId});
            const QString before = summary(tx, order.telegramId);
            change(tx, request, order);
            return Changes::Effect{subject, before, summary(tx, order.telegramId),
                                   toJson(cardOf(tx, order.telegramId)), std::nullopt};
        });
    });
}

void CustomerCalls::grant(db::Transaction &tx, const CustomerOrder &order) const
{
    checkDays(order.days);
    if (!m_parts.catalog.find(order.tariff))
        throw CallRefused(ErrorCode::BadRequest, {SentenceId::NoTariff, order.tariff});
    giveDays(tx, TelegramId(order.telegramId), order.tariff, order.days);
}

// Of the tariff that runs.
void CustomerCalls::extend(db::Transaction &tx, const CustomerOrder &order) const
{
    checkDays(order.days);
    const TelegramId user(order.telegramId);
    const auto subscription = m_parts.access.subscriptions().find(tx, user);
    if (!subscription || !subscription->isRunning(m_parts.clock.nowMs()))
        throw refused(Sentence(SentenceId::NoAccessRunning));
    if (subscription->isTrial())
        throw refused(Sentence(SentenceId::TrialNotExtended));
    giveDays(tx, user, subscription->tariff, order.days);
}

void CustomerCalls::giveDays(db::Transaction &tx, TelegramId user, const QString &tariff, qint64 days) const
{
    const auto granted =
        m_parts.access.grantAccess(tx, {user, tariff, static_cast<int>(days), access::AccessSource::Admin});
    m_parts.notices.accessGranted(
        tx, user, {tariff, access::AccessSource::Admin, granted.subscription.expiresAt, granted.keyPending});
}

void CustomerCalls::adjustBalance(db::Transaction &tx, const CallRequest &request,
                                  const CustomerOrder &order) const
{
    // Not by its absolute value, which the smallest number does not have.
    if (order.kopecks == 0 || order.kopecks > kMostKopecks || order.kopecks < -kMostKopecks)
        throw CallRefused(ErrorCode::BadRequest, Sentence(SentenceId::GiveAmount));
    const billing::Balance::Entry entry{TelegramId(order.telegramId), Kopecks(std::abs(order.kopecks)),
                                        billing::LedgerKind::Admin, request.id,
                                        request.caller.name + u": "_s + order.reason.trimmed()};
    const auto outcome =
        order.kopecks > 0 ? m_parts.balance.credit(tx, entry) : m_parts.balance.debit(tx, entry);
    if (outcome == billing::Balance::Outcome::NotEnough)
        throw refused(Sentence(SentenceId::BalanceTooSmall));
}

CustomerCard CustomerCalls::cardOf(db::Transaction &tx, qint64 telegramId) const
{
    auto found = card(tx, telegramId, m_parts.catalog);
    if (!found)
        throw CallRefused(ErrorCode::NotFound, {SentenceId::NoCustomer, telegramId});
    return *found;
}

ReviewPage CustomerCalls::inReview(db::Transaction &tx) const
{
    ReviewPage page;
    for (const billing::PaymentRow &waiting : m_parts.payments.inReview(tx, kMaxPage))
        page.items.append(payment(tx, waiting.id).value());
    return page;
}

// For the audit: what changes can touch.
QString CustomerCalls::summary(db::Transaction &tx, qint64 telegramId) const
{
    const auto user = m_parts.access.users().find(tx, TelegramId(telegramId));
    const auto subscription = m_parts.access.subscriptions().find(tx, TelegramId(telegramId));
    QStringList parts;
    if (subscription)
        parts << u"%1 %2 until %3"_s.arg(
            subscription->tariff,
            subscription->status == access::SubscriptionStatus::Active ? u"active"_s : u"expired"_s,
            QDateTime::fromMSecsSinceEpoch(subscription->expiresAt).toUTC().toString(Qt::ISODate));
    if (user)
        parts << u"balance %1"_s.arg(protocol::moneyText({user->balance.value()}))
              << (user->isBlocked ? u"blocked"_s : u"not blocked"_s);
    return parts.join(u", ");
}

QJsonObject CustomerCalls::decide(const CallRequest &request, const Deadline &deadline) const
{
    using Outcome = billing::Payments::ReviewOutcome;
    const auto order = request.as<ReviewOrder>();
    const QString subject = u"payment:%1"_s.arg(order.paymentId);
    return m_parts.changes.run(request, subject, order.reason, deadline, [&](db::Transaction &tx) {
        const QString note = request.caller.name + u": "_s + order.reason.trimmed();
        switch (m_parts.payments.decideReview(tx, order.paymentId, order.grant, note)) {
        case Outcome::Decided:
            break;
        case Outcome::NotInReview:
            throw CallRefused(ErrorCode::Conflict, {SentenceId::PaymentNotInReview, order.paymentId});
        case Outcome::CannotGrant:
            throw refused(Sentence(SentenceId::PaymentCannotBeGranted));
        }
        return Changes::Effect{subject, u"review"_s, order.grant ? u"granted"_s : u"left in the books"_s,
                               toJson(payment(tx, order.paymentId).value()), std::nullopt};
    });
}

QJsonObject CustomerCalls::retryAll(const CallRequest &request, const Deadline &deadline) const
{
    return m_parts.changes.run(
        request, u"activations"_s, request.as<Reason>().reason, deadline, [&](db::Transaction &tx) {
            BulkResult result;
            result.done = m_parts.activations.retryAll(tx);
            return Changes::Effect{u"activations"_s, std::nullopt, u"%1 due again"_s.arg(result.done),
                                   toJson(result), std::nullopt};
        });
}

} // namespace turnpike::consolecalls
