#pragma once

#include "base/deadline.h"
#include "inbox/retrypolicy.h"

#include <chrono>
#include <deque>
#include <exception>
#include <functional>
#include <vector>

namespace turnpike {
class Clock;
}
namespace turnpike::db {
class Database;
}

namespace turnpike::inbox {

// Writes back what became of rows without a commit of their handler, all in one transaction. What the database
// does not take yet is kept. A row that cannot be written (somebody has locked it) does not hold up the
// others. Used by the dispatcher's thread.
class Settlements
{
public:
    // `ours`: false when somebody else has had the row.
    using Done = std::function<void(const Verdict &verdict, const QString &lane, bool ours)>;

    Settlements(db::Database &database, const Clock &clock, QString instance);

    void add(const QString &lane, Verdict verdict);
    // A row that took its process down while it ran alone, as it was seen.
    void addCrash(const LaneHead &seen);
    bool isEmpty() const { return m_waiting.empty(); }

    // Calls `done` for what is written; then throws what kept the rest from it.
    void write(const Deadline &deadline, const Done &done);

private:
    struct Waiting
    {
        QString lane;
        Verdict verdict;
        std::optional<LaneHead> crash;
        bool isUncertain = false; // a commit of it has failed: perhaps only its answer was lost
        bool isApart = false;     // could not be written together with others
        std::chrono::steady_clock::time_point nextTry{};
        bool isWritten = false;
    };
    using Rows = std::vector<Waiting *>;

    void writeDue(const Deadline &deadline, const Done &done);
    std::exception_ptr tryRows(const Rows &rows, const Deadline &deadline, const Done &done);
    bool writeOne(db::Transaction &tx, const Waiting &one, qint64 now) const;

    db::Database &m_database;
    const Clock &m_clock;
    const QString m_instance;
    std::deque<Waiting> m_waiting;
};

} // namespace turnpike::inbox
