// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/refundmaker.h"

#include "telemetry/log.h"
#include "workers/lcworkers.h"
#include "workers/outage.h"

namespace turnpike::workers {

using namespace Qt::StringLiterals;

namespace {

// Of one iteration; the next follows at once.
constexpr int kRefundsAtOnce = 20;

QString nameOf(const billing::RefundJob &job)
{
    return u"refund of "_s + job.externalId;
}

} // namespace

RefundMaker::RefundMaker(PaymentDesk &desk)
    : m_desk(desk)
{}

// Claimed one by one: a row lease covers one call.
void RefundMaker::run(Iteration &iteration)
{
    const PaymentDesk::Parts &parts = m_desk.parts();
    for (int i = 0; parts.refunds && i < kRefundsAtOnce && iteration.mayCall(); ++i) {
        const std::vector<billing::RefundJob> jobs =
            m_desk.write(iteration.deadline(),
                         [&](db::Transaction &tx) { return parts.refunds->claimDue(tx, parts.owner, 1); });
        if (jobs.empty())
            return;
        giveBack(iteration, jobs.front());
    }
}

const PaymentProvider *RefundMaker::providerOf(billing::Provider id) const
{
    for (const PaymentProvider *provider : m_desk.parts().providers) {
        if (provider->id() == id && !provider->missing())
            return provider;
    }
    return nullptr;
}

void RefundMaker::giveBack(Iteration &iteration, const billing::RefundJob &job)
{
    const PaymentProvider *provider = providerOf(job.provider);
    if (!provider) {
        failed(iteration, job,
               u"%1 is not configured"_s.arg(QLatin1String(billing::traitsOf(job.provider).title)));
        return;
    }
    try {
        m_desk.ask(iteration, *provider, iteration.deadline(),
                   [&](const Deadline &calls, const http::MayCall &mayCall) {
                       provider->refund({job.externalId, job.payer}, calls, mayCall);
                   });
    } catch (const payments::RefusedByProvider &error) {
        // A token is put right, and asked with again.
        if (error.refusal().isToken())
            failed(iteration, job, error.message());
        else
            refused(iteration, job, error.refusal());
        return;
    } catch (const DependencyError &error) {
        if (error.wasWithheld()) {
            m_desk.write(iteration.deadline(),
                         [&](db::Transaction &tx) { m_desk.parts().refunds->release(tx, job); });
            return;
        }
        failed(iteration, job, error.message());
        if (error.isOutage())
            iteration.holdFor(outageHold(provider->breaker()));
        return;
    }
    book(iteration, job);
}

// Where this fails the provider is asked again, and says that the money has gone back.
void RefundMaker::book(Iteration &iteration, const billing::RefundJob &job)
{
    const PaymentDesk::Parts &parts = m_desk.parts();
    const bool isDone = m_desk.alone(iteration, nameOf(job), [&] {
        m_desk.write(iteration.deadline(), [&](db::Transaction &tx) {
            parts.payments.refund(tx, job.provider, job.externalId, job.actor, job.reason);
            parts.refunds->complete(tx, job);
        });
    });
    if (!isDone)
        return;
    iteration.itemsDone();
    log::info(lcWorkers(), "a payment was given back")
        .with("payment_id", job.paymentId)
        .with("external_id", job.externalId)
        .with("asked_by", job.actor.name);
}

void RefundMaker::refused(Iteration &iteration, const billing::RefundJob &job,
                          const payments::Refusal &refusal)
{
    m_desk.write(iteration.deadline(),
                 [&](db::Transaction &tx) { m_desk.parts().refunds->refuse(tx, job, toString(refusal)); });
    iteration.itemsDone();
    iteration.degrade(ErrorType::Dependency, toString(refusal));
    m_desk.parts().alerts.raise(
        {u"refund_refused:%1"_s.arg(job.paymentId),
         protocol::Sentence(protocol::SentenceId::RefundRefused,
                            QString::fromLatin1(billing::traitsOf(job.provider).title), job.externalId,
                            toString(refusal)),
         u"payments-in-review"_s});
}

void RefundMaker::failed(Iteration &iteration, const billing::RefundJob &job, const QString &why)
{
    m_desk.write(iteration.deadline(),
                 [&](db::Transaction &tx) { m_desk.parts().refunds->failure(tx, job, why); });
    iteration.degrade(ErrorType::Dependency, why);
    log::warning(lcWorkers(), "a payment could not be given back yet")
        .with("payment_id", job.paymentId)
        .with("why", why);
}

} // namespace turnpike::workers
