// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

namespace turnpike {

// Makes freed memory go back to the system: two arenas, however many threads there are, and large blocks are
// returned at once. Call at the start of main(), before there are other threads. Only has an effect with
// glibc; other allocators do not need it.
void boundHeap();

// Gives back to the system what was freed and is kept for later, such as after the start. Takes milliseconds;
// threads that allocate wait meanwhile. Any thread.
void trimHeap();

} // namespace turnpike
