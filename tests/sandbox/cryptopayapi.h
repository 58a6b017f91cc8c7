// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "cryptoinvoices.h"
#include "http/httpmessage.h"
#include "paidwebhook.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace turnpike::sandbox {

class Ledger;
class Params;

// Crypto Pay as one app sees it, by its documentation (help.send.tg, "Crypto Pay API" 1.5.2) and by what live
// tests of clients have seen of it. This app was never allowed to pay out: transfer and createCheck, which
// an owner must enable first, are refused. Owned by whoever serves it; lives on its thread.
class CryptoPayApi : public QObject
{
    Q_OBJECT

public:
    // `timeScale` divides the waits between tries of the webhook; invoices expire by the clock.
    CryptoPayApi(const QByteArray &token, Ledger *ledger, const Clock *clock, double timeScale,
                 QObject *parent = nullptr);

    // "createInvoice" for /cryptopay/api/createInvoice.
    static QString methodOf(const QByteArray &path);

    http::Response answer(const http::Request &request);
    // What comes with this status for no reason of the call's own: Crypto Pay's answer, or the page of what
    // stands before it. `retryAfter` in seconds, 0 for none.
    static http::Response errorAnswer(int status, int retryAfter);
    static http::Response failure(int status, const QString &name);

    // Pays an invoice and announces it `webhooks` times. False: no such invoice, or it is not active.
    bool pay(qint64 invoiceId, int webhooks, const Payer &payer = {});
    // A fault: the same, also of an invoice that has expired. False: no such invoice, or paid already.
    bool payHoweverLate(qint64 invoiceId, int webhooks, const Payer &payer = {});
    // Its time is over now. False: no such invoice, or it is not active.
    bool expire(qint64 invoiceId);
    // As another program that shares the app does it; throws ApiError when Crypto Pay would not have it.
    qint64 createForeign(const QJsonObject &params);
    // The invoice behind a pay link, 0 when there is none.
    qint64 invoiceOfLink(const QString &link);
    QJsonArray invoicesJson(); // oldest first
    CryptoInvoices &invoices() { return m_invoices; }
    PaidWebhook &webhook() { return m_webhook; }

    // What the app's owner or Crypto Pay itself changes, and what it causes.
    void setTokenValid(bool valid) { m_isTokenValid = valid; }  // false: 401
    bool setMethodEnabled(const QString &method, bool enabled); // false: 403 METHOD_DISABLED
    bool setAssetListed(const QString &asset, bool listed);     // false: 400 UNSUPPORTED_ASSET
    void setAmountsAsNumbers(bool on) { m_invoices.setAmountsAsNumbers(on); }
    QJsonObject stateJson() const;

private:
    using Method = std::function<QJsonValue(const Params &params)>;

    void addMethods();
    void announcePaid(qint64 invoiceId, int webhooks);
    http::Response perform(const QString &method, const http::Request &request, QJsonObject *entry);
    const CryptoInvoice &create(const Params &params);
    CryptoInvoice priceOf(const Params &params) const;
    QStringList acceptedAssets(const Params &params) const;
    QJsonValue getInvoices(const Params &params);
    QJsonValue deleteInvoice(const Params &params);
    QJsonValue getBalance();
    QJsonValue getStats(const Params &params);

    QByteArray m_token;
    Ledger *m_ledger;
    const Clock *m_clock;
    CryptoInvoices m_invoices;
    PaidWebhook m_webhook;
    QHash<QString, Method> m_methods;
    QStringList m_disabledMethods;
    QStringList m_listedAssets;
    bool m_isTokenValid = true;
};

} // namespace turnpike::sandbox
