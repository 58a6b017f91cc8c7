// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/connectionpool.h"
#include "db/database.h"
#include "db/plainsession.h"

#include "base/errors.h"
#include "support/postgrespair.h"
#include "support/testdatabase.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_failover {

using namespace turnpike;
using namespace turnpike::db;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using turnpike::test::kindOf;
using turnpike::test::PostgresPair;
using turnpike::test::TestDatabase;

// A DATABASE_URL with several hosts: a real primary and its standby, and what becomes of the shop when the
// primary goes.
class TestFailover : public QObject
{
    Q_OBJECT

private:
    static Deadline soon() { return Deadline::in(60s); }

private Q_SLOTS:
    void ofSeveralHostsTheOneThatWritesIsUsedAndMeanwhileOneThatReads()
    {
        PostgresPair servers;
        // Long enough that a refusal is no time-out.
        PoolOptions options = TestDatabase::defaultOptions();
        options.acquireTimeout = 60s;
        ConnectionPool pool(servers.url(), options);
        Database database(pool);
        const auto put = [&](Demand demand) {
            return kindOf([&] {
                database.write(demand, "test", soon(),
                               [](Transaction &tx) { tx.exec("INSERT INTO till (v) VALUES (1)"); });
            });
        };
        const auto count = [&](Demand demand) {
            return database.read(demand, "test", soon(), [](Transaction &tx) {
                return tx.one("SELECT count(*) FROM till")->int64(0);
            });
        };
        const auto found = [&](Demand demand) {
            qint64 rows = -1;
            kindOf([&] { rows = count(demand); });
            return rows;
        };
        // Past the pool, as the leader's lock has it.
        const auto isStandby = [&] {
            PlainSession session(servers.url(), "test");
            session.open(soon());
            return session.run("SELECT pg_is_in_recovery()", soon()).value(0);
        };

        QVERIFY(pool.waitUntilUp(soon()));
        QVERIFY2(!pool.stats().isReadOnly, qPrintable(pool.stats().lastError.english()));
        QCOMPARE(isStandby(), u"f"_s);
        pool.acquire(Demand::Worker, "test", soon()).connection().runScript("CREATE TABLE till (v bigint)");
        for (const Demand demand : {Demand::Ingest, Demand::Handler, Demand::Operations})
            QVERIFY(!put(demand));

        servers.stopPrimary();
        for (const Demand demand : {Demand::Operations, Demand::Control})
            QTRY_COMPARE_WITH_TIMEOUT(found(demand), 3, 30'000);
        for (const Demand demand : {Demand::Ingest, Demand::Handler, Demand::Operations})
            QCOMPARE(put(demand), DatabaseError::Kind::Connection);
        QVERIFY(pool.stats().isReadOnly);
        QCOMPARE(kindOf([&] { isStandby(); }), DatabaseError::Kind::Connection);

        servers.promoteStandby();
        bool isPut = false; // once: QTRY asks again after a yes
        QTRY_VERIFY_WITH_TIMEOUT(isPut || (isPut = !put(Demand::Ingest)), 30'000);
        for (const Demand demand : {Demand::Handler, Demand::Operations, Demand::Control})
            QVERIFY(!put(demand));
        QCOMPARE(count(Demand::Handler), 7);
        QCOMPARE(isStandby(), u"f"_s);
        QVERIFY(!pool.stats().isReadOnly);
    }
};

const turnpike::test::RegisteredTest<TestFailover> kTestFailover;

} // namespace tst_failover

#include "tst_failover.moc"
