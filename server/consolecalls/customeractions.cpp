// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/customeractions.h"

#include "consolecalls/customerreads.h"
#include "protocol/calls.h"
#include "protocol/money.h"
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

QString customerSubject(qint64 telegramId)
{
    return u"user:%1"_s.arg(telegramId);
}

QString paymentSubject(qint64 paymentId)
{
    return u"payment:%1"_s.arg(paymentId);
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

CustomerActions::CustomerActions(const Parts &parts)
    : m_parts(parts)
{}

void CustomerActions::addTo(Actions &actions) const
{
    addChange(
        actions, call::kGrant,
        [this](db::Transaction &tx, const CallRequest &, const CustomerOrder &order) { grant(tx, order); });
    addChange(
        actions, call::kExtend,
        [this](db::Transaction &tx, const CallRequest &, const CustomerOrder &order) { extend(tx, order); });
    addChange(actions, call::kRevoke,
              [this](db::Transaction &tx, const CallRequest &request, const CustomerOrder &order) {
                  if (!m_parts.access.revoke(tx, TelegramId(order.telegramId), request.caller.actor(),
                                             order.reason.trimmed()))
                      throw refused(Sentence(SentenceId::NoAccessToRevoke));
              });
    addChange(actions, call::kReissue,
              [this](db::Transaction &tx, const CallRequest &, const CustomerOrder &order) {
                  if (!m_parts.access.reissue(tx, TelegramId(order.telegramId)))
                      throw refused(Sentence(SentenceId::NoAccessRunning));
              });
    addChange(actions, call::kRetryActivation,
              [this](db::Transaction &tx, const CallRequest &, const CustomerOrder &order) {
                  if (!m_parts.activations.retry(tx, TelegramId(order.telegramId)))
                      throw refused(Sentence(SentenceId::NoActivation));
              });
    addChange(actions, call::kBlock,
              [this](db::Transaction &tx, const CallRequest &, const CustomerOrder &order) {
                  m_parts.access.users().setBlocked(tx, TelegramId(order.telegramId), order.blocked);
              });
    addChange(actions, call::kAdjustBalance,
              [this](db::Transaction &tx, const CallRequest &request, const CustomerOrder &order) {
                  adjustBalance(tx, request, order);
              });
    actions.add(
        call::kDecideReview,
        {[](const CallRequest &request) { return paymentSubject(request.as<ReviewOrder>().paymentId); },
         [this](db::Transaction &tx, const CallRequest &request) { return decide(tx, request); }});
    actions.add(call::kRetryActivations,
                {[](const CallRequest &) { return u"activations"_s; },
                 [this](db::Transaction &tx, const CallRequest &) { return retryAll(tx); }});
}

void CustomerActions::addChange(Actions &actions, const char *name, Change change) const
{
    const auto subject = [](const CallRequest &request) {
        return customerSubject(request.as<CustomerOrder>().telegramId);
    };
    const auto work = [this, change = std::move(change)](db::Transaction &tx, const CallRequest &request) {
        const auto order = request.as<CustomerOrder>();
        if (!m_parts.access.users().lock(tx, TelegramId(order.telegramId)))
            throw CallRefused(ErrorCode::NotFound, {SentenceId::NoCustomer, order.telegramId});
        const QString before = summary(tx, order.telegramId);
        change(tx, request, order);
        return Changes::Effect{customerSubject(order.telegramId), before, summary(tx, order.telegramId),
                               toJson(cardOf(tx, order.telegramId)), std::nullopt};
    };
    actions.add(name, {subject, work});
}

void CustomerActions::grant(db::Transaction &tx, const CustomerOrder &order) const
{
    checkDays(order.days);
    if (!m_parts.catalog.find(order.tariff))
        throw CallRefused(ErrorCode::BadRequest, {SentenceId::NoTariff, order.tariff});
    giveDays(tx, TelegramId(order.telegramId), order.tariff, order.days);
}

// Of the tariff that runs.
void CustomerActions::extend(db::Transaction &tx, const CustomerOrder &order) const
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

void CustomerActions::giveDays(db::Transaction &tx, TelegramId user, const QString &tariff, qint64 days) const
{
    const auto granted =
        m_parts.access.grantAccess(tx, {user, tariff, static_cast<int>(days), access::AccessSource::Admin});
    m_parts.notices.accessGranted(
        tx, user, {tariff, access::AccessSource::Admin, granted.subscription.expiresAt, granted.keyPending});
}

void CustomerActions::adjustBalance(db::Transaction &tx, const CallRequest &request,
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

CustomerCard CustomerActions::cardOf(db::Transaction &tx, qint64 telegramId) const
{
    auto found = card(tx, telegramId, m_parts.catalog);
    if (!found)
        throw CallRefused(ErrorCode::NotFound, {SentenceId::NoCustomer, telegramId});
    return *found;
}

ReviewPage CustomerActions::inReview(db::Transaction &tx) const
{
    ReviewPage page;
    for (const billing::PaymentRow &waiting : m_parts.payments.inReview(tx, kMaxPage))
        page.items.append(payment(tx, waiting.id).value());
    return page;
}

// For the audit: what changes can touch.
QString CustomerActions::summary(db::Transaction &tx, qint64 telegramId) const
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

Changes::Effect CustomerActions::decide(db::Transaction &tx, const CallRequest &request) const
{
    using Decided = billing::Payments::ReviewOutcome;
    const auto order = request.as<ReviewOrder>();
    const QString note = request.caller.name + u": "_s + order.reason.trimmed();
    switch (m_parts.payments.decideReview(tx, order.paymentId, order.grant, note)) {
    case Decided::Decided:
        break;
    case Decided::NotInReview:
        throw CallRefused(ErrorCode::Conflict, {SentenceId::PaymentNotInReview, order.paymentId});
    case Decided::CannotGrant:
        throw refused(Sentence(SentenceId::PaymentCannotBeGranted));
    }
    return {paymentSubject(order.paymentId), u"review"_s, order.grant ? u"granted"_s : u"left in the books"_s,
            toJson(payment(tx, order.paymentId).value()), std::nullopt};
}

Changes::Effect CustomerActions::retryAll(db::Transaction &tx) const
{
    BulkResult result;
    result.done = m_parts.activations.retryAll(tx);
    return {u"activations"_s, std::nullopt, u"%1 due again"_s.arg(result.done), toJson(result), std::nullopt};
}

} // namespace turnpike::consolecalls
