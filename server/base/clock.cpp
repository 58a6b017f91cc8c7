// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/clock.h"

#include <QDateTime>

namespace turnpike {

Timestamp SystemClock::nowMs() const
{
    return QDateTime::currentMSecsSinceEpoch() + offsetMs();
}

} // namespace turnpike
