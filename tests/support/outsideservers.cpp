#include "support/outsideservers.h"

#include <QDateTime>
#include <QTimer>
#include <QUrlQuery>

#include <algorithm>

namespace turnpike::test {

namespace {

http::Response json(const QJsonObject &object, int status = 200)
{
    return http::Response::json(QJsonDocument(object).toJson(QJsonDocument::Compact), status);
}

QJsonObject bodyOf(const http::Request &request)
{
    return QJsonDocument::fromJson(request.body).object();
}

QString isoTime(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms).toUTC().toString(Qt::ISODateWithMs);
}

} // namespace

OutsideServer::OutsideServer() = default;

void OutsideServer::listen()
{
    m_url = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_frontend.listen(QHostAddress::LocalHost, 0)));
}

void OutsideServer::serve(const QByteArray &method, const QByteArray &prefix,
                          std::function<http::Response(const http::Request &request)> answer)
{
    const auto handle = [this, answer](const http::Request &request, const http::Reply &reply) {
        const Fault what = fault ? fault(request, requests) : Fault::None;
        ++requests;
        if (onRequest)
            onRequest(request);
        const auto respond = [this, reply](const http::Response &response) {
            if (delayMs > 0)
                QTimer::singleShot(delayMs, &m_frontend, [reply, response] { reply.send(response); });
            else
                reply.send(response);
        };
        switch (what) {
        case Fault::None:
            return respond(answer(request));
        case Fault::ServerError:
            return respond(json({{QStringLiteral("error"), QStringLiteral("internal")}}, 500));
        case Fault::Unauthorized:
            return respond(json({{QStringLiteral("error"), QStringLiteral("who are you")}}, 401));
        case Fault::BadRequest:
            return respond(json({{QStringLiteral("error"), QStringLiteral("no")}}, 400));
        case Fault::Nonsense:
            return respond(http::Response::json("[]"));
        case Fault::Lose:
            answer(request);
            return reply.abort();
        case Fault::Cut:
            return reply.abort();
        }
    };
    m_frontend.routePrefix(method, prefix, handle);
}

VpnServer::VpnServer()
{
    serve("POST", "/add-user", [this](const http::Request &request) {
        if (request.header("X-API-Key") != apiKey())
            return json({}, 401);
        const QJsonObject params = bodyOf(request);
        const QString uuid = params[u"uuid"].toString();
        users[uuid] = params[u"expiry_timestamp_ms"].toInteger();
        ++added[uuid];
        const QString link = QStringLiteral("vless://%1@vpn.test").arg(uuid);
        return json({{QStringLiteral("uuid"), uuid},
                     {QStringLiteral("vless_link"), link},
                     {QStringLiteral("link"), link}});
    });
    serve("POST", "/remove-user/", [this](const http::Request &request) {
        const QString uuid = QString::fromUtf8(request.path.mid(int(sizeof("/remove-user/")) - 1));
        if (!users.remove(uuid))
            return json({{QStringLiteral("error"), QStringLiteral("not found")}}, 404);
        ++removed[uuid];
        return json({{QStringLiteral("status"), QStringLiteral("ok")}});
    });
    listen();
}

CryptoPayServer::CryptoPayServer()
{
    const auto answer = [this](const http::Request &request) {
        if (request.header("Crypto-Pay-API-Token") != token())
            return json({{QStringLiteral("ok"), false}}, 401);
        QJsonObject params = bodyOf(request);
        const QUrlQuery query(QString::fromUtf8(request.query));
        for (const auto &[key, value] : query.queryItems(QUrl::FullyDecoded))
            params[key] = value;
        return request.path.endsWith("createInvoice") ? create(params) : list(params);
    };
    serve("POST", "/api/", answer);
    serve("GET", "/api/", answer);
    listen();
}

int CryptoPayServer::countFor(const QString &payload) const
{
    return int(std::count_if(invoices.begin(), invoices.end(),
                             [&](const Invoice &invoice) { return invoice.payload == payload; }));
}

CryptoPayServer::Invoice &CryptoPayServer::add(const QString &payload, const QString &amount)
{
    Invoice invoice;
    invoice.id = 1000 + qint64(invoices.size());
    invoice.payload = payload;
    invoice.amount = amount;
    invoice.createdAt = clock->nowMs();
    invoices.push_back(invoice);
    return invoices.back();
}

void CryptoPayServer::pay(Invoice &invoice)
{
    invoice.status = QStringLiteral("paid");
    invoice.paidAt = clock->nowMs();
}

http::Response CryptoPayServer::create(const QJsonObject &params)
{
    const Invoice &made = add(params[u"payload"].toString(), params[u"amount"].toString());
    return json({{QStringLiteral("ok"), true}, {QStringLiteral("result"), toJson(made)}});
}

http::Response CryptoPayServer::list(const QJsonObject &params) const
{
    const QString ids = params[u"invoice_ids"].toVariant().toString();
    const QStringList wanted = ids.split(u',', Qt::SkipEmptyParts);
    const QString status = params[u"status"].toString();
    int skip = params[u"offset"].toVariant().toInt();
    const int count = params.contains(u"count") ? params[u"count"].toVariant().toInt() : 100;
    QJsonArray items;
    for (auto invoice = invoices.rbegin(); invoice != invoices.rend() && items.size() < count; ++invoice) {
        if (!wanted.isEmpty() && !wanted.contains(QString::number(invoice->id)))
            continue;
        if (!status.isEmpty() && invoice->status != status)
            continue;
        if (skip-- > 0)
            continue;
        items.append(toJson(*invoice));
    }
    return json({{QStringLiteral("ok"), true},
                 {QStringLiteral("result"), QJsonObject{{QStringLiteral("items"), items}}}});
}

QJsonObject CryptoPayServer::toJson(const Invoice &invoice) const
{
    const QString url = QStringLiteral("https://t.me/CryptoTestBot?start=%1").arg(invoice.id);
    QJsonObject object{
        {QStringLiteral("invoice_id"), invoice.id},
        {QStringLiteral("hash"), QStringLiteral("IV%1").arg(invoice.id)},
        {QStringLiteral("currency_type"), QStringLiteral("fiat")},
        {QStringLiteral("fiat"), invoice.fiat},
        {QStringLiteral("amount"), invoice.amount},
        {QStringLiteral("status"), invoice.status},
        {QStringLiteral("payload"), invoice.payload},
        {QStringLiteral("bot_invoice_url"), url},
        {QStringLiteral("mini_app_invoice_url"), url},
        {QStringLiteral("web_app_invoice_url"), url},
        {QStringLiteral("created_at"), isoTime(invoice.createdAt)},
        {QStringLiteral("expiration_date"), isoTime(invoice.createdAt + 1'800'000)},
    };
    if (invoice.paidAt) {
        object.insert(QStringLiteral("paid_at"), isoTime(invoice.paidAt));
        object.insert(QStringLiteral("paid_asset"), QStringLiteral("USDT"));
        object.insert(QStringLiteral("paid_amount"), QStringLiteral("1.9"));
    }
    return object;
}

} // namespace turnpike::test
