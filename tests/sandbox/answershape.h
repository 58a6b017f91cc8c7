// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpmessage.h"

namespace turnpike::sandbox {

// How an answer looks on the wire: everything that real services, and the proxies before them, are seen to
// do. The answer's own headers go out as they are: one that names Content-Length or Transfer-Encoding takes
// the place of the right one.
struct AnswerShape
{
    enum class Framing {
        Length,     // Content-Length
        Chunked,    // two chunks and an end
        UntilClose, // neither: the end of the connection is the end of the answer
    };
    enum class CutBy {
        Close,   // as at the end of an answer
        Reset,   // RST
        Silence, // the connection stays, and nothing more comes
    };

    Framing framing = Framing::Length;
    bool gzip = false;       // whether the client asked for it or not
    QByteArray statusLine;   // instead of "HTTP/1.1 200 OK"
    qsizetype cutAfter = -1; // bytes, those of the head included; -1: the answer is whole
    CutBy cutBy = CutBy::Close;
    bool byteByByte = false; // each in a packet of its own
    int byteMs = 0;          // between two of them
    bool closes = false;     // the connection ends after it, and the head does not say so

    bool operator==(const AnswerShape &) const = default;
};

// The words after the number in a status line; those of tdlib/td, HttpHeaderCreator.cpp, and Cloudflare's.
QByteArray reasonOf(int status);

// All bytes of an answer, whole. `isKeptAlive`: the connection may go on after it. `toHead`: without a body.
QByteArray onTheWire(const http::Response &response, const AnswerShape &shape, bool isKeptAlive, bool toHead);

} // namespace turnpike::sandbox
