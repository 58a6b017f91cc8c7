#pragma once

#include "base/deadline.h"
#include "db/databaseurl.h"

#include <QString>

struct pg_conn;

namespace turnpike::app {

// One PostgreSQL session that may hold the leader's advisory lock. Spoken to with libpq without blocking, so
// that a network that has gone silent costs at most the deadline of the call. Not thread-safe: lives on the
// leadership thread. The server ends a session that says nothing for 10 s (idle_session_timeout), which is
// what frees the lock of a process that is frozen while its kernel still answers.
class LeaderLock
{
public:
    explicit LeaderLock(const db::DatabaseUrl &url);
    ~LeaderLock();
    LeaderLock(const LeaderLock &) = delete;
    LeaderLock &operator=(const LeaderLock &) = delete;

    // Connects when necessary and asks once for the lock: true when this session has it. Throws DatabaseError
    // or DeadlineExceeded; the connection is closed then.
    bool tryAcquire(const Deadline &deadline);
    // One round trip that shows that the session lives. Throws likewise, and then the lock is gone.
    void ping(const Deadline &deadline);
    // Closes the session; with it goes the lock.
    void close();

private:
    void connect(const Deadline &deadline);
    // The first column of the first row, or an empty text.
    QString run(const char *sql, const Deadline &deadline);
    void waitFor(short events, const Deadline &deadline);
    [[noreturn]] void fail(const char *what);

    QByteArray m_connectionString;
    pg_conn *m_connection = nullptr;
};

} // namespace turnpike::app
