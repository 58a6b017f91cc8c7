#include "workers/cleanupworker.h"

#include "telemetry/log.h"
#include "workers/activationworker.h"
#include "workers/itemloop.h"
#include "workers/lcworkers.h"
#include "workers/outage.h"
#include "workers/settling.h"

namespace turnpike::workers {

using namespace std::chrono_literals;

namespace {

constexpr int kInFlight = 24;
// Three tries of a slow service, for as many rounds as a batch takes, must end before the row leases do: what
// is not called by then is given back.
constexpr auto kCallsTimeout = 50s;

Worker::Settings cleanupSettings(std::chrono::milliseconds interval)
{
    Worker::Settings settings;
    settings.name = QStringLiteral("fast_expiry_cleanup");
    settings.interval = interval;
    settings.jitter = interval / 20;
    settings.kickedBy = Work::Expiry;
    return settings;
}

} // namespace

CleanupWorker::CleanupWorker(db::Database &database, const access::AccessService &access,
                             const access::Removals &removals, const access::VpnClient *vpn,
                             AlertSink &alerts, QString owner, std::chrono::milliseconds interval)
    : Worker(cleanupSettings(interval))
    , m_database(database)
    , m_access(access)
    , m_removals(removals)
    , m_vpn(vpn)
    , m_alerts(alerts)
    , m_owner(std::move(owner))
{}

void CleanupWorker::iterate(Iteration &iteration)
{
    forEachDue(
        iteration, m_database, "fast_expiry_cleanup",
        [this](db::Transaction &tx, int limit) { return m_access.subscriptions().dueForExpiry(tx, limit); },
        [this](db::Transaction &tx, TelegramId user) { return m_access.expire(tx, user); });
    drainRemovals(iteration);
}

void CleanupWorker::drainRemovals(Iteration &iteration)
{
    if (!m_vpn)
        return;
    while (!iteration.shouldStop()) {
        const auto jobs =
            m_database.write(db::Demand::Worker, "fast_expiry_cleanup", iteration.deadline(),
                             [&](db::Transaction &tx) { return m_removals.claimDue(tx, m_owner, kBatch); });
        if (jobs.empty())
            return;
        std::vector<QString> uuids;
        uuids.reserve(jobs.size());
        for (const access::RemovalJob &job : jobs)
            uuids.push_back(job.uuid);
        std::vector<access::VpnRemovalResult> results(
            jobs.size(), DependencyError(QStringLiteral("vpn_api"), DependencyError::Reason::Timeout,
                                         QStringLiteral("not sent")));
        m_vpn->removeUsers(
            uuids, iteration.deadline().within(kCallsTimeout), kInFlight,
            [&](size_t index, access::VpnRemovalResult result) { results[index] = std::move(result); });
        settle(iteration, jobs, results);
    }
}

// One transaction for all: nothing but their own rows is at stake, and removing twice does no harm.
void CleanupWorker::settle(Iteration &iteration, const std::vector<access::RemovalJob> &jobs,
                           const std::vector<access::VpnRemovalResult> &results)
{
    const bool ours = iteration.deadline().isOver();
    qint64 removed = 0;
    Settling settling(iteration);
    settling.run([&](const Deadline &deadline) {
        m_database.write(db::Demand::Worker, "fast_expiry_cleanup", deadline, [&](db::Transaction &tx) {
            removed = 0;
            for (size_t i = 0; i < jobs.size(); ++i) {
                if (!results[i])
                    removed += m_removals.complete(tx, jobs[i]) ? 1 : 0;
                else if (ours && !results[i]->wasSent())
                    m_removals.release(tx, jobs[i]);
                else
                    m_removals.failure(tx, jobs[i], results[i]->message(), results[i]->isOutage());
            }
        });
    });
    iteration.itemsDone(removed);
    qint64 failed = 0;
    for (const access::VpnRemovalResult &result : results) {
        if (!result || ours)
            continue;
        ++failed;
        iteration.degrade(ErrorType::Dependency, result->message());
        if (result->httpStatus() == 401)
            m_alerts.raise(vpnKeyRefused());
    }
    if (failed > 0) {
        log::warning(lcWorkers(), "keys could not be removed; they are tried again")
            .with("failed", failed)
            .with("removed", removed);
        if (removed == 0)
            iteration.holdFor(outageHold(m_vpn->breaker()));
    }
    settling.rethrow();
}

std::optional<qint64> CleanupWorker::nextDueAt(db::Transaction &tx) const
{
    const std::optional<qint64> expiry = m_access.subscriptions().nextExpiry(tx);
    const std::optional<qint64> removal = m_vpn ? m_removals.nextDue(tx) : std::nullopt;
    if (expiry && removal)
        return std::min(*expiry, *removal);
    return expiry ? expiry : removal;
}

} // namespace turnpike::workers
