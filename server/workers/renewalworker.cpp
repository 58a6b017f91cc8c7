// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/itemloop.h"
#include "workers/registration.h"

namespace turnpike::workers {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

Worker::Settings renewalSettings()
{
    Worker::Settings settings;
    settings.name = u"auto_renewal"_s;
    settings.interval = 10min;
    settings.jitter = 30s;
    settings.flags << u"auto_renewal"_s;
    settings.kickedBy = Work::Renewal;
    return settings;
}

// `auto_renewal`: renews from the balance what asked for it and ends soon, one transaction per subscription,
// so that one failure never poisons the rest and the flag stops it between two items. Owned by the
// supervisor.
class RenewalWorker : public Worker
{
public:
    RenewalWorker(db::Database &database, const access::Subscriptions &subscriptions,
                  const billing::Renewals &renewals);

    void iterate(Iteration &iteration) override;
    std::optional<std::vector<QByteArray>> dueQueries() const override;

private:
    db::Database &m_database;
    const access::Subscriptions &m_subscriptions;
    const billing::Renewals &m_renewals;
};

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

std::optional<std::vector<QByteArray>> RenewalWorker::dueQueries() const
{
    return std::vector<QByteArray>{access::Subscriptions::nextRenewalQuery()};
}

} // namespace turnpike::workers

namespace turnpike::workers::renewalworker {

Registration registration()
{
    return {
        [](const WorkerParts &parts, const Registration::Taker &add) {
            add(std::make_unique<RenewalWorker>(parts.database, parts.shop.subscriptions,
                                                parts.shop.renewals));
        },
        [](const WorkerRules &shop, const QString &) -> std::vector<HotQuery> {
            const access::Subscriptions &all = shop.subscriptions;
            return {{"renewal: due", [&all](db::Transaction &tx) { all.dueForRenewal(tx, kBatch); }},
                    {"renewal: next due", [&all](db::Transaction &tx) { all.nextRenewal(tx); }}};
        },
    };
}

} // namespace turnpike::workers::renewalworker
