// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QtGlobal>

namespace turnpike {

// How many descriptors this process may have open: the soft limit, or the largest qint64 if there is no
// limit.
qint64 descriptorLimit();

// Raises that limit as far as the process may, and returns the new one. Programs that use select() must not
// call this; ours, Qt, libpq and hiredis use poll(). Call once, early in main.
qint64 raiseDescriptorLimit();

} // namespace turnpike
