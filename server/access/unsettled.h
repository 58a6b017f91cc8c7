// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"

#include <QString>

#include <algorithm>
#include <optional>

namespace turnpike::access {

// The longest time that a call of the VPN API can take from being sent to taking effect: 10 s until we give
// up on its answer, 60 s that proxies hold a request (nginx: proxy_read_timeout), and as much again for the
// queue of a host that is overloaded. A call whose answer never came (DependencyError::isAmbiguous) may take
// effect until then, after newer ones: what it concerns is unsettled, and its state is set again when that
// time is over.
inline constexpr qint64 kLongestCallMs = 120 * kSecondMs;

// The later one of two ends, where there are any.
inline std::optional<qint64> laterOf(std::optional<qint64> one, std::optional<qint64> other)
{
    if (!one || !other)
        return one ? one : other;
    return std::max(*one, *other);
}

// How a call of the VPN API failed, as far as its row is concerned.
struct CallFailure
{
    QString text;
    bool isOutage = false;    // nobody could have been served: no attempt
    bool isAmbiguous = false; // it may still take effect
};

} // namespace turnpike::access
