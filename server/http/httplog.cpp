#include "http/httplog.h"

namespace turnpike::http {

Q_LOGGING_CATEGORY(lcHttp, "turnpike.http")

} // namespace turnpike::http
