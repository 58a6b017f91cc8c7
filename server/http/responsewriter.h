// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpmessage.h"

namespace turnpike::http {

// The reason phrase of a status: "Not Found" for 404.
QByteArray statusText(int status);

struct WireOptions
{
    bool keepAlive = true;
    bool withoutBody = false; // the answer to a HEAD request: all headers, no body
    int minorVersion = 1;     // of the request: HTTP/1.0 is told if its connection is kept open
};

// The whole answer in one piece, so that it leaves in one write. Adds Date, Content-Length and Connection;
// header names and values that could break the framing are left out.
QByteArray toWire(const Response &response, const WireOptions &options);

} // namespace turnpike::http
