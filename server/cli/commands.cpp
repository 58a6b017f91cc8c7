// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cli/commands.h"

#include "app/leader.h"
#include "base/errors.h"
#include "cli/commandcontext.h"
#include "cli/databasecommands.h"
#include "cli/operatorcommands.h"
#include "cli/paymentcommands.h"
#include "cli/vpncommands.h"
#include "config/config.h"
#include "replicas/instancelock.h"

#include <QCoreApplication>

#include <unistd.h>

namespace turnpike::cli {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr auto kCommandTime = 30s;

int wrongUsage(const QString &why)
{
    printError(why + QLatin1Char('\n') + usage());
    return kWrongUsage;
}

int checkConfig()
{
    const config::LoadedConfig loaded = config::loadConfig(QProcessEnvironment::systemEnvironment());
    print(config::describe(loaded));
    return loaded.mistakes.isEmpty() ? kDone : kFailed;
}

int listFlags(CommandContext &context)
{
    for (const control::FeatureFlag &flag : context.shop.flags.all())
        print(u"%1 %2  %3 (by %4: %5)\n"_s.arg(flag.key.leftJustified(20), flag.enabled ? u"on "_s : u"off"_s,
                                               flag.description, flag.changedBy, flag.reason));
    return kDone;
}

int setFlag(CommandContext &context, const QStringList &arguments)
{
    if (arguments.size() != 3 || (arguments[1] != u"on" && arguments[1] != u"off"))
        return wrongUsage(u"flag set needs KEY on|off REASON."_s);
    control::FeatureFlags::Change change;
    change.key = arguments[0];
    change.enabled = arguments[1] == u"on";
    change.reason = arguments[2];
    change.actor = commandActor();
    for (const control::FeatureFlag &flag : context.shop.flags.all()) {
        if (flag.key == change.key)
            change.expectedVersion = flag.version;
    }
    using Outcome = control::FeatureFlags::SetOutcome;
    const Outcome outcome =
        context.database.write(db::Demand::Operations, "flag set", context.deadline,
                               [&](db::Transaction &tx) { return context.shop.flags.set(tx, change); });
    switch (outcome) {
    case Outcome::Changed:
        print(u"%1 is %2.\n"_s.arg(change.key, arguments[1]));
        return kDone;
    case Outcome::VersionConflict:
        printError(u"Somebody changed it meanwhile: look, then try again."_s);
        break;
    case Outcome::UnknownFlag:
        printError(u"There is no flag %1: see flag list."_s.arg(change.key));
        break;
    case Outcome::ReasonMissing:
        printError(u"Give a reason: it is kept."_s);
        break;
    }
    return kFailed;
}

int runWorkerOnce(const config::Config &config, const QString &name)
{
    std::optional<replicas::InstanceLock> lock;
    if (config.isSqlite())
        lock.emplace(db::DatabaseUrl::parse(config.databaseUrl).database());
    CommandContext context(config, kCommandTime);
    context.prepare(config);
    http::HttpClient client(config.proxies);
    app::Leader leader(config, context.clock, u"cli-%1-%2"_s.arg(::getpid()).arg(randomHex(4)),
                       context.database, client, context.shop, context.alerts, [] { return true; });
    const auto ending = leader.runWorkerOnce(name);
    if (!ending) {
        printError(u"There is no worker %1: there are %2."_s.arg(name, leader.workerNames().join(u", ")));
        return kWrongUsage;
    }
    print(u"%1: %2, %3 items%4\n"_s.arg(name, QLatin1String(toWord(ending->outcome)))
              .arg(ending->items)
              .arg(ending->reason.isEmpty() ? QString() : u" (%1)"_s.arg(ending->reason.english())));
    using workers::Outcome;
    return ending->outcome == Outcome::Success || ending->outcome == Outcome::Skipped ? kDone : kFailed;
}

int runOnDatabase(const QStringList &arguments)
{
    const config::LoadedConfig loaded = config::loadConfig(QProcessEnvironment::systemEnvironment());
    if (!loaded.mistakes.isEmpty()) {
        printError(config::describe(loaded));
        return kFailed;
    }
    const bool isWorker = arguments.first() == u"worker";
    if (isWorker)
        log::start({loaded.config.logFormat, {}});
    else
        QLoggingCategory::setFilterRules(u"turnpike.*.info=false\nturnpike.*.debug=false"_s);
    try {
        if (isWorker)
            return runWorkerOnce(loaded.config, arguments[1]);
        if (arguments.first() == u"db")
            return runDatabaseCommand(loaded.config, arguments[1]);
        CommandContext context(loaded.config, kCommandTime);
        context.prepare(loaded.config);
        if (arguments.first() == u"operator")
            return runOperatorCommand(context, arguments.mid(1));
        if (arguments.first() == u"vpn")
            return runVpnCommand(context, loaded.config, arguments.mid(1));
        if (arguments.first() == u"payment")
            return runPaymentCommand(context, arguments.mid(1));
        if (arguments[1] == u"list")
            return listFlags(context);
        return setFlag(context, arguments.mid(2));
    } catch (const Error &error) {
        printError(error.message());
        return kFailed;
    }
}

} // namespace

QString usage()
{
    return u"Usage: turnpike-server [--take-over]        serve; --take-over sets the webhook even if\n"
           "                                            APP_ENV=local and it points elsewhere\n"
           "       turnpike-server check-config         what is in force, and every mistake\n"
           "       turnpike-server config --reference   every variable, as README has them\n"
           "       turnpike-server flag list            the feature flags\n"
           "       turnpike-server flag set KEY on|off REASON\n"
           "       turnpike-server operator add NAME --role viewer|operator|admin [--days N]\n"
           "                                            prints a token for the console, only once\n"
           "       turnpike-server operator list | operator revoke NAME\n"
           "       turnpike-server payment refund PROVIDER ID REASON\n"
           "                                            has a payment given back by who took it, such as "
           "stars\n"
           "       turnpike-server payment refunded PROVIDER ID REASON\n"
           "                                            somebody has given it back by hand: takes back what "
           "was\n"
           "                                            given for it\n"
           "       turnpike-server db status            migrations, applied and pending\n"
           "       turnpike-server db migrate           brings the schema up to date\n"
           "       turnpike-server db check             looks for inconsistencies; changes nothing\n"
           "       turnpike-server vpn reconcile [--all] [--dry-run]\n"
           "                                            sets again what the VPN API has lost, takes away "
           "what "
           "it\n"
           "                                            should not have any more; --all sets every key "
           "again,\n"
           "                                            for a VPN API restored from an old copy\n"
           "       turnpike-server worker NAME --once   one iteration of one worker\n"
           "       turnpike-server --version | --help\n"
           "Configured by environment variables: see README, \"Configuration\".\n"_s;
}

int runCommand(const QStringList &arguments)
{
    const QString &command = arguments.first();
    if (command == u"--help" || command == u"-h" || command == u"help") {
        print(usage());
        return kDone;
    }
    if (command == u"--version") {
        print(QCoreApplication::applicationVersion() + QLatin1Char('\n'));
        return kDone;
    }
    if (command == u"check-config" && arguments.size() == 1)
        return checkConfig();
    if (arguments == QStringList{u"config"_s, u"--reference"_s}) {
        print(config::reference());
        return kDone;
    }
    const bool isFlagList = arguments == QStringList{u"flag"_s, u"list"_s};
    const bool isFlagSet = arguments.size() == 5 && command == u"flag" && arguments[1] == u"set";
    const bool isWorker = arguments.size() == 3 && command == u"worker" && arguments[2] == u"--once";
    const bool isOperator = command == u"operator" && isOperatorCommand(arguments.mid(1));
    const bool isDatabase = arguments.size() == 2 && command == u"db" && isDatabaseCommand(arguments[1]);
    const bool isVpn = command == u"vpn" && isVpnCommand(arguments.mid(1));
    const bool isPayment = command == u"payment" && isPaymentCommand(arguments.mid(1));
    if (isFlagList || isFlagSet || isWorker || isOperator || isDatabase || isVpn || isPayment)
        return runOnDatabase(arguments);
    return wrongUsage(u"I do not know \"%1\"."_s.arg(arguments.join(QLatin1Char(' '))));
}

} // namespace turnpike::cli
