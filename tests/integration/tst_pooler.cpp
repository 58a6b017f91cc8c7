#include "serverfixture.h"

#include "base/errors.h"
#include "db/serverterms.h"
#include "support/pgbouncer.h"
#include "support/testmain.h"

namespace tst_pooler {

using namespace turnpike;
using namespace turnpike::test;
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
        fixture.say(QStringLiteral("/start"));
        QTRY_COMPARE_WITH_TIMEOUT(
            fixture.database().number("SELECT count(*) FROM inbox WHERE status = 'done'"), 1, 30'000);
        // Released with its session, though that is the pooler's and goes on.
        fixture.server().kill();
        fixture.startReady();
        fixture.say(QStringLiteral("/start"));
        QTRY_COMPARE_WITH_TIMEOUT(
            fixture.database().number("SELECT count(*) FROM inbox WHERE status = 'done'"), 2, 60'000);
    }

    void aWrongPasswordIsWaitedOutAndNeverShown()
    {
        ServerFixture fixture(Kind::Postgres);
        PgBouncer pooler(fixture.database().url(), PgBouncer::Mode::Session, QStringLiteral("right-one"));
        fixture.set("DATABASE_URL", pooler.url(QStringLiteral("canary-of-a-password")));
        fixture.start();
        QTRY_VERIFY_WITH_TIMEOUT(fixture.log().contains("cannot connect to the database"), 30'000);
        QVERIFY(!fixture.server().isReady());
        pooler.setPassword(QStringLiteral("canary-of-a-password"));
        QTRY_VERIFY2_WITH_TIMEOUT(fixture.server().isReady(), fixture.log().constData(), 30'000);
        QVERIFY(!fixture.log().contains("canary-of-a-password"));
    }

    void aDatabaseInAnotherEncodingIsRefused()
    {
        ServerFixture fixture(Kind::Postgres);
        const QString name = fixture.database().url().database() + QStringLiteral("_latin");
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
