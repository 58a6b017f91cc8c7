// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "protocol/numbers.h"
#include "protocol/sentence.h"
#include "protocol/timestamp.h"

#include <QString>

#include <chrono>
#include <mutex>
#include <optional>

namespace turnpike::ops {

// What Telegram said of our webhook when asked.
struct WebhookProbe
{
    bool pointsHere = true; // false: it pointed elsewhere
    int pendingUpdates = 0;
    Timestamp lastErrorAt = 0; // ms UTC, of Telegram's last failed delivery; 0: none
    QString lastError;
};

// Tells silence from trouble. Silence is no fault: after ten quiet minutes Telegram is to be asked, and only
// what it says (updates wait, a delivery failed since we last heard of it, another URL) is trouble. Nothing
// is judged before the first update has come or the first probe has answered. Asks nobody itself;
// thread-safe.
class Liveness
{
public:
    static constexpr std::chrono::milliseconds kQuiet{
        static_cast<qint64>(protocol::numbers::kUpdatesQuiet.warn)};

    explicit Liveness(const Clock &clock);

    // The newest authenticated update that any replica has stored, ms UTC.
    void noteUpdate(Timestamp receivedAt);
    // Telegram answered at start, and the webhook is as wanted.
    void noteInOrder();

    // Whether Telegram is to be asked now: so long was it quiet since the newest update, and since it was
    // last asked.
    bool isProbeDue() const;
    // What is wrong, for people; nothing when it is only quiet. Counts as asked.
    std::optional<protocol::Sentence> judge(const WebhookProbe &probe);

    // What the last probe found, until an update comes or the next probe finds nothing.
    std::optional<protocol::Sentence> trouble() const;

private:
    std::optional<protocol::Sentence> wrongWith(const WebhookProbe &probe) const;

    const Clock &m_clock;
    mutable std::mutex m_mutex;
    // ms UTC, guarded by m_mutex; none: nothing is judged yet
    std::optional<Timestamp> m_newestUpdateAt;
    std::optional<Timestamp> m_lastProbeAt;
    std::optional<protocol::Sentence> m_trouble;
};

} // namespace turnpike::ops
