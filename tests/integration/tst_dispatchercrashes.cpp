// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "dispatchershop.h"
#include "inbox/leftovers.h"
#include "support/ownlog.h"
#include "support/testmain.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

#include <random>

namespace tst_dispatchercrashes {

using namespace turnpike;
using namespace turnpike::inbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using turnpike::test::Gate;
using turnpike::test::kPatienceMs;
using turnpike::test::TestDatabase;
using Kind = db::DatabaseUrl::Kind;
using Shop = turnpike::test::DispatcherShop;

namespace {

// Runs a process on this database that may be killed; its exit code, or -1 when it crashed.
int runVictim(const TestDatabase &test, const QString &instance,
              std::optional<std::chrono::milliseconds> killAfter = {})
{
    const bool isSqlite = test.url().kind() == Kind::Sqlite;
    const QString database = QLatin1String(isSqlite ? "sqlite:" : "postgres:") + test.url().database();
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QCoreApplication::applicationDirPath() + u"/dispatchervictim"_s, {database, instance});
    if (!process.waitForStarted(kPatienceMs))
        return -2;
    if (killAfter && !process.waitForFinished(static_cast<int>(killAfter->count())))
        process.kill();
    if (process.state() != QProcess::NotRunning && !process.waitForFinished(kPatienceMs))
        return -3;
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
}

} // namespace

// What a dispatcher makes of updates whose process died or froze while it handled them, on both databases.
class TestDispatcherCrashes : public QObject
{
    Q_OBJECT

private:
    turnpike::test::OwnLog m_log;

private Q_SLOTS:
    void initTestCase() { m_log.start(); }

    void whatADeadProcessHadInFlightRunsAlone_data() { TestDatabase::addKinds(); }
    void whatADeadProcessHadInFlightRunsAlone()
    {
        QFETCH(Kind, kind);
        Shop shop(kind);
        for (int user = 1; user <= 30; ++user)
            shop.store(user, user);
        shop.test.exec("UPDATE inbox SET picked_by = 'dead process', attempts = 3 WHERE update_id <= 10");
        std::atomic<int> running{0};
        std::atomic<int> together{0};
        shop.handler.prepareHook = [&](const InboxUpdate &update, const Deadline &deadline) {
            if (++running > 1 && update.updateId <= UpdateId(10))
                ++together;
            deadline.sleep(2ms);
            --running;
        };
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("done"), 30, kPatienceMs);
        QCOMPARE(together.load(), 0);
        QCOMPARE(shop.effects(), 30);
        // The attempt that the process took with it was not the update's fault.
        QCOMPARE(shop.test.number("SELECT count(*) FROM inbox WHERE attempts = 3"), 10);
    }

    // Whoever runs an update alone picks up nothing else until that ends: quiet for so short a time, it may
    // well live, and what it runs would be run twice.
    void whoRunsAnUpdateAloneIsGivenTheTimeOfAHandler()
    {
        const auto mayBeRobbed = [](bool isAlone, std::chrono::milliseconds quiet) {
            Leftovers leftovers(u"this"_s, 5min);
            leftovers.beginTerm();
            leftovers.endOfRound();
            LaneHead head;
            head.seq = 1;
            head.attempts = 1;
            head.pickedBy = u"other"_s;
            head.pickedAlone = isAlone;
            const Leftovers::TimePoint pickedAt = std::chrono::steady_clock::now();
            leftovers.belongsHere(head, pickedAt);
            return leftovers.mayRun(head, 0, pickedAt + quiet);
        };
        QVERIFY(!mayBeRobbed(false, 1'999ms));
        QVERIFY(mayBeRobbed(false, 2'000ms));
        QVERIFY(!mayBeRobbed(true, 7'999ms));
        QVERIFY(mayBeRobbed(true, 8'000ms));
    }

    // What the process had sent to the database before it died is committed after we have looked.
    void lateCommitOfADeadProcessIsFoundSoon_data() { TestDatabase::addKinds(); }
    void lateCommitOfADeadProcessIsFoundSoon()
    {
        QFETCH(Kind, kind);
        Shop shop(kind);
        shop.store(1, 1);
        shop.store(2, 2);
        shop.test.exec("UPDATE inbox SET picked_by = 'dead process', attempts = 1 WHERE update_id = 2");
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("done"), 2, kPatienceMs);
        QElapsedTimer timer;
        timer.start();
        for (int id = 3; id <= 5; ++id)
            shop.test.exec("INSERT INTO inbox (update_id, kind, user_id, lane, body, received_at, picked_by, "
                           "attempts) VALUES (?, 'message', ?, ?, ?, 0, 'dead process', 1)",
                           id, id, u"user:%1"_s.arg(id), QByteArray("{}"));
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("done"), 5, kPatienceMs);
        QVERIFY2(timer.elapsed() < 12'000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(shop.effects(), 5);
    }

    void leftoverThatAFrozenProcessStillHoldsDoesNotHoldUpOthers()
    {
        Shop shop(Kind::Postgres);
        for (int user = 1; user <= 30; ++user)
            shop.store(user, user);
        shop.test.exec("UPDATE inbox SET picked_by = 'frozen process', attempts = 1 WHERE update_id = 1");
        Gate gate;
        std::thread frozen([&] {
            shop.test.database().write(
                db::Demand::Worker, "frozen", Deadline::in(60s), [&](db::Transaction &tx) {
                    if (tx.exec("UPDATE inbox SET status = 'done', picked_by = NULL WHERE update_id = 1") ==
                        1)
                        gate.pass(tx.deadline());
                });
        });
        QTRY_COMPARE_WITH_TIMEOUT(gate.waiting(), 1, kPatienceMs);
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("done"), 29, kPatienceMs);
        gate.open();
        frozen.join();
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("done"), 30, kPatienceMs);
        QCOMPARE(shop.effects(), 29);
    }

    void updateThatKillsItsProcessEndsAsADeadLetterAndTheOthersAreHandled_data() { TestDatabase::addKinds(); }
    void updateThatKillsItsProcessEndsAsADeadLetterAndTheOthersAreHandled()
    {
        QFETCH(Kind, kind);
        Shop shop(kind);
        for (int id = 1; id <= 100; ++id)
            shop.store(id, id % 25 + 1, "message", id == 50 ? "poison" : "{}");
        int starts = 0;
        int result = -1;
        while (result == -1 && starts < 10)
            result = runVictim(shop.test, u"run %1"_s.arg(++starts));
        QCOMPARE(result, 0);
        // Once among others, three times alone.
        QCOMPARE(starts, 5);
        QCOMPARE(shop.statusOf(50), u"dead"_s);
        QCOMPARE(shop.countOf("done"), 99);
        QCOMPARE(shop.effects(), 99);
        QCOMPARE(shop.handledTwice(), 0);
        QCOMPARE(shop.outOfOrder(), 0);
    }

    void paymentThatKillsItsProcessIsKeptAndRetriedLater()
    {
        Shop shop(Kind::Sqlite);
        shop.store(1, 5, "successful_payment", "poison");
        shop.store(2, 5);
        shop.test.exec("UPDATE inbox SET picked_by = 'dead', picked_alone = 1, attempts = 1, crashes = 2 "
                       "WHERE update_id = 1");
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.statusOf(2), u"done"_s, kPatienceMs);
        QCOMPARE(shop.test.number("SELECT count(*) FROM inbox WHERE update_id = 1 AND status = 'pending' "
                                  "AND crashes = 3 AND picked_by IS NULL AND lane = 'payment:1'"),
                 1);
        QCOMPARE(shop.alertCount(), 1);
        QVERIFY(shop.alertText() ==
                protocol::Sentence(protocol::SentenceId::UpdateFails, 1, u"successful_payment"_s,
                                   protocol::Sentence(protocol::SentenceId::UpdateCrashed, 3)));
        shop.clock.advance(kMinuteMs);
        QTRY_COMPARE_WITH_TIMEOUT(shop.statusOf(1), u"done"_s, kPatienceMs);
    }

    void killingTheProcessAtRandomMomentsHandlesEveryStoredUpdateExactlyOnce_data()
    {
        TestDatabase::addKinds();
    }
    void killingTheProcessAtRandomMomentsHandlesEveryStoredUpdateExactlyOnce()
    {
        QFETCH(Kind, kind);
        Shop shop(kind);
        for (int user = 1; user <= 50; ++user)
            shop.storeMany(user * 1000, 40, user);
        std::mt19937 random(QRandomGenerator::global()->generate());
        int kills = 0;
        int result = -1;
        for (; kills < 8 && result == -1; ++kills)
            result =
                runVictim(shop.test, u"run %1"_s.arg(kills), std::chrono::milliseconds(50 + random() % 250));
        if (result == -1)
            result = runVictim(shop.test, u"last run"_s);
        QCOMPARE(result, 0);
        QCOMPARE(shop.countOf("done"), 2'000);
        QCOMPARE(shop.effects(), 2'000);
        QCOMPARE(shop.handledTwice(), 0);
        QCOMPARE(shop.outOfOrder(), 0);
    }
};

const turnpike::test::RegisteredTest<TestDispatcherCrashes> kTestDispatcherCrashes;

} // namespace tst_dispatchercrashes

#include "tst_dispatchercrashes.moc"
