// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/mainwindow.h"
#include "busyshop.h"
#include "ownsettings.h"
#include "scriptedserver.h"
#include "support/testmain.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>

#include <algorithm>
#include <ctime>
#include <malloc.h>
#include <unistd.h>

namespace tst_endurance {

using namespace turnpike;
using namespace turnpike::consoletest;
using namespace Qt::StringLiterals;

namespace {

constexpr int kEventsAtOnce = 100; // a night that passes faster: more in one turn would be a stall of ours
constexpr int kShortSeconds = 240;
constexpr int kLongSeconds = 900; // until every bounded list is full
constexpr qint64 kMostHeapGrowth = 1 << 19;
constexpr qint64 kMostHeapGrowthWhileFilling = 6 << 20;
constexpr qint64 kMostResidentGrowth = 8 << 20; // with the holes between
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kIsInstrumented = true; // freed memory is kept, and everything takes several times as long
#else
constexpr bool kIsInstrumented = false;
#endif
constexpr double kLongestStallMs = kIsInstrumented ? 500 : 100;

double cpuSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// What is allocated and not freed.
qint64 heapBytes()
{
    const struct mallinfo2 info = mallinfo2();
    return static_cast<qint64>(info.uordblks + info.hblkhd);
}

qint64 residentBytes()
{
    malloc_trim(0); // what is free and not given back yet is no growth
    QFile file(u"/proc/self/statm"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE);
}

// As an event loop would: processEvents() alone leaves alive what is to be deleted later.
void turn()
{
    QCoreApplication::processEvents();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

// Watches the event loop: the longest that it was busy between two turns, in CPU time of its thread, so that
// what else the machine does is not held against it.
class Stalls : public QObject
{
public:
    Stalls()
    {
        connect(&m_timer, &QTimer::timeout, this, [this] {
            const double now = cpuSeconds();
            m_over += now - m_last > kLongestStallMs / 1000 ? 1 : 0;
            if (now - m_last > m_worst) {
                m_worst = now - m_last;
                m_worstDuring = m_during;
            }
            m_last = now;
        });
        m_timer.start(5);
    }
    void during(const QString &what) { m_during = what; }
    double worstMs() const { return m_worst * 1000; }
    // How often it was longer than it may be.
    int over() const { return m_over; }
    QString worst() const
    {
        return u"longest stall %1 ms of CPU (%2)"_s.arg(worstMs(), 0, 'f', 0).arg(m_worstDuring);
    }
    // What was done since the last turn is no stall.
    void skip() { m_last = cpuSeconds(); }

private:
    QTimer m_timer;
    double m_last = cpuSeconds();
    double m_worst = 0;
    int m_over = 0;
    QString m_during;
    QString m_worstDuring;
};

} // namespace

// A console that is left alone on a busy server for a night.
class TestEndurance : public QObject
{
    Q_OBJECT

public:
    // A night is longer than a test may take.
    static void initMain()
    {
        if (qEnvironmentVariableIsSet("TURNPIKE_ENDURANCE_SECONDS"))
            qputenv("QTEST_FUNCTION_TIMEOUT", "86400000");
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_settings.use()); }

    void aThousandEventsASecondNeverHoldTheWindowUp()
    {
        Scripted server;
        MainWindow window(server.connection, u"busy"_s);
        BusyShop shop([&server](const QByteArray &frame) { server.say(frame); });
        begin(server, window, shop);
        Stalls stalls;
        const double before = cpuSeconds();
        QElapsedTimer clock;
        clock.start();
        int page = 0;
        QTimer pages;
        connect(&pages, &QTimer::timeout, &window, [&] {
            const Page *next = window.pages()[++page % window.pages().size()];
            stalls.during(next->key());
            window.open(next->key());
        });
        pages.start(700);
        QTimer pace;
        connect(&pace, &QTimer::timeout, &window, [&] {
            const qint64 due = clock.elapsed() * BusyShop::kEventsASecond / 1'000;
            for (int i = 0; shop.count() < due && i < 200; ++i)
                shop.happen();
        });
        pace.start(10);
        QTRY_VERIFY_WITH_TIMEOUT(shop.count() >= 10 * BusyShop::kEventsASecond, 120'000);
        qInfo("%lld events in %lld ms: %.0f %% of a core, the server's part included; %s", shop.count(),
              clock.elapsed(), (cpuSeconds() - before) * 100'000 / static_cast<double>(clock.elapsed()),
              qPrintable(stalls.worst()));
        QVERIFY2(stalls.worstMs() < kLongestStallMs, qPrintable(stalls.worst()));
    }

    // TURNPIKE_ENDURANCE_SECONDS=28800 is the whole night.
    void memoryStaysFlat()
    {
        const int seconds = qEnvironmentVariableIsSet("TURNPIKE_ENDURANCE_SECONDS")
                                ? qEnvironmentVariableIntValue("TURNPIKE_ENDURANCE_SECONDS")
                                : kShortSeconds / (kIsInstrumented ? 4 : 1);
        Scripted server;
        MainWindow window(server.connection, u"busy"_s);
        BusyShop shop([&server](const QByteArray &frame) { server.say(frame); });
        begin(server, window, shop);
        std::vector<Memory> memory; // once a tenth
        Stalls stalls;
        QElapsedTimer clock;
        clock.start();
        for (int second = 0; second < seconds; ++second) {
            const Page *page = window.pages()[second % window.pages().size()];
            stalls.during(u"second %1, %2"_s.arg(second + 1).arg(page->key()));
            window.open(page->key());
            for (int i = 1; i <= BusyShop::kEventsASecond; ++i) {
                shop.happen();
                if (i % kEventsAtOnce == 0)
                    turn();
            }
            // In order: once the last gauges are there, all that was said before them is.
            QTRY_VERIFY_WITH_TIMEOUT(window.state().gauges().pool.acquired == shop.lastGauges(), 60'000);
            if (second % std::max(1, seconds / 10) == 0) {
                memory.push_back(measure(window));
                qInfo("after %d s: heap %lld KiB, resident %lld MiB, %s", second + 1,
                      memory.back().heap >> 10, memory.back().resident >> 20, qPrintable(stalls.worst()));
                stalls.skip();
            }
        }
        QVERIFY(window.state().logs().rowCount() <= ShopState::kLogLines);
        QVERIFY(window.state().iterations().rowCount() <= ShopState::kIterations);
        const Memory halfWay = memory[memory.size() / 2];
        const Memory end = measure(window);
        qInfo(
            "%lld events (%.1f h): heap %lld KiB half way, %lld KiB at the end; resident %lld MiB, %lld MiB; "
            "%s, %d over %.0f ms",
            shop.count(), static_cast<double>(seconds) / 3600, halfWay.heap >> 10, end.heap >> 10,
            halfWay.resident >> 20, end.resident >> 20, qPrintable(stalls.worst()), stalls.over(),
            kLongestStallMs);
        if (kIsInstrumented)
            QSKIP("freed memory is kept by the sanitizer: its size says nothing");
        const bool isLong = seconds >= 2 * kLongSeconds;
        // On a busy machine a thread that does nothing but count sees one a minute; what the console does to
        // itself comes back with each round of its pages. (Within seconds the test above looks for it.)
        QVERIFY2(!isLong || stalls.over() <= 1 + clock.elapsed() / 60'000, qPrintable(stalls.worst()));
        QVERIFY(end.heap - halfWay.heap < (isLong ? kMostHeapGrowth : kMostHeapGrowthWhileFilling));
        QVERIFY(end.resident - halfWay.resident < kMostResidentGrowth);
    }

private:
    struct Memory
    {
        qint64 heap;
        qint64 resident;
    };
    // On the same page each time, and with nothing on its way.
    static Memory measure(MainWindow &window)
    {
        window.open(window.pages().first()->key());
        window.state().flush();
        turn();
        return {heapBytes(), residentBytes()};
    }
    static void begin(Scripted &server, MainWindow &window, BusyShop &shop)
    {
        window.show();
        server.connection.start();
        // Whatever pages ask for is answered, with nothing.
        connect(server.server.get(), &Transport::received, &window, [&server](const QByteArray &frame) {
            server.calls.clear();
            if (const auto call = decodeCall(frame, nullptr))
                server.say(encode(Answer{call->id, {}, std::nullopt}));
        });
        Hello hello = Scripted::aHello(Role::Admin);
        hello.serverTime = QDateTime::currentMSecsSinceEpoch();
        hello.snapshot = shop.snapshot();
        server.greet(hello);
        QTRY_VERIFY(window.state().isKnown());
    }

    OwnSettings m_settings;
};

const turnpike::test::RegisteredTest<TestEndurance, QApplication> kTestEndurance;

} // namespace tst_endurance

#include "tst_endurance.moc"
