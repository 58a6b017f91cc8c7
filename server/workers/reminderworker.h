// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/reminders.h"
#include "db/database.h"
#include "workers/worker.h"

namespace turnpike::workers {

// `reminders` (access is about to end) and `trial_notifications`, by kind: each message and its next stage in
// one transaction. Owned by the supervisor.
class ReminderWorker : public Worker
{
public:
    ReminderWorker(access::Reminders::Kind kind, db::Database &database, const access::Reminders &reminders);

    void iterate(Iteration &iteration) override;
    std::optional<std::vector<QByteArray>> dueQueries() const override;

private:
    const access::Reminders::Kind m_kind;
    db::Database &m_database;
    const access::Reminders &m_reminders;
};

} // namespace turnpike::workers
