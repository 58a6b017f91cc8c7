// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "payments/cryptopayclient.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace turnpike::payments {

using namespace Qt::StringLiterals;

namespace {

using Reason = DependencyError::Reason;

const QString kDependency = u"crypto_pay"_s;
const QString kCreateInvoice = u"createInvoice"_s;
const QString kGetInvoices = u"getInvoices"_s;
constexpr qint64 kLargestAmount = 1'000'000'000'000'000; // kopecks
// Keeps an answer of getInvoices (about 1 KiB an invoice) within what HttpClient reads.
constexpr int kIdsPerCall = 500;

// What live tests of clients have seen of single invoices (WinoGarcia/CryptoPay, CryptoPay.Tests/TestData),
// and what the documentation limits (createInvoice: description, payload, expires_in).
constexpr std::array kOfOneInvoice = {
    "AMOUNT_TOO_SMALL", "AMOUNT_TOO_BIG",       "AMOUNT_INVALID",
    "PAYLOAD_TOO_LONG", "DESCRIPTION_TOO_LONG", "EXPIRES_IN_INVALID",
};

DependencyError badAnswer(const QString &what)
{
    return DependencyError(kDependency, Reason::BadAnswer, what);
}

qint64 parseTime(const QJsonValue &value)
{
    const QDateTime time = QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
    return time.isValid() ? time.toMSecsSinceEpoch() : 0;
}

Invoice::Status parseStatus(const QString &status)
{
    if (status == u"active")
        return Invoice::Status::Active;
    if (status == u"paid")
        return Invoice::Status::Paid;
    if (status == u"expired")
        return Invoice::Status::Expired;
    return Invoice::Status::Unknown;
}

// For whoever looks for an invoice that cannot be read.
QString idOf(const QJsonValue &item)
{
    const QString id = item.toObject().value("invoice_id"_L1).toVariant().toString();
    return id.isEmpty() ? u"?"_s : id;
}

} // namespace

const char *toString(Invoice::Status status)
{
    switch (status) {
    case Invoice::Status::Active:
        return "active";
    case Invoice::Status::Paid:
        return "paid";
    case Invoice::Status::Expired:
        return "expired";
    case Invoice::Status::Refunded: // Crypto Pay gives nothing back
    case Invoice::Status::Unknown:
        break;
    }
    return "unknown";
}

Refusal refusalOf(const QString &method, int code, const QString &name)
{
    const bool isOfOne = std::any_of(kOfOneInvoice.begin(), kOfOneInvoice.end(),
                                     [&](const char *known) { return name == QLatin1String(known); });
    return {isOfOne ? Refusal::Scope::Invoice : Refusal::Scope::Setup, method, code, name};
}

QString toAmount(Kopecks money)
{
    return u"%1.%2"_s.arg(money.value() / 100).arg(money.value() % 100, 2, 10, QLatin1Char('0'));
}

std::optional<Kopecks> fromAmount(const QString &amount)
{
    static const QRegularExpression shape(u"\\A([0-9]{1,13})(?:\\.([0-9]{1,2})0*)?\\z"_s);
    const QRegularExpressionMatch match = shape.match(amount);
    if (!match.hasMatch())
        return std::nullopt;
    const QString fraction = match.captured(2).leftJustified(2, u'0');
    const qint64 kopecks = match.captured(1).toLongLong() * 100 + fraction.toLongLong();
    if (kopecks <= 0 || kopecks > kLargestAmount)
        return std::nullopt;
    return Kopecks(kopecks);
}

QString figureOf(const QJsonValue &value)
{
    // The shortest decimals that mean this number: 149.5, never 149.50000000000003.
    return value.isDouble() ? QString::number(value.toDouble(), 'f', QLocale::FloatingPointShortest)
                            : value.toString();
}

Invoice parseInvoice(const QJsonObject &object)
{
    const QJsonValue id = object.value("invoice_id"_L1);
    if (!id.isDouble() || id.toInteger() <= 0)
        throw badAnswer(u"an invoice without invoice_id"_s);
    Invoice invoice;
    invoice.invoiceId = QString::number(id.toInteger());
    invoice.status = parseStatus(object.value("status"_L1).toString());
    const bool isFiat = object.value("currency_type"_L1).toString() == u"fiat";
    invoice.currency = object.value(QLatin1String(isFiat ? "fiat" : "asset")).toString();
    invoice.amount = fromAmount(figureOf(object.value("amount"_L1)));
    invoice.payload = object.value("payload"_L1).toString();
    invoice.payUrl = object.value("bot_invoice_url"_L1).toString();
    invoice.createdAt = parseTime(object.value("created_at"_L1));
    if (invoice.status == Invoice::Status::Paid) {
        if (const Timestamp paidAt = parseTime(object.value("paid_at"_L1)); paidAt > 0)
            invoice.paidAt = paidAt;
        invoice.paidAsset = object.value("paid_asset"_L1).toString();
        invoice.paidAmount = figureOf(object.value("paid_amount"_L1));
    }
    return invoice;
}

InvoiceList parseInvoices(const QJsonArray &items)
{
    InvoiceList list;
    for (const QJsonValue item : items) {
        try {
            list.invoices.push_back(parseInvoice(item.toObject()));
        } catch (const DependencyError &) {
            list.unread.append(idOf(item));
        }
    }
    return list;
}

QJsonValue parseAnswer(const http::OutResponse &response, const QString &method)
{
    const QJsonObject answer = QJsonDocument::fromJson(response.body).object();
    if (answer.value("ok"_L1).toBool())
        return answer.value("result"_L1);
    const QJsonObject error = answer.value("error"_L1).toObject();
    const QString name = error.value("name"_L1).toString();
    if (!name.isEmpty()) {
        const int code =
            response.status >= 400 ? response.status : error.value("code"_L1).toInt(response.status);
        throw RefusedByProvider(kDependency, refusalOf(method, code, name));
    }
    if (response.status < 400)
        throw badAnswer(method + u": not an answer of Crypto Pay"_s);
    throw DependencyError(kDependency, Reason::Http4xx,
                          u"%1: HTTP %2, not of Crypto Pay"_s.arg(method).arg(response.status),
                          response.status);
}

CryptoPayClient::CryptoPayClient(http::HttpClient &client, http::CircuitBreaker &breaker, const QUrl &apiUrl,
                                 const QString &token, const http::RepeatRule &reading,
                                 const QStringList &assets)
    : m_reading(client, breaker, reading)
    , m_creating(client, breaker, {.repeats = 0})
    , m_apiUrl(apiUrl)
    , m_token(token.toUtf8())
    , m_assets(assets.join(u','))
{}

http::OutRequest CryptoPayClient::request(const QString &method, const QJsonObject &parameters) const
{
    http::OutRequest request;
    QString root = m_apiUrl.path();
    if (root.endsWith(u'/'))
        root.chop(1);
    request.url = m_apiUrl;
    request.url.setPath(root + u'/' + method);
    request.headers = {{"Crypto-Pay-API-Token"_ba, m_token}};
    request.body = QJsonDocument(parameters).toJson(QJsonDocument::Compact);
    request.dependency = kDependency;
    request.operation = method;
    request.channel = "crypto_pay"_ba;
    return request;
}

http::OutRequest CryptoPayClient::createRequest(const NewInvoice &invoice) const
{
    QJsonObject parameters{{u"currency_type"_s, u"fiat"_s},
                           {u"fiat"_s, u"RUB"_s},
                           {u"amount"_s, toAmount(invoice.amount)},
                           {u"description"_s, invoice.description.left(1'024)},
                           {u"payload"_s, invoice.payload.value()},
                           {u"expires_in"_s, static_cast<qint64>(invoice.expiresIn.count())}};
    // An asset that is no longer listed refuses every invoice: none is named unless somebody chose them.
    if (!m_assets.isEmpty())
        parameters.insert(u"accepted_assets"_s, m_assets);
    // Without an address the button's name refuses the invoice (createInvoice: paid_btn_url).
    if (!invoice.backUrl.isEmpty()) {
        parameters.insert(u"paid_btn_name"_s, u"openBot"_s);
        parameters.insert(u"paid_btn_url"_s, invoice.backUrl);
    }
    return request(kCreateInvoice, parameters);
}

QJsonValue CryptoPayClient::resultOf(const http::OutResponse &response, const QString &method) const
{
    try {
        QJsonValue result = parseAnswer(response, method);
        m_standing.noteSuccess(method, std::chrono::steady_clock::now());
        return result;
    } catch (const RefusedByProvider &refused) {
        m_standing.note(refused.refusal());
        throw;
    }
}

InvoiceResult CryptoPayClient::interpretCreate(const http::OutResult &result) const
{
    const auto failed = [this](const DependencyError &error) {
        if (!error.wasWithheld())
            m_standing.noteFailure(kCreateInvoice, error.message(), std::chrono::steady_clock::now());
        return error;
    };
    if (const auto *error = std::get_if<DependencyError>(&result))
        return failed(*error);
    try {
        return parseInvoice(resultOf(std::get<http::OutResponse>(result), kCreateInvoice).toObject());
    } catch (const RefusedByProvider &refused) {
        return refused.refusal();
    } catch (const DependencyError &error) {
        return failed(error);
    }
}

std::optional<QString> CryptoPayClient::creatingFails() const
{
    return m_standing.failure(kCreateInvoice);
}

Invoice CryptoPayClient::createInvoice(const NewInvoice &invoice, const Deadline &deadline) const
{
    const InvoiceResult result = interpretCreate(m_creating.send(createRequest(invoice), deadline));
    if (const auto *refusal = std::get_if<Refusal>(&result))
        throw RefusedByProvider(kDependency, *refusal);
    if (const auto *error = std::get_if<DependencyError>(&result))
        throw DependencyError(*error);
    return std::get<Invoice>(result);
}

void CryptoPayClient::createInvoices(const std::vector<NewInvoice> &invoices, const Deadline &deadline,
                                     int maxInFlight,
                                     const std::function<void(size_t index, InvoiceResult result)> &done,
                                     const http::MayCall &mayCall) const
{
    std::vector<http::OutRequest> requests;
    for (const NewInvoice &invoice : invoices)
        requests.push_back(createRequest(invoice));
    http::CallRules rules;
    rules.admit = [&](size_t index) { return http::objectionTo(requests[index], mayCall); };
    m_creating.sendMany(
        requests, deadline, maxInFlight,
        [&](size_t index, const http::OutResult &result) { done(index, interpretCreate(result)); }, rules);
}

InvoiceList CryptoPayClient::invoices(const QStringList &invoiceIds, const Deadline &deadline,
                                      const http::MayCall &mayCall) const
{
    InvoiceList all;
    for (qsizetype from = 0; from < invoiceIds.size(); from += kIdsPerCall) {
        const QStringList ids = invoiceIds.mid(from, kIdsPerCall);
        const InvoiceList some =
            listed({{u"invoice_ids"_s, ids.join(u',')}, {u"count"_s, static_cast<int>(ids.size())}}, deadline,
                   mayCall);
        all.invoices.insert(all.invoices.end(), some.invoices.begin(), some.invoices.end());
        all.unread += some.unread;
    }
    return all;
}

InvoiceList CryptoPayClient::page(Invoice::Status status, int offset, int count, const Deadline &deadline,
                                  const http::MayCall &mayCall) const
{
    return listed(
        {{u"status"_s, QLatin1String(toString(status))}, {u"offset"_s, offset}, {u"count"_s, count}},
        deadline, mayCall);
}

QJsonArray CryptoPayClient::itemsOf(const http::OutRequest &listing, const Deadline &deadline,
                                    const http::MayCall &mayCall) const
{
    http::CallRules rules;
    rules.admit = [&](size_t) { return http::objectionTo(listing, mayCall); };
    try {
        const QJsonValue items = resultOf(m_reading.send(listing, deadline, rules), listing.operation)
                                     .toObject()
                                     .value("items"_L1);
        if (!items.isArray())
            throw badAnswer(listing.operation + u": no items in the answer"_s);
        return items.toArray();
    } catch (const RefusedByProvider &) {
        throw; // noted as what it is
    } catch (const DependencyError &error) {
        if (!error.wasWithheld())
            m_standing.noteFailure(listing.operation, error.message(), std::chrono::steady_clock::now());
        throw;
    }
}

InvoiceList CryptoPayClient::listed(const QJsonObject &parameters, const Deadline &deadline,
                                    const http::MayCall &mayCall) const
{
    return parseInvoices(itemsOf(request(kGetInvoices, parameters), deadline, mayCall));
}

} // namespace turnpike::payments
