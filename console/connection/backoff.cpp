// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "connection/backoff.h"

#include <QRandomGenerator>

#include <algorithm>

namespace turnpike::console {

int Backoff::next()
{
    int wait = m_bounds.firstMs;
    for (int i = 0; i < m_steps && wait < m_bounds.lastMs; ++i)
        wait *= 2;
    wait = std::min(wait, m_bounds.lastMs);
    ++m_steps;
    const int quarter = wait / 4;
    return std::min(wait - quarter + QRandomGenerator::global()->bounded(2 * quarter + 1), m_bounds.lastMs);
}

} // namespace turnpike::console
