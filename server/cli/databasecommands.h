// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "config/config.h"

namespace turnpike::cli {

// `turnpike-server db migrate|status|check`. They work beside a server that runs, on SQLite too.
bool isDatabaseCommand(const QString &verb);

// Returns the exit code: 0 only when all is well (status: this binary can run on the schema, and nothing is
// pending). Throws Error.
int runDatabaseCommand(const config::Config &config, const QString &verb);

} // namespace turnpike::cli
