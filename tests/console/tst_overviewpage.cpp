// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/overviewpage.h"
#include "pages/poolpage.h"
#include "pages/verdictpanel.h"
#include "pagestage.h"
#include "protocol/numbervalues.h"
#include "support/testmain.h"
#include "widgets/chartwidget.h"
#include "widgets/tile.h"

#include <QApplication>
#include <QMenu>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

namespace tst_overviewpage {

using namespace turnpike;
using namespace turnpike::consoletest;
using namespace Qt::StringLiterals;

namespace {

// A shop that works.
Snapshot healthy()
{
    Snapshot snapshot;
    Gauges &gauges = snapshot.gauges;
    gauges.at = QDateTime::currentMSecsSinceEpoch();
    gauges.verdict.text = u"Healthy"_s;
    gauges.isReady = true;
    gauges.isLeader = true;
    gauges.webhook.lastAuthenticatedAt = gauges.at - 3'000;
    gauges.webhook.lastRequestAt = gauges.at - 3'000;
    gauges.webhook.pendingAtTelegram = 0;
    gauges.pool.isUp = true;
    gauges.pool.used = 4;
    gauges.pool.maxSize = 20;
    gauges.breakers = {{u"vpn_api"_s, BreakerPhase::Closed, std::nullopt, 0}};
    gauges.checks = {{u"vpn_api"_s, CheckStatus::Pass, {}, std::nullopt}};
    gauges.process.memoryBytes = 200 * 1024 * 1024;
    gauges.process.memoryLimitBytes = 512 * 1024 * 1024;
    gauges.breakers[0].succeededAt = gauges.at - 2'000;
    for (const Word<FigureSource> &each : kWordsOf<FigureSource>)
        gauges.sources.append({each.value, gauges.at - 1'000, false});
    WorkerState worker;
    worker.worker = u"reminders"_s;
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
        QCOMPARE(overview.page.verdict().text(), u"Nothing known yet"_s);
        QCOMPARE(overview.tile("inbox").value, u"–"_s);
        QCOMPARE(overview.tile("inbox").detail, u"nothing is known of it yet"_s);
        QCOMPARE(overview.tile("paidWithoutKey").tone, Tone::Muted);
    }

    void aHealthyShopLooksHealthy()
    {
        Overview overview;
        overview.stage.greet(healthy());
        QCOMPARE(overview.page.verdict().text(), u"Healthy"_s);
        QCOMPARE(overview.tile("pool").value, u"4 of 20 used"_s);
        QCOMPARE(overview.tile("leader").value, u"this instance"_s);
        QCOMPARE(overview.tile("memory").value, u"200 MiB"_s);
        QCOMPARE(overview.tile("memory").detail, u"39 % of 512 MiB"_s);
        QCOMPARE(overview.tile("vpnApi").value, u"works"_s);
        QCOMPARE(overview.tile("redis").value, u"not used"_s);
        QCOMPARE(overview.tile("workers").value, u"1 of 1 work"_s);
        QVERIFY(overview.tile("liveness").value.contains(u"ago"_s));
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
        gauges.checks.append({u"crypto_pay"_s, CheckStatus::Pass, u"nobody asked"_s, std::nullopt, false});
        gauges.checks.append({u"redis"_s, CheckStatus::Pass, u"not configured"_s, std::nullopt, true});
        overview.stage.tell(event::kGauges, gauges);
        QTRY_COMPARE(overview.tile("redis").value, u"works"_s);
        QCOMPARE(overview.tile("cryptoPay").value, u"not used"_s);
    }

    void whatIsWrongIsSaidWhereItIsWrong()
    {
        Overview overview;
        overview.stage.greet(healthy());
        Gauges gauges = healthy().gauges;
        gauges.verdict = {CheckStatus::Fail, u"Failing: vpn_api: breaker open; also backlog"_s,
                          gauges.at - 60'000};
        gauges.breakers[0] = {u"vpn_api"_s, BreakerPhase::Open, gauges.at - 60'000, 3};
        gauges.checks = {{u"vpn_api"_s, CheckStatus::Fail, u"breaker open"_s, {}},
                         {u"backlog"_s, CheckStatus::Warn, u"2 customers have paid and have no key"_s, {}}};
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
        gauges.webhook.trouble = u"Telegram gets 502 from us"_s;
        gauges.isReady = false;
        gauges.process.memoryBytes = 450LL * 1024 * 1024;
        overview.stage.tell(event::kGauges, gauges);
        // Put together from the checks, with names for people.
        QTRY_COMPARE(overview.page.verdict().text(), u"Failing: VPN API: breaker open; also Backlog"_s);
        QVERIFY2(overview.page.verdict().detail().contains(u"2 customers have paid"_s),
                 qPrintable(overview.page.verdict().detail()));
        QVERIFY(!overview.page.verdict().detail().contains(u"Also VPN API"_s)); // said above
        QCOMPARE(overview.tile("vpnApi").tone, Tone::Bad);
        QVERIFY(overview.tile("vpnApi").detail.contains(u"breaker open since"_s));
        QCOMPARE(overview.tile("paidWithoutKey").tone, Tone::Bad);
        QVERIFY(overview.tile("paidWithoutKey").detail.contains(u"12 min"_s));
        QCOMPARE(overview.tile("review").tone, Tone::Warning);
        QCOMPARE(overview.tile("inbox").value, u"40 waiting"_s);
        QCOMPARE(overview.tile("inbox").tone, Tone::Warning);
        QCOMPARE(overview.tile("deadLetters").value, u"5"_s);
        QCOMPARE(overview.tile("outbox").value, u"held, 17 queued"_s);
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
        QCOMPARE(overview.tile("paidWithoutKey").value, u"45"_s);
        QCOMPARE(overview.tile("paidWithoutKey").tone, Tone::Info);
        snapshot.gauges.shop.oldestWaitMs = 61'000;
        overview.stage.tell(event::kGauges, snapshot.gauges);
        QTRY_COMPARE(overview.tile("paidWithoutKey").tone, Tone::Warning);
        snapshot.gauges.shop.oldestWaitMs = 660'000;
        snapshot.gauges.shop.paidWithoutKey = 40;
        overview.stage.tell(event::kGauges, snapshot.gauges);
        QTRY_COMPARE(overview.tile("paidWithoutKey").tone, Tone::Bad);
        QCOMPARE(overview.tile("paidWithoutKey").value, u"45"_s);
        QVERIFY(overview.tile("paidWithoutKey").detail.contains(u"11 min"_s));
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
        QVERIFY(overview.tile("liveness").detail.contains(u"silence"_s));
        for (const char *key : {"outbox", "loopLag", "descriptors"})
            QVERIFY2(overview.tile(key).tone == Tone::Warning, key);
    }

    void whatCustomersFeelIsSaidFirst()
    {
        Overview overview;
        overview.stage.greet(healthy());
        Gauges gauges = healthy().gauges;
        const Sentence why(SentenceId::HeldBackByTelegram, 455, std::chrono::seconds(25));
        Consequence answers;
        answers.kind = ConsequenceKind::NoAnswers;
        answers.cause = u"telegram"_s;
        answers.status = CheckStatus::Fail;
        answers.count = 455;
        answers.since = gauges.at - 60'000;
        answers.until = gauges.at + 25'000;
        answers.sentence = {SentenceId::NoAnswersFor, 455, why};
        answers.text = answers.sentence.english();
        Consequence keys;
        keys.kind = ConsequenceKind::NoKeys;
        keys.cause = u"vpn_api"_s;
        keys.status = CheckStatus::Warn;
        keys.since = gauges.at - 5'000;
        keys.sentence = {SentenceId::NoKeysFor, 2, Sentence(SentenceId::BreakerTries)};
        keys.text = keys.sentence.english();
        gauges.consequences = {answers, keys};
        gauges.headline = {CheckStatus::Fail, answers.text, answers.since, answers.sentence};
        gauges.checks = {{u"vpn_api"_s,
                          CheckStatus::Warn,
                          u"being tried again"_s,
                          {},
                          true,
                          Sentence(SentenceId::BreakerTries)},
                         {u"redis"_s, CheckStatus::Warn, u"away"_s, {}}};
        overview.stage.tell(event::kGauges, gauges);
        QTRY_VERIFY2(overview.page.verdict().text().startsWith(u"455 customers get no answers"_s),
                     qPrintable(overview.page.verdict().text()));
        const QStringList lines = overview.page.verdict().detail().split(u'\n');
        QCOMPARE(lines.size(), 3);
        QVERIFY2(lines[0].contains(u"(429)"_s) && lines[0].contains(u"since"_s) &&
                     lines[0].contains(u"until"_s),
                 qPrintable(lines[0]));
        QVERIFY2(lines[1].startsWith(u"2 customers have no key"_s), qPrintable(lines[1]));
        QVERIFY2(lines[2].contains(u"away"_s),
                 qPrintable(lines[2])); // what nobody feels is last
    }

    void aNumberIsReadByItsIdAndOfAnOlderServerByItsMember()
    {
        Overview overview;
        Snapshot snapshot = healthy();
        snapshot.gauges.inbox.dead = 2;
        overview.stage.greet(snapshot);
        QCOMPARE(overview.tile("deadLetters").value, u"2"_s);
        QCOMPARE(overview.tile("deadLetters").detail, u"updates that could not be handled"_s);
        NumberValues values;
        values.set(numbers::kDeadLetters, 3);
        snapshot.gauges.numbers = values.json();
        overview.stage.tell(event::kGauges, snapshot.gauges);
        QTRY_COMPARE(overview.tile("deadLetters").value, u"3"_s);
        QCOMPARE(overview.tile("deadLetters").tone, Tone::Warning);
        QCOMPARE(overview.tile("review").tone, Tone::Good);
    }

    void theTileOfTheWorkersIsAsBadAsTheWorstOfThem()
    {
        Overview overview;
        Snapshot snapshot = healthy();
        overview.stage.greet(snapshot);
        QCOMPARE(overview.tile("workers").tone, Tone::Good);
        WorkerState worker;
        worker.worker = u"activation_worker"_s;
        worker.state = WorkerStatus::Idle;
        worker.lastOutcome = IterationOutcome::Degraded;
        worker.lastReason = u"nothing is due yet"_s;
        overview.stage.tell(event::kWorkerState, worker);
        overview.stage.tell(event::kGauges, snapshot.gauges);
        QTRY_COMPARE(overview.tile("workers").tone, Tone::Warning);
        QVERIFY2(overview.tile("workers").tip.contains(worker.lastReason),
                 qPrintable(overview.tile("workers").tip));
        worker.state = WorkerStatus::Stuck;
        overview.stage.tell(event::kWorkerState, worker);
        overview.stage.tell(event::kGauges, snapshot.gauges);
        QTRY_COMPARE(overview.tile("workers").tone, Tone::Bad);
    }

    void aTileFollowsFromWhatTheServerSaysItCallsOutside()
    {
        Overview overview;
        Snapshot snapshot = healthy();
        snapshot.gauges.dependencies = {{u"vpn_api"_s, true, true},
                                        {u"weather_bureau"_s, true, true},
                                        {u"redis"_s, false, true},
                                        {u"heartbeat"_s, true, false}};
        snapshot.gauges.breakers.append({u"weather_bureau"_s, BreakerPhase::Open, std::nullopt, 1});
        overview.stage.greet(snapshot);
        QTRY_VERIFY(overview.page.tile(u"weatherBureau"_s));
        QCOMPARE(overview.tile("weatherBureau").value, u"fails"_s);
        QCOMPARE(overview.page.findChild<Tile *>(u"weatherBureau"_s)->text(), u"Weather bureau"_s);
        QCOMPARE(overview.tile("vpnApi").value, u"works"_s);
        QCOMPARE(overview.tile("redis").value, u"not used"_s);
        QVERIFY(!overview.page.tile(u"cryptoPay"_s));
        QVERIFY(!overview.page.tile(u"heartbeat"_s));
        // Its breaker can be closed like the others'.
        QStringList resets;
        const auto actions = overview.page.findChild<QMenu *>(u"breakers"_s)->actions();
        for (const QAction *action : actions) {
            if (action->isEnabled())
                resets.append(action->text());
        }
        QCOMPARE(resets, QStringList(u"Weather bureau…"_s));
        // Another server, of a version before.
        snapshot.gauges.dependencies.clear();
        overview.stage.tell(event::kGauges, snapshot.gauges);
        QTRY_VERIFY(overview.page.tile(u"cryptoPay"_s));
        QVERIFY(!overview.page.tile(u"weatherBureau"_s));
        QCOMPARE(overview.tile("redis").value, u"not used"_s);
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

    void whatIsWellIsOneLineAndWhatIsWrongIsLargeWithItsBeginning()
    {
        Overview overview;
        Snapshot snapshot = healthy();
        overview.stage.greet(snapshot);
        const auto tiles = overview.page.findChildren<Tile *>();
        QVERIFY(tiles.size() >= 15);
        for (const Tile *tile : tiles)
            QVERIFY2(tile->isSmall(), qPrintable(tile->objectName()));
        Gauges &gauges = snapshot.gauges;
        gauges.inbox.pending = 40;
        gauges.inbox.oldestMs = 45'000;
        gauges.checks.append({u"backlog"_s, CheckStatus::Warn, u"40 updates wait"_s, gauges.at - 50'000});
        overview.stage.tell(event::kGauges, gauges);
        auto *inbox = overview.page.findChild<Tile *>(u"inbox"_s);
        QTRY_VERIFY(!inbox->isSmall());
        QCOMPARE(inbox->content().since, std::optional(gauges.at - 50'000));
        QVERIFY2(inbox->toolTip().contains(u"Opens the updates"_s), qPrintable(inbox->toolTip()));
        QVERIFY(overview.page.findChild<Tile *>(u"outbox"_s)->isSmall());
        // Above those that are well, and well again it is one of them.
        overview.page.resize(816, 560);
        overview.page.show();
        QTRY_VERIFY(inbox->y() < overview.page.findChild<Tile *>(u"paidWithoutKey"_s)->y());
        overview.stage.tell(event::kGauges, healthy().gauges);
        QTRY_VERIFY(inbox->isSmall());
    }

    // On the smallest window, 1024 x 700, this much is left for a page.
    void chartsAreSeenWithoutScrollingWhileAllIsWell()
    {
        Overview overview;
        overview.stage.greet(healthy());
        overview.page.resize(820, 580);
        overview.page.show();
        const auto *chart = overview.page.findChildren<ChartWidget *>().first();
        const auto bottom = [&] { return chart->mapTo(&overview.page, QPoint(0, chart->height())).y(); };
        QTRY_VERIFY2(chart->height() > 100 && bottom() <= overview.page.height(),
                     qPrintable(u"%1 of %2"_s.arg(bottom()).arg(overview.page.height())));
    }

    void aLostConnectionLeavesTheLastKnownAndSaysSo()
    {
        Overview overview;
        overview.stage.greet(healthy());
        overview.stage.scripted.server->close(CloseNoAnswer, {});
        QTRY_COMPARE(overview.page.verdict().text(), u"Last known: Healthy"_s);
        QVERIFY(overview.page.verdict().detail().contains(u"Nothing has been heard since"_s));
        QCOMPARE(overview.tile("pool").value, u"4 of 20 used"_s);
    }

    void aTileLeadsToThePageThatExplainsIt_data()
    {
        QTest::addColumn<QString>("tile");
        QTest::addColumn<QString>("page");
        QTest::newRow("inbox") << "inbox"
                               << "updates";
        QTest::newRow("dead letters") << "deadLetters"
                                      << "updates dead";
        QTest::newRow("outbox") << "outbox"
                                << "messages";
        QTest::newRow("pool") << "pool"
                              << "pool";
        QTest::newRow("database") << "database"
                                  << "database";
        QTest::newRow("workers") << "workers"
                                 << "workers";
        QTest::newRow("paid without a key") << "paidWithoutKey"
                                            << "waiting now";
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
        auto *hold = overview.page.findChild<QPushButton *>(u"hold"_s);
        QVERIFY(hold && hold->isEnabled());
        hold->click();
        PageStage::confirm(&overview.page, u"wrong texts"_s);
        QTRY_VERIFY(overview.stage.lastCall(call::kHoldOutbox));
        const auto call = *overview.stage.lastCall(call::kHoldOutbox);
        QCOMPARE(fromJson<Reason>(call.args).reason, u"wrong texts"_s);
        overview.stage.answer(call::kHoldOutbox, Accepted{true, u"leader"_s});
        QTRY_VERIFY(!overview.stage.told.isEmpty());
        overview.stage.tell(event::kOrder, OrderResult{call.id, call.call, {}, {}, u"done"_s});
        QTRY_COMPARE(overview.told, QStringList(u"The outbox is held."_s));
        Gauges gauges = healthy().gauges;
        gauges.outbox.held = true;
        overview.stage.tell(event::kGauges, gauges);
        QTRY_COMPARE(hold->text(), u"Release the outbox…"_s);
    }

    void aViewerCanOnlyLook()
    {
        Overview overview;
        overview.stage.greet(healthy(), Role::Viewer);
        for (const QPushButton *button : overview.page.findChildren<QPushButton *>(u"hold"_s))
            QVERIFY(!button->isEnabled());
    }

    void theStatementOfALeaseIsCancelled()
    {
        PageStage stage;
        PoolPage page(stage.desk);
        Snapshot snapshot = healthy();
        snapshot.pool.leases = {
            {41, Demand::Worker, u"reminders"_s, 7, 9'000, {}, 0},
            {42, Demand::Handler, u"chat 5"_s, 8, 70'000, u"SELECT pg_sleep(99)"_s, 69'000}};
        stage.greet(snapshot);
        auto *table = page.findChild<Table *>(u"pool.leases"_s);
        auto *cancel = page.findChild<QPushButton *>(u"cancel"_s);
        QVERIFY(table && cancel);
        table->selectKey(u"41"_s); // nothing runs on it
        QVERIFY(!cancel->isEnabled());
        table->selectKey(u"42"_s);
        QVERIFY(cancel->isEnabled());
        cancel->click();
        PageStage::confirm(&page, u"blocks the shop"_s);
        QTRY_VERIFY(stage.lastCall(call::kCancelLease));
        const auto order = fromJson<LeaseOrder>(stage.lastCall(call::kCancelLease)->args);
        QCOMPARE(order.leaseId, qint64(42));
        QCOMPARE(order.instanceId, u"instance-1"_s);
    }
};

const turnpike::test::RegisteredTest<TestOverviewPage, QApplication> kTestOverviewPage;

} // namespace tst_overviewpage

#include "tst_overviewpage.moc"
