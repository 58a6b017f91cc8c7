#pragma once

#include "telemetry/log.h"

namespace turnpike::http {

Q_DECLARE_LOGGING_CATEGORY(lcHttp)

} // namespace turnpike::http
