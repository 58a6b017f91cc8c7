// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/descriptors.h"

#include <sys/resource.h>

#include <limits>

namespace turnpike {

qint64 descriptorLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 1024; // what it usually is
    constexpr auto kMost = static_cast<rlim_t>(std::numeric_limits<qint64>::max());
    return static_cast<qint64>(limit.rlim_cur < kMost ? limit.rlim_cur : kMost);
}

qint64 raiseDescriptorLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        (void)::setrlimit(RLIMIT_NOFILE, &limit); // refused: what holds is what is told
    }
    return descriptorLimit();
}

} // namespace turnpike
