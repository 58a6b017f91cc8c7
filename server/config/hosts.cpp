// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "config/hosts.h"

#include <QHostAddress>

#include <algorithm>
#include <array>

namespace turnpike::config {

namespace {

bool isPrivateAddress(QHostAddress address)
{
    bool isIpv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIpv4);
    if (isIpv4)
        address = QHostAddress(ipv4);
    static const std::array<const char *, 9> kSubnets{"10.0.0.0/8",  "172.16.0.0/12",  "192.168.0.0/16",
                                                      "127.0.0.0/8", "169.254.0.0/16", "100.64.0.0/10",
                                                      "fc00::/7",    "fe80::/10",      "::1/128"};
    return std::any_of(kSubnets.begin(), kSubnets.end(), [&](const char *subnet) {
        return address.isInSubnet(QHostAddress::parseSubnet(QLatin1String(subnet)));
    });
}

} // namespace

bool isPrivateHost(const QString &host)
{
    const QString name = (host.endsWith(u'.') ? host.chopped(1) : host).toLower();
    const QHostAddress address(name);
    if (!address.isNull())
        return isPrivateAddress(address);
    return !name.contains(u'.') || name.endsWith(u".localhost") || name.endsWith(u".internal") ||
           name.endsWith(u".local");
}

} // namespace turnpike::config
