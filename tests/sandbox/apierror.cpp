// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "apierror.h"

#include "http/httpmessage.h"
#include "telegramjson.h"

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

QString worded(const QString &prefix, const QString &why)
{
    QString rest = why;
    const bool isCode = why.size() >= 2 && (why[1] == u'_' || (why[1] >= u'A' && why[1] <= u'Z'));
    if (!isCode && !why.isEmpty() && why[0] >= u'A' && why[0] <= u'Z')
        rest[0] = why[0].toLower();
    return prefix + u": "_s + rest;
}

} // namespace

void badRequest(const QString &why)
{
    throw ApiError{400, worded(u"Bad Request"_s, why)};
}

void forbidden(const QString &why)
{
    throw ApiError{403, worded(u"Forbidden"_s, why)};
}

void tooManyRequests(int retryAfter)
{
    throw ApiError{429, u"Too Many Requests: retry after %1"_s.arg(retryAfter), retryAfter};
}

http::Response errorResponse(const ApiError &error)
{
    QJsonObject body{{u"ok"_s, false}, {u"error_code"_s, error.code}, {u"description"_s, error.description}};
    QJsonObject parameters;
    if (error.retryAfter > 0)
        parameters.insert(u"retry_after", error.retryAfter);
    if (error.migrateToChatId != 0)
        parameters.insert(u"migrate_to_chat_id", error.migrateToChatId);
    if (!parameters.isEmpty())
        body.insert(u"parameters", parameters);
    http::Response response = http::Response::json(asciiJson(body), error.code);
    if (error.retryAfter > 0)
        response.headers.append({"Retry-After", QByteArray::number(error.retryAfter)});
    return response;
}

} // namespace turnpike::sandbox
