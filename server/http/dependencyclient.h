// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/circuitbreaker.h"
#include "http/httpclient.h"

namespace turnpike::http {

// When a call is made again within its unit of work.
struct RepeatRule
{
    int repeats = 2;                        // after the first try
    std::chrono::milliseconds pause{1'000}; // before the first repeat; doubles with each
    double jitter = 0.2;                    // of the pause, either way
};

// Whether calls may still be made: asked on the calling thread right before each one, including repeats.
// Empty: yes.
using MayCall = std::function<bool()>;

// The error that ends a call that may no longer be made (DependencyError::wasWithheld()); empty if it may.
std::optional<DependencyError> objectionTo(const OutRequest &request, const MayCall &mayCall);

// What a caller knows about its own calls. All are called on the calling thread, with the index of the
// request.
struct CallRules
{
    // Asked right before each call, including repeats: an error ends the call without sending it.
    HttpClient::Admit admit;
    // Interprets what arrived, including 5xx, as this dependency means it: an answer may turn out not to be
    // the dependency's own. A 5xx that is left unchanged is still an error.
    std::function<OutResult(size_t index, OutResult result)> judge;
    // Whether this one is repeated within the unit of work; by default as RepeatRule says.
    std::function<bool(size_t index)> mayRepeat;
};

// HttpClient for one dependency: asks its breaker before each call and tells it the outcome, and repeats
// calls that failed because the dependency was away (no answer, 5xx). A call to be repeated is queued again
// and holds no connection while it waits. Thread-safe; blocks like HttpClient.
class DependencyClient
{
public:
    DependencyClient(HttpClient &client, CircuitBreaker &breaker, const RepeatRule &rule = {});

    // The answer, never a 5xx. Throws DependencyError (also for 5xx, and Reason::BreakerOpen when the call
    // was not made), DeadlineExceeded, Cancelled.
    OutResponse send(const OutRequest &request, const Deadline &deadline, const CallRules &rules = {}) const;
    // Like HttpClient::sendMany, but never with a 5xx as an answer: `done` is called once for each, with the
    // last outcome.
    void sendMany(const std::vector<OutRequest> &requests, const Deadline &deadline, int maxInFlight,
                  const HttpClient::Done &done, const CallRules &rules = {}) const;

    CircuitBreaker &breaker() const { return m_breaker; }

private:
    void report(const OutRequest &request, const OutResult &result, const Deadline &deadline) const;

    HttpClient &m_client;
    CircuitBreaker &m_breaker;
    RepeatRule m_rule;
};

} // namespace turnpike::http
