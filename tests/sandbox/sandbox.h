// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "botapi.h"
#include "chatevents.h"
#include "cryptopayapi.h"
#include "customers.h"
#include "faults.h"
#include "httpserver.h"
#include "ledger.h"
#include "protocol/literals.h"
#include "standincalls.h"
#include "telegramworld.h"
#include "vpnapi.h"
#include "webhooksender.h"

#include <QObject>

namespace turnpike::sandbox {

class Control;

struct Options
{
    QByteArray botToken = "100200300:sandbox-bot-token-for-nobody-else"_ba;
    QString botUsername = u"turnpike_sandbox_bot"_s;
    QByteArray vpnApiKey = "sandbox-vpn-key"_ba;
    QByteArray cryptoPayToken = "1:sandbox-crypto-pay-token"_ba;
    // Where invoice_paid goes; empty: /cryptopay/webhook at the origin of the Telegram webhook.
    QUrl cryptoPayWebhook;
    WebhookSender::Timing webhookTiming;
    bool strictWebhook = false; // https, public addresses, four ports, once a second: as Telegram has it
    QString webhookCaFile;      // PEM: who is trusted beside uploaded certificates; empty: this machine's
    bool limits = false;        // Telegram's limits on sending
    qint64 firstUpdateId = 0;   // 0: from the time
    QString ledgerFile;         // JSON lines; empty: memory only
    quint32 seed = 1;           // of the random faults and delays
    // Whose time payments tell, and Crypto Pay lets invoices expire by; null: the system's. Outlives the
    // sandbox.
    const Clock *clock = nullptr;
};

// All stand-ins behind one port: Telegram's Bot API under /bot<token>/ and /file/bot<token>/, the VPN API
// under /vpn/, Crypto Pay under /cryptopay/api/, and the control API under /control/. Single-threaded: lives
// on the thread of its maker, which must run an event loop.
class Sandbox : public QObject
{
    Q_OBJECT

public:
    explicit Sandbox(const Options &options, QObject *parent = nullptr);
    ~Sandbox() override;

    // The port in use. Throws Error when it cannot be had.
    quint16 listen(const QHostAddress &address, quint16 port);
    // The same over TLS, beside it or alone; the addresses below stay those of listen().
    quint16 listenTls(const QHostAddress &address, quint16 port, const QSslConfiguration &configuration);
    quint16 port() const { return m_port; }
    const Options &options() const { return m_options; }
    // What a server on this machine is to be told: TELEGRAM_API_URL, XRAY_API_URL, CRYPTOBOT_API_URL.
    QString telegramUrl() const;
    QString vpnUrl() const;
    QString cryptoPayUrl() const;

    TelegramWorld &telegram() { return m_telegram; }
    WebhookSender &sender() { return m_sender; }
    Customers &customers() { return m_customers; }
    ChatEvents &chatEvents() { return m_chatEvents; }
    BotApi &botApi() { return m_botApi; }
    VpnApi &vpn() { return m_vpn; }
    CryptoPayApi &cryptoPay() { return m_cryptoPay; }
    Faults &faults() { return m_faults; }
    Ledger &ledger() { return m_ledger; }
    // Effects of calls that faults hold up; what is asked of the world now may still change.
    int effectsToCome() const { return m_standInCalls.effectsToCome(); }

    // The Crypto Pay invoice whose pay link the latest message of this chat shows; 0: none.
    qint64 invoiceShownTo(qint64 userId);

Q_SIGNALS:
    // A call has come and nothing has been done about it yet. `service` as in Faults.
    void called(const QString &service, const turnpike::http::Request &request);

private:
    void serve(const http::Request &request, const HttpReply &reply);
    static std::optional<std::pair<QString, QString>> calledBy(const QByteArray &path);
    Call callOf(const QString &service, const QString &method, const http::Request &request);
    static bool isRefusedByTelegram(const http::Request &request, const HttpReply &reply);
    QUrl cryptoPayWebhookUrl() const;

    Options m_options;
    SystemClock m_systemClock;
    quint16 m_port = 0;
    Ledger m_ledger;
    Faults m_faults;
    StandInCalls m_standInCalls;
    TelegramWorld m_telegram;
    WebhookSender m_sender;
    Customers m_customers;
    ChatEvents m_chatEvents;
    BotApi m_botApi;
    VpnApi m_vpn;
    CryptoPayApi m_cryptoPay;
    std::unique_ptr<Control> m_control;
    HttpServer m_server;
};

} // namespace turnpike::sandbox
