// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/transport.h"

#include <QPointer>
#include <QQueue>

#include <memory>

namespace turnpike::protocol {

// A connection within the process: what one end sends, the other receives when the event loop turns. A
// stalled end reads nothing, and what is sent to it stays unsent. Both ends live on one thread.
class PipeTransport : public Transport
{
    Q_OBJECT

public:
    struct Ends
    {
        std::unique_ptr<PipeTransport> server;
        std::unique_ptr<PipeTransport> console;
    };
    static Ends make();
    ~PipeTransport() override;

    void send(const QByteArray &frame) override;
    qint64 unsentBytes() const override { return m_unsent; }
    void close(int code, const QString &reason) override;

    // This end stops reading, or reads on.
    void stall(bool stalled);

private:
    PipeTransport() = default;
    void deliver();
    void end(int code, const QString &reason);

    QPointer<PipeTransport> m_peer;
    QQueue<QByteArray> m_incoming;
    qint64 m_unsent = 0;
    bool m_stalled = false;
    bool m_ended = false;
};

} // namespace turnpike::protocol
