// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <poll.h>

namespace turnpike::test {

// A TCP gate before a server on this machine, to make its network fail: silent, refusing, cut, reset, slow,
// in slices, ending in the middle of an answer. Passes bytes both ways on a thread of its own until told
// otherwise. Before several servers it is an edge: clients go to each in turn, past those that do not listen.
class TcpGate
{
public:
    explicit TcpGate(int targetPort);
    explicit TcpGate(std::vector<int> targetPorts);
    ~TcpGate();
    TcpGate(const TcpGate &) = delete;
    TcpGate &operator=(const TcpGate &) = delete;

    int port() const { return m_port; }
    // Acknowledges every byte and passes none on.
    void setSilent(bool silent) { m_silent = silent; }
    // From the `count`-th packet of a new client on, that client meets silence. 0: never.
    void setSilentAfter(int count) { m_silentAfter = count; }
    // New clients are cut at once; those there are stay.
    void setRefusing(bool refusing) { m_refusing = refusing; }
    // Each byte, either way, comes this much later.
    void setDelay(std::chrono::milliseconds delay) { m_delayMs = static_cast<int>(delay.count()); }
    // So many bytes at once at most, each slice in a packet of its own. 0: as they come.
    void setSlices(int bytes) { m_slice = bytes; }
    // A client is cut after so many bytes of answers, counted from now on for each. -1: never.
    void setCutAfter(int bytes) { m_cutAfter = bytes; }
    // Cuts everybody who is connected; nothing of theirs is passed on once it returns.
    void cutAll() { cut(m_cut); }
    // The same, with a reset: what was on its way is gone.
    void resetAll() { cut(m_reset); }
    // Where new clients go from now on; those there are stay.
    void setTargets(std::vector<int> targetPorts);
    // How often clients were answered and spoke again: their round trips, the first of each not counted.
    int turns() const { return m_turns; }
    // Bytes that clients have sent, and that they were answered, so far.
    long long sent() const { return m_sent; }
    long long answered() const { return m_answered; }
    // How many clients were let in so far.
    int accepted() const { return m_accepted; }

private:
    using TimePoint = std::chrono::steady_clock::time_point;

    struct Chunk
    {
        TimePoint due;
        std::string bytes;
    };
    struct Pair
    {
        int client;
        int server;
        int packets = 0;
        bool wasAnswered = false;   // since it spoke last
        int answered = 0;           // bytes of answers since setCutAfter()
        std::deque<Chunk> toServer; // on their way
        std::deque<Chunk> toClient;
        bool isEnding = false; // one side has closed: what is on its way still arrives
        bool isDead = false;
    };

    void cut(std::atomic<bool> &how);
    void run();
    int wait(std::vector<pollfd> &sockets) const;
    void acceptOne();
    int connectToTarget();
    void receive(Pair &pair, bool fromClient);
    void deliver(Pair &pair, bool toClient);
    void sendOn(Pair &pair, bool toClient, const char *bytes, size_t size);
    static void shut(const Pair &pair, bool reset);

    int m_listener = -1;
    int m_port = 0;
    std::mutex m_mutex;
    std::vector<int> m_targetPorts; // guarded by m_mutex
    size_t m_nextTarget = 0;
    std::vector<Pair> m_pairs;
    std::atomic<bool> m_silent{false};
    std::atomic<int> m_silentAfter{0};
    std::atomic<bool> m_refusing{false};
    std::atomic<int> m_delayMs{0};
    std::atomic<int> m_slice{0};
    std::atomic<int> m_cutAfter{-1};
    std::atomic<bool> m_cut{false};
    std::atomic<bool> m_reset{false};
    std::atomic<int> m_cutsAsked{0};
    int m_cutsDone = 0; // guarded by m_mutex
    std::condition_variable m_isCut;
    std::atomic<int> m_turns{0};
    std::atomic<long long> m_sent{0};
    std::atomic<long long> m_answered{0};
    std::atomic<int> m_accepted{0};
    std::atomic<bool> m_ending{false};
    std::thread m_thread;
};

} // namespace turnpike::test
