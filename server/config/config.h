#pragma once

#include "base/ids.h"
#include "http/proxyrules.h"
#include "protocol/operationchoices.h"
#include "telemetry/log.h"

#include <QHash>
#include <QHostAddress>
#include <QProcessEnvironment>
#include <QStringList>
#include <QUrl>

#include <chrono>
#include <vector>

namespace turnpike::config {

using AppEnv = protocol::Environment;

// Where alerts go in Telegram: a person, a group or a channel, or one topic of a group.
struct AlertChat
{
    ChatId chat;
    qint64 topic = 0; // message_thread_id; 0: none

    bool operator==(const AlertChat &) const = default;
};

// Where a panel is, and what opens it.
struct PanelConfig
{
    // By the names of their drivers.
    static inline const QString kXray = QStringLiteral("xray");

    QUrl url; // empty: not configured
    QString key;
};

// Everything the server is told from outside, checked and typed. A value; see docs in README,
// "Configuration".
struct Config
{
    AppEnv env = AppEnv::Local;

    QString botToken;
    QUrl webhookUrl; // empty: the webhook is not set by us
    QString webhookSecret;
    QString webhookSecretPrevious; // also accepted; empty: none
    QUrl telegramApiUrl;
    std::vector<AlertChat> alertChats;
    QString supportContact;   // whom customers may write to, as they read it; empty: nobody is named
    http::ProxyRules proxies; // of everything that is called

    QString databaseUrl;          // "postgresql://…" or "sqlite:PATH"
    bool mayBeginDatabase = true; // SQLite: where there never was one
    QString redisUrl;             // empty: conversation state stays in the process
    QString redisCaFile;          // who may have signed its certificate; empty: whom the system trusts
    int poolMinSize = 2;
    int poolMaxSize = 0; // 0: from demand
    std::chrono::milliseconds poolAcquireTimeout{10'000};
    std::chrono::milliseconds poolCommandTimeout{30'000};

    QHash<QString, PanelConfig> panels; // none with a URL: activations wait
    QString cryptobotToken;             // empty: no Crypto Pay
    QUrl cryptobotApiUrl;
    QStringList cryptobotAssets; // what Crypto Pay may be paid in; empty: its app decides
    QString tgProviderToken;

    QHostAddress listenAddress;
    quint16 port = 8080;
    QString clientAddressHeader; // in which the proxy before us names the client; empty: none is believed
    int maxConcurrentUpdates = 20;
    bool ingestOnly = false;

    std::chrono::seconds cleanupInterval{60};
    std::chrono::seconds activationInterval{300};
    int maxActivationAttempts = 5;

    QString metricsToken;
    QString consoleBootstrapToken;
    QUrl alertWebhookUrl;
    QUrl heartbeatUrl;
    QHash<QString, bool> featureDefaults; // by flag key, only those that were given
    log::Format logFormat = log::Format::Json;

    bool isSqlite() const { return databaseUrl.startsWith(u"sqlite:"); }
};

// What reading the environment gave: the configuration, and all that is wrong with it at once.
struct LoadedConfig
{
    struct Entry
    {
        QString name;   // as it was found: "PROD_BOT_TOKEN" or "BOT_TOKEN"
        QString value;  // masked when it is a secret
        QString origin; // "environment", "default" or where else it comes from
    };

    Config config;
    QList<Entry> entries;
    QStringList mistakes; // each says what to do
    QStringList warnings;
};

// Reads `environment`: each name as {APP_ENV}_NAME first, then NAME. Registers every secret with the log's
// redaction, whether or not the rest is right. Never throws; `mistakes` decides.
LoadedConfig loadConfig(const QProcessEnvironment &environment);

// For `check-config`: what is in force, then warnings, then mistakes, one a line.
QString describe(const LoadedConfig &loaded);

QString toString(AppEnv env);

} // namespace turnpike::config
