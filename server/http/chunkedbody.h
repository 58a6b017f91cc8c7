// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/headinspector.h"

namespace turnpike::http {

// Reads a body that comes in chunks, strictly by RFC 9112, 7.1: one way to read it or none. It refuses sizes
// that are not plain hexadecimal numbers, bare CR and LF, trailers, more than a few bytes of extensions
// (which are ignored), and more than `maxBytes` in all. A value object without I/O; used again after reset().
class ChunkedBody
{
public:
    explicit ChunkedBody(qint64 maxBytes);
    // Of the body that comes next.
    void setMaxBytes(qint64 maxBytes) { m_maxBytes = maxBytes; }

    enum class State { Incomplete, Complete, Refused };

    // Takes the next bytes of the connection. `consumed` is set to how many of them belong to the body. Costs
    // time in proportion to `bytes`, however small the pieces.
    State feed(QByteArrayView bytes, qsizetype *consumed);
    // So far.
    const QByteArray &body() const { return m_body; }
    // After Refused.
    const Refusal &refusal() const { return m_refusal; }
    void reset();

private:
    enum class Expects { FirstDigit, Size, Extension, SizeLf, Data, DataCr, DataLf, LastCr, LastLf, Nothing };

    bool take(char c);
    bool takeSize(char c);
    bool takeExtension(char c);
    bool beginData();
    bool refuse(int status, const char *reason);

    qint64 m_maxBytes;
    Expects m_expects = Expects::FirstDigit;
    QByteArray m_body;
    int m_digits = 0;
    qint64 m_left = 0; // of the chunk
    qsizetype m_extensionBytes = 0;
    Refusal m_refusal;
};

} // namespace turnpike::http
