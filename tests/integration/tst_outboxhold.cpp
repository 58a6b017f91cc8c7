// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolefeed/outboxhold.h"
#include "support/aside.h"
#include "support/fakeclock.h"
#include "support/testdatabase.h"
#include "support/testmain.h"

#include <QTest>

#include <atomic>

namespace tst_outboxhold {

using namespace turnpike;
using namespace turnpike::test;
using Kind = db::DatabaseUrl::Kind;

namespace {

// Does nothing but keep whether messages are held back.
class HeldOrNot : public consolefeed::Leading
{
public:
    inbox::DispatcherStats dispatcher() const override { return {}; }
    outbox::SenderStats sender() const override { return {}; }
    std::vector<workers::WorkerSnapshot> workers() const override { return {}; }
    QStringList workerNames() const override { return {}; }
    std::optional<protocol::Sentence> webhookTrouble() const override { return {}; }
    std::optional<telegram::WebhookInfo> webhookInfo() const override { return {}; }
    std::optional<qint64> webhookAskedAt() const override { return {}; }
    void holdOutbox(bool held) override { isHeld = held; }

    std::atomic<bool> isHeld{false};
};

Deadline soon()
{
    return Deadline::in(std::chrono::seconds(30));
}

} // namespace

// Messages that operators hold back, as orders and the database say.
class TestOutboxHold : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatOneSaysTheOthersFollow_data() { TestDatabase::addKinds(); }

    void whatOneSaysTheOthersFollow()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        const FakeClock clock;
        HeldOrNot here, there;
        consolefeed::OutboxHold hold(test.database(), clock, here);
        consolefeed::OutboxHold elsewhere(test.database(), clock, there);
        elsewhere.follow(soon());
        QVERIFY(!there.isHeld);
        for (const bool held : {true, false}) {
            hold.set(held, soon());
            QCOMPARE(here.isHeld.load(), held);
            elsewhere.follow(soon());
            QCOMPARE(there.isHeld.load(), held);
            hold.follow(soon());
            QCOMPARE(here.isHeld.load(), held);
        }
    }

    // The poll has its snapshot from before the order, and comes back after it.
    void aPollUnderWayDoesNotUndoAnOrder()
    {
        TestDatabase test(Kind::Postgres);
        // Whoever reads waits for the lock; who writes does not.
        test.script("CREATE FUNCTION is_let_through() RETURNS boolean LANGUAGE plpgsql STABLE AS $$ "
                    "BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN true; END $$; "
                    "ALTER TABLE settings RENAME TO settings_kept; "
                    "CREATE VIEW settings AS SELECT key, value, updated_at FROM settings_kept "
                    "WHERE is_let_through()");
        const FakeClock clock;
        HeldOrNot here;
        consolefeed::OutboxHold hold(test.database(), clock, here);
        const db::Lease somebody = test.pool().acquire(db::Demand::Worker, "somebody", soon());
        somebody.connection().runScript("SELECT pg_advisory_lock(1)");
        Aside poll([&] { hold.follow(soon()); });
        QTRY_COMPARE_WITH_TIMEOUT(
            test.number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
                        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"),
            1, 20'000);
        hold.set(true, soon());
        QVERIFY(here.isHeld);
        somebody.connection().runScript("SELECT pg_advisory_unlock(1)");
        poll.get();
        QVERIFY2(here.isHeld, "the poll has undone the order");
        hold.follow(soon());
        QVERIFY(here.isHeld);
    }
};

const turnpike::test::RegisteredTest<TestOutboxHold> kTestOutboxHold;

} // namespace tst_outboxhold

#include "tst_outboxhold.moc"
