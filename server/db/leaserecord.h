#pragma once

#include "db/connectionpool.h"

namespace turnpike::db {

// What the pool knows of a lease that is out.
struct Lease::Record
{
    quint64 id = 0;
    Demand demand = Demand::Handler;
    const char *holder = "";
    qint64 threadId = 0;
    std::chrono::steady_clock::time_point since;
    ConnectionPool::Pooled pooled;
    bool warned = false;
};

} // namespace turnpike::db
