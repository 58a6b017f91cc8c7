// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/paidsweep.h"

#include "workers/itemloop.h"

#include <algorithm>

namespace turnpike::workers {

using namespace std::chrono_literals;
using payments::Invoice;

namespace {

constexpr auto kDayBudget = 30s; // of one iteration, for looking 24 h back
constexpr qint64 kDayEveryMs = 10 * kMinuteMs;
// An invoice lives for half an hour: one made earlier than this was not paid in the last 24 h.
constexpr qint64 kOldestMs = 25 * kHourMs;

bool isLast(const payments::InvoiceList &page, qint64 oldest)
{
    return page.next.isEmpty() || page.reachesBefore(oldest);
}

} // namespace

PaidSweep::PaidSweep(PaymentDesk &desk, const PaymentProvider &provider)
    : m_desk(desk)
    , m_provider(provider)
{}

bool PaidSweep::run(Iteration &iteration)
{
    try {
        newest(iteration);
        if (m_desk.now() >= m_nextDayAt)
            lastDay(iteration);
        return true;
    } catch (const DependencyError &error) {
        m_desk.callFailed(iteration, m_provider, {}, error);
        return false;
    }
}

payments::InvoiceList PaidSweep::paid(Iteration &iteration, const QString &from, int count)
{
    return m_desk.ask(iteration, m_provider, iteration.deadline(),
                      [&](const Deadline &calls, const http::MayCall &mayCall) {
                          return m_provider.page(Invoice::Status::Paid, from, count, calls, mayCall);
                      });
}

void PaidSweep::newest(Iteration &iteration)
{
    QString from;
    while (iteration.mayCall()) {
        const payments::InvoiceList page = paid(iteration, from, std::min(kBatch, m_provider.largestPage()));
        if (!bookUnseen(iteration, page) || isLast(page, m_desk.now() - kOldestMs))
            return;
        from = page.next;
    }
}

void PaidSweep::lastDay(Iteration &iteration)
{
    const Deadline budget = iteration.deadline().within(kDayBudget);
    // What is paid meanwhile comes before the rest and moves it on: where this stopped, nothing is left out.
    while (iteration.mayCall() && !budget.hasPassed()) {
        const payments::InvoiceList page = paid(iteration, m_dayFrom, m_provider.largestPage());
        bookUnseen(iteration, page);
        m_dayFrom = page.next;
        if (isLast(page, m_desk.now() - kOldestMs)) {
            m_dayFrom.clear();
            m_nextDayAt = m_desk.now() + kDayEveryMs;
            return;
        }
    }
}

// One whose payment we do not know yet stands before it in the list: its turn is the next iteration.
bool PaidSweep::isToTakeBack(db::Transaction &tx, const Invoice &refund)
{
    const auto payment = m_desk.parts().payments.find(tx, m_provider.id(), refund.invoiceId);
    return payment && payment->status != billing::PaymentStatus::Refunded;
}

bool PaidSweep::bookUnseen(Iteration &iteration, const payments::InvoiceList &page)
{
    m_desk.tellUnread(m_provider, page.unread, iteration.deadline());
    const PaymentDesk::Parts &parts = m_desk.parts();
    std::vector<const Invoice *> unseen;
    std::vector<const Invoice *> returned; // of those that we know
    parts.database.read(
        db::Demand::Worker, "crypto_payment_watcher", iteration.deadline(), [&](db::Transaction &tx) {
            unseen.clear();
            returned.clear();
            for (const Invoice &invoice : page.invoices) {
                // Asked for what is paid: whatever else it calls itself is no payment that we know.
                if (invoice.status == Invoice::Status::Paid &&
                    !parts.payments.isKnown(tx, m_provider.id(), invoice.invoiceId))
                    unseen.push_back(&invoice);
                else if (invoice.status == Invoice::Status::Refunded && isToTakeBack(tx, invoice))
                    returned.push_back(&invoice);
            }
        });
    for (const Invoice &invoice : page.invoices) {
        if (invoice.status == Invoice::Status::Unknown)
            m_desk.tellUnread(m_provider, {invoice.invoiceId}, iteration.deadline());
    }
    for (const Invoice *invoice : unseen) {
        if (!iteration.mayCall())
            break;
        m_desk.book(iteration, m_provider, nullptr, *invoice);
    }
    for (const Invoice *invoice : returned) {
        if (!iteration.mayCall())
            break;
        m_desk.bookRefund(iteration, m_provider, *invoice);
    }
    return !unseen.empty();
}

} // namespace turnpike::workers
