// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "walk/walk.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QRandomGenerator>

#include <cstdio>

using namespace Qt::StringLiterals;

using namespace turnpike;

namespace {

using Kind = test::TestDatabase::Kind;

qint64 numberIn(const QString &text, const QString &what, qint64 most)
{
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    if (!isNumber || number < 1 || number > most)
        throw ConfigError(u"%1 wants a number from 1 to %2"_s.arg(what).arg(most));
    return number;
}

std::vector<std::pair<Kind, const char *>> databasesIn(const QString &wanted)
{
    const std::pair sqlite(Kind::Sqlite, "SQLite");
    const std::pair postgres(Kind::Postgres, "PostgreSQL");
    if (wanted == u"sqlite")
        return {sqlite};
    if (wanted == u"postgresql")
        return {postgres};
    if (wanted == u"both")
        return {sqlite, postgres};
    throw ConfigError(u"--database wants sqlite, postgresql or both"_s);
}

int run(const QCommandLineParser &parser)
{
    walk::Settings settings;
    const QStringList given = parser.positionalArguments();
    settings.steps = numberIn(given.value(0, u"100000"_s), u"STEPS"_s, 1'000'000'000);
    settings.seed = parser.isSet(u"seed"_s)
                        ? static_cast<quint32>(numberIn(parser.value(u"seed"_s), u"--seed"_s, 0xffffffff))
                        : QRandomGenerator::system()->bounded(1U, 1'000'000U);
    for (const auto &[kind, name] : databasesIn(parser.value(u"database"_s))) {
        std::printf("%s, %lld steps, seed %u\n", name, static_cast<long long>(settings.steps), settings.seed);
        std::fflush(stdout);
        QElapsedTimer running;
        running.start();
        settings.atRest = [&running](qint64 step) {
            std::printf("\r  step %lld, %lld s", static_cast<long long>(step),
                        static_cast<long long>(running.elapsed() / 1000));
            std::fflush(stdout);
        };
        const auto broken = walk::Walk(kind, settings).go();
        std::printf("\n%s", broken ? qUtf8Printable(*broken) : "  every invariant held\n");
        if (broken)
            return 1;
    }
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"turnpike-walk"_s);
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Does to a shop whatever customers, providers, operators and the world can do, one after another at "
        "random, and checks that its books agree. Ends with 1, and says what was done, when they do not."_s);
    parser.addHelpOption();
    parser.addPositionalArgument(u"steps"_s, u"How many actions; by default 100000."_s, u"[STEPS]"_s);
    parser.addOptions({
        {u"seed"_s, u"Of all random choices; by default another one each time."_s, u"S"_s},
        {u"database"_s, u"The shop's: sqlite, postgresql or both, one after the other."_s, u"KIND"_s,
         u"both"_s},
    });
    parser.process(app);
    try {
        return run(parser);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "turnpike-walk: %s\n", error.what());
        return 2;
    }
}
