// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "walk/journal.h"

namespace turnpike::walk {

using namespace Qt::StringLiterals;

void Journal::note(const QString &action)
{
    m_actions.push_back(u"%1  %2"_s.arg(QString::number(m_step).rightJustified(6), action));
    if (m_actions.size() > kKept)
        m_actions.pop_front();
}

QStringList Journal::last() const
{
    return {m_actions.begin(), m_actions.end()};
}

} // namespace turnpike::walk
