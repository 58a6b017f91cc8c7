// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"
#include "rawshop.h"
#include "sandboxfixture.h"

namespace turnpike::test {

inline const QByteArray kFailing = "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"_ba;

// Sets the webhook to this shop, with a secret.
inline void setWebhook(SandboxFixture &fixture, const RawShop &shop, QJsonObject params = {})
{
    params.insert(u"url", shop.url());
    params.insert(u"secret_token", u"s3cret"_s);
    QCOMPARE(fixture.bot(u"setWebhook"_s, params).description(), u"Webhook was set"_s);
}

inline void order(SandboxFixture &fixture, const char *name, const QJsonObject &body)
{
    QCOMPARE(fixture.control("POST", QString::fromLatin1(name), body).status, 200);
}

// Makes an update of any kind; 0 when Telegram did not take it.
inline qint64 push(SandboxFixture &fixture, const QString &kind, const QJsonObject &content)
{
    return fixture.control("POST", u"update"_s, {{u"kind"_s, kind}, {u"content"_s, content}})
        .json()
        .value(u"update_id")
        .toInteger(-1);
}

// Makes a message of this chat.
inline qint64 pushMessage(SandboxFixture &fixture, qint64 chat)
{
    return fixture.sandbox.sender().push(u"message"_s, {{u"chat"_s, QJsonObject{{u"id"_s, chat}}},
                                                        {u"date"_s, QDateTime::currentSecsSinceEpoch()}});
}

// {"id": number}.
inline QJsonObject id(qint64 number)
{
    return {{u"id"_s, number}};
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
