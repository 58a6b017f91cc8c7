// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/guardedsocket.h"

#include "http/guardedlistener.h"
#include "http/httplog.h"
#include "http/responsewriter.h"

#include <sys/socket.h>

#include <algorithm>

namespace turnpike::http {

GuardedSocket::GuardedSocket(GuardedListener &listener)
    : QTcpSocket(&listener)
    , m_listener(&listener)
    , m_inspector(listener.limits().maxHeadBytes, listener.limits().maxBodyBytes)
    , m_chunks(listener.limits().maxBodyBytes)
{
    enter(Phase::Idle);
    // Qt's parser reads inside of a transaction, which keeps the bytes: so this bounds the whole request.
    setReadBufferSize(listener.limits().maxHeadBytes + listener.limits().maxBodyBytes + 1);
    // The listener is the context, so that cutting Qt's server off (release) leaves these in place.
    connect(this, &QTcpSocket::readyRead, &listener, [this] { onReadyRead(); });
    connect(this, &QTcpSocket::disconnected, &listener, [this] { onDisconnected(); });
    connect(this, &QTcpSocket::bytesWritten, &listener, [this] {
        if (m_phase == Phase::Closing)
            shutdownWhenWritten();
    });
}

GuardedSocket::~GuardedSocket()
{
    abort(); // here, while the slots above still have their object
    if (!m_listener)
        return;
    onDisconnected();
    m_listener->forget(this);
}

void GuardedSocket::enter(Phase phase)
{
    m_phase = phase;
    m_since = std::chrono::steady_clock::now();
}

void GuardedSocket::setBuffered(qint64 bytes)
{
    const qint64 more = bytes - std::exchange(m_buffered, bytes);
    m_listener->addBuffered(more, !m_authenticated);
}

void GuardedSocket::markAuthenticated()
{
    if (!std::exchange(m_authenticated, true) && m_listener)
        m_listener->noMoreAStrangers(m_buffered);
}

void GuardedSocket::onReadyRead()
{
    m_listener->setCompleted(nullptr);
    const qint64 available = bytesAvailable();
    switch (m_phase) {
    case Phase::Idle:
        if (available == 0)
            return;
        enter(Phase::Head);
        m_receivedAt = m_since;
        [[fallthrough]];
    case Phase::Head:
        setBuffered(m_readsForItself ? available : m_buffered + available);
        if (m_phase == Phase::Head) // else the listener took this one to make room
            takeHead();
        return;
    case Phase::Body:
        setBuffered(m_buffered + available);
        if (m_phase == Phase::Body)
            takeBody(available);
        return;
    case Phase::Answering:
        if (available == 0)
            return;
        // Answers could be told from one another no longer.
        m_listener->counters().pipelined += 1;
        cut();
        return;
    case Phase::Closing:
        discardInput();
        return;
    case Phase::Released:
    case Phase::Gone:
        return;
    }
}

void GuardedSocket::takeHead()
{
    // What Qt's parser has read is gone from here; nobody takes anything from a head that we read for
    // ourselves.
    const QByteArray bytes =
        peek(qMin(bytesAvailable(), m_listener->limits().maxHeadBytes + 1)).sliced(m_headBytes);
    qsizetype consumed = 0;
    switch (m_inspector.feed(bytes, &consumed)) {
    case HeadInspector::State::Incomplete:
        m_headBytes += m_readsForItself ? consumed : 0;
        return;
    case HeadInspector::State::Refused:
        reject({m_inspector.refusal().status, {}, {}, {}}, m_inspector.refusal().reason);
        return;
    case HeadInspector::State::Complete:
        break;
    }
    if (head().isUpgrade) {
        if (const std::optional<Response> refusal = m_listener->upgrade(*this))
            reject(*refusal, "upgrade");
        return;
    }
    const GuardedListener::Entry entry = m_listener->admit(*this);
    if (entry.refusal) {
        reject(*entry.refusal, "not admitted");
        return;
    }
    if (entry.isAuthenticated)
        markAuthenticated();
    m_chunks.setMaxBytes(entry.maxBodyBytes);
    beginBody(std::exchange(m_headBytes, 0) + consumed);
}

void GuardedSocket::beginBody(qsizetype headBytes)
{
    m_phase = Phase::Body; // m_since stays: one timer for the whole request
    m_bodyBytes = 0;
    // Qt's server cannot read the first two; and of a body it keeps two copies, for as long as the connection
    // is there, which is more than a stranger may take of us.
    const bool isForQt =
        !head().isChunked && !head().isAbsolute && (m_authenticated || head().contentLength == 0);
    if (!isForQt && !std::exchange(m_readsForItself, true)) {
        if (isTransactionStarted())
            commitTransaction(); // that is what Qt's parser has read of this head
        m_listener->takeFromQt(*this);
    }
    const qint64 rest = bytesAvailable() - headBytes;
    const bool isAllHere = !head().isChunked && head().contentLength <= rest;
    if (head().expectsContinue && !isAllHere && (m_readsForItself || m_listener->saysContinue()))
        write("HTTP/1.1 100 Continue\r\n\r\n");
    if (m_readsForItself)
        skip(headBytes);
    takeBody(rest);
}

void GuardedSocket::takeBody(qint64 newBytes)
{
    if (m_readsForItself) {
        head().isChunked ? readChunks() : readBody();
        return;
    }
    m_bodyBytes += newBytes;
    if (m_bodyBytes > head().contentLength) {
        m_listener->counters().pipelined += 1;
        cut();
        return;
    }
    if (m_bodyBytes == head().contentLength)
        requestComplete();
}

void GuardedSocket::readBody()
{
    // Appended, it would take the next power of two.
    const qsizetype had = m_body.size();
    const qsizetype has = had + static_cast<qsizetype>(bytesAvailable());
    if (has > m_body.capacity())
        m_body.reserve(std::max(has, std::min(had + had / 2, static_cast<qsizetype>(head().contentLength))));
    m_body.resize(has);
    m_body.resize(had + static_cast<qsizetype>(std::max<qint64>(0, read(m_body.data() + had, has - had))));
    setBuffered(m_body.capacity());
    if (m_phase != Phase::Body) // the listener took this one to make room
        return;
    if (m_body.size() > head().contentLength) {
        m_listener->counters().pipelined += 1;
        cut();
    } else if (m_body.size() == head().contentLength) {
        requestComplete();
    }
}

void GuardedSocket::readChunks()
{
    const QByteArray bytes = readAll();
    qsizetype consumed = 0;
    const ChunkedBody::State state = m_chunks.feed(bytes, &consumed);
    setBuffered(m_chunks.body().capacity());
    if (m_phase != Phase::Body)
        return;
    if (state == ChunkedBody::State::Refused) {
        reject({m_chunks.refusal().status, {}, {}, {}}, m_chunks.refusal().reason);
    } else if (consumed < bytes.size()) {
        m_listener->counters().pipelined += 1;
        cut();
    } else if (state == ChunkedBody::State::Complete) {
        m_body = m_chunks.body();
        requestComplete();
    }
}

void GuardedSocket::requestComplete()
{
    setBuffered(0);
    enter(Phase::Answering);
    m_ticket = 0;
    if (m_readsForItself) {
        m_chunks.reset();
        m_listener->handOver(*this, std::exchange(m_body, {}));
        return;
    }
    // Qt's slot comes next and hands the request to whoever asks the listener for this socket.
    m_listener->setCompleted(this);
}

void GuardedSocket::answer(const Response &response)
{
    if (m_phase != Phase::Answering)
        return;
    const bool keepAlive = head().keepAlive && !m_listener->isDraining();
    const QByteArray wire = toWire(response, {keepAlive, head().method == "HEAD", head().minorVersion});
    m_ticket = 0;
    m_inspector.reset();
    enter(keepAlive ? Phase::Idle : Phase::Closing);
    write(wire);
    flush();
    if (!keepAlive && m_phase == Phase::Closing)
        finish();
}

void GuardedSocket::reject(const Response &response, const char *reason)
{
    m_listener->counters().rejected += 1;
    log::debug(lcHttp(), "request rejected").with("status", response.status).with("reason", reason);
    const bool isHead = head().method == "HEAD";
    enter(Phase::Closing);
    discardInput();
    write(toWire(response, {false, isHead, 1}));
    flush();
    if (m_phase == Phase::Closing)
        finish();
}

void GuardedSocket::cut()
{
    if (m_phase == Phase::Gone)
        return;
    leaveHandler();
    enter(Phase::Closing);
    discardInput();
    // Not at once: Qt's slot may follow in the same emission, and would read from a closed device.
    QMetaObject::invokeMethod(
        this, [this] { abort(); }, Qt::QueuedConnection);
}

void GuardedSocket::finish()
{
    enter(Phase::Closing);
    setBuffered(0);
    shutdownWhenWritten();
}

void GuardedSocket::shutdownWhenWritten()
{
    // close() with unread input would reset the connection, and the client might never see its answer.
    if (bytesToWrite() == 0 && state() == ConnectedState)
        ::shutdown(static_cast<int>(socketDescriptor()), SHUT_WR);
}

void GuardedSocket::discardInput()
{
    setBuffered(0);
    if (isTransactionStarted())
        commitTransaction();
    skip(bytesAvailable());
    m_body.clear();
    m_chunks.reset();
}

void GuardedSocket::release()
{
    setBuffered(0);
    if (isTransactionStarted())
        rollbackTransaction();
    m_isReleased = true;
    enter(Phase::Released);
    setReadBufferSize(0);
}

void GuardedSocket::onDisconnected()
{
    if (m_phase == Phase::Gone)
        return;
    setBuffered(0);
    m_body.clear(); // now: this is deleted later, when others have come already
    m_chunks.reset();
    leaveHandler();
    // Qt's server deletes what it reads, whoever takes an upgrade what is released.
    const bool isOurs = m_readsForItself && !m_isReleased;
    enter(Phase::Gone);
    m_listener->closed(*this);
    if (isOurs)
        deleteLater();
}

void GuardedSocket::leaveHandler()
{
    if (const quint64 ticket = std::exchange(m_ticket, 0))
        m_listener->leftHandler(ticket);
}

void GuardedSocket::checkTime(TimePoint now)
{
    const Limits &limits = m_listener->limits();
    const auto elapsed = now - m_since;
    const bool clientReads = bytesToWrite() == 0;
    switch (m_phase) {
    case Phase::Idle:
        if (!clientReads && elapsed > limits.requestTime)
            abort();
        else if (clientReads && elapsed > limits.idleTime)
            finish();
        return;
    case Phase::Head:
        if (elapsed > limits.headTime)
            reject({408, {}, {}, {}}, "slow head");
        return;
    case Phase::Body:
        if (elapsed > limits.requestTime)
            reject({408, {}, {}, {}}, "slow body");
        return;
    case Phase::Answering:
        // The frontend answers in time; this is for a request that Qt's parser never handed over.
        if (elapsed > limits.answerTime + limits.requestTime)
            abort();
        return;
    case Phase::Closing:
        if (elapsed > (clientReads ? limits.lingerTime : limits.requestTime))
            abort();
        return;
    case Phase::Released:
    case Phase::Gone:
        return;
    }
}

} // namespace turnpike::http

#include "moc_guardedsocket.cpp"
