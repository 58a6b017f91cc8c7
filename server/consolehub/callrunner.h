// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/jobthreads.h"
#include "consolehub/callrights.h"
#include "consolehub/calltable.h"

#include <QHash>
#include <QObject>

#include <chrono>
#include <deque>
#include <optional>

namespace turnpike::consolehub {

// Carries out the calls of all consoles away from the main thread: those that read the database one at a time
// on a thread that shares the two places of the operations, those that change something on another, so that
// no slow search holds up a switch that is flipped, those that need memory alone on a third. Operators take
// turns, so that one that asks for much does not hold up the others, however many consoles it asks from. A
// call runs within the rights of the moment in which it runs. Lives on the main thread.
class CallRunner : public QObject
{
    Q_OBJECT

public:
    // A call that has not been carried out after so long is given up; the wait for its turn counts.
    static constexpr std::chrono::seconds kCallTime{10};

    // `calls` is complete; both outlive this object.
    CallRunner(const CallTable &calls, const CallRights &rights, QObject *parent = nullptr);
    ~CallRunner() override;

    // Asks what runs to stop and waits for it; nothing more is begun. For who destroys what calls use while
    // this object is still there.
    void end();

    // `session` is whom finished() names, `digest` the token whose rights count.
    void start(quint64 session, const QByteArray &digest, const CallRequest &request);
    // The console is gone: what it still waited for is not begun.
    void forget(quint64 session);
    // Calls of the console that are not answered yet.
    int pending(quint64 session) const { return m_pending.value(session); }

Q_SIGNALS:
    void finished(quint64 session, const turnpike::protocol::Answer &answer);

private:
    struct Waiting
    {
        quint64 session;
        QByteArray digest;
        CallRequest request;
        Deadline deadline;
    };
    // Of one kind, carried out one at a time on a thread of its own.
    struct CallQueue
    {
        explicit CallQueue(const char *name) { thread.emplace(name, 1); }

        std::deque<QString> turns; // of operators with something waiting
        QHash<QString, std::deque<Waiting>> waiting;
        bool isBusy = false;
        std::optional<JobThreads> thread; // nothing: it has ended. Last: ends before the rest
    };
    CallQueue &queueOf(const QString &call);
    void next(CallQueue &queue);
    protocol::Answer serve(const Waiting &turn) const;
    void collect();

    struct Done
    {
        CallQueue *queue;
        quint64 session;
        protocol::Answer answer;
    };

    const CallTable &m_calls;
    const CallRights &m_rights;
    std::shared_ptr<Cancellation> m_stop = std::make_shared<Cancellation>();
    QHash<quint64, int> m_pending;
    std::mutex m_mutex;
    std::vector<Done> m_done; // guarded by m_mutex
    CallQueue m_database{"console-database"};
    CallQueue m_changes{"console-changes"};
    CallQueue m_memory{"console-memory"};
};

} // namespace turnpike::consolehub
