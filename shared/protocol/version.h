// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QtGlobal>

// What server and console agree on before they say a word.
namespace turnpike::protocol {

// Another major version is another language: both sides end with a clear text. A newer minor version only
// adds members and calls; who does not know one ignores it.
inline constexpr int kMajorVersion = 1;
inline constexpr int kMinorVersion = 1;

inline constexpr const char *kPath = "/console";
inline constexpr const char *kSubprotocol = "turnpike.console.v1";
// Of an upgrade that wants to go on where its last connection ended.
inline constexpr const char *kEpochHeader = "Turnpike-Epoch";
inline constexpr const char *kSeqHeader = "Turnpike-Seq";

// Bytes of one frame from a console. Answers may be larger: the server bounds its lists by number.
inline constexpr qint64 kMaxCallBytes = 64 * 1024;
// Bytes of one frame from the server.
inline constexpr qint64 kMaxFrameBytes = 4 * 1024 * 1024;

// The server pings; a side that hears nothing for two and a half intervals takes the other for dead.
inline constexpr int kPingIntervalMs = 15'000;

// Rows of one page of a list.
inline constexpr int kMaxPage = 200;

// Codes with which a WebSocket ends (RFC 6455, 7.4: 4000 and above are the application's).
enum CloseCode {
    CloseGoingAway = 1001,       // the console leaves, or the server drains: connect again
    CloseProtocolError = 1002,   // frames that are no frames of ours
    CloseNoAnswer = 1006,        // never sent: the connection broke, or the other side says nothing
    CloseTooBig = 1009,          // a frame over the limit
    CloseVersionMismatch = 4000, // another major version: final
    CloseRevoked = 4001,         // the token was revoked or is over: final
    CloseTooManyCalls = 4002,    // calls faster than the server takes them
    CloseTooSlow = 4003,         // the console did not read
};

} // namespace turnpike::protocol
