// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "app/shop.h"
#include "config/config.h"
#include "db/connectionpool.h"
#include "db/database.h"
#include "db/sqlitefile.h"

namespace turnpike::cli {

// Exit codes of commands.
constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

// To standard output and standard error, without secrets.
void print(const QString &text);
void printError(const QString &text);

// Who runs a command, for the audit: "cli:<user>", by the process's real user, never by what $USER says.
control::Actor commandActor();

// A command wakes nobody: a server that runs finds the change by its poll within a second.
class NoKicks : public Kicker
{
public:
    void kick(Work) override {}
};

class PrintedAlerts : public AlertSink
{
public:
    void raise(const Alert &alert) override;
};

// The shop on its database, for one command. Works beside a server that runs.
struct CommandContext
{
    // Waits for the database. Throws DatabaseError when it does not answer. No statement takes longer than
    // `time`, nor all of them.
    CommandContext(const config::Config &config, std::chrono::milliseconds time);

    // Brings the schema up to date and reads the flags: for commands that change rows.
    void prepare(const config::Config &config);

    SystemClock clock;
    NoKicks kicks;
    PrintedAlerts alerts;
    std::unique_ptr<db::SqliteFile> file; // null with PostgreSQL
    db::ConnectionPool pool;
    db::Database database;
    app::Shop shop;
    Deadline deadline;
};

} // namespace turnpike::cli
