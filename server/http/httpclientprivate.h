// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpclient.h"
#include "http/networkthread.h"

#include <condition_variable>
#include <mutex>

namespace turnpike::http {

// What HttpClient and CallSet share.
class HttpClient::Private
{
public:
    // Counts the callers inside, so that the destructor can wait for them.
    class Visit
    {
    public:
        explicit Visit(Private &owner)
            : m_owner(owner)
        {
            const std::lock_guard lock(m_owner.mutex);
            m_owner.visitors++;
        }
        ~Visit()
        {
            const std::lock_guard lock(m_owner.mutex);
            m_owner.visitors--;
            m_owner.left.notify_all();
        }
        Visit(const Visit &) = delete;
        Visit &operator=(const Visit &) = delete;

    private:
        Private &m_owner;
    };

    explicit Private(ProxyRules proxies)
        : network(std::make_unique<NetworkThread>(std::move(proxies)))
    {}

    std::unique_ptr<NetworkThread> network;
    std::mutex mutex;
    std::condition_variable left;
    int visitors = 0;
    Observer observer = [](const OutRequest &, const OutResult &) {};
};

inline std::shared_ptr<Call> makeCall(const std::shared_ptr<ResultQueue> &resultQueue, size_t index,
                                      OutRequest request)
{
    auto call = std::make_shared<Call>();
    call->request = std::move(request);
    call->index = index;
    call->resultQueue = resultQueue;
    return call;
}

} // namespace turnpike::http
