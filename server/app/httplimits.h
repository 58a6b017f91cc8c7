// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "config/config.h"
#include "http/limits.h"

namespace turnpike::app {

// What the HTTP server may use in a process that may have this many descriptors open: as many connections as
// the pool and the rest of the process leave. A value; any thread.
inline http::Limits httpLimitsFor(const config::Config &config, qint64 descriptors)
{
    // For clients, Redis, logs and what the process itself needs, at their busiest.
    constexpr qint64 kOthers = 192;
    // A connection to SQLite is the file, its log and its index.
    const qint64 ofPool = config.poolMaxSize * (config.isSqlite() ? 3 : 1);
    return http::Limits::forDescriptors(descriptors, kOthers + ofPool);
}

} // namespace turnpike::app
