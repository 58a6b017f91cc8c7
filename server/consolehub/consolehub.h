// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolehub/auditbuffer.h"
#include "consolehub/callrights.h"
#include "consolehub/callrunner.h"
#include "consolehub/session.h"
#include "consolehub/statesource.h"
#include "protocol/calls.h"
#include "protocol/operationchoices.h"
#include "telemetry/metrics.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <functional>
#include <map>

namespace turnpike::consolehub {

// Serves all consoles of this process: greets them, carries their calls out within their rights, and tells
// them what happens. Knows nothing of sockets (WebSocketDoor brings them) nor of what calls mean (CallTable
// does). Lives on the main thread and never blocks it.
class ConsoleHub : public QObject
{
    Q_OBJECT

public:
    // What it works with; all must outlive it. `calls` is complete before the first console comes.
    struct Parts
    {
        const Clock &clock;
        control::Operators &operators;
        const CallTable &calls;
        const StateSource &state;
        AuditBuffer &audit;
        const log::LogRing &log;
    };
    struct Options
    {
        QString serverVersion;
        QString instanceId;
        protocol::Choice<protocol::Environment> environment;
        // Of all consoles; some places are kept for administrators, and of those for the bootstrap token.
        int maxSessions = 64;
        int keptForAdmins = 10;
        int keptForBootstrap = 2;
        int maxSessionsPerOperator = 4;
        // Bytes of all consoles together: the one with the most is closed.
        qint64 maxUnsent = 8 * 1024 * 1024;
        SessionLimits session;
        EventLog::Limits events;
    };
    ConsoleHub(const Parts &parts, const Options &options);
    ~ConsoleHub() override;

    // A console is there, and its token was good a moment ago.
    void admit(std::unique_ptr<protocol::Transport> transport, const Admission &admission);
    struct Closed
    {
        QString why;
        bool isEnding = false; // the server; else there are too many consoles
    };
    // Why this operator is not let in now; nothing: come in.
    std::optional<Closed> whyClosed(const control::Operators::Access &access) const;

    // Tells every console. `event` is one of protocol::event. Thread-safe and quick: encodes, then wakes the
    // main thread.
    void publish(const char *event, const QString &subject, const QJsonObject &data)
    {
        m_events.publish(event, subject, data);
    }
    // Tokens may have been revoked: closes whoever has none any more. Thread-safe.
    void checkRightsSoon();

    // Says goodbye to all, and lets nobody in from here on.
    void startDraining();
    // Asks the calls under way to stop and waits for them, and begins no more: what they use may go then.
    void endCalls() { m_runner.end(); }

    int sessionCount() const { return static_cast<int>(m_sessions.size()); }
    // Whether any console is connected: what only they show need not be looked at otherwise. Thread-safe.
    bool isWatched() const { return m_isWatched; }
    // Called on the main thread when the first one has come, just before it is told anything. Set once,
    // before any comes.
    void setWatchedListener(std::function<void()> listener) { m_watched = std::move(listener); }
    // What waits in this process for all consoles together.
    qint64 unsentBytes() const;
    void collect(MetricFamilies &metrics) const;

private:
    void greet(Session &session, const control::Operators::Access &access);
    void serve(Session &session, const protocol::Call &call);
    void follow(Session &session, const CallRequest &request);
    void noteSession(const char *action, const control::Actor &actor, const QString &result);
    void answered(quint64 session, const protocol::Answer &answer);
    void remove(Session &session, int code, const QString &why);
    void flushAll();
    void tellLog();
    void checkAll();
    void noteWatched();
    void boundUnsent();
    int placesFor(const control::Operators::Access &access) const;
    void closeRevoked(Session &session);
    template<class Do>
    void forEach(Do &&act);

    const Parts m_parts;
    const Options m_options;
    EventLog m_events;
    const CallRights m_rights;
    CallRunner m_runner;
    std::map<quint64, std::unique_ptr<Session>> m_sessions;
    std::map<quint64, control::Actor> m_people; // who was greeted, by session
    quint64 m_lastId = 0;
    std::atomic<bool> m_isWatched{false};
    std::function<void()> m_watched;
    QTimer m_check; // while a console is there
    LogTail m_log;
    QTimer m_followLog; // while a console does
    bool m_isDraining = false;
    std::map<QByteArray, quint64> m_outcomes; // of calls
    std::map<QByteArray, quint64> m_ends;     // of sessions
};

} // namespace turnpike::consolehub
