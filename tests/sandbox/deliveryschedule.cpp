// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "deliveryschedule.h"

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t kMostAtOnce = 1000; // ClientParameters.h: TQUEUE_EVENT_BUFFER_SIZE

} // namespace

DeliverySchedule::DeliverySchedule(UpdateQueue *updates, const ScaledClock &clock, QRandomGenerator *random,
                                   size_t mostQueues)
    : m_updates(updates)
    , m_clock(clock)
    , m_random(random)
    , m_mostQueues(mostQueues)
{}

void DeliverySchedule::load()
{
    if (m_queues.size() >= m_mostQueues)
        return;
    size_t room = std::min(kMostAtOnce, m_mostQueues - m_queues.size());
    const double now = m_clock.now();
    const auto &updates = m_updates->updates();
    for (auto it = updates.lower_bound(m_nextOrder); it != updates.end() && room > 0;) {
        const Update &update = (it++)->second;
        m_nextOrder = update.order + 1;
        if (update.expiresAt < now) {
            m_updates->drop(update.order, 0, u"its lifetime is over"_s);
            continue;
        }
        --room;
        m_loaded.emplace(update.order, Loaded{now, 1, 0});
        Queue &queue = m_queues[update.queue.number];
        if (queue.orders.empty())
            m_waiting.emplace(now, update.queue.number);
        queue.name = update.queue.name;
        queue.orders.push_back(update.order);
    }
}

qint64 DeliverySchedule::take(const QSet<QString> &held)
{
    const double now = m_clock.now();
    for (auto it = m_waiting.begin(); it != m_waiting.end() && it->first <= now; ++it) {
        Queue &queue = m_queues.at(it->second);
        if (held.contains(queue.name))
            continue;
        m_waiting.erase(it);
        queue.isUnderWay = true;
        return queue.orders.front();
    }
    return 0;
}

std::optional<double> DeliverySchedule::nextAt(const QSet<QString> &held) const
{
    for (const auto &[dueAt, number] : m_waiting) {
        if (!held.contains(m_queues.at(number).name))
            return dueAt;
    }
    return std::nullopt;
}

void DeliverySchedule::succeeded(qint64 order)
{
    finish(order);
    m_updates->remove(order);
}

DeliverySchedule::Failure DeliverySchedule::failed(qint64 order, int retryAfter)
{
    Loaded &loaded = m_loaded.at(order);
    const Update &update = m_updates->updates().at(order);
    int nextDelay = loaded.delay;
    int wait = std::clamp(retryAfter, 0, kMaxRetryAfter);
    if (wait == 0 && loaded.failures > 0) {
        const int most = m_random->bounded(kLongestDelay, 2 * kLongestDelay + 1);
        nextDelay = std::min(most, 2 * nextDelay);
        wait = nextDelay;
    }
    Failure failure{loaded.failures + 1, static_cast<double>(wait), false};
    const double dueAt = m_clock.now() + wait;
    if (dueAt > update.expiresAt) {
        failure.isDropped = true;
        finish(order);
        m_updates->drop(order, failure.failures, u"the next attempt would come after its lifetime"_s);
        return failure;
    }
    loaded = {dueAt, nextDelay, failure.failures};
    const qint64 number = update.queue.number;
    m_queues.at(number).isUnderWay = false;
    m_waiting.emplace(dueAt, number);
    return failure;
}

int DeliverySchedule::failuresOf(qint64 order) const
{
    return m_loaded.at(order).failures;
}

qint64 DeliverySchedule::underWayIn(const QString &queue) const
{
    for (const auto &[number, entry] : m_queues) {
        if (entry.name == queue && entry.isUnderWay)
            return entry.orders.front();
    }
    return 0;
}

void DeliverySchedule::finish(qint64 order)
{
    m_loaded.erase(order);
    const auto found = m_queues.find(m_updates->updates().at(order).queue.number);
    Queue &queue = found->second;
    queue.orders.pop_front();
    queue.isUnderWay = false;
    if (queue.orders.empty()) {
        m_queues.erase(found);
        return;
    }
    m_waiting.emplace(m_loaded.at(queue.orders.front()).dueAt, found->first);
}

} // namespace turnpike::sandbox
