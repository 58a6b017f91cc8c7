// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/descriptors.h"
#include "base/signals.h"
#include "cases.h"
#include "report.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFileInfo>

#include <cstdio>

using namespace Qt::StringLiterals;

using namespace turnpike;
using namespace turnpike::chaos;

namespace {

constexpr int kLeftOut = 77; // for CTest: skipped

// One time that a case is carried through.
struct Trial
{
    size_t which; // of allCases()
    Form form;
};

quint32 numberIn(const QCommandLineParser &parser, const QString &option)
{
    bool isNumber = false;
    const quint32 number = parser.value(option).toUInt(&isNumber);
    if (!isNumber)
        throw ConfigError(u"--%1 wants a number"_s.arg(option));
    return number;
}

Tools toolsIn(const QCommandLineParser &parser)
{
    const Tools tools{QFileInfo(parser.value(u"server"_s)).absoluteFilePath(),
                      QFileInfo(parser.value(u"services"_s)).absoluteFilePath()};
    for (const QString &program : {tools.server, tools.services}) {
        if (!QFileInfo(program).isExecutable())
            throw ConfigError(u"there is no program %1"_s.arg(program));
    }
    return tools;
}

Form formIn(const QCommandLineParser &parser)
{
    Form form;
    form.isShort = parser.isSet(u"short"_s);
    form.runs = static_cast<int>(numberIn(parser, u"runs"_s));
    form.seed = numberIn(parser, u"seed"_s);
    form.faults = parser.values(u"fault"_s);
    if (form.seed == 0)
        form.seed = QRandomGenerator::system()->generate();
    return form;
}

std::vector<ShopDatabase> databasesIn(const QCommandLineParser &parser)
{
    const QString wanted = parser.value(u"database"_s);
    if (wanted == u"both")
        return allShopDatabases();
    const auto database = shopDatabaseNamed(wanted);
    if (!database)
        throw ConfigError(u"--database wants sqlite, postgresql or both"_s);
    return {*database};
}

QString placesOf(const Case &which, const QString &between)
{
    QStringList places;
    for (const ShopDatabase database : allShopDatabases()) {
        if (which.runsOn(database))
            places.append(titleOf(database));
    }
    return places.join(between);
}

// The cases to be run on one database, as indices: those named, or the first few that can be.
std::vector<size_t> casesFor(ShopDatabase database, const QStringList &named)
{
    std::vector<size_t> chosen;
    QStringList unknown = named;
    const auto cases = allCases();
    for (size_t i = 0; i < cases.size(); ++i) {
        const Case &which = *cases[i];
        const bool isNamed = unknown.removeAll(which.name()) > 0;
        if (isNamed && !which.runsOn(database))
            throw ConfigError(u"%1 cannot be run on %2, only on %3"_s.arg(which.name(), titleOf(database),
                                                                          placesOf(which, u" and "_s)));
        if (isNamed || (named.isEmpty() && which.runsOn(database) && chosen.size() < kUnlessNamed))
            chosen.push_back(i);
    }
    if (!unknown.isEmpty())
        throw ConfigError(u"there is no case %1"_s.arg(unknown.join(u", "_s)));
    return chosen;
}

// All that is to be run, in that order: a case with each seed before the next case.
std::vector<Trial> trialsIn(const QCommandLineParser &parser)
{
    Form form = formIn(parser);
    const quint32 first = form.seed;
    const quint32 seeds = numberIn(parser, u"seeds"_s);
    std::vector<Trial> trials;
    for (const ShopDatabase database : databasesIn(parser)) {
        form.database = database;
        for (const size_t which : casesFor(database, parser.positionalArguments())) {
            for (quint32 i = 0; i < seeds; ++i) {
                form.seed = first + i;
                trials.push_back({which, form});
            }
        }
    }
    if (trials.empty())
        throw ConfigError(u"nothing is to be run"_s);
    return trials;
}

// Ends with kLeftOut where this machine allows nothing of what was asked for: nobody is to take it for
// proven.
int run(const QCommandLineParser &parser)
{
    const Tools tools = toolsIn(parser);
    const std::vector<Trial> trials = trialsIn(parser);
    QStringList held;
    QStringList failed;
    QStringList leftOut;
    for (const Trial &trial : trials) {
        const auto cases = allCases(); // anew: nothing is left of the run before
        Case &which = *cases[trial.which];
        const QString title = titleOf(which, trial.form);
        if (const QString why = which.whyNotHere(); !why.isEmpty()) {
            print(u"\n%1: left out, nothing is proven: %2"_s.arg(title, why));
            leftOut.append(title);
            continue;
        }
        print(u"\n%1: %2"_s.arg(title, which.deed(trial.form)));
        (tell(title, perform(which, tools, trial.form)) ? held : failed).append(title);
        if (isInterrupted())
            break;
    }
    if (trials.size() > 1) {
        print(u"\n%1 of %2 held"_s.arg(held.size()).arg(trials.size()));
        for (const QString &title : failed)
            print(u"  did not: %1"_s.arg(title));
        for (const QString &title : leftOut)
            print(u"  left out: %1"_s.arg(title));
    }
    const auto ended = static_cast<size_t>(held.size() + leftOut.size());
    if (ended != trials.size())
        return 1;
    return held.isEmpty() ? kLeftOut : 0;
}

QString description()
{
    QString text =
        u"Does harm to a shop under load, and proves that nothing is lost and that it recovers.\n\n"
        "Cases, and the databases that they can be run on:\n"_s;
    for (const auto &which : allCases())
        text += u"  %1 %2\n"_s.arg(which->name(), -17).arg(placesOf(*which, u", "_s));
    return text + u"Unless some are named: the first %1 that can be run on the database."_s.arg(kUnlessNamed);
}

void declare(QCommandLineParser &parser)
{
    parser.setApplicationDescription(description());
    parser.addHelpOption();
    parser.addPositionalArgument(u"case"_s, u"What is to go wrong."_s, u"[case…]"_s);
    parser.addOptions({
        {u"server"_s, u"The turnpike-server to start."_s, u"PATH"_s},
        {u"services"_s, u"The script that starts PostgreSQL and Redis."_s, u"PATH"_s},
        {u"database"_s, u"The shop's: sqlite, postgresql or both, one by one."_s, u"KIND"_s,
         nameOf(ShopDatabase::Postgres)},
        {u"runs"_s, u"How often the harm is done to one shop; by default as the case thinks fit."_s, u"N"_s,
         u"0"_s},
        {u"seed"_s, u"Of all random choices; by default another one each time."_s, u"S"_s, u"0"_s},
        {u"seeds"_s,
         u"How often each case is carried through, each time with a shop of its own: with the "
         "seeds S, S+1 and so on."_s,
         u"N"_s, u"1"_s},
        {u"fault"_s,
         u"Only this fault of the catalogue, on or off, in the cases outside and gate; see "
         "turnpike-sandbox faults. May be repeated."_s,
         u"NAME"_s},
        {u"short"_s, u"The form that the test suite runs."_s},
    });
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"turnpike-chaos"_s);
    QCommandLineParser parser;
    declare(parser);
    parser.process(app);
    raiseDescriptorLimit(); // strangers of one case come by the thousand
    TerminationSignals signals;
    QObject::connect(&signals, &TerminationSignals::received, &app, [] { interrupt(); });
    try {
        return run(parser);
    } catch (const Error &error) {
        std::fprintf(stderr, "turnpike-chaos: %s\n", qPrintable(error.message()));
        return 2;
    }
}
