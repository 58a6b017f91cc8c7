// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cli/vpncommands.h"

#include "app/drivers.h"

#include <exception>
#include <thread>

namespace turnpike::cli {

using namespace Qt::StringLiterals;

namespace {

const QString kDryRun = u"--dry-run"_s;
const QString kAll = u"--all"_s;
constexpr int kUnknownShown = 20;

// The network client refuses to block the main thread.
template<class Work>
auto aside(Work &&work) -> decltype(work())
{
    std::optional<decltype(work())> result;
    std::exception_ptr failure;
    std::thread thread([&] {
        try {
            result = work();
        } catch (...) {
            failure = std::current_exception();
        }
    });
    thread.join();
    if (failure)
        std::rethrow_exception(failure);
    return *std::move(result);
}

void show(const access::ReconciliationReport &report, bool isDryRun)
{
    print(u"%1 keys are at the VPN API.\n"_s.arg(report.listed));
    print(u"%1 keys of customers are not%2\n"_s.arg(report.setAgain)
              .arg(report.setAgain == 0 ? u"."_s
                   : isDryRun           ? u": they would be set again."_s
                                        : u": the server that leads sets them again now."_s));
    print(u"%1 are there that were removed%2\n"_s.arg(report.takenAway)
              .arg(report.takenAway == 0 ? u"."_s
                   : isDryRun            ? u": they would be taken away again."_s
                                         : u": the server that leads takes them away now."_s));
    print(u"%1 are there that nobody here ever had: they are left alone.\n"_s.arg(report.unknown.size()));
    for (const QString &uuid : report.unknown.mid(0, kUnknownShown))
        print(u"  %1\n"_s.arg(uuid));
    if (report.unknown.size() > kUnknownShown)
        print(u"  and %1 more\n"_s.arg(report.unknown.size() - kUnknownShown));
}

void audit(CommandContext &context, const QString &what)
{
    context.database.write(db::Demand::Operations, "vpn reconcile", context.deadline,
                           [&](db::Transaction &tx) {
                               context.shop.audit.record(
                                   tx, {commandActor(), u"vpn.reconcile"_s, u"vpn_api"_s, std::nullopt, what,
                                        u"from the command line"_s, u"done"_s, u"cli_"_s + randomHex(8)});
                           });
}

int reconcile(CommandContext &context, const access::Panel &panel, bool isDryRun)
{
    const access::ReconciliationReport report = aside([&] {
        const Timestamp askedAt = context.clock.nowMs();
        const QSet<QString> listed = panel.list(context.deadline, {});
        return context.shop.reconciliation.apply(context.database, listed, askedAt, isDryRun,
                                                 context.deadline);
    });
    if (!isDryRun)
        audit(context, u"%1 set again, %2 taken away"_s.arg(report.setAgain).arg(report.takenAway));
    show(report, isDryRun);
    return kDone;
}

int setAllAgain(CommandContext &context, bool isDryRun)
{
    using access::Reconciliation;
    const qint64 count =
        context.shop.reconciliation.setAllAgain(context.database, isDryRun, context.deadline);
    if (!isDryRun)
        audit(context, u"all %1 set again"_s.arg(count));
    const QString what = isDryRun ? u"%1 keys of customers would be set again, %2 a second.\n"_s
                                  : u"%1 keys of customers are due: the server that leads sets "
                                    "them again, %2 a second.\n"_s;
    print(what.arg(count).arg(Reconciliation::kAgainASecond));
    return kDone;
}

} // namespace

bool isVpnCommand(const QStringList &arguments)
{
    QStringList options = arguments.mid(1);
    options.removeOne(kDryRun);
    options.removeOne(kAll);
    return arguments.value(0) == u"reconcile" && options.isEmpty();
}

int runVpnCommand(CommandContext &context, const config::Config &config, const QStringList &arguments)
{
    http::HttpClient client(config.proxies);
    const app::Drivers drivers(config, client);
    if (const std::optional<protocol::Sentence> missing = drivers.panel().missing()) {
        printError(u"%1: there is no VPN API to look at."_s.arg(missing->english()));
        return kFailed;
    }
    const bool isDryRun = arguments.contains(kDryRun);
    return arguments.contains(kAll) ? setAllAgain(context, isDryRun)
                                    : reconcile(context, drivers.panel(), isDryRun);
}

} // namespace turnpike::cli
