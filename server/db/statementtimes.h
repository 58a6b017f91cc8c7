// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>
#include <QHash>

#include <chrono>
#include <mutex>
#include <vector>

namespace turnpike::db {

// How long the statements of this process took, by their text (which holds places, no values), those that
// failed included. Those that PostgreSQL was sent together share the time of their round trip evenly: nobody
// can tell whose it was. Bounded: where there are too many texts, the one that took the least in all is
// forgotten for a new one. Owned by the ConnectionPool; thread-safe.
class StatementTimes
{
public:
    static constexpr qsizetype kMostTexts = 400;
    // Longer texts are told apart, and shown, by their beginning; in bytes.
    static constexpr qsizetype kLongestText = 2'000;

    struct Times
    {
        QByteArray sql;
        qint64 count = 0;
        std::chrono::steady_clock::duration total{0};
        std::chrono::steady_clock::duration max{0};
    };

    void add(const QByteArray &sql, std::chrono::steady_clock::duration took);
    // Those that took the most in all first, `count` at most.
    std::vector<Times> slowest(size_t count) const;

private:
    mutable std::mutex m_mutex;
    QHash<QByteArray, Times> m_times; // guarded by m_mutex
};

} // namespace turnpike::db
