// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "updatequeue.h"

#include <QSet>

#include <deque>
#include <set>

namespace turnpike::sandbox {

// Which update goes next and when a failed one is tried again: WebhookActor.cpp's load_updates, send_update,
// on_update_ok and on_update_error. Serial per queue, parallel across queues; a bounded number of queues is
// loaded, so that as many chats whose updates keep failing stall all others. Owned by WebhookDelivery.
class DeliverySchedule
{
public:
    struct Failure
    {
        int failures = 0;
        double delay = 0; // seconds until the next attempt
        bool isDropped = false;
    };

    // WebhookActor.h: WEBHOOK_MAX_RESEND_TIMEOUT.
    static constexpr int kLongestDelay = 60;
    // WebhookActor.cpp, on_update_error: MAX_RETRY_AFTER.
    static constexpr int kMaxRetryAfter = 3600;

    DeliverySchedule(UpdateQueue *updates, const ScaledClock &clock, QRandomGenerator *random,
                     size_t mostQueues);

    // Takes what has arrived into account.
    void load();
    size_t queues() const { return m_queues.size(); }
    // Updates before this order are loaded or done with.
    qint64 nextOrder() const { return m_nextOrder; }
    // The order of an update whose turn it is; from now on it is on its way. 0: none.
    qint64 take(const QSet<QString> &held);
    // When the next one is due; nothing when none waits.
    std::optional<double> nextAt(const QSet<QString> &held) const;
    void succeeded(qint64 order);
    Failure failed(qint64 order, int retryAfter);
    int failuresOf(qint64 order) const;
    // Of this queue's update that is on its way, 0 when there is none.
    qint64 underWayIn(const QString &queue) const;

private:
    struct Loaded
    {
        double dueAt = 0;
        int delay = 1;
        int failures = 0;
    };
    struct Queue
    {
        QString name;
        std::deque<qint64> orders;
        bool isUnderWay = false;
    };

    void finish(qint64 order);

    UpdateQueue *m_updates;
    ScaledClock m_clock;
    QRandomGenerator *m_random;
    size_t m_mostQueues;
    qint64 m_nextOrder = 0; // of those not loaded yet
    std::map<qint64, Loaded> m_loaded;
    std::map<qint64, Queue> m_queues;              // by number
    std::set<std::pair<double, qint64>> m_waiting; // when, and which queue
};

} // namespace turnpike::sandbox
