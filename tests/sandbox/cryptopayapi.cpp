#include "cryptopayapi.h"

#include "cryptocurrencies.h"
#include "edgepages.h"
#include "jsonresponse.h"
#include "ledger.h"
#include "params.h"

#include <QJsonDocument>

namespace turnpike::sandbox {

namespace {

// Only for what pays out must an owner enable a method first (documentation, transfer and createCheck).
const QStringList kPayingOut = {QStringLiteral("transfer"), QStringLiteral("createCheck")};

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
    return {{QStringLiteral("items"), all}};
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
        {QStringLiteral("getMe"),
         [](const Params &) {
             return QJsonObject{
                 {QStringLiteral("app_id"), 1},
                 {QStringLiteral("name"), QStringLiteral("Turnpike sandbox")},
                 {QStringLiteral("payment_processing_bot_username"), QStringLiteral("CryptoTestnetBot")}};
         }},
        {QStringLiteral("createInvoice"),
         [this](const Params &params) { return m_invoices.json(create(params)); }},
        {QStringLiteral("getInvoices"), [this](const Params &params) { return getInvoices(params); }},
        {QStringLiteral("deleteInvoice"), [this](const Params &params) { return deleteInvoice(params); }},
        {QStringLiteral("getBalance"), [this](const Params &) { return getBalance(); }},
        {QStringLiteral("getExchangeRates"), [](const Params &) { return exchangeRatesJson(); }},
        {QStringLiteral("getCurrencies"), [](const Params &) { return currenciesJson(); }},
        {QStringLiteral("getStats"), [this](const Params &params) { return getStats(params); }},
        // Nothing was ever paid out, so there is nothing to list and no check to delete.
        {QStringLiteral("transfer"), {}},
        {QStringLiteral("getTransfers"), [](const Params &) { return items({}); }},
        {QStringLiteral("createCheck"), {}},
        {QStringLiteral("getChecks"), [](const Params &) { return items({}); }},
        {QStringLiteral("deleteCheck"),
         [](const Params &) -> QJsonValue {
             throw ApiError{400, QStringLiteral("CHECK_NOT_FOUND")};
         }},
    };
}

QString CryptoPayApi::methodOf(const QByteArray &path)
{
    return QString::fromUtf8(path).section(u'/', 3, 3);
}

http::Response CryptoPayApi::failure(int status, const QString &name)
{
    return jsonResponse({{QStringLiteral("ok"), false},
                         {QStringLiteral("error"),
                          QJsonObject{{QStringLiteral("code"), status}, {QStringLiteral("name"), name}}}},
                        status);
}

http::Response CryptoPayApi::errorAnswer(int status, int retryAfter)
{
    static const QHash<int, QString> names = {
        {400, QStringLiteral("AMOUNT_TOO_SMALL")},
        {401, QStringLiteral("UNAUTHORIZED")},
        {405, QStringLiteral("METHOD_NOT_FOUND")},
        {500, QStringLiteral("APP_ERROR")},
    };
    return names.contains(status) ? failure(status, names.value(status)) : cloudflarePage(status, retryAfter);
}

http::Response CryptoPayApi::answer(const http::Request &request)
{
    const QString method = methodOf(request.path);
    QJsonObject entry{{QStringLiteral("method"), method}};
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
    m_ledger->add(QStringLiteral("cryptopay"), entry);
    return answer;
}

http::Response CryptoPayApi::perform(const QString &method, const http::Request &request, QJsonObject *entry)
{
    const std::optional<Params> params = readParams(request);
    if (params)
        entry->insert(u"params", params->forLedger());
    // A token of the other network is as unknown here as one that was revoked.
    if (!m_isTokenValid || request.header("Crypto-Pay-API-Token") != m_token)
        return failure(401, QStringLiteral("UNAUTHORIZED"));
    const auto found = m_methods.constFind(method);
    const bool isAsked = request.method == "GET" || request.method == "POST";
    if (!isAsked || found == m_methods.constEnd())
        return failure(405, QStringLiteral("METHOD_NOT_FOUND"));
    if (m_disabledMethods.contains(method))
        return failure(403, QStringLiteral("METHOD_DISABLED"));
    if (!params)
        return failure(500, QStringLiteral("APP_ERROR"));
    return jsonResponse({{QStringLiteral("ok"), true}, {QStringLiteral("result"), (*found)(*params)}});
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
    m_ledger->add(QStringLiteral("control"), {{QStringLiteral("action"), QStringLiteral("pay invoice")},
                                              {QStringLiteral("invoice_id"), invoiceId},
                                              {QStringLiteral("amount"), invoice.amount}});
    for (int i = 0; i < webhooks; ++i)
        m_webhook.announce(m_invoices.json(invoice, InvoiceView::Webhook));
}

bool CryptoPayApi::expire(qint64 invoiceId)
{
    if (!m_invoices.expire(invoiceId))
        return false;
    m_ledger->add(QStringLiteral("control"), {{QStringLiteral("action"), QStringLiteral("expire invoice")},
                                              {QStringLiteral("invoice_id"), invoiceId}});
    return true;
}

qint64 CryptoPayApi::createForeign(const QJsonObject &params)
{
    const qint64 id = create(Params(params)).id;
    m_ledger->add(QStringLiteral("control"), {{QStringLiteral("action"), QStringLiteral("foreign invoice")},
                                              {QStringLiteral("invoice_id"), id}});
    return id;
}

qint64 CryptoPayApi::invoiceOfLink(const QString &link)
{
    for (const CryptoInvoice *invoice : m_invoices.all()) {
        const QJsonObject shown = m_invoices.json(*invoice);
        for (const QString &name : {QStringLiteral("bot_invoice_url"), QStringLiteral("mini_app_invoice_url"),
                                    QStringLiteral("web_app_invoice_url")}) {
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
    return {{QStringLiteral("token_valid"), m_isTokenValid},
            {QStringLiteral("disabled_methods"), QJsonArray::fromStringList(m_disabledMethods)},
            {QStringLiteral("assets"), QJsonArray::fromStringList(m_listedAssets)},
            {QStringLiteral("webhooks_enabled"), m_webhook.isEnabled()},
            {QStringLiteral("owner_notices"), m_webhook.ownerNotices()}};
}

} // namespace turnpike::sandbox

#include "moc_cryptopayapi.cpp"
