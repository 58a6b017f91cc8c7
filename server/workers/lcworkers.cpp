// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/lcworkers.h"

namespace turnpike::workers {

Q_LOGGING_CATEGORY(lcWorkers, "turnpike.workers")

} // namespace turnpike::workers
