// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/ids.h"
#include "db/durability.h"
#include "http/proxyrules.h"
#include "protocol/literals.h"
#include "protocol/operationchoices.h"
#include "telemetry/log.h"

#include <QHash>
#include <QHostAddress>
#include <QProcessEnvironment>
#include <QStringList>
#include <QUrl>

#include <array>
#include <chrono>
#include <variant>
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

// Where a panel is, and the key to it.
struct PanelConfig
{
    // Identified by the names of their drivers.
    static inline const QString kXray = u"xray"_s;

    QUrl url; // empty: not configured
    QString key;
};

// All settings of the server, checked and typed. A value; see README, "Configuration".
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
    ChatId supportChat;       // of the staff, where what customers write is passed on; 0: none
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
    QStringList cryptobotAssets;   // what Crypto Pay may be paid in; empty: its app decides
    bool sellsForStars = false;    // Telegram Stars
    QString tgProviderToken;       // of cards through Telegram; empty: they are not offered
    int cardVatCode = 0;           // of its receipts, 1 to 12; 0: none is asked for
    int cardTaxSystem = 0;         // likewise, 1 to 6; 0: not said
    int refundApprovalKopecks = 0; // a refund of more needs a second administrator; 0: none does

    QHostAddress listenAddress;
    quint16 port = 8080;
    QString clientAddressHeader; // in which the proxy before us names the client; empty: none is believed
    int maxConcurrentUpdates = 20;
    bool ingestOnly = false;
    db::Durability handlerCommits = db::Durability::Asynchronous; // PostgreSQL; on SQLite all wait

    std::chrono::seconds cleanupInterval{60};
    std::chrono::seconds activationInterval{300};
    int maxActivationAttempts = 5;

    QString metricsToken;
    QString consoleBootstrapToken;
    QUrl alertWebhookUrl;
    QUrl heartbeatUrl;
    QHash<QString, bool> featureDefaults; // by flag key, only those that were given
    log::Format logFormat = log::Format::Json;
    QString dataDir;
    int logKeepMb = 16; // of files in the folder "logs" of dataDir, in MiB

    bool isSqlite() const { return databaseUrl.startsWith(u"sqlite:"); }
};

// One variable of the environment: what is read, checked, shown by check-config and told by the reference in
// README follows from its row in kVariables.
struct Variable
{
    enum class Kind {
        Text,
        Secret,          // shown by its length alone
        Url,             // http or https
        SecretUrl,       // the same; whoever knows its path may use it
        UrlWithPassword, // of another scheme; shown without the password
        Number,          // from `min` to `max`
        Switch,          // true or false
    };
    using Member =
        std::variant<std::monostate, QString Config::*, QUrl Config::*, int Config::*, quint16 Config::*,
                     bool Config::*, std::chrono::seconds Config::*, std::chrono::milliseconds Config::*>;

    const char *name;
    Kind kind = Kind::Text;
    const char *fallback = "";  // what holds when it is not set
    const char *otherwise = ""; // in the reference, where that is no constant
    int min = 0;
    int max = 0;
    const char *unit = "";
    const char *help = "";       // Markdown, UTF-8
    const char *inTheClear = ""; // of an address: what http:// outside of private networks would give away
    const char *panel = "";      // of a panel, by the name of its driver: its address (Url), its key (Secret)
    // Where it goes; a duration is read in seconds. None: what it takes is no plain value, and a function of
    // config.cpp reads it.
    Member member{};
};

// In the order of the reference.
inline constexpr auto kVariables = [] {
    using Kind = Variable::Kind;
    constexpr Variable kAll[] = {
        {.name = "APP_ENV",
         .fallback = "local",
         .help = "`prod`, `stage` or `local`; `local` leaves a webhook alone that points "
                 "elsewhere, unless started with `--take-over`"},
        {.name = "BOT_TOKEN",
         .kind = Kind::Secret,
         .otherwise = "required",
         .help = "from @BotFather",
         .member = &Config::botToken},
        {.name = "WEBHOOK_SECRET",
         .kind = Kind::Secret,
         .otherwise = "required",
         .help = "1–256 of A-Z a-z 0-9 _ -; without it the server does not start. 32 or "
                 "more: in `prod` and `stage` a shorter one, like a shorter `METRICS_TOKEN`, "
                 "is warned of, and refused by the next release",
         .member = &Config::webhookSecret},
        {.name = "WEBHOOK_SECRET_PREVIOUS",
         .kind = Kind::Secret,
         .help = "also accepted, while a deploy overlaps; warned of while it is set",
         .member = &Config::webhookSecretPrevious},
        {.name = "WEBHOOK_URL",
         .kind = Kind::Url,
         .otherwise = "from `RAILWAY_PUBLIC_DOMAIN`",
         .help = "`https://host/telegram/webhook`; `https://host/open` is where [buttons that open "
                 "a VPN app](#keys-in-apps) lead"},
        {.name = "TELEGRAM_API_URL",
         .kind = Kind::Url,
         .fallback = "https://api.telegram.org",
         .help = "a Bot API server of one's own",
         .inTheClear = "the bot's token would travel in the clear",
         .member = &Config::telegramApiUrl},
        {.name = "TELEGRAM_PROXY",
         .kind = Kind::UrlWithPassword,
         .help = "the way to Telegram: `http://user:password@host:3128` (by CONNECT, the "
                 "login as Basic) or `socks5://user:password@host:1080`; names are looked up "
                 "there"},
        {.name = "HTTPS_PROXY",
         .kind = Kind::UrlWithPassword,
         .help = "the way to everything else that is called by https; small letters are "
                 "read, too"},
        {.name = "NO_PROXY",
         .help = "hosts, names below them (`example.org`) and subnets that are called "
                 "directly, separated by commas; small letters are read, too"},
        {.name = "ADMIN_TELEGRAM_IDS",
         .help = "where alerts go in Telegram, separated by commas: a person who has started "
                 "the bot, a group that it is in (`-1001234567890`), a topic of one "
                 "(`-1001234567890:7`). The people among them run the shop in the bot, by "
                 "`/admin`"},
        {.name = "TELEGRAM_STARS",
         .kind = Kind::Switch,
         .fallback = "false",
         .help = "sells for Telegram Stars, at the prices in Stars of the catalogue; Telegram asks "
                 "sellers to answer about payments, so set `SUPPORT_CONTACT`",
         .member = &Config::sellsForStars},
        {.name = "TG_PROVIDER_TOKEN",
         .kind = Kind::Secret,
         .help = "sells by card through Telegram, in the name of the provider that is connected at "
                 "@BotFather, Payments; without it cards are not offered",
         .member = &Config::tgProviderToken},
        {.name = "TG_PROVIDER_VAT_CODE",
         .kind = Kind::Number,
         .fallback = "0",
         .min = 0,
         .max = 12,
         .help = "where that provider makes fiscal receipts (YooKassa): the VAT code of what is sold; "
                 "Telegram then asks for an e-mail address and passes it on. 0: no receipt",
         .member = &Config::cardVatCode},
        {.name = "TG_PROVIDER_TAX_SYSTEM",
         .kind = Kind::Number,
         .fallback = "0",
         .min = 0,
         .max = 6,
         .help = "of these receipts: the tax system. 0: not said",
         .member = &Config::cardTaxSystem},
        {.name = "REFUND_APPROVAL_KOPECKS",
         .kind = Kind::Number,
         .fallback = "0",
         .min = 0,
         .max = 1'000'000'000,
         .help = "a refund of more than this must be approved by another administrator than who asked "
                 "for it, within a day, before any money goes back. 0: none has to be",
         .member = &Config::refundApprovalKopecks},
        {.name = "SUPPORT_CONTACT",
         .help = "whom customers may write to, as `/support` shows it: `@shop_support`, an "
                 "e-mail address, or an address that begins with `https://`; warned of while "
                 "it is not set",
         .member = &Config::supportContact},
        {.name = "SUPPORT_CHAT_ID",
         .help = "the group of your staff (such as `-1001234567890`): what customers write to "
                 "`/support` is passed on there, each customer in a topic of their own where the "
                 "group has topics, and answers go back. Make the bot an administrator there who "
                 "may manage topics"},
        {.name = "DATABASE_URL",
         .kind = Kind::UrlWithPassword,
         .otherwise = "`sqlite:$DATA_DIR/turnpike.db`",
         .help = "`postgresql://…` or `sqlite:PATH`; see [PostgreSQL and what stands before "
                 "it](#postgresql-and-poolers). `?host=one,two`: whichever "
                 "takes writes"},
        {.name = "DATA_DIR",
         .otherwise = "the working folder",
         .help = "where SQLite's file is, and in `logs` what is kept of the log"},
        {.name = "FIRST_START",
         .kind = Kind::Switch,
         .otherwise = "`true` where `APP_ENV=local`, else `false`",
         .help = "SQLite: whether a database may be begun where there never was one"},
        {.name = "REDIS_URL",
         .kind = Kind::UrlWithPassword,
         .help = "`redis://user:password@host:port/number`, or `rediss://` for TLS; without "
                 "it conversation state stays in the process. What other clients read after "
                 "a `?` is passed over: both families of addresses are tried, with or "
                 "without `family=0`",
         .member = &Config::redisUrl},
        {.name = "REDIS_CA_FILE",
         .otherwise = "the system's",
         .help = "with `rediss://`: the certificates, PEM, of who may have signed Redis's "
                 "own",
         .member = &Config::redisCaFile},
        {.name = "XRAY_API_URL",
         .kind = Kind::Url,
         .help = "the VPN API; without it keys wait",
         .inTheClear = "its key would travel in the clear",
         .panel = "xray"},
        {.name = "XRAY_API_KEY", .kind = Kind::Secret, .help = "what opens it", .panel = "xray"},
        {.name = "CRYPTOBOT_TOKEN",
         .kind = Kind::Secret,
         .help = "Crypto Pay; without it Crypto Pay is not offered",
         .member = &Config::cryptobotToken},
        {.name = "CRYPTOBOT_API_URL",
         .kind = Kind::Url,
         .fallback = "https://pay.crypt.bot/api",
         .help = "where Crypto Pay is",
         .inTheClear = "the app's token would travel in the clear",
         .member = &Config::cryptobotApiUrl},
        {.name = "CRYPTOBOT_ASSETS",
         .otherwise = "the app decides",
         .help = "what an invoice may be paid in, such as `USDT,TON`"},
        {.name = "PORT",
         .kind = Kind::Number,
         .fallback = "8080",
         .min = 1,
         .max = 65535,
         .help = "for Telegram, the console, `/health` and `/metrics`",
         .member = &Config::port},
        {.name = "LISTEN_ADDRESS", .fallback = "*", .otherwise = "every address", .help = "an IP address"},
        {.name = "CLIENT_ADDRESS_HEADER",
         .help = "in which the proxy before the server says whom it serves, such as "
                 "`X-Real-IP`; see [above](#a-proxy-in-front-of-it)",
         .member = &Config::clientAddressHeader},
        {.name = "MAX_CONCURRENT_UPDATES",
         .kind = Kind::Number,
         .fallback = "20",
         .min = 1,
         .max = 200,
         .help = "handlers at once",
         .member = &Config::maxConcurrentUpdates},
        {.name = "HANDLER_COMMITS",
         .fallback = "async",
         .help = "`async`: an update's commit does not wait for the disk, and what a crash of PostgreSQL "
                 "takes with it is handled again ([what is durable when](docs/stability.md"
                 "#what-is-durable-when)); `sync`: every commit waits"},
        {.name = "DB_POOL_MIN_SIZE",
         .kind = Kind::Number,
         .fallback = "2",
         .min = 1,
         .max = 500,
         .unit = "connections",
         .help = "kept open",
         .member = &Config::poolMinSize},
        {.name = "DB_POOL_MAX_SIZE",
         .kind = Kind::Number,
         .otherwise = "from demand (38)",
         .min = 14,
         .max = 500,
         .unit = "connections",
         .help = "at most"},
        {.name = "DB_POOL_ACQUIRE_TIMEOUT",
         .kind = Kind::Number,
         .fallback = "10",
         .min = 1,
         .max = 60,
         .unit = "seconds",
         .help = "how long a job waits for a connection",
         .member = &Config::poolAcquireTimeout},
        {.name = "DB_POOL_COMMAND_TIMEOUT",
         .kind = Kind::Number,
         .fallback = "30",
         .min = 1,
         .max = 300,
         .unit = "seconds",
         .help = "how long a statement may take",
         .member = &Config::poolCommandTimeout},
        {.name = "CLEANUP_INTERVAL_SECONDS",
         .kind = Kind::Number,
         .fallback = "60",
         .min = 60,
         .max = 300,
         .unit = "seconds",
         .help = "between two looks for access that has ended",
         .member = &Config::cleanupInterval},
        {.name = "ACTIVATION_INTERVAL_SECONDS",
         .kind = Kind::Number,
         .fallback = "300",
         .min = 60,
         .max = 1800,
         .unit = "seconds",
         .help = "between two looks for keys that wait",
         .member = &Config::activationInterval},
        {.name = "MAX_ACTIVATION_ATTEMPTS",
         .kind = Kind::Number,
         .fallback = "5",
         .min = 1,
         .max = 100,
         .help = "until an operator is called for a key that cannot be set",
         .member = &Config::maxActivationAttempts},
        {.name = "INGEST_ONLY",
         .kind = Kind::Switch,
         .fallback = "false",
         .help = "a replica that stores updates and never leads",
         .member = &Config::ingestOnly},
        {.name = "METRICS_TOKEN",
         .kind = Kind::Secret,
         .help = "who may see `/metrics` and the details of `/health`",
         .member = &Config::metricsToken},
        {.name = "CONSOLE_BOOTSTRAP_TOKEN",
         .kind = Kind::Secret,
         .help = "32 characters or more: a console administrator where there is no shell; "
                 "unset it once there are operators",
         .member = &Config::consoleBootstrapToken},
        {.name = "ALERT_WEBHOOK_URL",
         .kind = Kind::SecretUrl,
         .help = "where alerts are posted (tried for an hour each; when that has failed for "
                 "a minute, Telegram and the console say so)",
         .inTheClear = "alerts and the address itself, which is a secret, would travel in the clear",
         .member = &Config::alertWebhookUrl},
        {.name = "HEARTBEAT_URL",
         .kind = Kind::SecretUrl,
         .help = "what is pinged while all is well",
         .inTheClear = "whoever reads the address can say in our place that all is well",
         .member = &Config::heartbeatUrl},
        {.name = "LOG_FORMAT", .fallback = "json", .help = "`json` or `text`"},
        {.name = "LOG_KEEP_MB",
         .kind = Kind::Number,
         .fallback = "16",
         .min = 0,
         .max = 10'000,
         .unit = "MiB",
         .help = "of log lines that are kept in `$DATA_DIR/logs`, for the console, when the process that "
                 "wrote them has ended, 4 of them for each process; fewer than 4 keep none",
         .member = &Config::logKeepMb},
        {.name = "FEATURE_…_ENABLED",
         .kind = Kind::Switch,
         .help = "initial value of a flag, such as `FEATURE_AUTO_RENEWAL_ENABLED`"},
    };
    return std::to_array(kAll);
}();

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
// redaction, whether or not the rest is valid. Never throws; `mistakes` decides.
LoadedConfig loadConfig(const QProcessEnvironment &environment);

// For `check-config`: what is in force, then warnings, then mistakes, one per line.
QString describe(const LoadedConfig &loaded);

// The table of README, from kVariables: Markdown, a row each.
QString reference();

QString toString(AppEnv env);

} // namespace turnpike::config
