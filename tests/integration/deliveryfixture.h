// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "rawshop.h"
#include "sandboxfixture.h"

namespace turnpike::test {

inline const QByteArray kFailing = QByteArrayLiteral("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");

// Sets the webhook to this shop, with a secret.
inline void setWebhook(SandboxFixture &fixture, const RawShop &shop, QJsonObject params = {})
{
    params.insert(u"url", shop.url());
    params.insert(u"secret_token", QStringLiteral("s3cret"));
    QCOMPARE(fixture.bot(QStringLiteral("setWebhook"), params).description(),
             QStringLiteral("Webhook was set"));
}

inline void order(SandboxFixture &fixture, const char *name, const QJsonObject &body)
{
    QCOMPARE(fixture.control("POST", QString::fromLatin1(name), body).status, 200);
}

// Makes an update of any kind; 0 when Telegram did not take it.
inline qint64 push(SandboxFixture &fixture, const QString &kind, const QJsonObject &content)
{
    return fixture
        .control("POST", QStringLiteral("update"),
                 {{QStringLiteral("kind"), kind}, {QStringLiteral("content"), content}})
        .json()
        .value(u"update_id")
        .toInteger(-1);
}

// Makes a message of this chat.
inline qint64 pushMessage(SandboxFixture &fixture, qint64 chat)
{
    return fixture.sandbox.sender().push(QStringLiteral("message"),
                                         {{QStringLiteral("chat"), QJsonObject{{QStringLiteral("id"), chat}}},
                                          {QStringLiteral("date"), QDateTime::currentSecsSinceEpoch()}});
}

// {"id": number}.
inline QJsonObject id(qint64 number)
{
    return {{QStringLiteral("id"), number}};
}

// The update_ids that have come, in order.
inline QList<qint64> idsAt(const RawShop &shop)
{
    QList<qint64> ids;
    for (const RawShop::Delivery &delivery : shop.deliveries())
        ids.append(QJsonDocument::fromJson(delivery.request.body).object().value(u"update_id").toInteger());
    return ids;
}

} // namespace turnpike::test
