// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "app/consoles.h"
#include "app/leader.h"
#include "db/database.h"
#include "ops/periodicjobs.h"
#include "replicas/instancerow.h"

#include <array>
#include <chrono>
#include <functional>

namespace turnpike::app {

// Finds what nobody announced: whether somebody changed a flag, an operator or the hold, or gave an order, be
// it for one instance or for many rows, and in the leader whether something is due in the inbox, in the
// outbox or for a worker, all with one statement. Whoever is concerned then reads for themselves. Twice a
// second; four times while there is work, and while others live who may leave some. What we commit ourselves
// is announced by kicks and waits for none of this. Its job vouches for those that read flags, operators,
// orders and the hold: where the statement is not answered, as while somebody has locked one of its tables,
// each of them looks by itself. Lives as long as the jobs.
class ChangeWatch
{
public:
    // All must outlive it.
    struct Parts
    {
        const Clock &clock;
        db::Database &database;
        const replicas::InstanceRow &instance;
        Consoles &consoles;
        Leader &leader;
        std::function<bool()> isLeader;
        ops::PeriodicJobs &jobs;
    };

    explicit ChangeWatch(Parts parts);

    // Before the jobs begin.
    void addJob();

    // The jobs on kControl and kOperators that it wakes, and how long those rest that it vouches for.
    static constexpr const char *kFlagsJob = "flags";
    static constexpr const char *kOperatorsJob = "operators";
    static constexpr std::chrono::seconds kUnwatched{15};

private:
    // What is asked, in this order; the last four by the leader alone.
    enum What { Flags, Operators, Hold, Orders, Bulk, Company, Inbox, Outbox, Wishes, Due, Count };

    db::BoundStatement statement(bool leads) const;
    void look(const Deadline &deadline);
    bool wakeLeader(const db::Row &row);
    bool isNews(What what, const QString &stamp);

    const Parts m_parts;
    // Of the job's thread.
    std::array<QString, Count> m_stamps; // empty: not asked yet
    bool m_isBusy = false;               // there is work, or others may leave some
};

} // namespace turnpike::app
