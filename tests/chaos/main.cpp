#include "base/signals.h"
#include "cases.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFileInfo>

#include <cstdio>

using namespace turnpike;
using namespace turnpike::chaos;

namespace {

void print(const QString &text)
{
    std::printf("%s\n", qPrintable(text));
    std::fflush(stdout);
}

QString seconds(qint64 ms)
{
    return QStringLiteral("%1 s").arg(static_cast<double>(ms) / 1000, 0, 'f', 2);
}

QString recovery(std::vector<qint64> ms)
{
    if (ms.empty())
        return QStringLiteral("-");
    std::sort(ms.begin(), ms.end());
    const QString median = seconds(ms[ms.size() / 2]);
    return ms.size() == 1 ? median : QStringLiteral("%1 (worst %2)").arg(median, seconds(ms.back()));
}

QString lineOf(const Outcome &outcome)
{
    using Kind = Findings::Kind;
    const Findings &found = outcome.findings;
    return QStringLiteral(
               "lost %1, duplicated effects %2, repeated messages %3; recovery %4, caught up after %5; "
               "handled in time %6 % (before %7 %); speed against an untouched twin %8 % (before %9 %)")
        .arg(found.count(Kind::Lost))
        .arg(found.count(Kind::Duplicate))
        .arg(found.repeatedMessages)
        .arg(recovery(outcome.recoveriesMs), seconds(outcome.caughtUpMs))
        .arg(outcome.after.inTime * 100, 0, 'f', 0)
        .arg(outcome.before.inTime * 100, 0, 'f', 0)
        .arg(outcome.after.burst * 100, 0, 'f', 0)
        .arg(outcome.before.burst * 100, 0, 'f', 0);
}

// Whether it held.
bool tell(const Case &which, const Outcome &outcome)
{
    const Findings &found = outcome.findings;
    if (outcome.why.isEmpty()) {
        print(QStringLiteral(
                  "  %1 updates, among them %2 presses and %3 pre-checkouts; %4 payments from outside; %5 "
                  "messages, of which %6 ended unsent and say why; %7 dead letters; %8 crashes; %9 updates a "
                  "second in bursts; %10 pre-checkouts came too late and say so")
                  .arg(found.updates)
                  .arg(found.presses)
                  .arg(found.checkouts)
                  .arg(found.payments)
                  .arg(found.messages)
                  .arg(found.unsent)
                  .arg(found.deadLetters)
                  .arg(outcome.crashes)
                  .arg(outcome.burstUpdatesPerSecond, 0, 'f', 0)
                  .arg(found.late));
    }
    const QStringList objections = outcome.objections();
    const QString verdict =
        objections.isEmpty() ? QStringLiteral("and it recovers")
                             : QStringLiteral("IT DOES NOT HOLD: ") + objections.join(QStringLiteral("; "));
    if (outcome.why.isEmpty())
        print(QStringLiteral("%1: %2 … %3").arg(which.name(), lineOf(outcome), verdict));
    else
        print(QStringLiteral("%1: %2").arg(which.name(), verdict));
    for (const QString &example : found.examples())
        print(QStringLiteral("  ") + example);
    if (!objections.isEmpty())
        print(QStringLiteral("  kept for a look: %1").arg(outcome.folder));
    return objections.isEmpty();
}

int run(const QCommandLineParser &parser)
{
    const Tools tools{QFileInfo(parser.value(QStringLiteral("server"))).absoluteFilePath(),
                      QFileInfo(parser.value(QStringLiteral("services"))).absoluteFilePath()};
    for (const QString &program : {tools.server, tools.services}) {
        if (!QFileInfo(program).isExecutable())
            throw ConfigError(QStringLiteral("there is no program %1").arg(program));
    }
    Form form;
    form.isShort = parser.isSet(QStringLiteral("short"));
    form.runs = parser.value(QStringLiteral("runs")).toInt();
    form.seed = parser.value(QStringLiteral("seed")).toUInt();
    if (form.seed == 0)
        form.seed = QRandomGenerator::system()->generate();

    QStringList wanted = parser.positionalArguments();
    auto cases = allCases();
    for (const auto &which : cases)
        wanted.removeAll(which->name());
    if (!wanted.isEmpty())
        throw ConfigError(QStringLiteral("there is no case %1").arg(wanted.join(QStringLiteral(", "))));
    print(QStringLiteral("seed %1").arg(form.seed));
    bool allHold = true;
    const QStringList named = parser.positionalArguments();
    for (size_t i = 0; i < cases.size() && !isInterrupted(); ++i) {
        const auto &which = cases[i];
        if (named.isEmpty() ? i >= kUnlessNamed : !named.contains(which->name()))
            continue;
        print(QStringLiteral("\n%1: %2").arg(which->name(), which->deed(form)));
        const Outcome outcome = perform(*which, tools, form);
        allHold = tell(*which, outcome) && allHold;
    }
    return allHold ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("turnpike-chaos"));
    QStringList names;
    for (const auto &which : allCases())
        names.append(which->name());
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral(
            "Does harm to a shop under load, and proves that nothing is lost and that it recovers.\n"
            "Cases: %1; the first %2 unless some are named.")
            .arg(names.join(QStringLiteral(", ")))
            .arg(kUnlessNamed));
    parser.addHelpOption();
    parser.addPositionalArgument(QStringLiteral("case"), QStringLiteral("What is to go wrong."),
                                 QStringLiteral("[case…]"));
    parser.addOptions({
        {QStringLiteral("server"), QStringLiteral("The turnpike-server to start."), QStringLiteral("PATH")},
        {QStringLiteral("services"), QStringLiteral("The script that starts PostgreSQL and Redis."),
         QStringLiteral("PATH")},
        {QStringLiteral("runs"), QStringLiteral("How often the harm is done."), QStringLiteral("N"),
         QStringLiteral("0")},
        {QStringLiteral("seed"), QStringLiteral("Of all random choices; by default another one each time."),
         QStringLiteral("S"), QStringLiteral("0")},
        {QStringLiteral("short"), QStringLiteral("The form that the test suite runs.")},
    });
    parser.process(app);
    TerminationSignals signals;
    QObject::connect(&signals, &TerminationSignals::received, &app, [] { interrupt(); });
    try {
        return run(parser);
    } catch (const Error &error) {
        std::fprintf(stderr, "turnpike-chaos: %s\n", qPrintable(error.message()));
        return 2;
    }
}
