// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

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
using namespace Qt::StringLiterals;

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
        QCOMPARE(loaded.config.poolMaxSize, 38);
    }

    void everyMistakeIsReportedAtOnce()
    {
        QProcessEnvironment environment;
        environment.insert(u"APP_ENV"_s, u"production"_s);
        environment.insert(u"WEBHOOK_SECRET"_s, u"has spaces in it"_s);
        environment.insert(u"PORT"_s, u"eighty"_s);
        environment.insert(u"DB_POOL_MAX_SIZE"_s, u"13"_s);
        environment.insert(u"ADMIN_TELEGRAM_IDS"_s, u"1,two"_s);
        environment.insert(u"DATABASE_URL"_s, u"mysql://host/db"_s);
        environment.insert(u"XRAY_API_URL"_s, u"http://vpn.example.org"_s);
        const QString all = loadConfig(environment).mistakes.join(QLatin1Char('\n'));
        for (const char *name : {"APP_ENV", "BOT_TOKEN", "WEBHOOK_SECRET", "PORT", "DB_POOL_MAX_SIZE",
                                 "ADMIN_TELEGRAM_IDS", "DATABASE_URL", "XRAY_API_KEY", "XRAY_API_URL must"})
            QVERIFY2(all.contains(QLatin1String(name)), name);
    }

    void cryptoPaysAssetsAreLeftToItsAppUnlessChosen()
    {
        QProcessEnvironment environment = good();
        QVERIFY(loadConfig(environment).config.cryptobotAssets.isEmpty());
        environment.insert(u"CRYPTOBOT_ASSETS"_s, u"USDT, TON"_s);
        const LoadedConfig loaded = loadConfig(environment);
        QCOMPARE(loaded.mistakes, QStringList());
        QCOMPARE(loaded.config.cryptobotAssets, (QStringList{u"USDT"_s, u"TON"_s}));
        environment.insert(u"CRYPTOBOT_ASSETS"_s, u"USDT;TON"_s);
        QCOMPARE(loadConfig(environment).mistakes.size(), 1);
    }

    void customersMayBeToldWhomToWriteTo()
    {
        const QString name = u"SUPPORT_CONTACT"_s;
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

    void staffIsAGroup()
    {
        const QString name = u"SUPPORT_CHAT_ID"_s;
        QProcessEnvironment environment = good();
        QCOMPARE(loadConfig(environment).config.supportChat, ChatId());
        environment.insert(name, u"-1001234567890"_s);
        const LoadedConfig loaded = loadConfig(environment);
        QCOMPARE(loaded.mistakes, QStringList());
        QCOMPARE(loaded.config.supportChat, ChatId(-1'001'234'567'890));
        // Customers can be helped: nobody else need be named.
        QCOMPARE(loaded.warnings.filter(u"SUPPORT_CONTACT"_s), QStringList());
        for (const char *wrong : {"staff", "@staff", "42", "-100 200"}) {
            environment.insert(name, QString::fromLatin1(wrong));
            const QStringList mistakes = loadConfig(environment).mistakes;
            QCOMPARE(mistakes.size(), 1);
            QVERIFY2(mistakes.first().contains(name), wrong);
        }
    }

    void alertsGoToPeopleGroupsAndTopics()
    {
        QProcessEnvironment environment = good();
        environment.insert(u"ADMIN_TELEGRAM_IDS"_s, u"42, -1001234567890,-1001234567890:7"_s);
        const LoadedConfig loaded = loadConfig(environment);
        QCOMPARE(loaded.mistakes, QStringList());
        const ChatId group(-1'001'234'567'890);
        QCOMPARE(loaded.config.alertChats, (std::vector<AlertChat>{{ChatId(42), 0}, {group, 0}, {group, 7}}));
        for (const char *wrong : {"two", "0", "1:two", "1:2:3", "1:-2", "@group"}) {
            environment.insert(u"ADMIN_TELEGRAM_IDS"_s, QString::fromLatin1(wrong));
            QCOMPARE(loadConfig(environment).mistakes.size(), 1);
        }
    }

    void proxiesAreReadInBothSpellingsAndNeverShownWhole()
    {
        QProcessEnvironment environment = good();
        environment.insert(u"https_proxy"_s, u"http://ann:HIDDEN%2Fone@proxy.example:3128"_s);
        environment.insert(u"NO_PROXY"_s, u"panel.example, 10.0.0.0/8"_s);
        environment.insert(u"TELEGRAM_PROXY"_s, u"socks5://bob:HIDDEN-two@other.example:1080"_s);
        const LoadedConfig loaded = loadConfig(environment);
        QCOMPARE(loaded.mistakes, QStringList());
        http::OutRequest call;
        call.url = QUrl(u"https://api.example/"_s);
        QCOMPARE(loaded.config.proxies.proxyOf(loaded.config.proxies.wayOf(call)).hostName(),
                 u"proxy.example"_s);
        QCOMPARE(loaded.config.proxies.proxyOf(loaded.config.proxies.wayOf(call)).password(),
                 u"HIDDEN/one"_s);
        call.dependency = u"telegram"_s;
        QCOMPARE(loaded.config.proxies.proxyOf(loaded.config.proxies.wayOf(call)).hostName(),
                 u"other.example"_s);
        call = {};
        call.url = QUrl(u"https://panel.example/"_s);
        QCOMPARE(loaded.config.proxies.wayOf(call), size_t(0));
        const QString shown = describe(loaded);
        QVERIFY2(!shown.contains(u"HIDDEN"), qPrintable(shown));
        QVERIFY2(shown.contains(u"bob:***@other.example:1080"), qPrintable(shown));
        QVERIFY(!log::redact(u"said HIDDEN-two and HIDDEN/one"_s).contains(u"HIDDEN"));
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
        environment.remove(u"WEBHOOK_SECRET"_s);
        QCOMPARE(loadConfig(environment).mistakes.size(), 1);
    }

    void theNameOfTheEnvironmentGoesFirst()
    {
        QProcessEnvironment environment = good();
        environment.insert(u"APP_ENV"_s, u"stage"_s);
        environment.insert(u"WEBHOOK_URL"_s, u"https://a.example.org/telegram/webhook"_s);
        environment.insert(u"STAGE_WEBHOOK_URL"_s, u"https://b.example.org/telegram/webhook"_s);
        environment.insert(u"PROD_PORT"_s, u"1"_s);
        const LoadedConfig loaded = loadConfig(environment);
        QCOMPARE(loaded.mistakes, QStringList());
        QCOMPARE(loaded.config.webhookUrl.host(), u"b.example.org"_s);
        QCOMPARE(loaded.config.port, quint16(8080));
    }

    void webhookUrlComesFromThePlatformAndMustBeOurs()
    {
        QProcessEnvironment environment = good();
        environment.insert(u"RAILWAY_PUBLIC_DOMAIN"_s, u"shop.example.org"_s);
        QCOMPARE(loadConfig(environment).config.webhookUrl,
                 QUrl(u"https://shop.example.org/telegram/webhook"_s));
        environment.insert(u"WEBHOOK_URL"_s, u"https://shop.example.org/other"_s);
        QCOMPARE(loadConfig(environment).mistakes.size(), 1);
        environment.insert(u"WEBHOOK_URL"_s, u"http://shop.example.org/telegram/webhook"_s);
        QCOMPARE(loadConfig(environment).mistakes.size(), 1);
    }

    void sqliteWithoutAVolumeIsRefusedOnRailway()
    {
        QProcessEnvironment environment = good();
        environment.insert(u"RAILWAY_PROJECT_ID"_s, u"p"_s);
        QCOMPARE(loadConfig(environment).mistakes.size(), 1);
        environment.insert(u"RAILWAY_VOLUME_MOUNT_PATH"_s, u"/data"_s);
        environment.insert(u"DATA_DIR"_s, u"/data"_s);
        QCOMPARE(loadConfig(environment).mistakes, QStringList());
    }

    void flagsMayBeGivenFirstValues()
    {
        QProcessEnvironment environment = good();
        environment.insert(u"FEATURE_AUTO_RENEWAL_ENABLED"_s, u"true"_s);
        environment.insert(u"FEATURE_PAYMENTS_ENABLED"_s, u"maybe"_s);
        const LoadedConfig loaded = loadConfig(environment);
        QCOMPARE(loaded.config.featureDefaults.value(u"auto_renewal"_s), true);
        QCOMPARE(loaded.mistakes.size(), 1);
    }

    void starsAreSoldWhereSomebodySaysSo()
    {
        QProcessEnvironment environment = good();
        QVERIFY(!loadConfig(environment).config.sellsForStars);
        environment.insert(u"TELEGRAM_STARS"_s, u"true"_s);
        const LoadedConfig loaded = loadConfig(environment);
        QVERIFY(loaded.config.sellsForStars);
        QCOMPARE(loaded.mistakes, QStringList());
        environment.insert(u"TELEGRAM_STARS"_s, u"100"_s);
        QCOMPARE(loadConfig(environment).mistakes.size(), 1);
    }

    void receiptsOfCardsAreSaidWhole()
    {
        QProcessEnvironment environment = good();
        environment.insert(u"TG_PROVIDER_TOKEN"_s, u"1:LIVE:2"_s);
        QCOMPARE(loadConfig(environment).config.cardVatCode, 0);
        environment.insert(u"TG_PROVIDER_TAX_SYSTEM"_s, u"2"_s);
        QCOMPARE(loadConfig(environment).mistakes.size(), 1);
        environment.insert(u"TG_PROVIDER_VAT_CODE"_s, u"1"_s);
        const LoadedConfig loaded = loadConfig(environment);
        QCOMPARE(loaded.mistakes, QStringList());
        QCOMPARE(loaded.config.cardVatCode, 1);
        QCOMPARE(loaded.config.cardTaxSystem, 2);
        environment.insert(u"TG_PROVIDER_VAT_CODE"_s, u"13"_s);
        QCOMPARE(loadConfig(environment).mistakes.size(), 2); // and the tax system stands alone again
    }

    void secretsAreMaskedAndRedactedEverywhere()
    {
        QProcessEnvironment environment = good();
        const QStringList names{u"BOT_TOKEN"_s,
                                u"WEBHOOK_SECRET"_s,
                                u"XRAY_API_KEY"_s,
                                u"CRYPTOBOT_TOKEN"_s,
                                u"TG_PROVIDER_TOKEN"_s,
                                u"METRICS_TOKEN"_s,
                                u"CONSOLE_BOOTSTRAP_TOKEN"_s,
                                u"WEBHOOK_SECRET_PREVIOUS"_s};
        for (const QString &name : names)
            environment.insert(name, u"1:canary_"_s + name);
        environment.insert(u"XRAY_API_URL"_s, u"https://vpn.example.org"_s);
        environment.insert(u"DATABASE_URL"_s, u"postgresql://shop:canary_password@db.example.org/shop"_s);
        environment.insert(u"REDIS_URL"_s, u"redis://:canary_redis@redis.example.org"_s);
        const QString shown = describe(loadConfig(environment));
        QVERIFY2(!shown.contains(u"canary"), qPrintable(shown));
        QVERIFY(shown.contains(u"db.example.org"));
        for (const QString &name : names)
            QVERIFY(!log::redact(u"x 1:canary_%1 y"_s.arg(name)).contains(u"canary"));
        QVERIFY(!log::redact(u"canary_password canary_redis"_s).contains(u"canary"));
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
        environment.insert(u"DATABASE_URL"_s, u"postgresql://shop:%1@db.example.org/shop"_s.arg(password));
        environment.insert(u"REDIS_URL"_s, u"redis://:%1@redis.example.org"_s.arg(password));
        environment.insert(u"PORT"_s, u"none"_s); // the report is shown then, too
        const QString shown = describe(loadConfig(environment));
        QVERIFY2(!shown.contains(u"nary"), qPrintable(shown));
    }

    void aRedisUrlOfOtherClientsIsTaken()
    {
        QProcessEnvironment environment = good();
        const auto said = [&](const QString &url) {
            environment.insert(u"REDIS_URL"_s, url);
            const LoadedConfig loaded = loadConfig(environment);
            return loaded.mistakes + loaded.warnings.filter(u"REDIS_"_s);
        };
        QCOMPARE(said(u"redis://default:canary_redis@redis.internal:6379/1?family=0"_s), QStringList());
        const QStringList warned = said(u"redis://redis.internal?family=0&ssl=true&password=canary_query"_s);
        QCOMPARE(warned.size(), 1);
        QVERIFY2(warned.first().contains("ssl, password"_L1), qPrintable(warned.first()));
        const QString shown = describe(loadConfig(environment));
        QVERIFY2(!shown.contains(u"canary") && shown.contains(u"password=***"), qPrintable(shown));
        QVERIFY(!log::redact(u"canary_query"_s).contains(u"canary"));
        environment.insert(u"REDIS_CA_FILE"_s, u"/etc/redis.crt"_s);
        QCOMPARE(said(u"redis://redis.internal"_s).size(), 1);
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
        environment.insert(u"PORT"_s, u"none"_s); // the report is shown then, too
        const QString shown = describe(loadConfig(environment));
        QVERIFY2(!shown.contains(u"canary"), qPrintable(shown));
        QVERIFY2(shown.contains(name), qPrintable(shown));
    }

    void ourOwnSecretsThatAreShortAreWarnedOf_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("webhook") << u"WEBHOOK_SECRET"_s;
        QTest::newRow("the one before") << u"WEBHOOK_SECRET_PREVIOUS"_s;
        QTest::newRow("metrics") << u"METRICS_TOKEN"_s;
    }

    void ourOwnSecretsThatAreShortAreWarnedOf()
    {
        QFETCH(QString, name);
        const QString told = name + u" is shorter"_s;
        for (const char *env : {"prod", "stage", "local"}) {
            QProcessEnvironment environment = good();
            environment.insert(u"APP_ENV"_s, QString::fromLatin1(env));
            environment.insert(u"WEBHOOK_URL"_s, u"https://shop.example.org/telegram/webhook"_s);
            environment.insert(u"WEBHOOK_SECRET"_s, QString(32, u'w'));
            environment.insert(u"CRYPTOBOT_TOKEN"_s, u"foreign"_s); // as it is
            environment.insert(name, QString(31, u's'));
            LoadedConfig loaded = loadConfig(environment);
            QCOMPARE(loaded.mistakes, QStringList());
            QCOMPARE(loaded.warnings.filter(told).size(), env == QByteArray("local") ? 0 : 1);
            QCOMPARE(loaded.warnings.filter(u"is shorter"_s).size(), env == QByteArray("local") ? 0 : 1);
            environment.insert(name, QString(32, u's'));
            QVERIFY(loadConfig(environment).warnings.filter(u"is shorter"_s).isEmpty());
        }
    }

    void whatIsToBeUnsetAgainIsWarnedOfWhileItIsSet()
    {
        QProcessEnvironment environment = good();
        for (const char *name : {"WEBHOOK_SECRET_PREVIOUS", "CONSOLE_BOOTSTRAP_TOKEN"}) {
            const QString told = QString::fromLatin1(name) + u" is set"_s;
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
        QTEST(int(loaded.warnings.filter(name + u" leads"_s).size()), "warnings");
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
            row(qPrintable(u"::ffff:"_s + QLatin1String(host)), true);
        }
        for (const char *host :
             {"9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
              "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "100.63.255.255",
              "100.128.0.0", "8.8.8.8"}) {
            row(host, false);
            row(qPrintable(u"::ffff:"_s + QLatin1String(host)), false);
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
        QTest::newRow("PostgreSQL") << u"postgresql://u:p@db.internal/d"_s << 1024 - 192 - 20;
        QTest::newRow("SQLite: three files each") << u"sqlite:/data/shop.db"_s << 1024 - 192 - 60;
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
        environment.insert(u"CLIENT_ADDRESS_HEADER"_s, u"X-Real-IP"_s);
        QCOMPARE(loadConfig(environment).config.clientAddressHeader, u"X-Real-IP"_s);
        for (const char *wrong : {"X-Real-IP, X-Forwarded-For", "X-Real-IP:", "x real ip"}) {
            environment.insert(u"CLIENT_ADDRESS_HEADER"_s, QString::fromLatin1(wrong));
            QCOMPARE(loadConfig(environment).mistakes.size(), 1);
        }
    }

    void addressesThatAreSecretsThemselvesAreMasked()
    {
        QProcessEnvironment environment = good();
        environment.insert(u"ALERT_WEBHOOK_URL"_s,
                           u"https://hooks.example.org/services/canary_alert?key=canary_key"_s);
        environment.insert(u"HEARTBEAT_URL"_s, u"https://hc.example.org/canary_ping"_s);
        const QString shown = describe(loadConfig(environment));
        QVERIFY2(!shown.contains(u"canary"), qPrintable(shown));
        QVERIFY(shown.contains(u"hooks.example.org"));
        QVERIFY(!log::redact(u"services/canary_alert canary_ping"_s).contains(u"canary"));
    }

    void aDatabaseIsBegunByTheWayOnlyOnSomebodysOwnMachine()
    {
        QProcessEnvironment environment = good();
        QVERIFY(loadConfig(environment).config.mayBeginDatabase);
        for (const char *env : {"stage", "prod"}) {
            environment = good();
            environment.insert(u"APP_ENV"_s, QString::fromLatin1(env));
            QVERIFY(!loadConfig(environment).config.mayBeginDatabase);
            environment.insert(u"FIRST_START"_s, u"true"_s);
            const LoadedConfig loaded = loadConfig(environment);
            QVERIFY(loaded.config.mayBeginDatabase);
            QVERIFY(!loaded.warnings.filter(u"FIRST_START"_s).isEmpty());
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
        QFile readme(qEnvironmentVariable("TURNPIKE_RESOURCES") + u"/../README.md"_s);
        QVERIFY(readme.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(readme.readAll());
        for (const QString &row : reference().split(u'\n'))
            QVERIFY2(text.contains(row + u'\n'), qPrintable(u"README lacks: "_s + row));
        QVERIFY(text.contains(u"\n\n"_s + reference() + u'\n'));
    }

    void everyVariableIsReadAndShownInTheOrderOfTheTable()
    {
        QStringList shown;
        for (const LoadedConfig::Entry &entry : loadConfig(good()).entries)
            shown.append(entry.name);
        QStringList known;
        for (const Variable &variable : kVariables)
            known.append(QString::fromUtf8(variable.name));
        QCOMPARE(known.takeLast(), u"FEATURE_…_ENABLED"_s); // read only where they are set
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
            const QString refusal = name + u" is \""_s;
            const QStringList mistakes = loadConfig(environment).mistakes;
            return std::any_of(mistakes.begin(), mistakes.end(),
                               [&](const QString &mistake) { return mistake.startsWith(refusal); });
        };
        QVERIFY(!isRefused(QString::number(min)));
        QVERIFY(!isRefused(QString::number(max)));
        QVERIFY(isRefused(QString::number(min - 1)));
        QVERIFY(isRefused(QString::number(max + 1)));
        QVERIFY(isRefused(u"many"_s));
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
                QCOMPARE(loadConfig(environment).config.**member, QLatin1String(value) == "true"_L1);
            }
            QProcessEnvironment environment = good();
            environment.insert(QString::fromLatin1(variable.name), u"perhaps"_s);
            QVERIFY2(!loadConfig(environment).mistakes.isEmpty(), variable.name);
        }
    }

    void handlersWaitForTheDiskWhereThatIsWanted()
    {
        QProcessEnvironment environment = good();
        QCOMPARE(loadConfig(environment).config.handlerCommits, db::Durability::Asynchronous);
        environment.insert(u"HANDLER_COMMITS"_s, u"sync"_s);
        QCOMPARE(loadConfig(environment).config.handlerCommits, db::Durability::Synchronous);
        environment.insert(u"HANDLER_COMMITS"_s, u"perhaps"_s);
        QVERIFY(!loadConfig(environment).mistakes.isEmpty());
    }

    void everySecretIsHidden()
    {
        using Kind = Variable::Kind;
        for (const Variable &variable : kVariables) {
            const bool isUrl = variable.kind == Kind::SecretUrl;
            if (variable.kind != Kind::Secret && !isUrl)
                continue;
            const QString secret = QString::fromLatin1(variable.name).toLower() + u"-0123456789abcdef"_s;
            QProcessEnvironment environment = good();
            environment.insert(QString::fromLatin1(variable.name),
                               isUrl ? u"https://host.example/"_s + secret : secret);
            const QString shown = describe(loadConfig(environment));
            QVERIFY2(!shown.contains(secret), qPrintable(shown));
            QVERIFY2(!log::redact(u"said "_s + secret).contains(secret), variable.name);
        }
    }

private:
    static QProcessEnvironment good()
    {
        QProcessEnvironment environment;
        environment.insert(u"BOT_TOKEN"_s, u"123456:abcdefghijkl"_s);
        environment.insert(u"WEBHOOK_SECRET"_s, u"a_good-secret"_s);
        return environment;
    }
};

const turnpike::test::RegisteredTest<TestConfig> kTestConfig;

} // namespace tst_config

#include "tst_config.moc"
