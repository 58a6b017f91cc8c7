// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/connectionpool.h"
#include "db/database.h"
#include "db/migrator.h"
#include "db/sqlitefile.h"

#include "support/sqliteoutsider.h"
#include "support/testdatabase.h"
#include "support/testmain.h"

#include <QDir>
#include <QProcess>
#include <QTest>

#include <cstdio>
#include <sys/stat.h>
#include <unistd.h>

namespace tst_sqlitefailures {

using namespace turnpike;
using namespace turnpike::db;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using turnpike::test::SqliteOutsider;
using turnpike::test::TestDatabase;

namespace {

Deadline soon()
{
    return Deadline::in(60s);
}

const char *const kPut = "INSERT INTO settings (key, value, updated_at) VALUES (?, ?, 7)";
const char *const kCount = "SELECT count(*) FROM settings WHERE updated_at = 7";

// A shop's database as the server opens it.
struct Shop
{
    SqliteFile file;
    std::unique_ptr<ConnectionPool> pool;
    std::unique_ptr<Database> database;

    explicit Shop(const QString &path, bool mayBegin = false)
        : file(path)
    {
        file.open(mayBegin, soon());
        PoolOptions options = TestDatabase::defaultOptions();
        options.connection.mayCreate = false;
        options.checkFile = [this] { file.check(); };
        pool = std::make_unique<ConnectionPool>(DatabaseUrl::sqlite(path), options);
        database = std::make_unique<Database>(*pool);
        const SystemClock clock;
        Migrator(*pool, clock).migrate(soon());
        file.noteBegun();
    }
    void put(const char *key, const QString &value = {})
    {
        database->write(Demand::Handler, "test", soon(), [&](Transaction &tx) { tx.exec(kPut, key, value); });
    }
    qint64 count()
    {
        return database->read(Demand::Handler, "test", soon(),
                              [](Transaction &tx) { return tx.one(kCount)->int64(0); });
    }
    bool canPut(const char *key)
    {
        try {
            put(key);
            return true;
        } catch (const DatabaseError &) {
            return false;
        }
    }
};

// What a call is refused with; empty when it is not.
template<class Call>
QString refusal(Call &&call)
{
    try {
        call();
    } catch (const DatabaseError &error) {
        const bool isOutage = error.kind() == DatabaseError::Kind::Connection;
        return (isOutage ? QString() : u"not an outage: "_s) + error.message();
    }
    return {};
}

// Root may write whatever it likes: what follows is done as somebody who may not.
class AsNobody
{
public:
    AsNobody(const QString &folder, const QStringList &files)
        : m_isRoot(::geteuid() == 0)
    {
        if (!m_isRoot)
            return;
        for (const QString &path : files + QStringList{folder}) {
            if (::chown(QFile::encodeName(path).constData(), kNobody, kNobody) != 0)
                qWarning("cannot give %s away", qPrintable(path));
        }
        m_isElse = ::seteuid(kNobody) == 0;
    }
    ~AsNobody()
    {
        if (m_isElse && ::seteuid(0) != 0)
            qFatal("cannot become root again");
    }
    AsNobody(const AsNobody &) = delete;
    AsNobody &operator=(const AsNobody &) = delete;

    bool isMeant() const { return !m_isRoot || m_isElse; }

private:
    static constexpr uid_t kNobody = 65534;
    bool m_isRoot;
    bool m_isElse = false;
};

} // namespace

// A file of SQLite that is full, locked, read-only, gone, or not the one it was. Each case ends with: and it
// recovers.
class TestSqliteFailures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"turnpike.db"_s);
        m_aside = m_folder->filePath(u"aside.db"_s);
    }

    void aFullDiskIsAnOutageAndNobodysFault()
    {
        TestDatabase test(DatabaseUrl::Kind::Sqlite);
        test.script("PRAGMA max_page_count = 1"); // as full as it is
        const QString much(2'000'000, u'x');
        for (int i = 0; i < 2; ++i) {
            try {
                test.exec(kPut, "much", much);
                QFAIL("there was room");
            } catch (const DatabaseError &error) {
                QCOMPARE(error.sqlState(), QByteArray("53100"));
                QVERIFY(error.isTransient());
            }
        }
        QCOMPARE(test.pool().stats().discarded, 0);
        test.script("PRAGMA max_page_count = 1000000");
        test.exec(kPut, "much", much);
        QCOMPARE(test.number(kCount), 1);
    }

    void aConnectionThatMayOnlyReadIsThrownAway()
    {
        TestDatabase test(DatabaseUrl::Kind::Sqlite);
        test.script("PRAGMA query_only = ON");
        QVERIFY(refusal([&] { test.exec(kPut, "a", ""); }).contains(u"readonly"));
        QCOMPARE(test.pool().stats().discarded, 1);
        test.exec(kPut, "a", "");
        QCOMPARE(test.number(kCount), 1);
    }

    void aFileThatMayNotBeWrittenIsNoDatabaseUntilItMay()
    {
        {
            const Shop shop(m_path, true);
        }
        const AsNobody nobody(m_folder->path(), {m_path});
        if (!nobody.isMeant() || !QFile::exists(m_path))
            QSKIP("needs a user who is not root and a temporary folder for that user");
        const QByteArray name = QFile::encodeName(m_path);
        QCOMPARE(::chmod(name.constData(), 0444), 0);
        PoolOptions options = TestDatabase::defaultOptions();
        options.connection.mayCreate = false;
        ConnectionPool pool(DatabaseUrl::sqlite(m_path), options);
        QTRY_VERIFY_WITH_TIMEOUT(pool.stats().connectFailures > 1, 30'000);
        QVERIFY(!pool.stats().isUp);
        QVERIFY2(pool.stats().lastError.english().contains(u"may not be written"),
                 qPrintable(pool.stats().lastError.english()));
        QCOMPARE(::chmod(name.constData(), 0644), 0);
        QVERIFY(pool.waitUntilUp(soon()));
        Database database(pool);
        database.write(Demand::Handler, "test", soon(), [](Transaction &tx) { tx.exec(kPut, "a", ""); });
    }

    void whatIsNoDatabaseAnyMoreIsAnOutage()
    {
        {
            const Shop shop(m_path, true);
        }
        QVERIFY(QFile::copy(m_path, m_aside));
        QFile noise(m_path);
        QVERIFY(noise.open(QIODevice::WriteOnly));
        noise.write(QByteArray(100'000, 'x'));
        noise.close();
        SqliteFile file(m_path);
        QVERIFY(refusal([&] { file.open(true, soon()); }).contains(m_path));
        ConnectionPool pool(DatabaseUrl::sqlite(m_path), TestDatabase::defaultOptions());
        QTRY_VERIFY_WITH_TIMEOUT(pool.stats().connectFailures > 0, 30'000);
        QVERIFY(!pool.stats().isUp);
        QCOMPARE(std::rename(qPrintable(m_aside), qPrintable(m_path)), 0); // at once: the pool goes on trying
        file.open(false, soon());
        QVERIFY(pool.waitUntilUp(soon()));
    }

    // One that opens: only a statement finds out.
    void whatADamagedFileRefusesIsAnOutage()
    {
        makeShopWithMuch();
        QVERIFY(QFile::copy(m_path, m_aside));
        damage(m_path);
        ConnectionPool pool(DatabaseUrl::sqlite(m_path), TestDatabase::defaultOptions());
        Database database(pool);
        const auto readMuch = [&] {
            return database.read(Demand::Handler, "test", soon(), [](Transaction &tx) {
                return tx.one("SELECT value FROM settings WHERE updated_at = 7")->text(0).size();
            });
        };
        const QString refused = refusal(readMuch);
        QVERIFY2(refused.contains(u"malformed") && !refused.contains(u"not an outage"), qPrintable(refused));
        QCOMPARE(pool.stats().discarded, 1);
        QTRY_COMPARE_WITH_TIMEOUT(pool.stats().idle, 1, 30'000); // nobody opens it while it is restored
        QCOMPARE(QProcess::execute(u"cp"_s, {m_aside, m_path}), 0);
        QCOMPARE(readMuch(), kMuch);
    }

    // Before it is closed, even: others wait for that lock.
    void aBrokenConnectionGivesItsLockBack()
    {
        TestDatabase test(DatabaseUrl::Kind::Sqlite);
        const SqliteOutsider shell(test.url().database());
        shell.run("PRAGMA busy_timeout = 0");
        const Lease lease = test.pool().acquire(Demand::Handler, "test", soon());
        Connection &connection = lease.connection();
        connection.begin(true, soon(), 30s);
        connection.runScript("PRAGMA query_only = ON");
        QVERIFY(!refusal([&] { connection.exec(kPut, {Value("a"), Value("")}); }).isEmpty());
        QVERIFY(connection.isBroken());
        QVERIFY_EXCEPTION_THROWN(shell.run("BEGIN IMMEDIATE"), std::runtime_error);
        connection.rollback();
        shell.run("BEGIN IMMEDIATE");
        shell.run("COMMIT");
    }

    void aShortLockOfAShellIsWaitedOut()
    {
        TestDatabase test(DatabaseUrl::Kind::Sqlite);
        const SqliteOutsider shell(test.url().database());
        shell.run("BEGIN IMMEDIATE");
        std::atomic<bool> isOver{false}, isStored{false};
        std::thread writer([&] {
            isStored = refusal([&] { test.exec(kPut, "a", ""); }).isEmpty();
            isOver = true;
        });
        const auto waits = [&] {
            const auto leases = test.pool().leases();
            return !leases.empty() && leases.front().statement.startsWith("BEGIN");
        };
        while (!waits() && !isOver)
            std::this_thread::yield();
        const bool isStoredTooEarly = isStored;
        shell.run("COMMIT");
        writer.join();
        QVERIFY(!isStoredTooEarly);
        QVERIFY(isStored);
        QCOMPARE(test.number(kCount), 1);
    }

    void aLongLockOfAShellIsAnOutageThatEndsWithIt()
    {
        TestDatabase test(DatabaseUrl::Kind::Sqlite);
        const SqliteOutsider shell(test.url().database());
        shell.run("BEGIN IMMEDIATE");
        const auto tryToPut = [&] {
            test.database().write(Demand::Handler, "test", Deadline::in(100ms),
                                  [](Transaction &tx) { tx.exec(kPut, "a", ""); });
        };
        bool isOutage = false;
        try {
            tryToPut();
        } catch (const DeadlineExceeded &) {
            isOutage = true; // before the unit of work has begun: nobody counts that
        } catch (const DatabaseError &error) {
            isOutage = error.isTransient();
        }
        QVERIFY(isOutage);
        QCOMPARE(test.number(kCount), 0); // reading goes on
        shell.run("COMMIT");
        test.exec(kPut, "a", "");
        QCOMPARE(test.number(kCount), 1);
    }

    void oneIsBegunOnlyWhereThatIsAllowed()
    {
        SqliteFile file(m_path);
        QVERIFY(refusal([&] { file.check(); }).contains(m_path));
        QVERIFY(refusal([&] { file.open(false, soon()); }).contains(u"FIRST_START"));
        QVERIFY(!QFile::exists(m_path));
        file.open(true, soon());
        file.check();
        QVERIFY(QFile::exists(m_path));
        // A start that ended in the middle may be done again, and not by whoever may not begin.
        SqliteFile again(m_path);
        QVERIFY(refusal([&] { again.open(false, soon()); }).contains(u"FIRST_START"));
        again.open(true, soon());
    }

    void whereThereWasOneNoneIsBegun_data()
    {
        QTest::addColumn<QByteArray>("instead");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("an empty file") << QByteArray("");
        QTest::newRow("a file without a schema") << QByteArray("CREATE TABLE other (v text)");
    }
    void whereThereWasOneNoneIsBegun()
    {
        QFETCH(QByteArray, instead);
        {
            Shop shop(m_path, true);
            shop.put("kept");
        }
        QVERIFY(QFile::rename(m_path, m_aside));
        if (!instead.isNull()) {
            QFile file(m_path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.close();
            SqliteOutsider(m_path).run(instead);
        }
        const qint64 before = QFileInfo(m_path).size();
        SqliteFile file(m_path);
        for (int i = 0; i < 2; ++i)
            QVERIFY(refusal([&] { file.open(true, soon()); }).contains(u".begun"));
        QCOMPARE(QFile::exists(m_path), !instead.isNull());
        QCOMPARE(QFileInfo(m_path).size(), before);
        QCOMPARE(std::rename(qPrintable(m_aside), qPrintable(m_path)), 0);
        file.open(false, soon());
        Shop shop(m_path);
        QCOMPARE(shop.count(), 1);
    }

    void noPoolOfAShopMakesAFile()
    {
        PoolOptions options = TestDatabase::defaultOptions();
        options.connection.mayCreate = false;
        const ConnectionPool pool(DatabaseUrl::sqlite(m_path), options);
        QTRY_VERIFY_WITH_TIMEOUT(pool.stats().connectFailures > 0, 30'000);
        QVERIFY(!QFile::exists(m_path));
    }

    void aPathMayHaveWhatMeansSomethingInAUrl()
    {
        const QString path = m_folder->filePath(u"50%20 of? #it \u00fc.db"_s);
        {
            Shop shop(path, true);
            shop.put("a");
        }
        QVERIFY(QFile::exists(path));
        QCOMPARE(SqliteOutsider(path).run(kCount), QByteArray("1"));
    }

    void movedAwayItIsWaitedForAndUsedAgainOnceItIsBack()
    {
        Shop shop(m_path, true);
        shop.put("before");
        // In the middle of a transaction, even: what was not committed by then never is.
        const QString refused = refusal([&] {
            shop.database->write(Demand::Handler, "test", soon(), [&](Transaction &tx) {
                tx.exec(kPut, "lost", "");
                QVERIFY(QFile::rename(m_path, m_aside));
            });
        });
        QVERIFY2(refused.contains(u"not there any more"), qPrintable(refused));
        QTRY_VERIFY_WITH_TIMEOUT(!shop.canPut("nowhere") && !shop.pool->stats().isUp, 30'000);
        QVERIFY(shop.pool->stats().lastError.english().contains(m_path));
        QVERIFY(!QFile::exists(m_path));
        QVERIFY(!shop.file.replaced());
        QVERIFY(QFile::rename(m_aside, m_path));
        bool isPut = false; // once: QTRY asks again after a yes
        QTRY_VERIFY_WITH_TIMEOUT(isPut || (isPut = shop.canPut("after")), 30'000);
        QCOMPARE(shop.count(), 2);
    }

    void aCopyIsUsedByTheNextStartAndWithoutTheLogOfTheFileBefore_data()
    {
        QTest::addColumn<bool>("isOverwritten");
        QTest::newRow("moved into its place") << false;
        QTest::newRow("written over it") << true;
    }
    void aCopyIsUsedByTheNextStartAndWithoutTheLogOfTheFileBefore()
    {
        QFETCH(bool, isOverwritten);
        auto shop = std::make_unique<Shop>(m_path, true);
        shop->put("copied");
        {
            const SqliteOutsider shell(m_path);
            shell.copyTo(m_aside);
            for (const char *key : {"later", "later still", "and later"}) {
                // Writers that take turns, as those of a shop do: the file counts them.
                shell.run("CREATE TABLE other (v text); DROP TABLE other");
                shop->put(key, QString(100'000, u'x'));
            }
            shell.run("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        shop->put("in the log", QString(10'000, u'x'));
        QCOMPARE(shop->count(), 5);
        if (isOverwritten)
            QCOMPARE(QProcess::execute(u"cp"_s, {m_aside, m_path}), 0);
        else
            QCOMPARE(std::rename(qPrintable(m_aside), qPrintable(m_path)), 0);
        QVERIFY(!shop->canPut("nowhere"));
        QVERIFY(shop->file.replaced().has_value());
        QTRY_VERIFY_WITH_TIMEOUT(!shop->canPut("nowhere") && !shop->pool->stats().isUp, 30'000);
        QVERIFY2(shop->pool->stats().lastError.english().contains(u"was replaced"),
                 qPrintable(shop->pool->stats().lastError.english()));
        shop.reset();
        QVERIFY(QFile::exists(m_path + u"-wal"_s)); // of the file before, and kept from this one

        Shop next(m_path);
        QCOMPARE(next.count(), 1);
        next.put("after");
        QVERIFY(!next.file.replaced());
        QCOMPARE(SqliteOutsider(m_path).run("PRAGMA integrity_check"), QByteArray("ok"));
        QCOMPARE(QDir(m_folder->path()).entryList({u"turnpike.db-wal.*"_s}).size(), 1);
    }

    void aCopyThatIsNotCompleteIsWaitedFor()
    {
        {
            Shop shop(m_path, true);
            shop.put("copied", QString(500'000, u'x'));
        }
        QVERIFY(QFile::rename(m_path, m_aside));
        QVERIFY(QFile::copy(m_aside, m_path));
        QVERIFY(QFile::resize(m_path, QFileInfo(m_aside).size() / 2));
        SqliteFile file(m_path);
        QVERIFY(!refusal([&] { file.open(false, soon()); }).isEmpty());
        QVERIFY(!refusal([&] { file.check(); }).isEmpty());
        QCOMPARE(QProcess::execute(u"cp"_s, {m_aside, m_path}), 0);
        file.open(false, soon());
        Shop shop(m_path);
        QCOMPARE(shop.count(), 1);
    }

    // Of its full size, and with all that the first look needs.
    void aCopyThatIsDamagedInsideIsWaitedFor()
    {
        makeShopWithMuch();
        QVERIFY(QFile::rename(m_path, m_aside));
        QVERIFY(QFile::copy(m_aside, m_path));
        damage(m_path);
        SqliteFile file(m_path);
        for (int i = 0; i < 2; ++i)
            QVERIFY(refusal([&] { file.open(false, soon()); }).contains(u"not sound"));
        QVERIFY(refusal([&] { file.check(); }).contains(u"not sound"));
        QCOMPARE(QProcess::execute(u"cp"_s, {m_aside, m_path}), 0);
        file.open(false, soon());
        Shop shop(m_path);
        QCOMPARE(shop.count(), 1);
    }

    // What others do by SQLite's own means is no other file.
    void aVacuumAndACheckpointOfAShellChangeNothing()
    {
        Shop shop(m_path, true);
        shop.put("a", QString(1'000'000, u'x'));
        const SqliteOutsider shell(m_path);
        shell.run("PRAGMA wal_checkpoint(TRUNCATE)");
        QVERIFY(shop.canPut("b"));
        shell.run("DELETE FROM settings WHERE key = 'a'; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
        QVERIFY(shop.canPut("c"));
        QVERIFY(!shop.file.replaced());
        QCOMPARE(shop.count(), 2);
    }

private:
    static constexpr qsizetype kMuch = 2'000'000;

    // Most of its file is one text.
    void makeShopWithMuch() const
    {
        Shop shop(m_path, true);
        shop.put("much", QString(kMuch, u'x'));
    }
    // A page in the middle, which is of that text: nobody else may have the file open.
    static void damage(const QString &path)
    {
        constexpr qint64 kPage = 4096;
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek(file.size() / 2 / kPage * kPage));
        QCOMPARE(file.write(QByteArray(kPage, 'x')), kPage);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    QString m_aside;
};

const turnpike::test::RegisteredTest<TestSqliteFailures> kTestSqliteFailures;

} // namespace tst_sqlitefailures

#include "tst_sqlitefailures.moc"
