// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"
#include "base/kicker.h"
#include "db/poolstats.h"
#include "inbox/incomingrows.h"

#include <QString>

#include <chrono>
#include <functional>
#include <memory>

namespace turnpike::db {
class Database;
}

namespace turnpike::inbox {

// Stored: committed now. Duplicate: committed earlier (a redelivery). Both are acknowledged with 200.
// Unavailable: not known to be stored; answer 503 so that Telegram delivers it again.
enum class StoreResult { Stored, Duplicate, Unavailable };

// What the writer has done since it was created.
struct InboxWriterStats
{
    quint64 batches = 0;      // committed
    quint64 rows = 0;         // stored
    quint64 duplicates = 0;   // were there already
    quint64 failures = 0;     // answered Unavailable after being queued
    quint64 refused = 0;      // answered Unavailable at once: the queue was full, or closed
    quint64 splitBatches = 0; // tried again row by row
    quint64 largestBatch = 0;
    quint64 queued = 0;                            // waiting now
    std::chrono::microseconds acknowledgeTotal{0}; // store() to callback, over `rows` + `duplicates`
    std::chrono::microseconds acknowledgeMax{0};
    db::DurationHistogram acknowledge; // the same, by how long it took
};

// Whether an update can be stored now, judged by the last attempt. `why` is for people, and empty while it
// can.
struct StoreStanding
{
    bool canStore = true;
    QString why;
};

// Puts updates into the inbox by group commit: while batches commit, the next gathers; there is no timer.
// Owns the ingest threads, each with a batch of its own: with PostgreSQL two, so that one batch is on its way
// to the disk while the other is read. Two batches under way have no lane in common, so updates of a lane are
// stored in the order of store() (those of one batch in the order of their ids), whatever fails and is
// repeated. store() may be called from any thread and never blocks on the database. Kicks Work::Inbox once
// for a batch of which something was stored.
class InboxWriter
{
public:
    struct Options
    {
        // Bounds on what waits: at 5000 updates a second this is a second's worth.
        int maxQueued = 5'000;
        qint64 maxQueuedBytes = 64 * 1024 * 1024;
        // Rows and bytes of one transaction; rows are a power of two.
        int maxBatch = 256;
        qint64 maxBatchBytes = 8 * 1024 * 1024;
        // How many are under way at once: 2 at most, no more than the pool has places for ingest, and 1 on
        // SQLite.
        int batchesAtOnce = 2;
        // From store() to giving up. Telegram itself waits 60 s, the listener answers 503 after 30 s.
        std::chrono::milliseconds storeTime{10'000};
        // With keepTrying(): how long after the last update, and how often while nothing can be stored, a row
        // is tried.
        std::chrono::milliseconds tryWhenIdle{5'000};
        std::chrono::milliseconds tryWhenFailing{500};
    };

    // Called once for each update, on an ingest thread (on the caller's when refused at once). Must be short
    // and must not throw; http::Reply::send() is both, and wakes its frontend once for a whole batch.
    using Callback = std::function<void(StoreResult)>;

    InboxWriter(db::Database &database, Kicker &kicker, const Options &options);
    InboxWriter(db::Database &database, Kicker &kicker);
    // Drains for at most a second.
    ~InboxWriter();
    InboxWriter(const InboxWriter &) = delete;
    InboxWriter &operator=(const InboxWriter &) = delete;

    void store(IncomingUpdate update, Callback done);

    // Refuses new updates, commits those that wait, and ends the threads. Those that cannot be committed
    // before the deadline are answered Unavailable. Returns when all callbacks have been called.
    void drain(const Deadline &deadline);

    // From now on a row is inserted and removed again when nothing else has been tried lately, so that the
    // standing below is never out of date. Call once the schema is there.
    void keepTrying();
    // Losing a connection once does not count: the second failure in a row does, and so does an attempt that
    // hangs.
    StoreStanding standing() const;

    InboxWriterStats stats() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace turnpike::inbox
