#include "workers/renewalworker.h"

#include "workers/itemloop.h"

namespace turnpike::workers {

using namespace std::chrono_literals;

namespace {

Worker::Settings renewalSettings()
{
    Worker::Settings settings;
    settings.name = QStringLiteral("auto_renewal");
    settings.interval = 10min;
    settings.jitter = 30s;
    settings.flags << QStringLiteral("auto_renewal");
    settings.kickedBy = Work::Renewal;
    return settings;
}

} // namespace

RenewalWorker::RenewalWorker(db::Database &database, const access::Subscriptions &subscriptions,
                             const billing::Renewals &renewals)
    : Worker(renewalSettings())
    , m_database(database)
    , m_subscriptions(subscriptions)
    , m_renewals(renewals)
{}

void RenewalWorker::iterate(Iteration &iteration)
{
    forEachDue(
        iteration, m_database, "auto_renewal",
        [this](db::Transaction &tx, int limit) { return m_subscriptions.dueForRenewal(tx, limit); },
        [this](db::Transaction &tx, TelegramId user) {
            return m_renewals.renewFromBalance(tx, user) != billing::RenewalOutcome::NotDue;
        });
}

std::optional<qint64> RenewalWorker::nextDueAt(db::Transaction &tx) const
{
    return m_subscriptions.nextRenewal(tx);
}

} // namespace turnpike::workers
