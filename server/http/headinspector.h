// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpmessage.h"

#include <variant>

namespace turnpike::http {

// The head of a request as the guard understood it. Nothing here needs checking again: whatever two parsers
// could read differently was refused.
struct RequestHead
{
    QByteArray method;
    QByteArray path;  // percent-decoded, starts with '/'
    QByteArray query; // raw, without '?'
    Headers headers;
    int minorVersion = 1; // of HTTP/1.x: 0 or 1
    qint64 contentLength = 0;
    bool isChunked = false;  // then the body's chunks tell where it ends
    bool isAbsolute = false; // the target named a host, which nothing here uses
    bool keepAlive = true;
    bool isUpgrade = false;
    bool expectsContinue = false; // holds its body back until it is told to go on
};

// Why a request is answered by the guard, after which its connection is closed.
struct Refusal
{
    int status = 400;
    const char *reason = ""; // for logs: never contains text from the request
};

// Reads the head of one request, strictly by RFC 9112, before any other parser sees it: one way to read it or
// none. It refuses bare CR and LF, NUL and other control characters, folded lines, space before a colon,
// repeated or malformed Content-Length, any Transfer-Encoding except "chunked" alone and without a length, a
// missing or second Host, and unknown versions. A value object without I/O; used again for the next request
// after reset().
class HeadInspector
{
public:
    explicit HeadInspector(qint64 maxHeadBytes, qint64 maxBodyBytes);

    enum class State { Incomplete, Complete, Refused };

    // Takes the next bytes of the connection. `consumed` is set to how many of them belong to the head: the
    // rest is body. Costs time in proportion to `bytes`, however small the pieces.
    State feed(QByteArrayView bytes, qsizetype *consumed);
    // After Complete.
    const RequestHead &head() const { return m_head; }
    // After Refused.
    const Refusal &refusal() const { return m_refusal; }
    void reset();

private:
    bool scan(char c);
    bool parse();
    bool parseRequestLine(QByteArrayView line);
    bool parseTarget(QByteArrayView target);
    bool parseAuthority(QByteArrayView *target);
    bool parseField(QByteArrayView line);
    bool checkFraming();
    bool checkLength(int lengths, QByteArrayView length);
    bool checkConnection();
    bool refuse(int status, const char *reason);

    qint64 m_maxHeadBytes;
    qint64 m_maxBodyBytes;
    QByteArray m_raw;
    int m_lineEnds = 0; // bytes of CR LF CR LF seen at the end of m_raw
    RequestHead m_head;
    Refusal m_refusal;
};

} // namespace turnpike::http
