// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/databasecalls.h"
#include "consolecalls/databaselooks.h"
#include "control/audit.h"
#include "db/plainsession.h"
#include "protocol/calls.h"
#include "protocol/hello.h"
#include "rowlock.h"
#include "support/testmain.h"

#include <QScopeGuard>
#include <QTest>

#include <algorithm>
#include <thread>

namespace tst_databasecalls {

using namespace turnpike;
using namespace turnpike::test;
using namespace turnpike::protocol;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

using Kind = db::DatabaseUrl::Kind;

const QString kReason = u"because of a test"_s;

Deadline soon()
{
    return Deadline::in(30s);
}

QString codeOf(const Answer &answer)
{
    return answer.error ? answer.error->code.word() : u"done"_s;
}

// Serves the calls as the server does.
struct Desk
{
    explicit Desk(db::Database &database)
        : changes(database, audit)
    {
        consolecalls::addDatabaseCalls(calls, changes, database);
    }

    Answer ask(const char *name, const QJsonObject &args = {}, const QString &id = {})
    {
        consolehub::CallRequest request;
        request.id = id.isEmpty() ? u"d-%1"_s.arg(++lastId) : id;
        request.call = QString::fromLatin1(name);
        request.args = args;
        request.caller = {u"olga"_s, Role::Operator, u"192.0.2.1"_s};
        return calls.serve(request, soon());
    }
    QString order(const char *name, const SessionState &session, const QString &id = {})
    {
        return codeOf(ask(name, toJson(SessionOrder{session.pid, session.startedAt, kReason}), id));
    }
    SessionPage sessions() { return fromJson<SessionPage>(ask(call::kSessions).ok); }
    // As the page shows it; pid 0 when it does not.
    SessionState session(qint64 pid)
    {
        const SessionPage page = sessions();
        for (const SessionState &each : page.items) {
            if (each.pid == pid)
                return each;
        }
        return {};
    }

    SystemClock clock;
    control::Audit audit{clock};
    consolehub::Changes changes;
    consolehub::CallTable calls;
    int lastId = 0;
};

// Somebody else's session, which stays as it is until something is run in it.
struct Outsider
{
    Outsider(const db::DatabaseUrl &url, const char *name)
        : session(url, name)
    {
        session.open(soon());
        pid = session.run("SELECT pg_backend_pid()", soon()).value(0).toLongLong();
    }

    db::PlainSession session;
    qint64 pid = 0;
};

// One that runs a statement on a thread of its own, for as long as it takes, or until the end of this object.
class Waiter
{
public:
    Waiter(const db::DatabaseUrl &url, const QByteArray &sql)
        : m_outsider(url, "waiter")
        , m_thread([this, sql] {
            try {
                m_outsider.session.run(sql, Deadline::in(60s, m_cancellation));
            } catch (const DatabaseError &error) {
                m_failure = error.sqlState();
            } catch (const Error &) {
                m_failure = "given up";
            }
            m_isOver = true;
        })
    {}
    ~Waiter()
    {
        m_cancellation->cancel(CancelReason::Shutdown);
        m_thread.join();
    }

    qint64 pid() const { return m_outsider.pid; }
    bool isOver() const { return m_isOver; }
    // Once it is over: SQLSTATE of what went wrong, if anything did.
    QByteArray failure() const { return m_failure; }

private:
    Outsider m_outsider;
    std::shared_ptr<Cancellation> m_cancellation = std::make_shared<Cancellation>();
    QByteArray m_failure; // before m_isOver
    std::atomic<bool> m_isOver{false};
    std::thread m_thread; // last: it uses the members above
};

// A role that may do what the shop does, and see nothing of others.
struct BlindRole
{
    explicit BlindRole(const TestDatabase &test)
        : database(test)
        , name(u"turnpike_blind_"_s + randomHex(6))
    {
        const QString password = u"p"_s + randomHex(8);
        database.outsider(u"CREATE ROLE %1 LOGIN PASSWORD '%2'; "
                          "GRANT ALL ON ALL TABLES IN SCHEMA public TO %1"_s.arg(name, password)
                              .toUtf8());
        const db::DatabaseUrl &url = database.url();
        text = u"postgresql://%1:%2@%3:%4/%5"_s.arg(name, password, url.host(), QString::number(url.port()),
                                                    url.database());
    }
    ~BlindRole()
    {
        try {
            database.outsider(u"DROP OWNED BY %1; DROP ROLE %1"_s.arg(name).toUtf8());
        } catch (const std::exception &error) {
            qWarning("%s", error.what());
        }
    }

    const TestDatabase &database;
    const QString name;
    QString text; // of its URL
};

constexpr const char *kLockInbox = "BEGIN; LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE";
constexpr const char *kReadInbox = "SELECT count(*) FROM inbox WHERE kind = 'Ada''s'";

bool isBlocked(Desk &desk, qint64 pid)
{
    return QTest::qWaitFor([&] { return !desk.session(pid).blockedBy.isEmpty(); }, 30'000);
}

qint64 audited(TestDatabase &test, const char *condition)
{
    const QByteArray sql = QByteArray("SELECT count(*) FROM audit_log WHERE actor = 'olga' AND "
                                      "reason = 'because of a test' AND ") +
                           condition;
    return test.number(sql.constData());
}

} // namespace

// What operators see of the database as a whole, and end in it.
class TestDatabaseCalls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoBlocksWhomIsSeenWhileTheTableIsLocked()
    {
        TestDatabase test(Kind::Postgres);
        Desk desk(test.database());
        Outsider holder(test.url(), "psql of anna");
        holder.session.run(kLockInbox, soon());
        Waiter waiter(test.url(), kReadInbox);
        QVERIFY(isBlocked(desk, waiter.pid()));

        const SessionPage page = desk.sessions();
        QCOMPARE(page.engine, Engine::Postgres);
        const SessionState &first = page.items.first(); // who blocks, before who waits
        QCOMPARE(first.pid, holder.pid);
        QCOMPARE(first.blocks, 1);
        QCOMPARE(first.blockedBy, QList<qint64>());
        QCOMPARE(first.status, SessionStatus::InTransaction);
        QCOMPARE(first.user, test.url().user());
        QCOMPARE(first.program, u"psql of anna"_s);
        QCOMPARE(first.address.toUtf8(), test.outsider("SELECT coalesce(host(inet_client_addr()), '')"));
        QVERIFY2(first.statement.contains(u"LOCK TABLE inbox"_s), qPrintable(first.statement));
        QVERIFY(first.transactionMs && *first.transactionMs >= 0);
        QVERIFY(first.statementMs && *first.statementMs <= *first.transactionMs);

        const SessionState blocked = desk.session(waiter.pid());
        QCOMPARE(blocked.blockedBy, QList<qint64>{holder.pid});
        QCOMPARE(blocked.blocks, 0);
        QCOMPARE(blocked.status, SessionStatus::WaitingForLock);
        QCOMPARE(blocked.wants, u"AccessShareLock · inbox"_s);
        QVERIFY(blocked.waitMs && *blocked.waitMs >= 0);
        // What is in it may be a customer's.
        QCOMPARE(blocked.statement, u"SELECT count(*) FROM inbox WHERE kind = '…'"_s);
    }

    // A function that opens the table would wait for it.
    void theWholePageAnswersWhileTheTableIsLocked()
    {
        TestDatabase test(Kind::Postgres);
        test.outsider("ANALYZE inbox"); // an empty table has an index all the same
        Desk desk(test.database());
        Outsider holder(test.url(), "holder");
        holder.session.run(kLockInbox, soon());
        QCOMPARE(codeOf(desk.ask(call::kSessions)), u"done"_s);
        QCOMPARE(codeOf(desk.ask(call::kStatements)), u"done"_s);
        const Answer answer = desk.ask(call::kSizes);
        QCOMPARE(codeOf(answer), u"done"_s);
        const auto sizes = fromJson<SizePage>(answer.ok);
        QVERIFY(sizes.bytes > 0);
        const auto inbox = std::find_if(sizes.items.begin(), sizes.items.end(),
                                        [](const TableState &table) { return table.name == "inbox"_L1; });
        QVERIFY(inbox != sizes.items.end());
        QVERIFY(inbox->isQueue);
        QVERIFY(inbox->indexBytes > 0);
    }

    void cancelAndEndTakeEffectOnceAndAreAudited()
    {
        TestDatabase test(Kind::Postgres);
        Desk desk(test.database());
        Outsider holder(test.url(), "holder");
        holder.session.run(kLockInbox, soon());
        Waiter cancelled(test.url(), kReadInbox);
        Waiter freed(test.url(), kReadInbox);
        QVERIFY(isBlocked(desk, cancelled.pid()) && isBlocked(desk, freed.pid()));
        const SessionState blocker = desk.session(holder.pid);
        QCOMPARE(blocker.blocks, 2);

        QCOMPARE(desk.order(call::kCancelSession, desk.session(cancelled.pid())), u"done"_s);
        QTRY_VERIFY_WITH_TIMEOUT(cancelled.isOver(), 30'000);
        QCOMPARE(cancelled.failure(), QByteArray("57014"));
        QVERIFY(!freed.isOver());

        // One that came to the same pid later is somebody else.
        SessionState another = blocker;
        another.startedAt += 1;
        QCOMPARE(desk.order(call::kEndSession, another), QString::fromLatin1(toWord(ErrorCode::NotFound)));
        QVERIFY(!freed.isOver());

        QCOMPARE(desk.order(call::kEndSession, blocker, u"end-1"_s), u"done"_s);
        QTRY_VERIFY_WITH_TIMEOUT(freed.isOver(), 30'000);
        QCOMPARE(freed.failure(), QByteArray());
        QCOMPARE(desk.order(call::kEndSession, blocker, u"end-1"_s), u"done"_s);
        const QByteArray look =
            "SELECT count(*) FROM pg_stat_activity WHERE pid = " + QByteArray::number(holder.pid);
        QTRY_COMPARE_WITH_TIMEOUT(test.outsider(look), QByteArray("0"), 30'000);
        QCOMPARE(desk.order(call::kEndSession, blocker), QString::fromLatin1(toWord(ErrorCode::NotFound)));

        QCOMPARE(audited(test, "action = 'sessions.cancel' AND result = 'done' AND address = '192.0.2.1' AND "
                               "before LIKE '%waiter%SELECT count%'"),
                 1);
        QCOMPARE(audited(test, "action = 'sessions.end' AND result = 'done' AND change_id = 'end-1' AND "
                               "before LIKE '%holder%LOCK TABLE inbox%'"),
                 1);
        QCOMPARE(audited(test, "action = 'sessions.end' AND result LIKE 'There is no session%'"), 2);
    }

    void viewersMayLookAndEndNothing()
    {
        for (const char *name : {call::kSessions, call::kStatements, call::kSizes})
            QVERIFY(isAllowed(Role::Viewer, QString::fromLatin1(name)));
        for (const char *name : {call::kCancelSession, call::kEndSession}) {
            QVERIFY(!isAllowed(Role::Viewer, QString::fromLatin1(name)));
            QVERIFY(isAllowed(Role::Operator, QString::fromLatin1(name)));
        }
    }

    void whatOperationsUseAndTheLeadAreLeftAlone()
    {
        TestDatabase test(Kind::Postgres);
        Desk desk(test.database());
        {
            const db::Lease lease = test.pool().acquire(db::Demand::Operations, "look", soon());
            const qint64 pid = lease.connection().query("SELECT pg_backend_pid()", {}).at(0).int64(0);
            QCOMPARE(qint64(lease.connection().session()), pid);
            SessionState own;
            own.pid = pid;
            own.startedAt =
                test.outsider("SELECT CAST(floor(extract(epoch FROM backend_start) * 1000) AS bigint) "
                              "FROM pg_stat_activity WHERE pid = " +
                              QByteArray::number(pid))
                    .toLongLong();
            QVERIFY(own.startedAt > 0);
            for (const char *name : {call::kCancelSession, call::kEndSession})
                QCOMPARE(desk.order(name, own), QString::fromLatin1(toWord(ErrorCode::Refused)));
            QVERIFY(lease.connection().ping());
        }
        Outsider leader(test.url(), "turnpike leader");
        leader.session.run("BEGIN; LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE", soon());
        Waiter waiter(test.url(), kReadInbox);
        QVERIFY(isBlocked(desk, waiter.pid()));
        QCOMPARE(desk.order(call::kEndSession, desk.session(leader.pid)),
                 QString::fromLatin1(toWord(ErrorCode::Refused)));
        leader.session.run("ROLLBACK", soon()); // it is still there
        QCOMPARE(audited(test, "result LIKE '%is left alone.' OR result LIKE '%keeps the lead%'"), 3);
    }

    void ourOwnConnectionsAreNamedByWhatTheyDo()
    {
        TestDatabase test(Kind::Postgres);
        Desk desk(test.database());
        RowLock lock(test, "SELECT pg_advisory_xact_lock(4711)"); // LOCK TABLE cannot be prepared
        lock.begin();
        Waiter waiter(test.url(), "SELECT pg_advisory_xact_lock(4711)");
        QVERIFY(isBlocked(desk, waiter.pid()));
        QCOMPARE(desk.sessions().items.first().holder, u"lock"_s);
        lock.release();
    }

    void aRoleWithoutRightsIsToldWhatIsMissing()
    {
        TestDatabase test(Kind::Postgres);
        const BlindRole role(test);
        db::ConnectionPool pool(db::DatabaseUrl::parse(role.text), TestDatabase::defaultOptions());
        db::Database blind(pool);
        QVERIFY(pool.waitUntilUp(soon()));
        Desk desk(blind);
        Outsider holder(test.url(), "holder");
        holder.session.run(kLockInbox, soon());
        Waiter waiter(test.url(), kReadInbox);
        QVERIFY(isBlocked(desk, waiter.pid())); // that is shown to everybody

        const SessionPage page = desk.sessions();
        const QList<Choice<DatabaseGap>> lacking{DatabaseGap::ReadAllStats, DatabaseGap::SignalBackend};
        QCOMPARE(page.gaps, lacking);
        const SessionState blocker = page.items.first();
        QCOMPARE(blocker.pid, holder.pid);
        QCOMPARE(blocker.blocks, 1);
        QCOMPARE(blocker.status, SessionStatus::Unseen);
        QCOMPARE(blocker.statement, QString());
        QVERIFY(!blocker.mayBeEnded);
        QCOMPARE(desk.order(call::kEndSession, blocker), QString::fromLatin1(toWord(ErrorCode::Refused)));
        QCOMPARE(audited(test, "action = 'sessions.end' AND result LIKE '%needs pg_signal_backend%'"), 1);
        // Nobody lacks anything who is a superuser.
        Desk seeing(test.database());
        QCOMPARE(seeing.sessions().gaps, QList<Choice<DatabaseGap>>());
        QCOMPARE(seeing.session(holder.pid).status, SessionStatus::InTransaction);
    }

    void ourOwnStatementsAreShownWhereNobodyCountsThem_data() { TestDatabase::addKinds(); }
    void ourOwnStatementsAreShownWhereNobodyCountsThem()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        Desk desk(test.database());
        for (int i = 0; i < 3; ++i)
            test.query("SELECT 41 + 1");
        const auto page = fromJson<StatementPage>(desk.ask(call::kStatements).ok);
        QCOMPARE(page.source, StatementSource::Instance);
        QCOMPARE(page.gaps.contains(Choice<DatabaseGap>(DatabaseGap::StatStatements)),
                 kind == Kind::Postgres);
        const db::StatementTimes &times = test.pool().statementTimes();
        const auto all = times.slowest(db::StatementTimes::kMostTexts);
        const auto found = std::find_if(all.begin(), all.end(),
                                        [](const auto &each) { return each.sql == "SELECT 41 + 1"; });
        QVERIFY(found != all.end());
        QCOMPARE(found->count, 3);
        QVERIFY(found->max <= found->total && found->total.count() > 0);
        QVERIFY(!page.items.isEmpty());
        QVERIFY(page.items.first().totalMs >= page.items.last().totalMs);
    }

    void whatCannotBeReadIsMissingAndWhoDoesNotAnswerIsAway()
    {
        const auto gapsOf = [](db::Database &database) {
            Desk desk(database);
            const auto page = fromJson<StatementPage>(desk.ask(call::kStatements).ok);
            return page.source == StatementSource::Instance ? page.gaps : QList<Choice<DatabaseGap>>();
        };
        const auto has = [](const QList<Choice<DatabaseGap>> &gaps, DatabaseGap gap) {
            return gaps.contains(Choice<DatabaseGap>(gap));
        };
        TestDatabase test(Kind::Postgres);
        const BlindRole role(test);
        db::ConnectionPool pool(db::DatabaseUrl::parse(role.text), TestDatabase::defaultOptions());
        db::Database blind(pool);
        QVERIFY(pool.waitUntilUp(soon()));
        const auto takeAway = qScopeGuard([&] { test.outsider("DROP TABLE IF EXISTS pg_stat_statements"); });
        test.outsider("CREATE TABLE pg_stat_statements (query text)"); // of some other version
        QVERIFY(has(gapsOf(test.database()), DatabaseGap::StatStatements));
        test.outsider("ALTER TABLE pg_stat_statements ADD calls bigint, ADD dbid oid, "
                      "ADD total_exec_time double precision, ADD max_exec_time double precision");
        QCOMPARE(gapsOf(test.database()), QList<Choice<DatabaseGap>>());
        QVERIFY(has(gapsOf(blind), DatabaseGap::StatStatements)); // not for its role
        QVERIFY(!has(gapsOf(blind), DatabaseGap::NoAnswer));
        // Of a database that nobody reaches it is not known whether anything is missing.
        db::ConnectionPool gone(db::DatabaseUrl::parse(u"postgresql://nobody:x@127.0.0.1:1/nowhere"_s),
                                TestDatabase::defaultOptions());
        db::Database away(gone);
        QCOMPARE(gapsOf(away), QList<Choice<DatabaseGap>>{DatabaseGap::NoAnswer});
        // Nor of one that is locked up.
        Outsider holder(test.url(), "holder");
        holder.session.run("BEGIN; LOCK TABLE pg_stat_statements IN ACCESS EXCLUSIVE MODE", soon());
        const QList<Choice<DatabaseGap>> late = gapsOf(test.database());
        QVERIFY(has(late, DatabaseGap::NoAnswer) && !has(late, DatabaseGap::StatStatements));
        holder.session.run("ROLLBACK", soon());
    }

    void timesAreKeptOfSoManyStatementsAndTheSlowestStay()
    {
        db::StatementTimes times;
        times.add("slow", 5s);
        for (int i = 0; i < 3 * db::StatementTimes::kMostTexts; ++i)
            times.add("SELECT " + QByteArray::number(i), 1ms);
        times.add(QByteArray(100'000, 'x'), 9s);
        times.add("slow", 3s);
        const auto all = times.slowest(10'000);
        QCOMPARE(qsizetype(all.size()), db::StatementTimes::kMostTexts);
        QCOMPARE(all.at(0).sql, QByteArray(db::StatementTimes::kLongestText, 'x'));
        QCOMPARE(all.at(1).sql, QByteArray("slow"));
        QCOMPARE(all.at(1).count, 2);
        QVERIFY(all.at(1).total == 8s && all.at(1).max == 5s);
        QCOMPARE(times.slowest(1).size(), size_t(1));
    }

    void whoWritesIntoSqliteIsSeen()
    {
        TestDatabase test(Kind::Sqlite);
        Desk desk(test.database());
        test.exec("UPDATE settings SET value = value");
        RowLock lock(test, "UPDATE settings SET value = value");
        lock.begin();
        QVERIFY(lock.isHeld());
        const SessionPage busy = desk.sessions();
        QCOMPARE(busy.engine, Engine::Sqlite);
        QVERIFY(busy.writeLock);
        QCOMPARE(busy.writeLock->holder, u"lock"_s);
        QCOMPARE(busy.writeLock->demand, Demand::Worker);
        const qint64 turns = busy.writeLock->turns;
        QVERIFY(turns >= 2);
        // What only reads does not wait for it.
        const auto sizes = fromJson<SizePage>(desk.ask(call::kSizes).ok);
        QVERIFY(sizes.file && sizes.file->pages > 0 && sizes.file->freePages <= sizes.file->pages);
        QCOMPARE(sizes.file->path, test.url().database());
        QVERIFY(sizes.file->bytes > 0 && sizes.bytes >= sizes.file->bytes);
        lock.release();
        const SessionPage idle = desk.sessions();
        QCOMPARE(idle.writeLock->holder, QString());
        QCOMPARE(idle.writeLock->turns, turns);
        QVERIFY(idle.writeLock->longestMs >= busy.writeLock->heldMs);
        QVERIFY(idle.writeLock->busyMs >= idle.writeLock->longestMs);
        QVERIFY(idle.writeLock->countedMs >= idle.writeLock->busyMs);

        SessionState nobody;
        nobody.pid = 1;
        QCOMPARE(desk.order(call::kEndSession, nobody), QString::fromLatin1(toWord(ErrorCode::Refused)));
    }

    void textsInStatementsAreLeftOut_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::addColumn<QString>("shown");
        const auto add = [](const char *statement, const char *shown) {
            QTest::newRow(statement) << QString::fromUtf8(statement) << QString::fromUtf8(shown);
        };
        add("SELECT 1", "SELECT 1");
        add("SELECT 'a', 2, 'b''c'", "SELECT '…', 2, '…'");
        add("ALTER ROLE x PASSWORD 'cut o", "ALTER ROLE x PASSWORD '…'");
        add("SELECT $1, $2", "SELECT $1, $2");
        add("DO $$ secret 'x' $$; SELECT $tag$ a $ b $tag$", "DO '…'; SELECT '…'");
        add("DO $body$ cut o", "DO '…'");
        add("SELECT \"quoted\" FROM t", "SELECT \"quoted\" FROM t");
        add("/* don't */ UPDATE x SET token='abc'", "/*…*/ UPDATE x SET token='…'");
        add("SELECT 1 -- don't\n, 'abc'", "SELECT 1 /*…*/\n, '…'");
        add("SELECT E'it\\'s', 'abc', \"o'clock\"", "SELECT '…', '…', \"o'clock\"");
    }
    void textsInStatementsAreLeftOut()
    {
        QFETCH(QString, statement);
        QFETCH(QString, shown);
        QCOMPARE(consolecalls::databaselooks::withoutTexts(statement), shown);
    }
};

const turnpike::test::RegisteredTest<TestDatabaseCalls> kTestDatabaseCalls;

} // namespace tst_databasecalls

#include "tst_databasecalls.moc"
