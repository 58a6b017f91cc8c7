// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/framereader.h"

#include "protocol/version.h"

#include <QtEndian>

#include <algorithm>
#include <utility>

namespace turnpike::protocol {

using namespace Qt::StringLiterals;

namespace {

// RFC 6455, 5.2.
constexpr int kFinalBit = 0x80;
constexpr int kReservedBits = 0x70;
constexpr int kOpcodeBits = 0x0f;
constexpr int kMaskBit = 0x80;
constexpr int kLengthBits = 0x7f;
constexpr quint64 kLengthInTwoBytes = 126;
constexpr quint64 kLengthInEightBytes = 127;
constexpr int kMaxControlLength = 125;
constexpr size_t kStartSize = 2;
constexpr size_t kMaskSize = 4;

constexpr int kContinuationFrame = 0x0;
constexpr int kBinaryFrame = 0x2;
constexpr int kCloseFrame = 0x8;
constexpr int kPingFrame = 0x9;
constexpr int kPongFrame = 0xa;

} // namespace

FrameReader::FrameReader(qint64 maxMessageBytes)
    : m_maxMessageBytes(maxMessageBytes)
{}

std::optional<FrameReader::Frame> FrameReader::next(QByteArrayView *bytes)
{
    if (m_fault || !readHeader(bytes))
        return std::nullopt;
    readPayload(bytes);
    if (m_left > 0)
        return std::nullopt;
    m_headerBytes = 0;
    m_isInPayload = false;
    return finish();
}

bool FrameReader::readHeader(QByteArrayView *bytes)
{
    if (m_isInPayload)
        return true;
    while (m_headerBytes < headerSize()) {
        if (bytes->isEmpty())
            return false;
        m_header[m_headerBytes++] = static_cast<uchar>(bytes->front());
        *bytes = bytes->sliced(1);
        if (m_headerBytes == kStartSize && !checkStart())
            return false;
    }
    return beginPayload();
}

size_t FrameReader::headerSize() const
{
    if (m_headerBytes < kStartSize)
        return kStartSize;
    switch (static_cast<quint64>(m_header[1] & kLengthBits)) {
    case kLengthInTwoBytes:
        return kStartSize + 2 + kMaskSize;
    case kLengthInEightBytes:
        return kStartSize + 8 + kMaskSize;
    default:
        return kStartSize + kMaskSize;
    }
}

int FrameReader::opcode() const
{
    return m_header[0] & kOpcodeBits;
}

bool FrameReader::isControl() const
{
    return opcode() >= kCloseFrame;
}

bool FrameReader::isFinal() const
{
    return (m_header[0] & kFinalBit) != 0;
}

bool FrameReader::fail(int code, const QString &why)
{
    m_fault = Fault{code, why};
    return false;
}

// What the first two bytes tell: before a byte more is waited for.
bool FrameReader::checkStart()
{
    if ((m_header[0] & kReservedBits) != 0)
        return fail(CloseProtocolError, u"No extension was agreed on."_s);
    if ((m_header[1] & kMaskBit) == 0)
        return fail(CloseProtocolError, u"Frames of a client must be masked."_s);
    if (isControl()) {
        const bool isKnown = opcode() == kCloseFrame || opcode() == kPingFrame || opcode() == kPongFrame;
        const bool isSmall = (m_header[1] & kLengthBits) <= kMaxControlLength;
        if (!isKnown || !isSmall || !isFinal())
            return fail(CloseProtocolError, u"This is no control frame of RFC 6455."_s);
        return true;
    }
    if (opcode() == kBinaryFrame)
        return fail(CloseProtocolError, u"Frames must be text: binary is no frame of this protocol."_s);
    if (opcode() > kBinaryFrame)
        return fail(CloseProtocolError, u"This is no frame of RFC 6455."_s);
    if ((opcode() == kContinuationFrame) != m_isFragmented)
        return fail(CloseProtocolError, u"A message must end before the next one begins."_s);
    return true;
}

bool FrameReader::beginPayload()
{
    quint64 length = static_cast<quint64>(m_header[1] & kLengthBits);
    quint64 least = 0; // that needs so many bytes to be said
    if (length == kLengthInTwoBytes) {
        length = qFromBigEndian<quint16>(m_header.data() + kStartSize);
        least = kLengthInTwoBytes;
    } else if (length == kLengthInEightBytes) {
        length = qFromBigEndian<quint64>(m_header.data() + kStartSize);
        least = 0x10000;
    }
    if (length < least)
        return fail(CloseProtocolError, u"A length must be said in as few bytes as it takes."_s);
    const qint64 room = m_maxMessageBytes - (isControl() ? 0 : m_message.size());
    if (length > static_cast<quint64>(room))
        return fail(CloseTooBig, u"A call has %1 bytes at most: ask for less."_s.arg(m_maxMessageBytes));
    std::copy_n(m_header.data() + headerSize() - kMaskSize, kMaskSize, m_mask.begin());
    m_maskAt = 0;
    m_left = static_cast<qint64>(length);
    m_isInPayload = true;
    return true;
}

void FrameReader::readPayload(QByteArrayView *bytes)
{
    const qint64 count = std::min<qint64>(bytes->size(), m_left);
    if (count == 0)
        return;
    QByteArray &payload = isControl() ? m_control : m_message;
    const qsizetype before = payload.size();
    payload.append(bytes->first(count));
    *bytes = bytes->sliced(count);
    m_left -= count;
    char *masked = payload.data() + before;
    for (qint64 i = 0; i < count; ++i)
        masked[i] = static_cast<char>(static_cast<uchar>(masked[i]) ^ m_mask[m_maskAt++ % kMaskSize]);
}

std::optional<FrameReader::Frame> FrameReader::finish()
{
    switch (opcode()) {
    case kPingFrame:
        return Frame{Kind::Ping, std::exchange(m_control, {})};
    case kPongFrame:
        return Frame{Kind::Pong, std::exchange(m_control, {})};
    case kCloseFrame:
        return Frame{Kind::Close, std::exchange(m_control, {})};
    default:
        break;
    }
    m_isFragmented = !isFinal();
    if (m_isFragmented)
        return Frame{Kind::Piece, {}};
    Frame message{Kind::Text, std::exchange(m_message, {})};
    if (!message.payload.isValidUtf8()) {
        fail(CloseProtocolError, u"Text must be UTF-8."_s);
        return std::nullopt;
    }
    return message;
}

} // namespace turnpike::protocol
