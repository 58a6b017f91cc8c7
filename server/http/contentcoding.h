// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>

#include <optional>

namespace turnpike::http {

// How an answer's body is compressed (RFC 9110, 8.4). We do not ask for compression, yet proxies in between
// may compress anyway.
enum class ContentCoding {
    Identity,
    Gzip,    // RFC 1952
    Deflate, // RFC 1950; some servers send RFC 1951 under this name
    Unknown, // br, zstd, several at once
};

// From the value of the header Content-Encoding, empty when there is none.
ContentCoding contentCodingOf(const QByteArray &header);

struct Unpacked
{
    enum class Outcome { Done, Broken, TooLarge };
    Outcome outcome = Outcome::Done;
    QByteArray body; // with Done
};

// Decompresses a whole body, stopping as soon as it is longer than `most` bytes, so that memory is bounded
// whatever the input. Never throws.
Unpacked unpack(ContentCoding coding, const QByteArray &packed, qint64 most);

} // namespace turnpike::http
