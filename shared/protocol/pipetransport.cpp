// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/pipetransport.h"

#include "protocol/version.h"

namespace turnpike::protocol {

using namespace Qt::StringLiterals;

PipeTransport::Ends PipeTransport::make()
{
    Ends ends{std::unique_ptr<PipeTransport>(new PipeTransport),
              std::unique_ptr<PipeTransport>(new PipeTransport)};
    ends.server->m_peer = ends.console.get();
    ends.console->m_peer = ends.server.get();
    return ends;
}

PipeTransport::~PipeTransport()
{
    if (m_peer && !m_ended)
        m_peer->end(CloseGoingAway, u"the other end is gone"_s);
}

void PipeTransport::send(const QByteArray &frame)
{
    if (m_ended || !m_peer)
        return;
    m_unsent += frame.size();
    m_peer->m_incoming.enqueue(frame);
    QMetaObject::invokeMethod(m_peer, &PipeTransport::deliver, Qt::QueuedConnection);
}

void PipeTransport::close(int code, const QString &reason)
{
    if (m_ended)
        return;
    if (m_peer)
        QMetaObject::invokeMethod(
            m_peer, [peer = m_peer.data(), code, reason] { peer->end(code, reason); }, Qt::QueuedConnection);
    end(code, reason);
}

void PipeTransport::stall(bool stalled)
{
    m_stalled = stalled;
    if (!stalled)
        deliver();
}

void PipeTransport::deliver()
{
    qint64 taken = 0;
    while (!m_stalled && !m_ended && !m_incoming.isEmpty()) {
        const QByteArray frame = m_incoming.dequeue();
        taken += frame.size();
        if (m_peer)
            m_peer->m_unsent -= frame.size();
        Q_EMIT received(frame);
    }
    if (taken > 0 && m_peer)
        Q_EMIT m_peer->drained(taken);
}

void PipeTransport::end(int code, const QString &reason)
{
    if (m_ended)
        return;
    m_ended = true;
    m_incoming.clear();
    Q_EMIT closed(code, reason);
}

} // namespace turnpike::protocol

#include "moc_pipetransport.cpp"
