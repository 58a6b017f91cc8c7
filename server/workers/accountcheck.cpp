// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/accountcheck.h"

#include "billing/accounts.h"
#include "telemetry/log.h"
#include "workers/lcworkers.h"

namespace turnpike::workers {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using payments::Invoice;
using protocol::Sentence;
using protocol::SentenceId;

namespace {

constexpr auto kListBudget = 20s; // of one iteration
// What came so lately may be told and booked at this very moment.
constexpr qint64 kUnderWayMs = 10 * kMinuteMs;
constexpr qint64 kComparedMs = 48 * kHourMs;
constexpr qint64 kListedMs = kComparedMs + kHourMs;
constexpr int kMostCompared = 100'000; // payments of two days
constexpr int kMostTold = 10;

qint64 minorOf(const Invoice &invoice)
{
    return invoice.stars > 0 ? invoice.stars : invoice.amount.value_or(Kopecks()).value();
}

} // namespace

AccountCheck::AccountCheck(PaymentDesk &desk, const PaymentProvider &provider)
    : m_desk(desk)
    , m_provider(provider)
{}

void AccountCheck::run(Iteration &iteration)
{
    if (!m_provider.listsEverything() || !isDue(iteration))
        return;
    try {
        if (gather(iteration))
            compare(iteration);
    } catch (const DependencyError &error) {
        m_desk.callFailed(iteration, m_provider, {}, error);
    }
}

bool AccountCheck::isDue(Iteration &iteration)
{
    const qint64 now = m_desk.now();
    if (m_nextAt == 0) {
        const std::optional<qint64> last = m_desk.parts().database.read(
            db::Demand::Worker, "crypto_payment_watcher", iteration.deadline(),
            [&](db::Transaction &tx) { return billing::accounts::checkedAt(tx, m_provider.id()); });
        m_nextAt = last ? *last + kDayMs : now;
    }
    return now >= m_nextAt;
}

// True once the list is read as far back as it is needed.
bool AccountCheck::gather(Iteration &iteration)
{
    const Deadline budget = iteration.deadline().within(kListBudget);
    if (m_until == 0)
        m_until = m_desk.now() - kUnderWayMs;
    while (iteration.mayCall() && !budget.hasPassed()) {
        const payments::InvoiceList page =
            m_desk.ask(iteration, m_provider, iteration.deadline(),
                       [&](const Deadline &calls, const http::MayCall &mayCall) {
                           return m_provider.page(Invoice::Status::Paid, m_from, m_provider.largestPage(),
                                                  calls, mayCall);
                       });
        for (const Invoice &invoice : page.invoices) {
            Listed &listed = m_listed[invoice.invoiceId];
            if (invoice.status == Invoice::Status::Refunded) {
                listed.hasGoneBack = true;
            } else if (invoice.status == Invoice::Status::Paid) {
                listed.isPaid = true;
                listed.invoice = invoice;
            }
        }
        m_from = page.next;
        if (page.next.isEmpty() || page.reachesBefore(m_until - kListedMs))
            return true;
    }
    return false;
}

void AccountCheck::compare(Iteration &iteration)
{
    const std::vector<billing::PaymentRow> booked = m_desk.parts().database.read(
        db::Demand::Worker, "crypto_payment_watcher", iteration.deadline(), [&](db::Transaction &tx) {
            return billing::accounts::booked(tx, m_provider.id(), m_until - kComparedMs, m_until,
                                             kMostCompared);
        });
    m_differences = 0;
    for (const billing::PaymentRow &payment : booked)
        judge(payment);
    bookMissing(iteration);
    const qint64 now = m_desk.now();
    m_desk.write(iteration.deadline(),
                 [&](db::Transaction &tx) { billing::accounts::noteCheck(tx, m_provider.id(), now); });
    log::info(lcWorkers(), "the books were held against a provider's own list")
        .with("provider", m_provider.name())
        .with("booked", booked.size())
        .with("listed", m_listed.size())
        .with("differences", m_differences);
    m_nextAt = now + kDayMs;
    m_until = 0;
    m_from.clear();
    m_listed.clear();
}

void AccountCheck::judge(const billing::PaymentRow &payment)
{
    const QString &id = payment.externalId;
    const auto found = m_listed.constFind(id);
    const QString title = m_provider.title();
    if (found == m_listed.constEnd() || !found->isPaid)
        tell(id, Sentence(SentenceId::PaymentNotListed, title, id));
    else if (minorOf(found->invoice) != payment.amountMinor)
        tell(id, Sentence(SentenceId::PaymentListedOtherwise, title, id, payment.amountMinor,
                          minorOf(found->invoice)));
    else if (payment.status == billing::PaymentStatus::Refunded && !found->hasGoneBack)
        tell(id, Sentence(SentenceId::RefundNotListed, title, id));
}

// What neither the bot was told nor the sweep has found.
void AccountCheck::bookMissing(Iteration &iteration)
{
    const PaymentDesk::Parts &parts = m_desk.parts();
    std::vector<const Invoice *> missing;
    parts.database.read(db::Demand::Worker, "crypto_payment_watcher", iteration.deadline(),
                        [&](db::Transaction &tx) {
                            missing.clear();
                            for (const Listed &listed : std::as_const(m_listed)) {
                                const Invoice &invoice = listed.invoice;
                                const bool isOfThoseDays =
                                    invoice.createdAt >= m_until - kComparedMs && invoice.createdAt < m_until;
                                if (listed.isPaid && isOfThoseDays &&
                                    !parts.payments.isKnown(tx, m_provider.id(), invoice.invoiceId))
                                    missing.push_back(&invoice);
                            }
                        });
    for (const Invoice *invoice : missing) {
        const bool isOurs = PurchaseId(invoice->payload).isOurs();
        if (m_desk.book(iteration, m_provider, nullptr, *invoice) && isOurs)
            tell(invoice->invoiceId,
                 Sentence(SentenceId::PaymentWasMissing, m_provider.title(), invoice->invoiceId));
    }
}

void AccountCheck::tell(const QString &id, const Sentence &difference)
{
    log::error(lcWorkers(), "the books and a provider's own list differ")
        .with("provider", m_provider.name())
        .with("external_id", id)
        .with("difference", difference.english());
    if (++m_differences > kMostTold)
        return;
    m_desk.parts().alerts.raise(
        {u"account_differs:%1:%2"_s.arg(m_provider.name(), id), difference, u"payments-in-review"_s});
}

} // namespace turnpike::workers
