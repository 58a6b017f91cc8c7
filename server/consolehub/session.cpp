#include "consolehub/session.h"

#include "base/deadline.h"
#include "protocol/calls.h"

namespace turnpike::consolehub {

using namespace protocol;
using std::chrono::steady_clock;

Session::Session(quint64 id, std::unique_ptr<Transport> transport, const Admission &admission,
                 EventLog &events, const SessionLimits &limits)
    : m_id(id)
    , m_transport(std::move(transport))
    , m_admission(admission)
    , m_events(events)
    , m_limits(limits)
    , m_budget(limits.callsPerSecond, limits.callBurst, steady_clock::now())
    , m_progressAt(steady_clock::now())
{
    connect(m_transport.get(), &Transport::received, this, &Session::onReceived);
    connect(m_transport.get(), &Transport::drained, this, [this] {
        m_progressAt = steady_clock::now();
        flush();
    });
    connect(m_transport.get(), &Transport::closed, this, &Session::ended);
}

void Session::begin(const QByteArray &hello, const EventLog::Cursor &cursor)
{
    m_cursor = cursor;
    m_hasBegun = true;
    m_transport->send(hello);
    flush();
}

void Session::flush()
{
    if (!m_hasBegun || m_isClosing)
        return;
    if (m_transport->unsentBytes() == 0)
        m_progressAt = steady_clock::now();
    while (m_transport->unsentBytes() < m_limits.highWater) {
        const auto frame = m_events.take(m_cursor);
        if (!frame)
            break;
        m_transport->send(*frame);
    }
    if (m_cursor.isLost)
        close(CloseTooSlow,
              QStringLiteral("You did not read fast enough to hear everything: connect again."));
}

void Session::answer(const Answer &answer)
{
    if (m_isClosing)
        return;
    m_transport->send(encode(answer));
    if (m_transport->unsentBytes() > m_limits.maxUnsent)
        close(CloseTooSlow, QStringLiteral("You ask and do not read the answers."));
}

void Session::refuse(const QString &callId, const char *code, const QString &why)
{
    answer({callId, {}, CallError{QString::fromLatin1(code), why}});
}

void Session::follow(const LogFollow &follow)
{
    m_follows = follow.on ? std::optional(severityFrom(follow.level)) : std::nullopt;
    m_missed = 0;
}

void Session::tellLog(const LogTail::News &news, qint64 nowMs)
{
    LogBatch batch;
    for (const LogTail::News::Line &line : news.lines) {
        if (line.severity >= *m_follows)
            batch.lines.append(line.line);
    }
    batch.missed = m_missed + news.missed;
    if (m_isClosing || m_transport->unsentBytes() >= m_limits.highWater) {
        m_missed = batch.missed + batch.lines.size();
        return;
    }
    m_missed = 0;
    if (!batch.lines.isEmpty() || batch.missed > 0)
        m_transport->send(
            encode(Event{QString::fromLatin1(event::kLog), m_cursor.seq, nowMs, toJson(batch)}));
}

void Session::close(CloseCode code, const QString &why)
{
    if (std::exchange(m_isClosing, true))
        return;
    m_transport->close(code, why);
}

void Session::checkProgress()
{
    const auto now = steady_clock::now();
    if (m_transport->unsentBytes() == 0 || deadlinesStandStill())
        m_progressAt = now;
    else if (now - m_progressAt > m_limits.stallTime)
        close(CloseTooSlow, QStringLiteral("You have read nothing for too long: connect again."));
}

void Session::onReceived(const QByteArray &frame)
{
    if (m_isClosing)
        return;
    QString why;
    const std::optional<Call> call = decodeCall(frame, &why);
    if (!call) {
        close(CloseProtocolError, why);
        return;
    }
    const auto now = steady_clock::now();
    if (m_pending >= m_limits.maxPendingCalls || !m_budget.take(now))
        refuseTooMany(call->id, now);
    else
        Q_EMIT called(*call);
}

void Session::refuseTooMany(const QString &callId, TimePoint now)
{
    if (now - m_refusedSince > std::chrono::seconds(1)) {
        m_refusedSince = now;
        m_refused = 0;
    }
    if (++m_refused > m_limits.maxRefusedCalls)
        close(CloseTooManyCalls, QStringLiteral("More calls than the server takes: ask less often."));
    else
        refuse(callId, error::kTooMany, QStringLiteral("Too many calls at once: ask again in a moment."));
}

} // namespace turnpike::consolehub

#include "moc_session.cpp"
