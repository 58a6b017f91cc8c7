// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/activations.h"
#include "access/panel.h"
#include "base/alerts.h"
#include "db/database.h"
#include "workers/ownfaults.h"
#include "workers/settling.h"

namespace turnpike::workers {

// One batch of claimed activations: the calls, and what is written down of each. Lives for the batch, on the
// worker's thread.
class ActivationRound
{
public:
    struct Parts
    {
        db::Database &database;
        const access::Activations &activations;
        const access::Panel &panel;
        AlertSink &alerts;
        OwnFaults &ownFaults;
    };

    // What is passed outlives the round.
    ActivationRound(const Parts &parts, Iteration &iteration, const std::vector<access::ActivationJob> &jobs);

    // Calls for all and settles all. Throws what the database threw.
    void run();

    size_t served() const { return m_served; }
    // Of those that could have been served by a panel that is well; an outage or a refused key.
    size_t away() const { return m_away; }

private:
    access::PanelTerms terms() const;
    std::vector<access::VpnUser> users() const;
    void judgeServerErrors();
    void succeeded(size_t index, const QString &link);
    void failed(size_t index, const DependencyError &error);
    void settle(size_t index, const DependencyError &error, bool isOwnFault);

    const Parts m_parts;
    Iteration &m_iteration;
    const std::vector<access::ActivationJob> &m_jobs;
    const Deadline m_deadline;
    Settling m_settling;
    std::vector<bool> m_unsettled; // of jobs: one of the calls made may still take effect
    std::vector<std::pair<size_t, DependencyError>> m_serverErrors;
    size_t m_served = 0;
    size_t m_away = 0;
};

} // namespace turnpike::workers
