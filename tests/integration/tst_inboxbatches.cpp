// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/inboxwriter.h"

#include "db/connectionpool.h"
#include "db/database.h"
#include "inbox/lanes.h"
#include "support/recordingkicker.h"
#include "support/storeanswers.h"
#include "support/tcpgate.h"
#include "support/testdatabase.h"
#include "support/testmain.h"

#include <QScopeGuard>
#include <QTest>

namespace tst_inboxbatches {

using namespace turnpike;
using namespace turnpike::inbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using turnpike::test::RecordingKicker;
using turnpike::test::StoreAnswers;
using turnpike::test::TcpGate;
using turnpike::test::TestDatabase;
using Kind = db::DatabaseUrl::Kind;

namespace {

IncomingUpdate update(qint64 id, qint64 user)
{
    return {UpdateId(id),
            u"message"_s,
            TelegramId(user),
            userLane(TelegramId(user)),
            "{\"update_id\":" + QByteArray::number(id) + "}",
            1000};
}

// A writer whose way to PostgreSQL is counted.
struct Counted
{
    TestDatabase test{Kind::Postgres};
    TcpGate gate{test.url().port()};
    db::ConnectionPool pool{test.url().withAddress(u"127.0.0.1"_s, gate.port()),
                            TestDatabase::defaultOptions()};
    db::Database database{pool};
    RecordingKicker kicker;
    StoreAnswers answers;
    size_t told = 0;

    // So many at once that the database sees them in one batch. False when they are not answered.
    bool storeTogether(InboxWriter &writer, qint64 first, int count)
    {
        // The one that is under way while the others gather; its answer keeps the only writer until then.
        std::mutex mutex;
        std::unique_lock held(mutex);
        writer.store(update(first, 1), [this, first, &mutex](StoreResult result) {
            mutex.lock();
            mutex.unlock();
            answers.expect(first)(result);
        });
        for (int i = 1; i < count; ++i)
            writer.store(update(first + i, i % 7 + 1), answers.expect(first + i));
        held.unlock();
        told += static_cast<size_t>(count);
        return answers.waitFor(told);
    }
};

InboxWriter::Options oneAtATime()
{
    InboxWriter::Options options;
    options.batchesAtOnce = 1;
    return options;
}

} // namespace

// What a batch costs with PostgreSQL, what its commit is worth, and two of them at once.
class TestInboxBatches : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aBatchIsOneRoundTripWhateverItsSize()
    {
        Counted counted;
        QVERIFY(counted.pool.waitUntilUp(Deadline::in(60s)));
        InboxWriter writer(counted.database, counted.kicker, oneAtATime());
        const int connected = counted.gate.turns();
        // One row, which the connection has never been told of; 150 rows are 128 + 16 + 4 + 2.
        QVERIFY(counted.storeTogether(writer, 1, 1));
        QCOMPARE(counted.gate.turns() - connected, 1);
        QVERIFY(counted.storeTogether(writer, 1001, 151));
        QVERIFY(counted.storeTogether(writer, 2001, 151));
        QCOMPARE(counted.answers.count(StoreResult::Stored), 303);
        QCOMPARE(counted.gate.turns() - connected, static_cast<int>(writer.stats().batches));
        QVERIFY(writer.stats().batches <= 5);
        QCOMPARE(counted.test.number("SELECT count(*) FROM inbox"), 303);
    }

    // Bytes of all kinds arrive as they were sent, without a detour through text.
    void aBodyIsStoredByteForByteAndSentOnce()
    {
        Counted counted;
        InboxWriter writer(counted.database, counted.kicker, oneAtATime());
        IncomingUpdate one = update(1, 1);
        one.body.clear();
        for (int i = 0; i < 100'000; ++i)
            one.body += static_cast<char>(i % 256);
        one.user.reset();
        writer.store(one, counted.answers.expect(1));
        QVERIFY(counted.answers.waitFor(1));
        const auto rows =
            counted.test.query("SELECT body, user_id, kind, lane, received_at, body_hash FROM inbox");
        QCOMPARE(rows.at(0).bytes(0), one.body);
        QVERIFY(rows.at(0).isNull(1));
        QCOMPARE(rows.at(0).text(2), one.kind);
        QCOMPARE(rows.at(0).text(3), one.lane);
        QCOMPARE(rows.at(0).int64(4), one.receivedAt);
        QCOMPARE(rows.at(0).text(5), bodyHash(one.body));
        const long long sent = counted.gate.sent();
        QVERIFY2(sent < 150'000, QByteArray::number(sent).constData()); // in hexadecimal it would be 200 000
    }

    // Asked at the moment of the commit, by a trigger that is put off until then.
    void theCommitIsSynchronousWhateverTheRolesDefaultIs()
    {
        TestDatabase test(Kind::Postgres);
        const QByteArray database = "ALTER DATABASE " + test.url().database().toUtf8();
        const auto restore = qScopeGuard([&] { test.outsider(database + " RESET ALL"); });
        test.outsider(database + " SET synchronous_commit = off");
        test.outsider(database + " SET default_transaction_isolation = 'serializable'");
        test.script("CREATE TABLE said (commits text, isolation text, ms text); "
                    "CREATE FUNCTION say() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                    "INSERT INTO said VALUES (current_setting('synchronous_commit'), "
                    "current_setting('transaction_isolation'), current_setting('statement_timeout')); "
                    "RETURN NULL; END $$; "
                    "CREATE CONSTRAINT TRIGGER say AFTER INSERT ON inbox DEFERRABLE INITIALLY DEFERRED "
                    "FOR EACH ROW EXECUTE FUNCTION say()");
        db::ConnectionPool pool(test.url(), TestDatabase::defaultOptions()); // its sessions have the defaults
        QVERIFY(pool.waitUntilUp(Deadline::in(60s)));
        db::Database fresh(pool);
        RecordingKicker kicker;
        StoreAnswers answers;
        InboxWriter::Options options;
        options.storeTime = 7s;
        InboxWriter writer(fresh, kicker, options);
        writer.store(update(1, 1), answers.expect(1));
        QVERIFY(answers.waitFor(1));
        QCOMPARE(answers.count(StoreResult::Stored), 1);
        const auto said = test.query("SELECT commits, isolation, ms FROM said");
        QCOMPARE(said.size(), size_t(1));
        QCOMPARE(said[0].text(0), u"on"_s);
        QCOMPARE(said[0].text(1), u"read committed"_s);
        const QString limit = said[0].text(2); // "6998ms", or "7s"
        QVERIFY2(limit == u"7s" || limit.startsWith(u'6'), qPrintable(limit));
        // And what the transaction was told is the session's no more.
        const db::Lease lease = pool.acquire(db::Demand::Worker, "test", Deadline::in(60s));
        const auto after = lease.connection().query("SELECT current_setting('synchronous_commit')", {});
        QCOMPARE(after.at(0).text(0), u"off"_s);
    }

    // Somebody else has the id of the first batch's update and keeps it waiting.
    void batchesOverlapButNeverInALane()
    {
        TestDatabase test(Kind::Postgres);
        RecordingKicker kicker;
        StoreAnswers answers;
        InboxWriter::Options options;
        options.storeTime = 60s;
        InboxWriter writer(test.database(), kicker, options);
        {
            db::Lease lease = test.pool().acquire(db::Demand::Worker, "somebody", Deadline::in(60s));
            lease.connection().begin(true, Deadline::in(60s), 60s);
            lease.connection().runScript("SET LOCAL idle_in_transaction_session_timeout = 0; "
                                         "INSERT INTO inbox (update_id, kind, lane, body, received_at) "
                                         "VALUES (10, 'message', 'user:1', 'before', 0)");
            writer.store(update(10, 1), answers.expect(10));
            QTRY_COMPARE_WITH_TIMEOUT(writer.stats().queued, quint64(0), 60'000); // it is under way
            writer.store(update(11, 1), answers.expect(11));
            writer.store(update(12, 2), answers.expect(12));
            QVERIFY(answers.waitFor(1));
            QCOMPARE(test.number("SELECT count(*) FROM inbox WHERE update_id = 12"), 1);
            QCOMPARE(test.number("SELECT count(*) FROM inbox WHERE update_id = 11"), 0);
            QCOMPARE(writer.stats().queued, quint64(1));
            lease.connection().commit();
        }
        QVERIFY(answers.waitFor(3));
        QCOMPARE(answers.count(StoreResult::Stored), 3);
        // The id was used before: the first batch took another attempt, and still is first in its lane.
        QByteArrayList lane;
        for (const db::Row &row : test.query("SELECT body FROM inbox WHERE lane = 'user:1' ORDER BY seq"))
            lane << row.bytes(0);
        QCOMPARE(lane, QByteArrayList({"before", "{\"update_id\":10}", "{\"update_id\":11}"}));
    }

    void theOrderWithinEachLaneHoldsThroughManySmallBatches()
    {
        TestDatabase test(Kind::Postgres);
        // Some rows are refused, so that their batches are taken apart.
        test.script("ALTER TABLE inbox ADD CHECK (kind <> 'bad')");
        RecordingKicker kicker;
        InboxWriter::Options options;
        options.maxBatch = 4;
        StoreAnswers answers;
        InboxWriter writer(test.database(), kicker, options);
        constexpr int kCount = 600;
        for (int i = 1; i <= kCount; ++i) {
            IncomingUpdate one = update(i, i % 5 + 1);
            // Of no lane of the others once it is stripped, so it counts for nobody's order.
            if (i % 50 == 0)
                one.kind = u"bad"_s;
            writer.store(one, answers.expect(i));
        }
        QVERIFY(answers.waitFor(kCount));
        QCOMPARE(answers.count(StoreResult::Stored), kCount);
        QCOMPARE(test.number("SELECT count(*) FROM inbox"), kCount);
        QVERIFY(writer.stats().splitBatches > 0);
        QCOMPARE(test.number("SELECT count(*) FROM inbox a JOIN inbox b "
                             "ON a.lane = b.lane AND a.seq < b.seq AND a.update_id > b.update_id"),
                 0);
    }

    void aBatchIsAnnouncedOnce_data() { TestDatabase::addKinds(); }
    void aBatchIsAnnouncedOnce()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        RecordingKicker kicker;
        StoreAnswers answers;
        InboxWriter writer(test.database(), kicker);
        for (int i = 1; i <= 300; ++i)
            writer.store(update(i, i % 5 + 1), answers.expect(i));
        QVERIFY(answers.waitFor(300));
        QCOMPARE(kicker.count(), static_cast<int>(writer.stats().batches));
    }
};

const turnpike::test::RegisteredTest<TestInboxBatches> kTestInboxBatches;

} // namespace tst_inboxbatches

#include "tst_inboxbatches.moc"
