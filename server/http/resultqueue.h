// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"
#include "http/httpclient.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace turnpike::http {

// Where the network thread leaves results for one waiting caller. Thread-safe.
class ResultQueue
{
public:
    using Entry = std::pair<size_t, OutResult>;

    // `arrived`, when given, is called for each result, on the thread that puts it.
    explicit ResultQueue(std::function<void()> arrived = {});

    void put(size_t index, OutResult result);
    // Ends the wait: called when the caller's work is cancelled.
    void interrupt();
    // The next result; nothing if interrupted or if the deadline passes first.
    std::optional<Entry> take(const Deadline &deadline);
    // All results so far, without waiting.
    std::deque<Entry> takeAll();
    // Once this returns, `arrived` is not running and will not be called.
    void silence();

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Entry> m_entries;
    bool m_interrupted = false;
    std::function<void()> m_arrived;
};

// One call on its way: made by the caller, carried out by the network thread, which alone reads `request`
// once the call is handed over.
struct Call
{
    enum class State { Queued, Begun, GivenUp };

    OutRequest request;
    size_t index = 0;
    std::shared_ptr<ResultQueue> resultQueue;
    std::atomic<State> state{State::Queued};

    // The network thread's step before the first byte; false when the caller has given the call up.
    bool begin() { return leaveQueue(State::Begun); }
    // The caller's step when its time is up; true when not a byte was and will be sent.
    bool giveUp() { return leaveQueue(State::GivenUp); }

private:
    bool leaveQueue(State next)
    {
        State expected = State::Queued;
        return state.compare_exchange_strong(expected, next);
    }
};

} // namespace turnpike::http
