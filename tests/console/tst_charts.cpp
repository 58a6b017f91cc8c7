// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/seriesfeed.h"
#include "models/wording.h"
#include "pagestage.h"
#include "protocol/numbers.h"
#include "support/testmain.h"
#include "widgets/changesbefore.h"
#include "widgets/chartwidget.h"
#include "widgets/marklegend.h"
#include "widgets/seriesboard.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

namespace tst_charts {

using namespace turnpike;
using namespace turnpike::consoletest;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kStepMs = 10'000;
const QString kName = QString::fromLatin1(numbers::kPoolUsed.id);

QList<QPointF> wave(int count)
{
    QList<QPointF> points;
    for (int i = 0; i < count; ++i)
        points.append({i * 10.0, 50 + 10 * std::sin(i / 20.0)});
    return points;
}

double highest(const QList<QPointF> &points)
{
    return std::max_element(points.begin(), points.end(),
                            [](const QPointF &a, const QPointF &b) { return a.y() < b.y(); })
        ->y();
}

// One point a step, in the middle of it, as a server answers.
SeriesPage pageOf(const SeriesQuery &query, double value)
{
    SeriesPage page;
    page.stepMs = query.stepMs;
    for (qint64 at = query.from + query.stepMs / 2; at <= query.to; at += query.stepMs)
        page.points.append({at, {{kName, value}}});
    return page;
}

// A feed that somebody looks at, on a server that a test plays.
struct Fed
{
    Fed()
        : feed(stage.scripted.connection)
    {
        feed.setFollowing(true);
        stage.greet();
    }
    // Somebody looks away and again: what is new is read at once.
    void lookAgain()
    {
        feed.setFollowing(false);
        feed.setFollowing(true);
    }
    // The answer to the next reading.
    SeriesQuery answer(double value, const QList<SeriesMark> &marks = {})
    {
        const auto isAsked = [this] {
            const auto call = stage.lastCall(call::kSeries);
            return call && call->id != stage.answered.value(QLatin1String(call::kSeries));
        };
        if (!QTest::qWaitFor(isAsked, 20'000))
            return {};
        const auto query = fromJson<SeriesQuery>(stage.lastCall(call::kSeries)->args);
        SeriesPage page = pageOf(query, value);
        page.marks = marks;
        QSignalSpy changed(&feed, &SeriesFeed::changed);
        stage.answer(call::kSeries, page);
        changed.wait();
        return query;
    }

    PageStage stage;
    SeriesFeed feed;
};

} // namespace

// What charts show: made readable without hiding anything, and read without asking twice.
class TestCharts : public QObject
{
    Q_OBJECT

public:
    static void initMain() { QLocale::setDefault(QLocale(QLocale::English)); }

private Q_SLOTS:
    void thinningKeepsTheExtremesAndTheEnds()
    {
        QList<QPointF> points = wave(60'000);
        points[12'345].setY(999);
        points[54'321].setY(-5);
        const QList<QPointF> shown = chart::thinned(points, 1'500);
        QVERIFY(shown.size() <= 1'500);
        QVERIFY(shown.contains(points[12'345]));
        QVERIFY(shown.contains(points[54'321]));
        QCOMPARE(shown.first(), points.first());
        QCOMPARE(shown.last(), points.last());
        QVERIFY(std::is_sorted(shown.begin(), shown.end(),
                               [](const QPointF &a, const QPointF &b) { return a.x() < b.x(); }));
        QCOMPARE(chart::thinned(wave(1'500), 1'500).size(), 1'500);
    }

    void aLineIsBrokenWhereNothingIsKnown()
    {
        const QList<QPointF> points{{0, 1}, {10, 1}, {100, 2}, {110, 2}, {500, 3}};
        QCOMPARE(chart::pieces(points, 20, 9).size(), 3);
        QCOMPARE(chart::pieces(points, 20, 2).size(), 2);
        QCOMPARE(chart::pieces(points, 20, 2).last().size(), 3);
        QCOMPARE(chart::pieces(points, 0, 9).size(), 1);
        QCOMPARE(chart::valueAt(points, 12, 20).value_or(-1), 1.0);
        QVERIFY(!chart::valueAt(points, 300, 20));
    }

    void valuesStandAtRoundNumbers_data()
    {
        QTest::addColumn<double>("highest");
        QTest::addColumn<Unit>("unit");
        QTest::addColumn<QString>("labels");
        QTest::newRow("nothing") << 0.0 << Unit::Count << "0 1";
        QTest::newRow("few") << 3.0 << Unit::Count << "0 1 2 3";
        QTest::newRow("many") << 1234.0 << Unit::Count << "0 500 1,000 1,500";
        QTest::newRow("ms") << 33.0 << Unit::Milliseconds << "0|10 ms|20 ms|30 ms|40 ms";
        QTest::newRow("seconds") << 7'000.0 << Unit::Milliseconds << "0|2.0 s|4.0 s|6.0 s|8.0 s";
        QTest::newRow("minutes") << 119'000.0 << Unit::Milliseconds << "0|30 s|1 min|1 min 30 s|2 min";
        QTest::newRow("bytes") << 210.0 * 1024 * 1024 << Unit::Bytes << "0|100 MiB|200 MiB|300 MiB";
    }
    void valuesStandAtRoundNumbers()
    {
        QFETCH(double, highest);
        QFETCH(Unit, unit);
        QFETCH(QString, labels);
        QStringList found;
        for (const ChartTick &tick : chart::valueTicks(highest, unit))
            found.append(tick.label);
        QCOMPARE(found, labels.split(labels.contains(u'|') ? u'|' : u' '));
    }

    void momentsStandAtRoundTimes()
    {
        const qint64 from = QDateTime(QDate(2024, 11, 26), QTime(22, 7)).toMSecsSinceEpoch();
        QStringList labels;
        for (const ChartTick &tick : chart::timeTicks(from, from + 6 * 3'600'000, 6))
            labels.append(tick.label);
        QCOMPARE(labels.join(u' '), u"23:00 27.11. 01:00 02:00 03:00 04:00"_s);
    }

    void aChartSaysTheNewestValuesAndThoseOfAMoment()
    {
        ChartWidget widget(u"Times"_s, Unit::Milliseconds, {u"p50"_s, u"p99"_s});
        QCOMPARE(widget.values(), QStringList({u"–"_s, u"–"_s}));
        ChartData data;
        data.to = 60'000;
        data.gapMs = 30'000;
        data.lines = {{{10'000, 5}, {20'000, 6}, {50'000, 7}}, {{10'000, 1500}}};
        widget.setData(data);
        QCOMPARE(widget.values(), QStringList({u"7.0 ms"_s, u"–"_s}));
        for (int i = 0; i < 200; ++i)
            QTest::keyClick(&widget, Qt::Key_Left);
        QCOMPARE(widget.values(), QStringList({u"5.0 ms"_s, u"1.5 s"_s}));
        QCOMPARE(widget.accessibleDescription(), u"p50: 5.0 ms, p99: 1.5 s"_s);
        QTest::keyClick(&widget, Qt::Key_Escape);
        QCOMPARE(widget.values().first(), u"7.0 ms"_s);
    }

    // --- the feed

    void aFeedReadsAllOnceAndThenOnlyWhatIsNew()
    {
        Fed fed;
        const SeriesQuery first = fed.answer(3);
        QCOMPARE(first.stepMs, kStepMs);
        QVERIFY(first.to - first.from >= 3'600'000);
        QCOMPARE(fed.feed.points(kName).size(), 360);
        fed.lookAgain();
        const SeriesQuery second = fed.answer(8);
        QVERIFY2(second.to - second.from <= 5 * 60'000, qPrintable(QString::number(second.to - second.from)));
        const QList<QPointF> points = fed.feed.points(kName);
        QVERIFY(points.size() >= 359 && points.size() <= 361);
        QCOMPARE(points.first().y(), 3.0);
        QCOMPARE(points.last().y(), 8.0);
        for (qsizetype i = 1; i < points.size(); ++i)
            QCOMPARE(points[i].x() - points[i - 1].x(), double(kStepMs)); // nothing twice, nothing left out
    }

    void marksThatAreToldTwiceAreKeptOnce()
    {
        Fed fed;
        const qint64 now = console::wording::serverNow();
        const SeriesMark flip{now - 30'000, MarkKind::Flag, u"payments off by bob"_s};
        const SeriesMark old{now - 9 * 3'600'000, MarkKind::Start, u"x starts"_s};
        fed.answer(1, {flip, old});
        fed.lookAgain();
        fed.answer(1, {flip});
        QCOMPARE(fed.feed.marks().size(), 1);
        QCOMPARE(fed.feed.marks().first().text, flip.text);
    }

    void anotherProcessIsReadWhole()
    {
        Fed fed;
        fed.answer(3);
        fed.stage.scripted.server->close(CloseNoAnswer, {});
        QTRY_COMPARE(fed.stage.scripted.dials, 2);
        QVERIFY(!fed.feed.points(kName).isEmpty()); // stays meanwhile
        Hello hello = Scripted::aHello();
        hello.epoch = u"e2"_s;
        hello.serverTime = QDateTime::currentMSecsSinceEpoch();
        fed.stage.scripted.greet(hello);
        const SeriesQuery query = fed.answer(9);
        QVERIFY(query.to - query.from >= 3'600'000);
        QCOMPARE(fed.feed.points(kName).first().y(), 9.0);
    }

    void anotherRangeIsReadInItsOwnSteps()
    {
        Fed fed;
        fed.answer(3);
        fed.feed.setRange(SeriesFeed::Range::Week);
        QVERIFY(fed.feed.points(kName).isEmpty());
        const SeriesQuery query = fed.answer(4);
        QCOMPARE(query.stepMs, qint64(600'000));
        QVERIFY(query.to - query.from >= 7 * 24 * 3'600'000LL);
        QVERIFY(query.to - query.from <= 8 * 24 * 3'600'000LL); // the server refuses more
        QCOMPARE(highest(fed.feed.points(kName)), 4.0);
    }

    void aReadingThatFailsSaysWhyAndKeepsWhatIsThere()
    {
        Fed fed;
        fed.answer(3);
        fed.lookAgain();
        fed.stage.refuse(call::kSeries, ErrorCode::Unavailable, u"the database is away"_s);
        QTRY_COMPARE(fed.feed.trouble(), u"the database is away"_s);
        QVERIFY(!fed.feed.points(kName).isEmpty());
        fed.lookAgain();
        fed.answer(5);
        QVERIFY(fed.feed.trouble().isEmpty());
    }

    void aMarkThatIsSaidOtherwiseIsNoSecondOne()
    {
        Fed fed;
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        fed.answer(3, {{now - 1'000, MarkKind::Alert, u"4 wait"_s}});
        QCOMPARE(fed.feed.marks().size(), 1);
        fed.lookAgain();
        fed.answer(3, {{now - 1'000, MarkKind::Alert, u"5 wait"_s}});
        QCOMPARE(fed.feed.marks().size(), 1);
        QCOMPARE(fed.feed.marks().first().text, u"5 wait"_s);
    }

    void whatChangedBeforeAMomentIsListed()
    {
        PageStage stage;
        SeriesBoard board(stage.scripted.connection);
        ChartWidget *chart = board.addChart(u"Pool"_s, Unit::Count, {{u"used"_s, numbers::kPoolUsed.id}});
        stage.greet();
        const qint64 at = QDateTime::currentMSecsSinceEpoch() - 60'000;
        Q_EMIT chart->momentChosen(at);
        auto *dialog = board.findChild<ChangesBefore *>();
        QVERIFY(dialog);
        QTRY_VERIFY(stage.lastCall(call::kSeries));
        const auto query = fromJson<SeriesQuery>(stage.lastCall(call::kSeries)->args);
        QCOMPARE(query.to, at);
        QCOMPARE(query.from, at - ChangesBefore::kStretchMs);
        QVERIFY(!dialog->findChild<Table *>()->isFresh()); // nothing has come: not "nothing was changed"
        SeriesPage page;
        page.marks = {{at - 60'000, MarkKind::Start, u"one (1.2) starts"_s},
                      {at - 30'000, MarkKind::Flag, u"payments off by bob"_s}};
        stage.answer(call::kSeries, page);
        QTRY_COMPARE(dialog->marks().rowCount(), 2);
        QVERIFY(dialog->findChild<Table *>()->isFresh());
        QCOMPARE(dialog->findChild<Table *>()->proxy().index(0, 2).data().toString(),
                 u"payments off by bob"_s);
    }

    void theLegendHasAnEntryForEachKindThatIsMarked()
    {
        QWidget window;
        MarkLegend legend(&window);
        legend.setMarks(
            {{1, MarkKind::Alert, u"a"_s}, {2, MarkKind::Start, u"b"_s}, {3, MarkKind::Alert, u"c"_s}});
        QCOMPARE(legend.kinds(), (QList<MarkKind>{MarkKind::Start, MarkKind::Alert}));
        QCOMPARE(legend.accessibleName(), u"start, alert"_s);
    }

    void whoDoesNotLookAsksForNothing()
    {
        Fed fed;
        fed.answer(3);
        fed.feed.setFollowing(false);
        const int count = fed.stage.countOf(call::kSeries);
        fed.feed.reload();
        QCoreApplication::processEvents();
        QCOMPARE(fed.stage.countOf(call::kSeries), count);
    }
};

const turnpike::test::RegisteredTest<TestCharts, QApplication> kTestCharts;

} // namespace tst_charts

#include "tst_charts.moc"
