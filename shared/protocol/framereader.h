// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <array>
#include <optional>

namespace turnpike::protocol {

// Reads what the client of a WebSocket sends (RFC 6455, 5.2), in pieces of any size: one way to read it or
// none. Text in one frame or in several; no extensions, no binary. Keeps one message of a bounded size and
// nothing else. A value without I/O, for one thread; its time is in proportion to the bytes.
class FrameReader
{
public:
    // `maxMessageBytes`, 125 at least, is for a message with all its pieces.
    explicit FrameReader(qint64 maxMessageBytes);

    enum class Kind {
        Text,  // a whole message, in UTF-8
        Piece, // of a message that goes on: nothing to be heard yet
        Ping,
        Pong,
        Close, // its payload is nothing, or two bytes of a code and a reason
    };
    struct Frame
    {
        Kind kind = Kind::Piece;
        QByteArray payload;
    };
    // Takes the next frame off the front of `bytes`. Nothing once they are used up, or cannot be read.
    std::optional<Frame> next(QByteArrayView *bytes);

    // Why nothing is read any more: one of CloseCode, and what to tell the other side.
    struct Fault
    {
        int code;
        QString why;
    };
    const std::optional<Fault> &fault() const { return m_fault; }

private:
    bool readHeader(QByteArrayView *bytes);
    bool checkStart();
    bool beginPayload();
    void readPayload(QByteArrayView *bytes);
    std::optional<Frame> finish();
    bool fail(int code, const QString &why);
    size_t headerSize() const;
    int opcode() const;
    bool isControl() const;
    bool isFinal() const;

    const qint64 m_maxMessageBytes;
    std::array<uchar, 14> m_header{};
    size_t m_headerBytes = 0;
    bool m_isInPayload = false;
    std::array<uchar, 4> m_mask{};
    size_t m_maskAt = 0;
    qint64 m_left = 0; // of the payload
    bool m_isFragmented = false;
    QByteArray m_message;
    QByteArray m_control;
    std::optional<Fault> m_fault;
};

} // namespace turnpike::protocol
