// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "cli/commandcontext.h"

namespace turnpike::cli {

// `operator add|list|revoke …`: who may use the console, from a shell.

// Whether these are the words of such a command, without the first.
bool isOperatorCommand(const QStringList &arguments);
int runOperatorCommand(CommandContext &context, const QStringList &arguments);

} // namespace turnpike::cli
