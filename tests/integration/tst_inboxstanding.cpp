// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/inboxwriter.h"

#include "db/connectionpool.h"
#include "db/database.h"
#include "inbox/lanes.h"
#include "support/recordingkicker.h"
#include "support/storeanswers.h"
#include "support/testdatabase.h"
#include "support/testmain.h"

#include <QTest>

#include <algorithm>
#include <map>

namespace tst_inboxstanding {

using namespace turnpike;
using namespace turnpike::inbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using turnpike::test::RecordingKicker;
using turnpike::test::StoreAnswers;
using turnpike::test::TestDatabase;
using Kind = db::DatabaseUrl::Kind;

namespace {

IncomingUpdate update(qint64 id)
{
    const TelegramId user(7);
    return {UpdateId(id), u"message"_s, user, userLane(user), "{}", 1000};
}

} // namespace

// Whether an update can be stored now, as the writer tells it.
class TestInboxStanding : public QObject
{
    Q_OBJECT

private:
    static InboxWriter::Options eager()
    {
        InboxWriter::Options options;
        options.tryWhenIdle = 5ms;
        options.tryWhenFailing = 20ms;
        return options;
    }

private Q_SLOTS:
    void rehearsalsLeaveNothingBehind_data() { TestDatabase::addKinds(); }
    void rehearsalsLeaveNothingBehind()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        RecordingKicker kicker;
        InboxWriter writer(test.database(), kicker, eager());
        writer.keepTrying();
        const auto before = test.pool().stats().acquired;
        QTRY_VERIFY_WITH_TIMEOUT(test.pool().stats().acquired > before + 3, 60'000);
        QVERIFY(writer.standing().canStore);
        StoreAnswers answers;
        writer.store(update(10), answers.expect(10));
        QVERIFY(answers.waitFor(1));
        QCOMPARE(answers.count(StoreResult::Stored), 1);
        QCOMPARE(test.number("SELECT count(*) FROM inbox"), 1);
        QCOMPARE(writer.stats().batches, quint64(1));
        QCOMPARE(kicker.count(), 1);
    }

    void whetherAnUpdateCanBeStoredIsToldByWhatWasLastTried_data()
    {
        QTest::addColumn<QByteArray>("state");
        QTest::newRow("disk full") << QByteArray("53100");
        QTest::newRow("read-only") << QByteArray("25006");
        QTest::newRow("no right to") << QByteArray("42501");
        QTest::newRow("something else") << QByteArray("XX000");
    }
    void whetherAnUpdateCanBeStoredIsToldByWhatWasLastTried()
    {
        QFETCH(QByteArray, state);
        TestDatabase test(Kind::Postgres);
        RecordingKicker kicker;
        InboxWriter::Options options = eager();
        options.storeTime = 500ms;
        InboxWriter writer(test.database(), kicker, options);
        writer.keepTrying();
        QVERIFY(writer.standing().canStore);
        test.script("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
                    "BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '" +
                    state +
                    "'; END $$; "
                    "CREATE TRIGGER refuse BEFORE INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION refuse()");
        QTRY_VERIFY_WITH_TIMEOUT(!writer.standing().canStore, 60'000);
        QVERIFY2(writer.standing().why.contains(u"no room"), qPrintable(writer.standing().why));
        StoreAnswers answers;
        writer.store(update(10), answers.expect(10));
        QVERIFY(answers.waitFor(1));
        QCOMPARE(answers.count(StoreResult::Unavailable), 1);
        QVERIFY(!writer.standing().canStore);
        test.script("DROP TRIGGER refuse ON inbox");
        QTRY_VERIFY_WITH_TIMEOUT(writer.standing().canStore, 5'000);
        writer.store(update(10), answers.expect(10));
        QVERIFY(answers.waitFor(2));
        QCOMPARE(answers.count(StoreResult::Stored), 1);
        QCOMPARE(test.number("SELECT count(*) FROM inbox"), 1);
    }

    void storingThatHangsIsNotSaidToWork()
    {
        TestDatabase test(Kind::Postgres);
        RecordingKicker kicker;
        InboxWriter writer(test.database(), kicker, eager());
        writer.keepTrying();
        {
            const db::Lease lease = test.pool().acquire(db::Demand::Worker, "somebody", Deadline::in(60s));
            lockInbox(lease);
            QTRY_VERIFY_WITH_TIMEOUT(!writer.standing().canStore, 60'000);
        }
        QTRY_VERIFY_WITH_TIMEOUT(writer.standing().canStore, 30'000);
    }

    // Updates have more time than a rehearsal: it is not waited for.
    void updatesWhoseStoringHangsAreToldBeforeTheirTimeIsUp()
    {
        db::PoolOptions patient = TestDatabase::defaultOptions();
        patient.connection.commandTimeout = 60s;
        TestDatabase test(Kind::Postgres, patient);
        RecordingKicker kicker;
        StoreAnswers answers;
        InboxWriter::Options options;
        options.storeTime = 60s;
        InboxWriter writer(test.database(), kicker, options);
        {
            const db::Lease lease = test.pool().acquire(db::Demand::Worker, "somebody", Deadline::in(60s));
            lockInbox(lease);
            writer.store(update(10), answers.expect(10));
            QTRY_COMPARE_WITH_TIMEOUT(writer.standing().why, u"storing hangs"_s, 50'000);
            QVERIFY(!writer.standing().canStore);
        }
        QVERIFY(answers.waitFor(1));
        QCOMPARE(answers.count(StoreResult::Stored), 1);
        QVERIFY(writer.standing().canStore);
    }

    // A connection that was lost once, say. Only the next try tells, and that has its time.
    void oneFailureIsNoNews()
    {
        TestDatabase test(Kind::Postgres);
        RecordingKicker kicker;
        InboxWriter::Options options = eager();
        options.tryWhenFailing = 1h;
        InboxWriter writer(test.database(), kicker, options);
        refuseAndCount(test);
        writer.keepTrying();
        const auto hasFailed = [&] {
            if (refusals(test) == 0)
                return false;
            const auto leases = test.pool().leases();
            return std::none_of(leases.begin(), leases.end(), [](const db::LeaseInfo &lease) {
                return lease.demand == db::Demand::Ingest;
            });
        };
        QTRY_VERIFY_WITH_TIMEOUT(hasFailed(), 60'000);
        writer.drain(Deadline::in(30s));
        QVERIFY2(writer.standing().canStore, qPrintable(writer.standing().why));
        QCOMPARE(refusals(test), 1);
    }

    void whileNothingCanBeStoredThatIsTriedMoreOftenThanOtherwise()
    {
        TestDatabase test(Kind::Postgres);
        RecordingKicker kicker;
        StoreAnswers answers;
        InboxWriter::Options options;
        options.storeTime = 500ms;
        options.tryWhenIdle = 1h;
        options.tryWhenFailing = 20ms;
        InboxWriter writer(test.database(), kicker, options);
        refuseAndCount(test);
        writer.keepTrying();
        writer.store(update(10), answers.expect(10));
        QVERIFY(answers.waitFor(1));
        QCOMPARE(answers.count(StoreResult::Unavailable), 1);
        QTRY_VERIFY_WITH_TIMEOUT(!writer.standing().canStore, 30'000);
        test.script("DROP TRIGGER refuse ON inbox");
        QTRY_VERIFY_WITH_TIMEOUT(writer.standing().canStore, 30'000); // though no update comes
    }

private:
    static void lockInbox(const db::Lease &lease)
    {
        lease.connection().begin(true, Deadline::in(60s), 60s);
        lease.connection().runScript("SET LOCAL idle_in_transaction_session_timeout = 0; "
                                     "LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE");
    }
    // The database's fault, each time; a sequence counts on though all else is taken back.
    static void refuseAndCount(TestDatabase &test)
    {
        test.script("CREATE SEQUENCE refusals; "
                    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
                    "BEGIN PERFORM nextval('refusals'); RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; "
                    "END $$; "
                    "CREATE TRIGGER refuse BEFORE INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION refuse()");
    }
    static qint64 refusals(TestDatabase &test)
    {
        return test.number("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM refusals");
    }
};

const turnpike::test::RegisteredTest<TestInboxStanding> kTestInboxStanding;

} // namespace tst_inboxstanding

#include "tst_inboxstanding.moc"
