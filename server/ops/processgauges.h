// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/numbervalues.h"
#include "telemetry/metrics.h"

#include <QObject>
#include <QTimer>

namespace turnpike::ops {

// What the kernel says of this process.
struct ProcessGauges
{
    qint64 residentBytes = 0;
    qint64 memoryLimitBytes = 0; // of the cgroup; 0: none
    int openFds = 0;
    int maxFds = 0;
    int threads = 0;
    double cpuSeconds = 0;
    double startedAt = 0; // seconds since 1970 UTC

    static ProcessGauges read();
};

void collectProcess(MetricFamilies &metrics, const ProcessGauges &gauges);
// Those of the process that are described.
protocol::NumberValues numbersOf(const ProcessGauges &gauges);

// Measures how late a timer of the main loop fires: what every request waits at worst. Lives on that thread.
class LoopLag : public QObject
{
    Q_OBJECT

public:
    explicit LoopLag(QObject *parent = nullptr);

    // The longest delay within the last minute or two.
    std::chrono::milliseconds longest() const { return std::max(m_longest, m_longestBefore); }
    void collect(MetricFamilies &metrics) const;

private:
    void beat();

    QTimer m_timer;
    std::chrono::steady_clock::time_point m_lastBeat;
    std::chrono::milliseconds m_longest{0};       // of the minute that runs
    std::chrono::milliseconds m_longestBefore{0}; // of the minute before
    int m_beats = 0;
};

} // namespace turnpike::ops
