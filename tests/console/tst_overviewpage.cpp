#include "pages/overviewpage.h"
#include "pages/poolpage.h"
#include "pages/verdictpanel.h"
#include "pagestage.h"
#include "protocol/numbervalues.h"
#include "support/testmain.h"
#include "widgets/tile.h"

#include <QApplication>
#include <QMenu>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

namespace tst_overviewpage {

using namespace turnpike;
using namespace turnpike::consoletest;

namespace {

// A shop that works.
Snapshot healthy()
{
    Snapshot snapshot;
    Gauges &gauges = snapshot.gauges;
    gauges.at = QDateTime::currentMSecsSinceEpoch();
    gauges.verdict.text = QStringLiteral("Healthy");
    gauges.isReady = true;
    gauges.isLeader = true;
    gauges.webhook.lastAuthenticatedAt = gauges.at - 3'000;
    gauges.webhook.lastRequestAt = gauges.at - 3'000;
    gauges.webhook.pendingAtTelegram = 0;
    gauges.pool.isUp = true;
    gauges.pool.used = 4;
    gauges.pool.maxSize = 20;
    gauges.breakers = {{QStringLiteral("vpn_api"), BreakerPhase::Closed, std::nullopt, 0}};
    gauges.checks = {{QStringLiteral("vpn_api"), CheckStatus::Pass, {}, std::nullopt}};
    gauges.process.memoryBytes = 200 * 1024 * 1024;
    gauges.process.memoryLimitBytes = 512 * 1024 * 1024;
    WorkerState worker;
    worker.worker = QStringLiteral("reminders");
    worker.state = WorkerStatus::Idle;
    snapshot.workers = {worker};
    return snapshot;
}

// The overview on a server that a test plays.
struct Overview
{
    Overview()
        : page(stage.desk)
    {
        QObject::connect(&page, &Page::told, &page, [this](Tone, const QString &text) { told.append(text); });
    }
    const TileContent &tile(const char *key) const { return page.tile(QLatin1String(key))->content(); }

    PageStage stage;
    OverviewPage page;
    QStringList told;
};

} // namespace

// What the overview says of the shop.
class TestOverviewPage : public QObject
{
    Q_OBJECT

public:
    static void initMain()
    {
        QLocale::setDefault(QLocale(QLocale::English));
        QStandardPaths::setTestModeEnabled(true);
    }

private Q_SLOTS:
    void nothingIsSaidBeforeAnythingIsKnown()
    {
        Overview overview;
        QCOMPARE(overview.page.verdict().text(), QStringLiteral("Nothing known yet"));
        QCOMPARE(overview.tile("inbox").value, QStringLiteral("–"));
        QCOMPARE(overview.tile("inbox").detail, QStringLiteral("no data yet"));
        QCOMPARE(overview.tile("paidWithoutKey").tone, Tone::Muted);
    }

    void aHealthyShopLooksHealthy()
    {
        Overview overview;
        overview.stage.greet(healthy());
        QCOMPARE(overview.page.verdict().text(), QStringLiteral("Healthy"));
        QCOMPARE(overview.tile("pool").value, QStringLiteral("4 of 20 used"));
        QCOMPARE(overview.tile("leader").value, QStringLiteral("this instance"));
        QCOMPARE(overview.tile("memory").value, QStringLiteral("200 MiB"));
        QCOMPARE(overview.tile("memory").detail, QStringLiteral("39 % of 512 MiB"));
        QCOMPARE(overview.tile("vpnApi").value, QStringLiteral("works"));
        QCOMPARE(overview.tile("redis").value, QStringLiteral("not used"));
        QCOMPARE(overview.tile("workers").value, QStringLiteral("1 of 1 work"));
        QVERIFY(overview.tile("liveness").value.contains(QStringLiteral("ago")));
        for (const char *key : {"paidWithoutKey", "review", "inbox", "deadLetters", "outbox", "webhook",
                                "workers", "database", "pool", "readiness", "leader", "memory"})
            QVERIFY2(overview.tile(key).tone == Tone::Good, key);
    }

    // The check's words are for people, in whatever language: nothing follows from them.
    void whatIsNotConfiguredIsNotUsed()
    {
        Overview overview;
        overview.stage.greet(healthy());
        Gauges gauges = healthy().gauges;
        gauges.checks.append({QStringLiteral("crypto_pay"), CheckStatus::Pass, QStringLiteral("nobody asked"),
                              std::nullopt, false});
        gauges.checks.append({QStringLiteral("redis"), CheckStatus::Pass, QStringLiteral("not configured"),
                              std::nullopt, true});
        overview.stage.tell(event::kGauges, gauges);
        QTRY_COMPARE(overview.tile("redis").value, QStringLiteral("works"));
        QCOMPARE(overview.tile("cryptoPay").value, QStringLiteral("not used"));
    }

    void whatIsWrongIsSaidWhereItIsWrong()
    {
        Overview overview;
        overview.stage.greet(healthy());
        Gauges gauges = healthy().gauges;
        gauges.verdict = {CheckStatus::Fail, QStringLiteral("Failing: vpn_api: breaker open; also backlog"),
                          gauges.at - 60'000};
        gauges.breakers[0] = {QStringLiteral("vpn_api"), BreakerPhase::Open, gauges.at - 60'000, 3};
        gauges.checks = {{QStringLiteral("vpn_api"), CheckStatus::Fail, QStringLiteral("breaker open"), {}},
                         {QStringLiteral("backlog"),
                          CheckStatus::Warn,
                          QStringLiteral("2 customers have paid and have no key"),
                          {}}};
        gauges.shop.paidWithoutKey = 2;
        gauges.shop.oldestWaitMs = 720'000;
        gauges.shop.activationsFailed = 1;
        gauges.shop.paymentsInReview = 1;
        gauges.inbox.pending = 40;
        gauges.inbox.oldestMs = 45'000;
        gauges.inbox.dead = 5;
        gauges.outbox.held = true;
        gauges.outbox.pending = 17;
        gauges.pool.waiting = 2;
        gauges.webhook.trouble = QStringLiteral("Telegram gets 502 from us");
        gauges.isReady = false;
        gauges.process.memoryBytes = 450LL * 1024 * 1024;
        overview.stage.tell(event::kGauges, gauges);
        // Put together from the checks, with names for people.
        QTRY_COMPARE(overview.page.verdict().text(),
                     QStringLiteral("Failing: VPN API: breaker open; also Backlog"));
        QVERIFY2(overview.page.verdict().detail().contains(QStringLiteral("2 customers have paid")),
                 qPrintable(overview.page.verdict().detail()));
        QVERIFY(!overview.page.verdict().detail().contains(QStringLiteral("Also VPN API"))); // said above
        QCOMPARE(overview.tile("vpnApi").tone, Tone::Bad);
        QVERIFY(overview.tile("vpnApi").detail.contains(QStringLiteral("breaker open since")));
        QCOMPARE(overview.tile("paidWithoutKey").tone, Tone::Bad);
        QVERIFY(overview.tile("paidWithoutKey").detail.contains(QStringLiteral("12 min")));
        QCOMPARE(overview.tile("review").tone, Tone::Warning);
        QCOMPARE(overview.tile("inbox").value, QStringLiteral("40 waiting"));
        QCOMPARE(overview.tile("inbox").tone, Tone::Warning);
        QCOMPARE(overview.tile("deadLetters").value, QStringLiteral("5"));
        QCOMPARE(overview.tile("outbox").value, QStringLiteral("held, 17 queued"));
        QCOMPARE(overview.tile("pool").tone, Tone::Warning);
        QCOMPARE(overview.tile("liveness").detail, gauges.webhook.trouble);
        QCOMPARE(overview.tile("readiness").tone, Tone::Bad);
        QCOMPARE(overview.tile("memory").tone, Tone::Bad);
    }

    // From the first second on, and worse the longer it takes.
    void whoPaidIsCountedBeforeItIsAnAlert()
    {
        Overview overview;
        Snapshot snapshot = healthy();
        snapshot.gauges.shop.waitingForKey = 45;
        snapshot.gauges.shop.oldestWaitMs = 9'000;
        overview.stage.greet(snapshot);
        QCOMPARE(overview.tile("paidWithoutKey").value, QStringLiteral("45"));
        QCOMPARE(overview.tile("paidWithoutKey").tone, Tone::Info);
        snapshot.gauges.shop.oldestWaitMs = 61'000;
        overview.stage.tell(event::kGauges, snapshot.gauges);
        QTRY_COMPARE(overview.tile("paidWithoutKey").tone, Tone::Warning);
        snapshot.gauges.shop.oldestWaitMs = 660'000;
        snapshot.gauges.shop.paidWithoutKey = 40;
        overview.stage.tell(event::kGauges, snapshot.gauges);
        QTRY_COMPARE(overview.tile("paidWithoutKey").tone, Tone::Bad);
        QCOMPARE(overview.tile("paidWithoutKey").value, QStringLiteral("45"));
        QVERIFY(overview.tile("paidWithoutKey").detail.contains(QStringLiteral("11 min")));
    }

    void aTileChangesItsToneWhereTheServerDoes()
    {
        Overview overview;
        Snapshot snapshot = healthy();
        snapshot.gauges.webhook.lastAuthenticatedAt =
            snapshot.gauges.at - qint64(numbers::kUpdatesQuiet.warn);
        snapshot.gauges.outbox.oldestMs = qint64(numbers::kOutboxOldest.warn);
        snapshot.gauges.process.loopLagMs = numbers::kLoopLag.warn;
        snapshot.gauges.process.descriptorLimit = 100;
        snapshot.gauges.process.descriptors = qint64(numbers::kDescriptorsUsed.warn);
        overview.stage.greet(snapshot);
        QCOMPARE(overview.tile("liveness").tone, Tone::Muted);
        QVERIFY(overview.tile("liveness").detail.contains(QStringLiteral("silence")));
        for (const char *key : {"outbox", "loopLag", "descriptors"})
            QVERIFY2(overview.tile(key).tone == Tone::Warning, key);
    }

    void aNumberIsReadByItsIdAndOfAnOlderServerByItsMember()
    {
        Overview overview;
        Snapshot snapshot = healthy();
        snapshot.gauges.inbox.dead = 2;
        overview.stage.greet(snapshot);
        QCOMPARE(overview.tile("deadLetters").value, QStringLiteral("2"));
        QCOMPARE(overview.tile("deadLetters").detail, QStringLiteral("updates that could not be handled"));
        NumberValues values;
        values.set(numbers::kDeadLetters, 3);
        snapshot.gauges.numbers = values.json();
        overview.stage.tell(event::kGauges, snapshot.gauges);
        QTRY_COMPARE(overview.tile("deadLetters").value, QStringLiteral("3"));
        QCOMPARE(overview.tile("deadLetters").tone, Tone::Warning);
        QCOMPARE(overview.tile("review").tone, Tone::Good);
    }

    void aTileFollowsFromWhatTheServerSaysItCallsOutside()
    {
        Overview overview;
        Snapshot snapshot = healthy();
        snapshot.gauges.dependencies = {{QStringLiteral("vpn_api"), true, true},
                                        {QStringLiteral("weather_bureau"), true, true},
                                        {QStringLiteral("redis"), false, true},
                                        {QStringLiteral("heartbeat"), true, false}};
        snapshot.gauges.breakers.append(
            {QStringLiteral("weather_bureau"), BreakerPhase::Open, std::nullopt, 1});
        overview.stage.greet(snapshot);
        QTRY_VERIFY(overview.page.tile(QStringLiteral("weatherBureau")));
        QCOMPARE(overview.tile("weatherBureau").value, QStringLiteral("fails"));
        QCOMPARE(overview.page.findChild<Tile *>(QStringLiteral("weatherBureau"))->text(),
                 QStringLiteral("Weather bureau"));
        QCOMPARE(overview.tile("vpnApi").value, QStringLiteral("works"));
        QCOMPARE(overview.tile("redis").value, QStringLiteral("not used"));
        QVERIFY(!overview.page.tile(QStringLiteral("cryptoPay")));
        QVERIFY(!overview.page.tile(QStringLiteral("heartbeat")));
        // Its breaker can be closed like the others'.
        QStringList resets;
        const auto actions = overview.page.findChild<QMenu *>(QStringLiteral("breakers"))->actions();
        for (const QAction *action : actions) {
            if (action->isEnabled())
                resets.append(action->text());
        }
        QCOMPARE(resets, QStringList(QStringLiteral("Weather bureau…")));
        // Another server, of a version before.
        snapshot.gauges.dependencies.clear();
        overview.stage.tell(event::kGauges, snapshot.gauges);
        QTRY_VERIFY(overview.page.tile(QStringLiteral("cryptoPay")));
        QVERIFY(!overview.page.tile(QStringLiteral("weatherBureau")));
        QCOMPARE(overview.tile("redis").value, QStringLiteral("not used"));
    }

    void everyNumberWithWordsForATileHasOne()
    {
        Overview overview;
        overview.stage.greet(healthy());
        for (const Number *number : numbers::kAll) {
            if (number->tile.key)
                QVERIFY2(overview.page.tile(QLatin1String(number->tile.key)), number->tile.key);
        }
    }

    void aLostConnectionLeavesTheLastKnownAndSaysSo()
    {
        Overview overview;
        overview.stage.greet(healthy());
        overview.stage.scripted.server->close(CloseNoAnswer, {});
        QTRY_COMPARE(overview.page.verdict().text(), QStringLiteral("Last known: Healthy"));
        QVERIFY(overview.page.verdict().detail().contains(QStringLiteral("Nothing has been heard since")));
        QCOMPARE(overview.tile("pool").value, QStringLiteral("4 of 20 used"));
    }

    void aTileLeadsToThePageThatExplainsIt_data()
    {
        QTest::addColumn<QString>("tile");
        QTest::addColumn<QString>("page");
        QTest::newRow("inbox") << "inbox"
                               << "updates";
        QTest::newRow("dead letters") << "deadLetters"
                                      << "updates";
        QTest::newRow("outbox") << "outbox"
                                << "messages";
        QTest::newRow("pool") << "pool"
                              << "pool";
        QTest::newRow("database") << "database"
                                  << "database";
        QTest::newRow("workers") << "workers"
                                 << "workers";
        QTest::newRow("paid without a key") << "paidWithoutKey"
                                            << "waiting";
        QTest::newRow("payments in review") << "review"
                                            << "customers review";
        QTest::newRow("messages refused") << "refused"
                                          << "messages failed";
    }
    void aTileLeadsToThePageThatExplainsIt()
    {
        QFETCH(QString, tile);
        QFETCH(QString, page);
        Overview overview;
        QSignalSpy jumps(&overview.page, &Page::jumpRequested);
        auto *widget = overview.page.findChild<Tile *>(tile);
        QVERIFY(widget);
        QTest::keyClick(widget, Qt::Key_Return);
        QCOMPARE(jumps.size(), 1);
        QCOMPARE(QStringList({jumps.first().at(0).toString(), jumps.first().at(1).toString()})
                     .join(u' ')
                     .trimmed(),
                 page);
    }

    void theOutboxIsHeldWithAReasonAndItsOutcomeIsTold()
    {
        Overview overview;
        overview.stage.greet(healthy());
        auto *hold = overview.page.findChild<QPushButton *>(QStringLiteral("hold"));
        QVERIFY(hold && hold->isEnabled());
        hold->click();
        PageStage::confirm(&overview.page, QStringLiteral("wrong texts"));
        QTRY_VERIFY(overview.stage.lastCall(call::kHoldOutbox));
        const auto call = *overview.stage.lastCall(call::kHoldOutbox);
        QCOMPARE(fromJson<Reason>(call.args).reason, QStringLiteral("wrong texts"));
        overview.stage.answer(call::kHoldOutbox, Accepted{true, QStringLiteral("leader")});
        QTRY_VERIFY(!overview.stage.told.isEmpty());
        overview.stage.tell(event::kOrder, OrderResult{call.id, call.call, {}, {}, QStringLiteral("done")});
        QTRY_COMPARE(overview.told, QStringList(QStringLiteral("The outbox is held.")));
        Gauges gauges = healthy().gauges;
        gauges.outbox.held = true;
        overview.stage.tell(event::kGauges, gauges);
        QTRY_COMPARE(hold->text(), QStringLiteral("Release the outbox…"));
    }

    void aViewerCanOnlyLook()
    {
        Overview overview;
        overview.stage.greet(healthy(), Role::Viewer);
        for (const QPushButton *button : overview.page.findChildren<QPushButton *>(QStringLiteral("hold")))
            QVERIFY(!button->isEnabled());
    }

    void theStatementOfALeaseIsCancelled()
    {
        PageStage stage;
        PoolPage page(stage.desk);
        Snapshot snapshot = healthy();
        snapshot.pool.leases = {{41, Demand::Worker, QStringLiteral("reminders"), 7, 9'000, {}, 0},
                                {42, Demand::Handler, QStringLiteral("chat 5"), 8, 70'000,
                                 QStringLiteral("SELECT pg_sleep(99)"), 69'000}};
        stage.greet(snapshot);
        auto *table = page.findChild<Table *>(QStringLiteral("pool.leases"));
        auto *cancel = page.findChild<QPushButton *>(QStringLiteral("cancel"));
        QVERIFY(table && cancel);
        table->selectKey(QStringLiteral("41")); // nothing runs on it
        QVERIFY(!cancel->isEnabled());
        table->selectKey(QStringLiteral("42"));
        QVERIFY(cancel->isEnabled());
        cancel->click();
        PageStage::confirm(&page, QStringLiteral("blocks the shop"));
        QTRY_VERIFY(stage.lastCall(call::kCancelLease));
        const auto order = fromJson<LeaseOrder>(stage.lastCall(call::kCancelLease)->args);
        QCOMPARE(order.leaseId, qint64(42));
        QCOMPARE(order.instanceId, QStringLiteral("instance-1"));
    }
};

const turnpike::test::RegisteredTest<TestOverviewPage, QApplication> kTestOverviewPage;

} // namespace tst_overviewpage

#include "tst_overviewpage.moc"
