// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "deliveryshape.h"

namespace turnpike::sandbox {

namespace {

http::Headers ownHeaders(const WebhookUrl &url, const QByteArray &secret, const QByteArray &body,
                         const DeliveryShape &shape)
{
    http::Headers headers{{"Host", url.hostHeader()}};
    if (!url.userinfo.isEmpty())
        headers.emplaceBack("Authorization", "Basic " + url.userinfo.toBase64());
    if (!secret.isEmpty())
        headers.emplaceBack("X-Telegram-Bot-Api-Secret-Token", secret);
    headers.emplaceBack("Content-Type", "application/json");
    if (shape.chunked && !shape.http10)
        headers.emplaceBack("Transfer-Encoding", "chunked");
    else
        headers.emplaceBack("Content-Length", QByteArray::number(body.size()));
    QByteArray connection = shape.http10 ? "close" : "keep-alive";
    if (shape.hopByHop)
        connection += ", X-Hop";
    headers.emplaceBack("Connection", connection);
    headers.emplaceBack("Accept-Encoding", "gzip, deflate");
    return headers;
}

http::Headers proxyHeaders(const WebhookUrl &url, const DeliveryShape &shape)
{
    http::Headers headers;
    if (!shape.forwardedFor.isEmpty()) {
        headers.emplaceBack("X-Forwarded-For", shape.forwardedFor);
        headers.emplaceBack("X-Forwarded-Proto", "https");
        headers.emplaceBack("X-Forwarded-Host", url.hostHeader());
        headers.emplaceBack("X-Real-IP", shape.forwardedFor);
        headers.emplaceBack("Forwarded", "for=" + shape.forwardedFor + ";proto=https");
        headers.emplaceBack("Via", "1.1 edge");
    }
    if (shape.hopByHop) {
        headers.emplaceBack("Keep-Alive", "timeout=60, max=1000");
        headers.emplaceBack("Proxy-Connection", "keep-alive");
        headers.emplaceBack("TE", "trailers");
        headers.emplaceBack("X-Hop", "1");
    }
    if (shape.duplicates) {
        const http::Headers once = headers;
        for (const auto &[name, value] : once)
            headers.emplaceBack(name.toLower(), value);
        headers.emplaceBack("accept-encoding", "br");
    }
    return headers;
}

QByteArray twoChunks(const QByteArray &body)
{
    QByteArray framed;
    const qsizetype half = body.size() / 2;
    for (const QByteArray &chunk : {body.left(half), body.mid(half)}) {
        if (!chunk.isEmpty())
            framed += QByteArray::number(chunk.size(), 16) + "\r\n" + chunk + "\r\n";
    }
    return framed + "0\r\n\r\n";
}

} // namespace

DeliveryShape DeliveryShape::fromJson(const QJsonObject &object)
{
    DeliveryShape shape;
    shape.chunked = object.value(u"chunked").toBool();
    shape.http10 = object.value(u"http10").toBool();
    shape.absolute = object.value(u"absolute").toBool();
    shape.lowerCase = object.value(u"lower_case").toBool();
    shape.duplicates = object.value(u"duplicates").toBool();
    shape.hopByHop = object.value(u"hop_by_hop").toBool();
    shape.forwardedFor = object.value(u"forwarded_for").toString().toLatin1();
    return shape;
}

QByteArray deliveryRequest(const WebhookUrl &url, const QByteArray &secret, const QByteArray &body,
                           const DeliveryShape &shape)
{
    QByteArray request = "POST ";
    if (shape.absolute)
        request += (url.isHttps ? "https://" : "http://") + url.hostHeader();
    request += url.target + (shape.http10 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
    for (const auto &[name, value] : ownHeaders(url, secret, body, shape) + proxyHeaders(url, shape))
        request += (shape.lowerCase ? name.toLower() : name) + ": " + value + "\r\n";
    request += "\r\n";
    return request + (shape.chunked && !shape.http10 ? twoChunks(body) : body);
}

} // namespace turnpike::sandbox
