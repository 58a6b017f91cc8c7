// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

// What each method of CryptoPayApi does.
//
// The documentation names one error only. AMOUNT_TOO_SMALL, AMOUNT_TOO_BIG, AMOUNT_INVALID,
// UNSUPPORTED_ASSET, PAID_BTN_URL_REQUIRED, INTERVAL_TOO_BIG, APP_ERROR, INTERNAL_SERVER_ERROR and
// UNAUTHORIZED are what live tests of a client see (WinoGarcia/CryptoPay, CryptoPay.Tests/TestData),
// EXPIRES_IN_INVALID, METHOD_DISABLED and METHOD_NOT_FOUND what another one handles
// (LulzLoL231/CryptoPayAPI). The other names follow their pattern: the parameter, and what is wrong with it.

#include "cryptocurrencies.h"
#include "cryptopayapi.h"
#include "params.h"

#include <QDateTime>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDescriptionCharacters = 1'024;
constexpr int kHiddenMessageCharacters = 2'048;
constexpr int kPayloadBytes = 4'096;
constexpr qint64 kLongestLifetimeSeconds = 2'678'400;
constexpr qint64 kLargestPage = 1'000;
// A cent is enough for a check and a tenth of one is not; 25 000 is the most a transfer may be worth.
constexpr double kLeastDollars = 0.01;
constexpr double kMostDollars = 25'000;

[[noreturn]] void refuse(const char *name, int code = 400)
{
    throw ApiError{code, QLatin1String(name)};
}

// A comma list. Given as an array it is what the server stumbles over (issue 18 of WinoGarcia/CryptoPay).
QStringList commaList(const Params &params, const QString &name)
{
    const QJsonValue value = params.value(name);
    if (value.isArray() || value.isObject())
        refuse("APP_ERROR", 500);
    QStringList all;
    for (const QString &one : params.text(name).split(u',', Qt::SkipEmptyParts))
        all.append(one.trimmed());
    return all;
}

bool booleanOr(const Params &params, const QString &name, bool otherwise)
{
    return params.contains(name) ? params.boolean(name) : otherwise;
}

void checkButton(const Params &params)
{
    static const QStringList names = {u"viewItem"_s, u"openChannel"_s, u"openBot"_s, u"callback"_s};
    const QString name = params.text(u"paid_btn_name"_s);
    const QString url = params.text(u"paid_btn_url"_s);
    if (name.isEmpty())
        return;
    if (!names.contains(name))
        refuse("PAID_BTN_NAME_INVALID");
    if (url.isEmpty())
        refuse("PAID_BTN_URL_REQUIRED");
    if (!url.startsWith(u"http://") && !url.startsWith(u"https://"))
        refuse("PAID_BTN_URL_INVALID");
}

// What comes back with the invoice as it was given.
QJsonObject extrasOf(const Params &params)
{
    if (params.text(u"description"_s).size() > kDescriptionCharacters)
        refuse("DESCRIPTION_TOO_LONG");
    if (params.text(u"hidden_message"_s).size() > kHiddenMessageCharacters)
        refuse("HIDDEN_MESSAGE_TOO_LONG");
    if (params.text(u"payload"_s).toUtf8().size() > kPayloadBytes)
        refuse("PAYLOAD_TOO_LONG");
    checkButton(params);
    const QString swapTo = params.text(u"swap_to"_s);
    if (!swapTo.isEmpty() && !swapTargets().contains(swapTo))
        refuse("SWAP_TO_INVALID");
    QJsonObject extras;
    for (const QString &name : {u"description"_s, u"hidden_message"_s, u"payload"_s, u"paid_btn_name"_s,
                                u"paid_btn_url"_s, u"swap_to"_s}) {
        if (!params.text(name).isEmpty())
            extras.insert(name, params.text(name));
    }
    return extras;
}

qint64 timeOr(const Params &params, const QString &name, qint64 otherwise, const char *refusal)
{
    if (!params.contains(name))
        return otherwise;
    const QDateTime time = QDateTime::fromString(params.text(name), Qt::ISODateWithMs);
    if (!time.isValid())
        refuse(refusal);
    return time.toMSecsSinceEpoch();
}

} // namespace

const CryptoInvoice &CryptoPayApi::create(const Params &params)
{
    CryptoInvoice invoice = priceOf(params);
    invoice.extras = extrasOf(params);
    invoice.allowsComments = booleanOr(params, u"allow_comments"_s, true);
    invoice.allowsAnonymous = booleanOr(params, u"allow_anonymous"_s, true);
    qint64 lifetimeMs = 0;
    if (params.contains(u"expires_in"_s)) {
        const qint64 seconds = params.integer(u"expires_in"_s).value_or(0);
        if (seconds < 1 || seconds > kLongestLifetimeSeconds)
            refuse("EXPIRES_IN_INVALID");
        lifetimeMs = seconds * kSecondMs;
    }
    return m_invoices.add(std::move(invoice), lifetimeMs);
}

// In which currency it is made out, by what it can be paid, and how much it is.
CryptoInvoice CryptoPayApi::priceOf(const Params &params) const
{
    CryptoInvoice invoice;
    const QString type = params.text(u"currency_type"_s);
    invoice.isFiat = type == u"fiat";
    if (!type.isEmpty() && !invoice.isFiat && type != u"crypto")
        refuse("CURRENCY_TYPE_INVALID");
    invoice.currency = params.text(invoice.isFiat ? u"fiat"_s : u"asset"_s);
    if (invoice.currency.isEmpty())
        refuse(invoice.isFiat ? "FIAT_REQUIRED" : "ASSET_REQUIRED");
    const CryptoCurrency *currency = findCurrency(invoice.currency);
    if (invoice.isFiat && !(currency && currency->isFiat))
        refuse("FIAT_INVALID");
    if (!invoice.isFiat && !m_listedAssets.contains(invoice.currency))
        refuse("UNSUPPORTED_ASSET");
    if (invoice.isFiat)
        invoice.acceptedAssets = acceptedAssets(params);
    const QString amount = u"amount"_s;
    if (!params.contains(amount))
        refuse("AMOUNT_REQUIRED");
    const std::optional<QString> plain = plainAmount(params.value(amount));
    if (!plain)
        refuse("AMOUNT_INVALID");
    invoice.amount = *plain;
    const double dollars = plain->toDouble() * currency->dollars;
    if (dollars < kLeastDollars)
        refuse("AMOUNT_TOO_SMALL");
    if (dollars > kMostDollars)
        refuse("AMOUNT_TOO_BIG");
    return invoice;
}

// One that is no longer listed refuses the whole invoice.
QStringList CryptoPayApi::acceptedAssets(const Params &params) const
{
    const QStringList wanted = commaList(params, u"accepted_assets"_s);
    for (const QString &asset : wanted) {
        if (!m_listedAssets.contains(asset))
            refuse("UNSUPPORTED_ASSET");
    }
    if (m_listedAssets.isEmpty())
        refuse("UNSUPPORTED_ASSET");
    return wanted.isEmpty() ? m_listedAssets : wanted;
}

QJsonValue CryptoPayApi::getInvoices(const Params &params)
{
    CryptoInvoices::Filter filter;
    filter.ids = commaList(params, u"invoice_ids"_s);
    filter.assets = commaList(params, u"asset"_s);
    filter.fiat = params.text(u"fiat"_s);
    const QString status = params.text(u"status"_s);
    if (status == u"active" || status == u"paid")
        filter.status = status == u"paid" ? InvoiceStatus::Paid : InvoiceStatus::Active;
    else if (!status.isEmpty())
        refuse("STATUS_INVALID");
    filter.offset = params.integer(u"offset"_s).value_or(0);
    filter.count = params.integer(u"count"_s).value_or(100);
    // Two names for the same kind of mistake, and not 400: so it was seen.
    if (filter.offset < 0)
        refuse("INTERNAL_SERVER_ERROR", 500);
    if (filter.count < 0)
        refuse("APP_ERROR", 500);
    if (filter.count < 1 || filter.count > kLargestPage)
        refuse("COUNT_INVALID");
    return QJsonObject{{u"items"_s, m_invoices.list(filter)}};
}

QJsonValue CryptoPayApi::deleteInvoice(const Params &params)
{
    const std::optional<qint64> id = params.integer(u"invoice_id"_s);
    if (!id)
        refuse(params.contains(u"invoice_id"_s) ? "INVOICE_ID_INVALID" : "INVOICE_ID_REQUIRED");
    if (!m_invoices.remove(*id))
        refuse("INVOICE_NOT_FOUND");
    return true;
}

QJsonValue CryptoPayApi::getBalance()
{
    QHash<QString, double> available;
    for (const CryptoInvoice *invoice : m_invoices.all()) {
        if (invoice->payment)
            available[invoice->payment->by.asset] += invoice->payment->amount - invoice->payment->fee;
    }
    QJsonArray balances;
    for (const QString &asset : payableAssets()) {
        balances.append(QJsonObject{{u"currency_code"_s, asset},
                                    {u"available"_s, plainFigure(available.value(asset), kFigures)},
                                    {u"onhold"_s, u"0"_s}});
    }
    return balances;
}

QJsonValue CryptoPayApi::getStats(const Params &params)
{
    const qint64 now = m_clock->nowMs();
    const qint64 from = timeOr(params, u"start_at"_s, now - kDayMs, "START_AT_INVALID");
    const qint64 until = timeOr(params, u"end_at"_s, now, "END_AT_INVALID");
    if (until - from > 366 * kDayMs) // a year is not too much, two years and nine months are
        refuse("INTERVAL_TOO_BIG");
    int created = 0;
    int paid = 0;
    double volume = 0;
    QSet<qint64> payers;
    for (const CryptoInvoice *invoice : m_invoices.all()) {
        if (invoice->createdAt < from || invoice->createdAt > until)
            continue;
        ++created;
        if (!invoice->payment)
            continue;
        ++paid;
        volume += invoice->payment->amount * findCurrency(invoice->payment->by.asset)->dollars;
        payers.insert(invoice->payment->by.userId);
    }
    return QJsonObject{{u"volume"_s, volume},
                       {u"conversion"_s, created > 0 ? 100.0 * paid / created : 0},
                       {u"unique_users_count"_s, static_cast<int>(payers.size())},
                       {u"created_invoice_count"_s, created},
                       {u"paid_invoice_count"_s, paid},
                       {u"start_at"_s, cryptoPayTime(from)},
                       {u"end_at"_s, cryptoPayTime(until)}};
}

} // namespace turnpike::sandbox
