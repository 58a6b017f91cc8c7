// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "inbox/dispatcher.h"
#include "outbox/sender.h"
#include "protocol/sentence.h"
#include "protocol/timestamp.h"
#include "telegram/webhookregistration.h"
#include "workers/workersupervisor.h"

namespace turnpike::consolefeed {

// What this process does while it leads, as consoles are shown it. Everything is thread-safe and does not
// block.
class Leading
{
public:
    virtual ~Leading() = default;

    virtual inbox::DispatcherStats dispatcher() const = 0;
    virtual outbox::SenderStats sender() const = 0;
    virtual std::vector<workers::WorkerSnapshot> workers() const = 0;
    virtual QStringList workerNames() const = 0;
    // What is wrong with the webhook, for people; nothing: it is in order.
    virtual std::optional<protocol::Sentence> webhookTrouble() const = 0;
    // What Telegram said of our webhook when it was last asked; nothing: never.
    virtual std::optional<telegram::WebhookInfo> webhookInfo() const = 0;
    // When that was, ms UTC; nothing: never.
    virtual std::optional<Timestamp> webhookAskedAt() const = 0;
    // Operators hold all messages back, or let them go on.
    virtual void holdOutbox(bool held) = 0;
};

} // namespace turnpike::consolefeed
