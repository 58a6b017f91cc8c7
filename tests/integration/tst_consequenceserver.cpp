// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/httpfrontend.h"
#include "serverfixture.h"
#include "support/consoleclient.h"
#include "support/rawclient.h"
#include "support/testmain.h"

#include "base/errors.h"
#include "protocol/calls.h"
#include "protocol/gauges.h"
#include "protocol/waiting.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QJsonArray>

#include <algorithm>
#include <optional>

namespace tst_consequenceserver {

using namespace turnpike;
using namespace turnpike::test;
using namespace turnpike::protocol;
using namespace Qt::StringLiterals;
using Kind = db::DatabaseUrl::Kind;

namespace {

const QByteArray kAuthorized = "Authorization: Bearer fixture-metrics-token\r\n";
constexpr int kCustomers = 5;
// From the last customer's press to red. Under a sanitizer everything takes a multiple of its time.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr qint64 kRedMs = 20'000;
#else
constexpr qint64 kRedMs = 5'000;
#endif

QJsonObject faultOf(const char *json)
{
    return QJsonDocument::fromJson(json).object();
}

// A server with customers who can all do the same, and what it says of itself.
struct Shop
{
    explicit Shop(Kind kind)
        : fixture(kind)
    {
        fixture.set("METRICS_TOKEN", u"fixture-metrics-token"_s);
        fixture.openDoor();
        for (int i = 0; i < kCustomers; ++i)
            customers.append(
                fixture.sandbox().telegram().putUser(0, u"Eve%1"_s.arg(i), u"eve%1"_s.arg(i), u"en"_s).id);
    }

    void allSay(const QString &text)
    {
        for (const qint64 customer : customers)
            fixture.sandbox().customers().sendText(customer, text);
    }
    // Each as soon as the button is there.
    void allPress(const QString &button)
    {
        for (const qint64 customer : customers) {
            const auto tryPress = [&] {
                try {
                    fixture.sandbox().customers().press(customer, {button, {}, {}, {}, 0});
                    return true;
                } catch (const Error &) {
                    return false; // not shown yet
                }
            };
            QVERIFY2(QTest::qWaitFor(tryPress, 30'000), qPrintable(button));
        }
    }

    QJsonObject health() const
    {
        const auto answer = RawClient(fixture.port()).exchange(get("/health", kAuthorized));
        return answer ? QJsonDocument::fromJson(answer->body).object() : QJsonObject();
    }
    // Of this cause; nothing: it is not felt.
    std::optional<Consequence> felt(const char *cause) const
    {
        const QJsonArray all = health().value(u"consequences").toArray();
        for (const auto &each : all) {
            const auto consequence = fromJson<Consequence>(each.toObject());
            if (consequence.cause == QLatin1String(cause))
                return consequence;
        }
        return std::nullopt;
    }
    bool fails(const char *cause) const
    {
        const std::optional<Consequence> consequence = felt(cause);
        return consequence && consequence->status == CheckStatus::Fail;
    }
    QByteArray lastLog() const { return fixture.log().right(3000); }

    ServerFixture fixture;
    QList<qint64> customers;
};

// How long until it fails, in ms; -1 when it does not within a minute.
qint64 untilRed(const Shop &shop, const char *cause)
{
    QElapsedTimer timer;
    timer.start();
    if (!QTest::qWaitFor([&] { return shop.fails(cause); }, 60'000))
        return -1;
    return timer.elapsed();
}

bool isInTime(qint64 ms)
{
    qInfo("red after %lld ms", ms);
    return ms >= 0 && ms < kRedMs;
}

// Holds a table as a careless shell does, until the end of this object.
class TableLock
{
public:
    TableLock(TestDatabase &database, const QByteArray &table)
        : m_lease(database.pool().acquire(db::Demand::Worker, "somebody", Deadline::in(kPlenty)))
    {
        m_lease.connection().begin(true, Deadline::in(kPlenty), kPlenty);
        m_lease.connection().runScript("SET LOCAL idle_in_transaction_session_timeout = 0; LOCK TABLE " +
                                       table + " IN ACCESS EXCLUSIVE MODE");
    }
    void release() { m_lease.release(); }

private:
    static constexpr std::chrono::minutes kPlenty{5};

    db::Lease m_lease;
};

} // namespace

// What the real server says that customers feel, while the outside fails it.
class TestConsequenceServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aStormOf429IsRedWithWhoWaitsAndUntilWhen()
    {
        Shop shop(Kind::Sqlite);
        shop.fixture.startReady();
        ConsoleClient::Options admin;
        admin.token = kBootstrap;
        ConsoleClient console(shop.fixture.port(), admin);
        QVERIFY(console.hello());
        const int fault = shop.fixture.sandbox().faults().add(
            faultOf(R"({"service":"telegram","method":"sendMessage","status":429,"retry_after":8})"));
        shop.allSay(u"/start"_s);
        QVERIFY2(isInTime(untilRed(shop, "telegram")), shop.lastLog().constData());
        const Consequence storm = shop.felt("telegram").value_or(Consequence());
        QCOMPARE(storm.kind.word(), u"no_answers"_s);
        QVERIFY(storm.count >= 3 && storm.count <= kCustomers);
        QVERIFY2(storm.text.contains(u"429"_s), qPrintable(storm.text));
        QVERIFY(storm.until && *storm.until > storm.since && *storm.until < storm.since + 60'000);
        QCOMPARE(shop.health().value(u"status").toString(), u"fail"_s);
        // The same in the console, where the checks alone see nothing.
        const auto headline = [&] {
            const std::vector<Event> told = console.events(event::kGauges);
            return told.empty() ? Headline() : fromJson<Gauges>(told.back().data).headline;
        };
        QTRY_VERIFY_WITH_TIMEOUT(headline().status == CheckStatus::Fail, 20'000);
        QVERIFY(headline().sentence.id() == SentenceId::NoAnswersFor);
        QCOMPARE(headline().since, std::optional(storm.since));
        QTRY_VERIFY_WITH_TIMEOUT(shop.fixture.log().contains("health:telegram"), 20'000);
        shop.fixture.sandbox().faults().remove(fault);
        QTRY_VERIFY_WITH_TIMEOUT(!shop.felt("telegram"), 120'000);
        QTRY_VERIFY_WITH_TIMEOUT(shop.fixture.log().contains("ALERT over"), 20'000);
    }

    // Neither who takes a trial, nor whose key works though a renewal was given up on.
    void verdictTilePageAndAlertCountTheSameWaits()
    {
        QStringList alerts;
        http::HttpFrontend switchboard;
        switchboard.route("POST", "/alerts", [&](const http::Request &request, const http::Reply &reply) {
            const QJsonObject alert = QJsonDocument::fromJson(request.body).object();
            if (alert.value(u"key").toString() == u"paid_without_key")
                alerts.append(alert.value(u"text").toString());
            reply.send({});
        });
        Shop shop(Kind::Sqlite);
        shop.fixture.set("ALERT_WEBHOOK_URL",
                         u"http://127.0.0.1:%1/alerts"_s.arg(switchboard.listen(QHostAddress::LocalHost, 0)));
        shop.fixture.startReady();
        ConsoleClient::Options admin;
        admin.token = kBootstrap;
        ConsoleClient console(shop.fixture.port(), admin);
        QVERIFY(console.hello());
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        // Given up on, and left alone by whatever compares rows with the VPN API.
        const auto add = [&](db::Transaction &tx, qint64 user, const char *source, const QString &key,
                             qint64 owedSince) {
            tx.exec("INSERT INTO users (telegram_id, referral_code, created_at, last_seen_at) "
                    "VALUES (?, ?, 0, 0)",
                    user, QString::number(user));
            tx.exec(
                "INSERT INTO subscriptions (telegram_id, tariff, period_days, status, source, uuid, vpn_key, "
                "starts_at, expires_at, activation_status, key_owed_since, updated_at) "
                "VALUES (?, 'basic', 30, 'active', ?, ?, ?, 0, ?, 'failed', ?, ?)",
                user, source, u"uuid-%1"_s.arg(user), db::nullIfEmpty(key), now + kDayMs, owedSince,
                now + kDayMs);
        };
        shop.fixture.database().database().write(
            db::Demand::Worker, "test", Deadline::in(std::chrono::seconds(30)), [&](db::Transaction &tx) {
                for (qint64 user = 1; user <= 3; ++user)
                    add(tx, user, user == 1 ? "auto_renew" : "payment", {}, now - (10 + user) * kMinuteMs);
                add(tx, 4, "trial", {}, now - kHourMs);
                add(tx, 5, "payment", u"vless://key"_s, now + kHourMs);
            });

        QTRY_COMPARE_WITH_TIMEOUT(shop.felt("vpn_api").value_or(Consequence()).count, 3, 30'000);
        const auto gauges = [&] {
            const std::vector<Event> told = console.events(event::kGauges);
            return told.empty() ? Gauges() : fromJson<Gauges>(told.back().data);
        };
        QTRY_COMPARE_WITH_TIMEOUT(gauges().shop.waitingForKey.value_or(0), 3, 30'000);
        QCOMPARE(gauges().shop.paidWithoutKey, 3);
        QVERIFY(gauges().shop.oldestWaitMs >= 13 * kMinuteMs);
        const auto list =
            fromJson<WaitingList>(console.call(u"w-1"_s, call::kWaiting, toJson(WaitingQuery())).ok);
        QCOMPARE(list.waiting, 3);
        QCOMPARE(list.items.size(), 3);
        QCOMPARE(list.since, std::optional(now - 13 * kMinuteMs));
        QTRY_VERIFY_WITH_TIMEOUT(!alerts.isEmpty(), 30'000);
        QVERIFY2(alerts.last().startsWith(u"3 customers"), qPrintable(alerts.last()));
    }

    // Begun and ended at the webhook too, in the sentence of /health.
    void withTheVpnApiDownItSaysWhoHasNoKey()
    {
        QList<QJsonObject> alerts;
        http::HttpFrontend switchboard;
        switchboard.route("POST", "/alerts", [&](const http::Request &request, const http::Reply &reply) {
            alerts.append(QJsonDocument::fromJson(request.body).object());
            reply.send({});
        });
        Shop shop(Kind::Sqlite);
        shop.fixture.set("ALERT_WEBHOOK_URL",
                         u"http://127.0.0.1:%1/alerts"_s.arg(switchboard.listen(QHostAddress::LocalHost, 0)));
        shop.fixture.startReady();
        // Who takes a trial here has paid: only of these is it said that they wait.
        shop.fixture.database().script("CREATE TRIGGER paid AFTER INSERT ON subscriptions BEGIN "
                                       "UPDATE subscriptions SET source = 'payment', tariff = 'basic' "
                                       "WHERE telegram_id = new.telegram_id; END");
        shop.allSay(u"/start"_s);
        shop.allPress(u"English"_s);
        const int fault = shop.fixture.sandbox().faults().add(
            faultOf(R"({"service":"vpn","method":"*","action":"reset"})"));
        shop.allPress(u"Trial"_s);
        QVERIFY2(isInTime(untilRed(shop, "vpn_api")), shop.lastLog().constData());
        const Consequence keys = shop.felt("vpn_api").value_or(Consequence());
        QCOMPARE(keys.kind.word(), u"no_keys"_s);
        QVERIFY(keys.count > 0 && keys.count <= kCustomers);
        const auto isTold = [&](const char *state, const char *words) {
            return std::any_of(alerts.begin(), alerts.end(), [&](const QJsonObject &alert) {
                return alert.value(u"key").toString() == u"health:vpn_api" &&
                       alert.value(u"state").toString() == QLatin1String(state) &&
                       alert.value(u"text").toString().contains(QLatin1String(words));
            });
        };
        QTRY_VERIFY_WITH_TIMEOUT(isTold("begun", "customers have no key"), 20'000);
        // It is the same outage when its breaker lets a call through.
        QTRY_VERIFY_WITH_TIMEOUT(shop.felt("vpn_api").value_or(Consequence()).count == kCustomers, 30'000);
        QCOMPARE(shop.felt("vpn_api").value_or(Consequence()).since, keys.since);
        QVERIFY(!isTold("ended", "Over after "));
        shop.fixture.sandbox().faults().remove(fault);
        QTRY_VERIFY_WITH_TIMEOUT(!shop.felt("vpn_api"), 180'000);
        QTRY_VERIFY_WITH_TIMEOUT(isTold("ended", "Over after "), 20'000);
    }

    // However many there are, and until the last is decided.
    void paymentsInReviewAreOneAlertWithTheirNumber()
    {
        QList<QJsonObject> alerts;
        http::HttpFrontend switchboard;
        switchboard.route("POST", "/alerts", [&](const http::Request &request, const http::Reply &reply) {
            alerts.append(QJsonDocument::fromJson(request.body).object());
            reply.send({});
        });
        Shop shop(Kind::Sqlite);
        shop.fixture.set("ALERT_WEBHOOK_URL",
                         u"http://127.0.0.1:%1/alerts"_s.arg(switchboard.listen(QHostAddress::LocalHost, 0)));
        shop.fixture.startReady();
        shop.fixture.database().exec(
            "INSERT INTO payments (telegram_id, provider, external_id, amount, currency, status, paid_at,"
            " created_at) VALUES (0, 'stars', 'a', 1, 'XTR', 'review', 1, 1),"
            " (0, 'stars', 'b', 1, 'XTR', 'review', 1, 1), (0, 'stars', 'c', 1, 'XTR', 'review', 1, 1)");
        const auto told = [&](const char *state) {
            QStringList texts;
            for (const QJsonObject &alert : alerts) {
                if (alert.value(u"key").toString().startsWith(u"payment") &&
                    alert.value(u"state").toString() == QLatin1String(state))
                    texts.append(alert.value(u"text").toString());
            }
            return texts;
        };
        QTRY_COMPARE_WITH_TIMEOUT(told("begun").size(), 1, 30'000);
        QVERIFY2(told("begun").first().startsWith(u"3 payments"), qPrintable(told("begun").first()));
        shop.fixture.database().exec("UPDATE payments SET status = 'refunded'");
        QTRY_COMPARE_WITH_TIMEOUT(told("ended").size(), 1, 90'000);
        QCOMPARE(told("begun").size(), 1);
    }

    void withCryptoPayDownItSaysWhoCannotPay()
    {
        Shop shop(Kind::Sqlite);
        shop.fixture.startReady();
        shop.allSay(u"/start"_s);
        for (const char *button : {"English", "Buy", "Basic", "30 days"})
            shop.allPress(QString::fromLatin1(button));
        shop.fixture.sandbox().faults().add(faultOf(R"({"service":"cryptopay","action":"reset"})"));
        shop.allPress(u"Crypto"_s);
        QVERIFY2(isInTime(untilRed(shop, "crypto_pay")), shop.lastLog().constData());
        const Consequence payments = shop.felt("crypto_pay").value_or(Consequence());
        QCOMPARE(payments.kind.word(), u"cannot_pay"_s);
        QVERIFY(payments.count <= kCustomers);
    }

    void aLockedTableIsRedWithWhoWaits()
    {
        Shop shop(Kind::Postgres);
        shop.fixture.startReady();
        shop.allSay(u"/start"_s);
        shop.allPress(u"English"_s);
        TableLock lock(shop.fixture.database(), "users");
        shop.allSay(u"hello"_s);
        QVERIFY2(isInTime(untilRed(shop, "backlog")), shop.lastLog().constData());
        const Consequence waiting = shop.felt("backlog").value_or(Consequence());
        QCOMPARE(waiting.kind.word(), u"no_answers"_s);
        QVERIFY2(waiting.count >= 3 && waiting.count <= kCustomers, qPrintable(waiting.text));
        QVERIFY2(waiting.text.contains(u"wait for the database"_s), qPrintable(waiting.text));
        lock.release();
        QTRY_VERIFY_WITH_TIMEOUT(!shop.felt("backlog"), 120'000);
    }

    void withTheDatabaseAwayItSaysThatNothingIsStored()
    {
        Shop shop(Kind::Postgres);
        const TestDatabase &outside = shop.fixture.database();
        const QByteArray name = outside.url().database().toUtf8() + "_away";
        outside.outsider("CREATE DATABASE " + name);
        shop.fixture.set("DATABASE_URL", outside.url().withDatabase(QString::fromUtf8(name)).display());
        shop.fixture.startReady();
        outside.outsider("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
        outside.outsider("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '" +
                         name + "'");
        QVERIFY2(isInTime(untilRed(shop, "database")), shop.lastLog().constData());
        const Consequence away = shop.felt("database").value_or(Consequence());
        QCOMPARE(away.kind.word(), u"not_stored"_s);
        QCOMPARE(shop.health().value(u"headline").toString(),
                 shop.felt("database").value_or(Consequence()).sentence.brief().english());
        QTRY_VERIFY_WITH_TIMEOUT(shop.fixture.log().contains("health:database"), 20'000);
        outside.outsider("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
        QTRY_VERIFY_WITH_TIMEOUT(!shop.felt("database"), 120'000);
        shop.fixture.server().kill();
        outside.outsider("DROP DATABASE " + name + " WITH (FORCE)");
    }
};

const turnpike::test::RegisteredTest<TestConsequenceServer> kTestConsequenceServer;

} // namespace tst_consequenceserver

#include "tst_consequenceserver.moc"
