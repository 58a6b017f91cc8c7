// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/chunkedbody.h"

#include "http/characters.h"

namespace turnpike::http {

namespace {

// Enough for any body that we take, and far from wrapping around.
constexpr int kMaxDigits = 8;
// Of all chunks together. No proxy is known to add any; what signs chunks needs about a hundred for each.
constexpr qsizetype kMaxExtensionBytes = 1024;

} // namespace

ChunkedBody::ChunkedBody(qint64 maxBytes)
    : m_maxBytes(maxBytes)
{}

void ChunkedBody::reset()
{
    m_expects = Expects::FirstDigit;
    m_body.clear();
    m_digits = 0;
    m_left = 0;
    m_extensionBytes = 0;
    m_refusal = {};
}

bool ChunkedBody::refuse(int status, const char *reason)
{
    m_refusal = {status, reason};
    return false;
}

ChunkedBody::State ChunkedBody::feed(QByteArrayView bytes, qsizetype *consumed)
{
    *consumed = 0;
    while (*consumed < bytes.size() && m_expects != Expects::Nothing) {
        if (m_expects == Expects::Data) {
            const auto taken = qMin<qint64>(m_left, bytes.size() - *consumed);
            m_body.append(bytes.sliced(*consumed, taken));
            *consumed += taken;
            m_left -= taken;
            if (m_left == 0)
                m_expects = Expects::DataCr;
            continue;
        }
        if (!take(bytes[(*consumed)++]))
            return State::Refused;
    }
    return m_expects == Expects::Nothing ? State::Complete : State::Incomplete;
}

// One byte that is none of the body's.
bool ChunkedBody::take(char c)
{
    const auto mustBe = [&](char expected, Expects next) {
        m_expects = next;
        return c == expected || refuse(400, "chunk line end");
    };
    switch (m_expects) {
    case Expects::FirstDigit:
    case Expects::Size:
        return takeSize(c);
    case Expects::Extension:
        return takeExtension(c);
    case Expects::SizeLf:
        return c == '\n' ? beginData() : refuse(400, "chunk line end");
    case Expects::DataCr:
        return mustBe('\r', Expects::DataLf);
    case Expects::DataLf:
        return mustBe('\n', Expects::FirstDigit);
    case Expects::LastCr:
        m_expects = Expects::LastLf;
        return c == '\r' || refuse(400, "trailer");
    case Expects::LastLf:
        return mustBe('\n', Expects::Nothing);
    case Expects::Data:
    case Expects::Nothing:
        break;
    }
    return true;
}

bool ChunkedBody::takeSize(char c)
{
    const int digit = hexDigit(c);
    if (digit >= 0) {
        if (m_expects == Expects::FirstDigit) {
            m_left = 0;
            m_digits = 0;
        }
        m_expects = Expects::Size;
        m_left = m_left * 16 + digit;
        return ++m_digits <= kMaxDigits || refuse(413, "chunk size");
    }
    if (m_expects == Expects::FirstDigit)
        return refuse(400, "chunk size");
    if (c == ';') {
        m_expects = Expects::Extension;
        return true;
    }
    m_expects = Expects::SizeLf;
    return c == '\r' || refuse(400, "chunk size");
}

bool ChunkedBody::takeExtension(char c)
{
    if (c == '\r') {
        m_expects = Expects::SizeLf;
        return true;
    }
    if (isControl(c) && c != '\t')
        return refuse(400, "chunk extension");
    return ++m_extensionBytes <= kMaxExtensionBytes || refuse(400, "chunk extensions too large");
}

bool ChunkedBody::beginData()
{
    if (m_left == 0) {
        m_expects = Expects::LastCr;
        return true;
    }
    m_expects = Expects::Data;
    return m_body.size() + m_left <= m_maxBytes || refuse(413, "body too large");
}

} // namespace turnpike::http
