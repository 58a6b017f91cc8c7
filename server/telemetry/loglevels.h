// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QString>

#include <mutex>
#include <utility>
#include <vector>

namespace turnpike::log {

// From which level on each component logs, as it was set while the process runs: see log::setLevel(). Owned
// by the log; thread-safe.
class LogLevels
{
public:
    bool set(const QString &component, const QString &level);

private:
    std::mutex m_mutex;
    std::vector<std::pair<QString, QString>> m_rules; // of a component, by its lines; wider ones first
};

} // namespace turnpike::log
