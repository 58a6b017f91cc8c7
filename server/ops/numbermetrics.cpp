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
        metrics.gauge(number->metric, number->help, number->inBaseUnits(*value), labels);
    }
}

} // namespace turnpike::ops
