// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/jobthreads.h"
#include "support/testmain.h"

#include <QTest>

#include <atomic>

namespace tst_jobthreads {

using namespace turnpike;
using namespace std::chrono_literals;

class TestJobThreads : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyJobRunsOnceAndTheDestructorWaitsForAll()
    {
        std::atomic<int> runs{0};
        {
            JobThreads threads("job", 4);
            for (int i = 0; i < 1'000; ++i)
                threads.start([&] { ++runs; });
        }
        QCOMPARE(runs.load(), 1'000);
    }

    void noMoreThanTheGivenNumberRunTogether()
    {
        std::atomic<int> running{0};
        std::atomic<int> most{0};
        {
            JobThreads threads("job", 3);
            for (int i = 0; i < 200; ++i) {
                threads.start([&] {
                    const int now = ++running;
                    int before = most;
                    while (now > before && !most.compare_exchange_weak(before, now)) {
                    }
                    std::this_thread::yield();
                    --running;
                });
            }
        }
        QVERIFY(most <= 3);
    }

    void jobsThatWaitForOneAnotherGetThreadsOfTheirOwn()
    {
        std::mutex mutex;
        std::condition_variable changed;
        int arrived = 0;
        {
            JobThreads threads("job", 8);
            for (int i = 0; i < 8; ++i) {
                threads.start([&] {
                    std::unique_lock lock(mutex);
                    ++arrived;
                    changed.notify_all();
                    changed.wait_for(lock, 60s, [&] { return arrived == 8; });
                });
            }
        }
        QCOMPARE(arrived, 8);
    }

    void aJobMayStartAnother()
    {
        std::atomic<int> runs{0};
        {
            JobThreads threads("job", 2);
            threads.start([&] {
                ++runs;
                threads.start([&] { ++runs; });
            });
        }
        QCOMPARE(runs.load(), 2);
    }
};

const turnpike::test::RegisteredTest<TestJobThreads> kTestJobThreads;

} // namespace tst_jobthreads

#include "tst_jobthreads.moc"
