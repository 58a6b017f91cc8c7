// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "commitlog.h"
#include "dispatchershop.h"
#include "support/testmain.h"

#include <QDirIterator>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QTest>

#include <map>

namespace tst_commits {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using db::Durability;
using db::HookReach;
using Kind = TestDatabase::Kind;

namespace {

const char *const kPut = "INSERT INTO settings (key, value, updated_at) VALUES ('a', 'b', 1) "
                         "ON CONFLICT (key) DO UPDATE SET updated_at = settings.updated_at + 1";

Deadline soon()
{
    return Deadline::in(60s);
}

// All sources of the server, by their paths in it.
std::map<QString, QString> sources()
{
    const QDir server(QDir::cleanPath(qEnvironmentVariable("TURNPIKE_RESOURCES") + u"/../server"_s));
    std::map<QString, QString> found;
    QDirIterator files(server.path(), {u"*.cpp"_s, u"*.h"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly))
            found[server.relativeFilePath(file.fileName())] = QString::fromUtf8(file.readAll());
    }
    return found;
}

// What the units of work that write are called, throughout the program.
QStringList holders()
{
    static const QRegularExpression written(
        u"write(?:InOneTrip)?\\(\\s*(?:db::)?Demand::\\w+,\\s*\"([^\"]+)\""_s);
    static const QRegularExpression itemByItem(u"forEachDue\\(\\s*\\w+,\\s*\\w+,\\s*\"([^\"]+)\""_s);
    QStringList found;
    for (const auto &[path, text] : sources()) {
        for (const QRegularExpression &shape : {written, itemByItem}) {
            for (auto match = shape.globalMatch(text); match.hasNext();)
                found.append(match.next().captured(1));
        }
    }
    found.removeDuplicates();
    return found;
}

} // namespace

// Which commits wait for the disk, as PostgreSQL itself says at the moment of each.
class TestCommits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // One table says who need not wait; whoever is in no table waits, and asks for anything else in vain.
    void everyUnitOfWorkWaitsThatTheTableDoesNotName()
    {
        const QStringList names = holders();
        for (const char *known : {"ingest", "handler", "refusal", "dispatcher", "sender", "activation_worker",
                                  "fast_expiry_cleanup", "crypto_payment_watcher", "console", "orders",
                                  "iteration journal", "support_relay"})
            QVERIFY2(names.contains(QLatin1String(known)), known);
        for (const db::AsynchronousWork &work : db::kAsynchronousWork) {
            QVERIFY(names.contains(QLatin1String(work.holder.data(), static_cast<int>(work.holder.size()))));
            QVERIFY(!work.why.empty());
        }
        TestDatabase test(Kind::Postgres);
        CommitLog log(test);
        const auto put = [](db::Transaction &tx) { tx.exec(kPut); };
        for (const QString &name : names) {
            const QByteArray holder = name.toUtf8();
            test.database().write(db::Demand::Worker, holder.constData(), soon(), put);
            QVERIFY2(log.takeModes() == QStringList{u"on"_s}, holder.constData());
            const auto ask = [&] {
                test.database().write(db::Demand::Worker, holder.constData(), soon(),
                                      Durability::Asynchronous, put);
            };
            if (db::mayCommitAsynchronously(holder.toStdString())) {
                ask();
                QVERIFY2(log.takeModes() == QStringList{u"off"_s}, holder.constData());
            } else {
                QVERIFY_EXCEPTION_THROWN(ask(), std::logic_error);
                QVERIFY2(log.takeModes().isEmpty(), holder.constData());
            }
        }
    }

    // Beside the room of the database, those alone speak of it that decide for the handlers.
    void nobodyElseAsksNotToWait()
    {
        QStringList speaking;
        for (const auto &[path, text] : sources()) {
            if (!path.startsWith(u"db/") && text.contains(u"Durability::Asynchronous"))
                speaking.append(path);
        }
        QCOMPARE(speaking, QStringList({u"config/config.cpp"_s, u"config/config.h"_s, u"inbox/dispatcher.h"_s,
                                        u"inbox/handlerrun.h"_s}));
    }

    void whatIsAskedForWithinHolds_data()
    {
        QTest::addColumn<int>("asks");
        QTest::addColumn<QString>("mode");
        QTest::newRow("nothing") << 0 << u"off"_s;
        QTest::newRow("a hook within the process") << 1 << u"off"_s;
        QTest::newRow("a hook") << 2 << u"on"_s;
        QTest::newRow("the disk") << 3 << u"on"_s;
    }
    void whatIsAskedForWithinHolds()
    {
        QFETCH(int, asks);
        QFETCH(QString, mode);
        TestDatabase test(Kind::Postgres);
        CommitLog log(test);
        int hooks = 0;
        const auto work = [&](db::Transaction &tx) {
            tx.exec(kPut);
            if (asks == 1)
                tx.afterCommit([&hooks] { ++hooks; }, HookReach::Process);
            else if (asks == 2)
                tx.afterCommit([&hooks] { ++hooks; });
            else if (asks == 3)
                tx.waitForDisk();
            tx.exec(kPut);
        };
        test.database().write(db::Demand::Handler, "handler", soon(), Durability::Asynchronous, work);
        QCOMPARE(log.takeModes(), QStringList({mode, mode}));
        QCOMPARE(hooks, asks == 1 || asks == 2 ? 1 : 0);
    }

    // Sessions are pooled, and roles have defaults.
    void theNextCommitOfTheSessionWaits()
    {
        TestDatabase test(Kind::Postgres);
        const QByteArray database = "ALTER DATABASE " + test.url().database().toUtf8();
        const auto restore = qScopeGuard([&] { test.outsider(database + " RESET ALL"); });
        test.outsider(database + " SET synchronous_commit = off");
        CommitLog log(test);
        db::PoolOptions options = TestDatabase::defaultOptions();
        options.minSize = 1;
        db::ConnectionPool pool(test.url(), options); // its sessions have the default
        QVERIFY(pool.waitUntilUp(soon()));
        db::Database fresh(pool);
        const auto put = [](db::Transaction &tx) { tx.exec(kPut); };
        const auto handle = [&](const auto &work) {
            fresh.write(db::Demand::Handler, "handler", soon(), Durability::Asynchronous, work);
        };
        handle(put);
        fresh.write(db::Demand::Handler, "dispatcher", soon(), put);
        QVERIFY_EXCEPTION_THROWN(handle([](db::Transaction &tx) {
                                     tx.exec(kPut);
                                     throw DomainError(u"no"_s);
                                 }),
                                 DomainError);
        fresh.write(db::Demand::Ingest, "ingest", soon(), put);
        QCOMPARE(log.takeModes(), QStringList({u"off"_s, u"on"_s, u"on"_s}));
    }

    void onlyOrdinaryUpdatesAreHandledWithoutWaiting_data()
    {
        QTest::addColumn<Durability>("commits");
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<QString>("mode");
        QTest::newRow("message") << Durability::Asynchronous << QByteArray("message") << u"off"_s;
        QTest::newRow("press") << Durability::Asynchronous << QByteArray("callback_query") << u"off"_s;
        QTest::newRow("payment") << Durability::Asynchronous << QByteArray("successful_payment") << u"on"_s;
        QTest::newRow("refund") << Durability::Asynchronous << QByteArray("refunded_payment") << u"on"_s;
        QTest::newRow("switched off") << Durability::Synchronous << QByteArray("message") << u"on"_s;
    }
    void onlyOrdinaryUpdatesAreHandledWithoutWaiting()
    {
        QFETCH(Durability, commits);
        QFETCH(QByteArray, kind);
        QFETCH(QString, mode);
        DispatcherShop::Dispatcher::Options options = DispatcherShop::quick();
        options.commits = commits;
        DispatcherShop shop(Kind::Postgres, options);
        CommitLog log(shop.test);
        shop.store(1, 1, kind.constData());
        log.takeModes(); // of storing it
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.effects(), 1, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(shop.dispatcher.stats().handled, quint64(1), kPatienceMs);
        QVERIFY(shop.dispatcher.stop(soon()));
        QCOMPARE(log.modesOf(u"effects"_s), QStringList{mode});
        // It was picked up by a commit that waited.
        QCOMPARE(log.modesOf(u"inbox"_s), QStringList({u"on"_s, mode}));
    }

    // A crash of the database takes claim and effects back together, and the pick stays: see
    // chaos_postgres-crash for a real one.
    void whatTheDatabaseHasLostIsHandledAgainAsTheSameAttempt_data() { TestDatabase::addKinds(); }
    void whatTheDatabaseHasLostIsHandledAgainAsTheSameAttempt()
    {
        QFETCH(Kind, kind);
        DispatcherShop shop(kind);
        std::mutex mutex;
        QString pickedBy;
        std::vector<int> attempts;
        shop.handler.prepareHook = [&](const inbox::InboxUpdate &update, const Deadline &) {
            const QString holder =
                shop.test.query("SELECT picked_by FROM inbox WHERE seq = ?", update.seq).at(0).text(0);
            const std::lock_guard lock(mutex);
            pickedBy = holder;
            attempts.push_back(update.attempt);
        };
        shop.store(1, 1);
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.dispatcher.stats().handled, quint64(1), kPatienceMs);
        shop.test.database().write(db::Demand::Worker, "test", soon(), [&](db::Transaction &tx) {
            const std::lock_guard lock(mutex);
            tx.exec("UPDATE inbox SET status = 'pending', picked_by = ?, handled_at = NULL", pickedBy);
            tx.exec("DELETE FROM effects");
        });
        QTRY_COMPARE_WITH_TIMEOUT(shop.dispatcher.stats().handled, quint64(2), kPatienceMs);
        QVERIFY(shop.dispatcher.stop(soon()));
        QCOMPARE(shop.effects(), 1);
        QCOMPARE(shop.statusOf(1), u"done"_s);
        const std::lock_guard lock(mutex);
        QCOMPARE(attempts, std::vector<int>({1, 1}));
    }
};

const turnpike::test::RegisteredTest<TestCommits> kTestCommits;

} // namespace tst_commits

#include "tst_commits.moc"
