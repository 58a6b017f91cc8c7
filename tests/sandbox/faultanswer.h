// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "fault.h"

#include <functional>

namespace turnpike::sandbox {

// How a service words an error of the given HTTP status; `retryAfter` in seconds, 0 for none.
using ErrorAnswer = std::function<http::Response(int status, int retryAfter)>;

// What a fault answers in the place of `service`: the bytes given with it, or the service's own words.
http::Response faultAnswer(const QString &service, const Fault &fault, const ErrorAnswer &errorAnswer);

} // namespace turnpike::sandbox
