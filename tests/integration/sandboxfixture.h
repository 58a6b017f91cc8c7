// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpfrontend.h"
#include "protocol/literals.h"
#include "sandbox/sandbox.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QtTest>

namespace turnpike::test {

// A bot that takes webhook requests and answers them as a test says: at once with `status`, or when told.
class Receiver
{
public:
    explicit Receiver(const http::Limits &limits = {})
        : m_frontend(limits)
    {
        for (const QByteArray &path : {"/telegram/webhook"_ba, "/cryptopay/webhook"_ba}) {
            m_frontend.route("POST", path, [this](const http::Request &request, const http::Reply &reply) {
                requests.append(request);
                if (hold)
                    held.push_back(reply);
                else
                    reply.send(answer);
            });
        }
        m_port = m_frontend.listen(QHostAddress::LocalHost, 0);
    }

    QString url() const { return u"http://127.0.0.1:%1/telegram/webhook"_s.arg(m_port); }
    QJsonObject body(qsizetype i) const { return QJsonDocument::fromJson(requests.value(i).body).object(); }
    qint64 updateId(qsizetype i) const { return body(i).value(u"update_id").toInteger(); }
    quint64 connections() const { return m_frontend.counters().connectionsAccepted; }

    QList<http::Request> requests;
    http::Response answer;
    bool hold = false;
    std::vector<http::Reply> held;

private:
    http::HttpFrontend m_frontend;
    quint16 m_port = 0;
};

// What came back for a call over HTTP.
struct Called
{
    int status = 0; // 0: the connection was cut
    QByteArray body;
    QHash<QByteArray, QByteArray> headers; // by name in lower case
    QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
    QString description() const { return json().value(u"description").toString(); }
};

// A sandbox on a free port with one customer, and a client that calls it as the server would.
class SandboxFixture
{
public:
    explicit SandboxFixture(sandbox::Options options = {})
        : sandbox(options)
    {
        sandbox.listen(QHostAddress::LocalHost, 0);
        customer = sandbox.telegram().putUser(0, u"Анна"_s, u"anna"_s, u"en"_s).id;
    }

    static sandbox::Options scaled(double scale)
    {
        sandbox::Options options;
        options.webhookTiming.scale = scale;
        return options;
    }

    // Sets the webhook to `receiver`; true when the sandbox agreed.
    bool setWebhook(const Receiver &receiver, QJsonObject params = {})
    {
        params.insert(u"url", receiver.url());
        if (!params.contains(u"secret_token"))
            params.insert(u"secret_token", u"s3cret"_s);
        return bot(u"setWebhook"_s, params).json().value(u"ok").toBool();
    }

    Called bot(const QString &method, const QJsonObject &params)
    {
        const QString path = u"/bot%1/%2"_s.arg(QString::fromLatin1(sandbox.options().botToken), method);
        return call("POST", path, QJsonDocument(params).toJson());
    }

    Called call(const QByteArray &method, const QString &path, const QByteArray &body = {},
                const http::Headers &headers = {}, int timeoutMs = 10'000)
    {
        QNetworkRequest request(QUrl(sandbox.telegramUrl() + path));
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        request.setTransferTimeout(timeoutMs);
        for (const auto &[name, value] : headers)
            request.setRawHeader(name, value);
        std::unique_ptr<QNetworkReply> reply(m_network.sendCustomRequest(request, method, body));
        QSignalSpy finished(reply.get(), &QNetworkReply::finished);
        if (!reply->isFinished())
            finished.wait(timeoutMs + 5'000);
        Called called{
            reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll(), {}};
        for (const auto &[name, value] : reply->rawHeaderPairs())
            called.headers.insert(name.toLower(), value);
        return called;
    }

    Called control(const QByteArray &method, const QString &name, const QJsonObject &body = {})
    {
        return call(method, u"/control/"_s + name,
                    body.isEmpty() ? QByteArray() : QJsonDocument(body).toJson());
    }

    QList<QJsonObject> ledger(const QString &kind) { return sandbox.ledger().entries(kind); }

    sandbox::Sandbox sandbox;
    qint64 customer = 0;

private:
    QNetworkAccessManager m_network;
};

// The same with a customer who has started the bot.
class BotChat : public SandboxFixture
{
public:
    BotChat() { sandbox.customers().sendText(customer, u"/start"_s); }

    // A message to the customer: "Hello", but for what `params` say.
    Called send(const QJsonObject &params)
    {
        QJsonObject message = to({{u"text"_s, u"Hello"_s}});
        for (auto it = params.begin(); it != params.end(); ++it)
            message.insert(it.key(), it.value());
        return bot(u"sendMessage"_s, message);
    }
    QJsonObject sent(const QJsonObject &params) { return send(params).json().value(u"result").toObject(); }
    QJsonValue result(const QString &method, const QJsonObject &params = {})
    {
        return bot(method, params).json().value(u"result");
    }
    // The parameters with this chat.
    QJsonObject to(QJsonObject params) const
    {
        params.insert(u"chat_id", customer);
        return params;
    }
    QString path(const QString &method) const
    {
        return u"/bot%1/%2"_s.arg(QString::fromLatin1(sandbox.options().botToken), method);
    }
};

// Parameters of a message with one button, "Go".
inline QJsonObject menu(qint64 chatId, const QString &data = u"go"_s)
{
    const QJsonObject button{{u"text"_s, u"Go"_s}, {u"callback_data"_s, data}};
    return {{u"chat_id"_s, chatId},
            {u"text"_s, u"Where to?"_s},
            {u"reply_markup"_s, QJsonObject{{u"inline_keyboard"_s, QJsonArray{QJsonArray{button}}}}}};
}

// Parameters of an invoice of 100 Stars with payload purchase_1.
inline QJsonObject starsInvoice(qint64 chatId)
{
    const QJsonObject price{{u"label"_s, u"Basic"_s}, {u"amount"_s, 100}};
    return {{u"chat_id"_s, chatId},          {u"title"_s, u"Basic"_s},  {u"description"_s, u"30 days"_s},
            {u"payload"_s, u"purchase_1"_s}, {u"currency"_s, u"XTR"_s}, {u"prices"_s, QJsonArray{price}}};
}

} // namespace turnpike::test
