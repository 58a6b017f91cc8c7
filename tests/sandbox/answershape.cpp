// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "answershape.h"

#include "gzip.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

struct Reason
{
    int status;
    const char *words;
};

constexpr std::array kReasons = {
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{202, "Accepted"},
    Reason{204, "No Content"},
    Reason{206, "Partial Content"},
    Reason{301, "Moved Permanently"},
    Reason{302, "Found"},
    Reason{303, "See Other"},
    Reason{304, "Not Modified"},
    Reason{307, "Temporary Redirect"},
    Reason{308, "Permanent Redirect"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{406, "Not Acceptable"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{410, "Gone"},
    Reason{411, "Length Required"},
    Reason{412, "Precondition Failed"},
    Reason{413, "Request Entity Too Large"},
    Reason{414, "Request-URI Too Long"},
    Reason{415, "Unsupported Media Type"},
    Reason{416, "Range Not Satisfiable"},
    Reason{417, "Expectation Failed"},
    Reason{421, "Misdirected Request"},
    Reason{422, "Unprocessable Entity"},
    Reason{426, "Upgrade Required"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{502, "Bad Gateway"},
    Reason{503, "Service Unavailable"},
    Reason{504, "Gateway Timeout"},
    Reason{505, "HTTP Version Not Supported"},
    Reason{520, "Web Server Returned an Unknown Error"},
    Reason{521, "Web Server Is Down"},
    Reason{522, "Connection Timed Out"},
    Reason{524, "A Timeout Occurred"},
};

// RFC 9110, 5.6.7. Made once a second.
const QByteArray &date()
{
    static qint64 second = 0;
    static QByteArray text;
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    if (std::exchange(second, now) != now) {
        const QDateTime time = QDateTime::fromSecsSinceEpoch(now).toUTC();
        text = QLocale::c().toString(time, u"ddd, dd MMM yyyy hh:mm:ss"_s).toLatin1() + " GMT";
    }
    return text;
}

bool names(const http::Headers &headers, const char *name)
{
    return std::any_of(headers.begin(), headers.end(), [name](const auto &header) {
        return header.first.compare(name, Qt::CaseInsensitive) == 0;
    });
}

QByteArray chunked(const QByteArray &body)
{
    QByteArray all;
    const qsizetype half = body.size() / 2;
    for (const QByteArray &piece : {body.left(half), body.mid(half)}) {
        if (!piece.isEmpty())
            all += QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n";
    }
    return all + "0\r\n\r\n";
}

bool hasNoBody(int status)
{
    return status == 204 || status == 304;
}

} // namespace

QByteArray reasonOf(int status)
{
    const auto found = std::find_if(kReasons.begin(), kReasons.end(),
                                    [status](const Reason &reason) { return reason.status == status; });
    return found == kReasons.end() ? "Unknown"_ba : QByteArray(found->words);
}

QByteArray onTheWire(const http::Response &response, const AnswerShape &shape, bool isKeptAlive, bool toHead)
{
    const QByteArray body = shape.gzip ? gzipped(response.body) : response.body;
    QByteArray wire = shape.statusLine;
    if (wire.isEmpty())
        wire = "HTTP/1.1 " + QByteArray::number(response.status) + ' ' + reasonOf(response.status);
    wire += "\r\nDate: " + date() + "\r\n";
    if (!response.contentType.isEmpty() && !names(response.headers, "Content-Type"))
        wire += "Content-Type: " + response.contentType + "\r\n";
    for (const auto &[name, value] : response.headers)
        wire += name + ": " + value + "\r\n";
    if (shape.gzip)
        wire += "Content-Encoding: gzip\r\n";
    const bool framesItself =
        names(response.headers, "Content-Length") || names(response.headers, "Transfer-Encoding");
    const bool isChunked = shape.framing == AnswerShape::Framing::Chunked;
    if (!framesItself && isChunked)
        wire += "Transfer-Encoding: chunked\r\n";
    else if (!framesItself && shape.framing == AnswerShape::Framing::Length && !hasNoBody(response.status))
        wire += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    if (!names(response.headers, "Connection"))
        wire += isKeptAlive ? "Connection: keep-alive\r\n" : "Connection: close\r\n";
    wire += "\r\n";
    if (!toHead && !hasNoBody(response.status))
        wire += isChunked ? chunked(body) : body;
    return wire;
}

} // namespace turnpike::sandbox
