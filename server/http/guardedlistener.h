// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/guardedsocket.h"
#include "http/limits.h"

#include <QDeadlineTimer>
#include <QSet>
#include <QTcpServer>
#include <QTimer>

#include <functional>
#include <optional>

namespace turnpike::http {

// Accepts connections as GuardedSockets, within the caps, and checks them all with one timer. Owned by
// HttpFrontend; lives on its thread.
class GuardedListener : public QTcpServer
{
    Q_OBJECT

public:
    explicit GuardedListener(const Limits &limits);
    ~GuardedListener() override;

    const Limits &limits() const { return m_limits; }
    FrontendCounters &counters() { return m_counters; }

    // From now on every answer is the last on its connection. Connections that stay silent for kLastWords are
    // closed then: if they were closed at once, a request already on its way to us would be refused.
    void startDraining();
    static constexpr std::chrono::milliseconds kLastWords{1'000};
    bool isDraining() const { return m_draining; }
    // Closes every connection.
    void closeAll();

    // Decides about a connection that asks for an upgrade: returns the answer that refuses it, or nothing if
    // it was taken over.
    using Upgrade = std::function<std::optional<Response>(GuardedSocket &)>;
    void setUpgrade(Upgrade upgrade) { m_upgrade = std::move(upgrade); }
    std::optional<Response> upgrade(GuardedSocket &socket);

    // What is decided about a request by its head.
    struct Entry
    {
        std::optional<Response> refusal; // no body is accepted
        qint64 maxBodyBytes = 0;
        bool isAuthenticated = false;
    };
    using Admit = std::function<Entry(const GuardedSocket &)>;
    void setAdmit(Admit admit) { m_admit = std::move(admit); }
    Entry admit(const GuardedSocket &socket) const { return m_admit(socket); }

    // How a socket that does its own reading leaves Qt's server, and who gets its requests then.
    using TakeFromQt = std::function<void(GuardedSocket &)>;
    using HandOver = std::function<void(GuardedSocket &, const QByteArray &body)>;
    void setOwnReading(TakeFromQt takeFromQt, HandOver handOver);
    void takeFromQt(GuardedSocket &socket);
    void handOver(GuardedSocket &socket, const QByteArray &body) { m_handOver(socket, body); }

    // Whether the guard itself answers "100 Continue" to clients that expect it; off if Qt's server does.
    void setSaysContinue(bool saysContinue) { m_saysContinue = saysContinue; }
    bool saysContinue() const { return m_saysContinue; }

    // The socket whose request became complete during the current signal emission; null otherwise.
    GuardedSocket *completed() const { return m_completed; }
    void setCompleted(GuardedSocket *socket) { m_completed = socket; }

    // For GuardedSocket.
    void addBuffered(qint64 bytes, bool isStrangers);
    void noMoreAStrangers(qint64 bytes) { m_strangersBuffered -= bytes; }
    void leftHandler(quint64 ticket);
    void closed(GuardedSocket &socket);
    void forget(GuardedSocket *socket);

Q_SIGNALS:
    // A client left while its request was with a handler.
    void clientLeft(quint64 ticket);
    // Called several times within the shortest of the limits, while there are connections.
    void swept();

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void acceptFailed();
    void keepDescriptor();
    bool makeRoomForDescriptor();
    void resume();
    void sweep();
    void finishIdle();
    bool makeRoom();
    bool isOverAddressCap(const QHostAddress &address) const;
    void shedBuffers();

    const Limits m_limits;
    FrontendCounters m_counters;
    QSet<GuardedSocket *> m_sockets; // disconnected ones too, until they are deleted
    QTimer m_sweep;
    QTimer m_resume; // runs while nothing is accepted
    quint64 m_acceptedAtFailure = 0;
    QDeadlineTimer m_nextWarning; // about descriptors
    Upgrade m_upgrade;
    Admit m_admit;
    TakeFromQt m_takeFromQt;
    HandOver m_handOver;
    GuardedSocket *m_completed = nullptr;
    qint64 m_buffered = 0;
    qint64 m_strangersBuffered = 0; // among those
    bool m_draining = false;
    bool m_saysContinue = true;
};

} // namespace turnpike::http
