// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/json.h"
#include "protocol/operationchoices.h"
#include "protocol/timestamp.h"

// What goes on in the database as a whole, whoever its clients are; pool.h is about the connections of one
// instance.
namespace turnpike::protocol {

enum class Engine { Postgres, Sqlite };
constexpr auto wordsOf(Engine)
{
    return std::array{Word{Engine::Postgres, "postgres"}, Word{Engine::Sqlite, "sqlite"}};
}

// What a session does: Failed and InTransaction keep a transaction open and run nothing; of an Unseen one we
// are not told.
enum class SessionStatus { Running, WaitingForLock, InTransaction, Failed, Idle, Unseen };
constexpr auto wordsOf(SessionStatus)
{
    return std::array{Word{SessionStatus::Running, "running", Tone::Info},
                      Word{SessionStatus::WaitingForLock, "waiting_for_lock", Tone::Warning},
                      Word{SessionStatus::InTransaction, "in_transaction", Tone::Warning},
                      Word{SessionStatus::Failed, "in_failed_transaction", Tone::Warning},
                      Word{SessionStatus::Idle, "between_transactions", Tone::Muted},
                      Word{SessionStatus::Unseen, "unseen", Tone::Muted}};
}

// What our role or the server lacks for the whole picture. NoAnswer: it did not answer, and nobody knows.
enum class DatabaseGap { ReadAllStats, SignalBackend, StatStatements, NoAnswer };
constexpr auto wordsOf(DatabaseGap)
{
    return std::array{Word{DatabaseGap::ReadAllStats, "pg_read_all_stats"},
                      Word{DatabaseGap::SignalBackend, "pg_signal_backend"},
                      Word{DatabaseGap::StatStatements, "pg_stat_statements"},
                      Word{DatabaseGap::NoAnswer, "no_answer"}};
}

// Who has counted statements: PostgreSQL those of everybody, or the connected instance its own.
enum class StatementSource { Server, Instance };
constexpr auto wordsOf(StatementSource)
{
    return std::array{Word{StatementSource::Server, "server"}, Word{StatementSource::Instance, "instance"}};
}

// A session of our database. The key is `pid` with `started_at`: pids come again.
struct SessionState
{
    qint64 pid = 0;
    Timestamp startedAt = 0; // ms UTC; 0: unseen
    QString user;
    QString program; // as it calls itself, or what kind of process of the server it is
    QString address; // empty: by a socket of the same machine, or unseen
    QString holder;  // of the lease, where the connected instance has this session
    Choice<SessionStatus> status;
    std::optional<qint64> transactionMs;
    std::optional<qint64> statementMs; // of the one that runs, or since the last one ended
    std::optional<qint64> waitMs;      // for a lock
    QString wants;                     // the lock: mode and what of
    QList<qint64> blockedBy;           // pids; 0: a prepared transaction
    qint64 blocks = 0;                 // sessions that wait for it, directly or not
    QString statement;                 // that runs, or the last one; texts within it are left out
    bool mayBeEnded = false;           // by our role

    template<class F>
    static void fields(F &&field)
    {
        field("pid", &SessionState::pid);
        field("started_at", &SessionState::startedAt);
        field("user", &SessionState::user);
        field("program", &SessionState::program);
        field("address", &SessionState::address);
        field("holder", &SessionState::holder);
        field("status", &SessionState::status);
        field("transaction_ms", &SessionState::transactionMs);
        field("statement_ms", &SessionState::statementMs);
        field("wait_ms", &SessionState::waitMs);
        field("wants", &SessionState::wants);
        field("blocked_by", &SessionState::blockedBy);
        field("blocks", &SessionState::blocks);
        field("statement", &SessionState::statement);
        field("may_be_ended", &SessionState::mayBeEnded);
    }
};

// The turn to write that the threads of the connected instance take (SQLite).
struct WriteLockState
{
    QString holder; // empty: nobody writes
    Choice<Demand> demand;
    qint64 heldMs = 0;
    qint64 waiting = 0; // threads
    qint64 turns = 0;   // since the process began, as the times below
    qint64 busyMs = 0;
    qint64 longestMs = 0;
    qint64 countedMs = 0; // for so long

    template<class F>
    static void fields(F &&field)
    {
        field("holder", &WriteLockState::holder);
        field("demand", &WriteLockState::demand);
        field("held_ms", &WriteLockState::heldMs);
        field("waiting", &WriteLockState::waiting);
        field("turns", &WriteLockState::turns);
        field("busy_ms", &WriteLockState::busyMs);
        field("longest_ms", &WriteLockState::longestMs);
        field("counted_ms", &WriteLockState::countedMs);
    }
};

// Answer of "database.sessions": who waits for a lock or keeps others waiting, and whose transaction is open
// for more than a second. Those that block come first.
struct SessionPage
{
    Choice<Engine> engine;
    QList<SessionState> items;
    bool hasMore = false;
    QList<Choice<DatabaseGap>> gaps;
    std::optional<WriteLockState> writeLock; // SQLite

    template<class F>
    static void fields(F &&field)
    {
        field("engine", &SessionPage::engine);
        field("items", &SessionPage::items);
        field("has_more", &SessionPage::hasMore);
        field("gaps", &SessionPage::gaps);
        field("write_lock", &SessionPage::writeLock);
    }
};

// How long one statement took; times in ms. The key is `statement`.
struct StatementState
{
    QString statement; // with places for values
    qint64 count = 0;
    double totalMs = 0;
    double meanMs = 0;
    double maxMs = 0;

    template<class F>
    static void fields(F &&field)
    {
        field("statement", &StatementState::statement);
        field("count", &StatementState::count);
        field("total_ms", &StatementState::totalMs);
        field("mean_ms", &StatementState::meanMs);
        field("max_ms", &StatementState::maxMs);
    }
};

// Answer of "database.statements": those that took the most time in all.
struct StatementPage
{
    Choice<StatementSource> source;
    QList<StatementState> items;
    QList<Choice<DatabaseGap>> gaps;

    template<class F>
    static void fields(F &&field)
    {
        field("source", &StatementPage::source);
        field("items", &StatementPage::items);
        field("gaps", &StatementPage::gaps);
    }
};

// A table of ours, as the statistics of PostgreSQL know it: sizes as of its last vacuum or analyze.
struct TableState
{
    QString name;
    bool isQueue = false; // rows come and go all the time
    qint64 bytes = 0;
    qint64 indexBytes = 0;
    qint64 rows = 0;
    qint64 deadRows = 0;
    std::optional<Timestamp> vacuumedAt; // ms UTC, as the next
    std::optional<Timestamp> analyzedAt;

    template<class F>
    static void fields(F &&field)
    {
        field("name", &TableState::name);
        field("is_queue", &TableState::isQueue);
        field("bytes", &TableState::bytes);
        field("index_bytes", &TableState::indexBytes);
        field("rows", &TableState::rows);
        field("dead_rows", &TableState::deadRows);
        field("vacuumed_at", &TableState::vacuumedAt);
        field("analyzed_at", &TableState::analyzedAt);
    }
};

// The file of SQLite.
struct DatabaseFile
{
    QString path;
    qint64 bytes = 0;
    qint64 logBytes = 0; // of FILE-wal
    qint64 pageBytes = 0;
    qint64 pages = 0;
    qint64 freePages = 0; // of these: empty, and used again

    template<class F>
    static void fields(F &&field)
    {
        field("path", &DatabaseFile::path);
        field("bytes", &DatabaseFile::bytes);
        field("log_bytes", &DatabaseFile::logBytes);
        field("page_bytes", &DatabaseFile::pageBytes);
        field("pages", &DatabaseFile::pages);
        field("free_pages", &DatabaseFile::freePages);
    }
};

// Answer of "database.sizes".
struct SizePage
{
    Choice<Engine> engine;
    qint64 bytes = 0; // of the database in all
    QList<TableState> items;
    std::optional<DatabaseFile> file; // SQLite

    template<class F>
    static void fields(F &&field)
    {
        field("engine", &SizePage::engine);
        field("bytes", &SizePage::bytes);
        field("items", &SizePage::items);
        field("file", &SizePage::file);
    }
};

// Arguments of "sessions.cancel" and "sessions.end".
struct SessionOrder
{
    qint64 pid = 0;
    Timestamp startedAt = 0; // as the session says: another that has got its pid is left alone
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("pid", &SessionOrder::pid);
        field("started_at", &SessionOrder::startedAt);
        field("reason", &SessionOrder::reason);
    }
};

} // namespace turnpike::protocol
