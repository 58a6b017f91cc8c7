// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/unsettled.h"
#include "replicas/abandonedleases.h"
#include "rowlock.h"
#include "support/fakeclock.h"
#include "support/testdatabase.h"
#include "support/testmain.h"

#include <QtTest>

namespace tst_abandonedleases {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

// What a process that is gone had in its hands is free at once; what a living one holds is not touched.
class TestAbandonedLeases : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leasesOfTheGoneAreTakenBackAndOthersStay_data() { TestDatabase::addKinds(); }
    void leasesOfTheGoneAreTakenBackAndOthersStay();
    void everybodyElseIsGoneWhenAlone_data() { TestDatabase::addKinds(); }
    void everybodyElseIsGoneWhenAlone();
    void oneThatComesBackIsTakenBackAgain_data() { TestDatabase::addKinds(); }
    void oneThatComesBackIsTakenBackAgain();
    void lateCommitOfADeadProcessIsTakenBackToo_data() { TestDatabase::addKinds(); }
    void lateCommitOfADeadProcessIsTakenBackToo();
    void manyLeasesAreTakenBackInBoundedTransactions_data() { TestDatabase::addKinds(); }
    void manyLeasesAreTakenBackInBoundedTransactions();
    void aRowThatSomebodyHasLockedHoldsUpNoOtherLease_data();
    void aRowThatSomebodyHasLockedHoldsUpNoOtherLease();

private:
    static void addInstance(TestDatabase &test, const char *id, qint64 lastSeen,
                            std::optional<qint64> ended = {})
    {
        test.exec("INSERT INTO instances (instance_id, version, role, started_at, last_seen_at, ended_at) "
                  "VALUES (?, '1', 'leader', 0, ?, ?)",
                  QString::fromLatin1(id), lastSeen, ended);
    }
    // One leased row in each table, named after its owner.
    static void addLeases(TestDatabase &test, const char *id, qint64 user)
    {
        const QString owner = QString::fromLatin1(id);
        test.exec(
            "INSERT INTO users (telegram_id, referral_code, created_at, last_seen_at) VALUES (?, ?, 0, 0)",
            user, owner);
        test.exec("INSERT INTO outbox (chat_id, class, method, payload, not_before, expires_at, lease_owner, "
                  "lease_until, created_at) VALUES (?, 0, 'sendMessage', ?, 0, 1, ?, 1, 0)",
                  user, QByteArray("{}"), owner + u"/sender"_s);
        test.exec(
            "INSERT INTO subscriptions (telegram_id, tariff, period_days, status, source, uuid, starts_at, "
            "expires_at, activation_status, next_activation_at, lease_owner, lease_until, updated_at) VALUES "
            "(?, 'basic', 30, 'active', 'payment', ?, 0, 1, 'pending', 0, ?, 1, 0)",
            user, owner, owner);
        test.exec(
            "INSERT INTO purchases (purchase_id, telegram_id, kind, price_kopecks, status, next_check_at, "
            "lease_owner, lease_until, created_at, expires_at) VALUES (?, ?, 'balance_topup', 1, "
            "'awaiting_payment', 0, ?, 1, 0, 1)",
            owner, user, owner);
        test.exec("INSERT INTO vpn_removals (uuid, since, next_attempt_at, lease_owner, lease_until) VALUES "
                  "(?, 0, 0, ?, 1)",
                  owner, owner);
    }
    static qint64 held(TestDatabase &test, const char *id)
    {
        const QString owner = QString::fromLatin1(id);
        return test.number("SELECT (SELECT count(*) FROM outbox WHERE lease_owner = ?) + "
                           "(SELECT count(*) FROM subscriptions WHERE lease_owner = ?) + "
                           "(SELECT count(*) FROM purchases WHERE lease_owner = ?) + "
                           "(SELECT count(*) FROM vpn_removals WHERE lease_owner = ?)",
                           owner + u"/sender"_s, owner, owner, owner);
    }
    static Deadline soon() { return Deadline::in(std::chrono::seconds(30)); }
};

void TestAbandonedLeases::leasesOfTheGoneAreTakenBackAndOthersStay()
{
    QFETCH(db::DatabaseUrl::Kind, kind);
    TestDatabase test(kind);
    FakeClock clock;
    const qint64 now = clock.nowMs();
    addInstance(test, "me", now);
    addInstance(test, "living", now - 14'000);
    addInstance(test, "silent", now - 16'000);
    addInstance(test, "ended", now - 1'000, now - 1'000);
    qint64 user = 0;
    for (const char *id : {"me", "living", "silent", "ended"})
        addLeases(test, id, ++user);

    replicas::AbandonedLeases leases(test.database(), clock, u"me"_s, false);
    QCOMPARE(leases.takeBack(soon()), 8);
    QCOMPARE(held(test, "me"), 4);
    QCOMPARE(held(test, "living"), 4);
    QCOMPARE(held(test, "silent"), 0);
    QCOMPARE(held(test, "ended"), 0);
    QCOMPARE(leases.takeBack(soon()), 0);
    // Whether the VPN API was called nobody knows.
    QCOMPARE(test.number(
                 "SELECT count(*) FROM subscriptions WHERE lease_owner IS NULL AND vpn_unsettled_until = ?",
                 now + access::kLongestCallMs),
             2);
    QCOMPARE(test.number("SELECT count(*) FROM subscriptions WHERE vpn_unsettled_until IS NOT NULL"), 2);

    clock.advance(2'000); // now the living one is silent too
    QCOMPARE(leases.takeBack(soon()), 4);
}

void TestAbandonedLeases::everybodyElseIsGoneWhenAlone()
{
    QFETCH(db::DatabaseUrl::Kind, kind);
    TestDatabase test(kind);
    FakeClock clock;
    addInstance(test, "me", clock.nowMs());
    addInstance(test, "killed", clock.nowMs());
    addLeases(test, "me", 1);
    addLeases(test, "killed", 2);
    replicas::AbandonedLeases leases(test.database(), clock, u"me"_s, true);
    QCOMPARE(leases.takeBack(soon()), 4);
    QCOMPARE(held(test, "me"), 4);
    QCOMPARE(held(test, "killed"), 0);
}

void TestAbandonedLeases::oneThatComesBackIsTakenBackAgain()
{
    QFETCH(db::DatabaseUrl::Kind, kind);
    TestDatabase test(kind);
    FakeClock clock;
    addInstance(test, "frozen", clock.nowMs() - 20'000);
    replicas::AbandonedLeases leases(test.database(), clock, u"me"_s, false);
    QCOMPARE(leases.takeBack(soon()), 0);
    test.exec("UPDATE instances SET last_seen_at = ?", clock.nowMs());
    addLeases(test, "frozen", 1);
    QCOMPARE(leases.takeBack(soon()), 0);
    clock.advance(20'000);
    QCOMPARE(leases.takeBack(soon()), 4);
}

// What it had sent before it died is committed after we have looked.
void TestAbandonedLeases::lateCommitOfADeadProcessIsTakenBackToo()
{
    QFETCH(db::DatabaseUrl::Kind, kind);
    TestDatabase test(kind);
    FakeClock clock;
    addInstance(test, "killed", clock.nowMs() - 1'000, clock.nowMs() - 1'000);
    replicas::AbandonedLeases leases(test.database(), clock, u"me"_s, false);
    QCOMPARE(leases.takeBack(soon()), 0);
    addLeases(test, "killed", 1);
    clock.advance(5'000);
    QCOMPARE(leases.takeBack(soon()), 4);
    QCOMPARE(held(test, "killed"), 0);
}

void TestAbandonedLeases::manyLeasesAreTakenBackInBoundedTransactions()
{
    QFETCH(db::DatabaseUrl::Kind, kind);
    TestDatabase test(kind);
    FakeClock clock;
    constexpr int kMany = 3 * replicas::AbandonedLeases::kRowsATime + 1;
    addInstance(test, "killed", 0, 0);
    for (int i = 0; i < kMany; ++i)
        test.exec("INSERT INTO vpn_removals (uuid, since, next_attempt_at, lease_owner, lease_until) VALUES "
                  "(?, 0, 0, 'killed', 1)",
                  QString::number(i));
    replicas::AbandonedLeases leases(test.database(), clock, u"me"_s, false);
    QCOMPARE(leases.takeBack(soon()), kMany);
    QCOMPARE(test.number("SELECT count(*) FROM vpn_removals WHERE lease_owner IS NOT NULL"), 0);
    if (kind == db::DatabaseUrl::Kind::Postgres) {
        const int largest =
            test.outsider(
                    "SELECT max(n) FROM (SELECT count(*) AS n FROM vpn_removals GROUP BY xmin::text) AS t")
                .toInt();
        QVERIFY(largest <= replicas::AbandonedLeases::kRowsATime);
    }
}

void TestAbandonedLeases::aRowThatSomebodyHasLockedHoldsUpNoOtherLease_data()
{
    QTest::addColumn<QByteArray>("locking");
    for (const char *table : {"outbox", "purchases", "vpn_removals", "subscriptions"})
        QTest::newRow(table) << "UPDATE " + QByteArray(table) + " SET lease_until = lease_until";
}

// As an operator's console or a slow query does.
void TestAbandonedLeases::aRowThatSomebodyHasLockedHoldsUpNoOtherLease()
{
    QFETCH(const QByteArray, locking);
    TestDatabase test(TestDatabase::Kind::Postgres);
    FakeClock clock;
    addInstance(test, "killed", clock.nowMs(), clock.nowMs());
    addLeases(test, "killed", 1);
    replicas::AbandonedLeases leases(test.database(), clock, u"me"_s, false);
    RowLock lock(test, locking.constData());
    lock.begin();
    QCOMPARE(leases.takeBack(soon()), 3);
    QVERIFY(lock.isHeld());
    lock.release();
    clock.advance(5'000); // for late commits
    QCOMPARE(leases.takeBack(soon()), 1);
    QCOMPARE(held(test, "killed"), 0);
}

const turnpike::test::RegisteredTest<TestAbandonedLeases> kTestAbandonedLeases;

} // namespace tst_abandonedleases

#include "tst_abandonedleases.moc"
