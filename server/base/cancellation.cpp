// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/cancellation.h"

#include <chrono>
#include <utility>

namespace turnpike {

const char *toString(CancelReason reason)
{
    switch (reason) {
    case CancelReason::None:
        return "none";
    case CancelReason::Shutdown:
        return "shutdown";
    case CancelReason::FlagOff:
        return "flag_off";
    case CancelReason::LostLeadership:
        return "lost_leadership";
    case CancelReason::Operator:
        return "operator";
    case CancelReason::Timeout:
        return "timeout";
    }
    return "unknown";
}

Cancellation::Subscription::Subscription(Cancellation *owner, int id)
    : m_owner(owner)
    , m_id(id)
{}

Cancellation::Subscription::Subscription(Subscription &&other) noexcept
    : m_owner(std::exchange(other.m_owner, nullptr))
    , m_id(other.m_id)
{}

Cancellation::Subscription &Cancellation::Subscription::operator=(Subscription &&other) noexcept
{
    if (this != &other) {
        reset();
        m_owner = std::exchange(other.m_owner, nullptr);
        m_id = other.m_id;
    }
    return *this;
}

Cancellation::Subscription::~Subscription()
{
    reset();
}

void Cancellation::Subscription::reset()
{
    if (!m_owner)
        return;
    const std::lock_guard lock(m_owner->m_mutex);
    m_owner->m_callbacks.erase(m_id);
    m_owner = nullptr;
}

void Cancellation::cancel(CancelReason reason)
{
    const std::lock_guard lock(m_mutex);
    if (isCancelled())
        return;
    m_reason.store(reason, std::memory_order_release);
    for (const auto &[id, callback] : m_callbacks)
        callback();
    m_changed.notify_all();
}

Cancellation::Subscription Cancellation::onCancel(std::function<void()> callback)
{
    const std::lock_guard lock(m_mutex);
    if (isCancelled()) {
        callback();
        return {};
    }
    const int id = m_nextId++;
    m_callbacks.emplace(id, std::move(callback));
    return {this, id};
}

bool Cancellation::waitUntil(std::chrono::steady_clock::time_point until)
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_until(lock, until, [this] { return isCancelled(); });
}

} // namespace turnpike
