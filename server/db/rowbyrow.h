// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"
#include "base/errors.h"
#include "db/dialect.h"

#include <algorithm>
#include <deque>
#include <exception>
#include <functional>
#include <vector>

namespace turnpike::db {

// Rows waiting to be written: all in one transaction, or, if that fails, each in its own, so that a row that
// somebody has locked, or that the database refuses, does not hold up the others. What could not be written
// is kept. Not thread-safe.
template<class Row>
class RowByRow
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    struct Entry
    {
        Row row;
        bool isUncertain = false; // a commit of it has failed: perhaps only its answer was lost
        bool isApart = false;     // could not be written together with others
        TimePoint nextTry{};
        bool isWritten = false;
    };
    using Entries = std::vector<Entry *>;
    // Writes them in one transaction, or throws.
    using Attempt = std::function<void(const Entries &entries, const Deadline &deadline)>;

    // A row written on its own gets `rowTime`, and is tried again after `rowPause` at the earliest.
    RowByRow(std::chrono::milliseconds rowTime, std::chrono::milliseconds rowPause)
        : m_rowTime(rowTime)
        , m_rowPause(rowPause)
    {}

    void add(Row row)
    {
        Entry &entry = m_waiting.emplace_back();
        entry.row = std::move(row);
    }
    bool isEmpty() const { return m_waiting.empty(); }
    size_t size() const { return m_waiting.size(); }
    template<class Predicate>
    bool contains(Predicate isWanted) const
    {
        return std::any_of(m_waiting.begin(), m_waiting.end(),
                           [&](const Entry &entry) { return isWanted(entry.row); });
    }
    template<class Visitor>
    void forEach(Visitor visit) const
    {
        for (const Entry &entry : m_waiting)
            visit(entry.row);
    }

    // Why single rows could not be written; empty if all could just now. Throws if no row is at fault: the
    // database is away, or somebody stops us.
    std::exception_ptr write(const Deadline &deadline, const Attempt &attempt)
    {
        std::exception_ptr away;
        std::exception_ptr kept;
        try {
            kept = writeDue(deadline, attempt);
        } catch (...) {
            away = std::current_exception();
        }
        std::erase_if(m_waiting, [](const Entry &entry) { return entry.isWritten; });
        if (away)
            std::rethrow_exception(away);
        return kept;
    }

private:
    // The time for all rows that are tried on their own in one go.
    static constexpr std::chrono::milliseconds kApartTime{2'000};

    std::exception_ptr writeDue(const Deadline &deadline, const Attempt &attempt)
    {
        const TimePoint now = std::chrono::steady_clock::now();
        Entries together;
        Entries apart;
        for (Entry &entry : m_waiting) {
            if (!entry.isApart)
                together.push_back(&entry);
            else if (now >= entry.nextTry)
                apart.push_back(&entry);
        }
        if (!together.empty() && tryRows(together, deadline, attempt)) {
            for (Entry *entry : together)
                entry->isApart = true;
            apart.insert(apart.end(), together.begin(), together.end());
        }
        std::exception_ptr kept;
        const Deadline time = Deadline::in(kApartTime, deadline.cancellation());
        for (Entry *entry : apart) {
            if (time.isOver())
                break;
            if (const std::exception_ptr failure = tryRows({entry}, time.within(m_rowTime), attempt)) {
                entry->nextTry = std::chrono::steady_clock::now() + m_rowPause;
                kept = failure;
            }
        }
        return kept;
    }

    // Empty if they were written; otherwise why not, if that may be the fault of one of them.
    static std::exception_ptr tryRows(const Entries &entries, const Deadline &deadline,
                                      const Attempt &attempt)
    {
        try {
            attempt(entries, deadline);
        } catch (const std::exception &error) {
            for (Entry *entry : entries)
                entry->isUncertain = true;
            const auto *database = dynamic_cast<const DatabaseError *>(&error);
            // A lock that was not acquired in time may be on a single row.
            const bool isLocked = database && database->sqlState() == kLockNotAvailable;
            if (dynamic_cast<const Cancelled *>(&error) || (database && database->isTransient() && !isLocked))
                throw;
            return std::current_exception();
        }
        for (Entry *entry : entries)
            entry->isWritten = true;
        return nullptr;
    }

    const std::chrono::milliseconds m_rowTime;
    const std::chrono::milliseconds m_rowPause;
    std::deque<Entry> m_waiting;
};

} // namespace turnpike::db
