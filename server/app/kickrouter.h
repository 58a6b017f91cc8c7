// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/kicker.h"

#include <functional>

namespace turnpike::app {

// Passes kicks to whoever drains that queue. Made before everybody and connected before anything starts: that
// is how rooms that must not know one another wake one another. A kick without a target (on a standby) is
// dropped: the leader's poll finds the work.
class KickRouter : public Kicker
{
public:
    using Target = std::function<void(Work)>;

    // Before anything starts, from one thread. Targets are called on any thread.
    void connect(Target inbox, Target outbox, Target workers)
    {
        m_inbox = std::move(inbox);
        m_outbox = std::move(outbox);
        m_workers = std::move(workers);
    }

    void kick(Work work) override
    {
        const Target &target = work == Work::Inbox ? m_inbox : work == Work::Outbox ? m_outbox : m_workers;
        if (target)
            target(work);
    }

private:
    Target m_inbox;
    Target m_outbox;
    Target m_workers;
};

} // namespace turnpike::app
