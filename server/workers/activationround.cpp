// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/activationround.h"

#include "telemetry/log.h"
#include "workers/lcworkers.h"
#include "workers/outage.h"

namespace turnpike::workers {

using namespace std::chrono_literals;

namespace {

// As many as are claimed, so that three tries of a slow service end before the row leases do.
constexpr auto kCallsTimeout = 50s;

} // namespace

ActivationRound::ActivationRound(const Parts &parts, Iteration &iteration,
                                 const std::vector<access::ActivationJob> &jobs)
    : m_parts(parts)
    , m_iteration(iteration)
    , m_jobs(jobs)
    , m_deadline(iteration.deadline().within(kCallsTimeout))
    , m_settling(iteration)
    , m_unsettled(jobs.size(), false)
{}

void ActivationRound::run()
{
    m_parts.ownFaults.begin();
    const auto done = [this](size_t index, const access::VpnKeyResult &result, bool isUnsettled) {
        m_unsettled[index] = isUnsettled;
        if (const auto *error = std::get_if<DependencyError>(&result))
            failed(index, *error);
        else
            succeeded(index, std::get<access::VpnKey>(result).link);
    };
    m_parts.panel.ensure(users(), terms(), done);
    judgeServerErrors();
    m_settling.finish();
}

// One that failed before waits for its next turn: repeats within its call would hold up the batch.
access::PanelTerms ActivationRound::terms() const
{
    access::PanelTerms terms{m_deadline, static_cast<int>(m_jobs.size())};
    terms.mayCall = [this] { return m_iteration.mayCall(); };
    terms.mayRepeat = [this](size_t index) { return !m_jobs[index].hasFailed; };
    return terms;
}

std::vector<access::VpnUser> ActivationRound::users() const
{
    std::vector<access::VpnUser> users;
    users.reserve(m_jobs.size());
    for (const access::ActivationJob &job : m_jobs)
        users.push_back({job.uuid, job.user, job.expiresAt, job.vpnKey});
    return users;
}

// At the end, when it is known whether others were served.
void ActivationRound::judgeServerErrors()
{
    for (const auto &[index, error] : m_serverErrors)
        settle(index, error, m_parts.ownFaults.isOwn(m_jobs[index].uuid));
}

void ActivationRound::succeeded(size_t index, const QString &link)
{
    ++m_served;
    m_parts.ownFaults.served(m_jobs[index].uuid);
    m_settling.run([this, index, link](const Deadline &deadline) {
        const access::ActivationJob &job = m_jobs[index];
        const auto outcome = m_parts.database.write(
            db::Demand::Worker, "activation_worker", deadline, [&](db::Transaction &tx) {
                return m_parts.activations.complete(tx, job, link, m_unsettled[index]);
            });
        m_iteration.itemsDone();
        if (outcome != access::Activations::CompleteOutcome::Activated) {
            log::info(lcWorkers(), "the subscription changed during its activation")
                .with("user_id", job.user)
                .with("outcome", static_cast<int>(outcome));
        }
    });
}

void ActivationRound::failed(size_t index, const DependencyError &error)
{
    if (error.reason() == DependencyError::Reason::Http5xx)
        m_serverErrors.emplace_back(index, error);
    else
        settle(index, error, false);
}

void ActivationRound::settle(size_t index, const DependencyError &error, bool isOwnFault)
{
    const access::ActivationJob &job = m_jobs[index];
    const access::CallFailure failure =
        callFailure(error, m_parts.panel.isNobodysFault(error), isOwnFault, m_unsettled[index]);
    // Not called this time; an earlier try may have been.
    const bool isGivenBack = error.wasWithheld() && !failure.isAmbiguous;
    m_settling.run([this, &job, failure, isGivenBack](const Deadline &deadline) {
        m_parts.database.write(db::Demand::Worker, "activation_worker", deadline, [&](db::Transaction &tx) {
            if (isGivenBack)
                m_parts.activations.release(tx, job);
            else
                m_parts.activations.failure(tx, job, failure);
        });
    });
    if (error.wasWithheld())
        return;
    log::warning(lcWorkers(), "an activation failed")
        .with("user_id", job.user)
        .with("attempt", job.attempt)
        .with("outage", failure.isOutage)
        .with(error);
    m_away += failure.isOutage ? 1 : 0;
    if (m_parts.panel.isKeyRefused(error))
        m_parts.alerts.raise(m_parts.panel.keyRefused());
    m_iteration.degrade(ErrorType::Dependency, error.message());
}

} // namespace turnpike::workers
