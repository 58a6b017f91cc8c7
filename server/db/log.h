// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "telemetry/log.h"

namespace turnpike::db {

Q_DECLARE_LOGGING_CATEGORY(lcDb)

} // namespace turnpike::db
