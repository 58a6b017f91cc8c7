#pragma once

#include <QtGlobal>

#include <chrono>
#include <deque>
#include <map>
#include <mutex>

namespace turnpike::inbox {

// Tells updates that hang because of themselves from a database that lets all of them hang: a lock of
// somebody else's, a slow disk. Three different updates that ran into their time together, while no more than
// that were committed meanwhile, are an outage. Of the handler threads; thread-safe.
class SharedTimeouts
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    // An attempt at the update `seq` begins.
    void begin(qint64 seq, TimePoint now);
    // It ended: `committed` when the database took what it wrote.
    void end(qint64 seq, bool committed);
    // It ran into its time; true where that was the database's fault. Ends it too.
    bool endLate(qint64 seq, TimePoint now);

private:
    struct Attempt
    {
        TimePoint since;
        quint64 commitsBefore = 0;
    };
    struct Late
    {
        TimePoint at;
        qint64 seq = 0;
    };

    std::mutex m_mutex; // guards everything below
    std::map<qint64, Attempt> m_running;
    std::deque<Late> m_late; // of the last seconds, in order
    quint64 m_commits = 0;
};

} // namespace turnpike::inbox
