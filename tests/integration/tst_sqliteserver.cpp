// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/errors.h"
#include "db/migrator.h"
#include "http/httpfrontend.h"
#include "replicas/instancelock.h"
#include "serverfixture.h"
#include "support/rawclient.h"
#include "support/sqliteoutsider.h"
#include "support/testmain.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>
#include <sys/resource.h>
#include <sys/stat.h>

namespace tst_sqliteserver {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kSecretHeader("X-Telegram-Bot-Api-Secret-Token: fixture-webhook-secret\r\n");
const QByteArray kAuthorized("Authorization: Bearer fixture-metrics-token\r\n");

QByteArray update(qint64 id)
{
    return QByteArray(
               R"({"update_id":%1,"message":{"message_id":1,"date":1,"text":"hello",)"
               R"("from":{"id":777,"is_bot":false,"first_name":"X"},"chat":{"id":777,"type":"private"}}})")
        .replace("%1", QByteArray::number(id));
}

// A server on SQLite, with somebody who gets its alerts.
struct WatchedShop
{
    ServerFixture fixture{db::DatabaseUrl::Kind::Sqlite};
    http::HttpFrontend switchboard;
    QStringList alerts; // their keys
    QString path = fixture.database().url().database();

    WatchedShop()
    {
        switchboard.route("POST", "/alert", [this](const http::Request &request, const http::Reply &reply) {
            alerts += QJsonDocument::fromJson(request.body).object().value(u"key").toString();
            reply.send({});
        });
        fixture.set("METRICS_TOKEN", u"fixture-metrics-token"_s);
        fixture.set("ALERT_WEBHOOK_URL",
                    u"http://127.0.0.1:%1/alert"_s.arg(switchboard.listen(QHostAddress::LocalHost, 0)));
    }
    // Before start().
    void moveTo(const QString &file)
    {
        path = file;
        fixture.set("DATABASE_URL", u"sqlite:"_s + file);
    }

    int status(const QByteArray &request) const
    {
        RawClient client(fixture.port());
        const auto answer = client.isConnected() ? client.exchange(request) : std::nullopt;
        return answer ? answer->status : 0;
    }
    int deliver(qint64 id) const { return status(post("/telegram/webhook", update(id), kSecretHeader)); }
    // Of the check "database": its status, and what is said of it.
    QString health() const
    {
        RawClient client(fixture.port());
        const auto answer =
            client.isConnected() ? client.exchange(get("/health", kAuthorized)) : std::nullopt;
        const QJsonObject checks =
            QJsonDocument::fromJson(answer ? answer->body : QByteArray()).object()[u"checks"].toObject();
        const QJsonObject database = checks[u"database"].toObject();
        return database[u"status"].toString() + u' ' + database[u"note"].toString();
    }
    QByteArray ask(const QByteArray &sql) const { return SqliteOutsider(path).run(sql); }
    QByteArray log() const { return fixture.log().right(3000); }
};

} // namespace

// The program on a file of SQLite that is locked, full, gone or replaced: not ready, said everywhere, and
// well again by itself.
class TestSqliteServer : public QObject
{
    Q_OBJECT

private:
    static void makeDatabase(const QString &path)
    {
        db::ConnectionPool pool(db::DatabaseUrl::sqlite(path), TestDatabase::defaultOptions());
        const SystemClock clock;
        db::Migrator(pool, clock).migrate(Deadline::in(std::chrono::seconds(60)));
    }
    // Nothing is acknowledged, and everybody who may know does.
    static void verifyOutage(WatchedShop &shop)
    {
        QTRY_COMPARE_WITH_TIMEOUT(shop.status(get("/readyz")), 503, 30'000);
        QCOMPARE(shop.status(get("/livez")), 200);
        QTRY_VERIFY2_WITH_TIMEOUT(shop.health().startsWith(u"fail"), qPrintable(shop.health()), 30'000);
        QTRY_VERIFY2_WITH_TIMEOUT(shop.alerts.contains(u"health:database"_s), shop.log(), 60'000);
        QCOMPARE(shop.deliver(900), 503);
    }
    static void verifyRecovery(WatchedShop &shop)
    {
        if (QTest::currentTestFailed())
            return;
        QTRY_COMPARE_WITH_TIMEOUT(shop.status(get("/readyz")), 200, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(shop.deliver(901), 200, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(
            shop.ask("SELECT count(*) FROM inbox WHERE update_id = 901 AND status = 'done'"), QByteArray("1"),
            30'000);
        QCOMPARE(shop.ask("SELECT count(*) FROM inbox WHERE status = 'dead'"), QByteArray("0"));
        QCOMPARE(shop.ask("PRAGMA integrity_check"), QByteArray("ok"));
    }

private Q_SLOTS:
    void aLockHeldByAShellIsSaidAndHeals()
    {
        WatchedShop shop;
        shop.fixture.startReady();
        const SqliteOutsider shell(shop.path);
        shell.run("BEGIN IMMEDIATE");
        verifyOutage(shop);
        shell.run("COMMIT");
        verifyRecovery(shop);
    }

    // Files that may grow no further are a disk without room.
    void aFullDiskIsSaidAndHeals()
    {
        WatchedShop shop;
        shop.fixture.startReady();
        const auto server = static_cast<pid_t>(shop.fixture.server().processId());
        rlimit before{};
        QCOMPARE(::prlimit(server, RLIMIT_FSIZE, nullptr, &before), 0);
        const rlimit small{64 * 1024, before.rlim_max};
        QCOMPARE(::prlimit(server, RLIMIT_FSIZE, &small, nullptr), 0);
        qint64 id = 100;
        // There may be room left in the log. QTRY would deliver once more.
        QVERIFY(QTest::qWaitFor([&] { return shop.deliver(++id) == 503; }, 60'000));
        verifyOutage(shop);
        QVERIFY(shop.fixture.server().isRunning());
        QCOMPARE(::prlimit(server, RLIMIT_FSIZE, &before, nullptr), 0);
        verifyRecovery(shop);
    }

    void aFileThatIsMovedAwayIsWaitedForAndNoneIsBegun()
    {
        WatchedShop shop;
        shop.fixture.startReady();
        const QString aside = shop.path + u".aside"_s;
        QVERIFY(QFile::rename(shop.path, aside));
        verifyOutage(shop);
        QVERIFY2(shop.health().contains(u"not there any more"), qPrintable(shop.health()));
        QVERIFY(!QFile::exists(shop.path));
        QVERIFY(QFile::rename(aside, shop.path));
        verifyRecovery(shop);
    }

    void aCopyRestoredUnderARunningServerIsTakenUpByTheNextStart()
    {
        WatchedShop shop;
        shop.fixture.startReady();
        QCOMPARE(shop.deliver(1), 200);
        const QString copy = shop.path + u".copy"_s;
        SqliteOutsider(shop.path).copyTo(copy);
        QCOMPARE(shop.deliver(2), 200);
        QCOMPARE(std::rename(qPrintable(copy), qPrintable(shop.path)), 0);
        QTRY_VERIFY_WITH_TIMEOUT(shop.status(get("/readyz")) != 200, 30'000);
        QTRY_VERIFY2_WITH_TIMEOUT(!shop.fixture.server().isRunning(), shop.log(), 60'000);
        QCOMPARE(shop.fixture.server().exitCode(), std::optional(1));
        QVERIFY(shop.alerts.contains(u"database_file_replaced"_s));
        QVERIFY2(shop.fixture.log().contains("was replaced while it was in use"), shop.log());

        shop.fixture.startReady();
        QCOMPARE(shop.ask("SELECT count(*) FROM inbox WHERE update_id IN (1, 2)"), QByteArray("1"));
        verifyRecovery(shop);
        const QDir folder = QFileInfo(shop.path).dir();
        QCOMPARE(folder.entryList({u"*-wal.*"_s}).size(), 1);
    }

    void inProductionAMissingDatabaseIsWaitedForAndToldOf()
    {
        QTemporaryDir folder;
        WatchedShop shop;
        shop.moveTo(folder.filePath(u"shop.db"_s));
        shop.fixture.set("APP_ENV", u"prod"_s);
        shop.fixture.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.status(get("/livez")), 200, 30'000);
        QCOMPARE(shop.status(get("/readyz")), 503);
        QTRY_VERIFY2_WITH_TIMEOUT(shop.health().contains(u"FIRST_START"), qPrintable(shop.health()), 30'000);
        QCOMPARE(shop.deliver(1), 503);
        QTRY_VERIFY2_WITH_TIMEOUT(shop.alerts.contains(u"database_awaited"_s), shop.log(), 60'000);
        QVERIFY(!QFile::exists(shop.path));
        // The volume comes at last.
        const QString other = folder.filePath(u"other.db"_s);
        makeDatabase(other);
        QVERIFY(QFile::rename(other, shop.path));
        verifyRecovery(shop);
    }

    void inProductionAFirstStartIsAskedFor()
    {
        QTemporaryDir folder;
        WatchedShop shop;
        shop.moveTo(folder.filePath(u"shop.db"_s));
        shop.fixture.set("APP_ENV", u"prod"_s);
        shop.fixture.set("FIRST_START", u"true"_s);
        shop.fixture.startReady();
        verifyRecovery(shop);
        // And once there was one, no other: not even where that is still asked for.
        shop.fixture.server().kill();
        for (const char *part : {"", "-wal", "-shm"})
            QVERIFY(QFile::remove(shop.path + QLatin1String(part)));
        shop.fixture.start();
        QTRY_VERIFY2_WITH_TIMEOUT(shop.health().contains(u".begun"), qPrintable(shop.health()), 30'000);
        QCOMPARE(shop.status(get("/readyz")), 503);
        QVERIFY(!QFile::exists(shop.path));
    }

    // Whatever the process was begun with, and also where others could read it before.
    void whatItKeepsIsItsOwnersAlone()
    {
        QTemporaryDir folder;
        WatchedShop shop;
        shop.moveTo(folder.filePath(u"shop.db"_s));
        const auto parts = [&] {
            QByteArrayList names;
            for (const char *part : {"", "-wal", "-shm", ".lock", ".begun"})
                names += QFile::encodeName(shop.path + QLatin1String(part));
            return names;
        };
        for (int start = 0; start < 2; ++start) {
            const mode_t before = ::umask(0);
            shop.fixture.start(); // inherits it
            ::umask(before);
            verifyRecovery(shop);
            for (const QByteArray &name : parts()) {
                struct stat found = {};
                QVERIFY2(::stat(name.constData(), &found) == 0, name.constData());
                QVERIFY2((found.st_mode & 077) == 0, name.constData());
            }
            shop.fixture.server().kill();
            for (const QByteArray &name : parts())
                QCOMPARE(::chmod(name.constData(), 0644), 0);
        }
    }

    // The lock on the folder beneath keeps nobody away from the volume.
    void aVolumeThatIsMountedLateIsLockedToo()
    {
        QTemporaryDir folder;
        const QString volume = folder.filePath(u"volume"_s);
        const QString coming = folder.filePath(u"coming"_s);
        QVERIFY(QDir().mkdir(volume) && QDir().mkdir(coming));
        makeDatabase(coming + u"/shop.db"_s);
        WatchedShop shop;
        shop.moveTo(volume + u"/shop.db"_s);
        shop.fixture.set("APP_ENV", u"prod"_s);
        shop.fixture.start();
        QTRY_VERIFY2_WITH_TIMEOUT(shop.health().contains(u"FIRST_START"), qPrintable(shop.health()), 30'000);
        QVERIFY(QFile::exists(shop.path + u".lock"_s));
        QVERIFY(QDir().rename(volume, folder.filePath(u"beneath"_s)));
        QVERIFY(QDir().rename(coming, volume));
        verifyRecovery(shop);
        QVERIFY_EXCEPTION_THROWN(replicas::InstanceLock{shop.path}, ConfigError);
    }

    void aFolderThatIsThereLateIsWaitedFor()
    {
        QTemporaryDir folder;
        WatchedShop shop;
        shop.moveTo(folder.filePath(u"volume/shop.db"_s));
        shop.fixture.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.status(get("/livez")), 200, 30'000);
        QCOMPARE(shop.status(get("/readyz")), 503);
        QVERIFY(QDir(folder.path()).mkdir(u"volume"_s));
        verifyRecovery(shop);
    }
};

const turnpike::test::RegisteredTest<TestSqliteServer> kTestSqliteServer;

} // namespace tst_sqliteserver

#include "tst_sqliteserver.moc"
