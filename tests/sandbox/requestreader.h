// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpmessage.h"

namespace turnpike::sandbox {

// Takes HTTP requests off a stream of bytes, as tolerant as what stands before the real services: chunked
// bodies, none at all, HTTP/1.0, the absolute form, lines that end with a bare LF, compressed bodies,
// requests sent ahead. Sources: tdlib/td, HttpReader.cpp and HttpChunkedByteFlow.cpp, which the Bot API
// server reads with; nginx, ngx_http_parse.c, which stands before it. A plain value, owned by its connection.
class RequestReader
{
public:
    enum class State {
        Head, // more bytes of the head are wanted
        Body, // request() has all but its body
        Done, // request() is whole
        Bad,  // answer badStatus() and close
    };

    // td, HttpReader.h: MAX_TOTAL_HEADERS_LENGTH.
    static constexpr qsizetype kMaxHead = 256 * 1024;
    // Uploads end at 50 MB (Bot API, "Sending files"); the rest is the form around them.
    static constexpr qsizetype kMaxBody = 64 * 1024 * 1024;

    void feed(const QByteArray &bytes);
    // Makes room for the next request; what has come of it already is read.
    void next();

    State state() const { return m_state; }
    int badStatus() const { return m_badStatus; }
    http::Request &request() { return m_request; }
    // Whether the client wants to go on with this connection.
    bool isKeptAlive() const { return m_isKeptAlive; }
    // Whether the client waits for "100 Continue" before it sends the body.
    bool awaitsContinue() const { return m_awaitsContinue; }
    // Whether something of a request has come.
    bool isEmpty() const { return m_state == State::Head && m_received.isEmpty(); }

private:
    void read();
    bool readHead();
    bool readHeadLines(const QList<QByteArray> &lines);
    bool readRequestLine(const QByteArray &line);
    bool readTarget(QByteArray target);
    bool readFraming();
    bool readLengthBody();
    bool readChunk();
    void finish();
    bool bad(int status);
    std::optional<QByteArray> takeLine();

    enum class Chunk { Size, Content, End, Trailer };

    State m_state = State::Head;
    int m_badStatus = 400;
    http::Request m_request;
    bool m_isKeptAlive = true;
    bool m_awaitsContinue = false;
    QByteArray m_received;
    qsizetype m_searched = 0; // of m_received, for the end of the head
    bool m_isChunked = false;
    Chunk m_chunk = Chunk::Size;
    qsizetype m_wanted = 0; // of the body, or of the chunk
};

} // namespace turnpike::sandbox
