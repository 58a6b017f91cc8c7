// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/guardedlistener.h"

#include "base/deadline.h"
#include "http/httplog.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <tuple>
#include <utility>

namespace turnpike::http {

using namespace std::chrono_literals;

namespace {

// Nothing could be accepted, and nobody be closed for it: we try again after this.
constexpr std::chrono::milliseconds kAcceptRetry{200};
constexpr auto kWarnEvery = 10s;
constexpr int kBacklog = 511;
constexpr qint64 kAboutTheSame = 64 * 1024; // bytes of a body

// As accept(2) would find out: of this process, or of the whole machine.
bool isOutOfDescriptors()
{
    const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (probe < 0)
        return errno == EMFILE || errno == ENFILE; // where such sockets are forbidden it says nothing
    ::close(probe);
    return false;
}

std::chrono::milliseconds sweepInterval(const Limits &limits)
{
    const auto shortest = std::min(
        {limits.headTime, limits.requestTime, limits.answerTime, limits.idleTime, limits.lingerTime});
    return std::clamp<std::chrono::milliseconds>(shortest / 4, 5ms, 500ms);
}

} // namespace

GuardedListener::GuardedListener(const Limits &limits)
    : m_limits(limits)
{
    setListenBacklogSize(kBacklog);
    m_sweep.setInterval(sweepInterval(limits));
    connect(&m_sweep, &QTimer::timeout, this, &GuardedListener::sweep);
    m_resume.setSingleShot(true);
    connect(&m_resume, &QTimer::timeout, this, &GuardedListener::resume);
    connect(this, &QTcpServer::acceptError, this, &GuardedListener::acceptFailed);
}

GuardedListener::~GuardedListener()
{
    close();
    const QSet<GuardedSocket *> sockets = m_sockets;
    for (GuardedSocket *socket : sockets) {
        if (socket->isReleased())
            socket->forgetListener(); // somebody else's by now
        else
            delete socket; // here: it still reports to this object
    }
}

// Qt stops accepting then; of what, it tells of its first failure alone (see keepDescriptor()).
void GuardedListener::acceptFailed()
{
    const bool hasAccepted =
        std::exchange(m_acceptedAtFailure, m_counters.connectionsAccepted) != m_counters.connectionsAccepted;
    const bool mayGoOn = isOutOfDescriptors() ? makeRoomForDescriptor() : hasAccepted;
    m_resume.start(mayGoOn ? 0ms : kAcceptRetry);
}

// QAbstractSocketEngine keeps its first error (Qt 6.4 to 6.8): once a round of accepting has ended as usual,
// Qt takes running out of descriptors for the same, tries again and again, and tells nobody. So one is kept
// free while there is anybody to close for it: all who come would wait for as long as others like to stay.
// When it was not our connections that took them, nothing is accepted until there is one again.
void GuardedListener::keepDescriptor()
{
    if (!isListening() || !isOutOfDescriptors() || makeRoomForDescriptor())
        return;
    pauseAccepting();
    m_resume.start(kAcceptRetry);
}

bool GuardedListener::makeRoomForDescriptor()
{
    if (m_nextWarning.hasExpired()) {
        log::warning(lcHttp(), "no descriptor is left for a connection");
        m_nextWarning.setRemainingTime(kWarnEvery);
    }
    return makeRoom();
}

void GuardedListener::resume()
{
    keepDescriptor();
    if (isListening() && !m_resume.isActive())
        resumeAccepting();
}

void GuardedListener::incomingConnection(qintptr descriptor)
{
    if (m_counters.openConnections >= m_limits.maxConnections && !makeRoom()) {
        m_counters.connectionsRefused += 1;
        ::close(static_cast<int>(descriptor));
        return;
    }
    keepDescriptor(); // before the newest is among those who could go
    auto *socket = new GuardedSocket(*this);
    m_sockets.insert(socket);
    m_counters.openConnections += 1;
    if (!socket->setSocketDescriptor(descriptor)) {
        ::close(static_cast<int>(descriptor));
        delete socket;
        return;
    }
    if (isOverAddressCap(socket->peerAddress())) {
        m_counters.connectionsRefused += 1;
        delete socket;
        return;
    }
    m_counters.connectionsAccepted += 1;
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    if (!m_sweep.isActive())
        m_sweep.start();
    addPendingConnection(socket);
}

bool GuardedListener::isOverAddressCap(const QHostAddress &address) const
{
    if (m_limits.maxConnectionsPerAddress <= 0)
        return false;
    const auto sameAddress =
        std::count_if(m_sockets.begin(), m_sockets.end(), [&](const GuardedSocket *other) {
            return other->phase() != GuardedSocket::Phase::Gone && other->peerAddress() == address;
        });
    return sameAddress > m_limits.maxConnectionsPerAddress;
}

// Closes the connection that will be missed least: one that is closing anyway, else the one that has waited
// longest among those that never brought an authenticated request, else the longest idle authenticated one.
bool GuardedListener::makeRoom()
{
    using Phase = GuardedSocket::Phase;
    const auto rank = [](const GuardedSocket *socket) {
        switch (socket->phase()) {
        case Phase::Closing:
            return 0;
        case Phase::Idle:
            return socket->isAuthenticated() ? 2 : 1;
        case Phase::Head:
        case Phase::Body:
            return socket->isAuthenticated() ? 3 : 1;
        default:
            return 3; // with a handler, handed over or gone: never
        }
    };
    GuardedSocket *victim = nullptr;
    for (GuardedSocket *socket : std::as_const(m_sockets)) {
        if (rank(socket) == 3)
            continue;
        if (!victim || std::pair(rank(socket), socket->since()) < std::pair(rank(victim), victim->since()))
            victim = socket;
    }
    if (!victim)
        return false;
    m_counters.connectionsEvicted += 1;
    victim->abort();
    return true;
}

void GuardedListener::addBuffered(qint64 bytes, bool isStrangers)
{
    m_buffered += bytes;
    m_strangersBuffered += isStrangers ? bytes : 0;
    const bool isTooMuch =
        m_buffered > m_limits.maxBufferedBytes || m_strangersBuffered > m_limits.maxStrangersBytes;
    if (bytes > 0 && isTooMuch)
        shedBuffers();
}

void GuardedListener::shedBuffers()
{
    GuardedSocket *victim = nullptr;
    // Of about the same size, the one that has taken longest.
    const auto weight = [](const GuardedSocket *socket) {
        return std::tuple(!socket->isAuthenticated(), socket->bufferedBytes() / kAboutTheSame,
                          -socket->since().time_since_epoch().count());
    };
    for (GuardedSocket *socket : std::as_const(m_sockets)) {
        if (socket->bufferedBytes() > 0 && (!victim || weight(socket) > weight(victim)))
            victim = socket;
    }
    if (victim)
        victim->reject({503, {}, {}, {{"Retry-After", "1"}}}, "too much buffered");
}

std::optional<Response> GuardedListener::upgrade(GuardedSocket &socket)
{
    if (!m_upgrade)
        return Response{501, {}, {}, {}};
    return m_upgrade(socket);
}

void GuardedListener::setOwnReading(TakeFromQt takeFromQt, HandOver handOver)
{
    m_takeFromQt = std::move(takeFromQt);
    m_handOver = std::move(handOver);
}

void GuardedListener::takeFromQt(GuardedSocket &socket)
{
    m_takeFromQt(socket);
    socket.setParent(this);
}

void GuardedListener::leftHandler(quint64 ticket)
{
    m_counters.clientsGone += 1;
    Q_EMIT clientLeft(ticket);
}

void GuardedListener::closed(GuardedSocket &socket)
{
    m_counters.openConnections -= 1;
    if (m_completed == &socket)
        m_completed = nullptr;
}

void GuardedListener::forget(GuardedSocket *socket)
{
    m_sockets.remove(socket);
}

void GuardedListener::sweep()
{
    if (m_sockets.isEmpty()) {
        if (isListening())
            keepDescriptor();
        else
            m_sweep.stop();
        return;
    }
    if (deadlinesStandStill())
        return;
    const auto now = std::chrono::steady_clock::now();
    const QSet<GuardedSocket *> sockets = m_sockets;
    for (GuardedSocket *socket : sockets)
        socket->checkTime(now);
    keepDescriptor();
    Q_EMIT swept();
}

void GuardedListener::startDraining()
{
    m_draining = true;
    QTimer::singleShot(kLastWords, this, &GuardedListener::finishIdle);
}

void GuardedListener::finishIdle()
{
    const QSet<GuardedSocket *> sockets = m_sockets;
    for (GuardedSocket *socket : sockets) {
        if (socket->phase() == GuardedSocket::Phase::Idle)
            socket->finish();
    }
}

void GuardedListener::closeAll()
{
    const QSet<GuardedSocket *> sockets = m_sockets;
    for (GuardedSocket *socket : sockets)
        socket->abort();
}

} // namespace turnpike::http

#include "moc_guardedlistener.cpp"
