// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QtGlobal>

#include <algorithm>
#include <chrono>

namespace turnpike::http {

// What protects a listener. The reason for every figure is in its comment; tests set their own.
struct Limits
{
    qint64 maxHeadBytes = 16 * 1024;   // Telegram's heads are under 1 KiB
    qint64 maxBodyBytes = 1024 * 1024; // Telegram sends up to 512 KiB
    // For all requests that are still coming in, together: many strangers' bodies must not exhaust the memory
    // of the process. The largest unauthenticated request is dropped first, with a 503.
    qint64 maxBufferedBytes = 64 * 1024 * 1024;
    // For those among them that come from strangers: enough for many small requests at once.
    qint64 maxStrangersBytes = 4 * 1024 * 1024;
    int maxConnections = 1024;                     // in all; Telegram opens up to 100
    int maxConnectionsPerAddress = 0;              // 0: no such cap (behind a proxy everyone has one address)
    std::chrono::milliseconds headTime{5'000};     // first byte to the end of the head
    std::chrono::milliseconds requestTime{15'000}; // first byte to the last byte of the body
    std::chrono::milliseconds answerTime{30'000};  // request complete to our answer; then 503
    std::chrono::milliseconds idleTime{75'000};    // longer than Telegram's 60 s, so that it closes first
    std::chrono::milliseconds lingerTime{1'000};   // after our last byte, for the client to read it

    // The same limits, with at most so many connections that `reserved` of all `descriptors` are left for the
    // rest of the process: clients must not use up the descriptors that the database needs.
    static Limits forDescriptors(qint64 descriptors, qint64 reserved)
    {
        constexpr qint64 kFewest = 16;
        Limits limits;
        limits.maxConnections =
            static_cast<int>(std::clamp<qint64>(descriptors - reserved, kFewest, limits.maxConnections));
        return limits;
    }
};

struct FrontendCounters
{
    quint64 connectionsAccepted = 0;
    quint64 connectionsRefused = 0; // over a cap: closed at once
    quint64 connectionsEvicted = 0; // closed to make room for a new one
    quint64 requests = 0;           // passed to a handler
    quint64 rejected = 0;           // answered by the guard, by the head alone or before the body was there
    quint64 pipelined = 0;          // cut because they sent more while their request was in flight
    quint64 clientsGone = 0;        // left before the answer
    int openConnections = 0;
};

} // namespace turnpike::http
