// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "connection/backoff.h"
#include "connection/dialer.h"
#include "protocol/calls.h"
#include "protocol/frame.h"
#include "protocol/hello.h"
#include "protocol/timestamp.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <map>
#include <vector>

namespace turnpike::console {

// All in milliseconds.
struct ConnectionTiming
{
    int connectMs = 15'000; // from dialling to the greeting
    int staleMs = 5'000;    // a server says something each second
    int callMs = 20'000;
    int goodbyeMs = 1'000;  // for the server to close what it was asked to
    int settledMs = 10'000; // a connection that lived so long was a good one: the backoff begins anew
    Backoff::Bounds backoff;
};

// The console's one connection to a server: keeps it, goes on where it broke, says in which state it is and
// why, and carries calls and their answers. Lives on the main thread and never blocks it.
class ServerConnection : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Connecting,
        Live,
        Stale,           // connected, and nothing heard since staleSince()
        Reconnecting,    // the next try is in msToRetry()
        NotAuthorised,   // final
        VersionMismatch, // final
        NotAllowed,      // final: the token would travel unencrypted
    };
    Q_ENUM(State)
    using Answered = std::function<void(const protocol::Answer &)>;

    explicit ServerConnection(std::unique_ptr<Dialer> dialer, const ConnectionTiming &timing = {},
                              QObject *parent = nullptr);
    ~ServerConnection() override;

    // Connects, and again after each end that is not final.
    void start();
    // Says goodbye and is done with this server: left() comes when it is said, three seconds later at most.
    void leave();
    // Does not wait any longer; the way out of a final state, too.
    void retryNow();

    State state() const { return m_state; }
    // Why there is none; nothing while there is.
    const std::optional<ConnectFailure> &failure() const { return m_failure; }
    // When the server last said something, ms UTC of this machine; 0: never. What is shown is as old as this.
    qint64 staleSince() const { return m_heardAt; }
    int msToRetry() const { return m_retry.isActive() ? m_retry.remainingTime() : 0; }
    // Of the last greeting, without its picture; nothing before the first.
    const std::optional<protocol::Hello> &hello() const { return m_hello; }
    // What to add to this machine's clock to have the server's, in milliseconds: too low by the quickest way
    // a message took.
    qint64 clockOffsetMs() const { return m_clockOffsetMs; }
    // Whether answers are still to come.
    bool isAsking() const { return !m_pending.empty(); }
    // Whether the call can be made now, and our role allows it.
    bool canAsk(const QString &call) const;

    // One a user's action: given again when the action is tried again, it has no second effect.
    static QString newActionId();
    // Asks, and hands the answer to `done` once, later, unless `context` is gone: also when there is no
    // connection (kDisconnected) or no answer in time (kTimeout). An id that is under way is not sent twice.
    void ask(const QString &call, const QJsonObject &args, QObject *context, Answered done,
             const QString &id = newActionId());

Q_SIGNALS:
    // State, failure or the time to the next try.
    void stateChanged();
    // A server said hello; its picture is there unless it resumed.
    void greeted(const turnpike::protocol::Hello &hello);
    void happened(const turnpike::protocol::Event &event);
    void left();

private:
    struct Listener
    {
        QPointer<QObject> context;
        Answered done;
    };
    struct Pending
    {
        std::vector<Listener> listeners;
        std::unique_ptr<QTimer> timeout;
    };
    void dial();
    void onReceived(const QByteArray &frame);
    void onHello(const QJsonObject &hello);
    void onEvent(const protocol::Event &event);
    void heard();
    void checkStale();
    void lost(const ConnectFailure &failure);
    void drop();
    void answer(const protocol::Answer &answer);
    void answerLater(const QString &id, protocol::ErrorCode code, const QString &message);
    void setState(State state);

    const std::unique_ptr<Dialer> m_dialer;
    const ConnectionTiming m_timing;
    Backoff m_backoff;
    std::unique_ptr<protocol::Transport> m_transport;
    State m_state = State::Connecting;
    std::optional<ConnectFailure> m_failure;
    std::optional<protocol::Hello> m_hello;
    std::optional<ResumePoint> m_resume;
    bool m_isGreeted = false; // on this connection
    Timestamp m_heardAt = 0;
    qint64 m_clockOffsetMs = 0;
    QElapsedTimer m_silence;
    QElapsedTimer m_life; // since the greeting
    QTimer m_connectTimeout;
    QTimer m_staleCheck;
    QTimer m_retry;
    std::map<QString, Pending> m_pending;
};

} // namespace turnpike::console
