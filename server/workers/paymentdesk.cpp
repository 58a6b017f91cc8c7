// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/paymentdesk.h"

#include "telemetry/log.h"
#include "workers/itemloop.h"
#include "workers/lcworkers.h"
#include "workers/outage.h"
#include "workers/settling.h"

#include <algorithm>

namespace turnpike::workers {

using namespace Qt::StringLiterals;

using payments::Invoice;

namespace {

QString notAsked(const billing::Purchase &purchase)
{
    const char *title = purchase.provider ? billing::traitsOf(*purchase.provider).title : "the provider";
    return u"%1 was not asked in time"_s.arg(QLatin1String(title));
}

} // namespace

PaymentDesk::PaymentDesk(Parts parts)
    : m_parts(std::move(parts))
{}

std::optional<qint64> PaymentDesk::nextImpatient(const Deadline &deadline)
{
    if (!m_parts.mayInvoice())
        return std::nullopt;
    return m_parts.database.read(db::Demand::Worker, "crypto_payment_watcher", deadline,
                                 [&](db::Transaction &tx) { return m_parts.purchases.nextImpatient(tx); });
}

Deadline PaymentDesk::whilePatient(const Deadline &deadline)
{
    std::chrono::milliseconds budget = kPaymentCallsTimeout;
    if (const std::optional<qint64> end = nextImpatient(deadline))
        budget =
            std::clamp(std::chrono::milliseconds(*end - now()), kShortestPaymentCalls, kPaymentCallsTimeout);
    return deadline.within(budget);
}

DependencyError PaymentDesk::overdue(const PaymentProvider &provider)
{
    return DependencyError(provider.name(), DependencyError::Reason::Timeout,
                           u"not answered while there was time for it"_s);
}

bool PaymentDesk::alone(Iteration &iteration, const QString &what, const std::function<void()> &work)
{
    try {
        work();
        return true;
    } catch (const std::exception &error) {
        if (!isItemsOwn(error))
            throw;
        log::error(lcWorkers(), "one payment could not be seen to; it is tried again, the others go on")
            .with("subject", what)
            .with(error);
        iteration.degrade(errorTypeOf(error), QString::fromUtf8(error.what()));
        return false;
    }
}

bool PaymentDesk::book(Iteration &iteration, const PaymentProvider &provider, const billing::PurchaseJob *job,
                       const Invoice &invoice)
{
    billing::PaymentFact fact;
    fact.purchase = job ? job->purchase.id : PurchaseId(invoice.payload);
    fact.provider = provider.id();
    fact.externalId = invoice.invoiceId;
    fact.amountMinor = invoice.stars > 0 ? invoice.stars : invoice.amount.value_or(Kopecks()).value();
    fact.currency = invoice.currency;
    fact.paidAt = invoice.paidAt.value_or(now());
    fact.note = u"%1 %2"_s.arg(invoice.paidAmount, invoice.paidAsset).trimmed();
    fact.payer = invoice.payer;
    fact.isFromList = job == nullptr;
    auto outcome = billing::FinalizeOutcome::AlreadySeen;
    const bool isDone = alone(iteration, u"invoice "_s + invoice.invoiceId, [&] {
        outcome = write(iteration.deadline(),
                        [&](db::Transaction &tx) { return m_parts.payments.finalizePurchase(tx, fact); });
    });
    if (!isDone || outcome == billing::FinalizeOutcome::AlreadySeen)
        return false;
    iteration.itemsDone();
    log::info(lcWorkers(), "a payment came")
        .with("purchase_id", fact.purchase)
        .with("invoice_id", invoice.invoiceId)
        .with("outcome", toString(outcome));
    return true;
}

void PaymentDesk::bookRefund(Iteration &iteration, const PaymentProvider &provider, const Invoice &invoice)
{
    auto outcome = billing::Payments::RefundOutcome::AlreadyRefunded;
    std::optional<billing::RefundJob> asked;
    const bool isDone = alone(iteration, u"refund of "_s + invoice.invoiceId, [&] {
        outcome = write(iteration.deadline(), [&](db::Transaction &tx) {
            asked = m_parts.refunds ? m_parts.refunds->askedFor(tx, provider.id(), invoice.invoiceId)
                                    : std::nullopt;
            return m_parts.payments.refund(tx, provider.id(), invoice.invoiceId,
                                           asked ? asked->actor : control::Actor::system(),
                                           asked ? asked->reason : u"refunded by %1"_s.arg(provider.title()));
        });
    });
    if (!isDone || outcome != billing::Payments::RefundOutcome::Refunded)
        return;
    iteration.itemsDone();
    if (asked)
        return;
    m_parts.alerts.raise(
        {u"refund_found:"_s + invoice.invoiceId,
         protocol::Sentence(protocol::SentenceId::RefundFound, provider.title(), invoice.invoiceId),
         u"payments-in-review"_s});
}

void PaymentDesk::callFailed(Iteration &iteration, const PaymentProvider &provider, const PurchaseJobs &jobs,
                             const DependencyError &error)
{
    if (error.wasWithheld()) {
        giveBack(iteration, jobs);
        return;
    }
    log::warning(lcWorkers(), "a payment provider could not be asked")
        .with("purchases", jobs.size())
        .with(error);
    settleEach(iteration, jobs, [&](db::Transaction &tx, const billing::PurchaseJob &job) {
        m_parts.purchases.failure(tx, job, error.message());
    });
    iteration.degrade(ErrorType::Dependency, error.message());
    // Also where something before the provider asks for patience.
    if (error.isOutage() || error.httpStatus() == 429)
        iteration.holdFor(outageHold(provider.breaker()));
}

void PaymentDesk::giveBack(Iteration &iteration, const PurchaseJobs &jobs)
{
    settleEach(iteration, jobs, [this](db::Transaction &tx, const billing::PurchaseJob &job) {
        m_parts.purchases.release(tx, job);
    });
}

void PaymentDesk::lookAgain(Iteration &iteration, const PurchaseJobs &jobs)
{
    settleEach(iteration, jobs, [this](db::Transaction &tx, const billing::PurchaseJob &job) {
        m_parts.purchases.checkAgain(tx, job);
    });
}

void PaymentDesk::settleEach(
    Iteration &iteration, const PurchaseJobs &jobs,
    const std::function<void(db::Transaction &tx, const billing::PurchaseJob &job)> &one)
{
    Settling settling(iteration);
    settling.runRows(jobs.size(), [&](const Deadline &deadline, size_t begin, size_t end) {
        write(deadline, [&](db::Transaction &tx) {
            for (size_t i = begin; i < end; ++i)
                one(tx, jobs[i]);
        });
    });
    settling.finish();
}

void PaymentDesk::tellUnread(const PaymentProvider &provider, const QStringList &ids,
                             const Deadline &deadline)
{
    for (const QString &id : ids) {
        const QString key = u"%1_unread:%2"_s.arg(provider.name(), id);
        if (m_unread.contains(key))
            continue;
        const bool isNew = write(deadline, [&](db::Transaction &tx) {
            return m_parts.payments.noteUnread(tx, provider.id(), id);
        });
        m_unread.insert(key);
        if (!isNew)
            continue;
        log::warning(lcWorkers(), "an invoice cannot be read").with("invoice_id", id);
        m_parts.alerts.raise(
            {key, protocol::Sentence(protocol::SentenceId::InvoiceNotUnderstood, provider.title(), id),
             u"payments-in-review"_s});
    }
}

void PaymentDesk::tellTheImpatient(Iteration &iteration)
{
    if (!m_parts.mayInvoice())
        return;
    // While all goes well, those for whom nothing was tried have their turn yet.
    const bool isAway = iteration.hold().count() > 0;
    while (iteration.mayCall()) {
        const PurchaseJobs jobs = write(iteration.deadline(), [&](db::Transaction &tx) {
            return m_parts.purchases.claimImpatient(tx, m_parts.owner, kBatch, isAway);
        });
        tell(iteration, jobs);
        if (jobs.size() < size_t(kBatch))
            return;
    }
}

void PaymentDesk::tell(Iteration &iteration, const PurchaseJobs &impatient)
{
    Settling settling(iteration);
    for (const billing::PurchaseJob &job : impatient) {
        settling.run([&](const Deadline &writing) {
            const QString &error = job.purchase.lastError;
            withdraw(job, error.isEmpty() ? notAsked(job.purchase) : error, writing);
            iteration.itemsDone();
        });
    }
    settling.finish();
}

void PaymentDesk::withdraw(const billing::PurchaseJob &job, const QString &why, const Deadline &deadline)
{
    write(deadline, [&](db::Transaction &tx) {
        if (!m_parts.purchases.withdrawMethod(tx, job, why))
            return;
        const auto purchase = m_parts.purchases.find(tx, job.purchase.id);
        m_parts.notices.invoiceRefused(tx, purchase->user,
                                       noticeOf(job, *purchase, QString(), purchase->expiresAt));
    });
}

access::InvoiceNotice PaymentDesk::noticeOf(const billing::PurchaseJob &job, const billing::Purchase &now,
                                            const QString &payUrl, Timestamp expiresAt)
{
    access::InvoiceNotice notice;
    notice.purchase = now.id;
    notice.chatMessageId = now.chatMessageId;
    if (job.purchase.provider)
        notice.provider = QString::fromLatin1(toWord(*job.purchase.provider));
    notice.payUrl = payUrl;
    notice.price = now.price;
    notice.expiresAt = expiresAt;
    return notice;
}

} // namespace turnpike::workers
