// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ownsettings.h"
#include "pages/databasepage.h"
#include "pagestage.h"
#include "protocol/database.h"
#include "support/testmain.h"
#include "widgets/table.h"

#include <QApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTabWidget>

#include <algorithm>

namespace tst_databasepage {

using namespace turnpike;
using namespace turnpike::consoletest;
using namespace Qt::StringLiterals;

namespace {

SessionState blocker()
{
    SessionState session;
    session.pid = 41;
    session.startedAt = 7;
    session.user = u"anna"_s;
    session.program = u"psql"_s;
    session.address = u"192.0.2.7"_s;
    session.status = SessionStatus::InTransaction;
    session.transactionMs = 90'000;
    session.blocks = 41;
    session.statement = u"LOCK TABLE inbox"_s;
    session.mayBeEnded = true;
    return session;
}

SessionState waiting()
{
    SessionState session;
    session.pid = 42;
    session.startedAt = 8;
    session.holder = u"handler"_s;
    session.status = SessionStatus::WaitingForLock;
    session.waitMs = 3'000;
    session.blockedBy = {41};
    session.statement = u"SELECT 1 FROM inbox"_s;
    session.mayBeEnded = true;
    return session;
}

struct Database
{
    explicit Database(Role role = Role::Operator)
        : page(stage.desk)
    {
        stage.greet({}, role);
        page.resize(860, 560); // what is left of 1024 × 700
        page.show();
        page.activate();
        page.refresh();
    }
    template<class T>
    T *find(const char *name) const
    {
        return page.findChild<T *>(QLatin1String(name));
    }
    // What labels say that are seen.
    QString said() const
    {
        QStringList all;
        for (const QLabel *label : page.findChildren<QLabel *>()) {
            if (label->isVisible())
                all.append(label->text());
        }
        return all.join(u'\n');
    }

    PageStage stage;
    DatabasePage page;
};

} // namespace

// The page that tells of the database as a whole.
class TestDatabasePage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_settings.use()); }

    void whoBlocksIsFirstAndChosen()
    {
        Database database;
        SessionPage answer;
        answer.engine = Engine::Postgres;
        answer.items = {waiting(), blocker()};
        database.stage.answer(call::kSessions, answer);
        auto *table = database.find<Table>("database.sessions");
        QVERIFY(table);
        QTRY_COMPARE(table->model()->rowCount(), 2);
        QCOMPARE(table->model()->index(0, 1).data().toString(), u"41"_s);
        QCOMPARE(table->model()->index(0, 0).data(ToneRole).toInt(), static_cast<int>(Tone::Bad));
        QTRY_VERIFY(database.said().contains(u"1 session waits for a lock"_s) ||
                    database.said().contains(u"1 session(s) wait for a lock"_s));
    }

    void aStatementIsCancelledAndASessionEndedWithAReason()
    {
        Database database;
        SessionPage answer;
        answer.items = {waiting(), blocker()};
        database.stage.answer(call::kSessions, answer);
        auto *table = database.find<Table>("database.sessions");
        auto *cancel = database.find<QPushButton>("cancelStatement");
        auto *end = database.find<QPushButton>("endSession");
        QVERIFY(table && cancel && end);
        QTRY_COMPARE(table->model()->rowCount(), 2);

        table->selectKey(u"41"_s); // runs nothing that could be cancelled
        QVERIFY(!cancel->isEnabled());
        QVERIFY(end->isEnabled());
        end->click();
        PageStage::confirm(&database.page, u"blocks the shop"_s);
        QTRY_VERIFY(database.stage.lastCall(call::kEndSession));
        const auto ended = fromJson<SessionOrder>(database.stage.lastCall(call::kEndSession)->args);
        QCOMPARE(ended.pid, 41);
        QCOMPARE(ended.startedAt, 7);
        QCOMPARE(ended.reason, u"blocks the shop"_s);
        database.stage.answer(call::kEndSession, Accepted{true, u"41"_s});
        QTRY_VERIFY(!database.page.findChild<ChangeDialog *>());

        table->selectKey(u"42"_s);
        QVERIFY(cancel->isEnabled());
        cancel->click();
        PageStage::confirm(&database.page, u"too long"_s);
        QTRY_VERIFY(database.stage.lastCall(call::kCancelSession));
        QCOMPARE(fromJson<SessionOrder>(database.stage.lastCall(call::kCancelSession)->args).pid, 42);
    }

    void whoMayNotEndsNothing_data()
    {
        QTest::addColumn<bool>("isViewer");
        QTest::newRow("a viewer") << true;
        QTest::newRow("an operator, and a role of the database without rights") << false;
    }
    void whoMayNotEndsNothing()
    {
        QFETCH(bool, isViewer);
        Database database(isViewer ? Role::Viewer : Role::Operator);
        SessionPage answer;
        SessionState session = waiting();
        session.mayBeEnded = isViewer;
        answer.items = {session};
        answer.gaps = {DatabaseGap::ReadAllStats, DatabaseGap::SignalBackend};
        database.stage.answer(call::kSessions, answer);
        auto *table = database.find<Table>("database.sessions");
        QVERIFY(table);
        QTRY_COMPARE(table->model()->rowCount(), 1);
        table->selectKey(u"42"_s);
        QVERIFY(!database.find<QPushButton>("cancelStatement")->isEnabled());
        QVERIFY(!database.find<QPushButton>("endSession")->isEnabled());
        for (const char *right : {"pg_read_all_stats", "pg_signal_backend"})
            QVERIFY2(database.said().contains(QLatin1String(right)), right);
    }

    void aSessionOfOursLeadsToThePool()
    {
        Database database;
        SessionPage answer;
        answer.items = {waiting()};
        database.stage.answer(call::kSessions, answer);
        auto *table = database.find<Table>("database.sessions");
        QVERIFY(table);
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QSignalSpy jumps(&database.page, &Page::jumpRequested);
        table->selectKey(u"42"_s);
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(jumps.size(), 1);
        QCOMPARE(jumps.first().first().toString(), u"pool"_s);
    }

    void ourOwnStatementsAreSaidToBeOurs()
    {
        Database database;
        database.page.open(u"statements"_s);
        StatementPage answer;
        answer.source = StatementSource::Instance;
        answer.gaps = {DatabaseGap::StatStatements};
        answer.items = {{u"SELECT quick"_s, 900, 90, 0.1, 1}, {u"SELECT slow"_s, 2, 4'000, 2'000, 3'000}};
        database.stage.answer(call::kStatements, answer);
        auto *table = database.find<Table>("database.statements");
        QVERIFY(table);
        QTRY_COMPARE(table->model()->rowCount(), 2);
        QCOMPARE(table->model()->index(0, 4).data().toString(), u"SELECT slow"_s);
        QVERIFY(database.said().contains(u"connected instance"_s));
        QVERIFY(database.said().contains(u"pg_stat_statements"_s));
        answer.gaps = {DatabaseGap::NoAnswer};
        database.page.refresh();
        database.stage.answer(call::kStatements, answer);
        QTRY_VERIFY2(database.said().contains(u"did not answer"_s), qPrintable(database.said()));
        QVERIFY(!database.said().contains(u"pg_stat_statements"_s));
    }

    void tablesThatAreMostlyDeadStandOut()
    {
        Database database;
        database.page.open(u"sizes"_s);
        SizePage answer;
        answer.engine = Engine::Postgres;
        TableState inbox;
        inbox.name = u"inbox"_s;
        inbox.isQueue = true;
        inbox.bytes = 1'000'000;
        inbox.rows = 10'000;
        inbox.deadRows = 90'000;
        answer.items = {inbox};
        database.stage.answer(call::kSizes, answer);
        auto *table = database.find<Table>("database.tables");
        QVERIFY(table);
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QCOMPARE(table->model()->index(0, 6).data().toString(), u"90 %"_s);
        QCOMPARE(table->model()->index(0, 6).data(ToneRole).toInt(), static_cast<int>(Tone::Bad));
    }

    void sqliteShowsWhoWritesAndItsFile()
    {
        Database database;
        SessionPage answer;
        answer.engine = Engine::Sqlite;
        answer.writeLock = WriteLockState{u"sender"_s, Demand::Sender, 40, 3, 12, 500, 90, 1'000};
        database.stage.answer(call::kSessions, answer);
        QTRY_VERIFY2(database.said().contains(u"sender"_s), qPrintable(database.said()));
        QVERIFY(database.said().contains(u"50"_s));
        QVERIFY(!database.find<Table>("database.sessions")->isVisible());
        QVERIFY(!database.find<QPushButton>("endSession")->isVisible());
        database.page.open(u"sizes"_s);
        SizePage sizes;
        sizes.engine = Engine::Sqlite;
        sizes.file = DatabaseFile{u"/data/turnpike.db"_s, 4'096'000, 8'192, 4'096, 1'000, 10};
        database.stage.answer(call::kSizes, sizes);
        QTRY_VERIFY2(database.said().contains(u"/data/turnpike.db"_s), qPrintable(database.said()));
    }

    // They are asked for every few seconds, and take longest when most is wrong.
    void noViewAsksAgainBeforeItIsAnswered_data()
    {
        QTest::addColumn<QString>("view");
        QTest::addColumn<QByteArray>("asked");
        QTest::newRow("sessions") << QString() << QByteArray(call::kSessions);
        QTest::newRow("statements") << u"statements"_s << QByteArray(call::kStatements);
        QTest::newRow("sizes") << u"sizes"_s << QByteArray(call::kSizes);
    }
    void noViewAsksAgainBeforeItIsAnswered()
    {
        QFETCH(QString, view);
        QFETCH(QByteArray, asked);
        Database database;
        database.page.open(view);
        for (int i = 0; i < 3; ++i)
            database.page.refresh();
        database.stage.settle();
        QCOMPARE(database.stage.countOf(asked.constData()), 1);
        // Nor is it over for good, however it was answered.
        database.stage.refuse(asked.constData(), ErrorCode::Timeout, u"too late"_s);
        const auto isAskedAgain = [&](int times) {
            database.page.refresh();
            return database.stage.countOf(asked.constData()) >= times;
        };
        QVERIFY(QTest::qWaitFor([&] { return isAskedAgain(2); }, 20'000));
        database.stage.answer(asked.constData(), Nothing{});
        QVERIFY(QTest::qWaitFor([&] { return isAskedAgain(3); }, 20'000));
    }

    // A window of 1024 × 700 leaves that much beside the list of pages and below the band.
    void eachViewFitsIntoASmallWindow()
    {
        Database database;
        SessionPage answer;
        answer.items = {waiting(), blocker()};
        answer.gaps = {DatabaseGap::ReadAllStats, DatabaseGap::SignalBackend};
        database.stage.answer(call::kSessions, answer);
        auto *table = database.find<Table>("database.sessions");
        QTRY_COMPARE(table->model()->rowCount(), 2);
        for (const char *view : {"", "statements", "sizes"}) {
            database.page.open(QString::fromLatin1(view));
            const QSize needed = database.page.minimumSizeHint();
            QVERIFY2(needed.width() <= 800 && needed.height() <= 500,
                     qPrintable(
                         u"%1: %2 × %3"_s.arg(QLatin1String(view)).arg(needed.width()).arg(needed.height())));
        }
    }

private:
    OwnSettings m_settings;
};

const turnpike::test::RegisteredTest<TestDatabasePage, QApplication> kTestDatabasePage;

} // namespace tst_databasepage

#include "tst_databasepage.moc"
