// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cli/databasecommands.h"

#include "base/errors.h"
#include "cli/commandcontext.h"
#include "cli/databasecheck.h"
#include "db/migrator.h"

#include <QDateTime>

namespace turnpike::cli {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;
using Step = db::Migrator::Step;

// A step over millions of rows, or a look at all of them.
constexpr auto kTime = 30min;

int migrate(CommandContext &context)
{
    const int steps = db::Migrator(context.pool, context.clock).migrate(context.deadline);
    print(steps == 0 ? u"Nothing to do: the schema is up to date.\n"_s
                     : u"Applied %1 migrations.\n"_s.arg(steps));
    return kDone;
}

QString stateOf(const Step &step)
{
    const QString at = step.appliedAt
                           ? QDateTime::fromMSecsSinceEpoch(*step.appliedAt).toUTC().toString(Qt::ISODate)
                           : QString();
    switch (step.state) {
    case Step::State::Applied:
        return u"applied %1"_s.arg(at);
    case Step::State::Pending:
        return u"pending"_s;
    case Step::State::Edited:
        return u"applied %1, EDITED since"_s.arg(at);
    case Step::State::Newer:
        break;
    }
    return u"applied %1 by a newer version"_s.arg(at);
}

int status(CommandContext &context)
{
    db::Migrator migrator(context.pool, context.clock);
    bool isWell = true;
    for (const Step &step : migrator.status(context.deadline)) {
        const bool isAccepted = migrator.accepts(step.migration.minBinary);
        isWell =
            isWell && isAccepted && step.state != Step::State::Pending && step.state != Step::State::Edited;
        const bool anyBinary = step.migration.minBinary == u"0";
        print(u"%1 %2  %3  checksum %4  runs %5%6\n"_s.arg(step.migration.number, 4, 10, QLatin1Char('0'))
                  .arg(step.migration.name.leftJustified(12), stateOf(step).leftJustified(30),
                       QString::fromLatin1(step.migration.checksum.left(12)),
                       anyBinary ? u"every version"_s : u"%1 and newer"_s.arg(step.migration.minBinary),
                       isAccepted ? QString() : u": NOT THIS ONE"_s));
    }
    print(u"This is Turnpike %1: %2\n"_s.arg(
        db::Migrator::ownVersion().toString(),
        isWell ? u"it runs on this schema."_s
               : u"the schema is not what it needs, see db migrate and the README."_s));
    return isWell ? kDone : kFailed;
}

int check(CommandContext &context)
{
    DatabaseCheck databaseCheck(context.database, context.shop, context.clock);
    const QStringList findings = databaseCheck.run(context.deadline);
    for (const QString &finding : findings)
        print(finding + QLatin1Char('\n'));
    print(findings.isEmpty() ? u"All is well.\n"_s : u"%1 findings.\n"_s.arg(findings.size()));
    return findings.isEmpty() ? kDone : kFailed;
}

} // namespace

bool isDatabaseCommand(const QString &verb)
{
    return verb == u"migrate" || verb == u"status" || verb == u"check";
}

int runDatabaseCommand(const config::Config &config, const QString &verb)
{
    CommandContext context(config, kTime);
    if (verb == u"migrate")
        return migrate(context);
    return verb == u"status" ? status(context) : check(context);
}

} // namespace turnpike::cli
