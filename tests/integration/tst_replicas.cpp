// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "replicasfixture.h"
#include "support/testmain.h"

#include <csignal>

namespace tst_replicas {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

// Several servers on one PostgreSQL: one leads, the others take updates in and follow.
class TestReplicas : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aStandbyIsReadyIngestsAndOpensFewConnections()
    {
        ReplicasFixture fixture;
        startBoth(fixture);
        // From here on only the standby is reached.
        fixture.edge().setTargets({fixture.otherPort()});
        fixture.edge().cutAll();
        for (int round = 0; round < 5; ++round)
            fixture.allSay(u"/start"_s);
        fixture.waitUntilAllIsHandled();
        // The leader may have handled the last of them before the standby has counted it.
        QTRY_VERIFY(ReplicasFixture::metric(fixture.otherPort(), "turnpike_ingest_stored_total") >= 60);
        QCOMPARE(ReplicasFixture::metric(fixture.otherPort(), "turnpike_leader"), 0.0);
        QCOMPARE(ReplicasFixture::metric(fixture.port(), "turnpike_leader"), 1.0);
        // A connection that is used now is idle a moment later.
        const QByteArray metrics = ReplicasFixture::metrics(fixture.otherPort());
        const double open = ReplicasFixture::metricIn(metrics, "turnpike_db_connections{state=\"used\"}") +
                            ReplicasFixture::metricIn(metrics, "turnpike_db_connections{state=\"idle\"}");
        // None for handlers, workers and the sender.
        QVERIFY2(open >= 2 && open <= 7, qPrintable(QString::number(open)));
        QCOMPARE(fixture.outOfOrder(), 0);
    }

    void aKilledLeaderIsFollowedAtOnce()
    {
        ReplicasFixture fixture;
        startBoth(fixture);
        fixture.edge().setTargets({fixture.port(), fixture.otherPort()});
        fixture.allSay(u"/start"_s);
        QElapsedTimer timer;
        timer.start();
        fixture.server().kill();
        QTRY_VERIFY2_WITH_TIMEOUT(leads(fixture.otherLog()), fixture.otherLog().constData(), 30'000);
        qInfo("a killed leader was followed after %lld ms", timer.elapsed());
        QVERIFY2(timer.elapsed() < 6'000, qPrintable(QString::number(timer.elapsed())));
        fixture.allSay(u"/help"_s);
        fixture.waitUntilAllIsHandled();
        QCOMPARE(fixture.outOfOrder(), 0);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM inbox"), 24);
    }

    void aLeaderAskedToEndIsFollowedAtOnce()
    {
        ReplicasFixture fixture;
        startBoth(fixture);
        QElapsedTimer timer;
        timer.start();
        fixture.server().terminate();
        QTRY_VERIFY2_WITH_TIMEOUT(leads(fixture.otherLog()), fixture.otherLog().constData(), 30'000);
        qInfo("a released lead was taken up after %lld ms", timer.elapsed());
        QVERIFY2(timer.elapsed() < 6'000, qPrintable(QString::number(timer.elapsed())));
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.server().isRunning(), 20'000);
        QCOMPARE(fixture.server().exitCode(), std::optional(0));
    }

    // A deploy with a name of its own, which the name servers learn of a moment too late: Telegram has taken
    // the old webhook away by then, and keeps for five minutes of its own that there is no such name.
    void aPromotedStandbyWaitsForTheNameOfItsWebhook()
    {
        ReplicasFixture fixture;
        fixture.startReady();
        QTRY_VERIFY_WITH_TIMEOUT(leads(fixture.log()), 30'000);
        sandbox::WebhookSender &telegram = fixture.sandbox().sender();
        const QString host = u"shop.internal"_s;
        sandbox::HostNames::Script name;
        name.answer.failure = u"Name or service not known"_s;
        telegram.means().names.script(host, name);
        fixture.set("APP_ENV", u"stage"_s); // a local one leaves a webhook elsewhere alone
        fixture.set("WEBHOOK_URL", u"http://%1:%2/telegram/webhook"_s.arg(host).arg(fixture.edge().port()));
        fixture.startOther();
        fixture.edge().setTargets({fixture.otherPort()});
        fixture.server().kill();
        QTRY_VERIFY2_WITH_TIMEOUT(leads(fixture.otherLog()), fixture.otherLog().constData(), 30'000);
        const QByteArray why = "Failed to resolve host: Name or service not known";
        QTRY_VERIFY2_WITH_TIMEOUT(healthOf(fixture.otherPort()).contains(why),
                                  healthOf(fixture.otherPort()).constData(), 30'000);
        QVERIFY(!telegram.isOpen());
        QTRY_VERIFY2_WITH_TIMEOUT(fixture.otherLog().contains("telegram_webhook"),
                                  fixture.otherLog().constData(), 30'000);
        name.answer = {QHostAddress(QHostAddress::LocalHost), {}};
        telegram.means().names.script(host, name);
        fixture.allSay(u"/start"_s);
        QTRY_VERIFY2_WITH_TIMEOUT(telegram.isOpen(), fixture.otherLog().constData(), 90'000);
        QVERIFY2(webhooksRefused(fixture) >= 3, qPrintable(QString::number(webhooksRefused(fixture))));
        fixture.waitUntilAllIsHandled();
        QCOMPARE(fixture.database().number("SELECT count(*) FROM inbox"), 12);
        QTRY_VERIFY2_WITH_TIMEOUT(!healthOf(fixture.otherPort()).contains(why),
                                  healthOf(fixture.otherPort()).constData(), 30'000);
        QVERIFY(fixture.other().isRunning());
    }

    // Its kernel still answers for it, and its sessions stay open: only their silence tells.
    void aFrozenLeaderIsFollowedAndDoesNothingTwiceWhenItWakes()
    {
        ReplicasFixture fixture;
        startBoth(fixture);
        fixture.allSay(u"/start"_s);
        fixture.allSay(u"/trial"_s);
        QTRY_VERIFY_WITH_TIMEOUT(
            fixture.database().number("SELECT count(*) FROM inbox WHERE status = 'done'") > 0, 30'000);
        fixture.server().freeze();
        fixture.edge().setTargets({fixture.otherPort()});
        fixture.edge().cutAll();
        QElapsedTimer timer;
        timer.start();
        fixture.allSay(u"/profile"_s);
        QTRY_VERIFY2_WITH_TIMEOUT(leads(fixture.otherLog()), fixture.otherLog().constData(), 40'000);
        qInfo("a frozen leader was followed after %lld ms", timer.elapsed());
        QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed())));
        fixture.allSay(u"/balance"_s);
        QTRY_VERIFY_WITH_TIMEOUT(
            fixture.database().number(
                "SELECT count(*) FROM subscriptions WHERE activation_status = 'active'") == 12,
            90'000);
        fixture.server().sendSignal(SIGCONT);
        QTRY_VERIFY2_WITH_TIMEOUT(fixture.log().contains("leadership lost"),
                                  fixture.log().right(3000).constData(), 30'000);
        fixture.allSay(u"/help"_s);
        fixture.waitUntilAllIsHandled();
        QCOMPARE(fixture.outOfOrder(), 0);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM inbox"), 60);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM inbox WHERE attempts > 2"), 0);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM subscriptions WHERE period_number = 1"), 12);
        QCOMPARE(keysIssued(fixture), 12);
        // What was on the wire in the moment of the freeze may be said again, and nothing else.
        QVERIFY2(fixture.repeatedMessages() <= 12, qPrintable(QString::number(fixture.repeatedMessages())));
        QCOMPARE(ReplicasFixture::metric(fixture.port(), "turnpike_leader"), 0.0);
    }

    void moreConnectionsThanPostgresGivesAreWarnedAbout()
    {
        ReplicasFixture fixture;
        fixture.set("DB_POOL_MAX_SIZE", u"450"_s);
        fixture.startReady();
        QTRY_VERIFY_WITH_TIMEOUT(fixture.log().contains("may run out of connections"), 30'000);
        RawClient client(fixture.port());
        const auto health = client.exchange(get("/health", "Authorization: Bearer let me look\r\n"));
        QVERIFY(health);
        QVERIFY2(health->body.contains("DB_POOL_MAX_SIZE"), health->body.constData());
    }

    // More wanted at once than the pool has: the dispatcher lowers its demand, so nobody waits in vain.
    void twentySixWantedOfFifteenShowNoTimeout()
    {
        ReplicasFixture fixture;
        fixture.set("MAX_CONCURRENT_UPDATES", u"26"_s);
        fixture.set("DB_POOL_MAX_SIZE", u"15"_s);
        fixture.startReady();
        for (int round = 0; round < 10; ++round)
            fixture.allSay(u"/help"_s);
        fixture.waitUntilAllIsHandled();
        QVERIFY2(fixture.log().contains("fewer updates are handled at once"), fixture.log().constData());
        QCOMPARE(ReplicasFixture::metric(fixture.port(), "turnpike_db_lease_timeouts_total"), 0.0);
        QCOMPARE(ReplicasFixture::metric(fixture.port(), "turnpike_db_connections_max"), 15.0);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM inbox WHERE attempts > 1"), 0);
    }

private:
    static bool leads(const QByteArray &log) { return log.contains("leadership gained"); }

    static QByteArray healthOf(quint16 port)
    {
        RawClient client(port);
        const auto answer = client.exchange(get("/health", "Authorization: Bearer let me look\r\n"));
        return answer ? answer->body : QByteArray();
    }

    // How often Telegram did not take a webhook.
    static int webhooksRefused(ReplicasFixture &fixture)
    {
        int refused = 0;
        for (const QJsonObject &call : fixture.sandbox().ledger().entries(u"call"_s)) {
            if (call.value(u"method").toString() == u"setWebhook" && !call.value(u"ok").toBool())
                ++refused;
        }
        return refused;
    }

    // The first leads when this returns, and the second stands by.
    static void startBoth(ReplicasFixture &fixture)
    {
        fixture.startReady();
        QTRY_VERIFY_WITH_TIMEOUT(leads(fixture.log()), 30'000);
        fixture.startOther();
        QVERIFY(!leads(fixture.otherLog()));
    }

    static int keysIssued(ReplicasFixture &fixture)
    {
        QSet<QString> keys;
        for (const QJsonObject &call : fixture.sandbox().ledger().entries(u"vpn"_s)) {
            const QString uuid = call.value(u"uuid").toString();
            if (!uuid.isEmpty())
                keys.insert(uuid);
        }
        return static_cast<int>(keys.size());
    }
};

const turnpike::test::RegisteredTest<TestReplicas> kTestReplicas;

} // namespace tst_replicas

#include "tst_replicas.moc"
