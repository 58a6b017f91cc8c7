#include "http/circuitbreaker.h"

#include <algorithm>

namespace turnpike::http {

const char *toString(CircuitBreaker::State state)
{
    switch (state) {
    case CircuitBreaker::State::Closed:
        return "closed";
    case CircuitBreaker::State::Open:
        return "open";
    case CircuitBreaker::State::HalfOpen:
        return "half_open";
    }
    return "unknown";
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
    switch (stateAt(now)) {
    case State::Closed:
        m_consecutiveFailures = 0;
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

void CircuitBreaker::onFailure(TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    switch (stateAt(now)) {
    case State::Closed:
        m_consecutiveFailures++;
        remember(true);
        if (m_consecutiveFailures >= m_settings.consecutiveFailures ||
            (static_cast<int>(m_window.size()) == m_settings.window &&
             2 * failuresInWindow() >= m_settings.window))
            open(now);
        break;
    case State::Open:
        break;
    case State::HalfOpen:
        if (m_trialsBegun > m_trialsGood)
            open(now);
        break;
    }
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
    result.consecutiveFailures = m_consecutiveFailures;
    result.failuresInWindow = failuresInWindow();
    result.timesOpened = m_timesOpened;
    if (!m_isClosed)
        result.brokenFor = std::chrono::duration_cast<std::chrono::milliseconds>(now - m_brokenAt);
    if (result.state == State::Open)
        result.opensAgainIn =
            std::chrono::ceil<std::chrono::milliseconds>(m_openedAt + m_settings.openTime - now);
    return result;
}

void CircuitBreaker::remember(bool failed)
{
    m_window.push_back(failed);
    if (static_cast<int>(m_window.size()) > m_settings.window)
        m_window.pop_front();
}

void CircuitBreaker::close()
{
    m_isClosed = true;
    m_window.clear();
    m_consecutiveFailures = 0;
    m_trialsBegun = 0;
    m_trialsGood = 0;
}

void CircuitBreaker::open(TimePoint now)
{
    if (std::exchange(m_isClosed, false))
        m_brokenAt = now;
    m_openedAt = now;
    m_trialsBegun = 0;
    m_trialsGood = 0;
    m_timesOpened++;
}

int CircuitBreaker::failuresInWindow() const
{
    return static_cast<int>(std::count(m_window.begin(), m_window.end(), true));
}

} // namespace turnpike::http
