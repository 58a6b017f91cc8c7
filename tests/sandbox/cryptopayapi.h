#pragma once

#include "http/httpmessage.h"
#include "webhookconnection.h"

#include <QJsonObject>
#include <QObject>
#include <QTimer>

#include <functional>
#include <map>

namespace turnpike::sandbox {

class Ledger;
class Params;

// How an invoice is paid.
enum class PaymentMode {
    Exact,
    Short, // the invoice shows less than was asked for
    Over,  // the invoice shows more than was asked for
};

// Crypto Pay: invoices, and the signed webhook that says that one was paid. Owned by Sandbox; lives on its
// thread.
class CryptoPayApi : public QObject
{
    Q_OBJECT

public:
    // `timeScale` divides the delays between repeated webhooks; invoices expire in real time.
    CryptoPayApi(const QByteArray &token, Ledger *ledger, double timeScale, QObject *parent = nullptr);

    // "createInvoice" for /cryptopay/api/createInvoice.
    static QString methodOf(const QByteArray &path);

    http::Response answer(const http::Request &request);
    static http::Response errorAnswer(int status, int retryAfter);

    // Says where invoice_paid goes now; an empty address: no webhooks.
    void setWebhookUrl(std::function<QUrl()> url) { m_webhookUrl = std::move(url); }

    // Pays an invoice, also one that has expired, and sends the webhook `webhooks` times. False: no such
    // invoice, or paid already.
    bool pay(qint64 invoiceId, PaymentMode mode, int webhooks);
    // Its time is over now. False: no such invoice, or it is not active.
    bool expire(qint64 invoiceId);
    // The invoice behind a pay link, 0 when there is none.
    qint64 invoiceOfLink(const QString &link) const;
    QJsonArray invoicesJson();

private:
    http::Response perform(const QString &method, const Params &params);
    http::Response createInvoice(const Params &params);
    http::Response getInvoices(const Params &params);
    void expireOverdue();
    void sendPaid(const QJsonObject &invoice);
    void post(const QByteArray &body, qint64 invoiceId, int attempt);

    QByteArray m_token;
    Ledger *m_ledger;
    double m_timeScale;
    std::function<QUrl()> m_webhookUrl;
    qint64 m_nextInvoiceId;
    qint64 m_nextUpdateId = 1;
    std::map<qint64, QJsonObject> m_invoices;
    std::map<qint64, qint64> m_expiresAtMs;
};

} // namespace turnpike::sandbox
