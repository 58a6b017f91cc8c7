// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "support/testdatabase.h"

#include <vector>

namespace turnpike::test {

// Takes all places that operations have in the pool, as slow searches of consoles do. For a small while: no
// statement runs in them.
inline std::vector<db::Lease> takePlacesOfOperations(TestDatabase &test)
{
    std::vector<db::Lease> leases;
    while (static_cast<int>(leases.size()) < test.pool().options().places.operations)
        leases.push_back(test.pool().acquire(db::Demand::Operations, "slow search",
                                             Deadline::in(std::chrono::seconds(30))));
    return leases;
}

} // namespace turnpike::test
