// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace turnpike {

enum class CancelReason { None, Shutdown, FlagOff, LostLeadership, Operator, Timeout };

const char *toString(CancelReason reason);

// Says "stop" to work that is under way on other threads: shutdown, a feature flag switched off, lost
// leadership. Shared by every Deadline made from it. All functions are thread-safe; the first reason wins.
// Used instead of std::stop_token, which carries no reason: records of what was cancelled name it.
class Cancellation
{
public:
    // Keeps a callback registered for as long as it lives. Once its destructor has returned, the callback
    // is not running and will not run. Must not be destroyed from inside its own callback.
    class Subscription
    {
    public:
        Subscription() = default;
        Subscription(Subscription &&other) noexcept;
        Subscription &operator=(Subscription &&other) noexcept;
        ~Subscription();

    private:
        friend class Cancellation;
        Subscription(Cancellation *owner, int id);
        void reset();

        Cancellation *m_owner = nullptr;
        int m_id = 0;
    };

    void cancel(CancelReason reason);
    bool isCancelled() const { return reason() != CancelReason::None; }
    CancelReason reason() const { return m_reason.load(std::memory_order_acquire); }

    // Calls `callback` on the cancelling thread, or at once when cancelled already. The callback must be
    // short and must not call back into this object. The subscription must not outlive this object.
    [[nodiscard]] Subscription onCancel(std::function<void()> callback);

    // Waits until cancelled or `until`; true when cancelled.
    bool waitUntil(std::chrono::steady_clock::time_point until);

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::atomic<CancelReason> m_reason{CancelReason::None};
    std::map<int, std::function<void()>> m_callbacks;
    int m_nextId = 1;
};

} // namespace turnpike
