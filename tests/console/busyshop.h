// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/calls.h"
#include "protocol/frame.h"
#include "protocol/hello.h"
#include "protocol/literals.h"
#include "protocol/logs.h"

#include <QDateTime>

#include <functional>

namespace turnpike::consoletest {

using namespace protocol;

// A shop in which a thousand things happen each second. Lives on the thread of its maker.
class BusyShop
{
public:
    static constexpr int kEventsASecond = 1'000;

    // `say` takes each frame to whoever listens.
    explicit BusyShop(std::function<void(const QByteArray &)> say)
        : m_say(std::move(say))
    {}

    Snapshot snapshot()
    {
        Snapshot snapshot;
        snapshot.gauges = gauges();
        for (int i = 0; i < 7; ++i)
            snapshot.workers.append(worker(i));
        for (int i = 0; i < 9; ++i)
            snapshot.flags.append(flag(i));
        return snapshot;
    }

    // One event of the many.
    void happen()
    {
        const int kind = static_cast<int>(++m_count % kEventsASecond);
        if (kind == 0)
            tell(event::kGauges, gauges()); // the last of its second
        else if (kind == 1)
            tell(event::kPool, pool());
        else if (kind < 20)
            tell(event::kAlert, alert(kind));
        else if (kind < 40)
            tell(event::kFlag, flag(kind % 9));
        else if (kind < 60)
            tell(event::kAudit, audit());
        else if (kind % 3 == 0)
            tell(event::kLog, logs());
        else if (kind % 3 == 1)
            tell(event::kWorkerState, worker(kind % 7));
        else
            tell(event::kIteration, iteration());
    }
    qint64 count() const { return m_count; }
    // What the last gauges that were told say of the pool.
    qint64 lastGauges() const { return m_count / kEventsASecond * kEventsASecond; }

private:
    template<Message T>
    void tell(const char *name, const T &data)
    {
        m_say(encode(
            Event{QString::fromLatin1(name), ++m_seq, QDateTime::currentMSecsSinceEpoch(), toJson(data)}));
    }
    Gauges gauges() const
    {
        Gauges gauges;
        gauges.at = QDateTime::currentMSecsSinceEpoch();
        gauges.verdict = {CheckStatus::Pass, u"Healthy"_s, std::nullopt};
        gauges.inbox.pending = m_count % 97;
        gauges.pool = {true, {}, 5, 3, 0, 33, m_count, 0, 8, 0, 0, {1, 2, 3}, {1, 2, 3}};
        return gauges;
    }
    PoolState pool() const
    {
        PoolState pool;
        for (int i = 0; i < 12; ++i)
            pool.leases.append({m_count + i, Demand::Handler, u"handler"_s, i, i * 3, u"SELECT 1"_s, i});
        return pool;
    }
    static WorkerState worker(int i)
    {
        WorkerState worker;
        worker.worker = u"worker_%1"_s.arg(i);
        worker.state = WorkerStatus::Idle;
        worker.intervalMs = 60'000;
        worker.nextRunAt = QDateTime::currentMSecsSinceEpoch() + 10'000;
        worker.recentMs = {1, 5, 2, 9, 3, 4};
        return worker;
    }
    static FlagState flag(int i)
    {
        FlagState flag;
        flag.key = u"flag_%1"_s.arg(i);
        flag.enabled = i % 2 == 0;
        return flag;
    }
    static AlertState alert(int i)
    {
        AlertState alert;
        alert.key = u"alert_%1"_s.arg(i);
        alert.severity = Severity::Warning;
        alert.text = u"Something is not as it should be"_s;
        return alert;
    }
    AuditRow audit() const
    {
        AuditRow row;
        row.id = m_seq;
        row.action = u"flags.set"_s;
        row.result = u"done"_s;
        return row;
    }
    Iteration iteration() const
    {
        Iteration iteration;
        iteration.id = m_seq;
        iteration.worker = u"worker_%1"_s.arg(m_seq % 7);
        iteration.instanceId = u"i"_s;
        iteration.number = m_seq;
        iteration.outcome = IterationOutcome::Success;
        iteration.startedAt = QDateTime::currentMSecsSinceEpoch();
        iteration.endedAt = iteration.startedAt + 4;
        return iteration;
    }
    LogBatch logs()
    {
        LogBatch batch;
        for (int i = 0; i < 3; ++i)
            batch.lines.append({++m_lines,
                                QDateTime::currentMSecsSinceEpoch(),
                                LogLevel::Info,
                                u"turnpike.workers"_s,
                                u"ITERATION_END"_s,
                                u"c-%1"_s.arg(m_lines),
                                {{u"items"_s, 3}}});
        return batch;
    }

    std::function<void(const QByteArray &)> m_say;
    qint64 m_count = 0;
    qint64 m_seq = 100;
    qint64 m_lines = 0;
};

} // namespace turnpike::consoletest
