// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/thread.h"
#include "ops/watchdog.h"
#include "support/testmain.h"
#include "telemetry/crash.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTest>
#include <QTimer>

#include <csignal>
#include <sys/resource.h>

namespace tst_watchdog {

using namespace turnpike;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

// The same program is the child that hangs or crashes: its second argument says how.
namespace {

constexpr auto kChild = "watchdogchild";

ops::Watchdog::Limits quickLimits()
{
    return {300ms, 200ms, 200ms, 200ms, 20ms, 200ms};
}

[[noreturn]] void hangForever()
{
    while (true)
        ::pause();
}

volatile bool g_goesOn = true; // for ever, which the compiler need not know

[[gnu::noinline]] int overflowStack(int depth)
{
    volatile char room[4096];
    room[0] = static_cast<char>(depth & 63);
    return g_goesOn ? overflowStack(depth + 1) + room[0] : 0;
}

// Of eight megabytes at most, whatever the machine allows.
int overflowAsked(bool isInThread)
{
    rlimit stack{};
    ::getrlimit(RLIMIT_STACK, &stack);
    stack.rlim_cur = std::min<rlim_t>(stack.rlim_max, 8 * 1024 * 1024);
    ::setrlimit(RLIMIT_STACK, &stack);
    if (isInThread) {
        std::thread([] {
            setCurrentThreadName("deep");
            overflowStack(0);
        }).join();
        return 0;
    }
    setCurrentThreadName("main");
    return overflowStack(0);
}

int runChild(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QString how = QString::fromLocal8Bit(argv[1]);
    installCrashHandlers();
    if (how == u"crash")
        std::raise(SIGSEGV);
    if (how == u"terminate")
        std::terminate();
    if (how == u"overflow" || how == u"overflow in a thread")
        return overflowAsked(how != u"overflow");
    ops::Watchdog::Limits limits = quickLimits();
    if (how == u"turns") {
        limits.mainLoop = limits.worker = 2s;
        limits.notRun = 1s;
    }
    const ops::Watchdog watchdog(limits, [](const QString &verdict, const QString &) {
        fprintf(stderr, "dump: %s\n", qPrintable(verdict));
    });
    if (how == u"main")
        hangForever();
    if (how == u"turns") {
        const ActivityScope scope(u"worker 42"_s, Deadline::in(60s), ActivityKind::Worker);
        QTimer turns;
        QObject::connect(&turns, &QTimer::timeout, [] { fputs("turn\n", stderr); });
        turns.start(50ms);
        return QCoreApplication::exec();
    }
    const ActivityKind kind = how == u"handler"  ? ActivityKind::Handler
                              : how == u"ingest" ? ActivityKind::Ingest
                                                 : ActivityKind::Worker;
    std::thread hanging([&how, kind] {
        const ActivityScope scope(u"42nd "_s + how, Deadline::in(50ms), kind);
        const WaitScope wait("lock");
        hangForever();
    });
    return QCoreApplication::exec();
}

} // namespace

class TestWatchdog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFrozenProcessIsEndedAndSaysWhatHung_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QByteArray>("verdict");
        QTest::addRow("main loop") << "main" << QByteArray("the main loop has not turned");
        QTest::addRow("handler") << "handler" << QByteArray("42nd handler is");
        QTest::addRow("ingest commit") << "ingest" << QByteArray("42nd ingest is");
        QTest::addRow("worker") << "worker" << QByteArray("42nd worker is");
    }

    void aFrozenProcessIsEndedAndSaysWhatHung()
    {
        QFETCH(QString, how);
        QFETCH(QByteArray, verdict);
        const auto [code, output] = run(how);
        QCOMPARE(code, ops::Watchdog::kExitCode);
        QVERIFY2(output.contains("dump: " + verdict), output.constData());
    }

    void whatHasNoDeadlineOrKeepsItIsLeftAlone()
    {
        std::atomic<bool> ended{false};
        {
            ops::Watchdog::Limits limits = quickLimits();
            limits.mainLoop = 60s; // on a busy machine this one may well not turn for 300 ms
            const ops::Watchdog watchdog(limits, {}, [&] { ended = true; });
            const ActivityScope endless(u"handler without deadline"_s, std::nullopt, ActivityKind::Handler);
            const ActivityScope inTime(u"handler 1"_s, Deadline::in(60s), ActivityKind::Handler);
            QElapsedTimer timer;
            timer.start();
            QTRY_VERIFY(timer.elapsed() > 600);
        }
        QVERIFY(!ended);
    }

    // A container that was paused, a machine that slept: the main loop's beat is old, and nobody hung.
    void whatWasNotRunAsAWholeIsNotEnded()
    {
        QProcess child;
        child.setProcessChannelMode(QProcess::MergedChannels);
        child.start(QCoreApplication::applicationFilePath(), {QLatin1String(kChild), u"turns"_s});
        QByteArray output;
        const auto turns = [&] { return (output += child.readAll()).count("turn\n"); };
        QTRY_VERIFY_WITH_TIMEOUT(turns() > 2, 30'000);
        const pid_t pid = static_cast<pid_t>(child.processId());
        QCOMPARE(::kill(pid, SIGSTOP), 0);
        QElapsedTimer timer;
        timer.start();
        QTRY_VERIFY_WITH_TIMEOUT(timer.hasExpired(4'000), 30'000); // twice what a main loop may take
        const auto before = turns();
        QCOMPARE(::kill(pid, SIGCONT), 0);
        QTRY_VERIFY2_WITH_TIMEOUT(turns() > before + 20 || child.state() != QProcess::Running,
                                  output.constData(), 30'000);
        QVERIFY2(child.state() == QProcess::Running, output.constData());
        QVERIFY2(output.contains("the process was not run"), output.constData());
        child.kill();
        QVERIFY(child.waitForFinished(30'000));
    }

    void aCrashLeavesOneJsonLine_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QString>("cause");
        QTest::addRow("signal") << "crash"
                                << "SIGSEGV";
        QTest::addRow("terminate") << "terminate"
                                   << "std::terminate";
        QTest::addRow("stack overflow") << "overflow"
                                        << "SIGSEGV";
        QTest::addRow("of a thread") << "overflow in a thread"
                                     << "SIGSEGV";
    }

    void aCrashLeavesOneJsonLine()
    {
        QFETCH(QString, how);
        QFETCH(QString, cause);
        const auto [code, output] = run(how);
        QVERIFY(code != 0);
        QList<QJsonObject> lines;
        for (const QByteArray &line : output.split('\n')) {
            const QJsonObject object = QJsonDocument::fromJson(line).object();
            if (object.value("component"_L1) == "turnpike.crash"_L1)
                lines += object;
        }
        QCOMPARE(lines.size(), 1);
        QCOMPARE(lines.first().value("cause"_L1).toString(), cause);
        QVERIFY(lines.first().value("addresses"_L1).toArray().size() > 1);
        QVERIFY(!lines.first().value("build_id"_L1).toString().isEmpty());
    }

private:
    static std::pair<int, QByteArray> run(const QString &how)
    {
        QProcess child;
        child.setProcessChannelMode(QProcess::MergedChannels);
        child.start(QCoreApplication::applicationFilePath(), {QLatin1String(kChild), how});
        if (!child.waitForFinished(30'000)) {
            child.kill();
            return {-1, "the child did not end"};
        }
        return {child.exitStatus() == QProcess::CrashExit ? 128 : child.exitCode(), child.readAll()};
    }
};

[[maybe_unused]] const bool kHasChild = turnpike::test::testRuns().emplace(kChild, &runChild).second;
const turnpike::test::RegisteredTest<TestWatchdog> kTestWatchdog;

} // namespace tst_watchdog

#include "tst_watchdog.moc"
