// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/seriesstore.h"
#include "consolefeed/markwatch.h"
#include "ops/durationwindow.h"
#include "ops/healthstate.h"
#include "protocol/numbers.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_consoleviews {

using namespace turnpike;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using ops::Finding;

// What the console's numbers, words and charts are made of.
class TestConsoleViews : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void percentilesAreOfTheLastMinuteAlone()
    {
        ops::DurationWindow window;
        db::DurationHistogram counts;
        QCOMPARE(window.add(counts, 0).p50, -1.0);
        for (int i = 0; i < 100; ++i)
            counts.add(3ms); // in the bucket from 2 to 5 ms
        const auto quick = window.add(counts, 10'000);
        QVERIFY2(quick.p50 > 2 && quick.p50 < 5, qPrintable(QString::number(quick.p50)));
        QVERIFY(quick.p99 <= 5);
        // Later all are slow; the quick ones leave the window.
        for (qint64 at = 20'000; at <= 100'000; at += 10'000) {
            for (int i = 0; i < 100; ++i)
                counts.add(700ms);
            window.add(counts, at);
        }
        const auto slow = window.add(counts, 101'000);
        QVERIFY2(slow.p50 > 500 && slow.p50 <= 1'000, qPrintable(QString::number(slow.p50)));
        // Nothing was measured for a minute.
        QCOMPARE(window.add(counts, 400'000).p50, -1.0);
    }

    void percentilesLieWhereTheShareSays()
    {
        ops::DurationWindow window;
        db::DurationHistogram counts;
        window.add(counts, 0);
        for (int i = 0; i < 90; ++i)
            counts.add(500us);
        for (int i = 0; i < 10; ++i)
            counts.add(40ms);
        const auto result = window.add(counts, 1'000);
        QVERIFY(result.p50 < 1);
        QVERIFY(result.p95 > 25 && result.p95 <= 50);
        counts.add(2min);
        QCOMPARE(window.add(counts, 2'000).p99, 50.0 - 25.0 * (10 - (0.99 * 101 - 90)) / 10);
    }

    void verdictNamesTheWorstAndSinceWhen()
    {
        ops::HealthState book;
        QCOMPARE(book.verdict().text.english(), u"Healthy"_s);
        book.note({{u"database"_s, Finding::pass()}, {u"redis"_s, Finding::pass()}}, 1'000);
        QCOMPARE(book.verdict().text.english(), u"Healthy"_s);
        QVERIFY(!book.verdict().since);
        book.note({{u"database"_s, Finding::pass()}, {u"redis"_s, Finding::warn(u"away"_s)}}, 2'000);
        book.note({{u"database"_s, Finding::fail(u"no connection"_s)},
                   {u"redis"_s, Finding::warn(u"away, still"_s)}},
                  3'000);
        const auto failing = book.verdict();
        QCOMPARE(failing.text.english(), u"Failing: database: no connection; also redis"_s);
        QCOMPARE(failing.since, std::optional<qint64>(3'000));
        QCOMPARE(book.checks().back().since, 2'000); // another note, the same trouble
        book.note({{u"database"_s, Finding::pass()}, {u"redis"_s, Finding::warn(u"away"_s)}}, 4'000);
        QCOMPARE(book.verdict().text.english(), u"Degraded: redis: away"_s);
        QCOMPARE(book.verdict().since, std::optional<qint64>(2'000));
    }

    // Each 30 s it warns while it lets a call through.
    void aBreakerThatIsTriedAgainIsTheSameTrouble()
    {
        ops::HealthState book;
        const auto note = [&](const Finding &finding, qint64 at) {
            book.note({{u"vpn_api"_s, finding}}, at);
        };
        note(Finding::fail(u"calls fail"_s), 1'000);
        note(Finding::warn(u"being tried again"_s), 31'000);
        QCOMPARE(book.verdict().since, std::optional<qint64>(1'000));
        note(Finding::fail(u"calls fail"_s), 32'000);
        QCOMPARE(book.verdict().since, std::optional<qint64>(1'000));
        note(Finding::pass(), 33'000);
        QCOMPARE(book.checks().at(0).since, 33'000);
        note(Finding::fail(u"calls fail"_s), 34'000);
        QCOMPARE(book.verdict().since, std::optional<qint64>(34'000));
    }

    void seriesAreBoundedAndAveragedOverSteps()
    {
        consolecalls::SeriesStore store;
        const QString pending = QString::fromLatin1(protocol::numbers::kInboxPending.id);
        const auto count = static_cast<qint64>(consolecalls::SeriesStore::kPoints) + 100;
        for (qint64 i = 0; i < count; ++i)
            store.add({i * 10'000, {{pending, i % 2 ? 10 : 20}, {u"surprise"_s, 1}}});
        const auto all = store.read(0, count * 10'000, 10'000);
        QVERIFY(all.points.size() <= consolecalls::SeriesStore::kMostPoints);
        QVERIFY(all.stepMs > 10'000);
        QVERIFY(all.points.first().at >= 100 * 10'000 - all.stepMs); // the oldest have left
        const qint64 from = (count - 12) * 10'000;
        const auto minutes = store.read(from, count * 10'000, 60'000);
        QCOMPARE(minutes.points.size(), 2);
        QCOMPARE(minutes.points.first().values.value(pending).toDouble(), 15.0);
        QVERIFY(!minutes.points.first().values.contains(u"surprise"_s));
        // A reading that comes twice, or late, changes nothing.
        store.add({5'000, {{pending, 999}}});
        QCOMPARE(store.average(from)->values.value(pending).toDouble(), 15.0);
        QVERIFY(!store.average(count * 10'000));
        // What was before this process comes later, and goes first.
        consolecalls::SeriesStore next;
        next.add({100'000, {{pending, 3}}});
        next.addPast({{40'000, {{pending, 1}}}, {70'000, {{pending, 2}}}, {110'000, {{pending, 9}}}});
        const auto joined = next.read(0, 200'000, 10'000).points;
        QCOMPARE(joined.size(), 3);
        QCOMPARE(joined.first().values.value(pending).toDouble(), 1.0);
        QCOMPARE(joined.last().values.value(pending).toDouble(), 3.0);
    }

    void marksAreKeptOnceInOrderAndBounded()
    {
        using protocol::MarkKind;
        consolecalls::SeriesStore store;
        store.addMark({20, MarkKind::Breaker, u"late"_s});
        store.addMark({10, MarkKind::Database, u"early"_s});
        store.addMark({20, MarkKind::Breaker, u"late"_s}); // read back from a row
        const auto marks = store.marks(0, 100);
        QCOMPARE(marks.size(), 2);
        QCOMPARE(marks.first().text, u"early"_s);
        QCOMPARE(store.marks(11, 19).size(), 0);
        for (int i = 0; i < int(consolecalls::SeriesStore::kMarks) + 100; ++i)
            store.addMark({100 + i, MarkKind::Breaker, u"many"_s});
        const auto kept = store.marks(0, 1'000'000);
        QCOMPARE(kept.size(), static_cast<qsizetype>(consolecalls::SeriesStore::kMarks));
        QCOMPARE(kept.last().at, 100 + qint64(consolecalls::SeriesStore::kMarks) + 99);
    }

    void breakersAndTheDatabaseAreMarkedWhenTheyTurn()
    {
        using namespace turnpike::protocol;
        consolecalls::SeriesStore store;
        consolefeed::MarkWatch watch(store);
        Gauges gauges;
        gauges.breakers = {{u"vpn_api"_s, BreakerPhase::Closed, std::nullopt, 0}};
        const auto note = [&](qint64 at, bool isUp, BreakerPhase phase) {
            gauges.at = at;
            gauges.pool.isUp = isUp;
            gauges.breakers[0].state = phase;
            watch.note(gauges);
        };
        note(1, false, BreakerPhase::Closed); // the process begins: it is not there yet
        note(2, true, BreakerPhase::Closed);
        QVERIFY(store.marks(0, 100).isEmpty());
        note(3, false, BreakerPhase::Open);
        note(4, false, BreakerPhase::HalfOpen); // as broken as before
        note(5, true, BreakerPhase::Open);
        note(6, true, BreakerPhase::Closed);
        std::vector<std::pair<qint64, SentenceId>> said;
        for (const SeriesMark &mark : store.marks(0, 100))
            said.emplace_back(mark.at, mark.sentence.id().value_or(SentenceId::Healthy));
        const std::vector<std::pair<qint64, SentenceId>> expected{{3, SentenceId::BreakerOpened},
                                                                  {3, SentenceId::DatabaseWentAway},
                                                                  {5, SentenceId::DatabaseCameBack},
                                                                  {6, SentenceId::BreakerClosed}};
        QVERIFY(said == expected);
    }
};

const turnpike::test::RegisteredTest<TestConsoleViews> kTestConsoleViews;

} // namespace tst_consoleviews

#include "tst_consoleviews.moc"
