// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/liveness.h"
#include "ops/resourcewatch.h"
#include "support/fakeclock.h"
#include "support/recordingalerts.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_liveness {

using namespace turnpike;
using namespace turnpike::ops;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

// Silence and shortage, judged by a clock that the test moves.
class TestLiveness : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Audit: alarms after ten minutes without traffic.
    void quietTrafficForAnHourDoesNothing()
    {
        FakeClock clock;
        Liveness liveness(clock);
        liveness.noteInOrder();
        liveness.noteUpdate(clock.nowMs());
        int probes = 0;
        for (int minute = 0; minute < 60; ++minute) {
            clock.advance(kMinuteMs);
            if (!liveness.isProbeDue())
                continue;
            ++probes;
            QCOMPARE(liveness.judge({}), std::nullopt);
        }
        QCOMPARE(probes, 6);
        QCOMPARE(liveness.trouble(), std::nullopt);
    }

    // Audit: alarms at start, before anything could have come.
    void atStartNothingIsJudgedBeforeTheFirstUpdateOrTheFirstAnswer()
    {
        FakeClock clock;
        Liveness liveness(clock);
        clock.advance(2 * kHourMs);
        QVERIFY(!liveness.isProbeDue());
        liveness.noteInOrder();
        QVERIFY(!liveness.isProbeDue());
        clock.advance(Liveness::kQuiet.count() - 1);
        QVERIFY(!liveness.isProbeDue());
        clock.advance(1);
        QVERIFY(liveness.isProbeDue());
    }

    void theNewestUpdateOfAnyReplicaCounts()
    {
        FakeClock clock;
        Liveness liveness(clock);
        const qint64 begin = clock.nowMs();
        liveness.noteUpdate(begin);
        clock.advance(9 * kMinuteMs);
        liveness.noteUpdate(clock.nowMs());
        liveness.noteUpdate(begin); // seen late: nothing goes back
        clock.advance(9 * kMinuteMs);
        QVERIFY(!liveness.isProbeDue());
        clock.advance(kMinuteMs);
        QVERIFY(liveness.isProbeDue());
    }

    void whatTelegramSaysIsTroubleOrNot_data()
    {
        QTest::addColumn<bool>("pointsHere");
        QTest::addColumn<int>("pending");
        QTest::addColumn<qint64>("errorAfterMs"); // after the newest update; 0: never
        QTest::addColumn<QString>("trouble");
        QTest::addRow("nothing waits") << true << 0 << qint64(0) << QString();
        QTest::addRow("an error before the newest update") << true << 0 << -kMinuteMs << QString();
        QTest::addRow("updates wait") << true << 3 << qint64(0) << u"3 wait at Telegram"_s;
        QTest::addRow("a delivery failed since") << true << 0 << kMinuteMs << u"could not deliver"_s;
        QTest::addRow("another address") << false << 0 << qint64(0) << u"pointed elsewhere"_s;
    }

    void whatTelegramSaysIsTroubleOrNot()
    {
        QFETCH(bool, pointsHere);
        QFETCH(int, pending);
        QFETCH(qint64, errorAfterMs);
        QFETCH(QString, trouble);
        FakeClock clock;
        Liveness liveness(clock);
        const qint64 newest = clock.nowMs();
        liveness.noteUpdate(newest);
        clock.advance(Liveness::kQuiet.count());
        QVERIFY(liveness.isProbeDue());
        const WebhookProbe probe{pointsHere, pending, errorAfterMs == 0 ? 0 : newest + errorAfterMs,
                                 u"Connection refused"_s};
        const auto found = liveness.judge(probe);
        QCOMPARE(found.has_value(), !trouble.isEmpty());
        const QString said = found ? found->english() : QString();
        QVERIFY2(said.contains(trouble), qPrintable(said));
        QCOMPARE(liveness.trouble(), found);
        QVERIFY(!liveness.isProbeDue()); // asked
        // The same old error is not told again, and the next update ends the trouble.
        clock.advance(Liveness::kQuiet.count());
        if (errorAfterMs != 0)
            QCOMPARE(liveness.judge(probe), std::nullopt);
        clock.advance(kMinuteMs);
        liveness.noteUpdate(clock.nowMs());
        QCOMPARE(liveness.trouble(), std::nullopt);
    }

    // Audit: memory without a limit that anybody watches.
    void memoryAlertsAtSeventyAndEightyFivePercentOnceEach()
    {
        FakeClock clock;
        RecordingAlerts alerts;
        ResourceWatch watch(clock, alerts);
        ProcessGauges gauges;
        gauges.memoryLimitBytes = 1'000;
        const auto at = [&](qint64 bytes) {
            gauges.residentBytes = bytes;
            alerts.clear();
            watch.look(gauges);
            watch.look(gauges);
            return alerts.keys();
        };
        QCOMPARE(at(699), QStringList());
        QCOMPARE(at(700), QStringList{u"memory"_s});
        QCOMPARE(at(850), QStringList{u"memory_critical"_s});
        QCOMPARE(at(840), QStringList()); // not clearly ended, so not to be told again
        QCOMPARE(at(860), QStringList());
        QCOMPARE(at(600), QStringList());
        QCOMPARE(alerts.ended(), (QStringList{u"memory"_s, u"memory_critical"_s}));
        QCOMPARE(at(860), (QStringList{u"memory"_s, u"memory_critical"_s}));
        gauges.memoryLimitBytes = 0; // no limit: nothing to judge by
        QCOMPARE(at(1'000'000), QStringList());
    }

    void steadyGrowthOverSixHoursAlertsAndAPlateauDoesNot_data()
    {
        QTest::addColumn<int>("perHour"); // in thousandths of the limit
        QTest::addColumn<int>("hours");   // that it grows
        QTest::addColumn<bool>("alerts");
        QTest::addRow("grows through") << 25 << 7 << true;
        QTest::addRow("an hour is too short to tell") << 100 << 1 << false;
        QTest::addRow("slow") << 5 << 7 << false;
    }

    void steadyGrowthOverSixHoursAlertsAndAPlateauDoesNot()
    {
        QFETCH(int, perHour);
        QFETCH(int, hours);
        QFETCH(bool, alerts);
        FakeClock clock;
        RecordingAlerts raised;
        ResourceWatch watch(clock, raised);
        ProcessGauges gauges;
        gauges.memoryLimitBytes = 1'000'000;
        for (int minute = 0; minute <= 7 * 60; minute += 5) {
            gauges.residentBytes = 400'000 + 1'000LL * perHour * std::min(minute, hours * 60) / 60;
            watch.look(gauges);
            clock.advance(5 * kMinuteMs);
        }
        QCOMPARE(raised.keys(), alerts ? QStringList{u"memory_growth"_s} : QStringList());
    }

    void descriptorsAlertAtEightyPercent()
    {
        FakeClock clock;
        RecordingAlerts alerts;
        ResourceWatch watch(clock, alerts);
        ProcessGauges gauges;
        gauges.maxFds = 100;
        gauges.openFds = 79;
        watch.look(gauges);
        QCOMPARE(alerts.keys(), QStringList());
        gauges.openFds = 80;
        watch.look(gauges);
        QCOMPARE(alerts.keys(), QStringList{u"file_descriptors"_s});
    }
};

const turnpike::test::RegisteredTest<TestLiveness> kTestLiveness;

} // namespace tst_liveness

#include "tst_liveness.moc"
