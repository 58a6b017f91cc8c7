// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cryptoinvoices.h"

#include "cryptocurrencies.h"

#include <QDateTime>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

// What Crypto Pay keeps for itself. The documentation names no figure: the app shows it.
constexpr double kFee = 0.03;

double priceIn(const QString &currency, const QString &of)
{
    return findCurrency(of)->dollars / findCurrency(currency)->dollars;
}

} // namespace

const char *toString(InvoiceStatus status)
{
    switch (status) {
    case InvoiceStatus::Active:
        return "active";
    case InvoiceStatus::Paid:
        return "paid";
    case InvoiceStatus::Expired:
        return "expired";
    }
    return "";
}

QString cryptoPayTime(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms).toUTC().toString(Qt::ISODateWithMs);
}

CryptoInvoices::CryptoInvoices(const Clock *clock)
    : m_clock(clock)
    , m_nextId(QDateTime::currentSecsSinceEpoch() % 1'000'000'000 * 10) // unlike those of an earlier run
{}

const CryptoInvoice &CryptoInvoices::add(CryptoInvoice invoice, qint64 lifetimeMs)
{
    invoice.id = m_nextId++;
    invoice.hash = u"IV"_s + QString::number(invoice.id, 36);
    invoice.createdAt = m_clock->nowMs();
    invoice.expiresAt = lifetimeMs > 0 ? invoice.createdAt + lifetimeMs : 0;
    return m_invoices.insert_or_assign(invoice.id, std::move(invoice)).first->second;
}

const CryptoInvoice *CryptoInvoices::find(qint64 id)
{
    expireOverdue();
    const auto found = m_invoices.find(id);
    return found == m_invoices.end() ? nullptr : &found->second;
}

CryptoInvoice *CryptoInvoices::findActive(qint64 id)
{
    const CryptoInvoice *found = find(id);
    return found && found->status == InvoiceStatus::Active ? &m_invoices[id] : nullptr;
}

std::vector<const CryptoInvoice *> CryptoInvoices::all()
{
    expireOverdue();
    std::vector<const CryptoInvoice *> found;
    for (const auto &[id, invoice] : m_invoices)
        found.push_back(&invoice);
    return found;
}

QJsonArray CryptoInvoices::list(const Filter &filter)
{
    expireOverdue();
    QJsonArray items;
    qint64 skipped = 0;
    for (auto it = m_invoices.rbegin(); it != m_invoices.rend() && items.size() < filter.count; ++it) {
        const CryptoInvoice &invoice = it->second;
        const bool isWanted =
            (filter.ids.isEmpty() || filter.ids.contains(QString::number(invoice.id))) &&
            (!filter.status || invoice.status == *filter.status) &&
            (filter.assets.isEmpty() || (!invoice.isFiat && filter.assets.contains(invoice.currency))) &&
            (filter.fiat.isEmpty() || (invoice.isFiat && invoice.currency == filter.fiat));
        if (isWanted && skipped++ >= filter.offset)
            items.append(json(invoice));
    }
    return items;
}

void CryptoInvoices::expireOverdue()
{
    const qint64 now = m_clock->nowMs();
    for (auto &[id, invoice] : m_invoices) {
        if (invoice.status == InvoiceStatus::Active && invoice.expiresAt > 0 && invoice.expiresAt <= now)
            invoice.status = InvoiceStatus::Expired;
    }
}

bool CryptoInvoices::pay(qint64 id, const Payer &payer)
{
    CryptoInvoice *invoice = findActive(id);
    return invoice && take(*invoice, payer);
}

bool CryptoInvoices::payHoweverLate(qint64 id, const Payer &payer)
{
    const CryptoInvoice *found = find(id);
    return found && found->status != InvoiceStatus::Paid && take(m_invoices[id], payer);
}

bool CryptoInvoices::take(CryptoInvoice &invoice, const Payer &payer) const
{
    CryptoInvoice::Payment payment;
    payment.at = m_clock->nowMs();
    payment.by = payer;
    if (!invoice.isFiat)
        payment.by.asset = invoice.currency;
    else if (payer.asset.isEmpty())
        payment.by.asset = invoice.acceptedAssets.value(0);
    if (invoice.isFiat && !invoice.acceptedAssets.contains(payment.by.asset))
        return false;
    payment.by.isAnonymous = payer.isAnonymous && invoice.allowsAnonymous;
    if (!invoice.allowsComments)
        payment.by.comment.clear();
    payment.amount = invoice.amount.toDouble() / priceIn(invoice.currency, payment.by.asset);
    payment.fee = payment.amount * kFee;
    invoice.payment = payment;
    invoice.status = InvoiceStatus::Paid;
    return true;
}

bool CryptoInvoices::expire(qint64 id)
{
    CryptoInvoice *invoice = findActive(id);
    if (!invoice)
        return false;
    invoice->status = InvoiceStatus::Expired;
    return true;
}

bool CryptoInvoices::remove(qint64 id)
{
    return findActive(id) && m_invoices.erase(id) == 1;
}

QJsonValue CryptoInvoices::figure(const QString &plain) const
{
    return m_amountsAsNumbers ? QJsonValue(plain.toDouble()) : QJsonValue(plain);
}

QJsonObject CryptoInvoices::json(const CryptoInvoice &invoice, InvoiceView view) const
{
    const QString botUrl = u"https://t.me/CryptoTestnetBot?start="_s + invoice.hash;
    QJsonObject object = invoice.extras;
    const auto put = [&object](const char *name, const QJsonValue &value) {
        object.insert(QLatin1String(name), value);
    };
    put("invoice_id", invoice.id);
    put("hash", invoice.hash);
    put("currency_type", invoice.isFiat ? u"fiat"_s : u"crypto"_s);
    put(invoice.isFiat ? "fiat" : "asset", invoice.currency);
    put("amount", figure(invoice.amount));
    if (invoice.isFiat)
        put("accepted_assets", QJsonArray::fromStringList(invoice.acceptedAssets));
    put("pay_url", botUrl); // deprecated, and there all the same
    put("bot_invoice_url", botUrl);
    put("mini_app_invoice_url", u"https://t.me/CryptoTestnetBot/app?startapp=invoice-"_s + invoice.hash);
    put("web_app_invoice_url", u"https://testnet-app.send.tg/invoices/"_s + invoice.hash);
    put("status", QLatin1String(toString(invoice.status)));
    put("created_at", cryptoPayTime(invoice.createdAt));
    put("allow_comments", invoice.allowsComments);
    put("allow_anonymous", invoice.allowsAnonymous);
    if (invoice.expiresAt > 0)
        put("expiration_date", cryptoPayTime(invoice.expiresAt));
    if (invoice.payment)
        addPayment(&object, invoice, view);
    return object;
}

void CryptoInvoices::addPayment(QJsonObject *object, const CryptoInvoice &invoice, InvoiceView view) const
{
    const CryptoInvoice::Payment &payment = *invoice.payment;
    const QString &asset = payment.by.asset;
    const double dollars = findCurrency(asset)->dollars;
    const QString fee = plainFigure(payment.fee, kFigures);
    const auto put = [object](const char *name, const QJsonValue &value) {
        object->insert(QLatin1String(name), value);
    };
    put("paid_at", cryptoPayTime(payment.at));
    put("paid_anonymously", payment.by.isAnonymous);
    if (!payment.by.comment.isEmpty())
        put("comment", payment.by.comment);
    put("paid_usd_rate", figure(plainFigure(dollars, kFigures)));
    put("fee_asset", asset);
    put("fee_amount", fee.toDouble()); // the one figure that is documented as a number
    put("fee_in_usd", figure(plainFigure(payment.fee * dollars, kFigures)));
    if (invoice.isFiat) {
        put("paid_asset", asset);
        put("paid_amount", figure(plainFigure(payment.amount, kFigures)));
        put("paid_fiat_rate", figure(plainFigure(priceIn(invoice.currency, asset), kFigures)));
    }
    const QString swapTo = object->value(u"swap_to").toString();
    if (!swapTo.isEmpty()) {
        put("is_swapped", true);
        put("swapped_uid", u"swap-"_s + invoice.hash);
        put("swapped_to", swapTo);
        put("swapped_rate", figure(plainFigure(priceIn(swapTo, asset), kFigures)));
        put("swapped_output",
            figure(plainFigure((payment.amount - payment.fee) * priceIn(swapTo, asset), kFigures)));
        put("swapped_usd_amount", figure(plainFigure((payment.amount - payment.fee) * dollars, kFigures)));
        put("swapped_usd_rate", figure(plainFigure(findCurrency(swapTo)->dollars, kFigures)));
    }
    if (view == InvoiceView::Webhook) {
        put("fee", fee);
        put("usd_rate", plainFigure(dollars, kFigures));
    }
}

} // namespace turnpike::sandbox
