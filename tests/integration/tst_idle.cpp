// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "serverfixture.h"
#include "support/testmain.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <utility>

namespace tst_idle {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using Kind = db::DatabaseUrl::Kind;

namespace {

constexpr qint64 kWindowMs = 5'000;
// scripts/bench asks for a third of the first, and counts statements: here each look at the database is a
// transaction, and those that PostgreSQL needs for itself are among them.
constexpr double kMostSwitches = 60;
constexpr double kMostTransactions = 15;

// Of all threads of a process together.
qint64 voluntarySwitches(qint64 processId)
{
    qint64 sum = 0;
    const QString tasks = u"/proc/%1/task"_s.arg(processId);
    for (const QString &thread : QDir(tasks).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile status(tasks + u'/' + thread + u"/status"_s);
        if (!status.open(QIODevice::ReadOnly))
            continue; // has ended
        for (const QByteArray &line : status.readAll().split('\n')) {
            if (line.startsWith("voluntary_ctxt_switches:"))
                sum += line.mid(line.indexOf(':') + 1).trimmed().toLongLong();
        }
    }
    return sum;
}

} // namespace

// A server that nobody uses costs its host next to nothing.
class TestIdle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aServerThatNobodyUsesComesToRest_data() { TestDatabase::addKinds(); }
    void aServerThatNobodyUsesComesToRest()
    {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        QSKIP("a sanitizer has threads of its own");
#endif
        QFETCH(Kind, kind);
        ServerFixture fixture(kind);
        fixture.startReady();
        const qint64 process = fixture.server().processId();
        // Its own connections are looked at from outside, which is no transaction of theirs.
        const auto transactions = [&] {
            return kind == Kind::Sqlite ? 0
                                        : fixture.database()
                                              .outsider("SELECT xact_commit + xact_rollback FROM "
                                                        "pg_stat_database WHERE datname = '" +
                                                        fixture.database().url().database().toUtf8() + "'")
                                              .toLongLong();
        };
        qint64 switchesBefore = voluntarySwitches(process);
        qint64 transactionsBefore = transactions();
        double switches = 0;
        double read = 0;
        QElapsedTimer window;
        window.start();
        // What a start brings with it is over after a while.
        const bool isAtRest = QTest::qWaitFor(
            [&] {
                if (window.elapsed() < kWindowMs)
                    return false;
                const double seconds = static_cast<double>(window.restart()) / 1'000;
                const qint64 switchesNow = voluntarySwitches(process);
                const qint64 transactionsNow = transactions();
                switches =
                    static_cast<double>(switchesNow - std::exchange(switchesBefore, switchesNow)) / seconds;
                read = static_cast<double>(transactionsNow -
                                           std::exchange(transactionsBefore, transactionsNow)) /
                       seconds;
                return switches > 0 && switches <= kMostSwitches && read <= kMostTransactions;
            },
            60'000);
        qInfo("%.1f voluntary switches and %.1f transactions a second", switches, read);
        QVERIFY2(isAtRest, qPrintable(u"%1 switches, %2 transactions a second"_s.arg(switches).arg(read)));
        // And is awake at once.
        fixture.say(u"/start"_s);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.sees(u""_s), 30'000); // any answer will do
    }
};

const turnpike::test::RegisteredTest<TestIdle> kTestIdle;

} // namespace tst_idle

#include "tst_idle.moc"
