// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/chunkedbody.h"
#include "http/headinspector.h"
#include "http/limits.h"

#include <QTcpSocket>

namespace turnpike::http {

class GuardedListener;

// One connection, and the checks that keep it harmless. Its slot on readyRead runs before Qt's server sees
// the bytes (it was connected first): it inspects the head with peek(), counts the body, and on any fault
// answers by itself, discards further input and closes. Qt's parser only gets what was found unambiguous and
// small enough. It never sees chunks and absolute targets, which it misreads: from the first such request on,
// the socket does its own reading and hands its requests over without Qt's server. Made by GuardedListener,
// lives on its thread.
class GuardedSocket : public QTcpSocket
{
    Q_OBJECT

public:
    using TimePoint = std::chrono::steady_clock::time_point;

    enum class Phase {
        Idle,      // no byte of the next request yet
        Head,      // reading the head
        Body,      // reading the body
        Answering, // the request is with a handler
        Closing,   // answered for the last time; input is thrown away
        Released,  // handed over (WebSocket): no longer guarded
        Gone,      // disconnected, about to be deleted
    };

    explicit GuardedSocket(GuardedListener &listener);
    ~GuardedSocket() override;

    Phase phase() const { return m_phase; }
    // When the phase began; for Head and Body, when the request's first byte arrived.
    TimePoint since() const { return m_since; }
    TimePoint receivedAt() const { return m_receivedAt; }
    bool isAuthenticated() const { return m_authenticated; }
    void markAuthenticated();
    // Applies to the request that is coming in.
    qint64 bufferedBytes() const { return m_buffered; }

    const RequestHead &head() const { return m_inspector.head(); }
    bool readsForItself() const { return m_readsForItself; }
    // The number of the request that a handler is working on, 0 for none.
    void setTicket(quint64 ticket) { m_ticket = ticket; }

    // Writes the answer to the request in flight, in one piece, and prepares for the next request or closes.
    // Does nothing if no request is in flight.
    void answer(const Response &response);
    // Answers in place of a handler and closes.
    void reject(const Response &response, const char *reason);
    // Closes without an answer.
    void cut();
    // Tells the peer that nothing more will follow, gives it the linger time to read, and closes.
    void finish();
    // Hands the connection over with all bytes of the current request unread. From then on whoever took it
    // must delete it, even after it has disconnected.
    void release();
    bool isReleased() const { return m_isReleased; }
    // The listener is destroyed before this released connection.
    void forgetListener() { m_listener = nullptr; }
    // Closes the connection if it has been in its phase for too long.
    void checkTime(TimePoint now);

private:
    void onReadyRead();
    void onDisconnected();
    void leaveHandler();
    void takeHead();
    void beginBody(qsizetype headBytes);
    void takeBody(qint64 newBytes);
    void readBody();
    void readChunks();
    void requestComplete();
    void setBuffered(qint64 bytes);
    void enter(Phase phase);
    void discardInput();
    void shutdownWhenWritten();

    GuardedListener *m_listener; // null if destroyed before a released connection
    HeadInspector m_inspector;
    Phase m_phase = Phase::Idle;
    TimePoint m_since;
    TimePoint m_receivedAt;
    qint64 m_bodyBytes = 0;
    bool m_readsForItself = false;
    qsizetype m_headBytes = 0; // of an incomplete head that the inspector has seen, when it reads for itself
    QByteArray m_body;         // when it reads for itself
    ChunkedBody m_chunks;
    qint64 m_buffered = 0;
    quint64 m_ticket = 0;
    bool m_authenticated = false;
    bool m_isReleased = false;
};

} // namespace turnpike::http
