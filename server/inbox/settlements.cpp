// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/settlements.h"

#include "base/clock.h"
#include "db/database.h"
#include "telemetry/activity.h"

namespace turnpike::inbox {

using namespace Qt::StringLiterals;

namespace {

// Of a row by itself: nothing else is dispatched meanwhile.
constexpr std::chrono::milliseconds kRowTime{300};
constexpr std::chrono::milliseconds kRowPause{2'000};

} // namespace

Settlements::Settlements(db::Database &database, const Clock &clock, QString instance)
    : m_database(database)
    , m_clock(clock)
    , m_instance(std::move(instance))
    , m_rows(kRowTime, kRowPause)
{}

void Settlements::add(const QString &lane, RetryDecision decision)
{
    m_rows.add({lane, std::move(decision), std::nullopt});
}

void Settlements::addCrash(const LaneHead &seen)
{
    m_rows.add({seen.lane, judgeCrash(seen, m_clock.nowMs()), seen});
}

void Settlements::write(const Deadline &deadline, const Done &done)
{
    const ActivityScope activity(u"settle %1 updates"_s.arg(m_rows.size()), deadline);
    const auto attempt = [&](const Rows::Entries &entries, const Deadline &time) {
        const std::vector<bool> ours = writeRows(entries, time);
        for (size_t i = 0; i < entries.size(); ++i)
            done(entries[i]->row.decision, entries[i]->row.lane, ours[i]);
    };
    if (const std::exception_ptr kept = m_rows.write(deadline, attempt))
        std::rethrow_exception(kept);
}

std::vector<bool> Settlements::writeRows(const Rows::Entries &entries, const Deadline &deadline)
{
    const Timestamp now = m_clock.nowMs();
    return m_database.write(db::Demand::Handler, "dispatcher", deadline, [&](db::Transaction &tx) {
        std::vector<bool> ours;
        for (const Rows::Entry *entry : entries)
            ours.push_back(writeOne(tx, *entry, now));
        return ours;
    });
}

bool Settlements::writeOne(db::Transaction &tx, const Rows::Entry &entry, Timestamp now) const
{
    const Settlement &becomes = entry.row.decision.settlement;
    const auto ofLocked = entry.isUncertain ? repository::OfLocked::WaitForIt : repository::OfLocked::LeaveIt;
    const bool isOurs = entry.row.crash
                            ? repository::recordCrash(tx, *entry.row.crash, becomes, now, ofLocked)
                            : repository::settle(tx, m_instance, becomes, now);
    return isOurs || (entry.isUncertain && repository::hasBecome(tx, becomes));
}

} // namespace turnpike::inbox
