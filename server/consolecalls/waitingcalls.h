// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolecalls/customercalls.h"

namespace turnpike::consolecalls {

// "customers.waiting", "waiting.retry" and "waiting.give_days": whoever has paid and waits for a key, one by
// one or all of them. Days are given so many at a time, in one transaction each, and once for each wait,
// whoever asks however often; each customer is told and has an audit row beside that of the change. What
// `parts` refers to must outlive the table.
void addWaitingCalls(consolehub::CallTable &calls, const CustomerCalls::Parts &parts);

} // namespace turnpike::consolecalls
