// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "support/fakeclock.h"
#include "support/recordingalerts.h"
#include "support/recordingkicker.h"

namespace turnpike::test {

// What a shop of tests has where a server has the time, its workers and its alerts. The first base of a shop,
// so that it is there before whatever uses it.
struct StandIns
{
    FakeClock clock;
    RecordingKicker kicker;
    RecordingAlerts alerts;
};

} // namespace turnpike::test
