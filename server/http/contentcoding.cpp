// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/contentcoding.h"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace turnpike::http {

namespace {

using Outcome = Unpacked::Outcome;

// zlib.h, inflateInit2: by which envelope the packed bytes begin.
constexpr int kGzipEnvelope = 16 + MAX_WBITS;
constexpr int kZlibEnvelope = MAX_WBITS;
constexpr int kNoEnvelope = -MAX_WBITS;

constexpr size_t kPieceBytes = 64 * 1024;

// One stream of zlib, freed at the end.
class Inflater
{
public:
    explicit Inflater(int envelope)
        : m_isGood(inflateInit2(&m_stream, envelope) == Z_OK)
    {}
    ~Inflater()
    {
        if (m_isGood)
            inflateEnd(&m_stream);
    }
    Inflater(const Inflater &) = delete;
    Inflater &operator=(const Inflater &) = delete;

    Unpacked run(const QByteArray &packed, qint64 most)
    {
        m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.constData())); // read only
        m_stream.avail_in = static_cast<uInt>(packed.size());
        Unpacked result;
        std::array<char, kPieceBytes> piece;
        while (m_isGood) {
            m_stream.next_out = reinterpret_cast<Bytef *>(piece.data());
            m_stream.avail_out = static_cast<uInt>(piece.size());
            const int state = inflate(&m_stream, Z_NO_FLUSH);
            result.body.append(piece.data(), static_cast<qsizetype>(piece.size() - m_stream.avail_out));
            if (result.body.size() > most)
                return {Outcome::TooLarge, {}};
            if (state == Z_STREAM_END) {
                if (m_stream.avail_in == 0)
                    return result;
                // RFC 1952, 2.2: members follow one another.
                if (inflateReset(&m_stream) != Z_OK)
                    break;
            } else if (state != Z_OK) {
                break; // Z_BUF_ERROR, too: the packed bytes are at an end and the stream is not
            }
        }
        return {Outcome::Broken, {}};
    }

private:
    z_stream m_stream{};
    bool m_isGood;
};

} // namespace

ContentCoding contentCodingOf(const QByteArray &header)
{
    const QByteArray name = header.trimmed().toLower();
    if (name.isEmpty() || name == "identity")
        return ContentCoding::Identity;
    if (name == "gzip" || name == "x-gzip")
        return ContentCoding::Gzip;
    return name == "deflate" ? ContentCoding::Deflate : ContentCoding::Unknown;
}

Unpacked unpack(ContentCoding coding, const QByteArray &packed, qint64 most)
{
    switch (coding) {
    case ContentCoding::Identity:
        return packed.size() > most ? Unpacked{Outcome::TooLarge, {}} : Unpacked{Outcome::Done, packed};
    case ContentCoding::Gzip:
        return Inflater(kGzipEnvelope).run(packed, most);
    case ContentCoding::Deflate: {
        const Unpacked proper = Inflater(kZlibEnvelope).run(packed, most);
        return proper.outcome == Outcome::Broken ? Inflater(kNoEnvelope).run(packed, most) : proper;
    }
    case ContentCoding::Unknown:
        break;
    }
    return {Outcome::Broken, {}};
}

} // namespace turnpike::http
