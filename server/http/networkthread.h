// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/proxyrules.h"
#include "http/resultqueue.h"

#include <QThread>

#include <mutex>
#include <vector>

namespace turnpike::http {

// The network thread: carries calls out and leaves results in their result queues. The only owner of
// QNetworkAccessManagers. Owned by HttpClient; its public functions may be called on any thread.
class NetworkThread : public QThread
{
    Q_OBJECT

public:
    explicit NetworkThread(ProxyRules proxies);
    ~NetworkThread() override;

    // Ends every call that is under way (Reason::Reset) and waits for the thread. Calls handed over
    // afterwards end at once in the same way.
    void finish();

    // Carries `call` out as soon as its channel has a connection free.
    void carry(std::shared_ptr<Call> call);
    // The caller no longer waits for this call.
    void drop(std::shared_ptr<Call> call);

protected:
    void run() override;

private:
    class Carrier;

    struct Orders
    {
        std::vector<std::shared_ptr<Call>> carry;
        std::vector<std::shared_ptr<Call>> drop;
        bool stop = false;
    };

    Orders takeOrders();
    void wake() const;

    const ProxyRules m_proxies;
    std::mutex m_mutex;
    Orders m_orders;
    bool m_stopped = false;
    int m_wakeFd = -1; // an eventfd: becomes readable when there are orders
};

} // namespace turnpike::http
