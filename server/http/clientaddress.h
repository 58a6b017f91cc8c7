#pragma once

#include "http/httpmessage.h"

#include <optional>

namespace turnpike::http {

// The address that the nearest proxy says it serves: the last one of the last field of that name, for what
// stands before it came from the client and may be invented. With or without a port, IPv6 with or without
// brackets; an IPv4 address in IPv6's clothes is given as what it is. Nothing without a name, without such a
// field, or when that is no address.
std::optional<QHostAddress> clientAddress(const Headers &headers, const QByteArray &name);

} // namespace turnpike::http
