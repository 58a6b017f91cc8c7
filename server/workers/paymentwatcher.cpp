#include "workers/paymentwatcher.h"

#include "telemetry/log.h"
#include "workers/itemloop.h"
#include "workers/lcworkers.h"
#include "workers/outage.h"

namespace turnpike::workers {

using namespace std::chrono_literals;
using payments::Invoice;

namespace {

constexpr auto kCallsTimeout = 45s; // within the row leases of 60 s
constexpr int kInFlight = 12;
// An invoice that we take for overdue but Crypto Pay still calls active is given so long: clocks differ.
constexpr qint64 kLastLookMs = 10 * kMinuteMs;

Worker::Settings watcherSettings()
{
    Worker::Settings settings;
    settings.name = QStringLiteral("crypto_payment_watcher");
    settings.interval = 30s;
    settings.jitter = 2s;
    settings.retryAfterError = 10s;
    settings.kickedBy = Work::CryptoPayment;
    return settings;
}

bool isOverdue(const billing::PurchaseJob &job, const Clock &clock)
{
    return job.isOverdue(clock.nowMs());
}

} // namespace

PaymentWatcher::PaymentWatcher(Parts parts)
    : Worker(watcherSettings())
    , m_parts(std::move(parts))
{}

void PaymentWatcher::iterate(Iteration &iteration)
{
    if (m_parts.crypto) {
        workOffDue(iteration);
        if (!iteration.deadline().isOver())
            sweepPaid(iteration);
    } else {
        iteration.degrade(ErrorType::Dependency, QStringLiteral("CRYPTOBOT_TOKEN is not configured"));
    }
    while (!iteration.shouldStop()) {
        const int expired = write(iteration.deadline(), [&](db::Transaction &tx) {
            return m_parts.purchases.expireAbandoned(tx, kBatch);
        });
        iteration.itemsDone(expired);
        if (expired < kBatch)
            return;
    }
}

void PaymentWatcher::workOffDue(Iteration &iteration)
{
    while (!iteration.shouldStop()) {
        const Jobs jobs = write(iteration.deadline(), [&](db::Transaction &tx) {
            return m_parts.purchases.claimDue(tx, m_parts.owner, kBatch);
        });
        if (jobs.empty())
            return;
        Jobs missing;
        Jobs open;
        for (const billing::PurchaseJob &job : jobs)
            (job.needsInvoice() ? missing : open).push_back(job);
        if (!missing.empty())
            makeInvoices(iteration, std::move(missing));
        if (!open.empty())
            look(iteration, open);
    }
}

// --- Making invoices (and what was made without our hearing of it)

void PaymentWatcher::makeInvoices(Iteration &iteration, Jobs jobs)
{
    Jobs waiting;
    Jobs fresh;
    Jobs repeated;
    const bool mayInvoice = m_parts.mayInvoice();
    for (billing::PurchaseJob &job : jobs) {
        if (isOverdue(job, m_parts.clock))
            end(iteration, job);
        else if (!mayInvoice)
            waiting.push_back(std::move(job));
        else if (job.attempt > 1)
            repeated.push_back(std::move(job));
        else
            fresh.push_back(std::move(job));
    }
    if (!waiting.empty()) {
        write(iteration.deadline(), [&](db::Transaction &tx) {
            for (const billing::PurchaseJob &job : waiting)
                m_parts.purchases.checkAgain(tx, job);
        });
        iteration.degrade(ErrorType::None, QStringLiteral("payments are switched off"));
    }
    // There is no idempotency key: what may have been made by an earlier attempt is looked for first, so that
    // nobody is shown a second live invoice.
    if (!repeated.empty()) {
        try {
            for (billing::PurchaseJob &job : adoptOrphans(iteration, repeated))
                fresh.push_back(std::move(job));
        } catch (const DependencyError &error) {
            callFailed(iteration, repeated, error);
        } catch (const Error &) {
            giveBack(iteration, fresh);
            giveBack(iteration, repeated);
            throw;
        }
    }
    if (!fresh.empty())
        createInvoices(iteration, fresh);
}

PaymentWatcher::Jobs PaymentWatcher::adoptOrphans(Iteration &iteration, Jobs jobs)
{
    const Deadline deadline = iteration.deadline().within(kCallsTimeout);
    const auto oldest = std::min_element(jobs.begin(), jobs.end(), [](const auto &left, const auto &right) {
        return left.purchase.createdAt < right.purchase.createdAt;
    });
    const qint64 since = oldest->purchase.createdAt - kMinuteMs;
    constexpr int kPage = payments::CryptoPayClient::kLargestPage;
    QHash<QString, Invoice> byPayload;
    for (int offset = 0;; offset += kPage) {
        const std::vector<Invoice> page =
            m_parts.crypto->page(Invoice::Status::Active, offset, kPage, deadline);
        for (const Invoice &invoice : page) {
            // The newest first: it is the one that lives longest.
            if (!byPayload.contains(invoice.payload))
                byPayload.insert(invoice.payload, invoice);
        }
        if (int(page.size()) < kPage || page.back().createdAt < since)
            break;
    }
    Jobs left;
    Settling settling(iteration);
    for (billing::PurchaseJob &job : jobs) {
        const auto orphan = byPayload.constFind(job.purchase.id.value());
        if (orphan == byPayload.constEnd()) {
            left.push_back(std::move(job));
            continue;
        }
        log::info(lcWorkers(), "found the invoice whose making was not answered")
            .with("purchase_id", job.purchase.id)
            .with("invoice_id", orphan->invoiceId);
        settling.run([&](const Deadline &writing) { invoiceMade(iteration, job, *orphan, writing); });
    }
    settling.rethrow();
    return left;
}

void PaymentWatcher::createInvoices(Iteration &iteration, const Jobs &jobs)
{
    std::vector<payments::NewInvoice> wanted;
    m_parts.database.read(
        db::Demand::Worker, "crypto_payment_watcher", iteration.deadline(), [&](db::Transaction &tx) {
            wanted.clear();
            for (const billing::PurchaseJob &job : jobs) {
                payments::NewInvoice invoice;
                invoice.amount = job.purchase.price;
                invoice.description = m_parts.describe(tx, job.purchase);
                invoice.payload = job.purchase.id;
                invoice.expiresIn = std::chrono::seconds(billing::kPurchaseLifetimeMs / kSecondMs);
                wanted.push_back(invoice);
            }
        });
    Settling settling(iteration);
    m_parts.crypto->createInvoices(wanted, iteration.deadline().within(kCallsTimeout), kInFlight,
                                   [&](size_t index, payments::InvoiceResult result) {
                                       settling.run([&](const Deadline &deadline) {
                                           const billing::PurchaseJob &job = jobs[index];
                                           if (const auto *invoice = std::get_if<Invoice>(&result)) {
                                               invoiceMade(iteration, job, *invoice, deadline);
                                               return;
                                           }
                                           const auto &error = std::get<DependencyError>(result);
                                           write(deadline, [&](db::Transaction &tx) {
                                               m_parts.purchases.failure(tx, job, error.message());
                                           });
                                           log::warning(lcWorkers(), "an invoice could not be made")
                                               .with("purchase_id", job.purchase.id)
                                               .with("attempt", job.attempt)
                                               .with(error);
                                           iteration.degrade(ErrorType::Dependency, error.message());
                                           if (error.isOutage())
                                               iteration.holdFor(outageHold(m_parts.crypto->breaker()));
                                       });
                                   });
    settling.rethrow();
}

void PaymentWatcher::invoiceMade(Iteration &iteration, const billing::PurchaseJob &job,
                                 const Invoice &invoice, const Deadline &deadline)
{
    const qint64 now = m_parts.clock.nowMs();
    const qint64 from = invoice.createdAt > 0 ? std::min(invoice.createdAt, now) : now;
    const qint64 expiresAt = from + billing::kPurchaseLifetimeMs;
    const bool stored = write(deadline, [&](db::Transaction &tx) {
        if (!m_parts.purchases.setInvoice(tx, job, invoice.invoiceId, invoice.payUrl, expiresAt))
            return false;
        // Read again: the customer may have moved on to another menu during the call.
        const auto purchase = m_parts.purchases.find(tx, job.purchase.id);
        m_parts.notices.invoiceReady(tx, purchase->user,
                                     {purchase->id, purchase->chatMessageId,
                                      QString::fromLatin1(toString(billing::Provider::CryptoPay)),
                                      invoice.payUrl, purchase->price, expiresAt});
        return true;
    });
    iteration.itemsDone();
    if (!stored) {
        log::info(lcWorkers(), "the purchase moved on while its invoice was made")
            .with("purchase_id", job.purchase.id)
            .with("invoice_id", invoice.invoiceId);
    }
}

// --- Looking at open invoices

void PaymentWatcher::look(Iteration &iteration, const Jobs &jobs)
{
    QStringList ids;
    for (const billing::PurchaseJob &job : jobs)
        ids << job.purchase.providerInvoiceId;
    std::vector<Invoice> invoices;
    try {
        invoices = m_parts.crypto->invoices(ids, iteration.deadline().within(kCallsTimeout));
    } catch (const DependencyError &error) {
        callFailed(iteration, jobs, error);
        return;
    } catch (const Error &) {
        giveBack(iteration, jobs);
        throw;
    }
    QHash<QString, const Invoice *> byId;
    for (const Invoice &invoice : invoices)
        byId.insert(invoice.invoiceId, &invoice);
    Jobs unpaid;
    for (const billing::PurchaseJob &job : jobs)
        judge(iteration, job, byId.value(job.purchase.providerInvoiceId), &unpaid);
    if (unpaid.empty())
        return;
    write(iteration.deadline(), [&](db::Transaction &tx) {
        for (const billing::PurchaseJob &job : unpaid)
            m_parts.purchases.checkAgain(tx, job);
    });
    iteration.itemsDone(qint64(unpaid.size()));
}

void PaymentWatcher::judge(Iteration &iteration, const billing::PurchaseJob &job, const Invoice *invoice,
                           Jobs *unpaid)
{
    if (invoice && invoice->status == Invoice::Status::Paid) {
        if (!book(iteration, &job, *invoice))
            unpaid->push_back(job);
        return;
    }
    const bool stillActive = invoice && invoice->status == Invoice::Status::Active;
    const qint64 patience = stillActive ? kLastLookMs : 0;
    if (job.isOverdue(m_parts.clock.nowMs() - patience))
        end(iteration, job);
    else
        unpaid->push_back(job);
}

// Nothing came by the last look, which was after its end.
void PaymentWatcher::end(Iteration &iteration, const billing::PurchaseJob &job)
{
    const billing::Purchase &purchase = job.purchase;
    write(iteration.deadline(), [&](db::Transaction &tx) {
        if (!m_parts.purchases.expire(tx, purchase.id))
            return;
        const auto now = m_parts.purchases.find(tx, purchase.id);
        m_parts.notices.invoiceExpired(tx, purchase.user,
                                       {purchase.id, now->chatMessageId,
                                        QString::fromLatin1(toString(billing::Provider::CryptoPay)),
                                        purchase.payUrl, purchase.price, purchase.expiresAt});
    });
    iteration.itemsDone();
}

// --- Booking

// False when this one failed for reasons of its own; the others go on.
bool PaymentWatcher::book(Iteration &iteration, const billing::PurchaseJob *job, const Invoice &invoice)
{
    billing::PaymentFact fact;
    fact.purchase = job ? job->purchase.id : PurchaseId(invoice.payload);
    fact.provider = billing::Provider::CryptoPay;
    fact.externalId = invoice.invoiceId;
    fact.amountMinor = invoice.amount.value_or(Kopecks()).value();
    fact.currency = invoice.currency;
    fact.paidAt = invoice.paidAt.value_or(m_parts.clock.nowMs());
    fact.note = QStringLiteral("%1 %2").arg(invoice.paidAmount, invoice.paidAsset).trimmed();
    try {
        const auto outcome = write(iteration.deadline(), [&](db::Transaction &tx) {
            return m_parts.payments.finalizePurchase(tx, fact);
        });
        if (outcome == billing::FinalizeOutcome::UnknownPurchase)
            m_strangers.insert(invoice.invoiceId);
        if (outcome != billing::FinalizeOutcome::AlreadySeen) {
            iteration.itemsDone();
            log::info(lcWorkers(), "a payment came")
                .with("purchase_id", fact.purchase)
                .with("invoice_id", invoice.invoiceId)
                .with("outcome", toString(outcome));
        }
        return outcome != billing::FinalizeOutcome::AlreadySeen;
    } catch (const std::exception &error) {
        if (!isItemsOwn(error))
            throw;
        log::error(lcWorkers(), "a payment could not be booked; it is tried again")
            .with("purchase_id", fact.purchase)
            .with("invoice_id", invoice.invoiceId)
            .with(error);
        iteration.degrade(errorTypeOf(error), QString::fromUtf8(error.what()));
        return false;
    }
}

// Everything that was paid, by whatever invoice: late payments, orphans, invoices paid while we were away.
void PaymentWatcher::sweepPaid(Iteration &iteration)
{
    const qint64 now = m_parts.clock.nowMs();
    const bool full = now >= m_fullSweepAt;
    const int count = full ? payments::CryptoPayClient::kLargestPage : kBatch;
    try {
        for (int offset = 0;; offset += count) {
            if (iteration.shouldStop())
                return;
            const std::vector<Invoice> page = m_parts.crypto->page(
                Invoice::Status::Paid, offset, count, iteration.deadline().within(kCallsTimeout));
            const bool anyNew = bookUnseen(iteration, page);
            // An invoice lives for half an hour: one made earlier than this was not paid in the last 24 h.
            const bool atEnd = int(page.size()) < count || page.back().createdAt < now - 25 * kHourMs;
            if (atEnd || (!full && !anyNew))
                break;
        }
        if (full)
            m_fullSweepAt = now + 10 * kMinuteMs;
    } catch (const DependencyError &error) {
        callFailed(iteration, {}, error);
    }
}

bool PaymentWatcher::bookUnseen(Iteration &iteration, const std::vector<Invoice> &page)
{
    const auto unseen = m_parts.database.read(
        db::Demand::Worker, "crypto_payment_watcher", iteration.deadline(), [&](db::Transaction &tx) {
            std::vector<const Invoice *> found;
            for (const Invoice &invoice : page) {
                if (!m_strangers.contains(invoice.invoiceId) &&
                    !m_parts.payments.find(tx, billing::Provider::CryptoPay, invoice.invoiceId))
                    found.push_back(&invoice);
            }
            return found;
        });
    for (const Invoice *invoice : unseen) {
        if (iteration.shouldStop())
            break;
        book(iteration, nullptr, *invoice);
    }
    return !unseen.empty();
}

void PaymentWatcher::callFailed(Iteration &iteration, const Jobs &jobs, const DependencyError &error)
{
    log::warning(lcWorkers(), "Crypto Pay could not be asked").with("purchases", jobs.size()).with(error);
    Settling settling(iteration);
    if (!jobs.empty()) {
        settling.run([&](const Deadline &deadline) {
            write(deadline, [&](db::Transaction &tx) {
                for (const billing::PurchaseJob &job : jobs)
                    m_parts.purchases.failure(tx, job, error.message());
            });
        });
    }
    settling.rethrow();
    iteration.degrade(ErrorType::Dependency, error.message());
    if (error.isOutage())
        iteration.holdFor(outageHold(m_parts.crypto->breaker()));
}

// What was claimed and not begun, at the end of our own time.
void PaymentWatcher::giveBack(Iteration &iteration, const Jobs &jobs)
{
    if (jobs.empty())
        return;
    Settling settling(iteration);
    settling.run([&](const Deadline &deadline) {
        write(deadline, [&](db::Transaction &tx) {
            for (const billing::PurchaseJob &job : jobs)
                m_parts.purchases.release(tx, job);
        });
    });
    settling.rethrow();
}

std::optional<qint64> PaymentWatcher::nextDueAt(db::Transaction &tx) const
{
    return m_parts.crypto ? m_parts.purchases.nextDue(tx) : std::nullopt;
}

} // namespace turnpike::workers
