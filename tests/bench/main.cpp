// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

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

using namespace Qt::StringLiterals;

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
    const QString asked = parser.value(u"folder"_s);
    if (!asked.isEmpty() && !QDir().mkpath(asked))
        throw ConfigError(u"%1 cannot be made"_s.arg(asked));
    QStringList places{QDir::tempPath(), u"/var/tmp"_s};
    if (!asked.isEmpty())
        places = {QDir(asked).absolutePath()};
    for (const QString &place : places) {
        if (!isInMemory(place))
            return place;
    }
    throw ConfigError(u"%1: kept in memory, where fsync costs nothing and durable figures mean "
                      "nothing; name a folder on a disk with --folder"_s.arg(places.join(u", "_s)));
}

QString programIn(const QCommandLineParser &parser, const QString &option)
{
    const QString path = QFileInfo(parser.value(option)).absoluteFilePath();
    if (!QFileInfo(path).isFile() || !QFileInfo(path).isExecutable())
        throw ConfigError(u"--%1: there is no program %2"_s.arg(option, path));
    return path;
}

Tools toolsIn(const QCommandLineParser &parser)
{
    const QString beside = QCoreApplication::applicationDirPath();
    return {programIn(parser, u"server"_s), programIn(parser, u"services"_s),
            beside + u"/turnpike-bench-load"_s, beside + u"/turnpike-bench-console"_s, folderIn(parser)};
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
        throw ConfigError(u"there is no bench %1"_s.arg(unknown.join(u", "_s)));
    return chosen;
}

void writeJson(const QString &path, const Report &report)
{
    QFile file(path);
    const QByteArray json = QJsonDocument(report.json()).toJson();
    if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size() || !file.flush())
        throw ConfigError(u"%1: %2"_s.arg(path, file.errorString()));
}

int measure(const QCommandLineParser &parser)
{
    const Tools tools = toolsIn(parser);
    const Form form{parser.isSet(u"guard"_s)};
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
    if (const QString path = parser.value(u"json"_s); !path.isEmpty())
        writeJson(path, report);
    return report.isReached() && report.judged() > 0 && !chaos::isInterrupted() ? 0 : 1;
}

QString description()
{
    QString text = u"Measures how fast and how small Turnpike is, each time beside what it is "
                   "compared with. Ends with 0 only if every target is reached.\n\nBenches:\n"_s;
    for (const auto &bench : allBenches())
        text += u"  %1 %2%3\n"_s.arg(bench->name(), -8)
                    .arg(bench->what(), bench->isApart() ? u" (only where it is named)"_s : QString());
    return text;
}

void declare(QCommandLineParser &parser)
{
    parser.setApplicationDescription(description());
    parser.addHelpOption();
    parser.addPositionalArgument(u"name"_s, u"What is to be measured."_s, u"[name…]"_s);
    parser.addOptions({
        {u"server"_s, u"The turnpike-server to start."_s, u"PATH"_s},
        {u"services"_s, u"The script that starts PostgreSQL."_s, u"PATH"_s},
        {u"json"_s, u"Writes every run of every row there as well."_s, u"FILE"_s},
        {u"folder"_s, u"For databases; on a disk. By default the folder for temporary files."_s, u"PATH"_s},
        {u"guard"_s, u"The short form that the test suite runs: only ratios are judged, by wide bounds."_s},
    });
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"turnpike-bench"_s);
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
