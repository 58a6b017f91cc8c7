// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/httpfrontend.h"

#include "base/errors.h"
#include "http/answerqueue.h"
#include "http/clientaddress.h"
#include "http/guardedlistener.h"
#include "http/httplog.h"
#include "http/router.h"

#include <QAbstractHttpServer>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QPointer>

#include <algorithm>

namespace turnpike::http {

using namespace Qt::StringLiterals;

namespace {

// Qt 6.4 gives the socket; from 6.5 on a responder that must live until the answer has been written, or the
// server takes the next request of the connection too early. We write to the socket ourselves in any case.
#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)
using ServerSide = QTcpSocket *;
struct KeptResponder
{
    void keep(ServerSide) {}
};
#else
using ServerSide = QHttpServerResponder &;
struct KeptResponder
{
    void keep(ServerSide responder) { kept.emplace(std::move(responder)); }
    std::optional<QHttpServerResponder> kept;
};
#endif
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0) && QT_VERSION < QT_VERSION_CHECK(6, 8, 0)
using MissingServerSide = QHttpServerResponder &&;
#else
using MissingServerSide = ServerSide;
#endif

class Server : public QAbstractHttpServer
{
public:
    using OnRequest = std::function<void(const QByteArray &body, ServerSide)>;
    explicit Server(OnRequest onRequest)
        : m_onRequest(std::move(onRequest))
    {}

    // Takes the guard's connection away from Qt's server, which must never touch it again.
    void detach(QTcpSocket *socket)
    {
#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)
        QObject::disconnect(socket, nullptr, this, nullptr);
        // Would delete the socket under its new owner. The connection on `destroyed` stays: it frees Qt's
        // request.
        QObject::disconnect(socket, &QTcpSocket::disconnected, socket, nullptr);
        socket->setParent(nullptr);
#else
        QObject *stream = socket->parent();
        QObject::disconnect(socket, nullptr, stream, nullptr);
        socket->setParent(nullptr);
        stream->deleteLater();
#endif
    }

protected:
    bool handleRequest(const QHttpServerRequest &request, ServerSide side) override
    {
        m_onRequest(request.body(), side);
        return true;
    }
    void missingHandler(const QHttpServerRequest &, MissingServerSide) override {}

private:
    OnRequest m_onRequest;
};

Response refusalOf(const Router::Match &match)
{
    if (match.allow.isEmpty())
        return {404, {}, {}, {}};
    return {405, {}, {}, {{"Allow", match.allow}}};
}

const Response kUnavailable{503, {}, {}, {{"Retry-After", "1"}}};

} // namespace

class HttpFrontend::Private
{
public:
    Private(const Limits &limits, HttpFrontend *frontend);
    ~Private();

    void onRequest(const QByteArray &body, ServerSide side);
    GuardedListener::Entry admit(const GuardedSocket &socket) const;
    Request requestOf(const GuardedSocket &socket, const QByteArray &body) const;
    quint64 begin(GuardedSocket &socket, const QByteArray &body);
    void call(const Request &request, const Reply &reply);
    void deliver(quint64 ticket, const AnswerQueue::Answer &answer);
    void answerOverdue();
    std::optional<Response> upgrade(GuardedSocket &socket);

    struct InFlight
    {
        QPointer<GuardedSocket> socket;
        std::chrono::steady_clock::time_point answerUntil;
        KeptResponder responder;
    };

    const Limits m_limits;
    QByteArray m_addressHeader;
    Router m_router;
    UpgradeCheck m_upgradeCheck;
    UpgradeTake m_upgradeTake;
    std::shared_ptr<AnswerQueue> m_queue;
    std::unique_ptr<GuardedListener> m_listener;
    std::unique_ptr<Server> m_server;       // once listening; then owns the listener
    std::map<quint64, InFlight> m_inFlight; // by ticket, so in the order in which answers fall due
    quint64 m_lastTicket = 0;
};

HttpFrontend::Private::Private(const Limits &limits, HttpFrontend *frontend)
    : m_limits(limits)
    , m_queue(std::make_shared<AnswerQueue>(
          frontend, [this](quint64 ticket, const auto &answer) { deliver(ticket, answer); },
          [this](quint64 ticket) {
              const auto found = m_inFlight.find(ticket);
              if (found != m_inFlight.end() && found->second.socket)
                  found->second.socket->markAuthenticated();
          }))
    , m_listener(std::make_unique<GuardedListener>(limits))
    , m_server(std::make_unique<Server>(
          [this](const QByteArray &body, ServerSide side) { onRequest(body, side); }))
{
    // Qt's server learned it with 6.5.
    m_listener->setSaysContinue(QT_VERSION < QT_VERSION_CHECK(6, 5, 0));
    QObject::connect(m_listener.get(), &GuardedListener::clientLeft, frontend,
                     [this](quint64 ticket) { m_inFlight.erase(ticket); });
    m_listener->setAdmit([this](const GuardedSocket &socket) { return admit(socket); });
    m_listener->setOwnReading([this](GuardedSocket &socket) { m_server->detach(&socket); },
                              [this](GuardedSocket &socket, const QByteArray &body) { begin(socket, body); });
    QObject::connect(m_listener.get(), &GuardedListener::swept, frontend, [this] { answerOverdue(); });
}

HttpFrontend::Private::~Private()
{
    m_queue->disown();
    m_inFlight.clear(); // responders before their streams
    m_listener->disconnect();
    m_listener.reset(); // leaves m_server's children by itself
}

// Path, method and secret, before a byte of the body is taken. A request without one goes on where its
// connection can be kept: it costs no more than its head did.
GuardedListener::Entry HttpFrontend::Private::admit(const GuardedSocket &socket) const
{
    const RequestHead &head = socket.head();
    const bool hasBody = head.contentLength > 0 || head.isChunked;
    const Router::Match match = m_router.find(head.method, head.path);
    GuardedListener::Entry entry;
    entry.maxBodyBytes = m_limits.maxBodyBytes;
    if (!match.handler) {
        if (hasBody)
            entry.refusal = refusalOf(match);
        return entry;
    }
    try {
        HeadVerdict verdict = match.terms->check ? match.terms->check(requestOf(socket, {})) : HeadVerdict();
        entry.refusal = std::move(verdict.refusal);
        entry.isAuthenticated = verdict.isAuthenticated;
    } catch (const std::exception &error) {
        log::error(lcHttp(), "check failed").with("path", head.path).with(error);
        entry.refusal = Response{500, {}, {}, {}};
    }
    if (match.terms->maxBodyBytes > 0)
        entry.maxBodyBytes = std::min(entry.maxBodyBytes, match.terms->maxBodyBytes);
    if (head.method == "GET" || head.method == "HEAD")
        entry.maxBodyBytes = 0;
    const bool isTooLong = head.contentLength > entry.maxBodyBytes || (head.isChunked && !entry.maxBodyBytes);
    if (!entry.refusal && isTooLong)
        entry.refusal = Response{413, {}, {}, {}};
    return entry;
}

Request HttpFrontend::Private::requestOf(const GuardedSocket &socket, const QByteArray &body) const
{
    const RequestHead &head = socket.head();
    const auto told = clientAddress(head.headers, m_addressHeader);
    return {head.method,        head.path, head.query,
            head.headers,       body,      told.value_or(socket.peerAddress()),
            socket.receivedAt()};
}

void HttpFrontend::Private::onRequest(const QByteArray &body, ServerSide side)
{
    GuardedSocket *socket = m_listener->completed();
    m_listener->setCompleted(nullptr);
    if (!socket)
        return; // the guard answered this one
    if (body.size() != socket->head().contentLength) {
        socket->reject({400, {}, {}, {}}, "two readings of one request");
        return;
    }
    const auto late = m_inFlight.find(begin(*socket, body));
    if (late != m_inFlight.end())
        late->second.responder.keep(side);
}

// Gives a request to its handler, under the ticket that is returned.
quint64 HttpFrontend::Private::begin(GuardedSocket &socket, const QByteArray &body)
{
    m_listener->counters().requests += 1;
    const quint64 ticket = ++m_lastTicket;
    const Request request = requestOf(socket, body);
    m_inFlight.emplace(ticket, InFlight{&socket, std::chrono::steady_clock::now() + m_limits.answerTime, {}});
    socket.setTicket(ticket);
    call(request, Reply(std::make_shared<Reply::State>(m_queue, ticket)));
    return ticket;
}

void HttpFrontend::Private::call(const Request &request, const Reply &reply)
{
    const Router::Match match = m_router.find(request.method, request.path);
    if (!match.handler) {
        reply.send(refusalOf(match));
        return;
    }
    try {
        (*match.handler)(request, reply);
    } catch (const std::exception &error) {
        log::error(lcHttp(), "handler failed").with("path", request.path).with(error);
        reply.send({500, {}, {}, {}});
    }
}

void HttpFrontend::Private::deliver(quint64 ticket, const AnswerQueue::Answer &answer)
{
    const auto found = m_inFlight.find(ticket);
    if (found == m_inFlight.end())
        return; // the client has left, or had its 503
    const InFlight inFlight = std::move(found->second);
    m_inFlight.erase(found);
    if (!inFlight.socket)
        return;
    inFlight.socket->setTicket(0);
    if (answer)
        inFlight.socket->answer(*answer);
    else
        inFlight.socket->cut();
}

void HttpFrontend::Private::answerOverdue()
{
    const auto now = std::chrono::steady_clock::now();
    while (!m_inFlight.empty() && m_inFlight.begin()->second.answerUntil <= now) {
        log::warning(lcHttp(), "no answer in time");
        deliver(m_inFlight.begin()->first, kUnavailable);
    }
}

std::optional<Response> HttpFrontend::Private::upgrade(GuardedSocket &socket)
{
    const Request request = requestOf(socket, {});
    const RequestHead &head = socket.head();
    if (request.method != "GET" || head.contentLength > 0 || head.isChunked || head.isAbsolute)
        return Response{400, {}, {}, {}};
    if (std::optional<Response> refusal = m_upgradeCheck(request))
        return refusal;
    if (!socket.readsForItself())
        m_server->detach(&socket);
    socket.setParent(nullptr);
    socket.release();
    m_upgradeTake(request, &socket);
    Q_EMIT socket.readyRead();
    return std::nullopt;
}

HttpFrontend::HttpFrontend(const Limits &limits, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(limits, this))
{}

HttpFrontend::~HttpFrontend() = default;

void HttpFrontend::route(const QByteArray &method, const QByteArray &path, Handler handler, RouteTerms terms)
{
    d->m_router.add(method, path, Router::Kind::Exact, std::move(handler), std::move(terms));
}

void HttpFrontend::routePrefix(const QByteArray &method, const QByteArray &prefix, Handler handler)
{
    d->m_router.add(method, prefix, Router::Kind::Prefix, std::move(handler));
}

void HttpFrontend::setUpgradeHandler(UpgradeCheck check, UpgradeTake take)
{
    d->m_upgradeCheck = std::move(check);
    d->m_upgradeTake = std::move(take);
    d->m_listener->setUpgrade([this](GuardedSocket &socket) { return d->upgrade(socket); });
}

void HttpFrontend::setClientAddressHeader(const QByteArray &name)
{
    d->m_addressHeader = name;
}

quint16 HttpFrontend::listen(const QHostAddress &address, quint16 port)
{
    if (!d->m_listener->listen(address, port)) {
        throw Error(ErrorType::Infra, u"cannot listen on %1 port %2: %3"_s.arg(address.toString())
                                          .arg(port)
                                          .arg(d->m_listener->errorString()));
    }
    d->m_server->bind(d->m_listener.get());
    return d->m_listener->serverPort();
}

void HttpFrontend::startDraining()
{
    d->m_listener->startDraining();
}

void HttpFrontend::close()
{
    d->m_listener->close();
    d->m_listener->closeAll();
}

FrontendCounters HttpFrontend::counters() const
{
    return d->m_listener->counters();
}

} // namespace turnpike::http

#include "moc_httpfrontend.cpp"
