#pragma once

#include <QString>

namespace turnpike::config {

// Whether a host cannot be met on the open internet: a private or local address (also by its IPv4 in IPv6's
// clothes, and of a carrier's or an overlay network, 100.64.0.0/10), localhost, names in .internal and
// .local, and names without a dot, as containers give each other. What is told to others travels in the clear
// there, if need be.
bool isPrivateHost(const QString &host);

} // namespace turnpike::config
