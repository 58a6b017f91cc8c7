// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/errors.h"

#include <QString>

#include <chrono>
#include <functional>

namespace turnpike::chaos {

// What was to come did not: the case has failed.
class Broken : public Error
{
public:
    explicit Broken(const QString &what)
        : Error(ErrorType::Unexpected, what)
    {}
};

// Everything that waits, or will wait, throws Broken: somebody wants an end.
void interrupt();
bool isInterrupted();

// Runs the event loop, in which customers and stand-ins live, for so long.
void live(std::chrono::milliseconds time);

// Runs the event loop until `holds`; throws Broken after `patience`.
void until(const QString &what, std::chrono::milliseconds patience, const std::function<bool()> &holds);

} // namespace turnpike::chaos
