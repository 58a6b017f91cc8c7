#include "pgbench.h"

#include "figures.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>

#include <algorithm>

namespace turnpike::bench {

namespace {

constexpr std::chrono::minutes kPgBenchPatience{5};
constexpr int kThreads = 2;
const QString kSamplingRate = QStringLiteral("0.2");

// As scripts/lib/services finds PostgreSQL: the newest that is installed.
QString pgbenchProgram()
{
    const QDir root(QStringLiteral("/usr/lib/postgresql"));
    QStringList versions = root.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    std::sort(versions.begin(), versions.end(),
              [](const QString &one, const QString &other) { return one.toInt() < other.toInt(); });
    for (auto it = versions.crbegin(); it != versions.crend(); ++it) {
        const QString program = root.filePath(*it + QStringLiteral("/bin/pgbench"));
        if (QFileInfo(program).isExecutable())
            return program;
    }
    throw Broken(QStringLiteral("there is no pgbench: it is in Debian's package postgresql"));
}

QString writeScript(const QString &folder, size_t number, const QByteArray &text)
{
    QFile file(folder + QStringLiteral("/pgbench%1.sql").arg(number));
    const QByteArray counted = "\\set n :n + 1\n" + text + '\n';
    if (!file.open(QIODevice::WriteOnly) || file.write(counted) != counted.size() || !file.flush())
        throw Broken(QStringLiteral("%1: %2").arg(file.fileName(), file.errorString()));
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
            throw Broken(QStringLiteral("%1: %2").arg(name, file.errorString()));
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
        throw Broken(QStringLiteral("pgbench does not say what it did: ") + output.right(500));
    return match.captured(1).toDouble();
}

} // namespace

PgBenchResult pgbench(const Bed &bed, const PgBenchOrder &order)
{
    const QString prefix = QStringLiteral("pgbench_log");
    QStringList words{QStringLiteral("-n"),
                      QStringLiteral("-M"),
                      QStringLiteral("prepared"),
                      QStringLiteral("-h"),
                      QStringLiteral("127.0.0.1"),
                      QStringLiteral("-p"),
                      QString::number(bed.port()),
                      QStringLiteral("-U"),
                      QStringLiteral("turnpike"),
                      QStringLiteral("-c"),
                      QString::number(order.clients),
                      QStringLiteral("-j"),
                      QString::number(std::min(kThreads, order.clients)),
                      QStringLiteral("-l"),
                      QStringLiteral("--sampling-rate=") + kSamplingRate,
                      QStringLiteral("--log-prefix=") + bed.folder() + u'/' + prefix,
                      QStringLiteral("-D"),
                      QStringLiteral("n=0")};
    if (order.transactionsEach > 0)
        words << QStringLiteral("-t") << QString::number(order.transactionsEach);
    else
        words << QStringLiteral("-T") << QString::number(order.seconds);
    for (const auto &[name, value] : order.variables)
        words << QStringLiteral("-D") << name + u'=' + value;
    for (size_t i = 0; i < order.scripts.size(); ++i)
        words << QStringLiteral("-f") << writeScript(bed.folder(), i, order.scripts[i]);
    words << QStringLiteral("postgres");

    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(pgbenchProgram(), words);
    chaos::until(QStringLiteral("pgbench has ended"), kPgBenchPatience,
                 [&process] { return process.state() == QProcess::NotRunning; });
    const QString output = QString::fromUtf8(process.readAll());
    if (process.error() == QProcess::FailedToStart || process.exitStatus() != QProcess::NormalExit ||
        process.exitCode() != 0 || output.contains(u"aborted"))
        throw Broken(QStringLiteral("pgbench: ") + process.errorString() + u' ' + output.right(500));
    PgBenchResult result;
    result.perSecond = numberIn(output, QStringLiteral("tps = ([0-9.]+) \\(without"));
    result.transactions = static_cast<qint64>(
        numberIn(output, QStringLiteral("number of transactions actually processed: ([0-9]+)")));
    result.p99Ms = takeP99Ms(bed.folder(), prefix);
    return result;
}

} // namespace turnpike::bench
