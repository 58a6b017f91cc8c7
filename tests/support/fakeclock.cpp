// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/fakeclock.h"

namespace turnpike::test {

FakeClock::FakeClock(qint64 nowMs)
    : m_nowMs(nowMs)
{}

qint64 FakeClock::nowMs() const
{
    return m_nowMs.load();
}

void FakeClock::advance(qint64 ms)
{
    m_nowMs.fetch_add(ms);
}

} // namespace turnpike::test
