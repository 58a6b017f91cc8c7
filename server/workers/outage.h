// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/unsettled.h"
#include "base/errors.h"
#include "http/circuitbreaker.h"

#include <algorithm>

namespace turnpike::workers {

// For how long a worker is not woken by due rows and commits when the service it needs is away: until the
// breaker lets calls through again, and never less than a few seconds.
inline std::chrono::milliseconds outageHold(const http::CircuitBreaker &breaker)
{
    const auto snapshot = breaker.snapshot(std::chrono::steady_clock::now());
    return std::max(std::chrono::milliseconds(5'000), snapshot.opensAgainIn);
}

// Whether a batch of calls in which nobody was served says that the service is away: one row that fails alone
// must hold nobody up.
inline bool saysOutage(const http::CircuitBreaker &breaker, size_t failed)
{
    const auto snapshot = breaker.snapshot(std::chrono::steady_clock::now());
    return failed > 1 || snapshot.state != http::CircuitBreaker::State::Closed;
}

// What a failed call of the VPN API means for its row. `isNobodysFault`: such as our key refused.
// `isOwnFault`: others were served where it got a 5xx.
inline access::CallFailure callFailure(const DependencyError &error, bool isNobodysFault, bool isOwnFault,
                                       bool isUnsettled)
{
    return {error.message(), (error.isOutage() && !isOwnFault) || isNobodysFault, isUnsettled};
}

} // namespace turnpike::workers
