// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QtGlobal>

namespace turnpike {

// A moment: whole milliseconds since 1970-01-01 00:00 UTC, as every `_at` column, every message of the
// protocol and Clock::nowMs() have it. A name for what a qint64 means, not a type of its own: the difference
// of two is a qint64 of milliseconds.
using Timestamp = qint64;

} // namespace turnpike
