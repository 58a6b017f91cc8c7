#pragma once

#include "config/config.h"
#include "http/limits.h"

namespace turnpike::app {

// What the HTTP server may take of a process that may have so many descriptors open: as many connections as
// are left by the pool, and by the rest of the process. A value; on any thread.
inline http::Limits httpLimitsFor(const config::Config &config, qint64 descriptors)
{
    // Of clients, Redis, logs and what the process itself needs, at their busiest.
    constexpr qint64 kOthers = 192;
    // A connection to SQLite is the file, its log and its index.
    const qint64 ofPool = config.poolMaxSize * (config.isSqlite() ? 3 : 1);
    return http::Limits::forDescriptors(descriptors, kOthers + ofPool);
}

} // namespace turnpike::app
