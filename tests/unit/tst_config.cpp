#include "app/httplimits.h"
#include "config/config.h"
#include "config/hosts.h"
#include "http/httpclient.h"
#include "support/testmain.h"

#include <QFile>
#include <QTest>

#include <algorithm>

namespace tst_config {

using namespace turnpike;
using namespace turnpike::config;

class TestConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twoVariablesAreEnoughToStart()
    {
        const LoadedConfig loaded = loadConfig(good());
        QCOMPARE(loaded.mistakes, QStringList());
        QVERIFY(loaded.config.isSqlite());
        QCOMPARE(loaded.config.port, quint16(8080));
        QCOMPARE(loaded.config.poolMaxSize, 37);
    }

    void everyMistakeIsReportedAtOnce()
    {
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("APP_ENV"), QStringLiteral("production"));
        environment.insert(QStringLiteral("WEBHOOK_SECRET"), QStringLiteral("has spaces in it"));
        environment.insert(QStringLiteral("PORT"), QStringLiteral("eighty"));
        environment.insert(QStringLiteral("DB_POOL_MAX_SIZE"), QStringLiteral("13"));
        environment.insert(QStringLiteral("ADMIN_TELEGRAM_IDS"), QStringLiteral("1,two"));
        environment.insert(QStringLiteral("DATABASE_URL"), QStringLiteral("mysql://host/db"));
        environment.insert(QStringLiteral("XRAY_API_URL"), QStringLiteral("http://vpn.example.org"));
        const QString all = loadConfig(environment).mistakes.join(QLatin1Char('\n'));
        for (const char *name : {"APP_ENV", "BOT_TOKEN", "WEBHOOK_SECRET", "PORT", "DB_POOL_MAX_SIZE",
                                 "ADMIN_TELEGRAM_IDS", "DATABASE_URL", "XRAY_API_KEY", "XRAY_API_URL must"})
            QVERIFY2(all.contains(QLatin1String(name)), name);
    }

    void cryptoPaysAssetsAreLeftToItsAppUnlessChosen()
    {
        QProcessEnvironment environment = good();
        QVERIFY(loadConfig(environment).config.cryptobotAssets.isEmpty());
        environment.insert(QStringLiteral("CRYPTOBOT_ASSETS"), QStringLiteral("USDT, TON"));
        const LoadedConfig loaded = loadConfig(environment);
        QCOMPARE(loaded.mistakes, QStringList());
        QCOMPARE(loaded.config.cryptobotAssets, (QStringList{QStringLiteral("USDT"), QStringLiteral("TON")}));
        environment.insert(QStringLiteral("CRYPTOBOT_ASSETS"), QStringLiteral("USDT;TON"));
        QCOMPARE(loadConfig(environment).mistakes.size(), 1);
    }

    void customersMayBeToldWhomToWriteTo()
    {
        const QString name = QStringLiteral("SUPPORT_CONTACT");
        QProcessEnvironment environment = good();
        QCOMPARE(loadConfig(environment).warnings.filter(name).size(), 1);
        for (const char *contact :
             {"@shop_support", "help@example.org", "https://example.org/help?from=bot"}) {
            environment.insert(name, QString::fromLatin1(contact));
            const LoadedConfig loaded = loadConfig(environment);
            QCOMPARE(loaded.mistakes, QStringList());
            QCOMPARE(loaded.warnings.filter(name), QStringList());
            QCOMPARE(loaded.config.supportContact, QString::fromLatin1(contact));
            QVERIFY(describe(loaded).contains(QString::fromLatin1(contact)));
        }
        for (const char *wrong :
             {"shop_support", "@me", "@shop support", "tg://resolve?domain=shop", "https://<b>", "@"}) {
            environment.insert(name, QString::fromLatin1(wrong));
            const QStringList mistakes = loadConfig(environment).mistakes;
            QCOMPARE(mistakes.size(), 1);
            QVERIFY2(mistakes.first().contains(name), wrong);
        }
    }

    void alertsGoToPeopleGroupsAndTopics()
    {
        QProcessEnvironment environment = good();
        environment.insert(QStringLiteral("ADMIN_TELEGRAM_IDS"),
                           QStringLiteral("42, -1001234567890,-1001234567890:7"));
        const LoadedConfig loaded = loadConfig(environment);
        QCOMPARE(loaded.mistakes, QStringList());
        const ChatId group(-1'001'234'567'890);
        QCOMPARE(loaded.config.alertChats, (std::vector<AlertChat>{{ChatId(42), 0}, {group, 0}, {group, 7}}));
        for (const char *wrong : {"two", "0", "1:two", "1:2:3", "1:-2", "@group"}) {
            environment.insert(QStringLiteral("ADMIN_TELEGRAM_IDS"), QString::fromLatin1(wrong));
            QCOMPARE(loadConfig(environment).mistakes.size(), 1);
        }
    }

    void proxiesAreReadInBothSpellingsAndNeverShownWhole()
    {
        QProcessEnvironment environment = good();
        environment.insert(QStringLiteral("https_proxy"),
                           QStringLiteral("http://ann:HIDDEN%2Fone@proxy.example:3128"));
        environment.insert(QStringLiteral("NO_PROXY"), QStringLiteral("panel.example, 10.0.0.0/8"));
        environment.insert(QStringLiteral("TELEGRAM_PROXY"),
                           QStringLiteral("socks5://bob:HIDDEN-two@other.example:1080"));
        const LoadedConfig loaded = loadConfig(environment);
        QCOMPARE(loaded.mistakes, QStringList());
        http::OutRequest call;
        call.url = QUrl(QStringLiteral("https://api.example/"));
        QCOMPARE(loaded.config.proxies.proxyOf(loaded.config.proxies.wayOf(call)).hostName(),
                 QStringLiteral("proxy.example"));
        QCOMPARE(loaded.config.proxies.proxyOf(loaded.config.proxies.wayOf(call)).password(),
                 QStringLiteral("HIDDEN/one"));
        call.dependency = QStringLiteral("telegram");
        QCOMPARE(loaded.config.proxies.proxyOf(loaded.config.proxies.wayOf(call)).hostName(),
                 QStringLiteral("other.example"));
        call = {};
        call.url = QUrl(QStringLiteral("https://panel.example/"));
        QCOMPARE(loaded.config.proxies.wayOf(call), size_t(0));
        const QString shown = describe(loaded);
        QVERIFY2(!shown.contains(u"HIDDEN"), qPrintable(shown));
        QVERIFY2(shown.contains(u"bob:***@other.example:1080"), qPrintable(shown));
        QVERIFY(!log::redact(QStringLiteral("said HIDDEN-two and HIDDEN/one")).contains(u"HIDDEN"));
    }

    void whatIsNoProxyIsRefusedWithoutItsPassword()
    {
        for (const char *name : {"HTTPS_PROXY", "TELEGRAM_PROXY"}) {
            for (const char *wrong :
                 {"https://u:HIDDEN@proxy.example:443", "http://u:HID/DEN@proxy.example:3128",
                  "proxy.example", "socks5://u:HIDDEN@proxy.example"}) {
                QProcessEnvironment environment = good();
                environment.insert(QString::fromLatin1(name), QString::fromLatin1(wrong));
                const LoadedConfig loaded = loadConfig(environment);
                QCOMPARE(loaded.mistakes.size(), 1);
                QVERIFY(loaded.mistakes.first().startsWith(QString::fromLatin1(name)));
                QVERIFY2(!describe(loaded).contains(u"DEN"), qPrintable(describe(loaded)));
            }
        }
    }

    void aMissingWebhookSecretIsRefused()
    {
        QProcessEnvironment environment = good();
        environment.remove(QStringLiteral("WEBHOOK_SECRET"));
        QCOMPARE(loadConfig(environment).mistakes.size(), 1);
    }

    void theNameOfTheEnvironmentGoesFirst()
    {
        QProcessEnvironment environment = good();
        environment.insert(QStringLiteral("APP_ENV"), QStringLiteral("stage"));
        environment.insert(QStringLiteral("WEBHOOK_URL"),
                           QStringLiteral("https://a.example.org/telegram/webhook"));
        environment.insert(QStringLiteral("STAGE_WEBHOOK_URL"),
                           QStringLiteral("https://b.example.org/telegram/webhook"));
        environment.insert(QStringLiteral("PROD_PORT"), QStringLiteral("1"));
        const LoadedConfig loaded = loadConfig(environment);
        QCOMPARE(loaded.mistakes, QStringList());
        QCOMPARE(loaded.config.webhookUrl.host(), QStringLiteral("b.example.org"));
        QCOMPARE(loaded.config.port, quint16(8080));
    }

    void webhookUrlComesFromThePlatformAndMustBeOurs()
    {
        QProcessEnvironment environment = good();
        environment.insert(QStringLiteral("RAILWAY_PUBLIC_DOMAIN"), QStringLiteral("shop.example.org"));
        QCOMPARE(loadConfig(environment).config.webhookUrl,
                 QUrl(QStringLiteral("https://shop.example.org/telegram/webhook")));
        environment.insert(QStringLiteral("WEBHOOK_URL"), QStringLiteral("https://shop.example.org/other"));
        QCOMPARE(loadConfig(environment).mistakes.size(), 1);
        environment.insert(QStringLiteral("WEBHOOK_URL"),
                           QStringLiteral("http://shop.example.org/telegram/webhook"));
        QCOMPARE(loadConfig(environment).mistakes.size(), 1);
    }

    void sqliteWithoutAVolumeIsRefusedOnRailway()
    {
        QProcessEnvironment environment = good();
        environment.insert(QStringLiteral("RAILWAY_PROJECT_ID"), QStringLiteral("p"));
        QCOMPARE(loadConfig(environment).mistakes.size(), 1);
        environment.insert(QStringLiteral("RAILWAY_VOLUME_MOUNT_PATH"), QStringLiteral("/data"));
        environment.insert(QStringLiteral("DATA_DIR"), QStringLiteral("/data"));
        QCOMPARE(loadConfig(environment).mistakes, QStringList());
    }

    void flagsMayBeGivenFirstValues()
    {
        QProcessEnvironment environment = good();
        environment.insert(QStringLiteral("FEATURE_AUTO_RENEWAL_ENABLED"), QStringLiteral("true"));
        environment.insert(QStringLiteral("FEATURE_PAYMENTS_ENABLED"), QStringLiteral("maybe"));
        const LoadedConfig loaded = loadConfig(environment);
        QCOMPARE(loaded.config.featureDefaults.value(QStringLiteral("auto_renewal")), true);
        QCOMPARE(loaded.mistakes.size(), 1);
    }

    void secretsAreMaskedAndRedactedEverywhere()
    {
        QProcessEnvironment environment = good();
        const QStringList names{QStringLiteral("BOT_TOKEN"),
                                QStringLiteral("WEBHOOK_SECRET"),
                                QStringLiteral("XRAY_API_KEY"),
                                QStringLiteral("CRYPTOBOT_TOKEN"),
                                QStringLiteral("TG_PROVIDER_TOKEN"),
                                QStringLiteral("METRICS_TOKEN"),
                                QStringLiteral("CONSOLE_BOOTSTRAP_TOKEN"),
                                QStringLiteral("WEBHOOK_SECRET_PREVIOUS")};
        for (const QString &name : names)
            environment.insert(name, QStringLiteral("1:canary_") + name);
        environment.insert(QStringLiteral("XRAY_API_URL"), QStringLiteral("https://vpn.example.org"));
        environment.insert(QStringLiteral("DATABASE_URL"),
                           QStringLiteral("postgresql://shop:canary_password@db.example.org/shop"));
        environment.insert(QStringLiteral("REDIS_URL"),
                           QStringLiteral("redis://:canary_redis@redis.example.org"));
        const QString shown = describe(loadConfig(environment));
        QVERIFY2(!shown.contains(u"canary"), qPrintable(shown));
        QVERIFY(shown.contains(u"db.example.org"));
        for (const QString &name : names)
            QVERIFY(!log::redact(QStringLiteral("x 1:canary_%1 y").arg(name)).contains(u"canary"));
        QVERIFY(!log::redact(QStringLiteral("canary_password canary_redis")).contains(u"canary"));
    }

    // A password with characters that no URL may have is a secret all the same.
    void aPasswordIsNeverShownWhateverIsInIt_data()
    {
        QTest::addColumn<QString>("password");
        for (const char *password :
             {"canary", "canary/x", "canary#x", "12#canary", "canary?x", "[canary", "ca:nary", "canary@x",
              "canary%2Fx", "12?canary", "12/canary", "12?x=canary", "12?canary&password=x"})
            QTest::addRow("%s", password) << QString::fromLatin1(password);
    }

    void aPasswordIsNeverShownWhateverIsInIt()
    {
        QFETCH(QString, password);
        QProcessEnvironment environment = good();
        environment.insert(QStringLiteral("DATABASE_URL"),
                           QStringLiteral("postgresql://shop:%1@db.example.org/shop").arg(password));
        environment.insert(QStringLiteral("REDIS_URL"),
                           QStringLiteral("redis://:%1@redis.example.org").arg(password));
        environment.insert(QStringLiteral("PORT"), QStringLiteral("none")); // the report is shown then, too
        const QString shown = describe(loadConfig(environment));
        QVERIFY2(!shown.contains(u"nary"), qPrintable(shown));
    }

    void aRedisUrlOfOtherClientsIsTaken()
    {
        QProcessEnvironment environment = good();
        const auto said = [&](const QString &url) {
            environment.insert(QStringLiteral("REDIS_URL"), url);
            const LoadedConfig loaded = loadConfig(environment);
            return loaded.mistakes + loaded.warnings.filter(QStringLiteral("REDIS_"));
        };
        QCOMPARE(said(QStringLiteral("redis://default:canary_redis@redis.internal:6379/1?family=0")),
                 QStringList());
        const QStringList warned =
            said(QStringLiteral("redis://redis.internal?family=0&ssl=true&password=canary_query"));
        QCOMPARE(warned.size(), 1);
        QVERIFY2(warned.first().contains(QLatin1String("ssl, password")), qPrintable(warned.first()));
        const QString shown = describe(loadConfig(environment));
        QVERIFY2(!shown.contains(u"canary") && shown.contains(u"password=***"), qPrintable(shown));
        QVERIFY(!log::redact(QStringLiteral("canary_query")).contains(u"canary"));
        environment.insert(QStringLiteral("REDIS_CA_FILE"), QStringLiteral("/etc/redis.crt"));
        QCOMPARE(said(QStringLiteral("redis://redis.internal")).size(), 1);
    }

    void whatIsSecretInAnyUrlIsNeverShown_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        const auto row = [](const char *name, const char *value) {
            QTest::newRow(value) << QString::fromLatin1(name) << QString::fromLatin1(value);
        };
        row("DATABASE_URL", "postgresql://shop@db.internal/shop?password=canary_one");
        row("DATABASE_URL", "postgresql://shop@db.internal/shop?pass%77ord=canary_one");
        row("DATABASE_URL", "postgresql://shop@db.internal/shop?sslmode=require&sslpassword=canary_one");
        row("DATABASE_URL", "postgresql://shop:first@db.internal:5432/shop?password=x@canary_one");
        row("DATABASE_URL", "shop:canary_one@db.internal/shop");
        row("REDIS_URL", "redis://canary_one@redis.internal");
        row("REDIS_URL", "redis://redis.internal/canary_one@1");
        row("HTTPS_PROXY", "ann:canary_one@proxy.internal:3128");
        row("HTTPS_PROXY", "ann:canary_one@proxy.internal:3128/?next=http://x");
        row("XRAY_API_URL", "https:/ann:canary_one@vpn.example.org/?next=http://x");
        row("TELEGRAM_PROXY", "http://ann:canary_one@proxy.internal:3128/?token=canary_one");
        row("XRAY_API_URL", "https://vpn.example.org/?api_key=canary_one");
        row("XRAY_API_URL", "https://canary_one@vpn.example.org/");
        row("XRAY_API_URL", "https://ann:12/canary_one@vpn.example.org/");
        row("TELEGRAM_API_URL", "https://ann:canary_one@api.example.org");
        row("CRYPTOBOT_API_URL", "https:// canary_one");
        row("WEBHOOK_URL", "https://shop.example.org/telegram/webhook?secret=canary_one");
        row("HEARTBEAT_URL", "https:///canary_one");
    }

    void whatIsSecretInAnyUrlIsNeverShown()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        QProcessEnvironment environment = good();
        environment.insert(name, value);
        environment.insert(QStringLiteral("PORT"), QStringLiteral("none")); // the report is shown then, too
        const QString shown = describe(loadConfig(environment));
        QVERIFY2(!shown.contains(u"canary"), qPrintable(shown));
        QVERIFY2(shown.contains(name), qPrintable(shown));
    }

    void ourOwnSecretsThatAreShortAreWarnedOf_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("webhook") << QStringLiteral("WEBHOOK_SECRET");
        QTest::newRow("the one before") << QStringLiteral("WEBHOOK_SECRET_PREVIOUS");
        QTest::newRow("metrics") << QStringLiteral("METRICS_TOKEN");
    }

    void ourOwnSecretsThatAreShortAreWarnedOf()
    {
        QFETCH(QString, name);
        const QString told = name + QStringLiteral(" is shorter");
        for (const char *env : {"prod", "stage", "local"}) {
            QProcessEnvironment environment = good();
            environment.insert(QStringLiteral("APP_ENV"), QString::fromLatin1(env));
            environment.insert(QStringLiteral("WEBHOOK_URL"),
                               QStringLiteral("https://shop.example.org/telegram/webhook"));
            environment.insert(QStringLiteral("WEBHOOK_SECRET"), QString(32, u'w'));
            environment.insert(QStringLiteral("CRYPTOBOT_TOKEN"), QStringLiteral("foreign")); // as it is
            environment.insert(name, QString(31, u's'));
            LoadedConfig loaded = loadConfig(environment);
            QCOMPARE(loaded.mistakes, QStringList());
            QCOMPARE(loaded.warnings.filter(told).size(), env == QByteArray("local") ? 0 : 1);
            QCOMPARE(loaded.warnings.filter(QStringLiteral("is shorter")).size(),
                     env == QByteArray("local") ? 0 : 1);
            environment.insert(name, QString(32, u's'));
            QVERIFY(loadConfig(environment).warnings.filter(QStringLiteral("is shorter")).isEmpty());
        }
    }

    void whatIsToBeUnsetAgainIsWarnedOfWhileItIsSet()
    {
        QProcessEnvironment environment = good();
        for (const char *name : {"WEBHOOK_SECRET_PREVIOUS", "CONSOLE_BOOTSTRAP_TOKEN"}) {
            const QString told = QString::fromLatin1(name) + QStringLiteral(" is set");
            QVERIFY(loadConfig(environment).warnings.filter(told).isEmpty());
            environment.insert(QString::fromLatin1(name), QString(32, u'x'));
            QCOMPARE(loadConfig(environment).warnings.filter(told).size(), 1);
        }
    }

    void whatWouldTravelInTheClearIsRefusedOrWarnedOf_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::addColumn<int>("mistakes");
        QTest::addColumn<int>("warnings");
        const auto row = [](const char *name, const char *value, int mistakes, int warnings) {
            QTest::newRow(value) << QString::fromLatin1(name) << QString::fromLatin1(value) << mistakes
                                 << warnings;
        };
        row("ALERT_WEBHOOK_URL", "http://hooks.example.org/x1", 1, 0);
        row("ALERT_WEBHOOK_URL", "http://hooks.internal/x1", 0, 0);
        row("HEARTBEAT_URL", "http://hc.example.org/x1", 1, 0);
        row("HEARTBEAT_URL", "http://[fd12::7]/x1", 0, 0);
        row("CRYPTOBOT_API_URL", "http://pay.example.org/api", 1, 0);
        row("CRYPTOBOT_API_URL", "http://[::ffff:10.1.2.3]/api", 0, 0);
        row("TELEGRAM_API_URL", "http://172.32.0.1", 1, 0);
        row("TELEGRAM_API_URL", "HTTP://172.32.0.1", 1, 0);
        row("TELEGRAM_API_URL", "http://172.31.0.1", 0, 0);
        row("TELEGRAM_API_URL", "http://telegram-bot-api:8081", 0, 0); // a neighbour's name in a container
        row("DATABASE_URL", "postgresql://u:p@db.example.org/d", 0, 1);
        row("DATABASE_URL", "postgresql://u:p@db.example.org/d?sslmode=prefer", 0, 1);
        row("DATABASE_URL", "postgresql://u:p@db.example.org/d?sslmode=require", 0, 0);
        row("DATABASE_URL", "postgresql://u:p@db.example.org/d?sslmode=verify-full", 0, 0);
        // libpq takes the last of several, by its name in small letters and once it is decoded.
        row("DATABASE_URL", "postgresql://u:p@db.example.org/d?sslmode=require&sslmode=disable", 0, 1);
        row("DATABASE_URL", "postgresql://u:p@db.example.org/d?sslmode=require&ssl%6dode=allow", 0, 1);
        row("DATABASE_URL", "postgresql://u:p@db.example.org/d?sslmode=require&sslmode=", 0, 1);
        row("DATABASE_URL", "postgresql://u:p@db.example.org/d?sslmode=disable&sslmode=require", 0, 0);
        row("DATABASE_URL", "postgresql://u:p@db.example.org/d?ssl%6dode=require", 0, 0);
        row("DATABASE_URL", "postgresql://u:p@db.example.org/d?sslmode=REQUIRE", 0, 1);
        row("DATABASE_URL", "postgresql://u:p@db.example.org/d?SSLMODE=require", 1, 0);
        row("DATABASE_URL", "POSTGRESQL://u:p@db.example.org/d?sslmode=require", 1, 0);
        row("DATABASE_URL", "postgresql://u:p@x/d?host=db.internal&host=db.example.org", 0, 1);
        row("DATABASE_URL", "postgresql://u:p@x/d?host=db.example.org&host=db.internal", 0, 0);
        row("DATABASE_URL", "postgresql://u:p@x/d?host=db.internal,db.example.org", 0, 1);
        row("DATABASE_URL", "postgresql://u:p@x/d?host=/run/postgresql", 0, 0);
        row("DATABASE_URL", "postgresql://u:p@10.0.0.7/d", 0, 0);
        row("REDIS_URL", "redis://:p@redis.example.org", 0, 1);
        row("REDIS_URL", "redis://:p@redis.railway.internal", 0, 0);
        row("REDIS_URL", "redis://:p@redis.example.org?ssl=true&ssl=false", 0, 1); // another client's
        row("REDIS_URL", "redis://:p@redis.example.org?host=redis.internal", 0, 1);
        row("REDIS_URL", "REDISS://:p@redis.example.org", 1, 0);
    }

    void whatWouldTravelInTheClearIsRefusedOrWarnedOf()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        QProcessEnvironment environment = good();
        environment.insert(name, value);
        const LoadedConfig loaded = loadConfig(environment);
        QTEST(int(loaded.mistakes.filter(name).size()), "mistakes");
        QTEST(int(loaded.warnings.filter(name + QStringLiteral(" leads")).size()), "warnings");
    }

    void whatCannotBeMetOnTheOpenInternetIsPrivate_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("isPrivate");
        const auto row = [](const char *host, bool isPrivate) {
            QTest::newRow(host) << QString::fromLatin1(host) << isPrivate;
        };
        // The first and the last of each range, and their neighbours.
        for (const char *host : {"10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0",
                                 "192.168.255.255", "127.0.0.0", "127.255.255.255", "169.254.0.0",
                                 "169.254.255.255", "100.64.0.0", "100.127.255.255"}) {
            row(host, true);
            row(qPrintable(QStringLiteral("::ffff:") + QLatin1String(host)), true);
        }
        for (const char *host :
             {"9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
              "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "100.63.255.255",
              "100.128.0.0", "8.8.8.8"}) {
            row(host, false);
            row(qPrintable(QStringLiteral("::ffff:") + QLatin1String(host)), false);
        }
        for (const char *host :
             {"::1", "fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::1", "febf::1"})
            row(host, true);
        for (const char *host : {"::2", "fbff::1", "fe00::1", "fec0::1", "2001:db8::1", "2a00:1450::8"})
            row(host, false);
        for (const char *host : {"localhost", "LOCALHOST", "a.localhost", "db.internal", "DB.Internal.",
                                 "printer.local", "postgres", "postgres."})
            row(host, true);
        for (const char *host : {"example.org", "internal.example.org", "localhost.example.org",
                                 "xinternal.org", "10.0.0.1.example.org"})
            row(host, false);
    }

    void whatCannotBeMetOnTheOpenInternetIsPrivate()
    {
        QFETCH(QString, host);
        QTEST(isPrivateHost(host), "isPrivate");
    }

    void thePoolsConnectionsAreNoClients_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<int>("most"); // of 1024 descriptors, with a pool of 20
        QTest::newRow("PostgreSQL") << QStringLiteral("postgresql://u:p@db.internal/d") << 1024 - 192 - 20;
        QTest::newRow("SQLite: three files each")
            << QStringLiteral("sqlite:/data/shop.db") << 1024 - 192 - 60;
    }

    void thePoolsConnectionsAreNoClients()
    {
        QFETCH(QString, url);
        Config config;
        config.databaseUrl = url;
        config.poolMaxSize = 20;
        QTEST(app::httpLimitsFor(config, 1024).maxConnections, "most");
        QCOMPARE(app::httpLimitsFor(config, 1'048'576).maxConnections, http::Limits().maxConnections);
    }

    void theHeaderOfAProxyIsAName()
    {
        QProcessEnvironment environment = good();
        QCOMPARE(loadConfig(environment).config.clientAddressHeader, QString());
        environment.insert(QStringLiteral("CLIENT_ADDRESS_HEADER"), QStringLiteral("X-Real-IP"));
        QCOMPARE(loadConfig(environment).config.clientAddressHeader, QStringLiteral("X-Real-IP"));
        for (const char *wrong : {"X-Real-IP, X-Forwarded-For", "X-Real-IP:", "x real ip"}) {
            environment.insert(QStringLiteral("CLIENT_ADDRESS_HEADER"), QString::fromLatin1(wrong));
            QCOMPARE(loadConfig(environment).mistakes.size(), 1);
        }
    }

    void addressesThatAreSecretsThemselvesAreMasked()
    {
        QProcessEnvironment environment = good();
        environment.insert(QStringLiteral("ALERT_WEBHOOK_URL"),
                           QStringLiteral("https://hooks.example.org/services/canary_alert?key=canary_key"));
        environment.insert(QStringLiteral("HEARTBEAT_URL"),
                           QStringLiteral("https://hc.example.org/canary_ping"));
        const QString shown = describe(loadConfig(environment));
        QVERIFY2(!shown.contains(u"canary"), qPrintable(shown));
        QVERIFY(shown.contains(u"hooks.example.org"));
        QVERIFY(!log::redact(QStringLiteral("services/canary_alert canary_ping")).contains(u"canary"));
    }

    void aDatabaseIsBegunByTheWayOnlyOnSomebodysOwnMachine()
    {
        QProcessEnvironment environment = good();
        QVERIFY(loadConfig(environment).config.mayBeginDatabase);
        for (const char *env : {"stage", "prod"}) {
            environment = good();
            environment.insert(QStringLiteral("APP_ENV"), QString::fromLatin1(env));
            QVERIFY(!loadConfig(environment).config.mayBeginDatabase);
            environment.insert(QStringLiteral("FIRST_START"), QStringLiteral("true"));
            const LoadedConfig loaded = loadConfig(environment);
            QVERIFY(loaded.config.mayBeginDatabase);
            QVERIFY(!loaded.warnings.filter(QStringLiteral("FIRST_START")).isEmpty());
        }
    }

    void whatCannotWorkTogetherIsAMistake_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::addRow("ingest only on SQLite") << "INGEST_ONLY"
                                               << "true";
        QTest::addRow("plain http to Telegram") << "TELEGRAM_API_URL"
                                                << "http://api.example.org";
        QTest::addRow("bootstrap token of 31 characters") << "CONSOLE_BOOTSTRAP_TOKEN"
                                                          << "0123456789012345678901234567890";
        QTest::addRow("SQLite without a path") << "DATABASE_URL"
                                               << "sqlite:";
    }

    void whatCannotWorkTogetherIsAMistake()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        QProcessEnvironment environment = good();
        environment.insert(name, value);
        QCOMPARE(loadConfig(environment).mistakes.size(), 1);
    }

    // What `turnpike-server config --reference` prints is what stands there.
    void theReferenceInReadmeIsThatOfTheTable()
    {
        QFile readme(qEnvironmentVariable("TURNPIKE_RESOURCES") + QStringLiteral("/../README.md"));
        QVERIFY(readme.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(readme.readAll());
        for (const QString &row : reference().split(u'\n'))
            QVERIFY2(text.contains(row + u'\n'), qPrintable(QStringLiteral("README lacks: ") + row));
        QVERIFY(text.contains(QStringLiteral("\n\n") + reference() + u'\n'));
    }

    void everyVariableIsReadAndShownInTheOrderOfTheTable()
    {
        QStringList shown;
        for (const LoadedConfig::Entry &entry : loadConfig(good()).entries)
            shown.append(entry.name);
        QStringList known;
        for (const Variable &variable : kVariables)
            known.append(QString::fromUtf8(variable.name));
        QCOMPARE(known.takeLast(), QStringLiteral("FEATURE_…_ENABLED")); // read only where they are set
        QCOMPARE(shown, known);
    }

    void everyNumberKeepsToItsRange_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("min");
        QTest::addColumn<int>("max");
        for (const Variable &variable : kVariables) {
            if (variable.kind == Variable::Kind::Number)
                QTest::addRow("%s", variable.name)
                    << QString::fromLatin1(variable.name) << variable.min << variable.max;
        }
    }

    void everyNumberKeepsToItsRange()
    {
        QFETCH(QString, name);
        QFETCH(int, min);
        QFETCH(int, max);
        QVERIFY(min < max);
        const auto isRefused = [&](const QString &value) {
            QProcessEnvironment environment = good();
            environment.insert(name, value);
            const QString refusal = name + QStringLiteral(" is \"");
            const QStringList mistakes = loadConfig(environment).mistakes;
            return std::any_of(mistakes.begin(), mistakes.end(),
                               [&](const QString &mistake) { return mistake.startsWith(refusal); });
        };
        QVERIFY(!isRefused(QString::number(min)));
        QVERIFY(!isRefused(QString::number(max)));
        QVERIFY(isRefused(QString::number(min - 1)));
        QVERIFY(isRefused(QString::number(max + 1)));
        QVERIFY(isRefused(QStringLiteral("many")));
    }

    void everySwitchIsOnOrOff()
    {
        for (const Variable &variable : kVariables) {
            const auto *member = std::get_if<bool Config::*>(&variable.member);
            if (!member)
                continue;
            for (const char *value : {"true", "false"}) {
                QProcessEnvironment environment = good();
                environment.insert(QString::fromLatin1(variable.name), QString::fromLatin1(value));
                QCOMPARE(loadConfig(environment).config.**member,
                         QLatin1String(value) == QLatin1String("true"));
            }
            QProcessEnvironment environment = good();
            environment.insert(QString::fromLatin1(variable.name), QStringLiteral("perhaps"));
            QVERIFY2(!loadConfig(environment).mistakes.isEmpty(), variable.name);
        }
    }

    void everySecretIsHidden()
    {
        using Kind = Variable::Kind;
        for (const Variable &variable : kVariables) {
            const bool isUrl = variable.kind == Kind::SecretUrl;
            if (variable.kind != Kind::Secret && !isUrl)
                continue;
            const QString secret =
                QString::fromLatin1(variable.name).toLower() + QStringLiteral("-0123456789abcdef");
            QProcessEnvironment environment = good();
            environment.insert(QString::fromLatin1(variable.name),
                               isUrl ? QStringLiteral("https://host.example/") + secret : secret);
            const QString shown = describe(loadConfig(environment));
            QVERIFY2(!shown.contains(secret), qPrintable(shown));
            QVERIFY2(!log::redact(QStringLiteral("said ") + secret).contains(secret), variable.name);
        }
    }

private:
    static QProcessEnvironment good()
    {
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("BOT_TOKEN"), QStringLiteral("123456:abcdefghijkl"));
        environment.insert(QStringLiteral("WEBHOOK_SECRET"), QStringLiteral("a_good-secret"));
        return environment;
    }
};

const turnpike::test::RegisteredTest<TestConfig> kTestConfig;

} // namespace tst_config

#include "tst_config.moc"
