#pragma once

#include "telemetry/log.h"

namespace turnpike::db {

Q_DECLARE_LOGGING_CATEGORY(lcDb)

} // namespace turnpike::db
