// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/heap.h"

#include <malloc.h>

namespace turnpike {

#ifdef __GLIBC__
namespace {

// By default an arena for each thread, up to eight for each core, and each keeps what was freed in it.
constexpr int kMostArenas = 2;
// By default both grow with the largest block that was ever freed, up to 32 and 64 MiB (mallopt(3)).
constexpr int kLargeBlock = 64 * 1024;
constexpr int kKeptAtTheTop = 256 * 1024;

} // namespace
#endif

void boundHeap()
{
#ifdef __GLIBC__
    ::mallopt(M_ARENA_MAX, kMostArenas);
    ::mallopt(M_MMAP_THRESHOLD, kLargeBlock);
    ::mallopt(M_TRIM_THRESHOLD, kKeptAtTheTop);
#endif
}

void trimHeap()
{
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

} // namespace turnpike
