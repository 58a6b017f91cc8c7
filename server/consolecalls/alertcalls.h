// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolecalls/publish.h"
#include "consolehub/calltable.h"
#include "consolehub/changes.h"
#include "ops/alertbook.h"
#include "protocol/alerts.h"

namespace turnpike::consolecalls {

// Shows alerts to consoles and serves "alerts.acknowledge" and "alerts.mute". Thread-safe.
class AlertFeed
{
public:
    AlertFeed(ops::AlertBook &book, const Clock &clock, Publish publish);

    void addCalls(consolehub::CallTable &calls, const consolehub::Changes &changes);
    // Tells of alerts that are new or changed since the last time. Each second, on an operations thread.
    void update();

    QList<protocol::AlertState> states() const;

private:
    protocol::AlertState stateOf(const ops::AlertEntry &entry) const;
    QJsonObject change(const consolehub::CallRequest &request, const consolehub::Changes &changes,
                       const Deadline &deadline) const;

    ops::AlertBook &m_book;
    const Clock &m_clock;
    const Publish m_publish;
    QHash<QString, QString> m_runbook;  // section → what it says
    QHash<QString, QJsonObject> m_told; // of the operations thread
};

} // namespace turnpike::consolecalls
