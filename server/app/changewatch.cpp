// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/changewatch.h"

#include "control/featureflags.h"
#include "control/operators.h"
#include "inbox/inboxlooks.h"
#include "outbox/outboxrepository.h"
#include "workers/workerstates.h"

#include <utility>
#include <vector>

namespace turnpike::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using ops::PeriodicJobs;

namespace {

constexpr auto kIdleLook = 500ms;
constexpr auto kBusyLook = 250ms;
// From when a look begins on: what is changed right after it must be in force within a second, also where
// the next look is not answered and those whom it concerns have to find out by themselves.
constexpr auto kVouchFor = 850ms;

} // namespace

ChangeWatch::ChangeWatch(Parts parts)
    : m_parts(std::move(parts))
{}

void ChangeWatch::addJob()
{
    PeriodicJobs::Rhythm rhythm{kIdleLook, 1s, 100ms};
    rhythm.pace = [this] { return m_isBusy ? kBusyLook : kIdleLook; };
    m_parts.jobs.add(PeriodicJobs::kChanges, u"changes"_s, rhythm,
                     [this](const Deadline &deadline) { look(deadline); });
}

db::BoundStatement ChangeWatch::statement(bool leads) const
{
    const Timestamp now = m_parts.clock.nowMs();
    std::vector<db::BoundStatement> parts{{control::FeatureFlags::stampQuery(), {}},
                                          {control::Operators::stampQuery(), {}},
                                          consolefeed::ConsoleFeed::holdLook(),
                                          m_parts.consoles.ordersLook(),
                                          Consoles::bulkLook(),
                                          m_parts.instance.companyLook()};
    if (leads) {
        parts.push_back(inbox::repository::dueLook(now));
        parts.push_back(outbox::repository::dueLook(now));
        parts.push_back({workers::workerstates::stampQuery(), {}});
        parts.push_back(m_parts.leader.workersLook(now));
    }
    db::BoundStatement whole;
    for (const db::BoundStatement &part : parts) {
        whole.sql += (whole.sql.isEmpty() ? "SELECT (" : ", (") + part.sql + ')';
        whole.values.insert(whole.values.end(), part.values.begin(), part.values.end());
    }
    return whole;
}

void ChangeWatch::look(const Deadline &deadline)
{
    const auto begun = std::chrono::steady_clock::now();
    const bool leads = m_parts.isLeader();
    const auto answers =
        m_parts.database.look(db::Demand::Operations, "changes", deadline, {statement(leads)});
    const db::Row &row = answers.at(0).at(0);
    if (isNews(Flags, row.text(Flags)))
        m_parts.jobs.kick(PeriodicJobs::kControl, QString::fromLatin1(kFlagsJob));
    if (isNews(Operators, row.text(Operators)))
        m_parts.jobs.kick(PeriodicJobs::kOperators, QString::fromLatin1(kOperatorsJob));
    if (isNews(Hold, row.text(Hold)))
        m_parts.jobs.kick(PeriodicJobs::kInstance, QString::fromLatin1(consolefeed::ConsoleFeed::kHoldJob));
    if (!row.isNull(Orders))
        m_parts.jobs.kick(PeriodicJobs::kOrders, QString::fromLatin1(consolefeed::ConsoleFeed::kOrdersJob));
    if (!row.isNull(Bulk))
        m_parts.jobs.kick(PeriodicJobs::kBulk, QString::fromLatin1(Consoles::kBulkJob));
    const bool hasCompany = !row.isNull(Company);
    m_parts.consoles.noteCompany(hasCompany);
    m_isBusy = leads && (wakeLeader(row) || hasCompany);
    m_parts.jobs.vouch(begun + kVouchFor);
}

// Whether there is work.
bool ChangeWatch::wakeLeader(const db::Row &row)
{
    const bool hasUpdates = !row.isNull(Inbox);
    const bool hasMessages = !row.isNull(Outbox);
    const bool isDue = row.int64(Due) != 0;
    if (hasUpdates)
        m_parts.leader.wakeInbox();
    if (hasMessages)
        m_parts.leader.wakeOutbox();
    if (isNews(Wishes, row.text(Wishes)) || isDue)
        m_parts.leader.pollWorkers();
    return hasUpdates || hasMessages || isDue;
}

// Where nothing was there to be told apart, as no hold in the table, the text is empty.
bool ChangeWatch::isNews(What what, const QString &stamp)
{
    const QString known = u'=' + stamp;
    return std::exchange(m_stamps[static_cast<size_t>(what)], known) != known;
}

} // namespace turnpike::app
