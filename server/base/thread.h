// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

namespace turnpike {

// Names the calling thread for debuggers, logs and the state dump; 15 characters are kept by Linux. Every
// thread of ours begins with it, so it also gives the thread its signal stack.
void setCurrentThreadName(const char *name);

// Gives the calling thread a separate stack for signal handlers that ask for it (SA_ONSTACK): a thread whose
// stack has overflowed could not run a handler on its own. 64 KiB, freed when the thread ends. Does nothing
// if there is one already, such as a sanitizer's, or if there is no memory.
void useSignalStack();

} // namespace turnpike
