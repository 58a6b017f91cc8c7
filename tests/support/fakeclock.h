// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"

namespace turnpike::test {

// A clock that stands still until a test moves it.
class FakeClock : public Clock
{
public:
    explicit FakeClock(qint64 nowMs = 1'800'000'000'000);
    qint64 nowMs() const override;
    void advance(qint64 ms);

private:
    std::atomic<qint64> m_nowMs;
};

} // namespace turnpike::test
