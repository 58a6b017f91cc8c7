#include "cli/vpncommands.h"

#include "app/drivers.h"

#include <exception>
#include <thread>

namespace turnpike::cli {

namespace {

const QString kDryRun = QStringLiteral("--dry-run");
const QString kAll = QStringLiteral("--all");
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
    print(QStringLiteral("%1 keys are at the VPN API.\n").arg(report.listed));
    print(QStringLiteral("%1 keys of customers are not%2\n")
              .arg(report.setAgain)
              .arg(report.setAgain == 0 ? QStringLiteral(".")
                   : isDryRun           ? QStringLiteral(": they would be set again.")
                                        : QStringLiteral(": the server that leads sets them again now.")));
    print(QStringLiteral("%1 are there that were removed%2\n")
              .arg(report.takenAway)
              .arg(report.takenAway == 0 ? QStringLiteral(".")
                   : isDryRun            ? QStringLiteral(": they would be taken away again.")
                                         : QStringLiteral(": the server that leads takes them away now.")));
    print(QStringLiteral("%1 are there that nobody here ever had: they are left alone.\n")
              .arg(report.unknown.size()));
    for (const QString &uuid : report.unknown.mid(0, kUnknownShown))
        print(QStringLiteral("  %1\n").arg(uuid));
    if (report.unknown.size() > kUnknownShown)
        print(QStringLiteral("  and %1 more\n").arg(report.unknown.size() - kUnknownShown));
}

void audit(CommandContext &context, const QString &what)
{
    context.database.write(
        db::Demand::Operations, "vpn reconcile", context.deadline, [&](db::Transaction &tx) {
            context.shop.audit.record(tx, {commandActor(), QStringLiteral("vpn.reconcile"),
                                           QStringLiteral("vpn_api"), std::nullopt, what,
                                           QStringLiteral("from the command line"), QStringLiteral("done"),
                                           QStringLiteral("cli_") + randomHex(8)});
        });
}

int reconcile(CommandContext &context, const access::Panel &panel, bool isDryRun)
{
    const access::ReconciliationReport report = aside([&] {
        const qint64 askedAt = context.clock.nowMs();
        const QSet<QString> listed = panel.list(context.deadline, {});
        return context.shop.reconciliation.apply(context.database, listed, askedAt, isDryRun,
                                                 context.deadline);
    });
    if (!isDryRun)
        audit(context,
              QStringLiteral("%1 set again, %2 taken away").arg(report.setAgain).arg(report.takenAway));
    show(report, isDryRun);
    return kDone;
}

int setAllAgain(CommandContext &context, bool isDryRun)
{
    using access::Reconciliation;
    const qint64 count =
        context.shop.reconciliation.setAllAgain(context.database, isDryRun, context.deadline);
    if (!isDryRun)
        audit(context, QStringLiteral("all %1 set again").arg(count));
    const QString what = isDryRun ? QStringLiteral("%1 keys of customers would be set again, %2 a second.\n")
                                  : QStringLiteral("%1 keys of customers are due: the server that leads sets "
                                                   "them again, %2 a second.\n");
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
        printError(QStringLiteral("%1: there is no VPN API to look at.").arg(missing->english()));
        return kFailed;
    }
    const bool isDryRun = arguments.contains(kDryRun);
    return arguments.contains(kAll) ? setAllAgain(context, isDryRun)
                                    : reconcile(context, drivers.panel(), isDryRun);
}

} // namespace turnpike::cli
