// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/choice.h"

namespace turnpike::protocol {

// What an operator may do; each includes the one before. The server decides, a console only greys out.
enum class Role {
    Viewer,   // sees
    Operator, // flags, workers, dead letters, messages, alerts, customers
    Admin,    // operators, balances
};
constexpr auto wordsOf(Role)
{
    return std::array{Word{Role::Viewer, "viewer"}, Word{Role::Operator, "operator"},
                      Word{Role::Admin, "admin"}};
}

} // namespace turnpike::protocol
