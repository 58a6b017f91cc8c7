// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QString>

namespace turnpike::config {

// Whether a host is not reachable on the open internet: a private or local address (also as an IPv4-mapped
// IPv6 address, and in a carrier's or an overlay network, 100.64.0.0/10), localhost, names in .internal and
// .local, and names without a dot, such as containers use. Unencrypted connections to such hosts are allowed.
bool isPrivateHost(const QString &host);

} // namespace turnpike::config
