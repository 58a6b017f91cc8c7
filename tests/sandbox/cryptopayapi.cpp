// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cryptopayapi.h"

#include "cryptocurrencies.h"
#include "edgepages.h"
#include "jsonresponse.h"
#include "ledger.h"
#include "params.h"

#include <QJsonDocument>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

// Only for what pays out must an owner enable a method first (documentation, transfer and createCheck).
const QStringList kPayingOut = {u"transfer"_s, u"createCheck"_s};

// From the query, a form or JSON (documentation, "Making requests"); nothing when they cannot be read.
std::optional<Params> readParams(const http::Request &request)
{
    try {
        return Params::fromRequest(request);
    } catch (const ApiError &) {
        return std::nullopt;
    }
}

QJsonObject items(const QJsonArray &all)
{
    return {{u"items"_s, all}};
}

} // namespace

CryptoPayApi::CryptoPayApi(const QByteArray &token, Ledger *ledger, const Clock *clock, double timeScale,
                           QObject *parent)
    : QObject(parent)
    , m_token(token)
    , m_ledger(ledger)
    , m_clock(clock)
    , m_invoices(clock)
    , m_webhook(token, ledger, clock, timeScale)
    , m_disabledMethods(kPayingOut)
    , m_listedAssets(payableAssets())
{
    addMethods();
}

void CryptoPayApi::addMethods()
{
    m_methods = {
        {u"getMe"_s,
         [](const Params &) {
             return QJsonObject{{u"app_id"_s, 1},
                                {u"name"_s, u"Turnpike sandbox"_s},
                                {u"payment_processing_bot_username"_s, u"CryptoTestnetBot"_s}};
         }},
        {u"createInvoice"_s, [this](const Params &params) { return m_invoices.json(create(params)); }},
        {u"getInvoices"_s, [this](const Params &params) { return getInvoices(params); }},
        {u"deleteInvoice"_s, [this](const Params &params) { return deleteInvoice(params); }},
        {u"getBalance"_s, [this](const Params &) { return getBalance(); }},
        {u"getExchangeRates"_s, [](const Params &) { return exchangeRatesJson(); }},
        {u"getCurrencies"_s, [](const Params &) { return currenciesJson(); }},
        {u"getStats"_s, [this](const Params &params) { return getStats(params); }},
        // Nothing was ever paid out, so there is nothing to list and no check to delete.
        {u"transfer"_s, {}},
        {u"getTransfers"_s, [](const Params &) { return items({}); }},
        {u"createCheck"_s, {}},
        {u"getChecks"_s, [](const Params &) { return items({}); }},
        {u"deleteCheck"_s,
         [](const Params &) -> QJsonValue {
             throw ApiError{400, u"CHECK_NOT_FOUND"_s};
         }},
    };
}

QString CryptoPayApi::methodOf(const QByteArray &path)
{
    return QString::fromUtf8(path).section(u'/', 3, 3);
}

http::Response CryptoPayApi::failure(int status, const QString &name)
{
    return jsonResponse({{u"ok"_s, false}, {u"error"_s, QJsonObject{{u"code"_s, status}, {u"name"_s, name}}}},
                        status);
}

http::Response CryptoPayApi::errorAnswer(int status, int retryAfter)
{
    static const QHash<int, QString> names = {
        {400, u"AMOUNT_TOO_SMALL"_s},
        {401, u"UNAUTHORIZED"_s},
        {405, u"METHOD_NOT_FOUND"_s},
        {500, u"APP_ERROR"_s},
    };
    return names.contains(status) ? failure(status, names.value(status)) : cloudflarePage(status, retryAfter);
}

http::Response CryptoPayApi::answer(const http::Request &request)
{
    const QString method = methodOf(request.path);
    QJsonObject entry{{u"method"_s, method}};
    http::Response answer;
    try {
        answer = perform(method, request, &entry);
    } catch (const ApiError &error) {
        answer = failure(error.code, error.description);
    }
    entry.insert(u"status", answer.status);
    const QJsonObject body = QJsonDocument::fromJson(answer.body).object();
    if (method == u"createInvoice")
        entry.insert(u"invoice_id", body.value(u"result").toObject().value(u"invoice_id"));
    if (body.contains(u"error"))
        entry.insert(u"error", body.value(u"error").toObject().value(u"name"));
    m_ledger->add(u"cryptopay"_s, entry);
    return answer;
}

http::Response CryptoPayApi::perform(const QString &method, const http::Request &request, QJsonObject *entry)
{
    const std::optional<Params> params = readParams(request);
    if (params)
        entry->insert(u"params", params->forLedger());
    // A token of the other network is as unknown here as one that was revoked.
    if (!m_isTokenValid || request.header("Crypto-Pay-API-Token") != m_token)
        return failure(401, u"UNAUTHORIZED"_s);
    const auto found = m_methods.constFind(method);
    const bool isAsked = request.method == "GET" || request.method == "POST";
    if (!isAsked || found == m_methods.constEnd())
        return failure(405, u"METHOD_NOT_FOUND"_s);
    if (m_disabledMethods.contains(method))
        return failure(403, u"METHOD_DISABLED"_s);
    if (!params)
        return failure(500, u"APP_ERROR"_s);
    return jsonResponse({{u"ok"_s, true}, {u"result"_s, (*found)(*params)}});
}

bool CryptoPayApi::pay(qint64 invoiceId, int webhooks, const Payer &payer)
{
    if (!m_invoices.pay(invoiceId, payer))
        return false;
    announcePaid(invoiceId, webhooks);
    return true;
}

bool CryptoPayApi::payHoweverLate(qint64 invoiceId, int webhooks, const Payer &payer)
{
    if (!m_invoices.payHoweverLate(invoiceId, payer))
        return false;
    announcePaid(invoiceId, webhooks);
    return true;
}

void CryptoPayApi::announcePaid(qint64 invoiceId, int webhooks)
{
    const CryptoInvoice &invoice = *m_invoices.find(invoiceId);
    m_ledger->add(
        u"control"_s,
        {{u"action"_s, u"pay invoice"_s}, {u"invoice_id"_s, invoiceId}, {u"amount"_s, invoice.amount}});
    for (int i = 0; i < webhooks; ++i)
        m_webhook.announce(m_invoices.json(invoice, InvoiceView::Webhook));
}

bool CryptoPayApi::expire(qint64 invoiceId)
{
    if (!m_invoices.expire(invoiceId))
        return false;
    m_ledger->add(u"control"_s, {{u"action"_s, u"expire invoice"_s}, {u"invoice_id"_s, invoiceId}});
    return true;
}

qint64 CryptoPayApi::createForeign(const QJsonObject &params)
{
    const qint64 id = create(Params(params)).id;
    m_ledger->add(u"control"_s, {{u"action"_s, u"foreign invoice"_s}, {u"invoice_id"_s, id}});
    return id;
}

qint64 CryptoPayApi::invoiceOfLink(const QString &link)
{
    for (const CryptoInvoice *invoice : m_invoices.all()) {
        const QJsonObject shown = m_invoices.json(*invoice);
        for (const QString &name :
             {u"bot_invoice_url"_s, u"mini_app_invoice_url"_s, u"web_app_invoice_url"_s}) {
            if (shown.value(name).toString() == link)
                return invoice->id;
        }
    }
    return 0;
}

QJsonArray CryptoPayApi::invoicesJson()
{
    QJsonArray all;
    for (const CryptoInvoice *invoice : m_invoices.all())
        all.append(m_invoices.json(*invoice));
    return all;
}

bool CryptoPayApi::setMethodEnabled(const QString &method, bool enabled)
{
    if (!m_methods.contains(method) || kPayingOut.contains(method))
        return false;
    m_disabledMethods.removeAll(method);
    if (!enabled)
        m_disabledMethods.append(method);
    return true;
}

bool CryptoPayApi::setAssetListed(const QString &asset, bool listed)
{
    if (!payableAssets().contains(asset))
        return false;
    QStringList listedNow;
    for (const QString &one : payableAssets()) { // in their order
        if (one == asset ? listed : m_listedAssets.contains(one))
            listedNow.append(one);
    }
    m_listedAssets = listedNow;
    return true;
}

QJsonObject CryptoPayApi::stateJson() const
{
    return {{u"token_valid"_s, m_isTokenValid},
            {u"disabled_methods"_s, QJsonArray::fromStringList(m_disabledMethods)},
            {u"assets"_s, QJsonArray::fromStringList(m_listedAssets)},
            {u"webhooks_enabled"_s, m_webhook.isEnabled()},
            {u"owner_notices"_s, m_webhook.ownerNotices()}};
}

} // namespace turnpike::sandbox

#include "moc_cryptopayapi.cpp"
