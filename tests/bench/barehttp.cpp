#include "barehttp.h"

#include "bench.h"

#include <QHttpServer>
#include <QHttpServerResponse>
#include <QTcpServer>

namespace turnpike::bench {

BareHttp::BareHttp()
    : m_server(std::make_unique<QHttpServer>())
{
    m_server->route(QStringLiteral("/telegram/webhook"), QHttpServerRequest::Method::Post,
                    [] { return QHttpServerResponse(QHttpServerResponse::StatusCode::Ok); });
    auto *listener = new QTcpServer(m_server.get());
    if (!listener->listen(QHostAddress::LocalHost))
        throw Broken(QStringLiteral("a bare HTTP server cannot listen: ") + listener->errorString());
    m_port = listener->serverPort();
    static_cast<void>(m_server->bind(listener)); // later Qt says whether it could
}

BareHttp::~BareHttp() = default;

} // namespace turnpike::bench
