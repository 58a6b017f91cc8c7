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

namespace {

using Kind = EnvironmentReader::Kind;

const QLatin1String kWebhookPath("/telegram/webhook");

// Handlers' two kept threads, seven workers, ingest, sender, two operations, four for the controls: see
// README.
constexpr int kPoolBesideHandlers = 2 + 7 + 1 + 1 + 2 + 4;
// Of a token that strangers may guess at.
constexpr int kShortestToken = 32;

const QStringList kFlags{QStringLiteral("payments"),         QStringLiteral("vpn_provisioning"),
                         QStringLiteral("auto_renewal"),     QStringLiteral("background_workers"),
                         QStringLiteral("reminders"),        QStringLiteral("trials"),
                         QStringLiteral("referral_rewards"), QStringLiteral("maintenance_mode")};

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
            read.mistake(QStringLiteral("%1 must begin with https:// outside of private addresses: %2.")
                             .arg(QLatin1String(variable.name), QLatin1String(variable.inTheClear)));
    }
}

// A secret of our own making, which strangers may guess at. Foreign keys are as long as others make them.
void judgeLength(EnvironmentReader &read, const Config &config, const char *name, const QString &secret)
{
    if (config.env == AppEnv::Local || secret.isEmpty() || secret.size() >= kShortestToken)
        return;
    read.warn(
        QStringLiteral("%1 is shorter than %2 characters: strangers may guess it. Set a new one (openssl "
                       "rand -hex 32); the next release will refuse to start with it.")
            .arg(QLatin1String(name))
            .arg(kShortestToken));
}

// Whether the connection to it is in the clear, or becomes so for whoever is on the way and says so.
bool canBeListenedTo(const db::DatabaseUrl &url)
{
    static const QStringList kInsists{QStringLiteral("require"), QStringLiteral("verify-ca"),
                                      QStringLiteral("verify-full")};
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
    static const QRegularExpression tokenShape(QStringLiteral("^[0-9]+:[A-Za-z0-9_-]{8,}$"));
    static const QRegularExpression secretShape(QStringLiteral("^[A-Za-z0-9_-]{1,256}$"));

    if (config.botToken.isEmpty())
        read.mistake(QStringLiteral("BOT_TOKEN is not set: take it from @BotFather."));
    else if (!tokenShape.match(config.botToken).hasMatch())
        read.mistake(QStringLiteral("BOT_TOKEN does not look like a bot's token: it is written "
                                    "123456789:letters_digits."));

    if (config.webhookSecret.isEmpty())
        read.mistake(QStringLiteral("WEBHOOK_SECRET is not set: without it anybody could send updates. Set 1 "
                                    "to 256 characters of A-Z a-z 0-9 _ - (openssl rand -hex 32)."));
    judgeLength(read, config, "WEBHOOK_SECRET", config.webhookSecret);
    judgeLength(read, config, "WEBHOOK_SECRET_PREVIOUS", config.webhookSecretPrevious);
    if (!config.webhookSecretPrevious.isEmpty())
        read.warn(QStringLiteral("WEBHOOK_SECRET_PREVIOUS is set: whoever has the old secret can still send "
                                 "updates. Unset it once the deploy is over."));
    for (const QString &secret : {config.webhookSecret, config.webhookSecretPrevious}) {
        if (!secret.isEmpty() && !secretShape.match(secret).hasMatch())
            read.mistake(QStringLiteral("WEBHOOK_SECRET or WEBHOOK_SECRET_PREVIOUS has a character that "
                                        "Telegram refuses: use 1 to 256 of A-Z a-z 0-9 _ -."));
    }

    config.alertChats = read.alertChats(QStringLiteral("ADMIN_TELEGRAM_IDS"));
    if (!config.tgProviderToken.isEmpty())
        read.warn(
            QStringLiteral("TG_PROVIDER_TOKEN is set, but this version does not offer payment by card."));
}

// As it stands in the chat, where Telegram makes a link of it.
void judgeSupport(EnvironmentReader &read, const Config &config)
{
    static const QRegularExpression shape(
        QStringLiteral("\\A(?:@[A-Za-z0-9_]{4,32}|https://[^\\s<>\"]{4,200}|"
                       "[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{3,190})\\z"));
    if (config.supportContact.isEmpty())
        read.warn(QStringLiteral("SUPPORT_CONTACT is not set: customers who need help are not told whom "
                                 "to write to."));
    else if (!shape.match(config.supportContact).hasMatch())
        read.mistake(
            QStringLiteral("SUPPORT_CONTACT is \"%1\": give a name in Telegram (@shop_support), an e-mail "
                           "address, or an address that begins with https://.")
                .arg(config.supportContact));
}

void readWebhookUrl(EnvironmentReader &read, Config &config)
{
    const QString domain = read.platform(QStringLiteral("RAILWAY_PUBLIC_DOMAIN"));
    const QString fallback =
        domain.isEmpty() ? QString() : QStringLiteral("https://") + domain + kWebhookPath;
    config.webhookUrl = read.url(QStringLiteral("WEBHOOK_URL"), fallback);
    if (config.webhookUrl.isEmpty()) {
        if (config.env != AppEnv::Local)
            read.mistake(QStringLiteral("WEBHOOK_URL is not set: give the public address of this server, "
                                        "https://host%1.")
                             .arg(kWebhookPath));
        else
            read.warn(QStringLiteral("WEBHOOK_URL is not set: Telegram is not told where to send updates."));
        return;
    }
    if (config.webhookUrl.path() != kWebhookPath)
        read.mistake(
            QStringLiteral("WEBHOOK_URL must end in %1: that is where updates are taken.").arg(kWebhookPath));
    if (config.webhookUrl.scheme() != u"https" && !isPrivateHost(config.webhookUrl.host()))
        read.mistake(
            QStringLiteral("WEBHOOK_URL must begin with https://: Telegram sends updates nowhere else."));
}

void readDatabase(EnvironmentReader &read, Config &config)
{
    const QString dataDir = read.text(QStringLiteral("DATA_DIR"), Kind::Plain, QDir::currentPath());
    const QString fallback =
        QStringLiteral("sqlite:") + QDir(dataDir).filePath(QStringLiteral("turnpike.db"));
    const QString url = read.urlWithPassword(QStringLiteral("DATABASE_URL"), fallback);
    config.databaseUrl = url;

    try {
        if (const auto parsed = db::DatabaseUrl::parse(config.databaseUrl);
            parsed.kind() == db::DatabaseUrl::Kind::Postgres && canBeListenedTo(parsed))
            read.warn(
                QStringLiteral("DATABASE_URL leads to a public address and has no sslmode that requires "
                               "TLS: its password and all of the customers' data may be read in "
                               "transit. Add ?sslmode=require, or verify-full with sslrootcert."));
    } catch (const ConfigError &error) {
        read.mistake(error.message());
    }
    if (config.isSqlite()) {
        config.mayBeginDatabase = read.boolean(QStringLiteral("FIRST_START"), config.env == AppEnv::Local);
        if (config.mayBeginDatabase && config.env != AppEnv::Local)
            read.warn(QStringLiteral("FIRST_START is true: if there is no database a new one is created, "
                                     "even when its volume is not mounted. Unset it after the first start."));
    }
    const bool onRailway = !read.platform(QStringLiteral("RAILWAY_PROJECT_ID")).isEmpty();
    const QString volume = read.platform(QStringLiteral("RAILWAY_VOLUME_MOUNT_PATH"));
    const QString path = QDir::cleanPath(config.databaseUrl.mid(7));
    if (config.isSqlite() && onRailway &&
        (volume.isEmpty() || !path.startsWith(QDir::cleanPath(volume) + QLatin1Char('/'))))
        read.mistake(
            QStringLiteral("SQLite outside of a volume on Railway: the next deploy would erase every "
                           "customer. Set DATABASE_URL to a PostgreSQL, or attach a volume and set "
                           "DATA_DIR to its mount path."));
}

void judgeRedis(EnvironmentReader &read, const Config &config)
{
    if (config.redisUrl.isEmpty())
        return;
    try {
        const auto url = state::RedisUrl::parse(config.redisUrl, config.redisCaFile);
        if (!url.tls && !isPrivateHost(url.host))
            read.warn(QStringLiteral("REDIS_URL leads to a public address without TLS: its password and what "
                                     "customers type may be read in transit. Begin it with rediss://."));
        if (url.tls)
            state::RedisTls(url.host, url.caFile);
        else if (!url.caFile.isEmpty())
            read.warn(QStringLiteral("REDIS_CA_FILE is not used: REDIS_URL does not begin with rediss://."));
        if (!url.unused.isEmpty())
            read.warn(QStringLiteral("REDIS_URL has parameters that are not used here: %1.")
                          .arg(url.unused.join(QStringLiteral(", "))));
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
        read.mistake(QStringLiteral("DB_POOL_MIN_SIZE is larger than DB_POOL_MAX_SIZE: lower it."));
}

QStringList readAssets(EnvironmentReader &read)
{
    static const QRegularExpression name(QStringLiteral("^[A-Z0-9]{2,12}$"));
    QStringList assets;
    for (const QString &asset :
         read.text(QStringLiteral("CRYPTOBOT_ASSETS"), Kind::Plain).split(u',', Qt::SkipEmptyParts)) {
        assets += asset.trimmed();
        if (!name.match(assets.last()).hasMatch())
            read.mistake(
                QStringLiteral("CRYPTOBOT_ASSETS has \"%1\": give names such as USDT,TON, separated by "
                               "commas, or leave it out and let Crypto Pay's app decide.")
                    .arg(assets.last()));
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
            read.mistake(QStringLiteral("%1 and %2 go together: set both or neither.")
                             .arg(QLatin1String(address.name), QLatin1String(key->name)));
            isAnySet = true;
        }
        first = first ? first : &address;
        isAnySet = isAnySet || !panel.url.isEmpty();
    }
    if (first && !isAnySet)
        read.warn(QStringLiteral("%1 is not set: access is granted, keys wait until it is.")
                      .arg(QLatin1String(first->name)));
}

void readOutside(EnvironmentReader &read, Config &config)
{
    if (config.cryptobotToken.isEmpty())
        read.warn(QStringLiteral("CRYPTOBOT_TOKEN is not set: Crypto Pay is not offered."));
    config.cryptobotAssets = readAssets(read);
}

void readProxies(EnvironmentReader &read, Config &config)
{
    const QStringList exceptions = read.hosts(QStringLiteral("NO_PROXY"));
    if (const auto proxy = read.proxy(QStringLiteral("HTTPS_PROXY")))
        config.proxies.setForHttps(*proxy, exceptions);
    if (const auto proxy = read.proxy(QStringLiteral("TELEGRAM_PROXY")))
        config.proxies.setForDependency(QStringLiteral("telegram"), *proxy);
}

void judgeAddressHeader(EnvironmentReader &read, const Config &config)
{
    static const QRegularExpression shape(QStringLiteral("\\A[A-Za-z0-9-]{1,64}\\z"));
    if (!config.clientAddressHeader.isEmpty() && !shape.match(config.clientAddressHeader).hasMatch())
        read.mistake(QStringLiteral(
            "CLIENT_ADDRESS_HEADER is not the name of a header: give the one in which the proxy "
            "in front of this server gives the client's address, such as X-Real-IP."));
}

void readServing(EnvironmentReader &read, Config &config)
{
    const QString address = read.text(QStringLiteral("LISTEN_ADDRESS"), Kind::Plain, QStringLiteral("*"));
    config.listenAddress = address == u"*" ? QHostAddress(QHostAddress::Any) : QHostAddress(address);
    if (config.listenAddress.isNull())
        read.mistake(QStringLiteral("LISTEN_ADDRESS is \"%1\": give an IP address, or leave it out for every "
                                    "address.")
                         .arg(address));
    if (config.ingestOnly && config.isSqlite())
        read.mistake(
            QStringLiteral("INGEST_ONLY needs PostgreSQL: with SQLite nobody else could handle what this "
                           "server stores. Unset it, or set DATABASE_URL."));
    judgeAddressHeader(read, config);
    judgeLength(read, config, "METRICS_TOKEN", config.metricsToken);
    if (!config.consoleBootstrapToken.isEmpty())
        read.warn(QStringLiteral("CONSOLE_BOOTSTRAP_TOKEN is set: whoever has it is a console administrator. "
                                 "Add an operator with it, then unset it."));
    if (!config.consoleBootstrapToken.isEmpty() && config.consoleBootstrapToken.size() < kShortestToken)
        read.mistake(QStringLiteral("CONSOLE_BOOTSTRAP_TOKEN is too short to keep anybody out: use %1 "
                                    "characters or more (openssl rand -hex 32).")
                         .arg(kShortestToken));
    config.logFormat =
        read.choice(QStringLiteral("LOG_FORMAT"), {QStringLiteral("json"), QStringLiteral("text")}) == u"text"
            ? log::Format::Text
            : log::Format::Json;
    for (const QString &flag : kFlags) {
        if (const auto on = read.optionalBoolean(QStringLiteral("FEATURE_%1_ENABLED").arg(flag.toUpper())))
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
    const QString env = environment.value(QStringLiteral("APP_ENV"), QStringLiteral("local")).trimmed();
    config.env = protocol::fromWord<AppEnv>(env).value_or(AppEnv::Local);
    result.entries.append({QStringLiteral("APP_ENV"), env,
                           environment.contains(QStringLiteral("APP_ENV")) ? QStringLiteral("environment")
                                                                           : QStringLiteral("default")});
    if (toString(config.env) != env)
        result.mistakes += QStringLiteral("APP_ENV is \"%1\": set it to prod, stage or local.").arg(env);

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
