// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>
#include <QObject>

namespace turnpike::protocol {

// One connection between a console and a server, as frames: a WebSocket, or a pipe within the process. Lives
// on the thread of its owner.
class Transport : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    // Queues a frame. Nothing happens once the connection has ended.
    virtual void send(const QByteArray &frame) = 0;
    // Bytes sent that the peer's machine has not taken yet.
    virtual qint64 unsentBytes() const = 0;
    // Ends it; `code` is one of CloseCode. closed() follows.
    virtual void close(int code, const QString &reason) = 0;

Q_SIGNALS:
    void received(const QByteArray &frame);
    // So many bytes of what was unsent have gone.
    void drained(qint64 bytes);
    // Once, whoever ended it.
    void closed(int code, const QString &reason);
};

} // namespace turnpike::protocol
