// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/errors.h"
#include "db/queuedrainer.h"
#include "support/testmain.h"

#include <QTest>

#include <atomic>

namespace tst_queuedrainer {

using namespace turnpike;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

// Takes a turn only when it is woken, and counts what it is told.
class CountingQueue : public db::DrainedQueue
{
public:
    void beginTerm() override { ++terms; }
    TimePoint nextTurnAt() override { return std::chrono::steady_clock::now() + 1h; }
    void lookAgain() override { ++looks; }
    bool takeTurn() override
    {
        const bool isGood = !onTurn || onTurn();
        ++turns;
        return isGood;
    }
    void pause() override { ++pauses; }
    bool isIdle() const override { return isQuiet; }
    void stopping() override { told.cancel(CancelReason::Shutdown); }
    bool finish(const Deadline &) override
    {
        ++finishes;
        return true;
    }
    bool settle(const Deadline &) override
    {
        ++settles;
        return false;
    }

    std::function<bool()> onTurn; // before start()
    Cancellation told;            // that the thread is to stop
    std::atomic<bool> isQuiet{true};
    std::atomic<int> terms{0};
    std::atomic<int> looks{0};
    std::atomic<int> turns{0};
    std::atomic<int> pauses{0};
    std::atomic<int> finishes{0};
    std::atomic<int> settles{0};
};

// A queue with its drainer, which is stopped at the end.
struct Drained
{
    ~Drained() { drainer.stop(Deadline::in(1s)); }

    CountingQueue queue;
    const QLoggingCategory category{"turnpike.test"};
    db::QueueDrainer drainer{queue, "drained", category, "the queue cannot be reached"};
};

class TestQueueDrainer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wakeTakesATurnAndAKickLooksAtTheQueueBefore()
    {
        Drained drained;
        drained.drainer.start();
        drained.drainer.wake();
        QTRY_COMPARE(drained.queue.turns.load(), 1);
        QCOMPARE(drained.queue.looks.load(), 0);
        drained.drainer.kick();
        QTRY_COMPARE(drained.queue.turns.load(), 2);
        QCOMPARE(drained.queue.looks.load(), 1);
    }

    void kickDuringATurnLeadsToAnother()
    {
        Drained drained;
        drained.queue.onTurn = [&drained] {
            if (drained.queue.turns == 0)
                drained.drainer.kick();
            return true;
        };
        drained.drainer.start();
        drained.drainer.wake();
        QTRY_COMPARE(drained.queue.turns.load(), 2);
        QCOMPARE(drained.queue.looks.load(), 1);
    }

    void failedStepPausesTheQueueAndTheNextTurnComes()
    {
        Drained drained;
        drained.queue.onTurn = [&drained] {
            return drained.drainer.guarded("step",
                                           [] { throw Error(ErrorType::Infra, u"the database is away"_s); });
        };
        drained.drainer.start();
        drained.drainer.wake();
        QTRY_COMPARE(drained.queue.turns.load(), 1);
        QCOMPARE(drained.queue.pauses.load(), 1);
        drained.drainer.wake();
        QTRY_COMPARE(drained.queue.turns.load(), 2);
        QCOMPARE(drained.queue.pauses.load(), 2);
    }

    void stopCancelsTheCommandUnderWayAndFinishesAfterIt()
    {
        std::atomic<bool> hasBegun{false}, sleptThrough{true};
        Drained drained;
        drained.queue.onTurn = [&] {
            const Deadline deadline = drained.drainer.commandDeadline();
            hasBegun = true;
            sleptThrough = deadline.sleep(db::QueueDrainer::kCommandTime / 2);
            return true;
        };
        drained.drainer.start();
        drained.drainer.wake();
        QTRY_VERIFY(hasBegun.load());
        QVERIFY(drained.drainer.stop(Deadline::in(10s)));
        QVERIFY(!sleptThrough);
        QCOMPARE(drained.queue.turns.load(), 1);
        QCOMPARE(drained.queue.finishes.load(), 1);
    }

    void queueHearsOfTheStopBeforeTheThreadIsWaitedFor()
    {
        std::atomic<bool> hasBegun{false}, hasHeard{false};
        Drained drained;
        drained.queue.onTurn = [&] {
            hasBegun = true;
            hasHeard = drained.queue.told.waitUntil(std::chrono::steady_clock::now() + 10s);
            return true;
        };
        drained.drainer.start();
        drained.drainer.wake();
        QTRY_VERIFY(hasBegun.load());
        drained.drainer.stop(Deadline::in(10s));
        QVERIFY(hasHeard);
    }

    void startsOnceATermAndSettlesOnlyBetweenTwo()
    {
        Drained drained;
        drained.drainer.start();
        drained.drainer.start();
        QCOMPARE(drained.queue.terms.load(), 1);
        QVERIFY(drained.drainer.settle(Deadline::in(1s)));
        QCOMPARE(drained.queue.settles.load(), 0);
        drained.drainer.stop(Deadline::in(1s));
        QVERIFY(!drained.drainer.settle(Deadline::in(1s)));
        QCOMPARE(drained.queue.settles.load(), 1);
        drained.drainer.start();
        QCOMPARE(drained.queue.terms.load(), 2);
    }

    void stopOfWhatIsNotStartedOnlyAsks()
    {
        Drained drained;
        drained.queue.isQuiet = false;
        QVERIFY(!drained.drainer.stop(Deadline::in(1s)));
        QCOMPARE(drained.queue.finishes.load(), 0);
    }
};

const turnpike::test::RegisteredTest<TestQueueDrainer> kTestQueueDrainer;

} // namespace tst_queuedrainer

#include "tst_queuedrainer.moc"
