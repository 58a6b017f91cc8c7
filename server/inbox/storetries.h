// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "inbox/inboxwriter.h"

#include <array>

namespace turnpike::inbox {

// How it went when something was last stored, or tried to be, by each of those who write: whether an update
// can be stored now follows from it. Not thread-safe.
class StoreTries
{
public:
    static constexpr size_t kMostWriters = 2;

    void begun(size_t writer);
    // True when that is news.
    bool succeeded(size_t writer);
    // The same. `isFinal`: the next try will not do better.
    bool failed(size_t writer, const QString &why, bool isFinal);
    // Nothing is known of it: the end came first.
    void abandoned(size_t writer) { m_of[writer].since.reset(); }

    // Whether the last try of one of them failed.
    bool isFailing() const;
    StoreStanding standing() const;

private:
    struct Tries
    {
        std::optional<std::chrono::steady_clock::time_point> since; // of the one that is under way
        int failures = 0;                                           // in a row
    };

    bool isTold() const;

    std::array<Tries, kMostWriters> m_of;
    QString m_why;
};

} // namespace turnpike::inbox
