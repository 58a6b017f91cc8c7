// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "chatlimits.h"

#include <QElapsedTimer>

#include <deque>

namespace turnpike::sandbox {

// A call on its way through the Bot API server. Lives as long as the exchange that it belongs to.
struct BotCall
{
    int waitedSeconds = 0;  // in all
    bool isRefused = false; // too many are unsent: it only waits for its answer
    qint64 waitsInChat = 0; // 0: in no line
};

// Thrown by a call that has to wait inside the server: it is to be made again after so long, nothing done
// yet.
struct WaitInside
{
    int ms = 0;
};

// The lines of messages that the Bot API server has taken and Telegram's servers have not: each chat in its
// order. What the servers want to wait is waited out here as long as that is 8 s in all for one call, and the
// caller gets a late success; what is longer goes to the caller (tdlib/td, NetQueryDelayer.cpp and
// NetQueryCreator.cpp, total_timeout_limit). Owned by BotApi.
class UnsentMessages
{
public:
    explicit UnsentMessages(ChatLimits *limits);

    // Returns once the servers take the message; else throws WaitInside, or ApiError 429. Call once more for
    // the same call after the wait.
    void pass(BotCall &call, qint64 chatId, const QString &method);
    // The same for a call that sends no message: no line, no rates, only ordered flood waits.
    void passOther(BotCall &call, const QString &method);
    // A chat with 310 unsent messages takes no more: 429 after 3 s (Bot API server, Client.cpp,
    // MAX_CONCURRENTLY_SENT_CHAT_MESSAGES and fail_query_flood_limit_exceeded).
    void refuseWhenFull(BotCall &call, qint64 chatId);
    // The call has its answer.
    void leave(BotCall &call);

private:
    struct Line
    {
        std::deque<BotCall *> calls;
        qint64 dueMs = 0; // when its head tries again
    };

    [[noreturn]] static void waitOrGiveUp(BotCall &call, int seconds);

    ChatLimits *m_limits;
    QElapsedTimer m_clock;
    QHash<qint64, Line> m_lines;
};

} // namespace turnpike::sandbox
