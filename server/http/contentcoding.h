#pragma once

#include <QByteArray>

#include <optional>

namespace turnpike::http {

// What an answer's body is packed in (RFC 9110, 8.4). We ask for none, yet proxies in between pack all the
// same.
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

// Unpacks a whole body, stopping as soon as it is longer than `most` bytes: memory is bounded, whatever was
// packed. Never throws.
Unpacked unpack(ContentCoding coding, const QByteArray &packed, qint64 most);

} // namespace turnpike::http
