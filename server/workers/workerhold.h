// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/timestamp.h"

#include <QtGlobal>

namespace turnpike::workers {

// A while in which something is not to happen, on the wall clock. When that is set back, more is left of it
// than there was in all: then it is over.
struct WorkerHold
{
    Timestamp until = 0; // ms UTC
    qint64 length = 0;   // ms

    static WorkerHold from(Timestamp now, qint64 length) { return {now + length, length}; }
    bool holdsAt(Timestamp now) const { return now < until && until - now <= length; }
};

} // namespace turnpike::workers
