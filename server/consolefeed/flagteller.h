// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolecalls/publish.h"
#include "control/featureflags.h"
#include "protocol/flags.h"

#include <QHash>
#include <QObject>

namespace turnpike::consolefeed {

// Tells consoles of each flag that is not as it was told last. Lives on the main thread.
class FlagTeller
{
public:
    // `flags` outlives this object.
    FlagTeller(const control::FeatureFlags &flags, consolecalls::Publish publish);
    FlagTeller(const FlagTeller &) = delete;
    FlagTeller &operator=(const FlagTeller &) = delete;

    // Main thread. The first time it tells all: a console may have begun with what was before.
    void tell();
    // A flag was changed: tells at once. Thread-safe; does not wait.
    void tellSoon();

    // As they are in force; thread-safe.
    QList<protocol::FlagState> states() const;

private:
    const control::FeatureFlags &m_flags;
    const consolecalls::Publish m_publish;
    QHash<QString, QJsonObject> m_told; // by key; of the main thread
    QObject m_onMain; // what is queued for it runs there, and not any more when this object has gone
};

} // namespace turnpike::consolefeed
