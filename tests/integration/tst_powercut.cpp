// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "dispatchershop.h"
#include "support/powercutvfs.h"
#include "support/sqliteoutsider.h"
#include "support/testmain.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

namespace tst_powercut {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using db::Durability;
using Kind = TestDatabase::Kind;

namespace {

constexpr auto kSettings = "SELECT count(*) FROM settings";

Deadline soon()
{
    return Deadline::in(60s);
}

} // namespace

// A power cut under SQLite: what was confirmed is on the disk, whoever has written it.
class TestPowerCut : public QObject
{
    Q_OBJECT

private:
    // A disk that forgets, and what is found on it.
    struct Cut
    {
        PowerCutVfs vfs;
        int cuts = 0;
        QTemporaryDir folder;

        // What one statement finds in the database had the power gone now.
        qint64 number(const QString &path, const char *sql)
        {
            const QString name = QString::number(++cuts);
            QDir(folder.path()).mkdir(name);
            const SqliteOutsider found(vfs.afterCut(path, folder.filePath(name)));
            if (found.run("PRAGMA integrity_check") != "ok")
                return -1;
            return found.run(sql).toLongLong();
        }
    };

    static void put(db::Database &database, const char *holder, Durability durability, int key)
    {
        database.write(db::Demand::Handler, holder, soon(), durability, [key](db::Transaction &tx) {
            tx.exec("INSERT INTO settings (key, value, updated_at) VALUES (?, 'x', 1)", QString::number(key));
        });
    }

private Q_SLOTS:
    void everyConfirmedCommitIsThere_data()
    {
        QTest::addColumn<QByteArray>("holder");
        QTest::addColumn<Durability>("durability");
        QTest::newRow("synchronous") << QByteArray("sender") << Durability::Synchronous;
        QTest::newRow("asynchronous elsewhere") << QByteArray("handler") << Durability::Asynchronous;
    }
    void everyConfirmedCommitIsThere()
    {
        QFETCH(QByteArray, holder);
        QFETCH(Durability, durability);
        Cut cut;
        TestDatabase test(Kind::Sqlite);
        const qint64 before = test.number(kSettings);
        for (int i = 1; i <= 20; ++i) {
            put(test.database(), holder.constData(), durability, i);
            QCOMPARE(cut.number(test.url().database(), kSettings), before + i);
        }
        // Also when the log begins anew.
        test.script("PRAGMA wal_checkpoint(TRUNCATE)");
        put(test.database(), holder.constData(), durability, 21);
        QCOMPARE(cut.number(test.url().database(), kSettings), before + 21);
    }

    // That the disk forgets at all: this is what synchronous = NORMAL would mean.
    void whatIsNotSyncedIsLost()
    {
        Cut cut;
        TestDatabase test(Kind::Sqlite);
        const qint64 before = test.number(kSettings);
        put(test.database(), "sender", Durability::Synchronous, 1);
        {
            const SqliteOutsider careless(test.url().database());
            careless.run("PRAGMA synchronous = NORMAL; "
                         "INSERT INTO settings (key, value, updated_at) VALUES ('careless', 'x', 1)");
            QCOMPARE(test.number(kSettings), before + 2);
            QCOMPARE(cut.number(test.url().database(), kSettings), before + 1);
        }
        // The log is in order: the next commit that waits takes all before it along.
        put(test.database(), "sender", Durability::Synchronous, 2);
        QCOMPARE(cut.number(test.url().database(), kSettings), before + 3);
    }

    // Whoever acts on a handled update, at the first moment at which anybody knows of it, acts on what is on
    // the disk: its effect, and that it is handled.
    void whatIsActedOnIsThere()
    {
        constexpr int kUpdates = 30;
        Cut cut;
        DispatcherShop shop(Kind::Sqlite);
        const QString path = shop.test.url().database();
        std::mutex mutex;
        QStringList unknown;
        int seen = 0;
        shop.handler.runHook = [&](const inbox::InboxUpdate &update, db::Transaction &tx) {
            tx.afterCommit(
                [&, id = update.updateId.value()] {
                    const QByteArray known =
                        "SELECT count(*) FROM inbox JOIN effects USING (update_id) WHERE "
                        "status = 'done' AND update_id = " +
                        QByteArray::number(id);
                    const std::lock_guard lock(mutex);
                    ++seen;
                    if (cut.number(path, known.constData()) != 1)
                        unknown.append(QString::number(id));
                },
                db::HookReach::Process);
        };
        for (int i = 1; i <= kUpdates; ++i)
            shop.store(i, i);
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.dispatcher.stats().handled, quint64(kUpdates), kPatienceMs);
        QVERIFY(shop.dispatcher.stop(soon()));
        QCOMPARE(seen, kUpdates);
        QCOMPARE(unknown, QStringList());
    }
};

const turnpike::test::RegisteredTest<TestPowerCut> kTestPowerCut;

} // namespace tst_powercut

#include "tst_powercut.moc"
