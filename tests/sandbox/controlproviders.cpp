// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

// Orders to the VPN API and Crypto Pay.

#include "base/errors.h"
#include "control.h"
#include "sandbox.h"

#include <algorithm>
#include <array>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

// How an invoice is paid.
struct PaymentMode
{
    const char *name;
    bool isExpired; // its time is over first: a fault, Crypto Pay would not take it
    int webhooks;
};

constexpr std::array kPaymentModes = {
    PaymentMode{"exact", false, 1},
    PaymentMode{"twice", false, 2},
    PaymentMode{"after-expiry", true, 1},
};

const PaymentMode &modeOf(const QString &name)
{
    QStringList names;
    for (const PaymentMode &mode : kPaymentModes) {
        if (name == QLatin1String(mode.name))
            return mode;
        names.append(QLatin1String(mode.name));
    }
    throw Error(ErrorType::Domain, u"mode is one of %1"_s.arg(names.join(u", "_s)));
}

void must(bool holds, const QString &otherwise)
{
    if (!holds)
        throw Error(ErrorType::Domain, otherwise);
}

// Does `change` when the order says something of `name`.
template<class Change>
void whenSaid(const QJsonObject &body, const QString &name, Change change)
{
    if (body.contains(name))
        change(body.value(name).toBool());
}

} // namespace

void Control::addProviders()
{
    m_handlers["POST pay"] = [this](const QJsonObject &body, const QUrlQuery &) { return pay(body); };
    m_handlers["POST expire"] = [this](const QJsonObject &body, const QUrlQuery &) {
        must(m_sandbox->cryptoPay().expire(body.value(u"invoice").toInteger()),
             u"no active invoice of that number"_s);
        return QJsonObject();
    };
    m_handlers["POST foreign-invoice"] = [this](const QJsonObject &body, const QUrlQuery &) {
        return makeForeignInvoices(body);
    };
    m_handlers["POST cryptopay"] = [this](const QJsonObject &body, const QUrlQuery &) {
        return changeCryptoPay(body);
    };
    m_handlers["GET cryptopay"] = [this](const QJsonObject &, const QUrlQuery &) {
        return m_sandbox->cryptoPay().stateJson();
    };
    m_handlers["GET invoices"] = [this](const QJsonObject &, const QUrlQuery &) {
        return QJsonObject{{u"invoices"_s, m_sandbox->cryptoPay().invoicesJson()}};
    };
    m_handlers["POST vpn"] = [this](const QJsonObject &body, const QUrlQuery &) { return changeVpn(body); };
    m_handlers["GET vpn"] = [this](const QJsonObject &, const QUrlQuery &) {
        return QJsonObject{{u"keys"_s, m_sandbox->vpn().keysJson()},
                           {u"core"_s, m_sandbox->vpn().coreJson()}};
    };
}

// {"invoice": id} or {"link": address} or {"user": id} (the invoice this chat shows); "mode": exact, twice
// (two webhooks), after-expiry (a fault); "webhook": false keeps silent about it; "asset", "comment",
// "anonymous".
QJsonObject Control::pay(const QJsonObject &body)
{
    CryptoPayApi &cryptoPay = m_sandbox->cryptoPay();
    qint64 invoice = body.value(u"invoice").toInteger();
    if (invoice == 0 && body.contains(u"link"))
        invoice = cryptoPay.invoiceOfLink(body.value(u"link").toString());
    if (invoice == 0 && body.contains(u"user"))
        invoice = m_sandbox->invoiceShownTo(body.value(u"user").toInteger());
    const PaymentMode mode = modeOf(body.value(u"mode").toString(u"exact"_s));
    if (mode.isExpired)
        cryptoPay.expire(invoice);
    Payer payer;
    payer.userId = body.value(u"user").toInteger();
    payer.asset = body.value(u"asset").toString();
    payer.comment = body.value(u"comment").toString();
    payer.isAnonymous = body.value(u"anonymous").toBool();
    const int webhooks = body.value(u"webhook").toBool(true) ? mode.webhooks : 0;
    must(mode.isExpired ? cryptoPay.payHoweverLate(invoice, webhooks, payer)
                        : cryptoPay.pay(invoice, webhooks, payer),
         u"no invoice to pay, it is paid already or has expired, or not with this asset"_s);
    return {{u"invoice"_s, invoice}};
}

// Of another program that uses the same app: the parameters of createInvoice; "count"; "pay": false leaves
// them unpaid, "webhook": false keeps silent about the payment.
QJsonObject Control::makeForeignInvoices(const QJsonObject &body)
{
    QJsonArray made;
    try {
        for (int i = 0; i < std::max(1, body.value(u"count").toInt(1)); ++i) {
            const qint64 id = m_sandbox->cryptoPay().createForeign(body);
            if (body.value(u"pay").toBool(true))
                m_sandbox->cryptoPay().pay(id, body.value(u"webhook").toBool(true) ? 1 : 0);
            made.append(id);
        }
    } catch (const ApiError &error) {
        throw Error(ErrorType::Domain, error.description);
    }
    return {{u"invoices"_s, made}};
}

// {"token_valid": bool, "webhooks_enabled": bool, "amounts_as_numbers": bool, "method": NAME with "enabled":
// bool, "asset": CODE with "listed": bool}
QJsonObject Control::changeCryptoPay(const QJsonObject &body)
{
    CryptoPayApi &cryptoPay = m_sandbox->cryptoPay();
    whenSaid(body, u"token_valid"_s, [&](bool valid) { cryptoPay.setTokenValid(valid); });
    whenSaid(body, u"webhooks_enabled"_s, [&](bool enabled) { cryptoPay.webhook().setEnabled(enabled); });
    whenSaid(body, u"amounts_as_numbers"_s, [&](bool on) { cryptoPay.setAmountsAsNumbers(on); });
    whenSaid(body, u"enabled"_s, [&](bool enabled) {
        must(cryptoPay.setMethodEnabled(body.value(u"method").toString(), enabled),
             u"no such method, or one that stays disabled here"_s);
    });
    whenSaid(body, u"listed"_s, [&](bool listed) {
        must(cryptoPay.setAssetListed(body.value(u"asset").toString(), listed), u"no such asset"_s);
    });
    return cryptoPay.stateJson();
}

// {"core_up": bool, "quirk": NAME with "on": bool, "uuid": UUID with "poisoned": bool, "lost": true or
// "orphan_until": ms}
QJsonObject Control::changeVpn(const QJsonObject &body)
{
    VpnApi &vpn = m_sandbox->vpn();
    const QString uuid = body.value(u"uuid").toString();
    whenSaid(body, u"core_up"_s, [&](bool up) { vpn.setCoreUp(up); });
    whenSaid(body, u"on"_s,
             [&](bool on) { must(vpn.setQuirk(body.value(u"quirk").toString(), on), u"no such quirk"_s); });
    whenSaid(body, u"poisoned"_s, [&](bool poisoned) { vpn.setPoisoned(uuid, poisoned); });
    whenSaid(body, u"lost"_s, [&](bool) { must(vpn.lose(uuid), u"no such key"_s); });
    if (body.contains(u"orphan_until")) {
        must(vpn.put(uuid, body.value(u"orphan_until").toInteger()), u"that is no uuid"_s);
    }
    return vpn.coreJson();
}

} // namespace turnpike::sandbox
