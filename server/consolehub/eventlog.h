// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "protocol/frame.h"

#include <QHash>

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <mutex>

namespace turnpike::consolehub {

// What happened, in order, for every console at its own pace: the last events, bounded, each with its number,
// and of states (gauges, workers) the newest of each subject alone. A console has a cursor, not a queue: one
// that reads slowly gets the newest states in place of older ones and costs nothing. Thread-safe.
class EventLog
{
public:
    struct Limits
    {
        size_t maxEvents = 5'000;
        qint64 maxBytes = 4 * 1024 * 1024;
        size_t maxStates = 500; // subjects
    };
    // `wake` is called on the publishing thread when there is something new and takeAll was not called since.
    EventLog(const Clock &clock, const Limits &limits, std::function<void()> wake);

    // `subject` tells the states of one event apart: a worker's name; empty where there is one.
    void publish(const char *event, const QString &subject, const QJsonObject &data);

    // A seq means something only within its epoch, which is one run of one process.
    const QString &epoch() const { return m_epoch; }
    qint64 lastSeq() const;

    struct Cursor
    {
        qint64 seq = 0;      // of the last event taken
        quint64 version = 0; // of the last state taken; 0: none
        bool isLost = false; // events it had not taken are gone
    };
    // Behind everything so far: for a console that begins with a snapshot.
    Cursor end() const;
    // Where a console goes on that saw `seq` of `epoch` last, with all states still to come; nothing when
    // what it missed is not all there.
    std::optional<Cursor> resume(const QString &epoch, qint64 seq) const;
    // The next frame after the cursor, which moves on: events first, then states, oldest change first.
    std::optional<QByteArray> take(Cursor &cursor);
    // Whoever was woken calls this before taking: the next publish wakes again.
    void awake() { m_isWoken = false; }

    struct Counters
    {
        quint64 sent = 0;
        quint64 conflated = 0; // states that a console never saw, for newer ones came
    };
    Counters counters() const;

private:
    struct State
    {
        QString key;
        QByteArray frame;
    };
    void keepState(const QString &key, QByteArray frame);
    void keepEvent(QByteArray frame);

    const Clock &m_clock;
    const Limits m_limits;
    const std::function<void()> m_wake;
    const QString m_epoch;
    std::atomic<bool> m_isWoken{false};
    mutable std::mutex m_mutex; // guards what follows
    std::deque<QByteArray> m_events;
    qint64 m_eventBytes = 0;
    qint64 m_lastSeq = 0;
    std::map<quint64, State> m_states; // by version, which grows with each change of any
    QHash<QString, quint64> m_versions;
    quint64 m_lastVersion = 0;
    Counters m_counters;
};

} // namespace turnpike::consolehub
