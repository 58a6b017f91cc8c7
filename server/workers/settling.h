// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "workers/iteration.h"

#include <chrono>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>

namespace turnpike::workers {

// Writes down how calls to the outside ended, from callbacks that must not throw. A hiccup of the database
// (gone, locked, too slow) costs a moment and no row its lease: what could not be written waits, and is tried
// again a second later and for 20 s when the batch is through. A row that fails by itself is left to the end
// of its lease; the others go on. Also when the iteration's own time is up meanwhile: then there are 5 s more
// in all, within the supervisor's grace. Lives for one batch of calls, on the worker's thread.
class Settling
{
public:
    using Write = std::function<void(const Deadline &deadline)>;
    using WriteRows = std::function<void(const Deadline &deadline, size_t begin, size_t end)>;

    explicit Settling(Iteration &iteration);

    // Runs `write` with a deadline for its transaction: now, or again until finish() returns, so that what it
    // refers to must last so long. Throws nothing.
    void run(Write write);
    // The same for the rows [0, count), all in one transaction; where that fails, row by row.
    void runRows(size_t count, WriteRows write);
    // Writes what waits, and throws the first failure that stands. Call when the batch is through.
    void finish();

    // Whether the same write may succeed a moment later: the database was away, or a statement ran out of
    // time at somebody's lock or a slow disk. Who catches a row's failure within a write lets this one pass.
    // Any thread; throws nothing.
    static bool isHiccup(const std::exception &error);

private:
    struct Part
    {
        std::shared_ptr<const WriteRows> write;
        size_t begin = 0;
        size_t end = 1;
    };

    void writeWaiting();
    bool tryOnce(const Part &part);
    void failed(const Part &part, const std::exception &error);
    void addEach(const Part &part);
    bool isOver() const { return m_grace && m_grace->hasPassed(); }

    Iteration &m_iteration;
    std::deque<Part> m_waiting;
    std::chrono::steady_clock::time_point m_nextTry;
    std::optional<Deadline> m_grace;
    std::exception_ptr m_hiccup;  // the latest: nothing when all was written in the end
    std::exception_ptr m_failure; // the first of a row's own
};

} // namespace turnpike::workers
