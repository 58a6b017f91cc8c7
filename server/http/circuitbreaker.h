// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/operationchoices.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <set>

namespace turnpike::http {

// Stops calls to a dependency that keeps failing, so that nobody waits for it in vain, and finds out when it
// is back. A single subject (a uuid, a chat) for which calls always fail does not open it. There is one per
// dependency. Thread-safe; time is passed in, never read.
class CircuitBreaker
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    using State = protocol::BreakerPhase;

    struct Settings
    {
        int consecutiveFailures = 10; // open it
        int window = 20;              // as do half of so many last calls
        int subjects = 5;             // over so many different ones, where failures name whom they concern
        std::chrono::milliseconds openTime{30'000};
        int trialCalls = 2; // good ones in a row close it, from half-open
    };

    // Failures one after the other.
    struct Streak
    {
        int calls = 0;
        std::chrono::milliseconds lasted{0}; // from the first to the last of them
        std::chrono::milliseconds ago{0};    // since the last
    };

    struct Snapshot
    {
        State state = State::Closed;
        int consecutiveFailures = 0;
        int failuresInWindow = 0;
        std::chrono::milliseconds opensAgainIn{0}; // until trial calls are let through; while open
        int timesOpened = 0;
        std::chrono::milliseconds brokenFor{0}; // since it first opened; 0 while closed
        // While closed: time since a call succeeded, and since the dependency answered at all.
        Streak failed;
        Streak unanswered;
        // Since a call last succeeded; nothing: none ever has.
        std::optional<std::chrono::milliseconds> succeeded;
    };

    CircuitBreaker();
    explicit CircuitBreaker(const Settings &settings);

    // Whether a call may be made now. True counts it as begun: report its end by onSuccess, onFailure or
    // onAbandoned.
    bool allow(TimePoint now);
    // The dependency answered, even if only to refuse.
    void onSuccess(TimePoint now);
    // The dependency is away: no answer, 5xx. `subject`: whom the call concerned; empty if the failure cannot
    // be specific to anybody. `isItsAnswer`: an error of its own, so the dependency is reachable. `why`: for
    // lastFailure().
    void onFailure(TimePoint now, const QByteArray &subject = {}, bool isItsAnswer = false,
                   const QString &why = {});
    // The caller gave up the call for its own reasons.
    void onAbandoned(TimePoint now);
    // Closes it and forgets everything: ordered by an operator.
    void reset();

    Snapshot snapshot(TimePoint now) const;
    // Of what the last call failed, to be told of those that are not made; empty: nobody said, or it has been
    // closed since.
    QString lastFailure() const;

private:
    struct Outcome
    {
        bool failed = false;
        QByteArray subject;
    };
    struct Row
    {
        int calls = 0;
        TimePoint first{};
        TimePoint last{};

        void add(TimePoint now);
        Streak at(TimePoint now) const;
    };

    State stateAt(TimePoint now) const;
    void remember(bool failed, const QByteArray &subject = {});
    void close();
    void open(TimePoint now);
    int failuresInWindow() const;
    bool isWidespread(size_t newest) const;
    void trialFailed(TimePoint now, const QByteArray &subject);

    const Settings m_settings;
    mutable std::mutex m_mutex;
    bool m_isClosed = true;
    TimePoint m_openedAt{};
    TimePoint m_brokenAt{};       // when it left Closed
    std::deque<Outcome> m_window; // the newest last
    std::optional<TimePoint> m_succeededAt;
    Row m_failed;     // in a row
    Row m_unanswered; // the newest of them
    int m_trialsBegun = 0;
    int m_trialsGood = 0;
    std::set<QByteArray> m_trialSubjects; // whom trials failed for, since it was half-open
    int m_timesOpened = 0;
    QString m_lastFailure;
};

} // namespace turnpike::http
