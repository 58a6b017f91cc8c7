// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cli/commandcontext.h"

#include "base/errors.h"
#include "db/migrator.h"
#include "db/serverterms.h"

#include <array>
#include <cstdio>
#include <pwd.h>
#include <unistd.h>

namespace turnpike::cli {

using namespace Qt::StringLiterals;

namespace {

// What a command may find or begin is what a server may.
std::unique_ptr<db::SqliteFile> openedFile(const config::Config &config, std::chrono::milliseconds time)
{
    if (!config.isSqlite())
        return nullptr;
    auto file = std::make_unique<db::SqliteFile>(db::DatabaseUrl::parse(config.databaseUrl).database());
    file->open(config.mayBeginDatabase, Deadline::in(time));
    return file;
}

db::PoolOptions poolOptions(std::chrono::milliseconds commandTime, db::SqliteFile *file)
{
    db::PoolOptions options;
    options.connection.commandTimeout = commandTime;
    if (file) {
        options.connection.mayCreate = false;
        options.checkFile = [file] { file->check(); };
    }
    return options;
}

// Of the process, whatever its environment says.
QString processUser()
{
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd *found = nullptr;
    const bool isKnown = ::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found;
    return isKnown ? QString::fromLocal8Bit(entry.pw_name) : QString::number(::getuid());
}

} // namespace

void print(const QString &text)
{
    fputs(log::redact(text).toUtf8().constData(), stdout);
}

void printError(const QString &text)
{
    fputs(log::redact(u"turnpike-server: %1\n"_s.arg(text)).toUtf8().constData(), stderr);
}

control::Actor commandActor()
{
    return {u"cli:%1"_s.arg(processUser()), u"admin"_s, {}};
}

void PrintedAlerts::raise(const Alert &alert)
{
    printError(u"alert: "_s + alert.text.english());
}

CommandContext::CommandContext(const config::Config &config, std::chrono::milliseconds time)
    : file(openedFile(config, time))
    , pool(db::DatabaseUrl::parse(config.databaseUrl), poolOptions(time, file.get()))
    , database(pool)
    , shop(config, clock, kicks, alerts)
    , deadline(Deadline::in(time))
{
    if (!pool.waitUntilUp(deadline.within(std::chrono::seconds(30))))
        throw DatabaseError(DatabaseError::Kind::Connection, "08001",
                            u"The database does not answer: %1"_s.arg(pool.stats().lastError.english()));
}

void CommandContext::prepare(const config::Config &config)
{
    db::checkServerTerms(pool.url(), deadline);
    db::Migrator(pool, clock).migrate(deadline);
    database.write(db::Demand::Operations, "command", deadline,
                   [&](db::Transaction &tx) { shop.flags.seed(tx, config.featureDefaults); });
    database.read(db::Demand::Operations, "command", deadline,
                  [this](db::Transaction &tx) { shop.flags.refresh(tx); });
}

} // namespace turnpike::cli
