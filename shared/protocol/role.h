#pragma once

#include <QString>

#include <optional>

namespace turnpike::protocol {

// What an operator may do; each includes the one before. The server decides, a console only greys out.
enum class Role {
    Viewer,   // sees
    Operator, // flags, workers, dead letters, messages, alerts, customers
    Admin,    // operators, balances
};

const char *toString(Role role);
std::optional<Role> roleFromString(const QString &text);

} // namespace turnpike::protocol
