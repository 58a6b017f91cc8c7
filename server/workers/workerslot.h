#pragma once

#include "workers/workersupervisor.h"

namespace turnpike::workers {

// What the supervisor knows of one worker. Guarded by the supervisor's mutex.
struct WorkerSupervisor::Slot
{
    std::unique_ptr<Worker> worker;
    std::condition_variable wake;

    bool kicked = false; // set by kicks, read when no iteration runs: none is lost
    bool runAsked = false;
    bool freshLeader = false;
    qint64 nextRunAt = 0;        // ms UTC: by the interval, or the retry period after an error
    std::optional<qint64> dueAt; // ms UTC: the earliest work, as the last poll saw it
    WorkerHold dueHold;          // due rows are not looked at
    WorkerHold hold;             // neither they nor kicks wake it
    int idleWakes = 0;           // wakes by due rows, one after another, that did nothing
    quint64 generation = 0;      // of dueAt: a poll that began before an iteration says nothing
    qint64 number = 0;

    std::shared_ptr<Iteration> running;
    std::optional<Pause> pause;

    std::optional<Ending> last;
    std::optional<qint64> lastEndedAt;
    std::chrono::milliseconds lastDuration{0};
    int failuresInARow = 0;
};

} // namespace turnpike::workers
