#pragma once

#include <QLoggingCategory>

namespace turnpike::inbox {

Q_DECLARE_LOGGING_CATEGORY(lcInbox)

} // namespace turnpike::inbox
