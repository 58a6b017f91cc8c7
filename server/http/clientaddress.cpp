// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/clientaddress.h"

namespace turnpike::http {

namespace {

constexpr qsizetype kLongestAddress = 64;

// Without the port: "192.0.2.1:1234", "[2001:db8::1]:1234".
QByteArray withoutPort(const QByteArray &text)
{
    if (text.startsWith('[')) {
        const qsizetype end = text.indexOf(']');
        return end < 0 ? QByteArray() : text.mid(1, end - 1);
    }
    return text.count(':') == 1 ? text.first(text.indexOf(':')) : text;
}

} // namespace

std::optional<QHostAddress> clientAddress(const Headers &headers, const QByteArray &name)
{
    if (name.isEmpty())
        return std::nullopt;
    QByteArray last;
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            last = value.mid(value.lastIndexOf(',') + 1).trimmed();
    }
    if (last.isEmpty() || last.size() > kLongestAddress)
        return std::nullopt;
    QHostAddress address;
    if (!address.setAddress(QString::fromLatin1(withoutPort(last))))
        return std::nullopt;
    bool isIpv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIpv4);
    return isIpv4 ? QHostAddress(ipv4) : address;
}

} // namespace turnpike::http
