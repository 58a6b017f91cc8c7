// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/cleanupworker.h"

#include "control/featureflags.h"
#include "telemetry/log.h"
#include "workers/itemloop.h"
#include "workers/lcworkers.h"
#include "workers/outage.h"
#include "workers/registration.h"
#include "workers/settling.h"

#include <algorithm>

namespace turnpike::workers {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int kRemovalsInFlight = 24;
// Three tries of a slow service, for as many rounds as a batch takes, must end before the row leases do: what
// is not called by then is given back.
constexpr auto kRemovalsTimeout = 50s;
constexpr int kAttemptsUntilAlert = 5;

Alert keyNotRemoved(const access::RemovalJob &job, const QString &why)
{
    return {u"removal_failing:%1"_s.arg(job.uuid),
            protocol::Sentence(protocol::SentenceId::KeyNotRemoved, job.attempt, log::redact(why)),
            u"removal-failing"_s};
}

Worker::Settings cleanupSettings(std::chrono::milliseconds interval)
{
    Worker::Settings settings;
    settings.name = u"fast_expiry_cleanup"_s;
    settings.interval = interval;
    settings.jitter = interval / 20;
    settings.kickedBy = Work::Expiry;
    return settings;
}

} // namespace

CleanupWorker::CleanupWorker(db::Database &database, const access::AccessService &access,
                             const access::Removals &removals, const billing::Renewals &renewals,
                             std::function<bool()> mayRenew, const access::Panel &panel, AlertSink &alerts,
                             QString owner, std::chrono::milliseconds interval)
    : Worker(cleanupSettings(interval))
    , m_database(database)
    , m_access(access)
    , m_removals(removals)
    , m_renewals(renewals)
    , m_mayRenew(std::move(mayRenew))
    , m_panel(panel)
    , m_alerts(alerts)
    , m_owner(std::move(owner))
{}

void CleanupWorker::iterate(Iteration &iteration)
{
    forEachDue(
        iteration, m_database, "fast_expiry_cleanup",
        [this](db::Transaction &tx, int limit) { return m_access.subscriptions().dueForExpiry(tx, limit); },
        [this](db::Transaction &tx, TelegramId user) { return renewOrEnd(tx, user); });
    drainRemovals(iteration);
}

// Where nobody came to a renewal before the end (the server was down), whoever has the money for it is not
// told that all is over.
bool CleanupWorker::renewOrEnd(db::Transaction &tx, TelegramId user) const
{
    if (m_mayRenew() && m_renewals.renewFromBalance(tx, user) == billing::RenewalOutcome::Renewed)
        return true;
    return m_access.expire(tx, user);
}

void CleanupWorker::drainRemovals(Iteration &iteration)
{
    if (m_panel.missing())
        return;
    while (!iteration.shouldStop()) {
        const auto jobs =
            m_database.write(db::Demand::Worker, "fast_expiry_cleanup", iteration.deadline(),
                             [&](db::Transaction &tx) { return m_removals.claimDue(tx, m_owner, kBatch); });
        if (jobs.empty())
            return;
        settle(iteration, jobs, call(iteration, jobs));
    }
}

CleanupWorker::Results CleanupWorker::call(Iteration &iteration,
                                           const std::vector<access::RemovalJob> &jobs) const
{
    std::vector<QString> uuids;
    uuids.reserve(jobs.size());
    for (const access::RemovalJob &job : jobs)
        uuids.push_back(job.uuid);
    Results results(jobs.size());
    access::PanelTerms terms{iteration.deadline().within(kRemovalsTimeout), kRemovalsInFlight};
    terms.mayCall = [&iteration] { return iteration.mayCall(); };
    // One that failed before waits for its next turn: repeats within its call would hold up the batch.
    terms.mayRepeat = [&jobs](size_t index) { return !jobs[index].hasFailed; };
    // Done again until it is answered, so that what nobody answered needs no more.
    m_panel.remove(uuids, terms,
                   [&](size_t index, access::VpnResult result, bool) { results[index] = std::move(result); });
    return results;
}

// One transaction for all: nothing but their own rows is at stake, and removing twice does no harm.
void CleanupWorker::settle(Iteration &iteration, const std::vector<access::RemovalJob> &jobs,
                           const Results &results)
{
    m_ownFaults.begin();
    for (size_t i = 0; i < jobs.size(); ++i) {
        if (!results[i])
            m_ownFaults.served(jobs[i].uuid);
    }
    std::vector<access::CallFailure> failures(jobs.size());
    for (size_t i = 0; i < jobs.size(); ++i) {
        if (results[i])
            failures[i] = callFailure(*results[i], m_panel.isKeyRefused(*results[i]),
                                      results[i]->reason() == DependencyError::Reason::Http5xx &&
                                          m_ownFaults.isOwn(jobs[i].uuid),
                                      results[i]->isAmbiguous());
    }
    Settling settling(iteration);
    settling.runRows(jobs.size(), [&](const Deadline &deadline, size_t begin, size_t end) {
        iteration.itemsDone(
            m_database.write(db::Demand::Worker, "fast_expiry_cleanup", deadline, [&](db::Transaction &tx) {
                qint64 removed = 0;
                for (size_t i = begin; i < end; ++i) {
                    if (!results[i])
                        removed += m_removals.complete(tx, jobs[i]) ? 1 : 0;
                    else if (results[i]->wasWithheld())
                        m_removals.release(tx, jobs[i]);
                    else
                        m_removals.failure(tx, jobs[i], failures[i]);
                }
                return removed;
            }));
    });
    tell(iteration, jobs, results, failures);
    settling.finish();
}

void CleanupWorker::tell(Iteration &iteration, const std::vector<access::RemovalJob> &jobs,
                         const Results &results, const std::vector<access::CallFailure> &failures)
{
    size_t failed = 0;
    size_t away = 0;
    for (size_t i = 0; i < jobs.size(); ++i) {
        if (!results[i] || results[i]->wasWithheld())
            continue;
        ++failed;
        away += failures[i].isOutage ? 1 : 0;
        iteration.degrade(ErrorType::Dependency, failures[i].text);
        if (m_panel.isKeyRefused(*results[i]))
            m_alerts.raise(m_panel.keyRefused());
        if (!failures[i].isOutage && jobs[i].attempt == kAttemptsUntilAlert)
            m_alerts.raise(keyNotRemoved(jobs[i], failures[i].text));
    }
    if (failed == 0)
        return;
    log::warning(lcWorkers(), "keys could not be removed; they are tried again")
        .with("failed", static_cast<qint64>(failed))
        .with("of", static_cast<qint64>(jobs.size()));
    const bool isAnyServed = std::any_of(results.begin(), results.end(), [](const auto &r) { return !r; });
    if (!isAnyServed && away > 0 && saysOutage(m_panel.breaker(), away))
        iteration.holdFor(outageHold(m_panel.breaker()));
}

std::optional<std::vector<QByteArray>> CleanupWorker::dueQueries() const
{
    std::vector<QByteArray> queries{access::Subscriptions::nextExpiryQuery()};
    if (!m_panel.missing())
        queries.emplace_back(access::Removals::nextDueQuery());
    return queries;
}

} // namespace turnpike::workers

namespace turnpike::workers::cleanupworker {

Registration registration()
{
    return {
        [](const WorkerParts &parts, const Registration::Taker &add) {
            const WorkerRules &shop = parts.shop;
            add(std::make_unique<CleanupWorker>(
                parts.database, shop.access, shop.removals, shop.renewals,
                [isOn = parts.isOn] { return isOn(control::flag::kAutoRenewal); }, parts.panel, parts.alerts,
                parts.owner, parts.cleanupInterval));
        },
        [](const WorkerRules &shop, const QString &owner) -> std::vector<HotQuery> {
            const access::Removals &removals = shop.removals;
            const access::Subscriptions &all = shop.subscriptions;
            return {{"removal: claim",
                     [&removals, owner](db::Transaction &tx) { removals.claimDue(tx, owner, kBatch); }},
                    {"removal: next due", [&removals](db::Transaction &tx) { removals.nextDue(tx); }},
                    {"expiry: due", [&all](db::Transaction &tx) { all.dueForExpiry(tx, kBatch); }},
                    {"expiry: next due", [&all](db::Transaction &tx) { all.nextExpiry(tx); }}};
        },
    };
}

} // namespace turnpike::workers::cleanupworker
