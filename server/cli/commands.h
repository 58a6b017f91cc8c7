// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QStringList>

namespace turnpike::cli {

// What `turnpike-server COMMAND …` does; prints to standard output, mistakes to standard error. Returns the
// exit code: 0 done, 1 failed, 2 wrong usage. Runs on the main thread before any event loop.
int runCommand(const QStringList &arguments);

// For --help.
QString usage();

} // namespace turnpike::cli
