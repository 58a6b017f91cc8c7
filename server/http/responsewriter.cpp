// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/responsewriter.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <ctime>

namespace turnpike::http {

using namespace Qt::StringLiterals;

namespace {

// RFC 9110, 5.6.7. Made once a second and thread.
const QByteArray &httpDate()
{
    thread_local std::time_t lastSecond = 0;
    thread_local QByteArray text;
    const std::time_t now = std::time(nullptr);
    if (now != lastSecond) {
        lastSecond = now;
        text = QLocale::c()
                   .toString(QDateTime::fromSecsSinceEpoch(now).toUTC(), u"ddd, dd MMM yyyy hh:mm:ss"_s)
                   .toLatin1() +
               " GMT";
    }
    return text;
}

bool breaksFraming(const QByteArray &text)
{
    return std::any_of(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

bool belongsToTheWriter(const QByteArray &name)
{
    for (const char *own : {"content-length", "connection", "transfer-encoding", "date"}) {
        if (name.compare(own, Qt::CaseInsensitive) == 0)
            return true;
    }
    return false;
}

} // namespace

QByteArray statusText(int status)
{
    switch (status) {
    case 200:
        return "OK"_ba;
    case 201:
        return "Created"_ba;
    case 202:
        return "Accepted"_ba;
    case 204:
        return "No Content"_ba;
    case 304:
        return "Not Modified"_ba;
    case 400:
        return "Bad Request"_ba;
    case 401:
        return "Unauthorized"_ba;
    case 403:
        return "Forbidden"_ba;
    case 404:
        return "Not Found"_ba;
    case 405:
        return "Method Not Allowed"_ba;
    case 408:
        return "Request Timeout"_ba;
    case 409:
        return "Conflict"_ba;
    case 411:
        return "Length Required"_ba;
    case 413:
        return "Content Too Large"_ba;
    case 417:
        return "Expectation Failed"_ba;
    case 426:
        return "Upgrade Required"_ba;
    case 429:
        return "Too Many Requests"_ba;
    case 431:
        return "Request Header Fields Too Large"_ba;
    case 500:
        return "Internal Server Error"_ba;
    case 501:
        return "Not Implemented"_ba;
    case 502:
        return "Bad Gateway"_ba;
    case 503:
        return "Service Unavailable"_ba;
    case 504:
        return "Gateway Timeout"_ba;
    case 505:
        return "HTTP Version Not Supported"_ba;
    default:
        return "Status"_ba;
    }
}

QByteArray toWire(const Response &response, const WireOptions &options)
{
    const bool bodyless = response.status == 204 || response.status == 304;
    QByteArray out;
    out.reserve(256 + response.body.size());
    out +=
        "HTTP/1.1 " + QByteArray::number(response.status) + ' ' + statusText(response.status) + "\r\nDate: ";
    out += httpDate();
    for (const auto &[name, value] : response.headers) {
        if (!breaksFraming(name) && !breaksFraming(value) && !belongsToTheWriter(name))
            out += "\r\n" + name + ": " + value;
    }
    if (!response.contentType.isEmpty() && !breaksFraming(response.contentType))
        out += "\r\nContent-Type: " + response.contentType;
    if (!bodyless)
        out += "\r\nContent-Length: " + QByteArray::number(response.body.size());
    if (!options.keepAlive)
        out += "\r\nConnection: close";
    else if (options.minorVersion == 0)
        out += "\r\nConnection: keep-alive";
    out += "\r\n\r\n";
    if (!bodyless && !options.withoutBody)
        out += response.body;
    return out;
}

} // namespace turnpike::http
