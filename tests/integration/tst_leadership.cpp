// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/errors.h"
#include "replicas/instancelock.h"
#include "replicas/leadership.h"
#include "support/testdatabase.h"
#include "support/testmain.h"

#include <QDir>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

namespace tst_leadership {

using namespace turnpike;
using namespace Qt::StringLiterals;
using turnpike::test::TestDatabase;
using Kind = db::DatabaseUrl::Kind;

namespace {

// One replica's leadership and what it was told.
struct Replica
{
    explicit Replica(const db::DatabaseUrl &url)
        : leadership(url, {[this] { ++gained; }, [this] { ++lost; }})
    {
        leadership.start();
    }

    std::atomic<int> gained{0};
    std::atomic<int> lost{0};
    replicas::Leadership leadership;
};

} // namespace

class TestLeadership : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneOfTwoLeadsAndTheOtherFollowsARelease()
    {
        TestDatabase database(Kind::Postgres);
        Replica first(database.url());
        QTRY_VERIFY_WITH_TIMEOUT(first.leadership.isLeader(), 10'000);
        Replica second(database.url());
        // The second has asked once it has a session: it is there and does not lead.
        QTRY_COMPARE_WITH_TIMEOUT(database.outsider(kSessions), QByteArray("2"), 10'000);
        QVERIFY(!second.leadership.isLeader());
        first.leadership.stop();
        QVERIFY(!first.leadership.isLeader());
        QCOMPARE(first.lost.load(), 1);
        QTRY_VERIFY_WITH_TIMEOUT(second.leadership.isLeader(), 10'000);
    }

    void aCutConnectionEndsTheLeadAndItComesBack()
    {
        TestDatabase database(Kind::Postgres);
        Replica replica(database.url());
        QTRY_VERIFY_WITH_TIMEOUT(replica.leadership.isLeader(), 10'000);
        database.outsider(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name = 'turnpike leader'");
        QTRY_COMPARE_WITH_TIMEOUT(replica.lost.load(), 1, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(replica.gained.load(), 2, 10'000);
        QVERIFY(replica.leadership.isLeader());
    }

    void aReadOnlyDatabaseHasNoLeaderUntilItTakesWritesAgain()
    {
        TestDatabase database(Kind::Postgres);
        const TestDatabase neighbour(Kind::Postgres);
        const QByteArray name = database.url().database().toUtf8();
        const auto restore = qScopeGuard(
            [&] { neighbour.outsider("ALTER DATABASE " + name + " RESET default_transaction_read_only"); });
        neighbour.outsider("ALTER DATABASE " + name + " SET default_transaction_read_only = on");
        Replica replica(database.url());
        // It asks each second.
        QVERIFY(!QTest::qWaitFor([&] { return replica.leadership.isLeader(); }, 2'500));
        neighbour.outsider("ALTER DATABASE " + name + " SET default_transaction_read_only = off");
        QTRY_VERIFY_WITH_TIMEOUT(replica.leadership.isLeader(), 10'000);
        QCOMPARE(replica.lost.load(), 0);
    }

    void nothingIsLeftOfTheSessionAfterStop()
    {
        TestDatabase database(Kind::Postgres);
        for (int i = 0; i < 5; ++i) {
            Replica replica(database.url());
            QTRY_VERIFY_WITH_TIMEOUT(replica.leadership.isLeader(), 10'000);
        }
        QTRY_COMPARE_WITH_TIMEOUT(database.outsider(kSessions), QByteArray("0"), 10'000);
    }

    void onSqliteTheProcessLeadsAtOnceAndKeepsOthersOut()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"shop.db"_s);
        const replicas::InstanceLock lock(file);
        QVERIFY_EXCEPTION_THROWN(replicas::InstanceLock{file}, ConfigError);
        Replica replica(db::DatabaseUrl::sqlite(file));
        QTRY_COMPARE(replica.gained.load(), 1);
        QVERIFY(replica.leadership.isLeader());
        replica.leadership.stop();
        QCOMPARE(replica.lost.load(), 1);
    }

    // A lock on what lies beneath a volume keeps nobody from that volume's file.
    void aLockIsInPlaceWhileItsFileIsTheOneAtItsPath()
    {
        QTemporaryDir folder;
        const QString volume = folder.filePath(u"volume"_s);
        const QString beneath = folder.filePath(u"beneath"_s);
        QVERIFY(QDir().mkdir(volume));
        const replicas::InstanceLock lock(volume + u"/shop.db"_s);
        QVERIFY(lock.isInPlace());
        QVERIFY(QDir().rename(volume, beneath));
        QVERIFY(!lock.isInPlace()); // none is there
        QVERIFY(QDir().mkdir(volume));
        const replicas::InstanceLock other(volume + u"/shop.db"_s);
        QVERIFY(other.isInPlace());
        QVERIFY(!lock.isInPlace()); // another one is
    }

private:
    static constexpr const char *kSessions =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND application_name = 'turnpike leader'";
};

const turnpike::test::RegisteredTest<TestLeadership> kTestLeadership;

} // namespace tst_leadership

#include "tst_leadership.moc"
