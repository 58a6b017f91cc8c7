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

// Whether one does nothing while the other goes round twenty times.
bool rests(const std::atomic<int> &one, const std::atomic<int> &other)
{
    const int before = one;
    const int begun = other;
    return QTest::qWaitFor([&] { return other >= begun + 20; }, 20'000) && one == before;
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

    void aJobThatIsKickedRunsAtOnce()
    {
        std::atomic<int> orders{0}, others{0};
        PeriodicJobs jobs;
        jobs.add(PeriodicJobs::kOrders, u"orders"_s, {10min, 10min}, [&](const Deadline &) { ++orders; });
        jobs.add(PeriodicJobs::kOrders, u"others"_s, {10min, 10min}, [&](const Deadline &) { ++others; });
        jobs.start();
        QTRY_VERIFY_WITH_TIMEOUT(orders == 1 && others == 1, 20'000);
        for (int run = 2; run <= 4; ++run) {
            jobs.kick(PeriodicJobs::kOrders, u"orders"_s);
            QTRY_COMPARE_WITH_TIMEOUT(orders.load(), run, 20'000);
        }
        jobs.kick(PeriodicJobs::kOrders, u"nobody"_s);
        jobs.kick("nowhere", u"orders"_s);
        jobs.stop();
        QCOMPARE(others.load(), 1);
    }

    // Somebody looks for them; when nobody does any more, each looks by itself.
    void jobsThatAreVouchedForRestUntilNobodyDoes()
    {
        using std::chrono::steady_clock;
        std::atomic<int> flags{0}, others{0};
        PeriodicJobs jobs;
        jobs.add(PeriodicJobs::kControl, u"flags"_s, {1ms, 10min, 0ms, 10min},
                 [&](const Deadline &) { ++flags; });
        jobs.add(PeriodicJobs::kOrders, u"others"_s, {1ms, 10min}, [&](const Deadline &) { ++others; });
        jobs.vouch(steady_clock::now() + 10min);
        jobs.start();
        QTRY_VERIFY_WITH_TIMEOUT(flags == 1 && others >= 20, 20'000);
        QCOMPARE(flags.load(), 1);
        jobs.kick(PeriodicJobs::kControl, u"flags"_s);
        QTRY_COMPARE_WITH_TIMEOUT(flags.load(), 2, 20'000);
        jobs.vouch(steady_clock::now());
        QTRY_VERIFY_WITH_TIMEOUT(flags >= 10, 20'000);
        jobs.vouch(steady_clock::now() + 10min);
        QTRY_VERIFY_WITH_TIMEOUT(rests(flags, others), 20'000);
        jobs.stop();
    }

    // As often as it says itself after each run.
    void aJobMaySlowDown()
    {
        std::atomic<int> runs{0}, others{0};
        PeriodicJobs jobs;
        PeriodicJobs::Rhythm rhythm{1ms, 10min};
        rhythm.pace = [&] {
            return runs < 3 ? PeriodicJobs::Milliseconds(1) : PeriodicJobs::Milliseconds(10min);
        };
        jobs.add(PeriodicJobs::kPicture, u"picture"_s, rhythm, [&](const Deadline &) { ++runs; });
        jobs.add(PeriodicJobs::kOrders, u"others"_s, {1ms, 10min}, [&](const Deadline &) { ++others; });
        jobs.start();
        QTRY_VERIFY_WITH_TIMEOUT(runs == 3 && others >= 20, 20'000);
        jobs.stop();
        QCOMPARE(runs.load(), 3);
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
