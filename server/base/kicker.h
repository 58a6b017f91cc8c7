// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

namespace turnpike {

// The queues of due work that a commit can announce.
enum class Work {
    Inbox,
    Outbox,
    Activation,
    Payment,
    Reminder,
    TrialNotification,
    Expiry,
    Renewal,
    Support,
};

// "There is something to do": wakes whoever drains that queue. Used from after-commit hooks. Thread-safe,
// never blocks, never throws, and a kick during an iteration leads to another iteration. It only saves time:
// polling by status finds work that no kick announced.
class Kicker
{
public:
    virtual ~Kicker() = default;
    virtual void kick(Work work) = 0;
};

} // namespace turnpike
