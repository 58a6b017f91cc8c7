// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolehub/callbudget.h"
#include "consolehub/eventlog.h"
#include "consolehub/logtail.h"
#include "control/operators.h"
#include "protocol/timestamp.h"
#include "protocol/transport.h"
#include "protocol/version.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <deque>
#include <memory>

namespace turnpike::consolehub {

// Who was let in, and where its last connection ended.
struct Admission
{
    QByteArray digest; // of the token: rights are looked up by it for each call
    QString address;
    QString epoch;
    qint64 seq = 0;
};

// What one console may take of the server.
struct SessionLimits
{
    double callsPerSecond = 50;
    double callBurst = 100;
    qint64 bytesPerCall = 4 * 1024; // a longer one counts as several
    int maxPendingCalls = 64;
    // Calls that come faster wait, and nobody has looked at them. With more than so many, or so many bytes of
    // them, it is closed.
    size_t maxWaitingCalls = 256;
    qint64 maxWaitingBytes = 256 * 1024;
    // Above so much unsent, events and states wait; answers, which were asked for, may go on up to the other.
    // That has room for the longest frame and what may be before it.
    qint64 highWater = 256 * 1024;
    qint64 maxUnsent = 5 * 1024 * 1024;
    // Within this time it takes all that is unsent, or so many bytes of it.
    std::chrono::milliseconds stallTime{30'000};
    qint64 leastTaken = 256 * 1024;
};

// One connected console: its frames in and out, and the limits that keep it from doing harm. Lives on the
// main thread; owned by ConsoleHub.
class Session : public QObject
{
    Q_OBJECT

public:
    Session(quint64 id, std::unique_ptr<protocol::Transport> transport, const Admission &admission,
            EventLog &events, const SessionLimits &limits);

    quint64 id() const { return m_id; }
    const Admission &admission() const { return m_admission; }
    // Whose it is; empty until it is known.
    const QString &operatorName() const { return m_operatorName; }
    void setOperatorName(const QString &name) { m_operatorName = name; }

    // Sends the first frame, then what follows `cursor`.
    void begin(const QByteArray &hello, const EventLog::Cursor &cursor);
    // Sends what is new, as far as the console takes it.
    void flush();
    void answer(const protocol::Answer &answer);
    // Whether it gets what is logged, and from which level on.
    void follow(const protocol::LogFollow &follow);
    bool isFollowing() const { return m_follows.has_value(); }
    // Sends what it follows of the news, or counts it as missed when the console does not keep up.
    void tellLog(const LogTail::News &news, Timestamp nowMs);
    // Nothing it says is heard any more; ended() follows. There is no room for more than the text of `why`,
    // in which consoles know a sentence without values.
    void close(protocol::CloseCode code, const protocol::Sentence &why);
    bool isClosing() const { return m_isClosing; }
    // Closes it when it has read too little for too long, or too much is unsent, whatever that is.
    void checkProgress();
    // Of one that is about to end: nothing, for that goes with it.
    qint64 unsentBytes() const { return m_isClosing ? 0 : m_transport->unsentBytes(); }
    // The console waits for `pending` answers.
    void setPending(int pending) { m_pending = pending; }

Q_SIGNALS:
    void called(const turnpike::protocol::Call &call);
    void ended(int code, const QString &why);

private:
    using TimePoint = CallBudget::TimePoint;

    // What it has taken since a moment, and what it owes from then on.
    struct Progress
    {
        TimePoint since;
        qint64 taken = 0;
        qint64 owed = 0;
    };

    void onReceived(const QByteArray &frame);
    bool isInBudget(const QByteArray &frame);
    void wait(const QByteArray &frame);
    void takeWaiting();
    void take(const QByteArray &frame);
    void send(const QByteArray &frame);

    const quint64 m_id;
    const std::unique_ptr<protocol::Transport> m_transport;
    const Admission m_admission;
    QString m_operatorName;
    EventLog &m_events;
    const SessionLimits m_limits;
    EventLog::Cursor m_cursor;
    CallBudget m_budget;
    std::optional<log::Severity> m_follows;
    qint64 m_missed = 0; // of the log
    int m_pending = 0;
    std::deque<QByteArray> m_waiting; // calls beyond the budget, as they came
    qint64 m_waitingBytes = 0;
    QTimer m_waitingTurn;
    Progress m_progress;
    bool m_hasBegun = false;
    bool m_isClosing = false;
};

} // namespace turnpike::consolehub
