// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "experiment.h"

namespace turnpike::chaos {

// One line on standard output, at once.
void print(const QString &text);

// Which run it is: "kill on SQLite, seed 4".
QString titleOf(const Case &which, const Form &form);

// Prints what came of a run, and why it did not hold. Returns whether it did.
bool tell(const QString &title, const Outcome &outcome);

} // namespace turnpike::chaos
