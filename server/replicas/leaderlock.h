// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"
#include "db/plainsession.h"

namespace turnpike::replicas {

// One PostgreSQL session that may hold the leader's advisory lock. Not thread-safe: lives on the leadership
// thread. The server ends a session that says nothing for 10 s (idle_session_timeout), which is what frees
// the lock of a process that is frozen while its kernel still answers. A database that takes no writes has no
// leader to give: nothing that one does could be kept, and a standby's locks are not those of the server it
// follows.
class LeaderLock
{
public:
    explicit LeaderLock(const db::DatabaseUrl &url);

    // Connects when necessary and asks once for the lock: true when this session has it. Throws DatabaseError
    // or DeadlineExceeded; the connection is closed then.
    bool tryAcquire(const Deadline &deadline);
    // One round trip that shows that the session lives. Throws likewise, and then the lock is gone.
    void ping(const Deadline &deadline);
    // Closes the session; with it goes the lock.
    void close();

private:
    void open(const Deadline &deadline);

    db::PlainSession m_session;
};

} // namespace turnpike::replicas
