// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/database.h"
#include "protocol/sentence.h"

#include <QByteArray>
#include <QString>

#include <array>
#include <chrono>
#include <vector>

namespace turnpike::db {

// Counts of durations, for a Prometheus histogram. Not thread-safe.
struct DurationHistogram
{
    // Upper bounds in milliseconds; one more bucket for everything above.
    static constexpr std::array<int, 14> kBoundsMs{1,   2,   5,    10,   25,   50,    100,
                                                   250, 500, 1000, 2500, 5000, 10000, 30000};

    void add(std::chrono::steady_clock::duration duration);

    std::array<qint64, kBoundsMs.size() + 1> buckets{}; // each counted once, not cumulative
    qint64 count = 0;
    double sumMs = 0;
};

// A snapshot of the pool, for metrics and the console.
struct PoolStats
{
    int size = 0; // open connections
    int used = 0;
    int idle = 0;
    int waiting = 0;
    int maxSize = 0;
    bool isUp = false;            // false: the last connection attempt failed and none is open
    bool isReadOnly = false;      // there are connections, and none of them takes writes
    protocol::Sentence lastError; // of the last attempt to connect, until one succeeds
    qint64 acquired = 0;
    qint64 timeouts = 0; // waits that ended without a lease
    qint64 rejected = 0; // refused because the wait queue was full
    qint64 opened = 0;   // connections
    qint64 connectFailures = 0;
    qint64 discarded = 0;      // connections thrown away because they failed
    qint64 reaped = 0;         // statements that we cut off
    qint64 writersWaiting = 0; // SQLite's write lock
    DurationHistogram acquireWait;
    DurationHistogram use;
};

// Who holds a lease, and what with.
struct LeaseInfo
{
    quint64 id = 0;
    Demand demand = Demand::Handler;
    QString holder;
    qint64 threadId = 0; // gettid()
    std::chrono::milliseconds age{0};
    QByteArray statement; // what runs now; empty between statements
    std::chrono::milliseconds statementAge{0};
    int session = 0; // the server's number of it; 0 where there is none
};

// Who waits for a lease.
struct WaiterInfo
{
    Demand demand = Demand::Handler;
    QString holder;
    qint64 threadId = 0;
    std::chrono::milliseconds age{0};
};

} // namespace turnpike::db
