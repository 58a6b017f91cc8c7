// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/sharedtimeouts.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_sharedtimeouts {

using namespace std::chrono_literals;
using turnpike::inbox::SharedTimeouts;

// Whose fault it is that updates hang, by a clock that the test moves.
class TestSharedTimeouts : public QObject
{
    Q_OBJECT

private:
    // Attempts of five seconds, and a moment between them.
    struct Attempts
    {
        SharedTimeouts timeouts;
        SharedTimeouts::TimePoint now{1h};

        // Whether the wait of `seq` for a lock is the database's fault; `others` end well meanwhile.
        bool isLockAnOutage(qint64 seq, int others = 0)
        {
            timeouts.begin(seq, now);
            for (int i = 0; i < others; ++i) {
                timeouts.begin(1'000 + i, now);
                timeouts.end(1'000 + i, true);
            }
            now += 5s;
            const bool isOutage = timeouts.endLocked(seq, now);
            now += 200ms;
            return isOutage;
        }
    };

private Q_SLOTS:
    void aLockCountsForNobodyWhateverIsCommittedBesideIt()
    {
        Attempts attempts;
        for (int i = 0; i < 20; ++i)
            QVERIFY(attempts.isLockAnOutage(1, 25));
    }

    // Else its lane would stand for ever, and no operator would hear of it.
    void aLockThatOneUpdateAloneWaitsForCountsAfterTenMinutes()
    {
        Attempts attempts;
        const auto first = attempts.now + 5s;
        do {
            QVERIFY(attempts.isLockAnOutage(1, 25));
        } while (attempts.now + 5s - first < 10min);
        // The pauses before the second to fifth attempt that counts do not begin it anew.
        for (const auto pause : {200ms, 1'000ms, 3'000ms, 10'000ms, 0ms}) {
            QVERIFY(!attempts.isLockAnOutage(1, 25));
            attempts.now += pause;
        }
    }

    void aLockThatManyWaitForIsAnOutageHoweverLong()
    {
        Attempts attempts;
        const auto begun = attempts.now;
        while (attempts.now - begun < 30min) {
            for (const qint64 seq : {1, 2, 3})
                attempts.timeouts.begin(seq, attempts.now);
            attempts.now += 5s;
            for (const qint64 seq : {1, 2, 3})
                QVERIFY(attempts.timeouts.endLocked(seq, attempts.now));
            attempts.now += 200ms;
        }
    }

    void aLockThatWasHadInBetweenBeginsAnew()
    {
        Attempts attempts;
        const auto begun = attempts.now;
        while (attempts.now - begun < 10min)
            attempts.isLockAnOutage(1);
        QVERIFY(!attempts.isLockAnOutage(1));
        attempts.timeouts.begin(1, attempts.now);
        attempts.timeouts.end(1, true);
        QVERIFY(attempts.isLockAnOutage(1));
    }

    // What hangs and is not said to be a lock.
    void otherTimeoutsAreAnOutageOnlyWhereManyHangAndLittleIsCommitted()
    {
        Attempts attempts;
        attempts.timeouts.begin(1, attempts.now);
        QVERIFY(!attempts.timeouts.endLate(1, attempts.now + 5s));
        for (const qint64 seq : {1, 2, 3})
            attempts.timeouts.begin(seq, attempts.now + 6s);
        QVERIFY(attempts.timeouts.endLate(1, attempts.now + 11s));
        for (qint64 seq = 100; seq < 110; ++seq) {
            attempts.timeouts.begin(seq, attempts.now + 11s);
            attempts.timeouts.end(seq, true);
        }
        QVERIFY(!attempts.timeouts.endLate(2, attempts.now + 11s));
    }
};

const turnpike::test::RegisteredTest<TestSharedTimeouts, turnpike::test::NoApplication> kTestSharedTimeouts;

} // namespace tst_sharedtimeouts

#include "tst_sharedtimeouts.moc"
