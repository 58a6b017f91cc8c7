// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/invoicemaker.h"

#include "telemetry/log.h"
#include "workers/lcworkers.h"
#include "workers/outage.h"
#include "workers/settling.h"

#include <algorithm>

namespace turnpike::workers {

using namespace Qt::StringLiterals;

using payments::Invoice;
using payments::Refusal;

namespace {

constexpr int kInFlight = 12;

} // namespace

InvoiceMaker::InvoiceMaker(PaymentDesk &desk, const PaymentProvider &provider)
    : m_desk(desk)
    , m_provider(provider)
{}

void InvoiceMaker::make(Iteration &iteration, PurchaseJobs jobs, const Deadline &deadline)
{
    if (!m_desk.parts().mayInvoice()) {
        wait(iteration, jobs);
        return;
    }
    PurchaseJobs fresh;
    PurchaseJobs asked;
    for (billing::PurchaseJob &job : withoutTheImpatient(iteration, std::move(jobs))) {
        const bool mayBeThere = job.purchase.invoiceAskedAt && !m_provider.mayOpenTwice();
        (mayBeThere ? asked : fresh).push_back(std::move(job));
    }
    if (!asked.empty())
        lookForAsked(iteration, asked, &fresh, deadline);
    fresh = withoutTheImpatient(iteration, std::move(fresh));
    if (!fresh.empty())
        create(iteration, fresh, deadline);
}

// Calls can take half a minute more: whoever has waited long, and for whom it has failed already, is told
// before them. The rest has a last try.
PurchaseJobs InvoiceMaker::withoutTheImpatient(Iteration &iteration, PurchaseJobs jobs)
{
    const auto impatient = std::stable_partition(jobs.begin(), jobs.end(), [&](const auto &job) {
        return job.purchase.lastError.isEmpty() || !hasWaitedLong(job);
    });
    m_desk.tell(iteration, {impatient, jobs.end()});
    jobs.erase(impatient, jobs.end());
    return jobs;
}

// `fresh` gets those for which another invoice may be made.
void InvoiceMaker::lookForAsked(Iteration &iteration, const PurchaseJobs &asked, PurchaseJobs *fresh,
                                const Deadline &deadline)
{
    try {
        for (billing::PurchaseJob &job : lookForThose(iteration, asked, deadline))
            fresh->push_back(std::move(job));
    } catch (const payments::RefusedByProvider &error) {
        Settling settling(iteration);
        for (const billing::PurchaseJob &job : asked)
            settling.run([&](const Deadline &writing) { refused(iteration, job, error.refusal(), writing); });
        settling.finish();
    } catch (const DependencyError &error) {
        lookFailed(iteration, asked, error);
    }
}

void InvoiceMaker::lookFailed(Iteration &iteration, PurchaseJobs asked, const DependencyError &error)
{
    const auto impatient = std::stable_partition(asked.begin(), asked.end(), [&](const auto &job) {
        return error.wasWithheld() || !hasWaitedLong(job);
    });
    Settling settling(iteration);
    for (auto job = impatient; job != asked.end(); ++job)
        settling.run([&, job](const Deadline &writing) { m_desk.withdraw(*job, error.message(), writing); });
    m_desk.callFailed(iteration, m_provider, {asked.begin(), impatient}, error);
    settling.finish();
}

void InvoiceMaker::wait(Iteration &iteration, const PurchaseJobs &jobs)
{
    m_desk.lookAgain(iteration, jobs);
    iteration.degrade(ErrorType::None, protocol::Sentence(protocol::SentenceId::PaymentsAreOff));
}

// Those for which another invoice may be made now: the first one was not made, or it will never be paid.
PurchaseJobs InvoiceMaker::lookForThose(Iteration &iteration, const PurchaseJobs &jobs,
                                        const Deadline &deadline)
{
    const auto oldest = std::min_element(jobs.begin(), jobs.end(), [](const auto &left, const auto &right) {
        return left.purchase.createdAt < right.purchase.createdAt;
    });
    const auto open =
        m_desk.ask(iteration, m_provider, deadline, [&](const Deadline &calls, const http::MayCall &mayCall) {
            return openByPayload(oldest->purchase.createdAt - kMinuteMs, calls, mayCall);
        });
    const Timestamp now = m_desk.now();
    PurchaseJobs another;
    Settling settling(iteration);
    for (const billing::PurchaseJob &job : jobs) {
        const auto found = open.constFind(job.purchase.id.value());
        if (found != open.constEnd()) {
            log::info(lcWorkers(), "found the invoice whose making was not answered")
                .with("purchase_id", job.purchase.id)
                .with("invoice_id", found->invoiceId);
            settling.run([&, found](const Deadline &writing) { made(iteration, job, *found, writing); });
        } else if (now - *job.purchase.invoiceAskedAt < billing::kLateInvoiceMs) {
            settling.run([&](const Deadline &writing) {
                m_desk.write(writing, [&](db::Transaction &tx) {
                    m_desk.parts().purchases.awaitLateInvoice(tx, job);
                });
            });
        } else {
            another.push_back(job);
        }
    }
    settling.finish();
    return another;
}

// All that are open and were made since then. Of several for one purchase the newest: it lives longest.
QHash<QString, Invoice> InvoiceMaker::openByPayload(Timestamp since, const Deadline &deadline,
                                                    const http::MayCall &mayCall)
{
    QHash<QString, Invoice> byPayload;
    QString from;
    for (;;) {
        const payments::InvoiceList page =
            m_provider.page(Invoice::Status::Active, from, m_provider.largestPage(), deadline, mayCall);
        m_desk.tellUnread(m_provider, page.unread, deadline);
        for (const Invoice &invoice : page.invoices) {
            if (!byPayload.contains(invoice.payload))
                byPayload.insert(invoice.payload, invoice);
        }
        if (page.next.isEmpty() || page.reachesBefore(since))
            return byPayload;
        from = page.next;
    }
}

void InvoiceMaker::create(Iteration &iteration, const PurchaseJobs &jobs, const Deadline &deadline)
{
    const std::vector<payments::NewInvoice> invoices = wanted(iteration, jobs);
    const Deadline calls = m_desk.whilePatient(deadline);
    // Known before the call: whatever becomes of us meanwhile, it is looked for first.
    m_desk.write(iteration.deadline(), [&](db::Transaction &tx) {
        for (const billing::PurchaseJob &job : jobs)
            m_desk.parts().purchases.noteInvoiceAsked(tx, job, m_desk.now());
    });
    Settling settling(iteration);
    const auto done = [&](size_t index, const payments::InvoiceResult &result) {
        settling.run([&, index, result](const Deadline &writing) {
            createdAlone(iteration, jobs[index], result, writing);
        });
    };
    m_provider.open(invoices, calls, kInFlight, done, PaymentDesk::mayCall(iteration));
    settling.finish();
}

std::vector<payments::NewInvoice> InvoiceMaker::wanted(Iteration &iteration, const PurchaseJobs &jobs)
{
    std::vector<payments::NewInvoice> invoices;
    const QString backUrl = m_desk.parts().backUrl();
    m_desk.parts().database.read(
        db::Demand::Worker, "crypto_payment_watcher", iteration.deadline(), [&](db::Transaction &tx) {
            invoices.clear();
            for (const billing::PurchaseJob &job : jobs) {
                payments::NewInvoice invoice;
                invoice.amount = job.purchase.price;
                invoice.description = m_desk.parts().describe(tx, job.purchase);
                invoice.payload = job.purchase.id;
                invoice.expiresIn = std::chrono::seconds(billing::kPurchaseLifetimeMs / kSecondMs);
                invoice.backUrl = backUrl;
                invoice.stars = job.purchase.priceStars;
                invoices.push_back(invoice);
            }
        });
    return invoices;
}

// What is the purchase's own costs no other one anything; what may work a moment later is Settling's.
void InvoiceMaker::createdAlone(Iteration &iteration, const billing::PurchaseJob &job,
                                const payments::InvoiceResult &result, const Deadline &deadline)
{
    std::exception_ptr hiccup;
    m_desk.alone(iteration, job.purchase.id.value(), [&] {
        try {
            created(iteration, job, result, deadline);
        } catch (const std::exception &error) {
            if (!Settling::isHiccup(error))
                throw;
            hiccup = std::current_exception();
        }
    });
    if (hiccup)
        std::rethrow_exception(hiccup);
}

void InvoiceMaker::created(Iteration &iteration, const billing::PurchaseJob &job,
                           const payments::InvoiceResult &result, const Deadline &deadline)
{
    if (const auto *invoice = std::get_if<Invoice>(&result)) {
        made(iteration, job, *invoice, deadline);
        return;
    }
    if (const auto *refusal = std::get_if<Refusal>(&result)) {
        m_desk.write(deadline, [&](db::Transaction &tx) {
            m_desk.parts().purchases.noteInvoiceAsked(tx, job, std::nullopt);
        });
        refused(iteration, job, *refusal, deadline);
        return;
    }
    const auto &error = std::get<DependencyError>(result);
    if (error.wasWithheld()) {
        // Not called this time, neither made nor failed: whoever acts next does it.
        m_desk.write(deadline, [&](db::Transaction &tx) {
            m_desk.parts().purchases.noteInvoiceAsked(tx, job, std::nullopt);
            m_desk.parts().purchases.release(tx, job);
        });
        return;
    }
    notCreated(iteration, job, error, deadline);
}

void InvoiceMaker::notCreated(Iteration &iteration, const billing::PurchaseJob &job,
                              const DependencyError &error, const Deadline &deadline)
{
    // A page of what stands before the provider (4xx) says that it has not heard of it.
    const bool isCertain = !error.wasSent() || error.reason() == DependencyError::Reason::Http4xx;
    const bool isGivenUp = hasWaitedLong(job);
    m_desk.write(deadline, [&](db::Transaction &tx) {
        if (isCertain)
            m_desk.parts().purchases.noteInvoiceAsked(tx, job, std::nullopt);
        if (!isGivenUp)
            m_desk.parts().purchases.failure(tx, job, error.message());
    });
    if (isGivenUp)
        m_desk.withdraw(job, error.message(), deadline);
    log::warning(lcWorkers(), "an invoice could not be made")
        .with("purchase_id", job.purchase.id)
        .with("attempt", job.attempt)
        .with(error);
    iteration.degrade(ErrorType::Dependency, error.message());
    if (error.isOutage() || error.httpStatus() == 429)
        iteration.holdFor(outageHold(m_provider.breaker()));
}

void InvoiceMaker::made(Iteration &iteration, const billing::PurchaseJob &job, const Invoice &invoice,
                        const Deadline &deadline)
{
    const Timestamp now = m_desk.now();
    const qint64 from = invoice.createdAt > 0 ? std::min(invoice.createdAt, now) : now;
    const Timestamp expiresAt = from + billing::kPurchaseLifetimeMs;
    const PaymentDesk::Parts &parts = m_desk.parts();
    const bool stored = m_desk.write(deadline, [&](db::Transaction &tx) {
        if (!parts.purchases.setInvoice(tx, job, invoice.invoiceId, invoice.payUrl, expiresAt))
            return false;
        // Read again: the customer may have moved on to another menu during the call.
        const auto purchase = parts.purchases.find(tx, job.purchase.id);
        parts.notices.invoiceReady(tx, purchase->user,
                                   PaymentDesk::noticeOf(job, *purchase, invoice.payUrl, expiresAt));
        return true;
    });
    iteration.itemsDone();
    if (!stored) {
        log::info(lcWorkers(), "the purchase moved on while its invoice was made")
            .with("purchase_id", job.purchase.id)
            .with("invoice_id", invoice.invoiceId);
    }
}

bool InvoiceMaker::hasWaitedLong(const billing::PurchaseJob &job) const
{
    return m_desk.now() - job.chosenAt() >= billing::kInvoicePatienceMs;
}

// Waiting would not help: the customer chooses again, at once.
void InvoiceMaker::refused(Iteration &iteration, const billing::PurchaseJob &job, const Refusal &refusal,
                           const Deadline &deadline)
{
    m_desk.withdraw(job, toString(refusal), deadline);
    iteration.itemsDone();
    iteration.degrade(ErrorType::Dependency, toString(refusal));
    log::error(lcWorkers(), "a payment provider refuses an invoice")
        .with("provider", m_provider.name())
        .with("purchase_id", job.purchase.id)
        .with("refusal", toString(refusal));
    // What concerns all of them is a failing check, and so an alert.
    if (refusal.scope == Refusal::Scope::Invoice)
        m_desk.parts().alerts.raise(
            {u"%1_invoice:%2"_s.arg(m_provider.name(), refusal.name),
             protocol::Sentence(protocol::SentenceId::InvoiceOfRefused, m_provider.title(),
                                protocol::Money{job.purchase.price.value()}, refusal.name),
             u"health"_s});
}

} // namespace turnpike::workers
