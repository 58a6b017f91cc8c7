#pragma once

#include "consolehub/callbudget.h"
#include "consolehub/eventlog.h"
#include "consolehub/logtail.h"
#include "control/operators.h"
#include "protocol/transport.h"
#include "protocol/version.h"

#include <QObject>

#include <chrono>
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
    int maxPendingCalls = 64;
    int maxRefusedCalls = 1'000; // in a second; then it is closed
    // Above so much unsent, events and states wait; answers, which were asked for, may go on up to the other.
    qint64 highWater = 256 * 1024;
    qint64 maxUnsent = 8 * 1024 * 1024;
    std::chrono::milliseconds stallTime{30'000}; // without taking a byte, while there are some for it
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

    // Sends the first frame, then what follows `cursor`.
    void begin(const QByteArray &hello, const EventLog::Cursor &cursor);
    // Sends what is new, as far as the console takes it.
    void flush();
    void answer(const protocol::Answer &answer);
    void refuse(const QString &callId, const char *code, const QString &why);
    // Whether it gets what is logged, and from which level on.
    void follow(const protocol::LogFollow &follow);
    bool isFollowing() const { return m_follows.has_value(); }
    // Sends what it follows of the news, or counts it as missed when the console does not keep up.
    void tellLog(const LogTail::News &news, qint64 nowMs);
    // Nothing it says is heard any more; ended() follows.
    void close(protocol::CloseCode code, const QString &why);
    // Closes it when it has not read for too long.
    void checkProgress();
    qint64 unsentBytes() const { return m_transport->unsentBytes(); }
    // The console waits for `pending` answers.
    void setPending(int pending) { m_pending = pending; }

Q_SIGNALS:
    void called(const turnpike::protocol::Call &call);
    void ended(int code, const QString &why);

private:
    using TimePoint = CallBudget::TimePoint;

    void onReceived(const QByteArray &frame);
    void refuseTooMany(const QString &callId, TimePoint now);

    const quint64 m_id;
    const std::unique_ptr<protocol::Transport> m_transport;
    const Admission m_admission;
    EventLog &m_events;
    const SessionLimits m_limits;
    EventLog::Cursor m_cursor;
    CallBudget m_budget;
    std::optional<log::Severity> m_follows;
    qint64 m_missed = 0; // of the log
    int m_pending = 0;
    int m_refused = 0; // in the second that began at m_refusedSince
    TimePoint m_refusedSince;
    TimePoint m_progressAt;
    bool m_hasBegun = false;
    bool m_isClosing = false;
};

} // namespace turnpike::consolehub
