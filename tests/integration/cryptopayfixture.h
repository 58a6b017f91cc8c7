// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"
#include "sandboxfixture.h"

#include <QSet>

namespace turnpike::test {

// Parameters of createInvoice that are all well.
inline const QJsonObject kRoubles{{"currency_type", "fiat"}, {"fiat", "RUB"}, {"amount", "149.00"}};
inline const QJsonObject kTons{{"asset", "TON"}, {"amount", "1.5"}};

inline QJsonObject with(QJsonObject object, const QJsonObject &changes)
{
    for (auto it = changes.begin(); it != changes.end(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

inline QJsonObject without(QJsonObject object, const QString &name)
{
    object.remove(name);
    return object;
}

inline QSet<QString> membersOf(const QJsonObject &object)
{
    const QStringList names = object.keys();
    return {names.begin(), names.end()};
}

inline QSet<QString> members(const char *names)
{
    const QStringList all = QString::fromLatin1(names).split(u' ', Qt::SkipEmptyParts);
    return {all.begin(), all.end()};
}

// A sandbox as an app of Crypto Pay sees it.
class CryptoPayFixture : public SandboxFixture
{
public:
    using SandboxFixture::SandboxFixture;

    http::Headers token() const { return {{"Crypto-Pay-API-Token", sandbox.options().cryptoPayToken}}; }
    Called pay(const QString &method, const QJsonObject &params = {})
    {
        return call("POST", u"/cryptopay/api/"_s + method, QJsonDocument(params).toJson(), token());
    }
    QJsonValue result(const QString &method, const QJsonObject &params = {})
    {
        return pay(method, params).json().value(u"result");
    }
    QJsonObject create(const QJsonObject &params) { return result("createInvoice", params).toObject(); }
    QJsonObject invoice(const QJsonValue &id)
    {
        return result("getInvoices", {{"invoice_ids", QString::number(id.toInteger())}})["items"_L1][0]
            .toObject();
    }
};

inline QString errorOf(const Called &called)
{
    return called.json().value(u"error").toObject().value(u"name").toString();
}

} // namespace turnpike::test
