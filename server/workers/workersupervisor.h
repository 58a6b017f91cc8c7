#pragma once

#include "base/alerts.h"
#include "base/clock.h"
#include "base/kicker.h"
#include "db/database.h"
#include "workers/iterationjournal.h"
#include "workers/worker.h"
#include "workers/workerhold.h"
#include "workers/workerstates.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace turnpike::workers {

// What the supervisor asks of others. All may be called from any thread and must not block.
struct SupervisorHooks
{
    // Whether a feature flag is on.
    std::function<bool(const QString &flag)> flagEnabled = [](const QString &) { return true; };
    // Whether this process may still act as the leader.
    std::function<bool()> mayAct = [] { return true; };
    // Each begin of an iteration, and each end with how it ended: for metrics and consoles.
    std::function<void(const Iteration &iteration)> began = [](const Iteration &) {};
    std::function<void(const Iteration &iteration, const Ending &ending)> ended = [](const Iteration &,
                                                                                     const Ending &) {};
};

struct SupervisorOptions
{
    std::chrono::milliseconds tick{250};
    std::chrono::milliseconds softBudget{15'000};
    std::chrono::milliseconds stuckGrace{10'000};
    // At shutdown: how long the item under way may take to end by itself before it is cancelled.
    std::chrono::milliseconds windDown{3'000};
};

// A worker as operators see it.
struct WorkerSnapshot
{
    enum class State { Stopped, Idle, Running, Stuck, Paused, FlagOff };

    QString name;
    State state = State::Stopped;
    std::chrono::milliseconds interval{0};
    std::chrono::milliseconds timeout{0}; // of an iteration
    QStringList flags;                    // that must all be on
    qint64 iterations = 0;                // ever begun, over restarts
    std::optional<qint64> runningSince;   // ms UTC
    QString runningTrigger;
    QString correlationId; // of the iteration that runs
    qint64 items = 0;      // of the iteration that runs, otherwise of the last one
    std::optional<Ending> last;
    std::optional<qint64> lastEndedAt; // ms UTC
    std::chrono::milliseconds lastDuration{0};
    int failuresInARow = 0;
    std::optional<qint64> nextRunAt; // ms UTC, the earlier of interval and due time; none while stopped
    std::optional<Pause> pause;
};

const char *toString(WorkerSnapshot::State state);

// Runs the workers of the leader: one iteration of a worker at a time, each on its own pool thread, when its
// interval has passed, work is due, a commit kicked it or an operator asked. However an iteration goes, it
// has exactly one ITERATION_END and the worker runs again. Lives on the main thread, which it never blocks
// but in stop(); one for the process, made and ended by the application.
class WorkerSupervisor : public QObject
{
    Q_OBJECT

public:
    // `instanceId` names this process in the history. What is passed must outlive the supervisor.
    WorkerSupervisor(db::Database &database, const Clock &clock, AlertSink &alerts, QString instanceId,
                     SupervisorHooks hooks = {}, SupervisorOptions options = {});
    // Waits for the worker threads: after a stop() that was not in time, end the process without it.
    ~WorkerSupervisor() override;

    // Before start().
    void add(std::unique_ptr<Worker> worker);

    // Became the leader: closes what dead processes left open, then runs each worker once. Main thread.
    void start();
    // No longer the leader, or shutting down: begins no iteration and no item any more, and does not wait.
    // What runs is cancelled, at shutdown only by stop(). Main thread.
    void release(CancelReason reason);
    // The same, and waits until the iterations have returned and their rows are written, or for the
    // deadline. False when it was not in time. Any thread once release() was called.
    bool stop(CancelReason reason, const Deadline &deadline);
    // No iteration is running.
    bool isQuiet() const;

    // Announces work; see Kicker. Thread-safe, does not block. Works of no worker are ignored.
    void kick(Work work) noexcept;
    // Runs the worker as soon as it is idle. False when there is no such worker. Thread-safe.
    bool runNow(const QString &worker);
    // Cancels the iteration that runs. False when none does. Thread-safe.
    bool cancelIteration(const QString &worker, CancelReason reason = CancelReason::Operator);

    // One iteration on a thread of its own, through the same path, while the caller waits: for the command
    // line. Nothing when there is no such worker or it is running. Not together with start(). Throws what the
    // database throws when it cannot be reached at all.
    std::optional<Ending> runOnce(const QString &worker);

    // Thread-safe; for the console, health and metrics.
    std::vector<WorkerSnapshot> snapshot() const;

public Q_SLOTS:
    // Looks at everything that depends on time. Called by the timer; tests with a fake clock call it.
    void tick();

private:
    struct Slot;

    void runSlot(Slot &slot);
    void runIteration(Slot &slot, const std::shared_ptr<Iteration> &iteration, const QString &skipReason);
    std::shared_ptr<Iteration> begin(Slot &slot, Trigger trigger, QString *skipReason);
    void ended(Slot &slot, const Iteration &iteration, const Ending &ending);
    void afterReturn(Slot &slot, const Iteration &iteration);
    std::optional<Trigger> due(const Slot &slot, qint64 now) const;
    QString offFlag(const Slot &slot) const;
    CancelReason objection(const Slot &slot) const;
    void watch(Slot &slot);
    std::vector<std::shared_ptr<Iteration>> runningIterations() const;
    bool nothingRuns() const;
    std::optional<Ending> runOnceHere(Slot &slot);
    Slot *find(const QString &worker) const;

    void runPoll();
    void poll(const Deadline &deadline);
    void prepare(const Deadline &deadline);
    void closeLost(const Deadline &deadline);
    void applyWishes(const std::map<QString, WorkerWish> &wishes);

    db::Database &m_database;
    const Clock &m_clock;
    AlertSink &m_alerts;
    const QString m_instanceId;
    const SupervisorHooks m_hooks;
    const SupervisorOptions m_options;
    IterationJournal m_journal;
    QTimer m_timer;

    mutable std::mutex m_mutex; // guards what follows and the slots; never held while anything blocks
    std::condition_variable m_pollWanted;
    std::condition_variable m_changed; // an iteration returned, or the poll is through
    std::vector<std::unique_ptr<Slot>> m_slots;
    bool m_hosted = false; // the threads are running
    bool m_leading = false;
    bool m_prepared = false; // what the previous leader left is put right
    bool m_ending = false;
    bool m_pollDue = false;
    bool m_polling = false;
    bool m_pollFailed = false;

    WorkerHold m_lostHold; // dead processes are not looked for; of the poll's thread
    QThreadPool m_pool;    // last: its threads use all of the above
};

} // namespace turnpike::workers
