// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "figures.h"

#include "chaos/patience.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace turnpike::bench {

using namespace Qt::StringLiterals;

double median(std::vector<double> values)
{
    if (values.empty())
        throw chaos::Broken(u"nothing was measured"_s);
    std::sort(values.begin(), values.end());
    const size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

double percentile(std::vector<double> values, double part)
{
    if (values.empty())
        throw chaos::Broken(u"nothing was measured"_s);
    std::sort(values.begin(), values.end());
    const auto count = static_cast<double>(values.size());
    const auto place = static_cast<size_t>(std::ceil(count * part));
    return values[std::clamp<size_t>(place, 1, values.size()) - 1];
}

qint64 nowUs()
{
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace turnpike::bench
