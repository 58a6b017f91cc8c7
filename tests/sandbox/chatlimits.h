// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QHash>
#include <QList>

#include <deque>
#include <functional>

namespace turnpike::sandbox {

// What Telegram's servers let through: one message a second per chat with a small burst, twenty a minute per
// group, thirty a second over all (core.telegram.org/bots/faq); and flood waits that were ordered. The rates
// are off until switched on; flood waits hold always. Owned by BotApi.
class ChatLimits
{
public:
    // `nowMs` is a clock that goes evenly; by default a real one.
    explicit ChatLimits(std::function<qint64()> nowMs = {});

    void setEnabled(bool enabled);
    bool isEnabled() const { return m_enabled; }

    // For `seconds` from now the servers refuse calls of `method` (empty: all) to `chatId` (0: all). Zero
    // ends such a wait.
    void setFlood(const QString &method, qint64 chatId, int seconds);

    // Whether any call at all could have to wait.
    bool mayRefuse() const { return m_enabled || !m_floods.isEmpty(); }
    // Seconds to wait that the servers name, 0 when the message may go; it counts then.
    int take(qint64 chatId, const QString &method);
    // The same for a call that sends no message.
    int floodOf(qint64 chatId, const QString &method);

private:
    struct Bucket
    {
        double tokens = 0;
        qint64 filledAtMs = 0;
    };
    struct Flood
    {
        QString method;
        qint64 chatId = 0;
        qint64 untilMs = 0;
    };

    static double refill(Bucket &bucket, double perSecond, double capacity, qint64 nowMs);
    int waitOfGroup(qint64 chatId, qint64 nowMs);

    bool m_enabled = false;
    std::function<qint64()> m_nowMs;
    Bucket m_overall;
    QHash<qint64, Bucket> m_chats;
    QHash<qint64, std::deque<qint64>> m_groups; // when the latest messages went
    QList<Flood> m_floods;
};

} // namespace turnpike::sandbox
