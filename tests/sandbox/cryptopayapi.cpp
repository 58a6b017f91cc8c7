#include "cryptopayapi.h"

#include "ledger.h"
#include "params.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMessageAuthenticationCode>

namespace turnpike::sandbox {

namespace {

constexpr double kRoublesPerUsdt = 80;
constexpr int kWebhookAttempts = 5;
constexpr int kWebhookRetryMs = 2000;
constexpr int kWebhookAnswerMs = 10'000;

http::Response json(const QJsonObject &object, int status = 200)
{
    return http::Response::json(QJsonDocument(object).toJson(QJsonDocument::Compact), status);
}

http::Response result(const QJsonValue &value)
{
    return json({{QStringLiteral("ok"), true}, {QStringLiteral("result"), value}});
}

http::Response failure(int code, const QString &name)
{
    return json({{QStringLiteral("ok"), false},
                 {QStringLiteral("error"),
                  QJsonObject{{QStringLiteral("code"), code}, {QStringLiteral("name"), name}}}},
                code);
}

QString isoTime(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms).toUTC().toString(Qt::ISODateWithMs);
}

// The name of the error with which createInvoice is refused; empty when all is well.
QString whatIsWrong(const Params &params)
{
    const bool isFiat = params.text(QStringLiteral("currency_type")) == u"fiat";
    bool isNumber = false;
    const double amount = params.text(QStringLiteral("amount")).toDouble(&isNumber);
    if (!isNumber || amount <= 0)
        return QStringLiteral("AMOUNT_INVALID");
    static const QStringList fiats = {QStringLiteral("USD"), QStringLiteral("EUR"), QStringLiteral("RUB")};
    if (isFiat && !fiats.contains(params.text(QStringLiteral("fiat"))))
        return QStringLiteral("FIAT_INVALID");
    if (!isFiat && params.text(QStringLiteral("asset")).isEmpty())
        return QStringLiteral("ASSET_INVALID");
    if (params.text(QStringLiteral("description")).size() > 1024)
        return QStringLiteral("DESCRIPTION_TOO_LONG");
    if (params.text(QStringLiteral("payload")).toUtf8().size() > 4096)
        return QStringLiteral("PAYLOAD_TOO_LONG");
    const qint64 expiresIn = params.integer(QStringLiteral("expires_in")).value_or(0);
    if (params.contains(QStringLiteral("expires_in")) && (expiresIn < 1 || expiresIn > 2'678'400))
        return QStringLiteral("EXPIRES_IN_INVALID");
    return {};
}

} // namespace

CryptoPayApi::CryptoPayApi(const QByteArray &token, Ledger *ledger, double timeScale, QObject *parent)
    : QObject(parent)
    , m_token(token)
    , m_ledger(ledger)
    , m_timeScale(timeScale)
    , m_nextInvoiceId(QDateTime::currentSecsSinceEpoch() % 1'000'000'000 *
                      10) // unlike those of an earlier run
{}

QString CryptoPayApi::methodOf(const QByteArray &path)
{
    return QString::fromUtf8(path).section(u'/', 3, 3);
}

http::Response CryptoPayApi::errorAnswer(int status, int)
{
    return failure(status, status >= 500 ? QStringLiteral("INTERNAL_ERROR") : QStringLiteral("FAULT"));
}

http::Response CryptoPayApi::answer(const http::Request &request)
{
    const QString method = methodOf(request.path);
    QJsonObject entry{{QStringLiteral("method"), method}};
    http::Response answer;
    try {
        const Params params = Params::fromRequest(request);
        entry.insert(u"params", params.forLedger());
        answer = request.header("Crypto-Pay-API-Token") == m_token
                     ? perform(method, params)
                     : failure(401, QStringLiteral("UNAUTHORIZED"));
    } catch (const ApiError &) {
        answer = failure(400, QStringLiteral("PARAMS_INVALID"));
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

http::Response CryptoPayApi::perform(const QString &method, const Params &params)
{
    if (method == u"createInvoice")
        return createInvoice(params);
    if (method == u"getInvoices")
        return getInvoices(params);
    if (method == u"getMe") {
        return result(QJsonObject{
            {QStringLiteral("app_id"), 1},
            {QStringLiteral("name"), QStringLiteral("Turnpike sandbox")},
            {QStringLiteral("payment_processing_bot_username"), QStringLiteral("CryptoTestnetBot")}});
    }
    return failure(405, QStringLiteral("METHOD_NOT_FOUND"));
}

http::Response CryptoPayApi::createInvoice(const Params &params)
{
    const QString wrong = whatIsWrong(params);
    if (!wrong.isEmpty())
        return failure(400, wrong);
    const bool isFiat = params.text(QStringLiteral("currency_type")) == u"fiat";
    const qint64 expiresIn = params.integer(QStringLiteral("expires_in")).value_or(0);
    const qint64 id = m_nextInvoiceId++;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const QString hash = QStringLiteral("IV") + QString::number(id, 36);
    QJsonObject invoice{
        {QStringLiteral("invoice_id"), id},
        {QStringLiteral("hash"), hash},
        {QStringLiteral("currency_type"), isFiat ? QStringLiteral("fiat") : QStringLiteral("crypto")},
        {QStringLiteral("amount"), params.text(QStringLiteral("amount"))},
        {QStringLiteral("status"), QStringLiteral("active")},
        {QStringLiteral("bot_invoice_url"), QStringLiteral("https://t.me/CryptoTestnetBot?start=") + hash},
        {QStringLiteral("mini_app_invoice_url"),
         QStringLiteral("https://t.me/CryptoTestnetBot/app?startapp=invoice-") + hash},
        {QStringLiteral("web_app_invoice_url"),
         QStringLiteral("https://testnet-app.send.tg/invoices/") + hash},
        {QStringLiteral("created_at"), isoTime(now)},
        {QStringLiteral("allow_comments"), true},
        {QStringLiteral("allow_anonymous"), true}};
    for (const QString &name : {QStringLiteral("fiat"), QStringLiteral("asset"),
                                QStringLiteral("description"), QStringLiteral("payload")}) {
        if (!params.text(name).isEmpty())
            invoice.insert(name, params.text(name));
    }
    if (isFiat && params.contains(QStringLiteral("accepted_assets"))) {
        const QStringList assets =
            params.text(QStringLiteral("accepted_assets")).split(u',', Qt::SkipEmptyParts);
        invoice.insert(u"accepted_assets",
                       assets.isEmpty()
                           ? params.array(QStringLiteral("accepted_assets")).value_or(QJsonArray())
                           : QJsonArray::fromStringList(assets));
    }
    if (expiresIn > 0) {
        m_expiresAtMs[id] = now + expiresIn * 1000;
        invoice.insert(u"expiration_date", isoTime(now + expiresIn * 1000));
    }
    m_invoices[id] = invoice;
    return result(invoice);
}

http::Response CryptoPayApi::getInvoices(const Params &params)
{
    expireOverdue();
    const QString status = params.text(QStringLiteral("status"));
    if (!status.isEmpty() && status != u"active" && status != u"paid")
        return failure(400, QStringLiteral("STATUS_INVALID"));
    const qint64 offset = params.integer(QStringLiteral("offset")).value_or(0);
    const qint64 count = params.integer(QStringLiteral("count")).value_or(100);
    if (offset < 0)
        return failure(400, QStringLiteral("OFFSET_INVALID"));
    if (count < 1 || count > 1000)
        return failure(400, QStringLiteral("COUNT_INVALID"));
    QStringList ids = params.text(QStringLiteral("invoice_ids")).split(u',', Qt::SkipEmptyParts);
    if (ids.isEmpty()) {
        const QJsonArray listed = params.text(QStringLiteral("invoice_ids")).isEmpty()
                                      ? params.array(QStringLiteral("invoice_ids")).value_or(QJsonArray())
                                      : QJsonArray();
        for (const QJsonValue &id : listed)
            ids.append(QString::number(id.toInteger()));
    }
    QJsonArray items;
    qint64 skipped = 0;
    for (auto it = m_invoices.rbegin(); it != m_invoices.rend() && items.size() < count;
         ++it) { // newest first
        const QJsonObject &invoice = it->second;
        if (!ids.isEmpty() && !ids.contains(QString::number(it->first)))
            continue;
        if (!status.isEmpty() && invoice.value(u"status").toString() != status)
            continue;
        if (skipped++ < offset)
            continue;
        items.append(invoice);
    }
    return result(QJsonObject{{QStringLiteral("items"), items}});
}

void CryptoPayApi::expireOverdue()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (auto it = m_expiresAtMs.begin(); it != m_expiresAtMs.end();) {
        if (it->second > now) {
            ++it;
            continue;
        }
        QJsonObject &invoice = m_invoices[it->first];
        if (invoice.value(u"status").toString() == u"active")
            invoice.insert(u"status", QStringLiteral("expired"));
        it = m_expiresAtMs.erase(it);
    }
}

bool CryptoPayApi::expire(qint64 invoiceId)
{
    expireOverdue();
    const auto found = m_invoices.find(invoiceId);
    if (found == m_invoices.end() || found->second.value(u"status").toString() != u"active")
        return false;
    m_expiresAtMs[invoiceId] = 0;
    expireOverdue();
    m_ledger->add(QStringLiteral("control"), {{QStringLiteral("action"), QStringLiteral("expire invoice")},
                                              {QStringLiteral("invoice_id"), invoiceId}});
    return true;
}

bool CryptoPayApi::pay(qint64 invoiceId, PaymentMode mode, int webhooks)
{
    expireOverdue();
    const auto found = m_invoices.find(invoiceId);
    if (found == m_invoices.end() || found->second.value(u"status").toString() == u"paid")
        return false;
    QJsonObject &invoice = found->second;
    const double asked = invoice.value(u"amount").toString().toDouble();
    const double given = mode == PaymentMode::Exact   ? asked
                         : mode == PaymentMode::Short ? asked / 2
                                                      : asked * 1.5;
    if (mode != PaymentMode::Exact)
        invoice.insert(u"amount", QString::number(given, 'f', 2));
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const bool isFiat = invoice.value(u"currency_type").toString() == u"fiat";
    const QString asset = isFiat ? QStringLiteral("USDT") : invoice.value(u"asset").toString();
    invoice.insert(u"status", QStringLiteral("paid"));
    invoice.insert(u"paid_at", isoTime(now));
    invoice.insert(u"paid_anonymously", false);
    invoice.insert(u"paid_asset", asset);
    invoice.insert(u"paid_amount", QString::number(isFiat ? given / kRoublesPerUsdt : given, 'f', 6));
    invoice.insert(u"paid_fiat_rate", QString::number(kRoublesPerUsdt, 'f', 2));
    invoice.insert(u"paid_usd_rate", QStringLiteral("1"));
    invoice.insert(u"fee_asset", asset);
    invoice.insert(u"fee_amount", QStringLiteral("0"));
    m_expiresAtMs.erase(invoiceId);
    m_ledger->add(QStringLiteral("control"), {{QStringLiteral("action"), QStringLiteral("pay invoice")},
                                              {QStringLiteral("invoice_id"), invoiceId},
                                              {QStringLiteral("amount"), invoice.value(u"amount")}});
    for (int i = 0; i < webhooks; ++i)
        sendPaid(invoice);
    return true;
}

void CryptoPayApi::sendPaid(const QJsonObject &invoice)
{
    const QJsonObject update{{QStringLiteral("update_id"), m_nextUpdateId++},
                             {QStringLiteral("update_type"), QStringLiteral("invoice_paid")},
                             {QStringLiteral("request_date"), isoTime(QDateTime::currentMSecsSinceEpoch())},
                             {QStringLiteral("payload"), invoice}};
    post(QJsonDocument(update).toJson(QJsonDocument::Compact), invoice.value(u"invoice_id").toInteger(), 1);
}

void CryptoPayApi::post(const QByteArray &body, qint64 invoiceId, int attempt)
{
    const QUrl url = m_webhookUrl ? m_webhookUrl() : QUrl();
    if (url.isEmpty())
        return;
    auto *connection = new WebhookConnection(std::chrono::milliseconds(kWebhookAnswerMs),
                                             std::chrono::milliseconds(0), this);
    connect(connection, &WebhookConnection::finished, this,
            [=, this](const WebhookConnection::Answer &answer) {
                connection->deleteLater();
                QJsonObject entry{{QStringLiteral("invoice_id"), invoiceId},
                                  {QStringLiteral("attempt"), attempt},
                                  {QStringLiteral("status"), answer.status}};
                if (!answer.error.isEmpty())
                    entry.insert(u"error", answer.error);
                m_ledger->add(QStringLiteral("cryptopay_webhook"), entry);
                if (answer.isSuccess() || attempt >= kWebhookAttempts)
                    return;
                const int wait = static_cast<int>(kWebhookRetryMs / m_timeScale);
                QTimer::singleShot(wait, this, [=, this] { post(body, invoiceId, attempt + 1); });
            });
    const QByteArray key = QCryptographicHash::hash(m_token, QCryptographicHash::Sha256);
    const QByteArray signature =
        QMessageAuthenticationCode::hash(body, key, QCryptographicHash::Sha256).toHex();
    connection->post(url, {{"Content-Type", "application/json"}, {"crypto-pay-api-signature", signature}},
                     body);
}

qint64 CryptoPayApi::invoiceOfLink(const QString &link) const
{
    for (const auto &[id, invoice] : m_invoices) {
        for (const QString &name : {QStringLiteral("bot_invoice_url"), QStringLiteral("mini_app_invoice_url"),
                                    QStringLiteral("web_app_invoice_url")}) {
            if (invoice.value(name).toString() == link)
                return id;
        }
    }
    return 0;
}

QJsonArray CryptoPayApi::invoicesJson()
{
    expireOverdue();
    QJsonArray all;
    for (const auto &[id, invoice] : m_invoices)
        all.append(invoice);
    return all;
}

} // namespace turnpike::sandbox
