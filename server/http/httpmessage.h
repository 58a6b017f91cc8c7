// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"

#include <QByteArray>
#include <QHostAddress>
#include <QList>
#include <QPair>

#include <chrono>

namespace turnpike::http {

using Headers = QList<QPair<QByteArray, QByteArray>>;

// A request that came in, copied out of the server's own objects: valid indefinitely, on any thread.
struct Request
{
    QByteArray method; // upper case
    QByteArray path;   // decoded, without the query; starts with '/'
    QByteArray query;  // raw, without '?'
    Headers headers;   // as received; names compare without case
    QByteArray body;
    QHostAddress peer;                                // the proxy's address where one stands before us
    std::chrono::steady_clock::time_point receivedAt; // when its first byte came

    // The first header with this name (in any case), empty if absent.
    QByteArray header(const QByteArray &name) const;
};

// An answer. Content-Length, Date and Connection are added by whoever sends it.
struct Response
{
    int status = 200;
    QByteArray body;
    QByteArray contentType; // left out when empty
    Headers headers;

    static Response json(const QByteArray &body, int status = 200)
    {
        return {status, body, "application/json"_ba, {}};
    }
    static Response text(const QByteArray &body, int status = 200)
    {
        return {status, body, "text/plain; charset=utf-8"_ba, {}};
    }
};

} // namespace turnpike::http
