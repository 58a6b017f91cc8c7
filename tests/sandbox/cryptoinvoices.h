// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>
#include <QStringList>

#include <map>
#include <optional>

namespace turnpike::sandbox {

class Params;

enum class InvoiceStatus { Active, Paid, Expired };

// Who pays an invoice, and with what.
struct Payer
{
    qint64 userId = 0;
    QString asset; // empty: the first that the invoice accepts
    QString comment;
    bool isAnonymous = false;
};

// One invoice of Crypto Pay. Its amount is what was asked for, whatever happens: nobody can pay less or more.
struct CryptoInvoice
{
    struct Payment
    {
        qint64 at = 0; // ms UTC
        Payer by;
        double amount = 0; // in the payer's asset
        double fee = 0;    // of it
    };

    qint64 id = 0;
    QString hash;
    bool isFiat = false;
    QString currency;
    QString amount; // as plainAmount() writes it
    QStringList acceptedAssets;
    QJsonObject extras; // what comes back as it was given: description, payload, hidden_message, …
    bool allowsComments = true;
    bool allowsAnonymous = true;
    InvoiceStatus status = InvoiceStatus::Active;
    qint64 createdAt = 0; // ms UTC
    qint64 expiresAt = 0; // 0: never
    std::optional<Payment> payment;
};

// What shows an invoice: two members, deprecated long since, come in webhooks alone.
enum class InvoiceView { Api, Webhook };

// The invoices of one app of Crypto Pay, by the documentation (help.send.tg, "Crypto Pay API" 1.5.2, class
// Invoice): which members there are and when. Owned by CryptoPayApi; lives on its thread.
class CryptoInvoices
{
public:
    // What getInvoices may ask for; empty: everything.
    struct Filter
    {
        QStringList ids;
        QStringList assets;
        QString fiat;
        std::optional<InvoiceStatus> status;
        qint64 offset = 0;
        qint64 count = 100;
    };

    explicit CryptoInvoices(const Clock *clock);

    // Puts one in; number, hash and times are given to it here. `lifetimeMs` 0: it never expires.
    const CryptoInvoice &add(CryptoInvoice invoice, qint64 lifetimeMs);
    // Null when there is no such invoice. What is overdue has expired.
    const CryptoInvoice *find(qint64 id);
    std::vector<const CryptoInvoice *> all();
    QJsonArray list(const Filter &filter); // newest first

    // False: no such invoice, paid already, expired, or an asset that it does not accept. The documentation
    // calls expires_in a payment time limit (createInvoice) and knows of no payment after it.
    bool pay(qint64 id, const Payer &payer);
    // A fault: takes the payment though the invoice may have expired, as if it had been under way at its end.
    // No report of such a payment of Crypto Pay is known; whoever is paid is to bear it all the same.
    bool payHoweverLate(qint64 id, const Payer &payer);
    // Its time is over now. False: no such invoice, or it is not active.
    bool expire(qint64 id);
    // False: no such invoice, or it is not active.
    bool remove(qint64 id);

    // Figures may be JSON numbers in answers, as some apps have seen them.
    void setAmountsAsNumbers(bool on) { m_amountsAsNumbers = on; }
    QJsonObject json(const CryptoInvoice &invoice, InvoiceView view = InvoiceView::Api) const;

private:
    CryptoInvoice *findActive(qint64 id);
    void expireOverdue();
    bool take(CryptoInvoice &invoice, const Payer &payer) const;
    void addPayment(QJsonObject *object, const CryptoInvoice &invoice, InvoiceView view) const;
    QJsonValue figure(const QString &plain) const;

    const Clock *m_clock;
    qint64 m_nextId;
    bool m_amountsAsNumbers = false;
    std::map<qint64, CryptoInvoice> m_invoices;
};

const char *toString(InvoiceStatus status);
// 2026-01-02T03:04:05.678Z
QString cryptoPayTime(qint64 ms);

} // namespace turnpike::sandbox
