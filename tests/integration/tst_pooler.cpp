// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "serverfixture.h"

#include "base/errors.h"
#include "db/serverterms.h"
#include "support/pgbouncer.h"
#include "support/rawpeer.h"
#include "support/tcpgate.h"
#include "support/testmain.h"

#include <QProcess>

#include <atomic>

namespace tst_pooler {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using Kind = db::DatabaseUrl::Kind;

// The program with what stands between it and PostgreSQL, or with a database that is not as it must be.
class TestPooler : public QObject
{
    Q_OBJECT

private:
    // What the server ended with at its start; nothing when it goes on.
    static QByteArray refusalOf(ServerFixture &fixture, const QString &databaseUrl)
    {
        fixture.set("DATABASE_URL", databaseUrl);
        fixture.start();
        if (!QTest::qWaitFor([&] { return !fixture.server().isRunning(); }, 30'000))
            return {};
        return fixture.server().exitCode() == std::optional(1) ? fixture.log() : QByteArray();
    }

private Q_SLOTS:
    void aPoolerThatGivesEachTransactionAnotherSessionIsRefused_data()
    {
        QTest::addColumn<PgBouncer::Mode>("mode");
        QTest::newRow("transaction") << PgBouncer::Mode::Transaction;
        QTest::newRow("statement") << PgBouncer::Mode::Statement;
    }
    void aPoolerThatGivesEachTransactionAnotherSessionIsRefused()
    {
        QFETCH(PgBouncer::Mode, mode);
        ServerFixture fixture(Kind::Postgres);
        const PgBouncer pooler(fixture.database().url(), mode);
        const QByteArray refusal = refusalOf(fixture, pooler.url());
        QVERIFY2(refusal.contains("pool_mode=session"), fixture.log().constData());
    }

    void soItIsByACommandThatChangesRows()
    {
        ServerFixture fixture(Kind::Postgres);
        const PgBouncer pooler(fixture.database().url(), PgBouncer::Mode::Transaction);
        fixture.set("DATABASE_URL", pooler.url());
        QProcess process;
        process.setProcessEnvironment(fixture.environment());
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(ServerFixture::program(), {u"flag"_s, u"list"_s});
        QTRY_VERIFY_WITH_TIMEOUT(process.state() == QProcess::NotRunning, 60'000);
        const QByteArray output = process.readAll();
        QVERIFY2(process.exitCode() == 1 && output.contains("pool_mode=session"), output.constData());
        // Before it changed anything.
        QCOMPARE(fixture.database().outsider("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"),
                 QByteArray("0"));
    }

    // Other servers use the pooler at the same time, and it has sessions enough at hand.
    void itIsFoundWhateverSessionsThePoolerHas()
    {
        const TestDatabase test(Kind::Postgres);
        const PgBouncer pooler(test.url(), PgBouncer::Mode::Transaction);
        const db::DatabaseUrl url = db::DatabaseUrl::parse(pooler.url());
        const auto check = [&] { db::checkServerTerms(url, Deadline::in(std::chrono::seconds(30))); };
        for (int i = 0; i < 5; ++i)
            QVERIFY_EXCEPTION_THROWN(check(), ConfigError);
    }

    void aPoolerThatKeepsSessionsServes()
    {
        ServerFixture fixture(Kind::Postgres);
        const PgBouncer pooler(fixture.database().url(), PgBouncer::Mode::Session);
        fixture.set("DATABASE_URL", pooler.url());
        fixture.startReady();
        fixture.say(u"/start"_s);
        QTRY_COMPARE_WITH_TIMEOUT(
            fixture.database().number("SELECT count(*) FROM inbox WHERE status = 'done'"), 1, 30'000);
        // Released with its session, though that is the pooler's and goes on.
        fixture.server().kill();
        fixture.startReady();
        fixture.say(u"/start"_s);
        QTRY_COMPARE_WITH_TIMEOUT(
            fixture.database().number("SELECT count(*) FROM inbox WHERE status = 'done'"), 2, 60'000);
    }

    void aWrongPasswordIsWaitedOutAndNeverShown()
    {
        ServerFixture fixture(Kind::Postgres);
        PgBouncer pooler(fixture.database().url(), PgBouncer::Mode::Session, u"right-one"_s);
        fixture.set("DATABASE_URL", pooler.url(u"canary-of-a-password"_s));
        fixture.start();
        QTRY_VERIFY_WITH_TIMEOUT(fixture.log().contains("cannot connect to the database"), 30'000);
        QVERIFY(!fixture.server().isReady());
        pooler.setPassword(u"canary-of-a-password"_s);
        QTRY_VERIFY2_WITH_TIMEOUT(fixture.server().isReady(), fixture.log().constData(), 30'000);
        QVERIFY(!fixture.log().contains("canary-of-a-password"));
    }

    // By a hook that takes the alert and says nothing: it is told of soon, and the start does not wait for
    // the hook.
    void aDatabaseThatIsAwayIsToldOfAndTheStartWaitsForNoHook()
    {
        std::atomic<int> held{0};
        std::atomic<qint64> givenUpAt{0};
        RawPeer hook([&](RawConnection &connection) {
            const auto request = connection.read();
            if (!request || !request->body.contains("database_awaited"))
                return;
            ++held;
            connection.waitForClose();
            qint64 never = 0;
            givenUpAt.compare_exchange_strong(never, QDateTime::currentMSecsSinceEpoch());
        });
        ServerFixture fixture(Kind::Postgres);
        const db::DatabaseUrl &url = fixture.database().url();
        TcpGate gate(url.port());
        gate.setRefusing(true);
        fixture.set("DATABASE_URL", url.withAddress(u"127.0.0.1"_s, gate.port()).display());
        fixture.set("ALERT_WEBHOOK_URL", hook.url(u"/hook-of-a-test"_s).toString());
        fixture.start();
        const auto loggedAt = [&](const char *message) {
            return fixture.loggedAt({{u"message"_s, QString::fromLatin1(message)}});
        };
        QTRY_VERIFY2_WITH_TIMEOUT(held > 0, fixture.log().constData(), 90'000);
        gate.setRefusing(false);
        QTRY_VERIFY2_WITH_TIMEOUT(fixture.server().isReady(), fixture.log().constData(), 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(givenUpAt != 0, 30'000);
        const qint64 toldAt =
            fixture.loggedAt({{u"message"_s, u"ALERT"_s}, {u"key"_s, u"database_awaited"_s}});
        QVERIFY2(toldAt - loggedAt("listening") < 45'000, fixture.log().constData());
        // The first thing that needs the database, while the hook has its request still.
        const qint64 migratedAt = fixture.loggedAt({{u"message"_s, u"migrating"_s}, {u"number"_s, 1}});
        QVERIFY2(migratedAt > 0 && migratedAt < givenUpAt, fixture.log().constData());
    }

    void aDatabaseInAnotherEncodingIsRefused()
    {
        ServerFixture fixture(Kind::Postgres);
        const QString name = fixture.database().url().database() + u"_latin"_s;
        fixture.database().outsider("CREATE DATABASE " + name.toUtf8() +
                                    " ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        const QByteArray refusal = refusalOf(fixture, fixture.database().url().withDatabase(name).display());
        fixture.database().outsider("DROP DATABASE " + name.toUtf8() + " WITH (FORCE)");
        QVERIFY2(refusal.contains("LATIN1") && refusal.contains("UTF8"), fixture.log().constData());
    }
};

const turnpike::test::RegisteredTest<TestPooler> kTestPooler;

} // namespace tst_pooler

#include "tst_pooler.moc"
