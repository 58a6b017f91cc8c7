// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/deadline.h"
#include "base/errors.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_deadline {

using namespace turnpike;
using namespace std::chrono_literals;

class TestDeadline : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withinTakesTheEarlierEnd()
    {
        const Deadline minute = Deadline::in(60s);
        QVERIFY(minute.within(1s).remaining() <= 1s);
        QVERIFY(Deadline::in(1s).within(60s).remaining() <= 1s);
    }

    void passedDeadlineThrowsAndNamesTheWork()
    {
        const Deadline over = Deadline::in(0ms);
        QVERIFY(over.isOver());
        try {
            over.check("pool acquire");
            QFAIL("no exception");
        } catch (const DeadlineExceeded &error) {
            QVERIFY(error.message().contains(u"pool acquire"));
        }
    }

    void cancellingEndsASleepOnAnotherThreadAtOnce()
    {
        const auto stop = std::make_shared<Cancellation>();
        const Deadline deadline = Deadline::in(60s, stop);
        std::atomic<bool> sleptThrough{true};
        const auto begun = std::chrono::steady_clock::now();
        std::thread sleeper([&] { sleptThrough = deadline.sleep(60s); });
        stop->cancel(CancelReason::Shutdown);
        sleeper.join();
        QVERIFY(!sleptThrough);
        QVERIFY(std::chrono::steady_clock::now() - begun < 10s);
        QVERIFY_EXCEPTION_THROWN(deadline.check("work"), Cancelled);
    }

    void firstReasonWins()
    {
        Cancellation stop;
        stop.cancel(CancelReason::FlagOff);
        stop.cancel(CancelReason::Shutdown);
        QCOMPARE(stop.reason(), CancelReason::FlagOff);
    }

    void callbackRunsOnceOnCancelAndNotAfterItsSubscriptionEnded()
    {
        Cancellation stop;
        int kept = 0, dropped = 0, late = 0;
        const auto keptSubscription = stop.onCancel([&] { ++kept; });
        {
            const auto droppedSubscription = stop.onCancel([&] { ++dropped; });
        }
        stop.cancel(CancelReason::Operator);
        const auto lateSubscription = stop.onCancel([&] { ++late; });
        QCOMPARE(kept, 1);
        QCOMPARE(dropped, 0);
        QCOMPARE(late, 1);
    }
};

const turnpike::test::RegisteredTest<TestDeadline, turnpike::test::NoApplication> kTestDeadline;

} // namespace tst_deadline

#include "tst_deadline.moc"
