#pragma once

#include "base/clock.h"
#include "http/httpfrontend.h"

#include <QHash>
#include <QJsonObject>
#include <QUrl>

#include <functional>
#include <vector>

namespace turnpike::test {

// What stand-ins for services outside share: a port of their own, a delay, and faults. Lives on the thread
// that made it, whose event loop must turn while others call it.
class OutsideServer
{
public:
    // Looked at first: an answer of its own, Fault::Lose to do the work and lose the answer, Fault::Cut to
    // cut the connection, or Fault::None.
    enum class Fault { None, ServerError, Unauthorized, BadRequest, Lose, Cut, Nonsense };

    QUrl url() const { return m_url; }
    int delayMs = 0;
    std::function<Fault(const http::Request &request, int number)> fault;
    // Called once a request has come, before it is answered.
    std::function<void(const http::Request &request)> onRequest;
    int requests = 0;

protected:
    OutsideServer();
    ~OutsideServer() = default;
    void serve(const QByteArray &method, const QByteArray &prefix,
               std::function<http::Response(const http::Request &request)> answer);
    void listen();

private:
    http::HttpFrontend m_frontend;
    QUrl m_url;
};

// The VPN API: which keys it knows, and until when.
class VpnServer : public OutsideServer
{
public:
    VpnServer();

    static QByteArray apiKey() { return QByteArrayLiteral("vpn-api-key"); }
    QHash<QString, qint64> users; // uuid → expiry, ms UTC
    QHash<QString, int> added;    // uuid → calls of add-user
    QHash<QString, int> removed;  // uuid → calls of remove-user that found it
};

// Crypto Pay: invoices of one application.
class CryptoPayServer : public OutsideServer
{
public:
    CryptoPayServer();

    struct Invoice
    {
        qint64 id = 0;
        QString payload;
        QString amount;
        QString fiat = QStringLiteral("RUB");
        QString status = QStringLiteral("active");
        qint64 createdAt = 0; // ms UTC
        qint64 paidAt = 0;
    };
    static QByteArray token() { return QByteArrayLiteral("12345:crypto-token"); }
    std::vector<Invoice> invoices; // oldest first
    const Clock *clock = nullptr;  // whose time the answers tell

    int countFor(const QString &payload) const;
    Invoice &add(const QString &payload, const QString &amount);
    void pay(Invoice &invoice);

private:
    http::Response create(const QJsonObject &params);
    http::Response list(const QJsonObject &params) const;
    QJsonObject toJson(const Invoice &invoice) const;
};

} // namespace turnpike::test
