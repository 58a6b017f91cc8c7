#include "workers/lcworkers.h"

namespace turnpike::workers {

Q_LOGGING_CATEGORY(lcWorkers, "turnpike.workers")

} // namespace turnpike::workers
