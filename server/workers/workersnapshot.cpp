#include "workers/workersnapshot.h"

namespace turnpike::workers {

const char *toString(WorkerSnapshot::State state)
{
    switch (state) {
    case WorkerSnapshot::State::Stopped:
        return "stopped";
    case WorkerSnapshot::State::Idle:
        return "idle";
    case WorkerSnapshot::State::Running:
        return "running";
    case WorkerSnapshot::State::Stuck:
        return "stuck";
    case WorkerSnapshot::State::Paused:
        return "paused";
    case WorkerSnapshot::State::FlagOff:
        return "flag_off";
    }
    return "unknown";
}

} // namespace turnpike::workers
