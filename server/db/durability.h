// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace turnpike::db {

// Whether a commit is on the disk when it is confirmed. An asynchronous one is seen by everybody at once and
// follows within a second, or with the next synchronous one, whoever makes it: the log is in order. What a
// crash of the database takes with it are the last asynchronous commits, all that they did together, and
// nothing that came before a synchronous one. So nobody may act outside on what was read alone: a synchronous
// commit of one's own that wrote something comes first (a lease, a claim). See docs/stability.md.
enum class Durability { Synchronous, Asynchronous };

// Units of work that may commit asynchronously; everything else is synchronous.
struct AsynchronousWork
{
    std::string_view holder; // as Database::write() is told
    std::string_view why;
};

inline constexpr std::array kAsynchronousWork{
    AsynchronousWork{"handler", "its update is in the inbox, which was stored synchronously, and is pending "
                                "again with all else that the commit did: it is handled once more"},
};

constexpr bool mayCommitAsynchronously(std::string_view holder)
{
    return std::any_of(kAsynchronousWork.begin(), kAsynchronousWork.end(),
                       [holder](const AsynchronousWork &work) { return work.holder == holder; });
}

} // namespace turnpike::db
