// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/record.h"
#include "protocol/number.h"

// How the value of a described number is shown.
namespace turnpike::console {

inline bool isReached(const protocol::Number &number, auto value)
{
    return number.level(static_cast<double>(value)) != protocol::NumberLevel::Pass;
}

inline Tone toneOf(const protocol::Number &number, auto value)
{
    switch (number.level(static_cast<double>(value))) {
    case protocol::NumberLevel::Pass:
        return Tone::Good;
    case protocol::NumberLevel::Warn:
        return Tone::Warning;
    case protocol::NumberLevel::Fail:
        break;
    }
    return Tone::Bad;
}

} // namespace turnpike::console
