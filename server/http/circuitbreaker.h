#pragma once

#include <chrono>
#include <deque>
#include <mutex>

namespace turnpike::http {

// Stops calls to a dependency that keeps failing, so that nobody waits for it in vain, and finds out when it
// is back. One a dependency. Thread-safe; time is passed in, never read.
class CircuitBreaker
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    enum class State { Closed, Open, HalfOpen };

    struct Settings
    {
        int consecutiveFailures = 10; // open it
        int window = 20;              // as do half of so many last calls
        std::chrono::milliseconds openTime{30'000};
        int trialCalls = 2; // good ones in a row close it, from half-open
    };

    struct Snapshot
    {
        State state = State::Closed;
        int consecutiveFailures = 0;
        int failuresInWindow = 0;
        std::chrono::milliseconds opensAgainIn{0}; // until trial calls are let through; while open
        int timesOpened = 0;
        std::chrono::milliseconds brokenFor{0}; // since it first opened; 0 while closed
    };

    CircuitBreaker();
    explicit CircuitBreaker(const Settings &settings);

    // Whether a call may be made now. True counts it as begun: report its end by onSuccess, onFailure or
    // onAbandoned.
    bool allow(TimePoint now);
    // The dependency answered, if only to refuse.
    void onSuccess(TimePoint now);
    // The dependency is away: no answer, 5xx.
    void onFailure(TimePoint now);
    // The call was given up for reasons of the caller's own.
    void onAbandoned(TimePoint now);
    // Closed, with nothing remembered: an operator's order.
    void reset();

    Snapshot snapshot(TimePoint now) const;

private:
    State stateAt(TimePoint now) const;
    void remember(bool failed);
    void close();
    void open(TimePoint now);
    int failuresInWindow() const;

    const Settings m_settings;
    mutable std::mutex m_mutex;
    bool m_isClosed = true;
    TimePoint m_openedAt{};
    TimePoint m_brokenAt{};    // when it left Closed
    std::deque<bool> m_window; // failed or not, the newest last
    int m_consecutiveFailures = 0;
    int m_trialsBegun = 0;
    int m_trialsGood = 0;
    int m_timesOpened = 0;
};

const char *toString(CircuitBreaker::State state);

} // namespace turnpike::http
