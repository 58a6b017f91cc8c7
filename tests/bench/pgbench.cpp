// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pgbench.h"

#include "figures.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>

#include <algorithm>

namespace turnpike::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::minutes kPgBenchPatience{5};
constexpr int kThreads = 2;
const QString kSamplingRate = u"0.2"_s;

// As scripts/lib/services finds PostgreSQL: the newest that is installed.
QString pgbenchProgram()
{
    const QDir root(u"/usr/lib/postgresql"_s);
    QStringList versions = root.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    std::sort(versions.begin(), versions.end(),
              [](const QString &one, const QString &other) { return one.toInt() < other.toInt(); });
    for (auto it = versions.crbegin(); it != versions.crend(); ++it) {
        const QString program = root.filePath(*it + u"/bin/pgbench"_s);
        if (QFileInfo(program).isExecutable())
            return program;
    }
    throw Broken(u"there is no pgbench: it is in Debian's package postgresql"_s);
}

QString writeScript(const QString &folder, size_t number, const QByteArray &text)
{
    QFile file(folder + u"/pgbench%1.sql"_s.arg(number));
    const QByteArray counted = "\\set n :n + 1\n" + text + '\n';
    if (!file.open(QIODevice::WriteOnly) || file.write(counted) != counted.size() || !file.flush())
        throw Broken(u"%1: %2"_s.arg(file.fileName(), file.errorString()));
    return file.fileName();
}

// Lines "client transaction µs script seconds µs", in a file for each thread, which are taken away.
double takeP99Ms(const QString &folder, const QString &prefix)
{
    std::vector<double> ms;
    QDir logs(folder);
    for (const QString &name : logs.entryList({prefix + u'*'}, QDir::Files)) {
        QFile file(logs.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            throw Broken(u"%1: %2"_s.arg(name, file.errorString()));
        while (!file.atEnd())
            ms.push_back(file.readLine().split(' ').value(2).toDouble() / 1000);
        file.remove();
    }
    return percentile(std::move(ms), 0.99);
}

double numberIn(const QString &output, const QString &pattern)
{
    const auto match = QRegularExpression(pattern).match(output);
    if (!match.hasMatch())
        throw Broken(u"pgbench does not say what it did: "_s + output.right(500));
    return match.captured(1).toDouble();
}

} // namespace

PgBenchResult pgbench(const Bed &bed, const PgBenchOrder &order)
{
    const QString prefix = u"pgbench_log"_s;
    QStringList words{u"-n"_s,
                      u"-M"_s,
                      u"prepared"_s,
                      u"-h"_s,
                      u"127.0.0.1"_s,
                      u"-p"_s,
                      QString::number(bed.port()),
                      u"-U"_s,
                      u"turnpike"_s,
                      u"-c"_s,
                      QString::number(order.clients),
                      u"-j"_s,
                      QString::number(std::min(kThreads, order.clients)),
                      u"-l"_s,
                      u"--sampling-rate="_s + kSamplingRate,
                      u"--log-prefix="_s + bed.folder() + u'/' + prefix,
                      u"-D"_s,
                      u"n=0"_s};
    if (order.transactionsEach > 0)
        words << u"-t"_s << QString::number(order.transactionsEach);
    else
        words << u"-T"_s << QString::number(order.seconds);
    for (const auto &[name, value] : order.variables)
        words << u"-D"_s << name + u'=' + value;
    for (size_t i = 0; i < order.scripts.size(); ++i)
        words << u"-f"_s << writeScript(bed.folder(), i, order.scripts[i]);
    words << u"postgres"_s;

    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(pgbenchProgram(), words);
    chaos::until(u"pgbench has ended"_s, kPgBenchPatience,
                 [&process] { return process.state() == QProcess::NotRunning; });
    const QString output = QString::fromUtf8(process.readAll());
    if (process.error() == QProcess::FailedToStart || process.exitStatus() != QProcess::NormalExit ||
        process.exitCode() != 0 || output.contains(u"aborted"))
        throw Broken(u"pgbench: "_s + process.errorString() + u' ' + output.right(500));
    PgBenchResult result;
    result.perSecond = numberIn(output, u"tps = ([0-9.]+) \\(without"_s);
    result.transactions =
        static_cast<qint64>(numberIn(output, u"number of transactions actually processed: ([0-9]+)"_s));
    result.p99Ms = takeP99Ms(bed.folder(), prefix);
    return result;
}

} // namespace turnpike::bench
