#include "workers/activationround.h"

#include "telemetry/log.h"
#include "workers/activationworker.h"
#include "workers/lcworkers.h"
#include "workers/outage.h"

#include <numeric>

namespace turnpike::workers {

using namespace std::chrono_literals;
using access::VpnClient;

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
    Indexes all(m_jobs.size());
    std::iota(all.begin(), all.end(), size_t(0));
    add(all, true);
    takeKnown();
    judgeServerErrors();
    m_settling.finish();
}

// One that failed before waits for its next turn: repeats within its call would hold up the batch.
VpnClient::Terms ActivationRound::terms(const Indexes &which)
{
    VpnClient::Terms terms{m_deadline, static_cast<int>(which.size())};
    terms.mayCall = [this] { return m_iteration.mayCall(); };
    terms.mayRepeat = [this, &which](size_t place) { return !m_jobs[which[place]].hasFailed; };
    return terms;
}

std::vector<access::VpnUser> ActivationRound::users(const Indexes &which) const
{
    std::vector<access::VpnUser> users;
    users.reserve(which.size());
    for (const size_t index : which)
        users.push_back({m_jobs[index].uuid, m_jobs[index].user, m_jobs[index].expiresAt});
    return users;
}

void ActivationRound::add(const Indexes &which, bool isFirst)
{
    const auto done = [&](size_t place, const access::VpnKeyResult &result, bool isUnsettled) {
        const size_t index = which[place];
        m_unsettled[index] = m_unsettled[index] || isUnsettled;
        const auto *error = std::get_if<DependencyError>(&result);
        if (!error)
            succeeded(index, std::get<access::VpnKey>(result).link);
        else if (isFirst && VpnClient::isKnownAlready(*error))
            m_known.push_back(index);
        else if (VpnClient::isKnownAlready(*error) && m_notRemoved.contains(index))
            failed(index, m_notRemoved.at(index));
        else
            failed(index, *error);
    };
    m_parts.vpn.addUsers(users(which), terms(which), done);
}

// An earlier call that nobody answered has added it, or this is a renewal: its end is still to be told. Whose
// link nobody has seen yet is taken away, so that adding it anew tells it.
void ActivationRound::takeKnown()
{
    Indexes withKey;
    Indexes withoutKey;
    for (const size_t index : m_known)
        (m_jobs[index].vpnKey.isEmpty() ? withoutKey : withKey).push_back(index);
    if (!withKey.empty())
        tellEnds(withKey);
    if (!withoutKey.empty())
        addAnew(withoutKey);
}

void ActivationRound::tellEnds(const Indexes &which)
{
    const auto done = [&](size_t place, const access::VpnResult &error, bool isUnsettled) {
        const size_t index = which[place];
        m_unsettled[index] = m_unsettled[index] || isUnsettled;
        if (error)
            failed(index, *error);
        else
            succeeded(index, m_jobs[index].vpnKey);
    };
    m_parts.vpn.updateUsers(users(which), terms(which), done);
}

void ActivationRound::addAnew(const Indexes &which)
{
    std::vector<QString> uuids;
    uuids.reserve(which.size());
    for (const size_t index : which)
        uuids.push_back(m_jobs[index].uuid);
    Indexes removed;
    const auto done = [&](size_t place, const access::VpnResult &error, bool isUnsettled) {
        const size_t index = which[place];
        m_unsettled[index] = m_unsettled[index] || isUnsettled;
        if (error && !VpnClient::mayBeGone(*error)) {
            failed(index, *error);
            return;
        }
        // Other APIs of this contract refuse to remove what is gone: adding it tells whether it was.
        if (error)
            m_notRemoved.emplace(index, *error);
        removed.push_back(index);
    };
    m_parts.vpn.removeUsers(uuids, terms(which), done);
    if (!removed.empty())
        add(removed, false);
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
    const bool isKeyRefused = VpnClient::isKeyRefused(error);
    // What it knows even once it was taken away is not the customer's fault.
    const bool isNobodysFault = isKeyRefused || VpnClient::isKnownAlready(error);
    const access::CallFailure failure = callFailure(error, isNobodysFault, isOwnFault, m_unsettled[index]);
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
    if (isKeyRefused)
        m_parts.alerts.raise(vpnKeyRefused());
    m_iteration.degrade(ErrorType::Dependency, error.message());
}

} // namespace turnpike::workers
