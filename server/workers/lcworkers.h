#pragma once

#include <QLoggingCategory>

namespace turnpike::workers {

Q_DECLARE_LOGGING_CATEGORY(lcWorkers)

} // namespace turnpike::workers
