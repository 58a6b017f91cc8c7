#pragma once

#include "db/connectionpool.h"
#include "protocol/pool.h"

namespace turnpike::consolefeed {

// Who has a connection now and who waits for one. Does not block; thread-safe.
protocol::PoolState poolStateOf(const db::ConnectionPool &pool);

} // namespace turnpike::consolefeed
