#include "workers/invoicemaker.h"

#include "telemetry/log.h"
#include "workers/itemloop.h"
#include "workers/lcworkers.h"
#include "workers/outage.h"
#include "workers/settling.h"

#include <algorithm>

namespace turnpike::workers {

using payments::Invoice;
using payments::Refusal;

namespace {

constexpr int kInFlight = 12;

access::InvoiceNotice noticeOf(const billing::Purchase &purchase, const QString &payUrl, qint64 expiresAt)
{
    return {purchase.id, purchase.chatMessageId, QString::fromLatin1(toWord(billing::Provider::CryptoPay)),
            payUrl,      purchase.price,         expiresAt};
}

} // namespace

InvoiceMaker::InvoiceMaker(PaymentDesk &desk)
    : m_desk(desk)
{}

void InvoiceMaker::make(Iteration &iteration, PurchaseJobs jobs, const Deadline &deadline)
{
    if (!m_desk.parts().mayInvoice()) {
        wait(iteration, jobs);
        return;
    }
    PurchaseJobs fresh;
    PurchaseJobs asked;
    for (billing::PurchaseJob &job : withoutTheImpatient(iteration, std::move(jobs)))
        (job.purchase.invoiceAskedAt ? asked : fresh).push_back(std::move(job));
    if (!asked.empty())
        lookForAsked(iteration, asked, &fresh, deadline);
    fresh = withoutTheImpatient(iteration, std::move(fresh));
    if (!fresh.empty())
        create(iteration, fresh, deadline);
}

void InvoiceMaker::tellTheImpatient(Iteration &iteration)
{
    if (!m_desk.parts().mayInvoice())
        return;
    // While all goes well, those for whom nothing was tried have their turn yet.
    const bool isAway = iteration.hold().count() > 0;
    while (iteration.mayCall()) {
        const PurchaseJobs jobs = m_desk.write(iteration.deadline(), [&](db::Transaction &tx) {
            return m_desk.parts().purchases.claimImpatient(tx, m_desk.parts().owner, kBatch, isAway);
        });
        tell(iteration, jobs);
        if (jobs.size() < size_t(kBatch))
            return;
    }
}

// Calls can take half a minute more: whoever has waited long, and for whom it has failed already, is told
// before them. The rest has a last try.
PurchaseJobs InvoiceMaker::withoutTheImpatient(Iteration &iteration, PurchaseJobs jobs)
{
    const auto impatient = std::stable_partition(jobs.begin(), jobs.end(), [&](const auto &job) {
        return job.purchase.lastError.isEmpty() || !hasWaitedLong(job);
    });
    tell(iteration, {impatient, jobs.end()});
    jobs.erase(impatient, jobs.end());
    return jobs;
}

void InvoiceMaker::tell(Iteration &iteration, const PurchaseJobs &impatient)
{
    Settling settling(iteration);
    for (const billing::PurchaseJob &job : impatient) {
        settling.run([&](const Deadline &writing) {
            const QString &error = job.purchase.lastError;
            withdraw(job, error.isEmpty() ? QStringLiteral("Crypto Pay was not asked in time") : error,
                     writing);
            iteration.itemsDone();
        });
    }
    settling.finish();
}

// `fresh` gets those for which another invoice may be made.
void InvoiceMaker::lookForAsked(Iteration &iteration, const PurchaseJobs &asked, PurchaseJobs *fresh,
                                const Deadline &deadline)
{
    try {
        for (billing::PurchaseJob &job : lookForThose(iteration, asked, deadline))
            fresh->push_back(std::move(job));
    } catch (const payments::RefusedByCryptoPay &error) {
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
        settling.run([&, job](const Deadline &writing) { withdraw(*job, error.message(), writing); });
    m_desk.callFailed(iteration, {asked.begin(), impatient}, error);
    settling.finish();
}

void InvoiceMaker::wait(Iteration &iteration, const PurchaseJobs &jobs)
{
    m_desk.lookAgain(iteration, jobs);
    iteration.degrade(ErrorType::None, QStringLiteral("payments are switched off"));
}

// Those for which another invoice may be made now: the first one was not made, or it will never be paid.
PurchaseJobs InvoiceMaker::lookForThose(Iteration &iteration, const PurchaseJobs &jobs,
                                        const Deadline &deadline)
{
    const auto oldest = std::min_element(jobs.begin(), jobs.end(), [](const auto &left, const auto &right) {
        return left.purchase.createdAt < right.purchase.createdAt;
    });
    const auto open =
        m_desk.ask(iteration, deadline, [&](const Deadline &calls, const http::MayCall &mayCall) {
            return openByPayload(oldest->purchase.createdAt - kMinuteMs, calls, mayCall);
        });
    const qint64 now = m_desk.now();
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
QHash<QString, Invoice> InvoiceMaker::openByPayload(qint64 since, const Deadline &deadline,
                                                    const http::MayCall &mayCall)
{
    constexpr int kPage = payments::CryptoPayClient::kLargestPage;
    QHash<QString, Invoice> byPayload;
    for (int offset = 0;; offset += kPage) {
        const payments::InvoiceList page =
            m_desk.crypto().page(Invoice::Status::Active, offset, kPage, deadline, mayCall);
        m_desk.tellUnread(page.unread, deadline);
        for (const Invoice &invoice : page.invoices) {
            if (!byPayload.contains(invoice.payload))
                byPayload.insert(invoice.payload, invoice);
        }
        if (page.size() < size_t(kPage) || page.reachesBefore(since))
            return byPayload;
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
    m_desk.crypto().createInvoices(invoices, calls, kInFlight, done, PaymentDesk::mayCall(iteration));
    settling.finish();
}

std::vector<payments::NewInvoice> InvoiceMaker::wanted(Iteration &iteration, const PurchaseJobs &jobs)
{
    std::vector<payments::NewInvoice> invoices;
    m_desk.parts().database.read(
        db::Demand::Worker, "crypto_payment_watcher", iteration.deadline(), [&](db::Transaction &tx) {
            invoices.clear();
            for (const billing::PurchaseJob &job : jobs) {
                payments::NewInvoice invoice;
                invoice.amount = job.purchase.price;
                invoice.description = m_desk.parts().describe(tx, job.purchase);
                invoice.payload = job.purchase.id;
                invoice.expiresIn = std::chrono::seconds(billing::kPurchaseLifetimeMs / kSecondMs);
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
    // A page of what stands before Crypto Pay (4xx) says that it has not heard of it.
    const bool isCertain = !error.wasSent() || error.reason() == DependencyError::Reason::Http4xx;
    const bool isGivenUp = hasWaitedLong(job);
    m_desk.write(deadline, [&](db::Transaction &tx) {
        if (isCertain)
            m_desk.parts().purchases.noteInvoiceAsked(tx, job, std::nullopt);
        if (!isGivenUp)
            m_desk.parts().purchases.failure(tx, job, error.message());
    });
    if (isGivenUp)
        withdraw(job, error.message(), deadline);
    log::warning(lcWorkers(), "an invoice could not be made")
        .with("purchase_id", job.purchase.id)
        .with("attempt", job.attempt)
        .with(error);
    iteration.degrade(ErrorType::Dependency, error.message());
    if (error.isOutage() || error.httpStatus() == 429)
        iteration.holdFor(outageHold(m_desk.crypto().breaker()));
}

void InvoiceMaker::made(Iteration &iteration, const billing::PurchaseJob &job, const Invoice &invoice,
                        const Deadline &deadline)
{
    const qint64 now = m_desk.now();
    const qint64 from = invoice.createdAt > 0 ? std::min(invoice.createdAt, now) : now;
    const qint64 expiresAt = from + billing::kPurchaseLifetimeMs;
    const PaymentDesk::Parts &parts = m_desk.parts();
    const bool stored = m_desk.write(deadline, [&](db::Transaction &tx) {
        if (!parts.purchases.setInvoice(tx, job, invoice.invoiceId, invoice.payUrl, expiresAt))
            return false;
        // Read again: the customer may have moved on to another menu during the call.
        const auto purchase = parts.purchases.find(tx, job.purchase.id);
        parts.notices.invoiceReady(tx, purchase->user, noticeOf(*purchase, invoice.payUrl, expiresAt));
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

// The customer chooses again. An invoice that appears after all is shown to nobody, or found when they do.
void InvoiceMaker::withdraw(const billing::PurchaseJob &job, const QString &why, const Deadline &deadline)
{
    const PaymentDesk::Parts &parts = m_desk.parts();
    m_desk.write(deadline, [&](db::Transaction &tx) {
        if (!parts.purchases.withdrawMethod(tx, job, why))
            return;
        const auto purchase = parts.purchases.find(tx, job.purchase.id);
        parts.notices.invoiceRefused(tx, purchase->user, noticeOf(*purchase, QString(), purchase->expiresAt));
    });
}

// Waiting would not help: the customer chooses again, at once.
void InvoiceMaker::refused(Iteration &iteration, const billing::PurchaseJob &job, const Refusal &refusal,
                           const Deadline &deadline)
{
    withdraw(job, toString(refusal), deadline);
    iteration.itemsDone();
    iteration.degrade(ErrorType::Dependency, toString(refusal));
    log::error(lcWorkers(), "Crypto Pay refuses an invoice")
        .with("purchase_id", job.purchase.id)
        .with("refusal", toString(refusal));
    // What concerns all of them is a failing check, and so an alert.
    if (refusal.scope == Refusal::Scope::Invoice)
        m_desk.parts().alerts.raise(
            {QStringLiteral("crypto_pay_invoice:%1").arg(refusal.name), Severity::Warning,
             QStringLiteral("Crypto Pay refuses an invoice of %1 kopecks (%2): its customer was told")
                 .arg(job.purchase.price.value())
                 .arg(refusal.name),
             QStringLiteral("health")});
}

} // namespace turnpike::workers
