// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/periodicjobs.h"

#include "base/errors.h"
#include "support/testmain.h"

#include <QScopeGuard>
#include <QTest>

#include <atomic>
#include <vector>

namespace tst_periodicjobs {

using namespace turnpike;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using ops::PeriodicJobs;

namespace {

// Hangs until the end of its time, or of the process.
void hang(const Deadline &deadline)
{
    deadline.sleep(10min);
    deadline.check("somebody who says nothing");
}

} // namespace

// The threads of the operations, which wait for nobody but their own.
class TestPeriodicJobs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aJobThatHangsHoldsUpItsOwnThreadAlone()
    {
        std::atomic<int> flags{0}, orders{0}, neighbours{0}, hangs{0}, others{0};
        const auto hookIsOver = std::make_shared<Cancellation>();
        PeriodicJobs jobs;
        const auto letGo = qScopeGuard([&] { hookIsOver->cancel(CancelReason::Shutdown); });
        jobs.add(PeriodicJobs::kControl, u"flags"_s, {1ms, 10min}, [&](const Deadline &) { ++flags; });
        jobs.add(PeriodicJobs::kOrders, u"orders"_s, {1ms, 10min}, [&](const Deadline &) { ++orders; });
        // For longer than it may: who shared its thread would have no turn.
        jobs.addAlertWay(u"hook"_s, [&](const Deadline &) {
            ++hangs;
            hang(Deadline::in(10min, hookIsOver));
        });
        jobs.addAlertWay(u"other"_s, [&](const Deadline &) { ++others; });
        jobs.add(PeriodicJobs::kPicture, u"slow"_s, {1ms, 10min}, hang);
        jobs.add(PeriodicJobs::kPicture, u"neighbour"_s, {1ms, 10min},
                 [&](const Deadline &) { ++neighbours; });
        jobs.start();
        QTRY_VERIFY_WITH_TIMEOUT(hangs == 1 && flags >= 3 && orders >= 3 && others >= 1, 20'000);
        QCOMPARE(neighbours.load(), 0); // waits for the one before it
        hookIsOver->cancel(CancelReason::Shutdown);
        jobs.stop(); // cancels what hangs
    }

    void aFailureIsTriedAgainSooner()
    {
        std::atomic<int> runs{0};
        PeriodicJobs jobs;
        jobs.add(PeriodicJobs::kControl, u"flags"_s, {10min, 10min, 1ms}, [&](const Deadline &) {
            if (++runs < 4)
                throw DatabaseError(DatabaseError::Kind::Connection, "08006", u"away"_s);
        });
        jobs.start();
        QTRY_COMPARE_WITH_TIMEOUT(runs.load(), 4, 20'000); // and no more, for ten minutes
        jobs.stop();
        QCOMPARE(runs.load(), 4);
    }

    // Each pause is twice as long as the one before it, up to the interval. The sixth run works.
    void failuresInARowAreTriedAgainEverMoreSlowly()
    {
        using std::chrono::steady_clock;
        std::vector<steady_clock::time_point> begun; // of the job's thread until it is stopped
        std::atomic<int> runs{0};
        PeriodicJobs jobs;
        jobs.add(PeriodicJobs::kControl, u"history"_s, {160ms, 10min, 20ms}, [&](const Deadline &) {
            begun.push_back(steady_clock::now());
            if (++runs != 6)
                throw DatabaseError(DatabaseError::Kind::Connection, "08006", u"away"_s);
        });
        jobs.start();
        QTRY_VERIFY_WITH_TIMEOUT(runs >= 8, 20'000);
        jobs.stop();
        const std::vector<std::chrono::milliseconds> least{20ms, 40ms, 80ms, 160ms, 160ms, 160ms, 20ms};
        for (size_t i = 0; i < least.size(); ++i)
            QVERIFY2(begun[i + 1] - begun[i] >= least[i], qPrintable(QString::number(i)));
    }

    // A run has so long and no longer, and the next one comes all the same.
    void aRunEndsWithItsTime()
    {
        std::atomic<int> runs{0};
        PeriodicJobs jobs;
        jobs.add(PeriodicJobs::kHeartbeat, u"heartbeat"_s, {1ms, 20ms}, [&](const Deadline &deadline) {
            ++runs;
            hang(deadline);
        });
        jobs.start();
        QTRY_VERIFY_WITH_TIMEOUT(runs >= 3, 20'000);
        jobs.stop();
    }
};

const turnpike::test::RegisteredTest<TestPeriodicJobs> kTestPeriodicJobs;

} // namespace tst_periodicjobs

#include "tst_periodicjobs.moc"
