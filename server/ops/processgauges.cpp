// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/processgauges.h"

#include "ops/numbermetrics.h"

#include <QDir>
#include <QFile>

#include <sys/resource.h>
#include <unistd.h>

namespace turnpike::ops {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr auto kBeat = 1s;
constexpr int kBeatsAMinute = 60;

QByteArray contentOf(const char *path)
{
    QFile file(QString::fromLatin1(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// The fields of /proc/self/stat from the state (number 3 in proc(5)) on: the name before may hold spaces.
QList<QByteArray> statFields()
{
    const QByteArray stat = contentOf("/proc/self/stat");
    return stat.mid(stat.lastIndexOf(')') + 2).split(' ');
}

double bootTime()
{
    const QByteArray stat = contentOf("/proc/stat");
    const qsizetype at = stat.indexOf("\nbtime ");
    return at < 0 ? 0 : stat.mid(at + 7, stat.indexOf('\n', at + 7) - at - 7).toDouble();
}

} // namespace

ProcessGauges ProcessGauges::read()
{
    constexpr int kFirst = 3; // of proc(5)
    ProcessGauges gauges;
    const double ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    const QList<QByteArray> fields = statFields();
    if (fields.size() > 24 - kFirst) {
        gauges.cpuSeconds = (fields[14 - kFirst].toDouble() + fields[15 - kFirst].toDouble()) / ticks;
        gauges.threads = fields[20 - kFirst].toInt();
        static const double boot = bootTime();
        gauges.startedAt = boot + fields[22 - kFirst].toDouble() / ticks;
        gauges.residentBytes = fields[24 - kFirst].toLongLong() * sysconf(_SC_PAGESIZE);
    }
    // "max" gives 0, as does an older kernel.
    gauges.memoryLimitBytes = contentOf("/sys/fs/cgroup/memory.max").trimmed().toLongLong();
    const QDir fds(u"/proc/self/fd"_s);
    gauges.openFds =
        static_cast<int>(fds.entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System).size());
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0)
        gauges.maxFds = static_cast<int>(std::min<rlim_t>(limit.rlim_cur, 1 << 30));
    return gauges;
}

void collectProcess(MetricFamilies &metrics, const ProcessGauges &gauges)
{
    collectNumbers(metrics, numbersOf(gauges));
    metrics.gauge("process_threads", "Threads.", gauges.threads);
    metrics.counter("process_cpu_seconds_total", "User and system time.", gauges.cpuSeconds);
    metrics.gauge("process_start_time_seconds", "When the process began, since 1970 UTC.", gauges.startedAt);
}

protocol::NumberValues numbersOf(const ProcessGauges &gauges)
{
    protocol::NumberValues numbers;
    const auto memory = static_cast<double>(gauges.residentBytes);
    const auto limit = static_cast<double>(gauges.memoryLimitBytes);
    numbers.set(protocol::numbers::kMemoryBytes, memory);
    if (limit > 0) {
        numbers.set(protocol::numbers::kMemoryLimit, limit);
        numbers.set(protocol::numbers::kMemoryUsed, protocol::percentOf(memory, limit));
    }
    numbers.set(protocol::numbers::kDescriptors, gauges.openFds);
    numbers.set(protocol::numbers::kDescriptorLimit, gauges.maxFds);
    if (gauges.maxFds > 0)
        numbers.set(protocol::numbers::kDescriptorsUsed, protocol::percentOf(gauges.openFds, gauges.maxFds));
    return numbers;
}

LoopLag::LoopLag(QObject *parent)
    : QObject(parent)
    , m_lastBeat(std::chrono::steady_clock::now())
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.callOnTimeout(this, [this] { beat(); });
    m_timer.start(kBeat);
}

void LoopLag::beat()
{
    const auto now = std::chrono::steady_clock::now();
    const auto lag = std::chrono::duration_cast<std::chrono::milliseconds>(now - m_lastBeat - kBeat);
    m_lastBeat = now;
    m_longest = std::max(m_longest, lag);
    if (++m_beats % kBeatsAMinute == 0) {
        m_longestBefore = m_longest;
        m_longest = 0ms;
    }
}

void LoopLag::collect(MetricFamilies &metrics) const
{
    protocol::NumberValues numbers;
    numbers.set(protocol::numbers::kLoopLag, longest().count());
    collectNumbers(metrics, numbers);
}

} // namespace turnpike::ops

#include "moc_processgauges.cpp"
