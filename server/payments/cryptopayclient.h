// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/dependencyclient.h"
#include "payments/invoice.h"

#include <QJsonArray>
#include <QJsonObject>

namespace turnpike::payments {

// As Crypto Pay calls them.
const char *toString(Invoice::Status status);

// "149.50" for 14950 kopecks.
QString toAmount(Kopecks money);
// The exact number of kopecks; nothing for anything but a positive decimal number with at most two digits
// that count after its point ("149", "149.5", "149.500"), or more than 10^15 kopecks.
std::optional<Kopecks> fromAmount(const QString &amount);
// A figure from Crypto Pay as text: most arrive as strings, but some apps have seen numbers.
QString figureOf(const QJsonValue &value);

// Reads one invoice, also of a webhook. Throws DependencyError (BadAnswer) when a field that the rules need
// is missing.
Invoice parseInvoice(const QJsonObject &object);
// Reads the invoices of a list; never throws for one of them.
InvoiceList parseInvoices(const QJsonArray &items);
// The refusal that an error with this code and name stands for. Names of mistakes in a single invoice are
// known; all others concern every invoice.
Refusal refusalOf(const QString &method, int code, const QString &name);
// The `result` of an answer to `method`. Throws RefusedByProvider, or DependencyError (BadAnswer, Http4xx)
// for anything that is not an answer from Crypto Pay.
QJsonValue parseAnswer(const http::OutResponse &response, const QString &method);

// Crypto Pay (help.crypt.bot/crypto-pay-api), behind a breaker. Reading is repeated twice after network
// failures and 5xx; creating is not, since a lost answer leaves an invoice behind, which can be found by its
// payload. A refusal by Crypto Pay itself is RefusedByProvider; one by a proxy in front of it (Cloudflare:
// 429, 403 and 5xx with its own pages) is temporary and is DependencyError. Thread-safe; blocks like
// HttpClient.
class CryptoPayClient
{
public:
    static constexpr int kLargestPage = 1'000;

    // `apiUrl` such as https://pay.crypt.bot/api. `assets`: what may be paid in; empty: the app decides.
    CryptoPayClient(http::HttpClient &client, http::CircuitBreaker &breaker, const QUrl &apiUrl,
                    const QString &token, const http::RepeatRule &reading = {},
                    const QStringList &assets = {});

    // Throws DependencyError, DeadlineExceeded, Cancelled, as do those below. A call that `mayCall` does not
    // let through ends with an error that wasWithheld().
    Invoice createInvoice(const NewInvoice &invoice, const Deadline &deadline) const;
    // Many: `done` is called on the calling thread for each, with its index.
    void createInvoices(const std::vector<NewInvoice> &invoices, const Deadline &deadline, int maxInFlight,
                        const std::function<void(size_t index, InvoiceResult result)> &done,
                        const http::MayCall &mayCall = {}) const;

    // Those of these invoices that exist, whatever their status, in no order. Asks in as few calls as it can.
    InvoiceList invoices(const QStringList &invoiceIds, const Deadline &deadline,
                         const http::MayCall &mayCall = {}) const;
    // One page of all invoices with this status (Active or Paid), the newest first. `count` 1 to
    // kLargestPage; fewer come back on the last page.
    InvoiceList page(Invoice::Status status, int offset, int count, const Deadline &deadline,
                     const http::MayCall &mayCall = {}) const;

    http::CircuitBreaker &breaker() const { return m_reading.breaker(); }
    // What Crypto Pay refuses us now, for /health; empty while all is well.
    std::optional<Refusal> standingRefusal() const { return m_standing.refusal(); }
    // Why invoices cannot be made, though nobody refuses them; likewise. Forgotten once lists have been
    // answered for kOutageForgottenAfter since, for perhaps nobody wants an invoice just now.
    std::optional<QString> creatingFails() const;

private:
    http::OutRequest request(const QString &method, const QJsonObject &parameters) const;
    http::OutRequest createRequest(const NewInvoice &invoice) const;
    InvoiceResult interpretCreate(const http::OutResult &result) const;
    QJsonValue resultOf(const http::OutResponse &response, const QString &method) const;
    QJsonArray itemsOf(const http::OutRequest &listing, const Deadline &deadline,
                       const http::MayCall &mayCall) const;
    InvoiceList listed(const QJsonObject &parameters, const Deadline &deadline,
                       const http::MayCall &mayCall) const;

    http::DependencyClient m_reading;
    http::DependencyClient m_creating;
    QUrl m_apiUrl;
    QByteArray m_token;
    QString m_assets;            // a comma list; empty: not sent
    mutable Standing m_standing; // of all calls
};

} // namespace turnpike::payments
