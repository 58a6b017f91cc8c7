// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>
#include <QString>

namespace turnpike::http {
struct Response;
}

namespace turnpike::sandbox {

// The answer to a call that the Bot API refuses.
struct ApiError
{
    int code = 400;
    QString description;
    int retryAfter = 0;         // seconds, with code 429
    qint64 migrateToChatId = 0; // with "group chat was upgraded to a supergroup chat"
};

// 400 with `why` worded as the original does: "Bad Request: " goes before it and its first letter becomes
// small, unless the second one is capital or '_' (Bot API server, Client.cpp, fail_query_with_error).
[[noreturn]] void badRequest(const QString &why);
// 403, "Forbidden: ", likewise.
[[noreturn]] void forbidden(const QString &why);
// 429 in body and header.
[[noreturn]] void tooManyRequests(int retryAfter);

// {"ok":false,"error_code":…,"description":…,"parameters":{…}} and, with 429, the header Retry-After
// (Bot API server, HttpConnection.cpp, send_response).
http::Response errorResponse(const ApiError &error);

} // namespace turnpike::sandbox
