// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QtGlobal>

#include <vector>

namespace turnpike::bench {

// Of an empty list each of these throws chaos::Broken: nothing was measured.
double median(std::vector<double> values);
// The value that `part` (0 … 1) of all do not exceed.
double percentile(std::vector<double> values, double part);

// Microseconds since 1970, by the clock that the load driver, the stand-ins and PostgreSQL go by as well.
qint64 nowUs();

} // namespace turnpike::bench
