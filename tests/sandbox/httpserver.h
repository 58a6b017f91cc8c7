// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "httpconnection.h"

#include <QHostAddress>
#include <QSslConfiguration>

#include <memory>
#include <vector>

namespace turnpike::sandbox {

// The stand-ins' own HTTP server, plain and over TLS. It shares nothing with the program's but the value
// types of a request and an answer: what the program would refuse need not be what Telegram refuses. Owned by
// Sandbox; lives on its thread.
class HttpServer : public QObject
{
    Q_OBJECT

public:
    explicit HttpServer(HttpConnection::Handler handler, QObject *parent = nullptr);
    ~HttpServer() override;

    // Asked about every request when its head has come.
    void setHeadCheck(HttpConnection::HeadCheck check) { m_headCheck = std::move(check); }

    // The port in use (a free one for port 0). May be called for several. Throws Error when it cannot be had.
    quint16 listen(const QHostAddress &address, quint16 port);
    quint16 listenTls(const QHostAddress &address, quint16 port, const QSslConfiguration &configuration);
    // Stops listening and cuts what is open.
    void close();

    quint64 connectionsAccepted() const { return m_accepted; }

private:
    class Listener;

    quint16 open(const QHostAddress &address, quint16 port, const QSslConfiguration *configuration);
    void accept(QTcpSocket *socket);

    HttpConnection::Handler m_handler;
    HttpConnection::HeadCheck m_headCheck;
    std::vector<std::unique_ptr<Listener>> m_listeners;
    quint64 m_accepted = 0;
};

} // namespace turnpike::sandbox
