// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QStringList>

#include <deque>

namespace turnpike::walk {

// The last actions of a walk, for whoever has to understand what went wrong. Belongs to one thread.
class Journal
{
public:
    static constexpr size_t kKept = 50;

    void beginStep(qint64 step) { m_step = step; }
    void note(const QString &action);
    // Oldest first, each with its step.
    QStringList last() const;
    qint64 step() const { return m_step; }

private:
    qint64 m_step = 0;
    std::deque<QString> m_actions;
};

} // namespace turnpike::walk
