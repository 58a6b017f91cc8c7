#include "http/responsewriter.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <ctime>

namespace turnpike::http {

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
                   .toString(QDateTime::fromSecsSinceEpoch(now).toUTC(),
                             QStringLiteral("ddd, dd MMM yyyy hh:mm:ss"))
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
        return QByteArrayLiteral("OK");
    case 201:
        return QByteArrayLiteral("Created");
    case 202:
        return QByteArrayLiteral("Accepted");
    case 204:
        return QByteArrayLiteral("No Content");
    case 304:
        return QByteArrayLiteral("Not Modified");
    case 400:
        return QByteArrayLiteral("Bad Request");
    case 401:
        return QByteArrayLiteral("Unauthorized");
    case 403:
        return QByteArrayLiteral("Forbidden");
    case 404:
        return QByteArrayLiteral("Not Found");
    case 405:
        return QByteArrayLiteral("Method Not Allowed");
    case 408:
        return QByteArrayLiteral("Request Timeout");
    case 409:
        return QByteArrayLiteral("Conflict");
    case 411:
        return QByteArrayLiteral("Length Required");
    case 413:
        return QByteArrayLiteral("Content Too Large");
    case 417:
        return QByteArrayLiteral("Expectation Failed");
    case 426:
        return QByteArrayLiteral("Upgrade Required");
    case 429:
        return QByteArrayLiteral("Too Many Requests");
    case 431:
        return QByteArrayLiteral("Request Header Fields Too Large");
    case 500:
        return QByteArrayLiteral("Internal Server Error");
    case 501:
        return QByteArrayLiteral("Not Implemented");
    case 502:
        return QByteArrayLiteral("Bad Gateway");
    case 503:
        return QByteArrayLiteral("Service Unavailable");
    case 504:
        return QByteArrayLiteral("Gateway Timeout");
    case 505:
        return QByteArrayLiteral("HTTP Version Not Supported");
    default:
        return QByteArrayLiteral("Status");
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
