// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "cli/commandcontext.h"

namespace turnpike::cli {

// `vpn reconcile [--all] [--dry-run]`: the VPN API's keys against the customers', from a shell. Makes due
// what differs, or with --all whatever customers have, without asking the VPN API; the server that leads does
// the rest.

// Whether these are the words of such a command, without the first.
bool isVpnCommand(const QStringList &arguments);
int runVpnCommand(CommandContext &context, const config::Config &config, const QStringList &arguments);

} // namespace turnpike::cli
