// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>

namespace turnpike {

// From now on a process that dies by itself says so: one JSON line on standard error and, when `fd` is not
// negative, there too, with the cause, the build id, the thread and its activity, and the return addresses
// (addr2line reads them). Covers std::terminate and SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT; the signal then
// has its usual effect. A stack that has overflowed is told of by threads that have a signal stack
// (useSignalStack). Only async-signal-safe calls are made. Call once, early in main.
void installCrashHandlers(int fd = -1);

// The linker's build id as hexadecimal digits; empty when the program has none.
QByteArray buildId();

// Where the current thread's activity is mirrored as plain bytes, so that a signal handler can read it.
void setCrashActivity(const char *text);

} // namespace turnpike
