// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/itemloop.h"
#include "workers/registration.h"

namespace turnpike::workers {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

Worker::Settings supportSettings()
{
    Worker::Settings settings;
    settings.name = u"support_relay"_s;
    settings.interval = 5min;
    settings.jitter = 30s;
    settings.kickedBy = Work::Support;
    return settings;
}

// `support_relay`: sees how what customers and staff wrote to one another fared, passes on what waited for a
// topic, and lets the side that wrote know what Telegram did not take. Owned by the supervisor.
class SupportWorker : public Worker
{
public:
    SupportWorker(db::Database &database, const helpdesk::Helpdesk &helpdesk);

    void iterate(Iteration &iteration) override;
    std::optional<std::vector<QByteArray>> dueQueries() const override;

private:
    db::Database &m_database;
    const helpdesk::Helpdesk &m_helpdesk;
};

} // namespace

SupportWorker::SupportWorker(db::Database &database, const helpdesk::Helpdesk &helpdesk)
    : Worker(supportSettings())
    , m_database(database)
    , m_helpdesk(helpdesk)
{}

void SupportWorker::iterate(Iteration &iteration)
{
    forEachDue(
        iteration, m_database, "support_relay",
        [this](db::Transaction &tx, int limit) { return m_helpdesk.due(tx, limit); },
        [this](db::Transaction &tx, TelegramId user) { return m_helpdesk.settle(tx, user); });
}

std::optional<std::vector<QByteArray>> SupportWorker::dueQueries() const
{
    return std::vector<QByteArray>{helpdesk::Helpdesk::nextDueQuery()};
}

} // namespace turnpike::workers

namespace turnpike::workers::supportworker {

Registration registration()
{
    return {
        [](const WorkerParts &parts, const Registration::Taker &add) {
            add(std::make_unique<SupportWorker>(parts.database, parts.shop.helpdesk));
        },
        [](const WorkerRules &shop, const QString &) -> std::vector<HotQuery> {
            const helpdesk::Helpdesk &desk = shop.helpdesk;
            return {{"support: due", [&desk](db::Transaction &tx) { desk.due(tx, kBatch); }},
                    {"support: next due", [&desk](db::Transaction &tx) { desk.nextDue(tx); }}};
        },
    };
}

} // namespace turnpike::workers::supportworker
