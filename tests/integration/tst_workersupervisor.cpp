// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/fakeclock.h"
#include "support/recordingalerts.h"
#include "support/testdatabase.h"
#include "support/testmain.h"
#include "telemetry/log.h"
#include "workers/workersupervisor.h"

#include <QFile>
#include <QRandomGenerator>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <set>

namespace tst_workersupervisor {

using namespace turnpike;
using namespace turnpike::workers;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

// A worker that does what the test says, and notices when two iterations overlap.
class ScriptedWorker : public Worker
{
public:
    using Script = std::function<void(Iteration &)>;

    explicit ScriptedWorker(Settings settings, Script script = {})
        : Worker(std::move(settings))
        , m_script(std::move(script))
    {}

    void iterate(Iteration &iteration) override
    {
        if (m_inside.fetch_add(1) != 0)
            overlaps.fetch_add(1);
        begun.fetch_add(1);
        struct Leave
        {
            std::atomic<int> &inside;
            ~Leave() { inside.fetch_sub(1); }
        } leave{m_inside};
        if (m_script)
            m_script(iteration);
    }

    std::optional<qint64> nextDueAt(db::Transaction &) const override
    {
        const qint64 at = dueAt.load();
        return at ? std::optional(at) : std::nullopt;
    }

    std::atomic<int> begun{0};
    std::atomic<int> overlaps{0};
    std::atomic<qint64> dueAt{0};

private:
    std::atomic<int> m_inside{0};
    Script m_script;
};

// Holds whoever waits until the test opens it, but not for ever.
class Gate
{
public:
    void open()
    {
        const std::lock_guard lock(m_mutex);
        m_open = true;
        m_changed.notify_all();
    }
    // False when nobody opened it in time.
    bool wait()
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, 60s, [this] { return m_open; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_open = false;
};

Worker::Settings settings(const QString &name)
{
    Worker::Settings settings;
    settings.name = name;
    settings.interval = 1h;
    settings.retryAfterError = 10s;
    settings.iterationTimeout = 60s;
    settings.kickedBy = Work::Activation;
    return settings;
}

} // namespace

// Everything runs on both databases. The log goes to a file, whose lines are counted.
class TestWorkerSupervisor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void everyEndingHasOneLineAndOneRow_data();
    void everyEndingHasOneLineAndOneRow();
    void whateverHappensInWhateverOrderEachStartHasOneEnd_data() { engines(); }
    void whateverHappensInWhateverOrderEachStartHasOneEnd();
    void kickInTheMiddleOfAnIterationIsNotLost_data() { engines(); }
    void kickInTheMiddleOfAnIterationIsNotLost();
    void noKickIsLostHoweverTheyFall_data() { engines(); }
    void noKickIsLostHoweverTheyFall();
    void aClockSetBackDelaysNoKick_data() { engines(); }
    void aClockSetBackDelaysNoKick();
    void kickWaitsForAFlagThatIsOff_data() { engines(); }
    void kickWaitsForAFlagThatIsOff();
    void hangingWorkerIsStuckAndDoesNotRunTwice_data() { engines(); }
    void hangingWorkerIsStuckAndDoesNotRunTwice();
    void workerThatThrowsRunsAgainAfterItsRetryPeriod_data() { engines(); }
    void workerThatThrowsRunsAgainAfterItsRetryPeriod();
    void dueRowsWakeTheWorkerBeforeItsInterval_data() { engines(); }
    void dueRowsWakeTheWorkerBeforeItsInterval();
    void dueRowsThatCannotBeDoneDoNotMakeItSpin_data() { engines(); }
    void dueRowsThatCannotBeDoneDoNotMakeItSpin();
    void fullIterationEndsEarlyAndRunsAgainAtOnce_data() { engines(); }
    void fullIterationEndsEarlyAndRunsAgainAtOnce();
    void pauseIsKeptAndRunNowGoesThroughIt_data() { engines(); }
    void pauseIsKeptAndRunNowGoesThroughIt();
    void newLeaderClosesWhatADeadProcessLeftOpen_data() { engines(); }
    void newLeaderClosesWhatADeadProcessLeftOpen();
    void lostLeadershipCancelsAndTheNextTermRunsEachWorkerOnce_data() { engines(); }
    void lostLeadershipCancelsAndTheNextTermRunsEachWorkerOnce();
    void shutdownLetsTheItemUnderWayEnd_data() { engines(); }
    void shutdownLetsTheItemUnderWayEnd();
    void onceFromTheCommandLineTakesTheSamePath_data() { engines(); }
    void onceFromTheCommandLineTakesTheSamePath();

private:
    struct Line
    {
        QString message;
        QString worker;
        QString correlationId;
        QString outcome;
    };

    void engines();
    void open();
    ScriptedWorker *add(const Worker::Settings &settings, ScriptedWorker::Script script = {});
    void start();
    std::vector<Line> lines(const QString &message);
    std::vector<db::Row> rows(const QString &worker);
    void settle();
    void expectOneEndEach();

    QTemporaryDir m_dir;
    QString m_logFile;
    qint64 m_logOffset = 0;
    std::unique_ptr<test::TestDatabase> m_database;
    test::FakeClock m_clock;
    test::RecordingAlerts m_alerts;
    std::mutex m_flagsMutex;
    std::set<QString> m_off;
    std::atomic<bool> m_mayAct{true};
    std::unique_ptr<WorkerSupervisor> m_supervisor;
    SupervisorOptions m_options;
};

void TestWorkerSupervisor::initTestCase()
{
    m_logFile = m_dir.filePath(u"log"_s);
    log::start({log::Format::Json, m_logFile});
}

void TestWorkerSupervisor::init()
{
    m_options = {.tick = 10ms, .softBudget = 60s, .stuckGrace = 60s, .windDown = 10ms};
    m_off.clear();
    m_mayAct = true;
    m_alerts.clear();
    log::flush();
    m_logOffset = QFile(m_logFile).size();
}

void TestWorkerSupervisor::cleanup()
{
    m_supervisor.reset();
    m_database.reset();
}

void TestWorkerSupervisor::engines()
{
    test::TestDatabase::addKinds();
}

void TestWorkerSupervisor::open()
{
    QFETCH(test::TestDatabase::Kind, kind);
    m_database = std::make_unique<test::TestDatabase>(kind);
    SupervisorHooks hooks;
    hooks.flagEnabled = [this](const QString &flag) {
        const std::lock_guard lock(m_flagsMutex);
        return !m_off.contains(flag);
    };
    hooks.mayAct = [this] { return m_mayAct.load(); };
    m_supervisor = std::make_unique<WorkerSupervisor>(m_database->database(), m_clock, m_alerts,
                                                      u"instance-%1"_s.arg(randomHex(4)), hooks, m_options);
}

ScriptedWorker *TestWorkerSupervisor::add(const Worker::Settings &settings, ScriptedWorker::Script script)
{
    auto worker = std::make_unique<ScriptedWorker>(settings, std::move(script));
    ScriptedWorker *raw = worker.get();
    m_supervisor->add(std::move(worker));
    return raw;
}

std::vector<TestWorkerSupervisor::Line> TestWorkerSupervisor::lines(const QString &message)
{
    log::flush();
    QFile file(m_logFile);
    std::vector<Line> found;
    if (!file.open(QIODevice::ReadOnly) || !file.seek(m_logOffset))
        return found;
    while (!file.atEnd()) {
        const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
        if (line[u"message"].toString() == message)
            found.push_back({message, line[u"worker"].toString(), line[u"correlation_id"].toString(),
                             line[u"outcome"].toString()});
    }
    return found;
}

std::vector<db::Row> TestWorkerSupervisor::rows(const QString &worker)
{
    return m_database->database().read(
        db::Demand::Operations, "test", Deadline::in(10s), [&](db::Transaction &tx) {
            return tx.query(
                "SELECT correlation_id, outcome, trigger, items, has_more, error_type, reason, iteration"
                "  FROM worker_iterations WHERE worker = ? ORDER BY id",
                worker);
        });
}

void TestWorkerSupervisor::settle()
{
    QVERIFY(m_supervisor->stop(CancelReason::Shutdown, Deadline::in(20s)));
}

// Lines and rows tell the same story: as many ends as starts, each once, with the same outcome.
void TestWorkerSupervisor::expectOneEndEach()
{
    std::map<QString, QString> ends;
    const std::vector<Line> started = lines(u"ITERATION_START"_s);
    for (const Line &line : lines(u"ITERATION_END"_s)) {
        QVERIFY2(!ends.contains(line.correlationId), qPrintable(line.correlationId));
        ends[line.correlationId] = line.outcome;
    }
    QCOMPARE(ends.size(), started.size());
    for (const Line &line : started)
        QVERIFY2(ends.contains(line.correlationId), qPrintable(line.correlationId));
    const auto kept = m_database->database().read(
        db::Demand::Operations, "test", Deadline::in(10s), [](db::Transaction &tx) {
            return tx.query("SELECT correlation_id, outcome FROM worker_iterations LIMIT 10000");
        });
    QCOMPARE(kept.size(), ends.size());
    for (const db::Row &row : kept)
        QCOMPARE(row.text(1), ends[row.text(0)]);
}

void TestWorkerSupervisor::everyEndingHasOneLineAndOneRow_data()
{
    QTest::addColumn<test::TestDatabase::Kind>("kind");
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("outcome");
    QTest::addColumn<QString>("errorType");
    const std::vector<std::array<const char *, 3>> cases = {
        {"returns", "success", ""},
        {"degrades", "degraded", "dependency"},
        {"throws ours", "failed", "domain"},
        {"throws another", "failed", "unexpected"},
        {"throws no exception", "failed", "unexpected"},
        {"blocks past its deadline", "timeout", "infra"},
        {"returns after its deadline", "timeout", "infra"},
        {"is cancelled by an operator", "cancelled", ""},
        {"fails because it was cancelled", "cancelled", ""},
        {"flag goes off", "cancelled", ""},
        {"leadership is doubted", "cancelled", ""},
        {"shutdown", "cancelled", ""},
        {"hangs", "stuck", "unexpected"},
        {"flag is off", "skipped", ""},
    };
    for (const auto kind : {test::TestDatabase::Kind::Sqlite, test::TestDatabase::Kind::Postgres}) {
        const char *name = kind == test::TestDatabase::Kind::Sqlite ? "sqlite" : "postgres";
        for (const auto &[what, outcome, errorType] : cases) {
            QTest::addRow("%s: %s", name, what)
                << kind << QString::fromLatin1(what) << QString::fromLatin1(outcome)
                << QString::fromLatin1(errorType);
        }
    }
}

void TestWorkerSupervisor::everyEndingHasOneLineAndOneRow()
{
    QFETCH(QString, what);
    QFETCH(QString, outcome);
    QFETCH(QString, errorType);
    Worker::Settings worker = settings(u"worker"_s);
    if (what.contains(u"deadline") || what == u"hangs")
        worker.iterationTimeout = 50ms;
    if (what == u"hangs")
        m_options.stuckGrace = 50ms;
    if (what == u"flag is off")
        m_off.insert(u"background_workers"_s);
    open();
    Gate hang;
    Gate inside;
    // A test that fails must not leave behind a worker that looks at its variables.
    const auto end = qScopeGuard([&] {
        hang.open();
        m_supervisor.reset();
    });
    ScriptedWorker *scripted = add(worker, [&](Iteration &iteration) {
        inside.open();
        iteration.itemsDone(2);
        if (what == u"degrades")
            iteration.degrade(ErrorType::Dependency, u"the VPN API is away"_s);
        else if (what == u"throws ours")
            throw DomainError(u"a row that cannot be"_s);
        else if (what == u"throws another")
            throw std::runtime_error("another");
        else if (what == u"throws no exception")
            throw 42;
        else if (what == u"returns after its deadline")
            iteration.deadline().sleep(1h);
        else if (what == u"hangs")
            hang.wait();
        else if (what == u"flag goes off" || what == u"leadership is doubted") {
            if (what.startsWith(u"flag")) {
                const std::lock_guard lock(m_flagsMutex);
                m_off.insert(u"background_workers"_s);
            } else {
                m_mayAct = false;
            }
            QVERIFY(iteration.shouldStop());
        } else if (what != u"returns") {
            iteration.deadline().sleep(1h);
            if (what == u"fails because it was cancelled")
                throw DependencyError(u"vpn_api"_s, DependencyError::Reason::Timeout, u"not sent"_s);
            iteration.deadline().check("test");
        }
    });
    m_supervisor->start();
    if (what != u"flag is off")
        QVERIFY(inside.wait());
    if (what.contains(u"cancelled"))
        QVERIFY(m_supervisor->cancelIteration(worker.name));
    if (what != u"shutdown")
        QTRY_COMPARE_WITH_TIMEOUT(rows(worker.name).size(), 1U, 20'000);
    if (what != u"shutdown")
        QTRY_VERIFY_WITH_TIMEOUT(!rows(worker.name).front().isNull(1), 20'000);
    hang.open();
    settle();

    const auto kept = rows(worker.name);
    QCOMPARE(kept.size(), 1U);
    QCOMPARE(kept.front().text(1), outcome);
    QCOMPARE(kept.front().text(2), u"start"_s);
    QCOMPARE(kept.front().text(5), errorType);
    QCOMPARE(kept.front().int64(3), outcome == u"skipped" ? 0 : 2);
    const bool late = what.contains(u"deadline") || what == u"hangs";
    QCOMPARE(lines(u"WORKER_TIMEOUT"_s).size(), late ? 1U : 0U);
    QCOMPARE(m_alerts.keys().size(), what == u"hangs" ? 1 : 0);
    QCOMPARE(scripted->overlaps.load(), 0);
    expectOneEndEach();
}

void TestWorkerSupervisor::whateverHappensInWhateverOrderEachStartHasOneEnd()
{
    m_options.stuckGrace = 5ms;
    m_options.tick = 2ms;
    open();
    std::vector<ScriptedWorker *> all;
    for (int i = 0; i < 4; ++i) {
        Worker::Settings worker = settings(u"worker_%1"_s.arg(i));
        worker.iterationTimeout = 15ms;
        worker.flags = {u"flag_%1"_s.arg(i % 2)};
        worker.retryAfterError = 0ms;
        all.push_back(add(worker, [this](Iteration &iteration) {
            const auto until =
                Deadline::in(std::chrono::milliseconds(QRandomGenerator::global()->bounded(40)));
            switch (QRandomGenerator::global()->bounded(8)) {
            case 0:
                throw DomainError(u"random"_s);
            case 1:
                throw std::runtime_error("random");
            case 2: // deaf to its deadline: now in time, now late, now stuck
                while (!until.hasPassed())
                    std::this_thread::yield();
                return;
            case 3:
                iteration.deadline().sleep(1h);
                iteration.deadline().check("random");
                return;
            case 4:
                iteration.deadline().sleep(until.remaining());
                return;
            case 5:
                iteration.itemsDone();
                iteration.setMore();
                return;
            default:
                while (!iteration.shouldStop() && !until.hasPassed())
                    iteration.itemsDone();
            }
        }));
    }
    m_supervisor->start();
    const auto total = [&] {
        int begun = 0;
        for (const ScriptedWorker *worker : all)
            begun += worker->begun;
        return begun;
    };
    const Deadline enough = Deadline::in(60s);
    int terms = 0;
    while (total() < 300 && !enough.hasPassed()) {
        // Waits for the next tick: without that cancellations fall so thick that nothing lives to be stuck.
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
        switch (QRandomGenerator::global()->bounded(6)) {
        case 0:
            m_supervisor->cancelIteration(u"worker_%1"_s.arg(QRandomGenerator::global()->bounded(4)));
            break;
        case 1: {
            const std::lock_guard lock(m_flagsMutex);
            const QString flag = u"flag_%1"_s.arg(QRandomGenerator::global()->bounded(2));
            if (!m_off.erase(flag))
                m_off.insert(flag);
            break;
        }
        case 2:
            m_supervisor->runNow(u"worker_%1"_s.arg(QRandomGenerator::global()->bounded(4)));
            break;
        case 3:
            m_clock.advance(QRandomGenerator::global()->bounded(int(kHourMs)));
            break;
        case 4:
            if (QRandomGenerator::global()->bounded(10) == 0) {
                m_supervisor->release(CancelReason::LostLeadership);
                m_supervisor->start();
                ++terms;
            }
            break;
        default:
            m_supervisor->kick(Work::Activation);
        }
    }
    QVERIFY(total() >= 300);
    settle();
    for (const ScriptedWorker *worker : all)
        QCOMPARE(worker->overlaps.load(), 0);
    expectOneEndEach();
}

void TestWorkerSupervisor::kickInTheMiddleOfAnIterationIsNotLost()
{
    open();
    Gate inside;
    Gate go;
    std::atomic<int> queue{0};
    std::atomic<int> done{0};
    // A test that fails must not leave behind a worker that looks at its variables.
    const auto end = qScopeGuard([&] {
        go.open();
        m_supervisor.reset();
    });
    ScriptedWorker *worker = add(settings(u"worker"_s), [&](Iteration &iteration) {
        const int seen = queue.exchange(0);
        inside.open();
        go.wait();
        done += seen;
        iteration.itemsDone(seen);
    });
    m_supervisor->start();
    QVERIFY(inside.wait());
    // The iteration has looked at its queue already when this is committed.
    queue += 1;
    m_supervisor->kick(Work::Activation);
    go.open();
    QTRY_COMPARE_WITH_TIMEOUT(done.load(), 1, 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(worker->begun.load(), 2, 20'000);
    settle();
    QCOMPARE(rows(u"worker"_s).back().text(2), u"kick"_s);
}

void TestWorkerSupervisor::noKickIsLostHoweverTheyFall()
{
    open();
    std::atomic<int> queue{0};
    std::atomic<int> done{0};
    ScriptedWorker *worker = add(settings(u"worker"_s), [&](Iteration &) { done += queue.exchange(0); });
    m_supervisor->start();
    constexpr int kEach = 2000;
    std::vector<std::thread> committers;
    for (int i = 0; i < 2; ++i) {
        committers.emplace_back([&] {
            for (int n = 0; n < kEach; ++n) {
                queue += 1;
                m_supervisor->kick(Work::Activation);
                if (n % 16 == 0)
                    std::this_thread::yield();
            }
        });
    }
    for (std::thread &committer : committers)
        committer.join();
    // Neither interval nor due rows help: the clock stands still and nothing is due.
    QTRY_COMPARE_WITH_TIMEOUT(done.load(), 2 * kEach, 20'000);
    settle();
    QCOMPARE(worker->overlaps.load(), 0);
}

void TestWorkerSupervisor::aClockSetBackDelaysNoKick()
{
    open();
    std::atomic<bool> holds{false};
    ScriptedWorker *worker = add(settings(u"worker"_s), [&](Iteration &iteration) {
        if (holds)
            iteration.holdFor(30s);
    });
    m_supervisor->start();
    QTRY_COMPARE_WITH_TIMEOUT(worker->begun.load(), 1, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(m_supervisor->isQuiet(), 20'000);
    m_clock.advance(-kHourMs);
    holds = true;
    m_supervisor->kick(Work::Activation);
    QTRY_COMPARE_WITH_TIMEOUT(worker->begun.load(), 2, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(m_supervisor->isQuiet(), 20'000);
    // Also where it was held back: that is over, sooner rather than an hour later.
    m_clock.advance(-kHourMs);
    m_supervisor->kick(Work::Activation);
    QTRY_COMPARE_WITH_TIMEOUT(worker->begun.load(), 3, 20'000);
    settle();
}

void TestWorkerSupervisor::kickWaitsForAFlagThatIsOff()
{
    open();
    ScriptedWorker *worker = add(settings(u"worker"_s));
    m_supervisor->start();
    QTRY_COMPARE_WITH_TIMEOUT(rows(u"worker"_s).size(), 1U, 20'000);
    {
        const std::lock_guard lock(m_flagsMutex);
        m_off.insert(u"background_workers"_s);
    }
    m_supervisor->kick(Work::Activation);
    // The interval passes in between: one honest "skipped", and the kick stays.
    m_clock.advance(kHourMs);
    QTRY_COMPARE_WITH_TIMEOUT(rows(u"worker"_s).size(), 2U, 20'000);
    QCOMPARE(rows(u"worker"_s).back().text(1), u"skipped"_s);
    QCOMPARE(worker->begun.load(), 1);
    QCOMPARE(m_supervisor->snapshot().front().state, WorkerSnapshot::State::FlagOff);
    {
        const std::lock_guard lock(m_flagsMutex);
        m_off.clear();
    }
    QTRY_COMPARE_WITH_TIMEOUT(worker->begun.load(), 2, 20'000);
    settle();
}

void TestWorkerSupervisor::hangingWorkerIsStuckAndDoesNotRunTwice()
{
    m_options.stuckGrace = 50ms;
    open();
    Worker::Settings hanging = settings(u"hanging"_s);
    hanging.iterationTimeout = 50ms;
    Gate go;
    // A test that fails must not leave behind a worker that looks at its variables.
    const auto end = qScopeGuard([&] {
        go.open();
        m_supervisor.reset();
    });
    ScriptedWorker *stuck = add(hanging, [&](Iteration &) { go.wait(); });
    ScriptedWorker *other = add(settings(u"other"_s));
    m_supervisor->start();
    QTRY_COMPARE_WITH_TIMEOUT(m_alerts.keys(), QStringList{u"worker_stuck:hanging"_s}, 20'000);
    QCOMPARE(m_supervisor->snapshot().front().state, WorkerSnapshot::State::Stuck);
    // While it hangs nothing of it runs again; the others do.
    m_clock.advance(kHourMs);
    m_supervisor->runNow(hanging.name);
    QTRY_COMPARE_WITH_TIMEOUT(other->begun.load(), 2, 20'000);
    QCOMPARE(stuck->begun.load(), 1);
    go.open();
    QTRY_COMPARE_WITH_TIMEOUT(stuck->begun.load(), 2, 20'000);
    settle();
    QCOMPARE(stuck->overlaps.load(), 0);
    QCOMPARE(rows(hanging.name).front().text(1), u"stuck"_s);
    expectOneEndEach();
}

void TestWorkerSupervisor::workerThatThrowsRunsAgainAfterItsRetryPeriod()
{
    open();
    ScriptedWorker *worker = add(settings(u"worker"_s), [](Iteration &) {
        throw DatabaseError(DatabaseError::Kind::Connection, "08006", u"away"_s);
    });
    m_supervisor->start();
    for (int failures = 1; failures <= 6; ++failures) {
        QTRY_COMPARE_WITH_TIMEOUT(rows(u"worker"_s).size(), size_t(failures), 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_supervisor->snapshot().front().state, WorkerSnapshot::State::Idle,
                                  20'000);
        m_clock.advance(9'999);
        m_supervisor->tick();
        QCOMPARE(worker->begun.load(), failures);
        m_clock.advance(1);
    }
    settle();
    QCOMPARE(m_alerts.keys(), QStringList{u"worker_failing:worker"_s});
}

void TestWorkerSupervisor::dueRowsWakeTheWorkerBeforeItsInterval()
{
    open();
    ScriptedWorker *worker = nullptr;
    worker = add(settings(u"worker"_s), [&](Iteration &iteration) {
        if (worker->dueAt && worker->dueAt <= m_clock.nowMs()) {
            worker->dueAt = 0;
            iteration.itemsDone();
        }
    });
    m_supervisor->start();
    QTRY_COMPARE_WITH_TIMEOUT(rows(u"worker"_s).size(), 1U, 20'000);
    const qint64 due = m_clock.nowMs() + 5 * kMinuteMs;
    worker->dueAt = due;
    QTRY_COMPARE_WITH_TIMEOUT(m_supervisor->snapshot().front().nextRunAt, std::optional(due), 20'000);
    m_clock.advance(5 * kMinuteMs - 1);
    m_supervisor->tick();
    QCOMPARE(worker->begun.load(), 1);
    m_clock.advance(1);
    QTRY_COMPARE_WITH_TIMEOUT(rows(u"worker"_s).size(), 2U, 20'000);
    QCOMPARE(rows(u"worker"_s).back().text(2), u"due"_s);
    settle();
}

void TestWorkerSupervisor::dueRowsThatCannotBeDoneDoNotMakeItSpin()
{
    open();
    ScriptedWorker *worker = add(settings(u"worker"_s));
    worker->dueAt = 1;
    m_supervisor->start();
    // The start, then due at once, then the pause doubles: 1, 2, 4, 8 s.
    size_t runs = 2;
    QTRY_COMPARE_WITH_TIMEOUT(rows(u"worker"_s).size(), runs, 20'000);
    for (const int seconds : {1, 2, 4, 8}) {
        QTRY_VERIFY_WITH_TIMEOUT(
            m_supervisor->snapshot().front().nextRunAt == m_clock.nowMs() + seconds * kSecondMs, 20'000);
        m_clock.advance(seconds * kSecondMs);
        ++runs;
        QTRY_COMPARE_WITH_TIMEOUT(rows(u"worker"_s).size(), runs, 20'000);
    }
    settle();
}

void TestWorkerSupervisor::fullIterationEndsEarlyAndRunsAgainAtOnce()
{
    m_options.softBudget = 5ms;
    open();
    std::atomic<int> left{8};
    ScriptedWorker *worker = add(settings(u"worker"_s), [&](Iteration &iteration) {
        // One item at least: an iteration that does nothing has to wait before the next.
        do {
            iteration.deadline().sleep(10ms);
            iteration.itemsDone();
        } while (--left > 0 && !iteration.shouldStop());
    });
    m_supervisor->start();
    QTRY_COMPARE_WITH_TIMEOUT(left.load(), 0, 20'000);
    settle();
    QVERIFY(worker->begun > 1);
    const auto kept = rows(u"worker"_s);
    qint64 items = 0;
    for (size_t i = 0; i < kept.size(); ++i) {
        QCOMPARE(kept[i].text(1), u"success"_s);
        QCOMPARE(kept[i].boolean(4), i + 1 < kept.size());
        items += kept[i].int64(3);
    }
    QCOMPARE(items, 8);
}

void TestWorkerSupervisor::pauseIsKeptAndRunNowGoesThroughIt()
{
    const QString name = u"worker"_s;
    const auto write = [&](const std::function<void(db::Transaction &)> &work) {
        m_database->database().write(db::Demand::Operations, "test", Deadline::in(10s), work);
    };
    open();
    write([&](db::Transaction &tx) {
        workerstates::pause(tx, name,
                            {u"olga"_s, u"looking"_s, m_clock.nowMs(), m_clock.nowMs() + 2 * kHourMs});
    });
    ScriptedWorker *worker = add(settings(name));
    m_supervisor->start();
    QTRY_COMPARE_WITH_TIMEOUT(rows(name).size(), 1U, 20'000);
    QCOMPARE(rows(name).front().text(1), u"skipped"_s);
    QCOMPARE(rows(name).front().text(6), u"paused by olga: looking"_s);
    QCOMPARE(m_supervisor->snapshot().front().state, WorkerSnapshot::State::Paused);
    m_supervisor->kick(Work::Activation);

    write([&](db::Transaction &tx) { workerstates::requestRun(tx, name, u"olga"_s, m_clock.nowMs()); });
    QTRY_COMPARE_WITH_TIMEOUT(rows(name).size(), 2U, 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(rows(name).back().text(1), u"success"_s, 20'000);
    QCOMPARE(rows(name).back().text(2), u"console"_s);
    QCOMPARE(worker->begun.load(), 1);

    // The pause ends by itself.
    m_clock.advance(2 * kHourMs);
    QTRY_COMPARE_WITH_TIMEOUT(worker->begun.load(), 2, 20'000);
    // And by hand.
    write([&](db::Transaction &tx) {
        workerstates::pause(tx, name, {u"olga"_s, u"again"_s, m_clock.nowMs(), {}});
    });
    QTRY_COMPARE_WITH_TIMEOUT(m_supervisor->snapshot().front().state, WorkerSnapshot::State::Paused, 20'000);
    write([&](db::Transaction &tx) { workerstates::resume(tx, name, m_clock.nowMs()); });
    QTRY_COMPARE_WITH_TIMEOUT(m_supervisor->snapshot().front().state, WorkerSnapshot::State::Idle, 20'000);
    settle();
    expectOneEndEach();
}

void TestWorkerSupervisor::newLeaderClosesWhatADeadProcessLeftOpen()
{
    open();
    const qint64 now = m_clock.nowMs();
    m_database->database().write(db::Demand::Operations, "test", Deadline::in(10s), [&](db::Transaction &tx) {
        const auto iteration = [&](const char *instance, const char *id) {
            tx.exec("INSERT INTO worker_iterations (worker, instance_id, iteration, correlation_id, trigger,"
                    " started_at) VALUES ('worker', ?, 7, ?, 'timer', ?)",
                    instance, id, now - kMinuteMs);
        };
        tx.exec("INSERT INTO instances (instance_id, version, role, started_at, last_seen_at)"
                " VALUES ('alive', '1', 'standby', ?, ?), ('silent', '1', 'leader', ?, ?)",
                now - kHourMs, now - kSecondMs, now - kHourMs, now - kMinuteMs);
        iteration("alive", "of-alive");
        iteration("silent", "of-silent");
        iteration("unknown", "of-unknown");
    });
    add(settings(u"worker"_s));
    m_supervisor->start();
    QTRY_COMPARE_WITH_TIMEOUT(rows(u"worker"_s).size(), 4U, 20'000);
    settle();
    const auto kept = rows(u"worker"_s);
    QVERIFY(kept[0].isNull(1));
    for (const size_t lost : {1U, 2U}) {
        QCOMPARE(kept[lost].text(1), u"cancelled"_s);
        QCOMPARE(kept[lost].text(6), u"process lost"_s);
    }
    QCOMPARE(kept[3].int64(7), 8); // counted on from what is in the history
    QCOMPARE(lines(u"ITERATION_END"_s).size(), 3U);
}

void TestWorkerSupervisor::lostLeadershipCancelsAndTheNextTermRunsEachWorkerOnce()
{
    open();
    std::atomic<bool> block{true};
    ScriptedWorker *worker = add(settings(u"worker"_s), [&](Iteration &iteration) {
        if (block)
            iteration.deadline().sleep(1h);
    });
    m_supervisor->start();
    QTRY_COMPARE_WITH_TIMEOUT(worker->begun.load(), 1, 20'000);
    QVERIFY(m_supervisor->stop(CancelReason::LostLeadership, Deadline::in(20s)));
    QVERIFY(m_supervisor->isQuiet());
    QCOMPARE(rows(u"worker"_s).back().text(6), u"lost_leadership"_s);
    // Not the leader: nothing begins, whatever is asked.
    m_supervisor->kick(Work::Activation);
    m_supervisor->tick();
    QCOMPARE(m_supervisor->snapshot().front().state, WorkerSnapshot::State::Stopped);
    QCOMPARE(worker->begun.load(), 1);
    block = false;
    m_supervisor->start();
    QTRY_COMPARE_WITH_TIMEOUT(worker->begun.load(), 2, 20'000);
    settle();
    expectOneEndEach();
}

void TestWorkerSupervisor::shutdownLetsTheItemUnderWayEnd()
{
    m_options.windDown = 20s;
    open();
    Gate inside;
    Gate go;
    // A test that fails must not leave behind a worker that looks at its variables.
    const auto end = qScopeGuard([&] {
        go.open();
        m_supervisor.reset();
    });
    add(settings(u"worker"_s), [&](Iteration &iteration) {
        while (!iteration.shouldStop()) {
            inside.open();
            go.wait();
            iteration.deadline().check("an item under way");
            iteration.itemsDone();
        }
    });
    m_supervisor->start();
    QVERIFY(inside.wait());
    m_supervisor->release(CancelReason::Shutdown);
    go.open();
    settle();
    const db::Row row = rows(u"worker"_s).front();
    QCOMPARE(row.int64(3), 1);
    QCOMPARE(row.text(1), u"cancelled"_s);
    QCOMPARE(row.text(6), u"shutdown"_s);
    expectOneEndEach();
}

void TestWorkerSupervisor::onceFromTheCommandLineTakesTheSamePath()
{
    open();
    add(settings(u"worker"_s), [](Iteration &iteration) { iteration.itemsDone(3); });
    QVERIFY(!m_supervisor->runOnce(u"nobody"_s));
    const std::optional<Ending> ending = m_supervisor->runOnce(u"worker"_s);
    QVERIFY(ending);
    QCOMPARE(ending->outcome, Outcome::Success);
    QCOMPARE(rows(u"worker"_s).front().text(2), u"cli"_s);
    expectOneEndEach();
}

const turnpike::test::RegisteredTest<TestWorkerSupervisor> kTestWorkerSupervisor;

} // namespace tst_workersupervisor

#include "tst_workersupervisor.moc"
