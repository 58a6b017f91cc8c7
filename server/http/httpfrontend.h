// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpmessage.h"
#include "http/limits.h"

#include <QObject>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

QT_BEGIN_NAMESPACE
class QTcpSocket;
QT_END_NAMESPACE

namespace turnpike::http {

// The one way to answer a request. Copyable; may be kept and used from any thread; answers once, the first
// call wins. If every copy is gone without an answer, the client gets a 500; after Limits::answerTime a 503.
// Nothing happens if the client has left meanwhile.
class Reply
{
public:
    void send(Response response) const;
    // Cuts the connection without an answer: this is how a stand-in plays a service that breaks down. Counts
    // as the one answer.
    void abort() const;
    // Marks the connection as one that brought an authenticated request: it is the last to be closed when
    // the cap on connections is reached. Call on the server's thread before the handler returns.
    void markAuthenticated() const;

private:
    friend class HttpFrontend;
    struct State;
    explicit Reply(std::shared_ptr<State> state);
    std::shared_ptr<State> m_state;
};

// A route's decision about a request of which only the head has arrived.
struct HeadVerdict
{
    std::optional<Response> refusal; // sent at once; no body is read, and the connection is closed
    bool isAuthenticated = false;    // the head proves who sends it: as Reply::markAuthenticated
};

// What must hold before a route accepts a body.
struct RouteTerms
{
    // Gets the request without its body, on the server's thread; must not block. If it throws, the answer is
    // 500. Empty: everybody may send.
    std::function<HeadVerdict(const Request &head)> check;
    qint64 maxBodyBytes = 0; // a longer one: 413; 0, or more than Limits::maxBodyBytes: as that says
};

// HTTP/1.1 server: guarded listener, routes, and answers that may come late. Lives on the thread that made it
// (main); handlers run there and must not block. Handles every difference between Qt's versions. An unknown
// path: 404; a wrong method: 405 with Allow; HEAD works wherever GET does, and neither accepts a body. All
// that is decided once the head is read: a client that may not send a body is refused before sending it.
class HttpFrontend : public QObject
{
    Q_OBJECT

public:
    using Handler = std::function<void(const Request &request, const Reply &reply)>;

    explicit HttpFrontend(const Limits &limits = {}, QObject *parent = nullptr);
    ~HttpFrontend() override;

    // Exact path. Call before listen(). If a handler throws, the answer is 500 and the error is logged.
    void route(const QByteArray &method, const QByteArray &path, Handler handler, RouteTerms terms = {});
    // Any path that begins with `prefix` (for the sandbox: "/bot"), tried after the exact ones.
    void routePrefix(const QByteArray &method, const QByteArray &prefix, Handler handler);

    // What decides about `Upgrade` requests; without it they get 501. `check` sees the head (path, token,
    // Origin) and returns the plain answer that refuses, or nothing to go on. Then `take` gets the socket
    // with the whole request unread, free of timers and limits; it still counts as a connection. Its signal
    // readyRead is emitted once more after `take`, for what has already arrived.
    using UpgradeCheck = std::function<std::optional<Response>(const Request &request)>;
    using UpgradeTake = std::function<void(const Request &request, QTcpSocket *socket)>;
    void setUpgradeHandler(UpgradeCheck check, UpgradeTake take);

    // The header in which a proxy in front of us gives the client's address, such as X-Real-IP: from now on
    // Request::peer is taken from it, if it is present and an address. Use it only if nobody can bypass the
    // proxy: whoever could would choose the address that they appear under. Empty: the peer is whoever is
    // connected. Call before listen().
    void setClientAddressHeader(const QByteArray &name);

    // Begins to serve, and returns the port in use (a free one for port 0). Throws Error with a clear text if
    // the address or port is not available.
    quint16 listen(const QHostAddress &address, quint16 port);
    // From now on answers say `Connection: close` and idle connections are closed; new ones are still
    // accepted.
    void startDraining();
    // Stops listening and closes what is open.
    void close();

    FrontendCounters counters() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace turnpike::http
