// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "sandbox.h"

#include "base/errors.h"
#include "callsubjects.h"
#include "control.h"

#include <QDateTime>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

// Telegram's numbers have no meaning but must not come twice: ten a second since the middle of 2025, so that
// a database that was kept does not take this run's updates for redeliveries of the last one's.
qint64 updateIdFromTime()
{
    constexpr qint64 kSince = 1'750'000'000;
    return (QDateTime::currentSecsSinceEpoch() - kSince) * 10;
}

// tdlib/td, HttpReader.h, MAX_TOTAL_PARAMETERS_LENGTH: files apart, no call of the Bot API is longer.
constexpr qsizetype kMaxParameters = 1024 * 1024;

QList<QSslCertificate> certificatesIn(const QString &file)
{
    const QList<QSslCertificate> certificates = QSslCertificate::fromPath(file);
    if (certificates.isEmpty())
        throw Error(ErrorType::Domain, u"no certificate in %1"_s.arg(file));
    return certificates;
}

qint64 botIdOf(const QByteArray &token)
{
    return token.left(token.indexOf(':')).toLongLong();
}

} // namespace

Sandbox::Sandbox(const Options &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_ledger(options.ledgerFile)
    , m_faults(options.seed)
    , m_standInCalls(&m_faults, &m_ledger)
    , m_telegram(botIdOf(options.botToken), options.botUsername, options.clock)
    , m_sender(&m_ledger, options.webhookTiming,
               options.firstUpdateId > 0 ? options.firstUpdateId : updateIdFromTime(), options.seed)
    , m_customers(&m_telegram, &m_sender)
    , m_chatEvents(&m_telegram, &m_sender)
    , m_botApi(options.botToken, &m_telegram, &m_sender, &m_ledger)
    , m_vpn(options.vpnApiKey, &m_ledger, options.webhookTiming.scale)
    , m_cryptoPay(options.cryptoPayToken, &m_ledger, options.clock ? options.clock : &m_systemClock,
                  options.webhookTiming.scale)
    , m_control(std::make_unique<Control>(this))
    , m_server([this](const http::Request &request, const HttpReply &reply) { serve(request, reply); })
{
    m_botApi.limits().setEnabled(options.limits);
    m_sender.means().isStrict = options.strictWebhook;
    if (!options.webhookCaFile.isEmpty())
        m_sender.means().certificateAuthorities = certificatesIn(options.webhookCaFile);
    connect(&m_botApi, &BotApi::preCheckoutAnswered, &m_customers, &Customers::onPreCheckoutAnswered);
    connect(&m_sender, &WebhookSender::answered, &m_botApi, &BotApi::execute);
    m_server.setHeadCheck([this](const http::Request &head) {
        const auto called = calledBy(head.path);
        return !called || m_standInCalls.letsIn(called->first, called->second);
    });
    m_cryptoPay.webhook().setUrl([this] { return cryptoPayWebhookUrl(); });
}

Sandbox::~Sandbox()
{
    m_server.close();
}

quint16 Sandbox::listen(const QHostAddress &address, quint16 port)
{
    m_port = m_server.listen(address, port);
    return m_port;
}

quint16 Sandbox::listenTls(const QHostAddress &address, quint16 port, const QSslConfiguration &configuration)
{
    return m_server.listenTls(address, port, configuration);
}

QString Sandbox::telegramUrl() const
{
    return u"http://127.0.0.1:%1"_s.arg(m_port);
}

QString Sandbox::vpnUrl() const
{
    return telegramUrl() + u"/vpn"_s;
}

QString Sandbox::cryptoPayUrl() const
{
    return telegramUrl() + u"/cryptopay/api"_s;
}

QUrl Sandbox::cryptoPayWebhookUrl() const
{
    if (!m_options.cryptoPayWebhook.isEmpty())
        return m_options.cryptoPayWebhook;
    QUrl url = m_sender.settings().url;
    if (!url.isEmpty())
        url.setPath(u"/cryptopay/webhook"_s);
    return url;
}

// Whose a path is: service and method; nothing when it is no stand-in's.
std::optional<std::pair<QString, QString>> Sandbox::calledBy(const QByteArray &path)
{
    if (path.startsWith("/bot"))
        return std::pair(u"telegram"_s, BotApi::methodOf(path));
    if (path.startsWith("/vpn/"))
        return std::pair(u"vpn"_s, VpnApi::operationOf(path));
    if (path.startsWith("/cryptopay/api/"))
        return std::pair(u"cryptopay"_s, CryptoPayApi::methodOf(path));
    return std::nullopt;
}

void Sandbox::serve(const http::Request &request, const HttpReply &reply)
{
    const auto whose = calledBy(request.path);
    if (whose) {
        if (whose->first == u"telegram" && isRefusedByTelegram(request, reply))
            return;
        Q_EMIT called(whose->first, request);
        m_standInCalls.run(callOf(whose->first, whose->second, request), reply);
    } else if (request.path.startsWith("/file/bot")) {
        reply.send(m_botApi.file(request));
    } else if (request.path.startsWith("/control/")) {
        reply.send(m_control->answer(request));
    } else {
        reply.send(http::Response::text("no such page\n", 404));
    }
}

Call Sandbox::callOf(const QString &service, const QString &method, const http::Request &request)
{
    Call call;
    call.service = service;
    call.method = method;
    call.subjects = [request] { return subjectsOf(request); };
    if (service == u"telegram") {
        call.effect = [this, request](const Call::Done &done) { m_botApi.answerLater(request, done); };
        call.errorAnswer = &BotApi::errorAnswer;
    } else if (service == u"vpn") {
        call.effect = Call::atOnce([this, request] { return m_vpn.answer(request); });
        call.errorAnswer = &VpnApi::errorAnswer;
        // its answers tell nothing of what was there before: one that knows nobody gives the same
        call.foretell = [this, request] {
            Ledger nobodyReads;
            return VpnApi(m_options.vpnApiKey, &nobodyReads, m_options.webhookTiming.scale).answer(request);
        };
    } else {
        call.effect = Call::atOnce([this, request] { return m_cryptoPay.answer(request); });
        call.errorAnswer = &CryptoPayApi::errorAnswer;
    }
    return call;
}

// What the Bot API server's HTTP layer refuses by itself, with the status alone: tdlib/td, HttpReader.cpp,
// parse_head and do_read_next.
bool Sandbox::isRefusedByTelegram(const http::Request &request, const HttpReply &reply)
{
    AnswerShape andTheEnd;
    andTheEnd.closes = true;
    const QByteArray type = request.header("Content-Type").toLower();
    const bool isParameters =
        type.contains("application/x-www-form-urlencoded") || type.contains("application/json");
    if (request.method != "GET" && request.method != "POST") {
        reply.send({501, {}, {}, {}}, andTheEnd);
        return true;
    }
    if (isParameters && request.body.size() > kMaxParameters) {
        reply.send({413, {}, {}, {}}, andTheEnd);
        return true;
    }
    return false;
}

qint64 Sandbox::invoiceShownTo(qint64 userId)
{
    const auto &chat = m_telegram.chat(userId);
    for (auto it = chat.rbegin(); it != chat.rend(); ++it) {
        if (it->second.isDeleted)
            continue;
        for (const QJsonValue &row : it->second.keyboard()) {
            for (const QJsonValue &button : row.toArray()) {
                const qint64 invoice = m_cryptoPay.invoiceOfLink(button.toObject().value(u"url").toString());
                if (invoice != 0)
                    return invoice;
            }
        }
    }
    return 0;
}

} // namespace turnpike::sandbox

#include "moc_sandbox.cpp"
