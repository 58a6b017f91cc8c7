// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/numbermetrics.h"

namespace turnpike::ops {

void collectNumbers(MetricFamilies &metrics, const protocol::NumberValues &values)
{
    for (const protocol::Number *number : protocol::numbers::kAll) {
        const std::optional<double> value = number->metric ? values.value(*number) : std::nullopt;
        if (!value)
            continue;
        MetricFamilies::Labels labels;
        if (number->label)
            labels.emplace_back(number->label, number->labelValue);
        const double amount = number->inBaseUnits(*value);
        if (number->kind == protocol::NumberKind::Counter)
            metrics.counter(number->metric, number->help, amount, labels);
        else
            metrics.gauge(number->metric, number->help, amount, labels);
    }
}

} // namespace turnpike::ops
