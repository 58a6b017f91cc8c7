// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/dependencyclient.h"
#include "payments/invoice.h"
#include "protocol/sentence.h"
#include "telegram/botclient.h"

#include <QJsonObject>

#include <functional>

namespace turnpike::payments {

// The refusal that an error of the Bot API is. Names of mistakes in one invoice are known; what else there is
// concerns them all.
Refusal refusalOf(const QString &method, const telegram::TelegramError &error);

// Calls of the Bot API that are about money, for the ways to pay that Telegram itself offers: each has one of
// these, with a breaker of its own. All of them may be repeated: a link that nobody was told is paid by
// nobody, and money goes back once. What Telegram refuses is a Refusal or RefusedByProvider; 429, 5xx and
// what is not in its own words is DependencyError. Thread-safe; blocks like HttpClient.
class TelegramInvoices
{
public:
    struct Settings
    {
        QUrl apiUrl;      // such as https://api.telegram.org
        QString botToken; // of the bot that sells
        http::RepeatRule repeats{};
        http::CircuitBreaker::Settings breaker{};
    };
    TelegramInvoices(http::HttpClient &client, const Settings &settings);

    // What every createInvoiceLink says of an invoice with one price, in the smallest units of `currency`
    // (Bot API, createInvoiceLink: title 1–32 characters, description 1–255).
    static QJsonObject parametersOf(const NewInvoice &invoice, const QString &currency, qint64 amount);
    // A link for each of these parameters; `done` is called on the calling thread, with the index.
    void open(const std::vector<QJsonObject> &wanted, const Deadline &deadline, int maxInFlight,
              const std::function<void(size_t index, InvoiceResult result)> &done,
              const http::MayCall &mayCall) const;
    // The result of another method. Throws RefusedByProvider, DependencyError, DeadlineExceeded, Cancelled.
    QJsonValue call(const QString &method, const QJsonObject &parameters, const Deadline &deadline,
                    const http::MayCall &mayCall) const;

    http::CircuitBreaker &breaker() const { return m_calls.breaker(); }
    // Why nobody can pay so now; `title` is how people call this way to pay.
    std::optional<protocol::Sentence> trouble(const QString &title) const;

private:
    using Meaning = std::variant<QJsonValue, Refusal, DependencyError>;

    http::OutRequest request(const QString &method, const QJsonObject &parameters) const;
    Meaning meaningOf(const QString &method, const http::OutResult &result) const;
    InvoiceResult linkOf(const QJsonObject &wanted, const http::OutResult &result) const;

    http::CircuitBreaker m_breaker;
    const telegram::BotClient m_bot;
    const http::DependencyClient m_calls;
    mutable Standing m_standing; // of all calls
};

} // namespace turnpike::payments
