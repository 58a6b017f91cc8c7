// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "operationsplaces.h"
#include "replicas/instancerow.h"
#include "support/fakeclock.h"
#include "support/testdatabase.h"
#include "support/testmain.h"

#include <QProcess>
#include <QSysInfo>
#include <QTest>

#include <unistd.h>

namespace tst_instancerow {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

namespace {

// As InstanceRow::newId() would name another process of this host; without a place as the version before did.
QString idOf(qint64 pid, const QString &place)
{
    const QString host = QSysInfo::machineHostName();
    return place.isEmpty() ? u"%1-%2-cafe0123"_s.arg(host).arg(pid)
                           : u"%1-%2-%3-cafe0123"_s.arg(host).arg(pid).arg(place);
}

QString ownPlace()
{
    return replicas::InstanceRow::newId().section(u'-', -2, -2);
}

} // namespace

// Who serves the shop, and who has ended without a word.
class TestInstanceRow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }

    void twoContainersWithPidOneOnOneHostAreTwoInstances();
    void aProcessOfThisPlaceThatIsNoMoreIsFoundAtOnce();
    void slowOperationsKeepNobodyFromSayingThatTheyLive();

private:
    static void note(TestDatabase &test, const QString &id, qint64 lastSeen)
    {
        test.exec("INSERT INTO instances (instance_id, version, role, started_at, last_seen_at) "
                  "VALUES (?, '1', 'leader', 0, ?)",
                  id, lastSeen);
    }
    static Deadline soon() { return Deadline::in(std::chrono::seconds(30)); }
};

// In both containers the program is pid 1, and neither sees the other's processes.
void TestInstanceRow::twoContainersWithPidOneOnOneHostAreTwoInstances()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    TestDatabase test(kind);
    FakeClock clock;
    QCOMPARE(ownPlace().size(), 8);
    const QStringList others{idOf(::getpid(), u"01234567"_s), idOf(4'000'000, u"01234567"_s),
                             idOf(::getpid(), QString())};
    for (const QString &other : others)
        note(test, other, clock.nowMs());
    replicas::InstanceRow row(test.database(), clock, replicas::InstanceRow::newId(), u"1"_s);
    row.note(protocol::InstanceRole::Leader, "{}", soon());
    QCOMPARE(row.markCrashed(soon()), QStringList());
    QCOMPARE(test.number("SELECT count(*) FROM instances WHERE ended_at IS NULL"), 4);
    // Only silence tells, of all but ourselves.
    clock.advance(31 * kSecondMs);
    QStringList crashed = row.markCrashed(soon());
    crashed.sort();
    QStringList expected = others;
    expected.sort();
    QCOMPARE(crashed, expected);
}

void TestInstanceRow::aProcessOfThisPlaceThatIsNoMoreIsFoundAtOnce()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    TestDatabase test(kind);
    FakeClock clock;
    QProcess process;
    process.start(u"true"_s, QStringList());
    QVERIFY(process.waitForStarted(20'000));
    const qint64 pid = process.processId();
    QVERIFY(process.waitForFinished(20'000));
    note(test, idOf(pid, ownPlace()), clock.nowMs());
    note(test, idOf(::getpid(), ownPlace()), clock.nowMs());
    note(test, idOf(::getppid(), ownPlace()), clock.nowMs());
    replicas::InstanceRow row(test.database(), clock, replicas::InstanceRow::newId(), u"1"_s);
    QStringList crashed = row.markCrashed(soon());
    crashed.sort();
    QStringList expected{idOf(pid, ownPlace()), idOf(::getpid(), ownPlace())};
    expected.sort();
    QCOMPARE(crashed, expected);
}

// Silent for half a minute, an instance is taken for dead.
void TestInstanceRow::slowOperationsKeepNobodyFromSayingThatTheyLive()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    TestDatabase test(kind);
    FakeClock clock;
    replicas::InstanceRow row(test.database(), clock, replicas::InstanceRow::newId(), u"1"_s);
    const auto taken = takePlacesOfOperations(test);
    row.note(protocol::InstanceRole::Leader, "{}", soon());
    QCOMPARE(test.number("SELECT max(last_seen_at) FROM instances"), clock.nowMs());
    row.noteEnd(replicas::InstanceRow::Exit::Clean, {}, {}, soon());
    QCOMPARE(test.number("SELECT count(*) FROM instances WHERE ended_at IS NULL"), 0);
}

const turnpike::test::RegisteredTest<TestInstanceRow> kTestInstanceRow;

} // namespace tst_instancerow

#include "tst_instancerow.moc"
