// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>

namespace turnpike::test {

// First bytes of frames (RFC 6455, 5.2): a whole text, and a ping.
inline constexpr int kTextFrame = 0x81;
inline constexpr int kPingFrame = 0x89;

// A frame of a WebSocket's client, masked with what changes every byte: `start` is its first byte. Up to
// 65 535 bytes.
inline QByteArray clientFrame(int start, QByteArray payload)
{
    Q_ASSERT(payload.size() <= 0xffff);
    QByteArray bytes(1, static_cast<char>(start));
    if (payload.size() < 126) {
        bytes.append(static_cast<char>(0x80 | payload.size()));
    } else {
        bytes.append(static_cast<char>(0x80 | 126));
        bytes.append(static_cast<char>(payload.size() >> 8));
        bytes.append(static_cast<char>(payload.size() & 0xff));
    }
    const QByteArray mask("\x01\x02\x03\x7f");
    for (qsizetype i = 0; i < payload.size(); ++i)
        payload[i] = static_cast<char>(payload.at(i) ^ mask.at(i % mask.size()));
    return bytes + mask + payload;
}

} // namespace turnpike::test
