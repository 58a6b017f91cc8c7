#pragma once

#include "base/alerts.h"
#include "base/clock.h"
#include "base/deadline.h"

#include <QHash>

#include <deque>
#include <functional>
#include <mutex>
#include <vector>

namespace turnpike::ops {

// Takes alerts from everywhere, logs each at once, and passes them on to the ways out of the house (channels)
// when its owner calls deliver(). The same key again within 10 minutes is counted, not repeated. Bounded: the
// oldest undelivered alert gives way. Thread-safe.
class AlertHub : public AlertSink
{
public:
    // Delivers one alert or throws; it is tried again for an hour, then that is told by the other ways.
    using Channel = std::function<void(const Alert &alert, const Deadline &deadline)>;

    explicit AlertHub(const Clock &clock);

    // Whether an alert with this key does not go by a way: Telegram's own failure is not told to Telegram.
    // Quick, on the thread that raises it.
    using Except = std::function<bool(const QString &key)>;

    // Before the first deliver().
    void addChannel(const QString &name, Channel channel, Except except = {});

    // Hears of every alert that is raised, repeated ones too, on the thread that raises it: must be quick.
    void setListener(std::function<void(const Alert &)> listener) { m_listener = std::move(listener); }
    // Whether nobody wants to hear of a key for now: it does not leave the house then. Both before the first
    // alert.
    void setMuted(std::function<bool(const QString &key)> isMuted) { m_isMuted = std::move(isMuted); }

    void raise(const Alert &alert) override;

    // Passes on what is due; called each second on an operations thread.
    void deliver(const Deadline &deadline);

private:
    struct Way
    {
        QString name;
        Channel channel;
        Except except;
    };
    struct Pending
    {
        Alert alert;
        size_t way = 0;
        qint64 raisedAt = 0;
        qint64 nextAttemptAt = 0;
    };
    struct Seen
    {
        qint64 at = 0;
        int repeats = 0;
    };
    std::deque<Pending> takeDue();
    void forgetOld(qint64 now);

    const Clock &m_clock;
    std::function<void(const Alert &)> m_listener;
    std::function<bool(const QString &)> m_isMuted;
    std::vector<Way> m_ways;
    std::mutex m_mutex;
    std::deque<Pending> m_pending;
    QHash<QString, Seen> m_seen;
};

} // namespace turnpike::ops
