// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/accountcheck.h"

#include "telemetry/log.h"
#include "workers/lcworkers.h"

#include <algorithm>

namespace turnpike::workers {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using payments::Invoice;
using protocol::Money;
using protocol::Sentence;
using protocol::SentenceId;

namespace {

constexpr auto kListBudget = 20s; // of one iteration
// What came so lately may be told and booked at this very moment.
constexpr qint64 kUnderWayMs = 10 * kMinuteMs;
constexpr qint64 kComparedMs = 48 * kHourMs;
// After an absence; and how long a difference is looked at again. Other programs' payments are known for as
// long.
constexpr qint64 kLongestBackMs = 29 * kDayMs;
// An invoice may be older than its payment.
constexpr qint64 kOlderMs = kHourMs;
constexpr int kMostCompared = 100'000; // payments
constexpr int kMostOpen = 1'000;
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
    const Timestamp now = m_desk.now();
    if (m_nextAt == 0) {
        m_desk.parts().database.read(db::Demand::Worker, "crypto_payment_watcher", iteration.deadline(),
                                     [&](db::Transaction &tx) {
                                         m_lastAt = billing::accounts::checkedAt(tx, m_provider.id());
                                         m_open = billing::accounts::openDifferences(tx, m_provider.id());
                                     });
        m_nextAt = m_lastAt ? *m_lastAt + pauseMs() : now;
    }
    return now >= m_nextAt;
}

// Whoever settles a difference is to see soon that it is settled.
qint64 AccountCheck::pauseMs() const
{
    return m_open.isEmpty() ? kDayMs : kHourMs;
}

void AccountCheck::begin()
{
    m_until = m_desk.now() - kUnderWayMs;
    m_since = m_until - kComparedMs;
    if (m_lastAt)
        m_since = std::min(m_since, *m_lastAt - kUnderWayMs - kOlderMs);
    for (const qint64 paidAt : std::as_const(m_open))
        m_since = std::min(m_since, paidAt);
    m_since = std::max(m_since, m_until - kLongestBackMs);
    m_from.clear();
    m_listed.clear();
    m_unread.clear();
}

// True once the list is read as far back as it is needed.
bool AccountCheck::gather(Iteration &iteration)
{
    const Deadline budget = iteration.deadline().within(kListBudget);
    if (m_until == 0)
        begin();
    while (iteration.mayCall() && !budget.hasPassed()) {
        const payments::InvoiceList page =
            m_desk.ask(iteration, m_provider, iteration.deadline(),
                       [&](const Deadline &calls, const http::MayCall &mayCall) {
                           return m_provider.page(Invoice::Status::Paid, m_from, m_provider.largestPage(),
                                                  calls, mayCall);
                       });
        m_unread += page.unread;
        for (const Invoice &invoice : page.invoices) {
            if (invoice.status == Invoice::Status::Unknown)
                m_unread += invoice.invoiceId;
            Listed &listed = m_listed[invoice.invoiceId];
            if (invoice.status == Invoice::Status::Refunded) {
                listed.hasGoneBack = true;
            } else if (invoice.status == Invoice::Status::Paid) {
                listed.isPaid = true;
                listed.invoice = invoice;
            }
        }
        m_from = page.next;
        if (page.next.isEmpty() || page.reachesBefore(m_since - kOlderMs))
            return true;
    }
    return false;
}

void AccountCheck::compare(Iteration &iteration)
{
    const std::vector<billing::PaymentRow> booked = m_desk.parts().database.read(
        db::Demand::Worker, "crypto_payment_watcher", iteration.deadline(), [&](db::Transaction &tx) {
            return billing::accounts::booked(tx, m_provider.id(), m_since, m_until, kMostCompared);
        });
    m_told = 0;
    m_found.clear();
    m_desk.tellUnread(m_provider, m_unread, iteration.deadline());
    QSet<QString> known;
    for (const billing::PaymentRow &payment : booked) {
        known.insert(payment.externalId);
        if (const auto difference = differenceOf(payment))
            note(payment.externalId, payment.paidAt, *difference);
    }
    bookMissing(iteration, known);
    log::info(lcWorkers(), "the books were held against a provider's own list")
        .with("provider", m_provider.name())
        .with("booked", booked.size())
        .with("listed", m_listed.size())
        .with("differences", m_found.size());
    settle(iteration);
}

// Keeps what is open, and ends the alerts of what is not any more.
void AccountCheck::settle(Iteration &iteration)
{
    const Timestamp now = m_desk.now();
    m_desk.write(iteration.deadline(), [&](db::Transaction &tx) {
        billing::accounts::noteCheck(tx, m_provider.id(), now);
        if (m_found != m_open)
            billing::accounts::noteDifferences(tx, m_provider.id(), m_found, now);
    });
    for (auto it = m_open.cbegin(); it != m_open.cend(); ++it) {
        if (!m_found.contains(it.key()))
            m_desk.parts().alerts.end(alertKey(it.key()));
    }
    m_open = m_found;
    m_lastAt = now;
    m_nextAt = now + pauseMs();
    m_until = 0;
    m_listed.clear();
}

// Nothing where both say the same, or where the list says something that cannot be read. What neither the
// provider nor we call paid any more is settled, whoever gave it back.
std::optional<Sentence> AccountCheck::differenceOf(const billing::PaymentRow &payment) const
{
    const QString &id = payment.externalId;
    if (m_unread.contains(id))
        return std::nullopt;
    const auto found = m_listed.constFind(id);
    const QString title = m_provider.title();
    const bool isRefunded = payment.status == billing::PaymentStatus::Refunded;
    if (found == m_listed.constEnd() || !found->isPaid)
        return isRefunded ? std::nullopt : std::optional(Sentence(SentenceId::PaymentNotListed, title, id));
    if (isRefunded && found->hasGoneBack)
        return std::nullopt;
    const Invoice &invoice = found->invoice;
    if (minorOf(invoice) != payment.amountMinor)
        return Sentence(SentenceId::PaymentListedOtherwise, title, id,
                        Money{payment.amountMinor, payment.currency},
                        Money{minorOf(invoice), invoice.currency});
    // Of the others a person does, and the list never tells.
    if (isRefunded && billing::traitsOf(m_provider.id()).givesBack)
        return Sentence(SentenceId::RefundNotListed, title, id);
    return std::nullopt;
}

// What neither the bot was told nor the sweep has found.
void AccountCheck::bookMissing(Iteration &iteration, const QSet<QString> &known)
{
    const PaymentDesk::Parts &parts = m_desk.parts();
    std::vector<const Invoice *> missing;
    parts.database.read(
        db::Demand::Worker, "crypto_payment_watcher", iteration.deadline(), [&](db::Transaction &tx) {
            missing.clear();
            for (const Listed &listed : std::as_const(m_listed)) {
                const Invoice &invoice = listed.invoice;
                const bool isOfThoseDays = invoice.createdAt >= m_since && invoice.createdAt < m_until;
                if (listed.isPaid && isOfThoseDays && !known.contains(invoice.invoiceId) &&
                    !parts.payments.isKnown(tx, m_provider.id(), invoice.invoiceId))
                    missing.push_back(&invoice);
            }
        });
    for (const Invoice *invoice : missing) {
        const bool isOurs = PurchaseId(invoice->payload).isOurs();
        if (m_desk.book(iteration, m_provider, nullptr, *invoice) && isOurs)
            note(invoice->invoiceId, invoice->paidAt.value_or(invoice->createdAt),
                 Sentence(SentenceId::PaymentWasMissing, m_provider.title(), invoice->invoiceId));
    }
}

void AccountCheck::note(const QString &id, Timestamp paidAt, const Sentence &difference)
{
    if (m_found.size() < kMostOpen)
        m_found.insert(id, paidAt);
    if (!m_open.contains(id))
        tell(id, difference);
}

void AccountCheck::tell(const QString &id, const Sentence &difference)
{
    log::error(lcWorkers(), "the books and a provider's own list differ")
        .with("provider", m_provider.name())
        .with("external_id", id)
        .with("difference", difference.english());
    if (++m_told > kMostTold)
        return;
    m_desk.parts().alerts.raise({alertKey(id), difference, u"payments-in-review"_s});
}

QString AccountCheck::alertKey(const QString &id) const
{
    return u"%1:%2:%3"_s.arg(kAccountDiffersAlert, m_provider.name(), id);
}

} // namespace turnpike::workers
