// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "experiment.h"

namespace turnpike::chaos {

std::unique_ptr<Case> makePostgresRestart();
std::unique_ptr<Case> makePostgresOutage();
std::unique_ptr<Case> makePostgresCrash();
std::unique_ptr<Case> makeBackendKill();
std::unique_ptr<Case> makeConnections();
std::unique_ptr<Case> makeReplicaCrash();
std::unique_ptr<Case> makeKill();
std::unique_ptr<Case> makeRedis();
std::unique_ptr<Case> makeFreeze();
std::unique_ptr<Case> makeGate();
std::unique_ptr<Case> makeOutside();
std::unique_ptr<Case> makeReadOnly();
std::unique_ptr<Case> makeDiskFull();
std::unique_ptr<Case> makeLock();
std::unique_ptr<Case> makeHostile();

// How many are run when none is named: the first that can be run on the database.
constexpr size_t kUnlessNamed = 6;

// All, in the order in which they are run.
inline std::vector<std::unique_ptr<Case>> allCases()
{
    std::vector<std::unique_ptr<Case>> cases;
    for (const auto make : {&makePostgresRestart, &makePostgresOutage, &makeBackendKill, &makeConnections,
                            &makeReplicaCrash, &makeKill, &makeRedis, &makeFreeze, &makeGate, &makeOutside,
                            &makeReadOnly, &makeDiskFull, &makeLock, &makePostgresCrash, &makeHostile})
        cases.push_back(make());
    return cases;
}

} // namespace turnpike::chaos
