// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/httplog.h"

namespace turnpike::http {

Q_LOGGING_CATEGORY(lcHttp, "turnpike.http")

} // namespace turnpike::http
