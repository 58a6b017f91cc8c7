// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/mainwindow.h"
#include "ownsettings.h"
#include "pages/overviewtiles.h"
#include "pagestage.h"
#include "protocol/numbervalues.h"
#include "support/testmain.h"
#include "widgets/table.h"
#include "widgets/tile.h"

#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

namespace tst_freshness {

using namespace turnpike;
using namespace turnpike::consoletest;
using namespace Qt::StringLiterals;

namespace {

// Every figure of a shop in which all is well, read a second ago.
Snapshot allWell()
{
    Snapshot snapshot;
    Gauges &gauges = snapshot.gauges;
    gauges.at = QDateTime::currentMSecsSinceEpoch();
    gauges.verdict.text = u"Healthy"_s;
    gauges.isReady = true;
    gauges.webhook.lastAuthenticatedAt = gauges.at - 3'000;
    gauges.webhook.pendingAtTelegram = 0;
    gauges.pool.isUp = true;
    gauges.pool.maxSize = 20;
    gauges.pool.wait = {1, 1, 1};
    for (const char *name : {"redis", "vpn_api", "crypto_pay"})
        gauges.breakers.append(
            {QString::fromLatin1(name), BreakerPhase::Closed, std::nullopt, 0, gauges.at - 1'000});
    gauges.shop.salesUsual = 1;
    gauges.process.memoryLimitBytes = 512 * 1024 * 1024;
    NumberValues numbers;
    for (const Number *number : numbers::kAll)
        numbers.set(*number, 0);
    gauges.numbers = numbers.json();
    for (const Word<FigureSource> &each : kWordsOf<FigureSource>)
        gauges.sources.append({each.value, gauges.at - 1'000, false});
    WorkerState worker;
    worker.worker = u"reminders"_s;
    worker.state = WorkerStatus::Idle;
    worker.lastOutcome = IterationOutcome::Success;
    snapshot.workers = {worker};
    InstanceState instance;
    instance.instanceId = u"instance-2"_s;
    instance.role = InstanceRole::Leader;
    snapshot.instances = {instance};
    return snapshot;
}

// What became of the source of what is shown.
enum class Lost { Nothing, NeverConnected, Connection, ServersSources, NeverRead, Silence };

struct Shown
{
    explicit Shown(Lost lost)
    {
        if (lost == Lost::NeverConnected)
            return;
        Snapshot snapshot = allWell();
        Gauges &gauges = snapshot.gauges;
        for (SourceState &source : gauges.sources) {
            if (lost == Lost::ServersSources)
                source.readAt = *source.readAt - 8 * 60'000;
            if (lost == Lost::NeverRead)
                source.readAt.reset();
        }
        for (BreakerState &breaker : gauges.breakers) {
            if (lost == Lost::ServersSources)
                breaker.succeededAt = gauges.at - 8 * 3'600'000;
            if (lost == Lost::NeverRead)
                breaker.succeededAt.reset();
        }
        if (lost == Lost::Silence)
            gauges.at -= 60'000;
        stage.greet(snapshot);
        if (lost == Lost::Connection) {
            stage.scripted.server->close(CloseNoAnswer, {});
            QTRY_VERIFY(stage.scripted.connection.state() != ServerConnection::State::Live);
        }
    }
    std::vector<OverviewTile> tiles() const
    {
        std::vector<OverviewTile> all = shopTiles();
        for (OverviewTile &tile : systemTiles(dependenciesWithTile(stage.state)))
            all.push_back(std::move(tile));
        return all;
    }

    PageStage stage;
};

// Tiles that tell of the process itself, which goes on telling while it cannot read anything.
bool isOfTheProcess(const QByteArray &tile)
{
    static const QList<QByteArray> own{"database", "pool", "readiness", "memory", "descriptors", "loopLag"};
    return own.contains(tile);
}

} // namespace

// Nothing looks well that is not of now: every tile, badge and table, with a source that is gone and with one
// that never came.
class TestFreshness : public QObject
{
    Q_OBJECT

public:
    static void initMain()
    {
        QLocale::setDefault(QLocale(QLocale::English));
        QStandardPaths::setTestModeEnabled(true);
    }

private Q_SLOTS:
    void whatIsReadNowLooksWell()
    {
        Shown shown(Lost::Nothing);
        int well = 0;
        for (const OverviewTile &tile : shown.tiles()) {
            const TileContent content = shownOf(tile, shown.stage.state);
            QVERIFY2(content.freshness.isFresh(), tile.key.constData());
            QCOMPARE(content.freshness.age(), u"now"_s);
            well += content.tone == Tone::Good;
        }
        QVERIFY(well >= 15);
    }

    void noTileIsWellWithoutItsSource_data()
    {
        QTest::addColumn<int>("lost");
        QTest::addColumn<QString>("said");
        QTest::newRow("never connected") << int(Lost::NeverConnected) << u"nothing is known of it yet"_s;
        QTest::newRow("the connection is gone") << int(Lost::Connection) << u"not known since"_s;
        QTest::newRow("the server says nothing") << int(Lost::Silence) << u"not known since"_s;
        QTest::newRow("the server cannot read it") << int(Lost::ServersSources) << u"not known since"_s;
        QTest::newRow("the server never read it") << int(Lost::NeverRead) << u"nothing is known of it yet"_s;
    }
    void noTileIsWellWithoutItsSource()
    {
        QFETCH(int, lost);
        QFETCH(QString, said);
        Shown shown{static_cast<Lost>(lost)};
        const bool serverIsHeard = lost == int(Lost::ServersSources) || lost == int(Lost::NeverRead);
        for (const OverviewTile &tile : shown.tiles()) {
            if (serverIsHeard && isOfTheProcess(tile.key))
                continue;
            const TileContent content = shownOf(tile, shown.stage.state);
            QVERIFY2(content.tone == Tone::Muted, tile.key.constData());
            QVERIFY2(!content.freshness.isFresh(), tile.key.constData());
            QVERIFY2(content.detail.contains(said), qPrintable(content.detail));
            QVERIFY2(!content.freshness.age().isEmpty(), tile.key.constData());
        }
    }

    void aDatabaseThatIsKnownToBeAwayIsNotWaitedFor()
    {
        Shown shown(Lost::Nothing);
        Snapshot snapshot = allWell();
        for (SourceState &source : snapshot.gauges.sources)
            source.isGone =
                source.source == FigureSource::Backlog || source.source == FigureSource::Instances;
        shown.stage.tell(event::kGauges, snapshot.gauges);
        ShopState &state = shown.stage.state;
        QTRY_VERIFY(!state.freshness({FigureSource::Backlog}).isFresh());
        for (const OverviewTile &tile : shown.tiles()) {
            if (tile.key == "inbox" || tile.key == "leader" || tile.key == "deadLetters")
                QVERIFY2(shownOf(tile, state).tone == Tone::Muted, tile.key.constData());
        }
        QVERIFY(state.freshness({FigureSource::Telegram}).isFresh());
    }

    // Pages of a server that answers no question: their tables and badges, and the window's.
    void noTableAndNoBadgeIsWellWithoutItsSource_data()
    {
        QTest::addColumn<int>("lost");
        QTest::newRow("never connected") << int(Lost::NeverConnected);
        QTest::newRow("the connection is gone") << int(Lost::Connection);
        QTest::newRow("the server cannot read it") << int(Lost::ServersSources);
        QTest::newRow("the server never read it") << int(Lost::NeverRead);
    }
    void noTableAndNoBadgeIsWellWithoutItsSource()
    {
        QFETCH(int, lost);
        const OwnSettings settings;
        QVERIFY(settings.use());
        Scripted scripted(singleTry());
        MainWindow window(scripted.connection, u"test"_s);
        const bool isGreeted = lost != int(Lost::NeverConnected);
        if (isGreeted) {
            Snapshot snapshot = allWell();
            for (SourceState &source : snapshot.gauges.sources) {
                if (lost == int(Lost::ServersSources))
                    source.readAt = *source.readAt - 8 * 60'000;
                if (lost == int(Lost::NeverRead))
                    source.readAt.reset();
            }
            scripted.connection.start();
            Hello hello = Scripted::aHello(Role::Admin);
            hello.serverTime = QDateTime::currentMSecsSinceEpoch();
            hello.snapshot = snapshot;
            scripted.greet(hello);
            QTRY_COMPARE(scripted.connection.state(), ServerConnection::State::Live);
        }
        if (lost == int(Lost::Connection)) {
            scripted.server->close(CloseNoAnswer, {});
            QTRY_VERIFY(scripted.connection.state() != ServerConnection::State::Live);
        }
        const auto tables = window.findChildren<Table *>();
        QVERIFY(tables.size() >= 15);
        const bool serverIsHeard = lost == int(Lost::ServersSources) || lost == int(Lost::NeverRead);
        const QStringList ofTheProcess{u"pool.leases"_s, u"pool.waiters"_s, u"flags.table"_s};
        for (const Table *table : tables) {
            const QByteArray name = table->objectName().toUtf8();
            // Lines of the log, on a page and in a dock, are told by the process itself.
            if (serverIsHeard && (ofTheProcess.contains(table->objectName()) || name.startsWith("logs")))
                continue;
            QVERIFY2(!table->isFresh(), name.constData());
            QVERIFY2(table->emptyText().isEmpty() || table->emptyText() == table->freshness().text(),
                     name.constData());
        }
        const auto *alerts = window.findChild<QPushButton *>(u"alertCount"_s);
        QVERIFY2(alerts->text().contains(u"known"_s), qPrintable(alerts->text()));
        QVERIFY(alerts->toolTip().contains(u"known"_s));
        for (const Page *page : window.pages())
            QVERIFY2(!page->attentionFreshness().isFresh(), qPrintable(page->key()));
    }

    void aTableSaysHowOldItsRowsAre()
    {
        const OwnSettings settings;
        QVERIFY(settings.use());
        RecordModel<FlagState> rows([](const FlagState &row) { return row.key; }, flagColumns());
        Freshness freshness{Freshness::Kind::Fresh, QDateTime::currentMSecsSinceEpoch()};
        Table table({}, &rows);
        table.setEmptyText(u"No flags."_s);
        QCOMPARE(table.emptyText(), u"nothing is known of it yet"_s); // without a source
        table.setSource([&freshness] { return freshness; });
        QCOMPARE(table.emptyText(), u"No flags."_s);
        QSignalSpy changed(&table, &Table::freshnessChanged);
        freshness.kind = Freshness::Kind::Gone;
        table.showAge();
        QCOMPARE(changed.size(), 1);
        QVERIFY2(table.emptyText().startsWith(u"not known since"_s), qPrintable(table.emptyText()));
    }
};

const turnpike::test::RegisteredTest<TestFreshness, QApplication> kTestFreshness;

} // namespace tst_freshness

#include "tst_freshness.moc"
