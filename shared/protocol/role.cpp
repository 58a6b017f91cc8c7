#include "protocol/role.h"

namespace turnpike::protocol {

const char *toString(Role role)
{
    switch (role) {
    case Role::Viewer:
        return "viewer";
    case Role::Operator:
        return "operator";
    case Role::Admin:
        break;
    }
    return "admin";
}

std::optional<Role> roleFromString(const QString &text)
{
    for (const Role role : {Role::Viewer, Role::Operator, Role::Admin}) {
        if (text == QLatin1String(toString(role)))
            return role;
    }
    return std::nullopt;
}

} // namespace turnpike::protocol
