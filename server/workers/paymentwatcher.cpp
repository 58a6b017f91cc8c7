// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/paymentwatcher.h"

#include "billing/accounts.h"
#include "control/featureflags.h"
#include "telemetry/log.h"
#include "workers/itemloop.h"
#include "workers/lcworkers.h"
#include "workers/registration.h"

#include <algorithm>

namespace turnpike::workers {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using payments::Invoice;
using protocol::Sentence;

namespace {

// An invoice that we take for overdue but its provider still calls active is given so long: clocks differ.
constexpr qint64 kLastLookMs = 10 * kMinuteMs;

Worker::Settings watcherSettings()
{
    Worker::Settings settings;
    settings.name = u"crypto_payment_watcher"_s;
    settings.interval = 30s;
    settings.jitter = 2s;
    settings.retryAfterError = 10s;
    settings.kickedBy = Work::Payment;
    return settings;
}

} // namespace

PaymentWatcher::PaymentWatcher(Parts parts)
    : Worker(watcherSettings())
    , m_desk(std::move(parts))
    , m_refunds(m_desk)
{
    for (const PaymentProvider *provider : m_desk.parts().providers) {
        if (const std::optional<Sentence> missing = provider->missing())
            m_missing =
                m_missing.isEmpty() ? *missing : Sentence(protocol::SentenceId::BothOf, m_missing, *missing);
        else
            m_lines.push_back({*provider, InvoiceMaker(m_desk, *provider), PaidSweep(m_desk, *provider),
                               AccountCheck(m_desk, *provider)});
    }
}

void PaymentWatcher::iterate(Iteration &iteration)
{
    if (m_lines.empty()) {
        iteration.degrade(ErrorType::Dependency, m_missing);
    } else {
        workOffDue(iteration);
        m_desk.tellTheImpatient(iteration);
        m_refunds.run(iteration);
        for (Line &line : m_lines) {
            if (line.sweep.run(iteration)) // else the provider is away: that can wait
                line.account.run(iteration);
            m_desk.tellTheImpatient(iteration);
        }
        wakeForTheImpatient(iteration);
    }
    expireAbandoned(iteration);
}

// They are told in time, though a provider is away and nothing else is to wake us.
void PaymentWatcher::wakeForTheImpatient(Iteration &iteration)
{
    using std::chrono::milliseconds;
    if (iteration.hold() == 0ms)
        return;
    if (const std::optional<qint64> next = m_desk.nextImpatient(iteration.deadline()))
        iteration.holdFor(std::min(iteration.hold(), std::max(1ms, milliseconds(*next - m_desk.now()))));
}

void PaymentWatcher::expireAbandoned(Iteration &iteration)
{
    while (!iteration.shouldStop()) {
        const int expired = m_desk.write(iteration.deadline(), [&](db::Transaction &tx) {
            return m_desk.parts().purchases.expireAbandoned(tx, kBatch);
        });
        iteration.itemsDone(expired);
        if (expired < kBatch)
            return;
    }
}

void PaymentWatcher::workOffDue(Iteration &iteration)
{
    try {
        lookAtDue(iteration, iteration.deadline().within(m_desk.parts().dueBudget));
    } catch (const DeadlineExceeded &error) {
        if (iteration.deadline().isOver())
            throw;
        // Only what calls for single purchases may take: the rest of them is due still.
        log::warning(lcWorkers(), "providers answer too slowly for all purchases that are due").with(error);
        iteration.degrade(ErrorType::Dependency, error.message());
        iteration.setMore();
    }
}

void PaymentWatcher::lookAtDue(Iteration &iteration, const Deadline &calls)
{
    while (!iteration.shouldStop() && !calls.isOver()) {
        m_desk.tellTheImpatient(iteration);
        const PurchaseJobs jobs = m_desk.write(iteration.deadline(), [&](db::Transaction &tx) {
            return m_desk.parts().purchases.claimDue(tx, m_desk.parts().owner, kBatch);
        });
        if (jobs.empty())
            return;
        try {
            share(iteration, jobs, calls);
        } catch (const Error &) {
            // None of them is to wait for the end of its lease; those that are settled have none any more.
            if (!iteration.deadline().hasPassed())
                m_desk.giveBack(iteration, jobs);
            throw;
        }
    }
}

// Each of them is looked at at its own provider. Those of one that is not configured any more wait.
void PaymentWatcher::share(Iteration &iteration, PurchaseJobs jobs, const Deadline &calls)
{
    for (Line &line : m_lines) {
        const auto others = std::stable_partition(jobs.begin(), jobs.end(), [&](const auto &job) {
            return job.purchase.provider == line.provider.id();
        });
        if (others != jobs.begin())
            lookAt(iteration, line, {jobs.begin(), others}, calls);
        jobs.erase(jobs.begin(), others);
    }
    m_desk.lookAgain(iteration, jobs);
}

void PaymentWatcher::lookAt(Iteration &iteration, Line &line, const PurchaseJobs &jobs, const Deadline &calls)
{
    PurchaseJobs missing;
    PurchaseJobs open;
    for (const billing::PurchaseJob &job : jobs) {
        if (!job.needsInvoice())
            open.push_back(job);
        else if (job.isOverdue(m_desk.now()))
            end(iteration, job);
        else
            missing.push_back(job);
    }
    if (!missing.empty())
        line.maker.make(iteration, std::move(missing), calls);
    m_desk.tellTheImpatient(iteration);
    if (!open.empty())
        look(iteration, line.provider, open, calls);
}

void PaymentWatcher::look(Iteration &iteration, const PaymentProvider &provider, const PurchaseJobs &jobs,
                          const Deadline &calls)
{
    QStringList ids;
    for (const billing::PurchaseJob &job : jobs)
        ids << job.purchase.providerInvoiceId;
    payments::InvoiceList list;
    try {
        list =
            m_desk.ask(iteration, provider, calls, [&](const Deadline &asking, const http::MayCall &mayCall) {
                return provider.look(ids, asking, mayCall);
            });
    } catch (const DependencyError &error) {
        m_desk.callFailed(iteration, provider, jobs, error);
        return;
    }
    m_desk.tellUnread(provider, list.unread, iteration.deadline());
    QHash<QString, const Invoice *> byId;
    for (const Invoice &invoice : list.invoices)
        byId.insert(invoice.invoiceId, &invoice);
    PurchaseJobs unpaid;
    for (const billing::PurchaseJob &job : jobs) {
        const QString &id = job.purchase.providerInvoiceId;
        judge(iteration, provider, job, byId.value(id), list.unread.contains(id), &unpaid);
    }
    m_desk.lookAgain(iteration, unpaid);
    iteration.itemsDone(qint64(unpaid.size()));
}

void PaymentWatcher::judge(Iteration &iteration, const PaymentProvider &provider,
                           const billing::PurchaseJob &job, const Invoice *invoice, bool isUnread,
                           PurchaseJobs *unpaid)
{
    if (invoice && invoice->status == Invoice::Status::Paid) {
        if (!m_desk.book(iteration, provider, &job, *invoice))
            unpaid->push_back(job);
        return;
    }
    if (invoice && invoice->status == Invoice::Status::Unknown)
        m_desk.tellUnread(provider, {invoice->invoiceId}, iteration.deadline());
    const bool maybePaid =
        isUnread || (invoice && invoice->status != Invoice::Status::Expired); // or about to be
    const qint64 patience = maybePaid ? kLastLookMs : 0;
    if (job.isOverdue(m_desk.now() - patience))
        end(iteration, job);
    else
        unpaid->push_back(job);
}

// Nothing came by the last look, which was after its end.
void PaymentWatcher::end(Iteration &iteration, const billing::PurchaseJob &job)
{
    const billing::Purchase &purchase = job.purchase;
    const bool isDone = m_desk.alone(iteration, purchase.id.value(), [&] {
        m_desk.write(iteration.deadline(), [&](db::Transaction &tx) {
            if (!m_desk.parts().purchases.expire(tx, purchase.id))
                return;
            const auto now = m_desk.parts().purchases.find(tx, purchase.id);
            m_desk.parts().notices.invoiceExpired(
                tx, purchase.user, PaymentDesk::noticeOf(job, *now, purchase.payUrl, purchase.expiresAt));
        });
    });
    if (isDone)
        iteration.itemsDone();
}

std::optional<std::vector<QByteArray>> PaymentWatcher::dueQueries() const
{
    std::vector<QByteArray> queries;
    if (m_lines.empty())
        return queries;
    queries.emplace_back(billing::Purchases::nextDueQuery());
    if (m_desk.parts().refunds)
        queries.emplace_back(billing::Refunds::nextDueQuery());
    return queries;
}

} // namespace turnpike::workers

namespace turnpike::workers::paymentwatcher {

Registration registration()
{
    return {
        [](const WorkerParts &parts, const Registration::Taker &add) {
            PaymentWatcher::Parts watching{parts.database,
                                           parts.clock,
                                           parts.shop.purchases,
                                           parts.shop.payments,
                                           parts.notices,
                                           parts.alerts,
                                           parts.providers,
                                           parts.describe,
                                           [isOn = parts.isOn] { return isOn(control::flag::kPayments); },
                                           parts.owner};
            watching.backUrl = parts.backUrl;
            watching.refunds = &parts.shop.refunds;
            add(std::make_unique<PaymentWatcher>(std::move(watching)));
        },
        [](const WorkerRules &shop, const QString &owner) -> std::vector<HotQuery> {
            const billing::Purchases &all = shop.purchases;
            const billing::Payments &payments = shop.payments;
            const billing::Refunds &refunds = shop.refunds;
            return {
                {"payment: claim", [&all, owner](db::Transaction &tx) { all.claimDue(tx, owner, kBatch); }},
                {"payment: next due", [&all](db::Transaction &tx) { all.nextDue(tx); }},
                {"payment: impatient",
                 [&all, owner](db::Transaction &tx) { all.claimImpatient(tx, owner, kBatch, true); }},
                {"payment: next impatient", [&all](db::Transaction &tx) { all.nextImpatient(tx); }},
                {"payment: expire", [&all](db::Transaction &tx) { all.expireAbandoned(tx, kBatch); }},
                {"payment: review", [&payments](db::Transaction &tx) { payments.inReview(tx, kBatch); }},
                {"refund: claim", [&refunds, owner](db::Transaction &tx) { refunds.claimDue(tx, owner, 1); }},
                {"refund: next due", [&refunds](db::Transaction &tx) { refunds.nextDue(tx); }},
                {"account: booked", [](db::Transaction &tx) {
                     billing::accounts::booked(tx, billing::Provider::Stars, 0, kDayMs, kBatch);
                 }}};
        },
    };
}

} // namespace turnpike::workers::paymentwatcher
