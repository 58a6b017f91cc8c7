#pragma once

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

} // namespace turnpike::workers
