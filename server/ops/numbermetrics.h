// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/numbervalues.h"
#include "telemetry/metrics.h"

namespace turnpike::ops {

// Described numbers as metrics, in base units: those that are known and have a name for Prometheus.
void collectNumbers(MetricFamilies &metrics, const protocol::NumberValues &values);

} // namespace turnpike::ops
