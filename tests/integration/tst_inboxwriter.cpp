// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/inboxwriter.h"

#include "db/database.h"
#include "inbox/lanes.h"
#include "support/recordingkicker.h"
#include "support/storeanswers.h"
#include "support/testdatabase.h"
#include "support/testmain.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <random>

namespace tst_inboxwriter {

using namespace turnpike;
using namespace turnpike::inbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using turnpike::test::RecordingKicker;
using turnpike::test::StoreAnswers;
using turnpike::test::TestDatabase;
using Kind = db::DatabaseUrl::Kind;

namespace {

IncomingUpdate update(qint64 id, const QString &kind = u"message"_s)
{
    const TelegramId user(id % 7 + 1);
    return {UpdateId(id), kind, user, userLane(user), "{\"update_id\":" + QByteArray::number(id) + "}", 1000};
}

IncomingUpdate saying(qint64 id, const QByteArray &text)
{
    IncomingUpdate one = update(id);
    one.body = "{\"update_id\":" + QByteArray::number(id) + ",\"message\":{\"text\":\"" + text + "\"}}";
    return one;
}

// What the version before 0009 does with a batch: its own statement, word for word.
void storeAsTheVersionBefore(TestDatabase &test, const std::vector<IncomingUpdate> &updates)
{
    test.database().write(db::Demand::Ingest, "before", Deadline::in(30s), [&](db::Transaction &tx) {
        std::vector<db::Value> values;
        for (const IncomingUpdate &one : updates) {
            values.emplace_back(one.updateId);
            values.emplace_back(one.kind);
            values.emplace_back(one.user);
            values.emplace_back(one.lane);
            values.emplace_back(one.body);
            values.emplace_back(one.receivedAt);
        }
        tx.queryWith("INSERT INTO inbox (update_id, kind, user_id, lane, body, received_at) VALUES " +
                         db::repeated("(?, ?, ?, ?, ?, ?)", static_cast<int>(updates.size())) +
                         " ON CONFLICT (update_id) DO NOTHING RETURNING update_id",
                     values);
    });
}

// Texts in our order, each with the id it is stored under; "-" for one that lost its id.
QByteArrayList stored(TestDatabase &test)
{
    QByteArrayList rows;
    for (const db::Row &row : test.query("SELECT seq, update_id, body FROM inbox ORDER BY seq")) {
        const QByteArray id =
            row.int64(1) == -row.int64(0) ? QByteArray("-") : QByteArray::number(row.int64(1));
        rows << id + ' ' + row.bytes(2).split('"').value(7);
    }
    return rows;
}

// Whoever gathers during a commit shares the next one, which no other writer takes.
InboxWriter::Options oneAtATime()
{
    InboxWriter::Options options;
    options.batchesAtOnce = 1;
    return options;
}

// Keeps an ingest thread inside of a callback until opened.
class Gate
{
public:
    InboxWriter::Callback callback()
    {
        return [this](StoreResult) {
            std::unique_lock lock(m_mutex);
            m_entered = true;
            m_changed.notify_all();
            m_changed.wait(lock, [this] { return m_open; });
        };
    }
    bool waitUntilEntered()
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, 60s, [this] { return m_entered; });
    }
    void open()
    {
        const std::lock_guard lock(m_mutex);
        m_open = true;
        m_changed.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_entered = false;
    bool m_open = false;
};

} // namespace

// The way of an update from the webhook into the inbox, on both databases.
class TestInboxWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void redeliveredUpdateIsStoredOnceAndAcknowledgedAgain_data() { TestDatabase::addKinds(); }
    void redeliveredUpdateIsStoredOnceAndAcknowledgedAgain()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        RecordingKicker kicker;
        InboxWriter writer(test.database(), kicker);
        StoreAnswers answers;
        writer.store(update(10), answers.expect(10));
        QVERIFY(answers.waitFor(1));
        QCOMPARE(answers.count(StoreResult::Stored), 1);
        QCOMPARE(kicker.count(Work::Inbox), 1);
        writer.store(update(10), answers.expect(10));
        QVERIFY(answers.waitFor(2));
        QCOMPARE(answers.count(StoreResult::Duplicate), 1);
        QCOMPARE(kicker.count(Work::Inbox), 1);
        const auto rows =
            test.query("SELECT update_id, kind, user_id, lane, body, received_at, status FROM inbox");
        QCOMPARE(rows.size(), size_t(1));
        QCOMPARE(rows[0].int64(0), 10);
        QCOMPARE(rows[0].text(1), u"message"_s);
        QCOMPARE(rows[0].int64(2), 4);
        QCOMPARE(rows[0].text(3), u"user:4"_s);
        QCOMPARE(rows[0].bytes(4), QByteArray("{\"update_id\":10}"));
        QCOMPARE(rows[0].int64(5), 1000);
        QCOMPARE(rows[0].text(6), u"pending"_s);
    }

    void anIdThatComesWithAnotherBodyIsAnotherUpdate_data() { TestDatabase::addKinds(); }
    void anIdThatComesWithAnotherBodyIsAnotherUpdate()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        RecordingKicker kicker;
        InboxWriter writer(test.database(), kicker);
        StoreAnswers answers;
        size_t told = 0;
        const auto store = [&](const IncomingUpdate &one) {
            writer.store(one, answers.expect(0));
            return answers.waitFor(++told);
        };
        QVERIFY(store(saying(10, "first")));
        QVERIFY(store(saying(11, "next")));
        // One of them was handled, and its body is kept no more; the other still waits.
        test.exec("UPDATE inbox SET status = 'done', handled_at = 1, body = ? WHERE update_id = 10",
                  QByteArray());
        QVERIFY(store(saying(10, "first"))); // a redelivery
        QCOMPARE(answers.count(StoreResult::Duplicate), 1);
        QVERIFY(store(saying(10, "restarted")));
        QVERIFY(store(saying(11, "restarted next")));
        QCOMPARE(answers.count(StoreResult::Stored), 4);
        QVERIFY(store(saying(10, "restarted")));
        QVERIFY(store(saying(11, "restarted next")));
        QCOMPARE(answers.count(StoreResult::Duplicate), 3);
        // Those that gave their ids up were on their way once more.
        QVERIFY(store(saying(10, "first")));
        QVERIFY(store(saying(11, "next")));
        QCOMPARE(answers.count(StoreResult::Duplicate), 5);
        QCOMPARE(kicker.count(Work::Inbox), 4);
        QCOMPARE(stored(test), QByteArrayList({"- ", "- next", "10 restarted", "11 restarted next"}));
        QCOMPARE(test.number("SELECT count(*) FROM inbox WHERE status = 'pending'"), 3);
    }

    void usedIdsInOneBatchAreTakenEachForItself_data() { TestDatabase::addKinds(); }
    void usedIdsInOneBatchAreTakenEachForItself()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        RecordingKicker kicker;
        InboxWriter writer(test.database(), kicker, oneAtATime());
        StoreAnswers answers;
        for (int i = 1; i <= 20; ++i)
            writer.store(saying(i, "old " + QByteArray::number(i)), answers.expect(i));
        QVERIFY(answers.waitFor(20));
        Gate gate;
        writer.store(saying(100, "gate"), gate.callback());
        QVERIFY(gate.waitUntilEntered());
        for (int i = 1; i <= 20; ++i) // the even ones are used again, the others redelivered
            writer.store(saying(i, (i % 2 == 0 ? "new " : "old ") + QByteArray::number(i)),
                         answers.expect(i));
        writer.store(saying(101, "one"), answers.expect(101));
        writer.store(saying(101, "other"), answers.expect(101));
        writer.store(saying(101, "other"), answers.expect(101));
        gate.open();
        QVERIFY(answers.waitFor(43));
        QCOMPARE(answers.count(StoreResult::Stored), 20 + 10 + 2);
        QCOMPARE(answers.count(StoreResult::Duplicate), 10 + 1);
        QByteArrayList expected;
        for (int i = 1; i <= 20; ++i)
            expected << (i % 2 == 0 ? "-" : QByteArray::number(i)) + " old " + QByteArray::number(i);
        expected << "100 gate";
        expected << "- one";
        QCOMPARE(stored(test).first(22), expected);
        QCOMPARE(test.number("SELECT count(*) FROM inbox WHERE update_id BETWEEN 1 AND 101"), 22);
    }

    void theVersionBeforeMayWriteBesideThisOne_data() { TestDatabase::addKinds(); }
    void theVersionBeforeMayWriteBesideThisOne()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        RecordingKicker kicker;
        InboxWriter writer(test.database(), kicker);
        StoreAnswers answers;
        storeAsTheVersionBefore(test, {saying(1, "by the version before"), saying(2, "before too")});
        writer.store(saying(1, "by the version before"), answers.expect(1));
        writer.store(saying(2, "restarted"), answers.expect(2));
        QVERIFY(answers.waitFor(2));
        QCOMPARE(answers.count(StoreResult::Duplicate), 1);
        QCOMPARE(answers.count(StoreResult::Stored), 1);
        writer.store(saying(2, "before too"), answers.expect(2));
        QVERIFY(answers.waitFor(3));
        QCOMPARE(answers.count(StoreResult::Duplicate), 2);
        // Redelivered to the other replica: it finds what this one has stored.
        storeAsTheVersionBefore(test, {saying(2, "restarted"), saying(3, "new")});
        QCOMPARE(stored(test),
                 QByteArrayList({"1 by the version before", "- before too", "2 restarted", "3 new"}));
        // A body of that version that is kept no more can be compared no more: a redelivery it is.
        test.exec("UPDATE inbox SET status = 'done', handled_at = 1, body = ? WHERE update_id = 3",
                  QByteArray());
        writer.store(saying(3, "new"), answers.expect(3));
        QVERIFY(answers.waitFor(4));
        QCOMPARE(answers.count(StoreResult::Duplicate), 3);
    }

    void updatesThatGatherDuringACommitShareTheNextOneInTheOrderOfTheirIds_data()
    {
        TestDatabase::addKinds();
    }
    void updatesThatGatherDuringACommitShareTheNextOneInTheOrderOfTheirIds()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        RecordingKicker kicker;
        InboxWriter writer(test.database(), kicker, oneAtATime());
        Gate gate;
        StoreAnswers answers;
        writer.store(update(1), gate.callback());
        QVERIFY(gate.waitUntilEntered());
        constexpr int kCount = 150; // 128 + 16 + 4 + 2 rows
        for (int i = 0; i < kCount; ++i)
            writer.store(update(1000 - i), answers.expect(i));
        // The same update twice in one batch.
        writer.store(update(1000), answers.expect(kCount));
        gate.open();
        QVERIFY(answers.waitFor(kCount + 1));
        QCOMPARE(answers.count(StoreResult::Stored), kCount);
        QCOMPARE(answers.count(StoreResult::Duplicate), 1);
        const InboxWriterStats stats = writer.stats();
        QCOMPARE(stats.batches, quint64(2));
        QCOMPARE(stats.largestBatch, quint64(kCount + 1));
        QCOMPARE(kicker.count(Work::Inbox), 2);
        QCOMPARE(
            test.number(
                "SELECT count(*) FROM inbox a JOIN inbox b ON a.seq < b.seq AND a.update_id > b.update_id"),
            0);
    }

    void oneBadRowNeverCostsTheOthersTheirPlace_data() { TestDatabase::addKinds(); }
    void oneBadRowNeverCostsTheOthersTheirPlace()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        test.script(kind == Kind::Sqlite ? "CREATE TRIGGER bad BEFORE INSERT ON inbox WHEN NEW.kind = 'bad' "
                                           "BEGIN SELECT RAISE(ABORT, 'bad kind'); END"
                                         : "ALTER TABLE inbox ADD CHECK (kind <> 'bad')");
        RecordingKicker kicker;
        InboxWriter writer(test.database(), kicker);
        Gate gate;
        StoreAnswers answers;
        writer.store(update(1), gate.callback());
        QVERIFY(gate.waitUntilEntered());
        for (int i = 2; i <= 20; ++i)
            writer.store(update(i, QLatin1String(i == 7 ? "bad" : "message")), answers.expect(i));
        gate.open();
        QVERIFY(answers.waitFor(19));
        QCOMPARE(answers.count(StoreResult::Stored), 19);
        QCOMPARE(writer.stats().splitBatches, quint64(1));
        // The bad one is kept as bytes alone, to end as a dead letter.
        const auto rows = test.query("SELECT kind, lane, body FROM inbox WHERE update_id = 7");
        QCOMPARE(rows.at(0).text(0), u"unknown"_s);
        QCOMPARE(rows.at(0).text(1), u"update:7"_s);
        QCOMPARE(rows.at(0).bytes(2), QByteArray("{\"update_id\":7}"));
    }

    void timeToAcknowledgeCountsWhatWasAcknowledgedAndNothingElse()
    {
        TestDatabase test(Kind::Sqlite);
        RecordingKicker kicker;
        InboxWriter::Options options;
        options.maxQueued = 2;
        InboxWriter writer(test.database(), kicker, options);
        Gate gate;
        StoreAnswers answers;
        writer.store(update(1), gate.callback());
        QVERIFY(gate.waitUntilEntered());
        writer.store(update(2), answers.expect(2));
        writer.store(update(1), answers.expect(1)); // a duplicate
        writer.store(update(3), answers.expect(3)); // refused
        gate.open();
        QVERIFY(answers.waitFor(3));
        QCOMPARE(answers.count(StoreResult::Unavailable), 1);
        const InboxWriterStats stats = writer.stats();
        QCOMPARE(stats.rows, quint64(2));
        QCOMPARE(stats.duplicates, quint64(1));
        QCOMPARE(stats.acknowledge.count, 3);
        QCOMPARE(
            std::accumulate(stats.acknowledge.buckets.begin(), stats.acknowledge.buckets.end(), qint64(0)),
            3);
        const double totalMs = static_cast<double>(stats.acknowledgeTotal.count()) / 1000.0;
        QVERIFY(totalMs > 0);
        QVERIFY(std::abs(stats.acknowledge.sumMs - totalMs) < 0.01); // the total is in whole microseconds
    }

    void fullQueueRefusesAtOnceAndTakesAgainLater()
    {
        TestDatabase test(Kind::Sqlite);
        RecordingKicker kicker;
        InboxWriter::Options options;
        options.maxQueued = 3;
        InboxWriter writer(test.database(), kicker, options);
        Gate gate;
        StoreAnswers answers;
        writer.store(update(1), gate.callback());
        QVERIFY(gate.waitUntilEntered());
        for (int i = 2; i <= 6; ++i)
            writer.store(update(i), answers.expect(i));
        QCOMPARE(answers.count(StoreResult::Unavailable), 2);
        gate.open();
        QVERIFY(answers.waitFor(5));
        QCOMPARE(answers.count(StoreResult::Stored), 3);
        writer.store(update(7), answers.expect(7));
        QVERIFY(answers.waitFor(6));
        QCOMPARE(answers.count(StoreResult::Stored), 4);
        QCOMPARE(writer.stats().refused, quint64(2));
    }

    void queueIsBoundedInBytesToo()
    {
        TestDatabase test(Kind::Sqlite);
        RecordingKicker kicker;
        InboxWriter::Options options;
        options.maxQueuedBytes = 1000;
        InboxWriter writer(test.database(), kicker, options);
        Gate gate;
        StoreAnswers answers;
        writer.store(update(1), gate.callback());
        QVERIFY(gate.waitUntilEntered());
        IncomingUpdate large = update(2);
        large.body = QByteArray(1001, 'x');
        writer.store(large, answers.expect(2));
        QCOMPARE(answers.count(StoreResult::Unavailable), 1);
        gate.open();
    }

    void databaseThatCannotBeHadIsAnsweredUnavailableInTimeAndThenRecovers()
    {
        TestDatabase test(Kind::Postgres);
        const QByteArray name = test.query("SELECT current_database()").at(0).text(0).toUtf8();
        RecordingKicker kicker;
        InboxWriter::Options options;
        options.storeTime = 500ms;
        InboxWriter writer(test.database(), kicker, options);
        StoreAnswers answers;
        writer.store(update(1), answers.expect(1));
        QVERIFY(answers.waitFor(1));

        TestDatabase other(Kind::Postgres); // another database of the same server, to stop this one from
        other.outsider("ALTER DATABASE \"" + name + "\" ALLOW_CONNECTIONS false");
        other.outsider("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '" +
                       name + "'");
        const auto begun = std::chrono::steady_clock::now();
        for (int i = 2; i <= 40; ++i)
            writer.store(update(i), answers.expect(i));
        QVERIFY(answers.waitFor(40));
        QCOMPARE(answers.count(StoreResult::Unavailable), 39);
        QVERIFY(std::chrono::steady_clock::now() - begun < 30s);

        other.outsider("ALTER DATABASE \"" + name + "\" ALLOW_CONNECTIONS true");
        QVERIFY(test.pool().waitUntilUp(Deadline::in(60s)));
        // Telegram delivers them again.
        for (int i = 2; i <= 40; ++i)
            writer.store(update(i), answers.expect(i));
        QVERIFY(answers.waitFor(79));
        QCOMPARE(answers.count(StoreResult::Stored), 40);
        QCOMPARE(test.number("SELECT count(*) FROM inbox"), 40);
    }

    void lostConnectionsCostNobodyAnAcknowledgement()
    {
        TestDatabase test(Kind::Postgres);
        RecordingKicker kicker;
        InboxWriter writer(test.database(), kicker);
        StoreAnswers answers;
        for (int i = 0; i < 10; ++i) {
            for (int j = 0; j < 50; ++j)
                writer.store(update(i * 50 + j + 1), answers.expect(i * 50 + j));
            test.outsider("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                          "WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }
        QVERIFY(answers.waitFor(500));
        // A commit whose answer was lost is found as a duplicate.
        QCOMPARE(answers.count(StoreResult::Unavailable), 0);
        QCOMPARE(test.number("SELECT count(*) FROM inbox"), 500);
    }

    void twoReplicasStoringTheSameUpdatesNeitherDeadlockNorStoreTwice()
    {
        db::PoolOptions options = TestDatabase::defaultOptions();
        options.places.ingest = 2;
        TestDatabase test(Kind::Postgres, options);
        RecordingKicker kicker;
        InboxWriter first(test.database(), kicker);
        InboxWriter second(test.database(), kicker);
        StoreAnswers answers;
        constexpr int kCount = 2000;
        const auto feed = [&](InboxWriter &writer, unsigned seed) {
            std::vector<qint64> ids(kCount);
            std::iota(ids.begin(), ids.end(), 1);
            std::shuffle(ids.begin(), ids.end(), std::mt19937(seed));
            for (const qint64 id : ids)
                writer.store(update(id), answers.expect(id));
        };
        std::thread one([&] { feed(first, 1); });
        std::thread two([&] { feed(second, 2); });
        one.join();
        two.join();
        QVERIFY(answers.waitFor(2 * kCount));
        QCOMPARE(answers.count(StoreResult::Stored), kCount);
        QCOMPARE(answers.count(StoreResult::Duplicate), kCount);
        QCOMPARE(test.number("SELECT count(*) FROM inbox"), kCount);
    }

    void twoReplicasTakingUsedIdsAtOnceStoreEachOnce()
    {
        db::PoolOptions options = TestDatabase::defaultOptions();
        options.places.ingest = 2;
        TestDatabase test(Kind::Postgres, options);
        RecordingKicker kicker;
        InboxWriter first(test.database(), kicker);
        InboxWriter second(test.database(), kicker);
        StoreAnswers answers;
        constexpr int kCount = 500;
        for (int id = 1; id <= kCount; ++id)
            first.store(saying(id, "old"), answers.expect(id));
        QVERIFY(answers.waitFor(kCount));
        const auto feed = [&](InboxWriter &writer, unsigned seed) {
            std::vector<qint64> ids(kCount);
            std::iota(ids.begin(), ids.end(), 1);
            std::shuffle(ids.begin(), ids.end(), std::mt19937(seed));
            for (const qint64 id : ids)
                writer.store(saying(id, "new"), answers.expect(id));
        };
        std::thread one([&] { feed(first, 1); });
        std::thread two([&] { feed(second, 2); });
        one.join();
        two.join();
        QVERIFY(answers.waitFor(3 * kCount));
        QCOMPARE(answers.count(StoreResult::Stored), 2 * kCount);
        QCOMPARE(answers.count(StoreResult::Duplicate), kCount);
        QCOMPARE(test.number("SELECT count(*) FROM inbox WHERE update_id = -seq"), kCount);
        QCOMPARE(test.number("SELECT count(*) FROM inbox WHERE update_id > 0"), kCount);
    }

    void drainCommitsWhatWaitsAndRefusesWhatComesLater_data() { TestDatabase::addKinds(); }
    void drainCommitsWhatWaitsAndRefusesWhatComesLater()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        RecordingKicker kicker;
        InboxWriter::Options options;
        options.maxBatch = 8;
        InboxWriter writer(test.database(), kicker, options);
        StoreAnswers answers;
        for (int i = 1; i <= 100; ++i)
            writer.store(update(i), answers.expect(i));
        writer.drain(Deadline::in(30s));
        QCOMPARE(answers.count(StoreResult::Stored), 100);
        writer.store(update(101), answers.expect(101));
        QCOMPARE(answers.count(StoreResult::Unavailable), 1);
        QCOMPARE(test.number("SELECT count(*) FROM inbox"), 100);
    }
};

const turnpike::test::RegisteredTest<TestInboxWriter> kTestInboxWriter;

} // namespace tst_inboxwriter

#include "tst_inboxwriter.moc"
