// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/connectionpool.h"
#include "protocol/pool.h"

namespace turnpike::consolefeed {

// Who has a connection now and who waits for one. Does not block; thread-safe.
protocol::PoolState poolStateOf(const db::ConnectionPool &pool);

} // namespace turnpike::consolefeed
