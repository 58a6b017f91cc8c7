// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "load.h"

#include "figures.h"

#include <QFile>
#include <QProcess>

#include <algorithm>
#include <limits>

namespace turnpike::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::minutes kLoadPatience{10};

std::vector<Sent> sentIn(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        throw Broken(u"%1: %2"_s.arg(path, file.errorString()));
    std::vector<Sent> sent;
    while (!file.atEnd()) {
        const QList<QByteArray> words = file.readLine().trimmed().split(' ');
        sent.push_back({words.value(0).toLongLong(), words.value(1).toLongLong(), words.value(2).toLongLong(),
                        words.value(3).toInt()});
    }
    return sent;
}

QStringList wordsOf(const Sending &sending, const QString &times)
{
    const std::pair<const char *, QString> options[] = {
        {"port", QString::number(sending.port)},
        {"connections", QString::number(sending.connections)},
        {"ms", QString::number(sending.time.count())},
        {"updates", QString::number(sending.updates)},
        {"per-second", QString::number(sending.perSecond, 'f', 3)},
        {"doing", QString::fromLatin1(nameOf(sending.doing))},
        {"first-update", QString::number(sending.firstUpdate)},
        {"first-user", QString::number(sending.firstUser)},
        {"users", QString::number(sending.users)},
        {"times", times}};
    QStringList words;
    for (const auto &[name, value] : options)
        words << u"--"_s + QString::fromLatin1(name) << value;
    return words;
}

} // namespace

double Loaded::latencyMs(double part) const
{
    std::vector<double> ms;
    for (const Sent &one : sent) {
        if (one.status == 200)
            ms.push_back(static_cast<double>(one.answeredAt - one.dueAt) / 1000);
    }
    return percentile(std::move(ms), part);
}

Loaded load(const Tools &tools, const QString &folder, const Sending &sending)
{
    const QString times = folder + u"/times"_s;
    QProcess process;
    process.start(tools.load, wordsOf(sending, times));
    chaos::until(u"the load has gone"_s, kLoadPatience,
                 [&process] { return process.state() == QProcess::NotRunning; });
    if (process.error() == QProcess::FailedToStart || process.exitStatus() != QProcess::NormalExit ||
        process.exitCode() != 0)
        throw Broken(u"the load program: %1 %2"_s.arg(
            process.errorString(), QString::fromUtf8(process.readAllStandardError()).trimmed()));
    Loaded loaded;
    loaded.seconds = process.readAllStandardOutput().trimmed().toDouble();
    loaded.sent = sentIn(times);
    loaded.firstDueAt = std::numeric_limits<qint64>::max();
    for (const Sent &one : loaded.sent) {
        ++(one.status == 200 ? loaded.acknowledged : loaded.refused);
        loaded.firstDueAt = std::min(loaded.firstDueAt, one.dueAt);
    }
    if (loaded.acknowledged == 0 || loaded.seconds <= 0)
        throw Broken(u"no update was acknowledged, %1 were refused"_s.arg(loaded.refused));
    return loaded;
}

} // namespace turnpike::bench
