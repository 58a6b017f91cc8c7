// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/alerts.h"
#include "base/clock.h"
#include "base/deadline.h"
#include "protocol/timestamp.h"

#include <QHash>
#include <QStringList>

#include <deque>
#include <functional>
#include <mutex>
#include <vector>

namespace turnpike::ops {

// Takes alerts from everywhere, logs each at once, and passes them on to the ways out of the house when its
// owner calls deliver(), for each way by itself: one that hangs or is closed holds up no other. What is only
// for information does not leave the house. The same key again within 10 minutes is not repeated, unless it
// has become worse; after that it is told again, unless somebody has acknowledged it. Bounded: the oldest
// undelivered alert of a channel gives way. Thread-safe.
class AlertHub : public AlertSink
{
public:
    // Delivers one alert or throws; it is tried again for an hour.
    using Channel = std::function<void(const Alert &alert, const Deadline &deadline)>;

    explicit AlertHub(const Clock &clock);

    // Whether an alert with this key does not go by a channel: Telegram's own failure is not told to
    // Telegram. Quick, on the thread that raises it.
    using Except = std::function<bool(const QString &key)>;

    // Whether a channel can change what it has told. It then gets the words of an alert that goes on as they
    // change (`isUpdate`), twice a minute at most, and nothing is repeated to it.
    enum class Updates { Ignored, Taken };

    // Before the first raise(). Channels of one way (chats of Telegram) work or fail together.
    void addChannel(const QString &way, Channel channel, Except except = {},
                    Updates updates = Updates::Ignored);
    // Each once.
    QStringList ways() const;

    // Hears of every alert that is raised, repeated ones too, on the thread that raises it: must be quick.
    void setListener(std::function<void(const Alert &)> listener) { m_listener = std::move(listener); }
    // Hears of every end in the same way. Like the others before the first alert.
    void setEndListener(std::function<void(const QString &key)> listener)
    {
        m_endListener = std::move(listener);
    }
    // Whether nobody wants to hear of a key for now: it does not leave the house then. Both before the first
    // alert.
    void setMuted(std::function<bool(const QString &key)> isMuted) { m_isMuted = std::move(isMuted); }
    // Whether somebody is at it: while it goes on it is not repeated then, but its end is told, and that it
    // has become worse.
    void setAcknowledged(std::function<bool(const QString &key)> isAcknowledged)
    {
        m_isAcknowledged = std::move(isAcknowledged);
    }

    void raise(const Alert &alert) override;
    // Says by itself how long it took.
    void end(const QString &key) override;
    // What it was about is over, as `text` says: told where the beginning was, once. The same key raised
    // again is told at once.
    void end(const QString &key, const protocol::Sentence &text);

    // Passes on what is due by this way; called each second, for each way on a thread of its own. A way that
    // has failed for a minute is told by the others, once, until it has worked again.
    void deliver(const QString &way, const Deadline &deadline);

    // Of the alert that says that a way is closed.
    static QString undeliveredKey(const QString &way);
    // For /health: which ways have failed for a minute, and why; empty: none has.
    protocol::Sentence trouble() const;
    // Those that have not failed since they worked, or were never used.
    QStringList waysThatWork() const;

private:
    struct Pending
    {
        Alert alert;
        Timestamp raisedAt = 0;
        Timestamp nextAttemptAt = 0;
    };
    struct ChannelState
    {
        QString way;
        Channel channel;
        Except except;
        Updates updates = Updates::Ignored;
        std::deque<Pending> pending; // guarded by m_mutex
    };
    // Why nothing comes through, since when.
    struct Failure
    {
        Timestamp since = 0;
        QString why;
        bool isTold = false;
    };
    struct Seen
    {
        Timestamp begunAt = 0; // ms UTC, like the other times
        Timestamp at = 0;      // told last
        Timestamp raisedAt = 0;
        Timestamp updatedAt = 0;
        Severity severity = Severity::Critical;
        protocol::Sentence text;
        QString runbook;
        bool isTold = false; // it has left, or was to
    };
    // What is told: something new, the same again, or new words for it.
    enum class Telling { News, Again, Update };
    void passOn(const Alert &alert, Telling telling, Timestamp now);
    void update(Seen &seen, const Alert &alert, Timestamp now);
    std::deque<Pending> takeDue(ChannelState &channel);
    void deliver(ChannelState &channel, std::deque<Pending> due, const Deadline &deadline);
    void worked(const QString &way);
    bool failed(const QString &way, const Pending &pending, const std::exception &error);
    static bool hasLasted(const Failure &failure, Timestamp now);
    void forgetOld(Timestamp now);

    const Clock &m_clock;
    std::function<void(const Alert &)> m_listener;
    std::function<void(const QString &)> m_endListener;
    std::function<bool(const QString &)> m_isMuted;
    std::function<bool(const QString &)> m_isAcknowledged;
    std::deque<ChannelState> m_channels; // fixed once the first alert is raised
    mutable std::mutex m_mutex;
    QHash<QString, Failure> m_failures; // by way
    QHash<QString, Seen> m_seen;
};

} // namespace turnpike::ops
