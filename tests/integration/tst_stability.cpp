// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/leader.h"
#include "serverfixture.h"

#include "base/errors.h"
#include "base/thread.h"
#include "http/httpfrontend.h"
#include "support/fakeclock.h"
#include "support/frozenthread.h"
#include "support/rawclient.h"
#include "support/recordingalerts.h"
#include "support/recordingkicker.h"
#include "support/testmain.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <thread>

namespace tst_stability {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using Kind = db::DatabaseUrl::Kind;

namespace {

const QByteArray kAuthorized = "Authorization: Bearer fixture-metrics-token\r\n";

QString firstLine(const QByteArray &text)
{
    return QString::fromUtf8(text.left(text.indexOf('\n')));
}

// A leader in this process, against the fixture's sandbox, with a clock that the test moves.
class LeaderAtHome
{
public:
    // One look at the webhook; false when it took too long.
    bool check()
    {
        std::atomic<bool> done{false};
        std::thread operations([&] {
            try {
                leader.checkWebhook(Deadline::in(std::chrono::seconds(30)));
            } catch (const ConfigError &error) {
                refusal = error.message();
            }
            done = true;
        });
        const bool inTime = QTest::qWaitFor([&] { return done.load(); }, 40'000);
        operations.join();
        return inTime;
    }

    qsizetype timesSet()
    {
        const auto rows = database.query("SELECT value FROM settings WHERE key = 'webhook_set_at'");
        return rows.empty() ? 0 : QJsonDocument::fromJson(rows.at(0).text(0).toUtf8()).array().size();
    }

    ServerFixture fixture{Kind::Sqlite};
    TestDatabase database{Kind::Sqlite};
    const config::Config config = config::loadConfig(fixture.environment()).config;
    FakeClock clock;
    RecordingAlerts alerts;
    RecordingKicker kicker;
    app::Shop shop{config, clock, kicker, alerts};
    http::HttpClient client;
    app::Leader leader{config, clock, u"test"_s, database.database(),
                       client, shop,  alerts,    [] { return true; }};
    QString refusal; // what the program would end with
};

} // namespace

// What keeps the real server going, and what it leaves behind when something ends it.
class TestStability : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theReasonOfTheLastExitIsKept_data() { TestDatabase::addKinds(); }

    // A drain is clean; a kill leaves a row that the next start finds and marks, and tells of.
    void theReasonOfTheLastExitIsKept()
    {
        QFETCH(Kind, kind);
        ServerFixture fixture(kind);
        const auto ended = [&](const char *reason) {
            return fixture.database().number("SELECT count(*) FROM instances WHERE exit_reason = ?"
                                             " AND ended_at IS NOT NULL",
                                             reason);
        };
        fixture.startReady();
        fixture.server().terminate();
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.server().isRunning(), 30'000);
        QCOMPARE(fixture.server().exitCode(), std::optional(0));
        QCOMPARE(ended("clean"), 1);
        fixture.startReady();
        fixture.server().kill();
        QCOMPARE(ended("crash"), 0);
        fixture.startReady();
        QTRY_COMPARE_WITH_TIMEOUT(ended("crash"), 1, 30'000);
        QCOMPARE(ended("clean"), 1);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM instances WHERE ended_at IS NULL"), 1);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.log().contains("instance_crashed:"), 30'000);
        QVERIFY(fixture.server().isRunning());
    }

    // A worker's thread stands still in the middle of a call, whoever asks it to stop: nobody waits for it,
    // and what it would use is not destroyed under it. Without that the guard ends the process after 10 s.
    void whatOutlivesTheDrainIsLeftWithoutDestructors()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.startReady();
        fixture.sandbox().faults().add(
            {{u"service"_s, u"vpn"_s}, {u"method"_s, u"add-user"_s}, {u"action"_s, u"silent"_s}});
        fixture.say(u"/start"_s);
        fixture.press(u"English"_s);
        fixture.press(u"Trial"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.sandbox().ledger().entries(u"fault"_s).empty(), 30'000);
        FrozenThread thread(fixture.server().processId(), "activation_worker");
        if (!thread.isFrozen())
            QSKIP("a thread of another process cannot be stopped here");
        fixture.server().terminate();
        const auto hasEnded = [&] { return thread.hasEnded() && !fixture.server().isRunning(); };
        QVERIFY2(QTest::qWaitFor(hasEnded, 30'000), fixture.log().right(3000).constData());
        QCOMPARE(fixture.server().exitCode(), std::optional(0));
        QVERIFY(fixture.loggedAt({{u"message"_s, u"ended"_s}, {u"still_under_way"_s, true}}) > 0);
        QVERIFY2(!fixture.log().contains("the drain was not in time"), fixture.log().right(3000).constData());
        QCOMPARE(fixture.database().number("SELECT count(*) FROM instances WHERE exit_reason = 'clean'"
                                           " AND ended_at IS NOT NULL"),
                 1);
    }

    // The leader, a clock that the test moves, and a Telegram whose updates reach nobody.
    void silenceIsAskedAboutAndOnlyTroubleSetsTheWebhookAgain_data()
    {
        QTest::addColumn<bool>("updatesWait");
        QTest::addRow("quiet") << false;
        QTest::addRow("updates wait at Telegram") << true;
    }

    void silenceIsAskedAboutAndOnlyTroubleSetsTheWebhookAgain()
    {
        QFETCH(bool, updatesWait);
        LeaderAtHome home;
        QVERIFY(home.check()); // the start
        QCOMPARE(home.timesSet(), 1);
        const int connections = home.fixture.sandbox().sender().settings().maxConnections;
        if (updatesWait)
            home.fixture.say(u"/start"_s);
        home.clock.advance(11 * kMinuteMs);
        QVERIFY(home.check());
        QCOMPARE(home.timesSet(), updatesWait ? 2 : 1);
        QCOMPARE(home.alerts.keys(), updatesWait ? QStringList{u"telegram_webhook_silent"_s} : QStringList());
        QCOMPARE(home.fixture.sandbox().sender().pendingCount(), updatesWait ? 1 : 0); // nothing was dropped
        // Telegram does nothing for a webhook that is set already.
        QCOMPARE(home.fixture.sandbox().sender().settings().maxConnections != connections, updatesWait);
    }

    void aWebhookThatIsNotTakenYetIsTriedForAsLongAsItTakes_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("description");
        QTest::addRow("the name does not resolve yet")
            << 400 << u"Bad Request: bad webhook: Failed to resolve host: Name or service not known"_s;
        QTest::addRow("somebody else sets it") << 409 << u"Conflict: terminated by other setWebhook"_s;
        QTest::addRow("no token of Telegram's") << 401 << u"Unauthorized"_s;
        QTest::addRow("moved") << 400 << u"Logged out"_s;
    }

    // For longer than the five minutes for which the Bot API server remembers a name it could not resolve.
    void aWebhookThatIsNotTakenYetIsTriedForAsLongAsItTakes()
    {
        QFETCH(int, status);
        QFETCH(QString, description);
        LeaderAtHome home;
        const int fault = home.fixture.sandbox().faults().add({{u"service"_s, u"telegram"_s},
                                                               {u"method"_s, u"setWebhook"_s},
                                                               {u"status"_s, status},
                                                               {u"description"_s, description}});
        for (int second = 0; second < 7 * 60; second += 5) {
            QVERIFY(home.check());
            QVERIFY(home.leader.webhookTrouble().has_value());
            QVERIFY2(home.leader.webhookTrouble()->english().contains(description) || status == 401,
                     qPrintable(home.leader.webhookTrouble()->english()));
            QCOMPARE(home.timesSet(), 0);
            home.clock.advance(5 * kSecondMs);
        }
        QVERIFY(home.alerts.keys().contains(u"telegram_webhook"_s));
        home.fixture.sandbox().faults().remove(fault);
        home.clock.advance(kMinuteMs);
        QVERIFY(home.check());
        QCOMPARE(home.timesSet(), 1);
        QCOMPARE(home.leader.webhookTrouble(), std::nullopt);
        QVERIFY(!home.fixture.sandbox().sender().settings().url.isEmpty());
    }

    void whatWaitingCannotMendEndsTheProgram()
    {
        LeaderAtHome home;
        home.fixture.sandbox().faults().add({{u"service"_s, u"telegram"_s},
                                             {u"method"_s, u"setWebhook"_s},
                                             {u"status"_s, 400},
                                             {u"description"_s, u"Bad Request: secret token is too long"_s}});
        QVERIFY(home.check());
        QVERIFY2(home.refusal.contains(u"WEBHOOK_SECRET"), qPrintable(home.refusal));
    }

    void theServerStaysAndStoresWhileTelegramDoesNotTakeItsWebhook()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.set("METRICS_TOKEN", u"fixture-metrics-token"_s);
        const int fault = fixture.sandbox().faults().add(
            {{u"service"_s, u"telegram"_s},
             {u"method"_s, u"setWebhook"_s},
             {u"status"_s, 400},
             {u"description"_s,
              u"Bad Request: bad webhook: Failed to resolve host: Name or service not known"_s}});
        fixture.start();
        QTRY_VERIFY2_WITH_TIMEOUT(fixture.server().isReady(), fixture.log().constData(), 30'000);
        RawClient client(fixture.port());
        QTRY_VERIFY_WITH_TIMEOUT(
            client.exchange(get("/health", kAuthorized))->body.contains("Failed to resolve host"), 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.log().contains("telegram_webhook"), 30'000);
        QCOMPARE(client.exchange(get("/readyz"))->status, 200);
        fixture.sandbox().faults().remove(fault);
        QTRY_VERIFY2_WITH_TIMEOUT(!fixture.sandbox().sender().settings().url.isEmpty(),
                                  fixture.log().constData(), 60'000);
        fixture.say(u"/start"_s);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.database().number("SELECT count(*) FROM inbox"), 1, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(client.exchange(get("/health"))->body, "{\"status\":\"pass\"}", 30'000);
    }

    void telegramOutOfReachFromTheStartIsToldWithinAMinute()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.set("METRICS_TOKEN", u"fixture-metrics-token"_s);
        fixture.set("TELEGRAM_API_URL", u"https://nowhere.invalid"_s);
        fixture.start();
        QTRY_VERIFY2_WITH_TIMEOUT(fixture.server().isReady(), fixture.log().constData(), 30'000);
        RawClient client(fixture.port());
        QTRY_VERIFY_WITH_TIMEOUT(
            client.exchange(get("/health", kAuthorized))->body.contains("Telegram is out of reach"), 30'000);
        QTRY_VERIFY2_WITH_TIMEOUT(fixture.log().contains("telegram_out_of_reach"), fixture.log().constData(),
                                  60'000);
        QCOMPARE(client.exchange(get("/readyz"))->status, 200);
    }

    // The message is in the chat at once, its answer comes after most clients have given up.
    void anAnswerThatComesLateMakesNoSecondCopy()
    {
        constexpr int kLateMs = 12'000;
        ServerFixture fixture(Kind::Sqlite);
        fixture.startReady();
        fixture.sandbox().faults().add({{u"service"_s, u"telegram"_s},
                                        {u"method"_s, u"sendMessage"_s},
                                        {u"answer_after_ms"_s, kLateMs}});
        const auto copies = [&] {
            const auto &chat = fixture.sandbox().telegram().chat(fixture.customer());
            return std::count_if(chat.begin(), chat.end(),
                                 [](const auto &entry) { return entry.second.fromBot; });
        };
        fixture.say(u"/start"_s);
        QTRY_COMPARE_WITH_TIMEOUT(copies(), 1, 30'000);
        QElapsedTimer since;
        since.start();
        QTRY_COMPARE_WITH_TIMEOUT(
            fixture.database().number("SELECT count(*) FROM outbox WHERE status = 'sent'"), 1, 30'000);
        QVERIFY2(since.elapsed() > kLateMs / 2, qPrintable(QString::number(since.elapsed())));
        QCOMPARE(copies(), 1);
        QCOMPARE(fixture.database().number("SELECT sum(attempts) FROM outbox"), 1);
    }

    void healthSaysOnlyItsStatusToStrangersAndEverythingToTheToken()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.set("METRICS_TOKEN", u"fixture-metrics-token"_s);
        fixture.startReady();
        RawClient client(fixture.port());
        QTRY_COMPARE_WITH_TIMEOUT(client.exchange(get("/health"))->body, "{\"status\":\"pass\"}", 30'000);
        QCOMPARE(client.exchange(get("/health", "Authorization: Bearer wrong\r\n"))->body,
                 "{\"status\":\"pass\"}");
        const QJsonObject told =
            QJsonDocument::fromJson(client.exchange(get("/health", kAuthorized))->body).object();
        QVERIFY(told[u"ready"].toBool());
        QVERIFY(!told[u"version"].toString().isEmpty());
        for (const char *check :
             {"database", "backlog", "telegram", "vpn_api", "crypto_pay", "workers", "leader", "process"})
            QVERIFY2(told[u"checks"].toObject().contains(QString::fromLatin1(check)), check);
    }

    // A dependency that is away opens its breaker; that fails the health, and the heartbeat stays away.
    void aDependencyThatIsAwayShowsInHealthWhileUpdatesAreStillTaken()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.set("METRICS_TOKEN", u"fixture-metrics-token"_s);
        fixture.startReady();
        fixture.sandbox().faults().add(
            {{u"service"_s, u"vpn"_s}, {u"method"_s, u"*"_s}, {u"action"_s, u"reset"_s}});
        // A dozen keys that the VPN API must forget: each call fails.
        for (int key = 0; key < 12; ++key)
            fixture.database().exec(
                "INSERT INTO vpn_removals (uuid, since, next_attempt_at) VALUES (?, 0, 0)",
                u"00000000-0000-4000-8000-%1"_s.arg(key, 12, 10, QChar(u'0')));
        RawClient client(fixture.port());
        const auto status = [&] {
            const QByteArray body = client.exchange(get("/health", kAuthorized))->body;
            return QJsonDocument::fromJson(body)[u"checks"][u"vpn_api"][u"status"].toString();
        };
        QTRY_COMPARE_WITH_TIMEOUT(status(), u"fail"_s, 60'000);
        const auto health = client.exchange(get("/health"));
        QCOMPARE(health->status, 200);
        QCOMPARE(health->body, "{\"status\":\"fail\"}");
        QCOMPARE(client.exchange(get("/readyz"))->status, 200);
    }

    void invoicesThatCannotBeMadeShowInHealthThoughTheRestIsAnswered_data()
    {
        QTest::addColumn<QJsonObject>("fault");
        QTest::addColumn<QString>("note"); // a part of it
        QTest::newRow("the token") << QJsonObject{{"status", 401}, {"description", "UNAUTHORIZED"}}
                                   << u"CRYPTOBOT_TOKEN is refused (401)"_s;
        QTest::newRow("the method") << QJsonObject{{"status", 403}, {"description", "METHOD_DISABLED"}}
                                    << u"invoices are refused, nobody can pay with crypto: "
                                       "createInvoice: HTTP 403 METHOD_DISABLED"_s;
        QTest::newRow("a page of what stands before it")
            << QJsonObject{{"status", 401}, {"html", true}}
            << u"invoices cannot be made, nobody can pay with crypto: crypto_pay: "
               "createInvoice: HTTP 401"_s;
    }

    // Crypto Pay lists invoices all the while, so its breaker stays closed.
    void invoicesThatCannotBeMadeShowInHealthThoughTheRestIsAnswered()
    {
        QFETCH(QJsonObject, fault);
        QFETCH(QString, note);
        ServerFixture fixture(Kind::Sqlite);
        fixture.set("METRICS_TOKEN", u"fixture-metrics-token"_s);
        fixture.startReady();
        fault.insert("service", "cryptopay");
        fault.insert("method", "createInvoice");
        const int id = fixture.sandbox().faults().add(fault);
        const auto told = [&] {
            const auto health = RawClient(fixture.port()).exchange(get("/health", kAuthorized));
            return health ? QJsonDocument::fromJson(health->body)[u"checks"][u"crypto_pay"].toObject()
                          : QJsonObject();
        };
        const auto buy = [&](const QString &period) {
            fixture.press(u"Buy"_s);
            fixture.press(u"Basic"_s);
            fixture.press(period);
            fixture.press(u"Crypto"_s);
        };
        fixture.say(u"/start"_s);
        fixture.press(u"English"_s);
        buy(u"30 days"_s);
        QTRY_COMPARE_WITH_TIMEOUT(told().value("status").toString(), u"fail"_s, 60'000);
        QVERIFY2(told().value("note").toString().startsWith(note),
                 qPrintable(told().value("note").toString()));
        QCOMPARE(RawClient(fixture.port()).exchange(get("/readyz"))->status, 200);
        fixture.sandbox().faults().remove(id);
        fixture.say(u"/start"_s);
        buy(u"90 days"_s);
        QTRY_COMPARE_WITH_TIMEOUT(told().value("status").toString(), u"pass"_s, 60'000);
    }

    void reconcileOnTheCommandLineBringsBackWhatTheVpnApiLost_data() { TestDatabase::addKinds(); }

    // The host was installed anew: one command, beside the server that runs.
    void reconcileOnTheCommandLineBringsBackWhatTheVpnApiLost()
    {
        QFETCH(Kind, kind);
        ServerFixture fixture(kind);
        fixture.startReady();
        QVERIFY(fixture.takeTrial());
        sandbox::VpnApi &vpn = fixture.sandbox().vpn();
        QCOMPARE(vpn.keys().size(), size_t(1));
        const QString uuid = vpn.keys().begin()->first;
        vpn.forgetAll();
        const auto [looked, seen] = run(fixture, {"vpn", "reconcile", "--dry-run"});
        QVERIFY2(looked == 0 && seen.contains("1 keys of customers are not: they would be"),
                 seen.constData());
        QVERIFY(vpn.keys().empty());
        const auto [done, said] = run(fixture, {"vpn", "reconcile"});
        QVERIFY2(done == 0 && said.contains("1 keys of customers are not: the server"), said.constData());
        QTRY_VERIFY_WITH_TIMEOUT(vpn.keys().count(uuid) == 1, 30'000);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM audit_log WHERE action = 'vpn.reconcile'"),
                 1);
    }

    void reconcileAllOnTheCommandLineSetsOldEndsRight_data() { TestDatabase::addKinds(); }

    // The host was restored from an old copy: it knows all keys, with ends that are over.
    void reconcileAllOnTheCommandLineSetsOldEndsRight()
    {
        QFETCH(Kind, kind);
        ServerFixture fixture(kind);
        fixture.startReady();
        QVERIFY(fixture.takeTrial());
        sandbox::VpnApi &vpn = fixture.sandbox().vpn();
        const QString uuid = vpn.keys().begin()->first;
        const qint64 end = vpn.keys().at(uuid).expiryMs;
        vpn.put(uuid, 1);
        const auto [looked, seen] = run(fixture, {"vpn", "reconcile", "--all", "--dry-run"});
        QVERIFY2(looked == 0 && seen.contains("1 keys of customers would be set again"), seen.constData());
        QCOMPARE(vpn.keys().at(uuid).expiryMs, 1);
        const auto [done, said] = run(fixture, {"vpn", "reconcile", "--all"});
        QVERIFY2(done == 0 && said.contains("1 keys of customers are due"), said.constData());
        QTRY_COMPARE_WITH_TIMEOUT(vpn.keys().at(uuid).expiryMs, end, 30'000);
        const auto [refused, why] = run(fixture, {"vpn", "reconcile", "--everything"});
        QVERIFY2(refused == 2 && why.contains("Usage"), why.constData());
    }

    void aFlagSetOnTheCommandLineIsInForceWithinASecond_data() { TestDatabase::addKinds(); }

    // The server runs; beside it the command changes the row, with its audit.
    void aFlagSetOnTheCommandLineIsInForceWithinASecond()
    {
        QFETCH(Kind, kind);
        ServerFixture fixture(kind);
        fixture.startReady();
        fixture.say(u"/start"_s);
        fixture.press(u"English"_s);
        const auto [listed, flags] = run(fixture, {"flag", "list"});
        QCOMPARE(listed, 0);
        QVERIFY2(flags.contains("maintenance_mode     off"), flags.constData());
        const auto [refused, why] = run(fixture, {"flag", "set", "no_such_flag", "on", "a test"});
        QCOMPARE(refused, 1);
        QVERIFY2(why.contains("no_such_flag"), why.constData());
        fixture.set("USER", u"somebody-else"_s); // says nothing of who it is
        const auto [set, said] = run(fixture, {"flag", "set", "maintenance_mode", "on", "moving house"});
        QCOMPARE(set, 0);
        QCOMPARE(firstLine(said), u"maintenance_mode is on."_s);
        QElapsedTimer since;
        since.start();
        // Each second the server looks, and says what it found changed; the next message meets it.
        QTRY_VERIFY_WITH_TIMEOUT(fixture.log().contains("\"flag\":\"maintenance_mode\""), 30'000);
        const qint64 took = since.elapsed();
        fixture.say(u"/start"_s);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.sees(u"We are doing maintenance"_s), 30'000);
        QVERIFY2(took < 10'000,
                 qPrintable(QString::number(took))); // a second; the rest is for a busy machine
        QCOMPARE(
            fixture.database().number("SELECT count(*) FROM audit_log WHERE subject LIKE '%maintenance_mode'"
                                      " AND reason = 'moving house' AND actor LIKE 'cli:_%'"
                                      " AND actor <> 'cli:somebody-else'"),
            1);
    }

private:
    // A command beside the server, whose sandbox is served meanwhile.
    static std::pair<int, QByteArray> run(ServerFixture &fixture, const QStringList &arguments)
    {
        QProcess process;
        process.setProcessEnvironment(fixture.environment());
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(ServerFixture::program(), arguments);
        if (!QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 30'000))
            process.kill();
        return {process.exitCode(), process.readAll()};
    }
};

const turnpike::test::RegisteredTest<TestStability> kTestStability;

} // namespace tst_stability

#include "tst_stability.moc"
