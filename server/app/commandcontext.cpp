#include "app/commandcontext.h"

#include "base/errors.h"
#include "db/migrator.h"
#include "db/serverterms.h"

#include <cstdio>
#include <unistd.h>

namespace turnpike::app {

namespace {

db::PoolOptions poolOptions(std::chrono::milliseconds commandTime)
{
    db::PoolOptions options;
    options.connection.commandTimeout = commandTime;
    return options;
}

} // namespace

void print(const QString &text)
{
    fputs(log::redact(text).toUtf8().constData(), stdout);
}

void printError(const QString &text)
{
    fputs(log::redact(QStringLiteral("turnpike-server: %1\n").arg(text)).toUtf8().constData(), stderr);
}

control::Actor commandActor()
{
    return {QStringLiteral("cli:%1").arg(qEnvironmentVariable("USER", QString::number(::getuid()))),
            QStringLiteral("admin"),
            {}};
}

void PrintedAlerts::raise(const Alert &alert)
{
    printError(QStringLiteral("alert: ") + alert.text);
}

CommandContext::CommandContext(const Config &config, std::chrono::milliseconds time)
    : pool(db::DatabaseUrl::parse(config.databaseUrl), poolOptions(time))
    , database(pool)
    , shop(config, clock, kicks, alerts)
    , deadline(Deadline::in(time))
{
    if (!pool.waitUntilUp(deadline.within(std::chrono::seconds(30))))
        throw DatabaseError(DatabaseError::Kind::Connection, "08001",
                            QStringLiteral("The database does not answer: %1").arg(pool.stats().lastError));
}

void CommandContext::prepare(const Config &config)
{
    db::checkServerTerms(pool.url(), deadline);
    db::Migrator(pool, clock).migrate(deadline);
    database.write(db::Demand::Operations, "command", deadline,
                   [&](db::Transaction &tx) { shop.flags.seed(tx, config.featureDefaults); });
    database.read(db::Demand::Operations, "command", deadline,
                  [this](db::Transaction &tx) { shop.flags.refresh(tx); });
}

} // namespace turnpike::app
