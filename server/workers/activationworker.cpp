#include "workers/activationworker.h"

#include "telemetry/log.h"
#include "workers/lcworkers.h"
#include "workers/outage.h"
#include "workers/settling.h"

namespace turnpike::workers {

using namespace std::chrono_literals;

namespace {

// As many as are called at once, so that three tries of a slow service end before the row leases do.
constexpr int kInFlight = 24;
constexpr auto kCallsTimeout = 50s;

Worker::Settings activationSettings(std::chrono::milliseconds interval)
{
    Worker::Settings settings;
    settings.name = QStringLiteral("activation_worker");
    settings.interval = interval;
    settings.jitter = interval / 20;
    settings.flags << QStringLiteral("vpn_provisioning");
    settings.kickedBy = Work::Activation;
    return settings;
}

} // namespace

Alert vpnKeyRefused()
{
    return {
        QStringLiteral("vpn_api_key"), Severity::Critical,
        QStringLiteral("The VPN API refuses our key (401): nobody gets access until XRAY_API_KEY is right"),
        QStringLiteral("vpn-api-key")};
}

ActivationWorker::ActivationWorker(db::Database &database, const access::Activations &activations,
                                   const access::VpnClient *vpn, AlertSink &alerts, QString owner,
                                   std::chrono::milliseconds interval)
    : Worker(activationSettings(interval))
    , m_database(database)
    , m_activations(activations)
    , m_vpn(vpn)
    , m_alerts(alerts)
    , m_owner(std::move(owner))
{}

void ActivationWorker::iterate(Iteration &iteration)
{
    if (!m_vpn) {
        iteration.degrade(ErrorType::Dependency, QStringLiteral("XRAY_API_URL is not configured"));
        return;
    }
    while (!iteration.shouldStop()) {
        const auto jobs = m_database.write(
            db::Demand::Worker, "activation_worker", iteration.deadline(),
            [&](db::Transaction &tx) { return m_activations.claimDue(tx, m_owner, kInFlight); });
        if (jobs.empty())
            return;
        callAndSettle(iteration, jobs);
    }
}

void ActivationWorker::callAndSettle(Iteration &iteration, const std::vector<access::ActivationJob> &jobs)
{
    std::vector<access::VpnUser> users;
    users.reserve(jobs.size());
    for (const access::ActivationJob &job : jobs)
        users.push_back({job.uuid, job.user, job.expiresAt});
    Settling settling(iteration);
    m_vpn->addUsers(users, iteration.deadline().within(kCallsTimeout), kInFlight,
                    [&](size_t index, access::VpnKeyResult result) {
                        settling.run([&](const Deadline &deadline) {
                            if (const auto *error = std::get_if<DependencyError>(&result))
                                failed(iteration, jobs[index], *error, deadline);
                            else
                                succeeded(iteration, jobs[index], std::get<access::VpnKey>(result).link,
                                          deadline);
                        });
                    });
    settling.rethrow();
}

void ActivationWorker::succeeded(Iteration &iteration, const access::ActivationJob &job, const QString &link,
                                 const Deadline &deadline)
{
    const auto outcome =
        m_database.write(db::Demand::Worker, "activation_worker", deadline,
                         [&](db::Transaction &tx) { return m_activations.complete(tx, job, link); });
    iteration.itemsDone();
    if (outcome != access::Activations::CompleteOutcome::Activated) {
        log::info(lcWorkers(), "the subscription changed during its activation")
            .with("user_id", job.user)
            .with("outcome", static_cast<int>(outcome));
    }
}

void ActivationWorker::failed(Iteration &iteration, const access::ActivationJob &job,
                              const DependencyError &error, const Deadline &deadline)
{
    // Our own time was up before its turn came: nothing was sent.
    const bool ours = iteration.deadline().isOver() && !error.wasSent();
    const bool keyRefused = error.httpStatus() == 401;
    m_database.write(db::Demand::Worker, "activation_worker", deadline, [&](db::Transaction &tx) {
        if (ours)
            m_activations.release(tx, job);
        else
            m_activations.failure(tx, job, error.message(), error.isOutage() || keyRefused);
    });
    if (ours)
        return;
    log::warning(lcWorkers(), "an activation failed")
        .with("user_id", job.user)
        .with("attempt", job.attempt)
        .with("outage", error.isOutage())
        .with(error);
    if (keyRefused)
        m_alerts.raise(vpnKeyRefused());
    iteration.degrade(ErrorType::Dependency, error.message());
    if (error.isOutage() || keyRefused)
        iteration.holdFor(outageHold(m_vpn->breaker()));
}

std::optional<qint64> ActivationWorker::nextDueAt(db::Transaction &tx) const
{
    return m_vpn ? m_activations.nextDue(tx) : std::nullopt;
}

} // namespace turnpike::workers
