// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpmessage.h"

#include <optional>

namespace turnpike::http {

// The address that the nearest proxy says it serves: the last one in the last field of that name, because
// anything before it came from the client and may be invented. With or without a port, IPv6 with or without
// brackets; an IPv4-mapped IPv6 address is returned as IPv4. Empty without a name, without such a field, or
// if the value is not an address.
std::optional<QHostAddress> clientAddress(const Headers &headers, const QByteArray &name);

} // namespace turnpike::http
