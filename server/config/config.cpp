// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "config/config.h"

#include "base/errors.h"
#include "config/environmentreader.h"
#include "config/hosts.h"
#include "db/databaseurl.h"
#include "state/redistls.h"
#include "state/redisurl.h"

#include <QDir>
#include <QRegularExpression>

#include <algorithm>
#include <string_view>

namespace turnpike::config {

using namespace Qt::StringLiterals;

namespace {

using Kind = EnvironmentReader::Kind;

const QLatin1String kWebhookPath("/telegram/webhook");

// Handlers' two kept threads, seven workers, two of ingest, sender, two operations, four for the controls:
// see README.
constexpr int kPoolBesideHandlers = 2 + 7 + 2 + 1 + 2 + 4;
// Of a token that strangers may guess at.
constexpr int kShortestToken = 32;

const QStringList kFlags{u"payments"_s,           u"vpn_provisioning"_s, u"auto_renewal"_s,
                         u"background_workers"_s, u"reminders"_s,        u"trials"_s,
                         u"referral_rewards"_s,   u"admin_actions"_s,    u"maintenance_mode"_s};

// The row of a variable that is read below. One that is not there does not compile.
consteval const Variable &rowOf(std::string_view name)
{
    for (const Variable &variable : kVariables) {
        if (name == variable.name)
            return variable;
    }
    throw "no such variable: add it to kVariables";
}

// Where it stands in the reference; behind all others what does not stand there by its name: flags.
qsizetype placeOf(const QString &name, const QString &prefix)
{
    const QString plain = name.startsWith(prefix) ? name.mid(prefix.size()) : name;
    const auto found = std::find_if(kVariables.begin(), kVariables.end(), [&](const Variable &variable) {
        return plain.compare(QLatin1String(variable.name), Qt::CaseInsensitive) == 0;
    });
    return found - kVariables.begin();
}

QUrl addressOf(const Variable &variable, const Config &config)
{
    if (*variable.panel)
        return config.panels.value(QString::fromLatin1(variable.panel)).url;
    const auto *member = std::get_if<QUrl Config::*>(&variable.member);
    return member ? config.**member : QUrl();
}

// In the clear only where nobody can listen.
void judgeTls(EnvironmentReader &read, const Config &config)
{
    for (const Variable &variable : kVariables) {
        if (!*variable.inTheClear)
            continue;
        const QUrl url = addressOf(variable, config);
        if (url.scheme() == u"http" && !isPrivateHost(url.host()))
            read.mistake(u"%1 must begin with https:// outside of private addresses: %2."_s.arg(
                QLatin1String(variable.name), QLatin1String(variable.inTheClear)));
    }
}

// A secret of our own making, which strangers may guess at. Foreign keys are as long as others make them.
void judgeLength(EnvironmentReader &read, const Config &config, const char *name, const QString &secret)
{
    if (config.env == AppEnv::Local || secret.isEmpty() || secret.size() >= kShortestToken)
        return;
    read.warn(u"%1 is shorter than %2 characters: strangers may guess it. Set a new one (openssl "
              "rand -hex 32); the next release will refuse to start with it."_s.arg(QLatin1String(name))
                  .arg(kShortestToken));
}

// Whether the connection to it is in the clear, or becomes so for whoever is on the way and says so.
bool canBeListenedTo(const db::DatabaseUrl &url)
{
    static const QStringList kInsists{u"require"_s, u"verify-ca"_s, u"verify-full"_s};
    QString mode;
    for (const auto &[name, value] : url.parameters()) {
        if (name == u"sslmode")
            mode = value; // of several libpq takes the last
    }
    if (kInsists.contains(mode))
        return false;
    const QStringList hosts = url.host().split(u',');
    return std::any_of(hosts.begin(), hosts.end(),
                       [](const QString &host) { return !host.startsWith(u'/') && !isPrivateHost(host); });
}

void readTelegram(EnvironmentReader &read, Config &config)
{
    static const QRegularExpression tokenShape(u"^[0-9]+:[A-Za-z0-9_-]{8,}$"_s);
    static const QRegularExpression secretShape(u"^[A-Za-z0-9_-]{1,256}$"_s);

    if (config.botToken.isEmpty())
        read.mistake(u"BOT_TOKEN is not set: take it from @BotFather."_s);
    else if (!tokenShape.match(config.botToken).hasMatch())
        read.mistake(u"BOT_TOKEN does not look like a bot's token: it is written "
                     "123456789:letters_digits."_s);

    if (config.webhookSecret.isEmpty())
        read.mistake(u"WEBHOOK_SECRET is not set: without it anybody could send updates. Set 1 "
                     "to 256 characters of A-Z a-z 0-9 _ - (openssl rand -hex 32)."_s);
    judgeLength(read, config, "WEBHOOK_SECRET", config.webhookSecret);
    judgeLength(read, config, "WEBHOOK_SECRET_PREVIOUS", config.webhookSecretPrevious);
    if (!config.webhookSecretPrevious.isEmpty())
        read.warn(u"WEBHOOK_SECRET_PREVIOUS is set: whoever has the old secret can still send "
                  "updates. Unset it once the deploy is over."_s);
    for (const QString &secret : {config.webhookSecret, config.webhookSecretPrevious}) {
        if (!secret.isEmpty() && !secretShape.match(secret).hasMatch())
            read.mistake(u"WEBHOOK_SECRET or WEBHOOK_SECRET_PREVIOUS has a character that "
                         "Telegram refuses: use 1 to 256 of A-Z a-z 0-9 _ -."_s);
    }

    config.alertChats = read.alertChats(u"ADMIN_TELEGRAM_IDS"_s);
    if (config.tgProviderToken.contains(u":TEST:") && config.env == AppEnv::Prod)
        read.warn(u"TG_PROVIDER_TOKEN is one for tests: cards seem to pay, and no money comes. Take "
                  "the live one from @BotFather, Payments."_s);
    if (config.cardTaxSystem > 0 && config.cardVatCode == 0)
        read.mistake(u"TG_PROVIDER_TAX_SYSTEM is of receipts, and without TG_PROVIDER_VAT_CODE there "
                     "are none: set both, or neither."_s);
}

// As it stands in the chat, where Telegram makes a link of it.
void judgeSupport(EnvironmentReader &read, Config &config)
{
    static const QRegularExpression shape(u"\\A(?:@[A-Za-z0-9_]{4,32}|https://[^\\s<>\"]{4,200}|"
                                          "[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{3,190})\\z"_s);
    const QString staff = read.text(u"SUPPORT_CHAT_ID"_s, Kind::Plain);
    bool isNumber = staff.isEmpty();
    config.supportChat = ChatId(isNumber ? 0 : staff.toLongLong(&isNumber));
    if (!isNumber || config.supportChat > ChatId())
        read.mistake(u"SUPPORT_CHAT_ID is \"%1\": give the number of a group, which begins with a minus, "
                     "such as -1001234567890."_s.arg(staff));
    const bool hasStaff = config.supportChat < ChatId();
    if (config.supportContact.isEmpty() && hasStaff)
        return;
    if (config.supportContact.isEmpty() && config.sellsForStars)
        read.warn(u"TELEGRAM_STARS is on and SUPPORT_CONTACT is not set: Telegram asks whoever "
                  "sells for Stars to answer those who write about a payment."_s);
    else if (config.supportContact.isEmpty())
        read.warn(u"SUPPORT_CONTACT is not set: customers who need help are not told whom "
                  "to write to."_s);
    else if (!shape.match(config.supportContact).hasMatch())
        read.mistake(u"SUPPORT_CONTACT is \"%1\": give a name in Telegram (@shop_support), an e-mail "
                     "address, or an address that begins with https://."_s.arg(config.supportContact));
}

void readWebhookUrl(EnvironmentReader &read, Config &config)
{
    const QString domain = read.platform(u"RAILWAY_PUBLIC_DOMAIN"_s);
    const QString fallback = domain.isEmpty() ? QString() : u"https://"_s + domain + kWebhookPath;
    config.webhookUrl = read.url(u"WEBHOOK_URL"_s, fallback);
    if (config.webhookUrl.isEmpty()) {
        if (config.env != AppEnv::Local)
            read.mistake(u"WEBHOOK_URL is not set: give the public address of this server, "
                         "https://host%1."_s.arg(kWebhookPath));
        else
            read.warn(u"WEBHOOK_URL is not set: Telegram is not told where to send updates."_s);
        return;
    }
    if (config.webhookUrl.path() != kWebhookPath)
        read.mistake(u"WEBHOOK_URL must end in %1: that is where updates are taken."_s.arg(kWebhookPath));
    if (config.webhookUrl.scheme() != u"https" && !isPrivateHost(config.webhookUrl.host()))
        read.mistake(u"WEBHOOK_URL must begin with https://: Telegram sends updates nowhere else."_s);
}

void readDatabase(EnvironmentReader &read, Config &config)
{
    const QString dataDir = read.text(u"DATA_DIR"_s, Kind::Plain, QDir::currentPath());
    config.dataDir = dataDir;
    const QString fallback = u"sqlite:"_s + QDir(dataDir).filePath(u"turnpike.db"_s);
    const QString url = read.urlWithPassword(u"DATABASE_URL"_s, fallback);
    config.databaseUrl = url;

    try {
        if (const auto parsed = db::DatabaseUrl::parse(config.databaseUrl);
            parsed.kind() == db::DatabaseUrl::Kind::Postgres && canBeListenedTo(parsed))
            read.warn(u"DATABASE_URL leads to a public address and has no sslmode that requires "
                      "TLS: its password and all of the customers' data may be read in "
                      "transit. Add ?sslmode=require, or verify-full with sslrootcert."_s);
    } catch (const ConfigError &error) {
        read.mistake(error.message());
    }
    if (config.isSqlite()) {
        config.mayBeginDatabase = read.boolean(u"FIRST_START"_s, config.env == AppEnv::Local);
        if (config.mayBeginDatabase && config.env != AppEnv::Local)
            read.warn(u"FIRST_START is true: if there is no database a new one is created, "
                      "even when its volume is not mounted. Unset it after the first start."_s);
    }
    const bool onRailway = !read.platform(u"RAILWAY_PROJECT_ID"_s).isEmpty();
    const QString volume = read.platform(u"RAILWAY_VOLUME_MOUNT_PATH"_s);
    const QString path = QDir::cleanPath(config.databaseUrl.mid(7));
    if (config.isSqlite() && onRailway &&
        (volume.isEmpty() || !path.startsWith(QDir::cleanPath(volume) + QLatin1Char('/'))))
        read.mistake(u"SQLite outside of a volume on Railway: the next deploy would erase every "
                     "customer. Set DATABASE_URL to a PostgreSQL, or attach a volume and set "
                     "DATA_DIR to its mount path."_s);
}

void judgeRedis(EnvironmentReader &read, const Config &config)
{
    if (config.redisUrl.isEmpty())
        return;
    try {
        const auto url = state::RedisUrl::parse(config.redisUrl, config.redisCaFile);
        if (!url.tls && !isPrivateHost(url.host))
            read.warn(u"REDIS_URL leads to a public address without TLS: its password and what "
                      "customers type may be read in transit. Begin it with rediss://."_s);
        if (url.tls)
            state::RedisTls(url.host, url.caFile);
        else if (!url.caFile.isEmpty())
            read.warn(u"REDIS_CA_FILE is not used: REDIS_URL does not begin with rediss://."_s);
        if (!url.unused.isEmpty())
            read.warn(
                u"REDIS_URL has parameters that are not used here: %1."_s.arg(url.unused.join(u", "_s)));
    } catch (const ConfigError &error) {
        read.mistake(error.message());
    }
}

void readPool(EnvironmentReader &read, Config &config)
{
    constexpr const Variable &variable = rowOf("DB_POOL_MAX_SIZE");
    const int demand = config.maxConcurrentUpdates + kPoolBesideHandlers;
    config.poolMaxSize = read.integer(QString::fromLatin1(variable.name), demand, variable.min, variable.max,
                                      QString::fromLatin1(variable.unit));
    if (config.poolMinSize > config.poolMaxSize)
        read.mistake(u"DB_POOL_MIN_SIZE is larger than DB_POOL_MAX_SIZE: lower it."_s);
}

QStringList readAssets(EnvironmentReader &read)
{
    static const QRegularExpression name(u"^[A-Z0-9]{2,12}$"_s);
    QStringList assets;
    for (const QString &asset :
         read.text(u"CRYPTOBOT_ASSETS"_s, Kind::Plain).split(u',', Qt::SkipEmptyParts)) {
        assets += asset.trimmed();
        if (!name.match(assets.last()).hasMatch())
            read.mistake(u"CRYPTOBOT_ASSETS has \"%1\": give names such as USDT,TON, separated by "
                         "commas, or leave it out and let Crypto Pay's app decide."_s.arg(assets.last()));
    }
    return assets;
}

// A panel has an address and a key, each with a row of its own; and one panel there should be.
void judgePanels(EnvironmentReader &read, const Config &config)
{
    const Variable *first = nullptr;
    bool isAnySet = false;
    for (const Variable &address : kVariables) {
        if (!*address.panel || address.kind != Variable::Kind::Url)
            continue;
        const auto key = std::find_if(kVariables.begin(), kVariables.end(), [&](const Variable &other) {
            return other.kind == Variable::Kind::Secret && std::string_view(other.panel) == address.panel;
        });
        const PanelConfig panel = config.panels.value(QString::fromLatin1(address.panel));
        if (key != kVariables.end() && panel.url.isEmpty() != panel.key.isEmpty()) {
            read.mistake(u"%1 and %2 go together: set both or neither."_s.arg(QLatin1String(address.name),
                                                                              QLatin1String(key->name)));
            isAnySet = true;
        }
        first = first ? first : &address;
        isAnySet = isAnySet || !panel.url.isEmpty();
    }
    if (first && !isAnySet)
        read.warn(
            u"%1 is not set: access is granted, keys wait until it is."_s.arg(QLatin1String(first->name)));
}

void readOutside(EnvironmentReader &read, Config &config)
{
    if (config.cryptobotToken.isEmpty())
        read.warn(u"CRYPTOBOT_TOKEN is not set: Crypto Pay is not offered."_s);
    config.cryptobotAssets = readAssets(read);
}

void readProxies(EnvironmentReader &read, Config &config)
{
    const QStringList exceptions = read.hosts(u"NO_PROXY"_s);
    if (const auto proxy = read.proxy(u"HTTPS_PROXY"_s))
        config.proxies.setForHttps(*proxy, exceptions);
    if (const auto proxy = read.proxy(u"TELEGRAM_PROXY"_s))
        config.proxies.setForDependency(u"telegram"_s, *proxy);
}

void judgeAddressHeader(EnvironmentReader &read, const Config &config)
{
    static const QRegularExpression shape(u"\\A[A-Za-z0-9-]{1,64}\\z"_s);
    if (!config.clientAddressHeader.isEmpty() && !shape.match(config.clientAddressHeader).hasMatch())
        read.mistake(u"CLIENT_ADDRESS_HEADER is not the name of a header: give the one in which the proxy "
                     "in front of this server gives the client's address, such as X-Real-IP."_s);
}

void readServing(EnvironmentReader &read, Config &config)
{
    const QString address = read.text(u"LISTEN_ADDRESS"_s, Kind::Plain, u"*"_s);
    config.listenAddress = address == u"*" ? QHostAddress(QHostAddress::Any) : QHostAddress(address);
    if (config.listenAddress.isNull())
        read.mistake(u"LISTEN_ADDRESS is \"%1\": give an IP address, or leave it out for every "
                     "address."_s.arg(address));
    if (config.ingestOnly && config.isSqlite())
        read.mistake(u"INGEST_ONLY needs PostgreSQL: with SQLite nobody else could handle what this "
                     "server stores. Unset it, or set DATABASE_URL."_s);
    judgeAddressHeader(read, config);
    judgeLength(read, config, "METRICS_TOKEN", config.metricsToken);
    if (!config.consoleBootstrapToken.isEmpty())
        read.warn(u"CONSOLE_BOOTSTRAP_TOKEN is set: whoever has it is a console administrator. "
                  "Add an operator with it, then unset it."_s);
    if (!config.consoleBootstrapToken.isEmpty() && config.consoleBootstrapToken.size() < kShortestToken)
        read.mistake(u"CONSOLE_BOOTSTRAP_TOKEN is too short to keep anybody out: use %1 "
                     "characters or more (openssl rand -hex 32)."_s.arg(kShortestToken));
    config.handlerCommits = read.choice(u"HANDLER_COMMITS"_s, {u"async"_s, u"sync"_s}) == u"sync"
                                ? db::Durability::Synchronous
                                : db::Durability::Asynchronous;
    config.logFormat = read.choice(u"LOG_FORMAT"_s, {u"json"_s, u"text"_s}) == u"text" ? log::Format::Text
                                                                                       : log::Format::Json;
    for (const QString &flag : kFlags) {
        if (const auto on = read.optionalBoolean(u"FEATURE_%1_ENABLED"_s.arg(flag.toUpper())))
            config.featureDefaults.insert(flag, *on);
    }
}

} // namespace

QString toString(AppEnv env)
{
    return QString::fromLatin1(toWord(env));
}

LoadedConfig loadConfig(const QProcessEnvironment &environment)
{
    LoadedConfig result;
    Config &config = result.config;
    const QString env = environment.value(u"APP_ENV"_s, u"local"_s).trimmed();
    config.env = protocol::fromWord<AppEnv>(env).value_or(AppEnv::Local);
    result.entries.append(
        {u"APP_ENV"_s, env, environment.contains(u"APP_ENV"_s) ? u"environment"_s : u"default"_s});
    if (toString(config.env) != env)
        result.mistakes += u"APP_ENV is \"%1\": set it to prod, stage or local."_s.arg(env);

    EnvironmentReader read(environment, toString(config.env).toUpper(), result);
    for (const Variable &variable : kVariables)
        read.take(variable, config);
    judgeTls(read, config);
    judgePanels(read, config);
    readTelegram(read, config);
    judgeSupport(read, config);
    readWebhookUrl(read, config);
    readDatabase(read, config);
    judgeRedis(read, config);
    readPool(read, config);
    readOutside(read, config);
    readProxies(read, config);
    readServing(read, config);
    const QString prefix = toString(config.env).toUpper() + u'_';
    std::stable_sort(result.entries.begin(), result.entries.end(),
                     [&](const LoadedConfig::Entry &one, const LoadedConfig::Entry &other) {
                         return placeOf(one.name, prefix) < placeOf(other.name, prefix);
                     });
    return result;
}

} // namespace turnpike::config
