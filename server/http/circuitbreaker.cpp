// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/circuitbreaker.h"

#include <algorithm>

namespace turnpike::http {

void CircuitBreaker::Row::add(TimePoint now)
{
    if (calls++ == 0)
        first = now;
    last = now;
}

CircuitBreaker::Streak CircuitBreaker::Row::at(TimePoint now) const
{
    using std::chrono::duration_cast;
    using std::chrono::milliseconds;
    if (calls == 0)
        return {};
    return {calls, duration_cast<milliseconds>(last - first), duration_cast<milliseconds>(now - last)};
}

CircuitBreaker::CircuitBreaker()
    : CircuitBreaker(Settings{})
{}

CircuitBreaker::CircuitBreaker(const Settings &settings)
    : m_settings(settings)
{}

CircuitBreaker::State CircuitBreaker::stateAt(TimePoint now) const
{
    if (m_isClosed)
        return State::Closed;
    return now < m_openedAt + m_settings.openTime ? State::Open : State::HalfOpen;
}

bool CircuitBreaker::allow(TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    switch (stateAt(now)) {
    case State::Closed:
        return true;
    case State::Open:
        return false;
    case State::HalfOpen:
        break;
    }
    if (m_trialsBegun >= m_settings.trialCalls)
        return false;
    m_trialsBegun++;
    return true;
}

void CircuitBreaker::onSuccess(TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    m_succeededAt = now;
    switch (stateAt(now)) {
    case State::Closed:
        m_failed = {};
        m_unanswered = {};
        remember(false);
        break;
    case State::Open:
        break; // begun before it opened: says nothing about now
    case State::HalfOpen:
        // Late ends of calls begun before it opened are no trials.
        if (m_trialsBegun > m_trialsGood && ++m_trialsGood >= m_settings.trialCalls)
            close();
        break;
    }
}

void CircuitBreaker::onFailure(TimePoint now, const QByteArray &subject, bool isItsAnswer, const QString &why)
{
    const std::lock_guard lock(m_mutex);
    if (!why.isEmpty())
        m_lastFailure = why;
    switch (stateAt(now)) {
    case State::Closed: {
        m_failed.add(now);
        if (isItsAnswer)
            m_unanswered = {};
        else
            m_unanswered.add(now);
        remember(true, subject);
        const bool keepsFailing = m_failed.calls >= m_settings.consecutiveFailures &&
                                  isWidespread(static_cast<size_t>(m_failed.calls));
        const bool oftenFails = static_cast<int>(m_window.size()) == m_settings.window &&
                                2 * failuresInWindow() >= m_settings.window && isWidespread(m_window.size());
        if (keepsFailing || oftenFails)
            open(now);
        break;
    }
    case State::Open:
        break;
    case State::HalfOpen:
        if (m_trialsBegun > m_trialsGood)
            trialFailed(now, subject);
        break;
    }
}

// The one at which the dependency always fails must not keep it open: its trial is another's.
void CircuitBreaker::trialFailed(TimePoint now, const QByteArray &subject)
{
    m_trialSubjects.insert(subject);
    if (subject.isEmpty() || m_trialSubjects.size() > 1)
        open(now);
    else
        m_trialsBegun--;
}

// Whether the failures among so many newest outcomes concern enough different ones.
bool CircuitBreaker::isWidespread(size_t newest) const
{
    std::set<QByteArray> subjects;
    int failures = 0;
    int unnamed = 0;
    const size_t first = m_window.size() - std::min(newest, m_window.size());
    for (size_t i = first; i < m_window.size(); ++i) {
        if (!m_window[i].failed)
            continue;
        ++failures;
        if (m_window[i].subject.isEmpty())
            ++unnamed;
        else
            subjects.insert(m_window[i].subject);
    }
    return unnamed + static_cast<int>(subjects.size()) >= std::min(m_settings.subjects, failures);
}

void CircuitBreaker::onAbandoned(TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    if (stateAt(now) == State::HalfOpen && m_trialsBegun > m_trialsGood)
        m_trialsBegun--;
}

void CircuitBreaker::reset()
{
    const std::lock_guard lock(m_mutex);
    close();
}

CircuitBreaker::Snapshot CircuitBreaker::snapshot(TimePoint now) const
{
    const std::lock_guard lock(m_mutex);
    Snapshot result;
    result.state = stateAt(now);
    result.consecutiveFailures = m_failed.calls;
    result.failuresInWindow = failuresInWindow();
    result.timesOpened = m_timesOpened;
    if (m_isClosed) {
        result.failed = m_failed.at(now);
        result.unanswered = m_unanswered.at(now);
    } else {
        result.brokenFor = std::chrono::duration_cast<std::chrono::milliseconds>(now - m_brokenAt);
    }
    if (m_succeededAt)
        result.succeeded = std::chrono::duration_cast<std::chrono::milliseconds>(now - *m_succeededAt);
    if (result.state == State::Open)
        result.opensAgainIn =
            std::chrono::ceil<std::chrono::milliseconds>(m_openedAt + m_settings.openTime - now);
    return result;
}

QString CircuitBreaker::lastFailure() const
{
    const std::lock_guard lock(m_mutex);
    return m_lastFailure;
}

void CircuitBreaker::remember(bool failed, const QByteArray &subject)
{
    m_window.push_back({failed, subject});
    if (static_cast<int>(m_window.size()) > m_settings.window)
        m_window.pop_front();
}

void CircuitBreaker::close()
{
    m_isClosed = true;
    m_window.clear();
    m_failed = {};
    m_unanswered = {};
    m_trialsBegun = 0;
    m_trialsGood = 0;
    m_trialSubjects.clear();
    m_lastFailure.clear();
}

void CircuitBreaker::open(TimePoint now)
{
    if (std::exchange(m_isClosed, false))
        m_brokenAt = now;
    m_openedAt = now;
    m_trialsBegun = 0;
    m_trialsGood = 0;
    m_trialSubjects.clear();
    m_timesOpened++;
}

int CircuitBreaker::failuresInWindow() const
{
    return static_cast<int>(std::count_if(m_window.begin(), m_window.end(),
                                          [](const Outcome &outcome) { return outcome.failed; }));
}

} // namespace turnpike::http
