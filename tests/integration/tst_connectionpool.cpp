// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/connectionpool.h"

#include "base/errors.h"
#include "support/testdatabase.h"
#include "support/testmain.h"
#include "telemetry/log.h"

#include <QFile>
#include <QTest>

namespace tst_connectionpool {

using namespace turnpike;
using namespace turnpike::db;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using turnpike::test::TestDatabase;
using Kind = DatabaseUrl::Kind;

// Who gets a connection, when, and what the pool tells about it. No PostgreSQL behaviour is needed but where
// a test asks for both databases.
class TestConnectionPool : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_logFile = m_folder.filePath(u"log"_s);

    static Deadline soon() { return Deadline::in(30s); }
    static PoolOptions options(PoolPlaces places)
    {
        PoolOptions options = TestDatabase::defaultOptions();
        options.places = places;
        return options;
    }
    // Runs on another thread once as many wait as are said to; keeps the order of the answers in `order`.
    struct Line
    {
        ConnectionPool &pool;
        std::mutex mutex;
        QStringList order;
        std::vector<std::thread> threads;

        explicit Line(ConnectionPool &p)
            : pool(p)
        {}
        void join(Demand demand, const char *name)
        {
            const size_t before = pool.waiters().size();
            threads.emplace_back([this, demand, name] {
                const Lease lease = pool.acquire(demand, name, soon());
                const std::lock_guard lock(mutex);
                order << QString::fromLatin1(name);
            });
            while (pool.waiters().size() == before)
                std::this_thread::yield();
        }
        void wait()
        {
            for (std::thread &thread : threads)
                thread.join();
        }
    };

private Q_SLOTS:
    void initTestCase() { turnpike::log::start({turnpike::log::Format::Json, m_logFile}); }

    void placesFollowFromTheMaximum()
    {
        QCOMPARE(PoolPlaces().total(), 38);
        QCOMPARE(PoolPlaces::forMaximum(38).handlers, 22);
        QCOMPARE(PoolPlaces::forMaximum(38).ingest, 2);
        QCOMPARE(PoolPlaces::forMaximum(20).ingest, 2);
        QCOMPARE(PoolPlaces::forMaximum(20).handlers, 4);
        QCOMPARE(PoolPlaces::forMaximum(19).ingest, 1);
        QCOMPARE(PoolPlaces::forMaximum(19).handlers, 4);
        QCOMPARE(PoolPlaces::forMaximum(19).workers, 7);
        QCOMPARE(PoolPlaces::forMaximum(14).handlers, 3);
        QCOMPARE(PoolPlaces::forMaximum(14).workers, 3);
        QCOMPARE(PoolPlaces::forMaximum(14).total(), 14);
        QVERIFY_EXCEPTION_THROWN(PoolPlaces::forMaximum(13), ConfigError);
    }

    void waitersAreServedInTheOrderTheyCame()
    {
        TestDatabase test(Kind::Sqlite, options({.handlers = 1}));
        Line line(test.pool());
        {
            const Lease lease = test.pool().acquire(Demand::Handler, "holder", soon());
            for (const char *name : {"a", "b", "c", "d"})
                line.join(Demand::Handler, name);
            QCOMPARE(test.pool().stats().waiting, 4);
            QCOMPARE(test.pool().waiters().at(2).holder, u"c"_s);
        }
        line.wait();
        QCOMPARE(line.order, QStringList({u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
    }

    void noDemandTakesThePlacesOfAnother()
    {
        TestDatabase test(Kind::Sqlite, options({.handlers = 3, .workers = 2}));
        std::vector<Lease> leases;
        for (int i = 0; i < 3; ++i)
            leases.push_back(test.pool().acquire(Demand::Handler, "burst", soon()));
        Line line(test.pool());
        for (int i = 0; i < 5; ++i)
            line.join(Demand::Handler, "burst");
        // Everybody else is served at once, past the five.
        for (const Demand demand :
             {Demand::Worker, Demand::Worker, Demand::Ingest, Demand::Sender, Demand::Operations,
              Demand::Operations, Demand::Control, Demand::Control, Demand::Control, Demand::Control})
            leases.push_back(test.pool().acquire(demand, "reserved", Deadline::in(20s)));
        QCOMPARE(test.pool().stats().used, 13);
        QCOMPARE(test.pool().stats().waiting, 5);
        leases.clear();
        line.wait();
        QVERIFY(test.pool().stats().size <= 13);
    }

    void exhaustionEndsAtTheAcquireTimeoutAndIsCounted()
    {
        PoolOptions few = options({.handlers = 1});
        few.acquireTimeout = 20ms;
        TestDatabase test(Kind::Sqlite, few);
        const Lease lease = test.pool().acquire(Demand::Handler, "update 7", soon());
        const auto acquire = [&] { test.pool().acquire(Demand::Handler, "update 8", soon()); };
        try {
            acquire();
            QFAIL("no exception");
        } catch (const DatabaseError &error) {
            QCOMPARE(error.kind(), DatabaseError::Kind::PoolTimeout);
            QVERIFY(error.isTransient());
            QVERIFY(error.message().contains(u"1 of 1 in use"));
        }
        QCOMPARE(test.pool().stats().timeouts, 1);
        QCOMPARE(test.pool().stats().waiting, 0);
        // A deadline before the acquire timeout ends the wait the same way.
        QVERIFY_EXCEPTION_THROWN(test.pool().acquire(Demand::Handler, "update 9", Deadline::in(1ms)),
                                 DatabaseError);
        QVERIFY_EXCEPTION_THROWN(test.pool().acquire(Demand::Handler, "late", Deadline::in(0ms)),
                                 DeadlineExceeded);
        const auto leases = test.pool().leases();
        QCOMPARE(leases.size(), size_t(1));
        QCOMPARE(leases[0].holder, u"update 7"_s);
        QVERIFY(leases[0].threadId > 0);
        QVERIFY(leases[0].age >= 20ms);
    }

    void fullQueueRefusesAtOnce()
    {
        PoolOptions few = options({.handlers = 1});
        few.maxWaiting = 1;
        TestDatabase test(Kind::Sqlite, few);
        std::optional<Lease> lease = test.pool().acquire(Demand::Handler, "holder", soon());
        Line line(test.pool());
        line.join(Demand::Handler, "waits");
        QVERIFY_EXCEPTION_THROWN(test.pool().acquire(Demand::Handler, "one too many", soon()), DatabaseError);
        QCOMPARE(test.pool().stats().rejected, 1);
        lease.reset();
        line.wait();
    }

    void cancellingEndsAWaitForAConnection()
    {
        TestDatabase test(Kind::Sqlite, options({.handlers = 1}));
        const Lease lease = test.pool().acquire(Demand::Handler, "holder", soon());
        const auto stop = std::make_shared<Cancellation>();
        std::thread canceller([&] {
            while (test.pool().waiters().empty())
                std::this_thread::yield();
            stop->cancel(CancelReason::Shutdown);
        });
        QVERIFY_EXCEPTION_THROWN(test.pool().acquire(Demand::Handler, "waits", Deadline::in(60s, stop)),
                                 Cancelled);
        canceller.join();
        QCOMPARE(test.pool().stats().timeouts, 0);
    }

    void manyThreadsShareFewConnections_data() { TestDatabase::addKinds(); }
    void manyThreadsShareFewConnections()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind, options({.handlers = 4}));
        std::atomic<int> failures{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 12; ++i) {
            threads.emplace_back([&, i] {
                for (int round = 0; round < 15; ++round) {
                    try {
                        test.database().write(Demand::Handler, "test", soon(), [&](Transaction &tx) {
                            tx.exec("INSERT INTO settings (key, value, updated_at) VALUES (?, 'x', 0)",
                                    u"%1-%2"_s.arg(i).arg(round));
                        });
                    } catch (const std::exception &error) {
                        ++failures;
                        qWarning("%s", error.what());
                    }
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(failures.load(), 0);
        QCOMPARE(test.number("SELECT count(*) FROM settings"), 12 * 15);
        const PoolStats stats = test.pool().stats();
        QVERIFY(stats.size <= 5); // four handlers' and the one for counting
        QCOMPARE(stats.used, 0);
        QCOMPARE(stats.discarded, 0);
        QCOMPARE(stats.acquireWait.count, stats.acquired);
        QCOMPARE(stats.use.count, stats.acquired);
    }

    void unusedConnectionsGoDownToTheMinimumAndOldOnesAreReplaced()
    {
        PoolOptions brief = options({});
        brief.minSize = 2;
        brief.idleTimeout = 1ms;
        TestDatabase test(Kind::Sqlite, brief);
        {
            std::vector<Lease> leases;
            for (int i = 0; i < 6; ++i)
                leases.push_back(test.pool().acquire(Demand::Handler, "burst", soon()));
            QCOMPARE(test.pool().stats().used, 6);
        }
        QTRY_COMPARE_WITH_TIMEOUT(test.pool().stats().size, 2, 20'000);
    }

    void connectionPastItsLifetimeIsReplacedWhileTheMinimumIsKept()
    {
        PoolOptions brief = options({});
        brief.maxLifetime = 10ms;
        TestDatabase test(Kind::Sqlite, brief);
        QTRY_VERIFY_WITH_TIMEOUT(test.pool().stats().opened > 2, 20'000);
        QCOMPARE(test.number("SELECT 1"), 1);
        QCOMPARE(test.pool().stats().discarded, 0);
    }

    void idleConnectionAnswersAPingBeforeItIsLent_data() { TestDatabase::addKinds(); }
    void idleConnectionAnswersAPingBeforeItIsLent()
    {
        QFETCH(Kind, kind);
        PoolOptions cautious = options({});
        cautious.validateAfter = 0ms;
        TestDatabase test(kind, cautious);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(test.number("SELECT 1"), 1);
        QCOMPARE(test.pool().stats().discarded, 0);
    }

    void leaseHeldLongIsWarnedAboutByItsHoldersName()
    {
        PoolOptions strict = options({});
        strict.holdWarning = 1ms;
        TestDatabase test(Kind::Sqlite, strict);
        const Lease lease = test.pool().acquire(Demand::Handler, "slow update 12", soon());
        QTRY_VERIFY_WITH_TIMEOUT(logContains("connection lease held long") && logContains("slow update 12"),
                                 20'000);
    }

    void leaseRollsBackWhatItsHolderLeftOpen()
    {
        TestDatabase test(Kind::Sqlite);
        {
            const Lease lease = test.pool().acquire(Demand::Handler, "test", soon());
            lease.connection().begin(true, soon(), 30s);
            lease.connection().exec("INSERT INTO settings (key, value, updated_at) VALUES ('a', 'b', 0)", {});
        }
        QCOMPARE(test.number("SELECT count(*) FROM settings"), 0);
    }

    void waitersAreToldWhenThePoolGoes()
    {
        auto pool = std::make_unique<ConnectionPool>(DatabaseUrl::sqlite(u"/nowhere/at/all/turnpike.db"_s),
                                                     PoolOptions());
        QTRY_VERIFY_WITH_TIMEOUT(pool->stats().connectFailures > 0, 20'000);
        QVERIFY_EXCEPTION_THROWN(pool->acquire(Demand::Handler, "test", soon()), DatabaseError);
        QVERIFY(!pool->stats().isUp);
        QVERIFY(!pool->stats().lastError.isEmpty());
        QVERIFY(!pool->waitUntilUp(Deadline::in(1ms)));
    }

    void writersOfSqliteTakeTurnsAndIngestGoesFirst()
    {
        WriteQueue queue;
        std::mutex mutex;
        QStringList order;
        std::vector<std::thread> threads;
        {
            const WriteQueue::Turn first = queue.enter(Demand::Handler, soon());
            const auto join = [&](Demand demand, const char *name) {
                const int before = queue.waiting();
                threads.emplace_back([&, demand, name] {
                    const WriteQueue::Turn turn = queue.enter(demand, soon());
                    const std::lock_guard lock(mutex);
                    order << QString::fromLatin1(name);
                });
                while (queue.waiting() == before)
                    std::this_thread::yield();
            };
            join(Demand::Handler, "a");
            join(Demand::Worker, "b");
            join(Demand::Ingest, "ingest");
            join(Demand::Handler, "c");
            QVERIFY_EXCEPTION_THROWN((void)queue.enter(Demand::Handler, Deadline::in(1ms)), DeadlineExceeded);
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(order, QStringList({u"ingest"_s, u"a"_s, u"b"_s, u"c"_s}));
    }

    void ingestIsNotStarvedByTwentyBusyHandlersOnSqlite()
    {
        TestDatabase test(Kind::Sqlite);
        std::atomic<bool> stop{false};
        std::atomic<int> handled{0};
        std::atomic<int> failures{0};
        const char *const insert = "INSERT INTO settings (key, value, updated_at) VALUES (?, 'x', 0)";
        const auto writeOne = [&](Demand demand, const QString &key) {
            try {
                test.database().write(demand, "test", soon(), [&](Transaction &tx) { tx.exec(insert, key); });
            } catch (const std::exception &error) {
                ++failures;
                qWarning("%s", error.what());
            }
        };
        std::vector<std::thread> threads;
        for (int i = 0; i < 20; ++i) {
            threads.emplace_back([&, i] {
                for (int round = 0; !stop; ++round) {
                    writeOne(Demand::Handler, u"%1-%2"_s.arg(i).arg(round));
                    ++handled;
                }
            });
        }
        while (handled < 20)
            std::this_thread::yield();
        // With every handler in the queue, a commit of ingest has the one that writes now before it; a few
        // more may slip in while this thread is on its way. First come first served would make it twenty.
        constexpr int kCommits = 20;
        const int before = handled;
        for (int i = 0; i < kCommits; ++i)
            writeOne(Demand::Ingest, u"ingest-%1"_s.arg(i));
        const int meanwhile = handled - before;
        stop = true;
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(failures.load(), 0);
        QVERIFY2(meanwhile < 10 * kCommits, qPrintable(QString::number(meanwhile)));
    }

private:
    bool logContains(const char *text)
    {
        turnpike::log::flush();
        QFile file(m_logFile);
        return file.open(QIODevice::ReadOnly) && file.readAll().contains(text);
    }
};

const turnpike::test::RegisteredTest<TestConnectionPool> kTestConnectionPool;

} // namespace tst_connectionpool

#include "tst_connectionpool.moc"
