// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolehub/session.h"

#include "base/deadline.h"
#include "protocol/calls.h"

#include <algorithm>

namespace turnpike::consolehub {

using namespace protocol;
using std::chrono::steady_clock;

namespace {

constexpr int kWaitingTurnMs = 20; // a call, at 50 a second

} // namespace

Session::Session(quint64 id, std::unique_ptr<Transport> transport, const Admission &admission,
                 EventLog &events, const SessionLimits &limits)
    : m_id(id)
    , m_transport(std::move(transport))
    , m_admission(admission)
    , m_events(events)
    , m_limits(limits)
    , m_budget(limits.callsPerSecond, limits.callBurst, steady_clock::now())
    , m_progress{steady_clock::now(), 0, 0}
{
    m_waitingTurn.setInterval(kWaitingTurnMs);
    connect(&m_waitingTurn, &QTimer::timeout, this, &Session::takeWaiting);
    connect(m_transport.get(), &Transport::received, this, &Session::onReceived);
    connect(m_transport.get(), &Transport::drained, this, [this](qint64 bytes) {
        m_progress.taken += bytes;
        flush();
    });
    connect(m_transport.get(), &Transport::closed, this, &Session::ended);
}

void Session::begin(const QByteArray &hello, const EventLog::Cursor &cursor)
{
    m_cursor = cursor;
    m_hasBegun = true;
    send(hello);
    flush();
}

// All that is said goes this way, and what is not taken stays within bounds.
void Session::send(const QByteArray &frame)
{
    if (m_isClosing)
        return;
    m_transport->send(frame);
    if (unsentBytes() > m_limits.maxUnsent)
        close(CloseTooSlow, Sentence(SentenceId::AnswersNotRead));
}

void Session::flush()
{
    if (!m_hasBegun)
        return;
    while (!m_isClosing && unsentBytes() < m_limits.highWater) {
        const auto frame = m_events.take(m_cursor);
        if (!frame)
            break;
        send(*frame);
    }
    if (m_cursor.isLost)
        close(CloseTooSlow, Sentence(SentenceId::ReadTooSlowly));
}

void Session::answer(const Answer &answer)
{
    if (!m_isClosing)
        send(encode(answer));
}

void Session::follow(const LogFollow &follow)
{
    m_follows = follow.on ? std::optional(severityFrom(follow.level)) : std::nullopt;
    m_missed = 0;
}

void Session::tellLog(const LogTail::News &news, Timestamp nowMs)
{
    LogBatch batch;
    for (const LogTail::News::Line &line : news.lines) {
        if (line.severity >= *m_follows)
            batch.lines.append(line.line);
    }
    batch.missed = m_missed + news.missed;
    if (m_isClosing || unsentBytes() >= m_limits.highWater) {
        m_missed = batch.missed + batch.lines.size();
        return;
    }
    m_missed = 0;
    if (!batch.lines.isEmpty() || batch.missed > 0)
        send(encode(Event{QString::fromLatin1(event::kLog), m_cursor.seq, nowMs, toJson(batch)}));
}

void Session::close(CloseCode code, const Sentence &why)
{
    if (std::exchange(m_isClosing, true))
        return;
    m_waiting.clear();
    m_waitingTurn.stop();
    m_transport->close(code, why.english());
}

void Session::checkProgress()
{
    const auto now = steady_clock::now();
    const qint64 unsent = unsentBytes();
    // Pongs are nobody's frames, and count.
    if (unsent > m_limits.maxUnsent)
        close(CloseTooSlow, Sentence(SentenceId::TalkNotRead));
    else if (m_progress.taken >= m_progress.owed || unsent == 0 || deadlinesStandStill())
        m_progress = {now, 0, std::min(unsent, m_limits.leastTaken)};
    else if (now - m_progress.since > m_limits.stallTime)
        close(CloseTooSlow, Sentence(SentenceId::ReadTooLittle));
}

void Session::onReceived(const QByteArray &frame)
{
    if (m_isClosing)
        return;
    if (m_waiting.empty() && isInBudget(frame))
        take(frame);
    else
        wait(frame);
}

bool Session::isInBudget(const QByteArray &frame)
{
    const double cost = 1 + static_cast<double>(frame.size() / m_limits.bytesPerCall);
    return m_budget.take(steady_clock::now(), std::min(cost, m_limits.callBurst));
}

void Session::wait(const QByteArray &frame)
{
    m_waiting.push_back(frame);
    m_waitingBytes += frame.size();
    if (m_waiting.size() > m_limits.maxWaitingCalls || m_waitingBytes > m_limits.maxWaitingBytes)
        close(CloseTooManyCalls, Sentence(SentenceId::TooManyCalls));
    else if (!m_waitingTurn.isActive())
        m_waitingTurn.start();
}

void Session::takeWaiting()
{
    while (!m_waiting.empty() && isInBudget(m_waiting.front())) {
        const QByteArray frame = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_waitingBytes -= frame.size();
        take(frame);
    }
    if (m_waiting.empty())
        m_waitingTurn.stop();
}

// Within the budget: until then nobody looks into it.
void Session::take(const QByteArray &frame)
{
    QString why;
    const std::optional<Call> call = decodeCall(frame, &why);
    if (!call)
        close(CloseProtocolError, why);
    else if (m_pending >= m_limits.maxPendingCalls)
        answer({call->id, {}, CallError::of(ErrorCode::TooMany, Sentence(SentenceId::TooManyCallsAtOnce))});
    else
        Q_EMIT called(*call);
}

} // namespace turnpike::consolehub

#include "moc_session.cpp"
