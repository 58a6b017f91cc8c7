// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "httpserver.h"

#include "base/errors.h"

#include <QSslSocket>
#include <QTcpServer>

#include <optional>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kBacklog = 1024; // bursts of new connections wait rather than being refused

} // namespace

// Accepts connections, and begins TLS where it has a certificate.
class HttpServer::Listener : public QTcpServer
{
public:
    Listener(HttpServer *server, const QSslConfiguration *configuration)
        : m_server(server)
    {
        if (configuration != nullptr)
            m_configuration = *configuration;
    }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        if (!m_configuration) {
            auto plain = std::make_unique<QTcpSocket>();
            if (plain->setSocketDescriptor(descriptor))
                m_server->accept(plain.release());
            return;
        }
        auto secure = std::make_unique<QSslSocket>();
        if (!secure->setSocketDescriptor(descriptor))
            return;
        secure->setSslConfiguration(*m_configuration);
        secure->startServerEncryption();
        m_server->accept(secure.release());
    }

private:
    HttpServer *m_server;
    std::optional<QSslConfiguration> m_configuration;
};

HttpServer::HttpServer(HttpConnection::Handler handler, QObject *parent)
    : QObject(parent)
    , m_handler(std::move(handler))
{}

HttpServer::~HttpServer()
{
    close();
}

quint16 HttpServer::listen(const QHostAddress &address, quint16 port)
{
    return open(address, port, nullptr);
}

quint16 HttpServer::listenTls(const QHostAddress &address, quint16 port,
                              const QSslConfiguration &configuration)
{
    return open(address, port, &configuration);
}

quint16 HttpServer::open(const QHostAddress &address, quint16 port, const QSslConfiguration *configuration)
{
    auto listener = std::make_unique<Listener>(this, configuration);
    listener->setListenBacklogSize(kBacklog);
    if (!listener->listen(address, port)) {
        throw Error(ErrorType::Infra,
                    u"The stand-ins cannot listen on port %1: %2"_s.arg(port).arg(listener->errorString()));
    }
    m_listeners.push_back(std::move(listener));
    return m_listeners.back()->serverPort();
}

void HttpServer::accept(QTcpSocket *socket)
{
    ++m_accepted;
    new HttpConnection(socket, m_handler, m_headCheck, this);
}

void HttpServer::close()
{
    m_listeners.clear();
    qDeleteAll(findChildren<HttpConnection *>(QString(), Qt::FindDirectChildrenOnly));
}

} // namespace turnpike::sandbox

#include "moc_httpserver.cpp"
