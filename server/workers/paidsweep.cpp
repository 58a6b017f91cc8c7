#include "workers/paidsweep.h"

#include "workers/itemloop.h"

namespace turnpike::workers {

using namespace std::chrono_literals;
using payments::Invoice;

namespace {

constexpr auto kDayBudget = 30s; // of one iteration, for looking 24 h back
constexpr qint64 kDayEveryMs = 10 * kMinuteMs;
// An invoice lives for half an hour: one made earlier than this was not paid in the last 24 h.
constexpr qint64 kOldestMs = 25 * kHourMs;

bool isLast(const payments::InvoiceList &page, int count, qint64 oldest)
{
    return page.size() < static_cast<size_t>(count) || page.reachesBefore(oldest);
}

} // namespace

PaidSweep::PaidSweep(PaymentDesk &desk)
    : m_desk(desk)
{}

void PaidSweep::run(Iteration &iteration)
{
    try {
        newest(iteration);
        if (m_desk.now() >= m_nextDayAt)
            lastDay(iteration);
    } catch (const DependencyError &error) {
        m_desk.callFailed(iteration, {}, error);
    }
}

payments::InvoiceList PaidSweep::paid(Iteration &iteration, int offset, int count)
{
    return m_desk.ask(iteration, iteration.deadline(),
                      [&](const Deadline &calls, const http::MayCall &mayCall) {
                          return m_desk.crypto().page(Invoice::Status::Paid, offset, count, calls, mayCall);
                      });
}

void PaidSweep::newest(Iteration &iteration)
{
    for (int offset = 0; iteration.mayCall(); offset += kBatch) {
        const payments::InvoiceList page = paid(iteration, offset, kBatch);
        if (!bookUnseen(iteration, page) || isLast(page, kBatch, m_desk.now() - kOldestMs))
            return;
    }
}

void PaidSweep::lastDay(Iteration &iteration)
{
    constexpr int kCount = payments::CryptoPayClient::kLargestPage;
    const Deadline budget = iteration.deadline().within(kDayBudget);
    // What is paid meanwhile comes before the rest and moves it on: where this stopped, nothing is left out.
    while (iteration.mayCall() && !budget.hasPassed()) {
        const payments::InvoiceList page = paid(iteration, m_dayOffset, kCount);
        bookUnseen(iteration, page);
        m_dayOffset += kCount;
        if (isLast(page, kCount, m_desk.now() - kOldestMs)) {
            m_dayOffset = 0;
            m_nextDayAt = m_desk.now() + kDayEveryMs;
            return;
        }
    }
}

bool PaidSweep::bookUnseen(Iteration &iteration, const payments::InvoiceList &page)
{
    m_desk.tellUnread(page.unread, iteration.deadline());
    const PaymentDesk::Parts &parts = m_desk.parts();
    const auto unseen = parts.database.read(
        db::Demand::Worker, "crypto_payment_watcher", iteration.deadline(), [&](db::Transaction &tx) {
            std::vector<const Invoice *> found;
            for (const Invoice &invoice : page.invoices) {
                // Asked for what is paid: whatever else it calls itself is no payment that we know.
                if (invoice.status == Invoice::Status::Paid &&
                    !parts.payments.isKnown(tx, billing::Provider::CryptoPay, invoice.invoiceId))
                    found.push_back(&invoice);
            }
            return found;
        });
    for (const Invoice &invoice : page.invoices) {
        if (invoice.status == Invoice::Status::Unknown)
            m_desk.tellUnread({invoice.invoiceId}, iteration.deadline());
    }
    for (const Invoice *invoice : unseen) {
        if (!iteration.mayCall())
            break;
        m_desk.book(iteration, nullptr, *invoice);
    }
    return !unseen.empty();
}

} // namespace turnpike::workers
