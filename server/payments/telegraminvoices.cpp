// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "payments/telegraminvoices.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>

namespace turnpike::payments {

using namespace Qt::StringLiterals;

using protocol::Sentence;
using protocol::SentenceId;

namespace {

using Reason = DependencyError::Reason;

// As the proxy for Telegram and the metrics of calls know it.
const QString kTelegram = u"telegram"_s;
const QString kCreateLink = u"createInvoiceLink"_s;
const QByteArray kPaymentsChannel = "telegram_payments"_ba;

constexpr qsizetype kLongestTitle = 32;        // Bot API, createInvoiceLink
constexpr qsizetype kLongestDescription = 255; // likewise

// Of one invoice: tdlib/td, LabeledPricePart.cpp, and core.telegram.org/method/payments.exportInvoice.
constexpr std::array kOfOneLink = {
    "CURRENCY_TOTAL_AMOUNT_INVALID",
    "INVOICE_PAYLOAD_INVALID",
    "INVOICE_TITLE_TOO_LONG",
    "INVOICE_DESCRIPTION_TOO_LONG",
    "Total price is too big",
    "Total price must be positive",
    "Too big amount of the currency specified",
};

} // namespace

Refusal refusalOf(const QString &method, const telegram::TelegramError &error)
{
    if (error.kind == telegram::TelegramError::Kind::Unauthorized)
        return {Refusal::Scope::Setup, method, 401, u"UNAUTHORIZED"_s};
    static const QString prefix = u"Bad Request: "_s;
    const QString &text = error.description;
    const QString name = text.startsWith(prefix) ? text.mid(prefix.size()) : text;
    const bool isOfOne = std::any_of(kOfOneLink.begin(), kOfOneLink.end(),
                                     [&](const char *known) { return name == QLatin1String(known); });
    return {isOfOne ? Refusal::Scope::Invoice : Refusal::Scope::Setup, method, error.code, name};
}

TelegramInvoices::TelegramInvoices(http::HttpClient &client, const Settings &settings)
    : m_breaker(settings.breaker)
    , m_bot(client, settings.apiUrl, settings.botToken)
    , m_calls(client, m_breaker, settings.repeats)
{}

QJsonObject TelegramInvoices::parametersOf(const NewInvoice &invoice, const QString &currency, qint64 amount)
{
    const QString title = invoice.description.left(kLongestTitle);
    const QJsonObject price{{u"label"_s, title}, {u"amount"_s, amount}};
    return {{u"title"_s, title},
            {u"description"_s, invoice.description.left(kLongestDescription)},
            {u"payload"_s, invoice.payload.value()},
            {u"currency"_s, currency},
            {u"prices"_s, QJsonArray{price}}};
}

http::OutRequest TelegramInvoices::request(const QString &method, const QJsonObject &parameters) const
{
    return m_bot.makeRequest(method, QJsonDocument(parameters).toJson(QJsonDocument::Compact),
                             kPaymentsChannel);
}

TelegramInvoices::Meaning TelegramInvoices::meaningOf(const QString &method,
                                                      const http::OutResult &result) const
{
    const auto now = std::chrono::steady_clock::now();
    const auto failed = [&](const DependencyError &error) -> Meaning {
        if (!error.wasWithheld())
            m_standing.noteFailure(method, error.message(), now);
        return error;
    };
    if (const auto *error = std::get_if<DependencyError>(&result))
        return failed(*error);
    const telegram::CallResult answer = telegram::BotClient::interpret(result);
    if (const auto *value = std::get_if<QJsonValue>(&answer)) {
        m_standing.noteSuccess(method, now);
        return *value;
    }
    using Kind = telegram::TelegramError::Kind;
    const auto &error = std::get<telegram::TelegramError>(answer);
    const QString text = method + u": "_s + error.description;
    if (error.kind == Kind::RateLimited)
        return failed(DependencyError(kTelegram, Reason::Busy, text, error.code));
    if (error.kind == Kind::Server || error.kind == Kind::Network || error.kind == Kind::WrongServer)
        return failed(DependencyError(kTelegram, Reason::ForeignAnswer, text, error.code));
    const Refusal refusal = refusalOf(method, error);
    // That a payment cannot be given back keeps nobody from paying.
    if (method == kCreateLink || refusal.isToken())
        m_standing.note(refusal);
    return refusal;
}

InvoiceResult TelegramInvoices::linkOf(const QJsonObject &wanted, const http::OutResult &result) const
{
    const Meaning meaning = meaningOf(kCreateLink, result);
    if (const auto *refusal = std::get_if<Refusal>(&meaning))
        return *refusal;
    if (const auto *error = std::get_if<DependencyError>(&meaning))
        return *error;
    Invoice invoice;
    invoice.payUrl = std::get<QJsonValue>(meaning).toString();
    // "https://t.me/$…" or "https://t.me/invoice/…": its last part names it.
    invoice.invoiceId = invoice.payUrl.section(u'/', -1);
    if (!invoice.payUrl.startsWith(u"https://") || invoice.invoiceId.isEmpty())
        return DependencyError(kTelegram, Reason::BadAnswer, kCreateLink + u": no link"_s);
    invoice.currency = wanted.value("currency"_L1).toString();
    invoice.payload = wanted.value("payload"_L1).toString();
    return invoice;
}

void TelegramInvoices::open(const std::vector<QJsonObject> &wanted, const Deadline &deadline, int maxInFlight,
                            const std::function<void(size_t index, InvoiceResult result)> &done,
                            const http::MayCall &mayCall) const
{
    std::vector<http::OutRequest> requests;
    requests.reserve(wanted.size());
    for (const QJsonObject &parameters : wanted)
        requests.push_back(request(kCreateLink, parameters));
    http::CallRules rules;
    rules.admit = [&](size_t index) { return http::objectionTo(requests[index], mayCall); };
    m_calls.sendMany(
        requests, deadline, maxInFlight,
        [&](size_t index, const http::OutResult &result) { done(index, linkOf(wanted[index], result)); },
        rules);
}

QJsonValue TelegramInvoices::call(const QString &method, const QJsonObject &parameters,
                                  const Deadline &deadline, const http::MayCall &mayCall) const
{
    const http::OutRequest calling = request(method, parameters);
    http::CallRules rules;
    rules.admit = [&](size_t) { return http::objectionTo(calling, mayCall); };
    const auto outcome = [&]() -> http::OutResult {
        try {
            return m_calls.send(calling, deadline, rules);
        } catch (const DependencyError &error) {
            return error;
        }
    }();
    const Meaning meaning = meaningOf(method, outcome);
    if (const auto *refusal = std::get_if<Refusal>(&meaning))
        throw RefusedByProvider(kTelegram, *refusal);
    if (const auto *error = std::get_if<DependencyError>(&meaning))
        throw DependencyError(*error);
    return std::get<QJsonValue>(meaning);
}

std::optional<Sentence> TelegramInvoices::trouble(const QString &title) const
{
    if (const std::optional<Refusal> refusal = m_standing.refusal())
        return Sentence(SentenceId::WayToPayRefused, title, toString(*refusal));
    if (const std::optional<QString> why = m_standing.failure(kCreateLink))
        return Sentence(SentenceId::WayToPayAway, title, *why);
    return std::nullopt;
}

} // namespace turnpike::payments
