#include "base/descriptors.h"
#include "base/signals.h"
#include "bench.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

#include <cstdio>
#include <linux/magic.h>
#include <sys/vfs.h>

using namespace turnpike;
using namespace turnpike::bench;

namespace {

bool isInMemory(const QString &folder)
{
    struct statfs about = {};
    return statfs(qPrintable(folder), &about) == 0 && about.f_type == TMPFS_MAGIC;
}

// Where to write, so that fsync means something: as asked, or the first of the usual places that is on a
// disk.
QString folderIn(const QCommandLineParser &parser)
{
    const QString asked = parser.value(QStringLiteral("folder"));
    if (!asked.isEmpty() && !QDir().mkpath(asked))
        throw ConfigError(QStringLiteral("%1 cannot be made").arg(asked));
    QStringList places{QDir::tempPath(), QStringLiteral("/var/tmp")};
    if (!asked.isEmpty())
        places = {QDir(asked).absolutePath()};
    for (const QString &place : places) {
        if (!isInMemory(place))
            return place;
    }
    throw ConfigError(QStringLiteral("%1: kept in memory, where fsync costs nothing and durable figures mean "
                                     "nothing; name a folder on a disk with --folder")
                          .arg(places.join(QStringLiteral(", "))));
}

QString programIn(const QCommandLineParser &parser, const QString &option)
{
    const QString path = QFileInfo(parser.value(option)).absoluteFilePath();
    if (!QFileInfo(path).isFile() || !QFileInfo(path).isExecutable())
        throw ConfigError(QStringLiteral("--%1: there is no program %2").arg(option, path));
    return path;
}

Tools toolsIn(const QCommandLineParser &parser)
{
    const QString beside = QCoreApplication::applicationDirPath();
    return {programIn(parser, QStringLiteral("server")), programIn(parser, QStringLiteral("services")),
            beside + QStringLiteral("/turnpike-bench-load"),
            beside + QStringLiteral("/turnpike-bench-console"), folderIn(parser)};
}

// Those named, or all that do not take long.
std::vector<std::unique_ptr<Bench>> benchesIn(const QStringList &named)
{
    QStringList unknown = named;
    std::vector<std::unique_ptr<Bench>> chosen;
    for (auto &bench : allBenches()) {
        const bool isNamed = unknown.removeAll(bench->name()) > 0;
        if (isNamed || (named.isEmpty() && !bench->isApart()))
            chosen.push_back(std::move(bench));
    }
    if (!unknown.isEmpty())
        throw ConfigError(QStringLiteral("there is no bench %1").arg(unknown.join(QStringLiteral(", "))));
    return chosen;
}

void writeJson(const QString &path, const Report &report)
{
    QFile file(path);
    const QByteArray json = QJsonDocument(report.json()).toJson();
    if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size() || !file.flush())
        throw ConfigError(QStringLiteral("%1: %2").arg(path, file.errorString()));
}

int measure(const QCommandLineParser &parser)
{
    const Tools tools = toolsIn(parser);
    const Form form{parser.isSet(QStringLiteral("guard"))};
    Report report(form.isGuard);
    for (const auto &bench : benchesIn(parser.positionalArguments())) {
        QElapsedTimer clock;
        clock.start();
        std::printf("\n== %s: %s\n", qPrintable(bench->name()), qPrintable(bench->what()));
        std::fflush(stdout);
        try {
            bench->run(tools, form, report);
        } catch (const std::exception &error) {
            report.failed(bench->name(), QString::fromUtf8(error.what()));
        }
        std::printf("%s took %.0f s\n", qPrintable(bench->name()),
                    static_cast<double>(clock.elapsed()) / 1000);
        if (chaos::isInterrupted())
            break;
    }
    report.printTable();
    if (const QString path = parser.value(QStringLiteral("json")); !path.isEmpty())
        writeJson(path, report);
    return report.isReached() && report.judged() > 0 && !chaos::isInterrupted() ? 0 : 1;
}

QString description()
{
    QString text =
        QStringLiteral("Measures how fast and how small Turnpike is, each time beside what it is "
                       "compared with. Ends with 0 only if every target is reached.\n\nBenches:\n");
    for (const auto &bench : allBenches())
        text += QStringLiteral("  %1 %2%3\n")
                    .arg(bench->name(), -8)
                    .arg(bench->what(),
                         bench->isApart() ? QStringLiteral(" (only where it is named)") : QString());
    return text;
}

void declare(QCommandLineParser &parser)
{
    parser.setApplicationDescription(description());
    parser.addHelpOption();
    parser.addPositionalArgument(QStringLiteral("name"), QStringLiteral("What is to be measured."),
                                 QStringLiteral("[name…]"));
    parser.addOptions({
        {QStringLiteral("server"), QStringLiteral("The turnpike-server to start."), QStringLiteral("PATH")},
        {QStringLiteral("services"), QStringLiteral("The script that starts PostgreSQL."),
         QStringLiteral("PATH")},
        {QStringLiteral("json"), QStringLiteral("Writes every run of every row there as well."),
         QStringLiteral("FILE")},
        {QStringLiteral("folder"),
         QStringLiteral("For databases; on a disk. By default the folder for temporary files."),
         QStringLiteral("PATH")},
        {QStringLiteral("guard"),
         QStringLiteral("The short form that the test suite runs: only ratios are judged, by wide bounds.")},
    });
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("turnpike-bench"));
    QCommandLineParser parser;
    declare(parser);
    parser.process(app);
    raiseDescriptorLimit();
    TerminationSignals signals;
    QObject::connect(&signals, &TerminationSignals::received, &app, [] { chaos::interrupt(); });
    try {
        return measure(parser);
    } catch (const Error &error) {
        std::fprintf(stderr, "turnpike-bench: %s\n", qPrintable(error.message()));
        return 2;
    }
}
