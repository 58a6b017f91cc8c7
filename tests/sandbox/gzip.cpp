// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "gzip.h"

#include <zlib.h>

namespace turnpike::sandbox {

namespace {

constexpr int kGzip = 16 + MAX_WBITS;       // zlib.h, deflateInit2
constexpr int kGzipOrZlib = 32 + MAX_WBITS; // zlib.h, inflateInit2

Bytef *bytesOf(const QByteArray &bytes)
{
    return reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData())); // zlib reads only
}

} // namespace

QByteArray gzipped(const QByteArray &plain)
{
    z_stream stream{};
    deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY);
    QByteArray packed(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(plain.size()))),
                      Qt::Uninitialized);
    stream.next_in = bytesOf(plain);
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.truncate(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return packed;
}

std::optional<QByteArray> gunzipped(const QByteArray &packed, qsizetype most)
{
    z_stream stream{};
    inflateInit2(&stream, kGzipOrZlib);
    stream.next_in = bytesOf(packed);
    stream.avail_in = static_cast<uInt>(packed.size());
    QByteArray plain;
    int result = Z_OK;
    while (result == Z_OK && plain.size() <= most) {
        QByteArray piece(64 * 1024, Qt::Uninitialized);
        stream.next_out = reinterpret_cast<Bytef *>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        result = inflate(&stream, Z_NO_FLUSH);
        plain += piece.left(piece.size() - static_cast<qsizetype>(stream.avail_out));
    }
    inflateEnd(&stream);
    if (result != Z_STREAM_END || plain.size() > most)
        return std::nullopt;
    return plain;
}

} // namespace turnpike::sandbox
