#pragma once

#include <QLoggingCategory>

namespace turnpike::outbox {

Q_DECLARE_LOGGING_CATEGORY(lcOutbox)

} // namespace turnpike::outbox
