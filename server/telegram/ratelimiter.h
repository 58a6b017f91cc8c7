// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/ids.h"

#include <QString>

#include <chrono>
#include <deque>
#include <unordered_map>
#include <vector>

namespace turnpike::telegram {

// What Telegram allows (core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this), and how we
// use it.
struct RateLimits
{
    int overall = 30; // messages in any `window`
    // Never fewer, however many chats are refused: a bot that says nothing learns nothing.
    int lowestOverall = 4;
    // A little over the second that Telegram counts: what leaves us evenly arrives unevenly.
    std::chrono::milliseconds window{1'010};
    std::chrono::milliseconds perChat{1'000};  // between messages to one chat, on average
    std::chrono::milliseconds perGroup{3'000}; // the same for groups: 20 a minute
    // Messages to one chat that may follow at once after a pause. What answers a customer's own press or
    // message is not held back before Telegram asks for it; a broadcast has no burst.
    int burst = 20;
    int groupBurst = 3;
    // This many chats refused within a second mean the bot and not the chats: the overall rate is halved.
    int refusedChats = 4;
};

// Who shares the overall rate. Interactive goes first, but the others always have a share.
enum class SendClass { Interactive, Transactional, Bulk };

// One message as the limits see it. The method counts: Telegram limits some methods apart (`flood` in
// telegram-bot-api, Client.cpp).
struct Sending
{
    ChatId chat;
    QString method;
    SendClass sendClass = SendClass::Interactive;
};

// Says when the next message may leave. Time is passed in, never read. Used by the sender's thread alone.
// Memory is bound to the chats of the last seconds and those that Telegram has told us to leave alone.
// Answers to button presses and pre-checkouts are no concern of it: they wait for nothing.
class RateLimiter
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit RateLimiter(const RateLimits &limits = {});

    // From when this message may leave: `now` or later.
    TimePoint readyAt(const Sending &sending, TimePoint now) const;
    // The part of that which concerns every chat.
    TimePoint overallReadyAt(TimePoint now) const;
    // Counts the message as sent now; false, and nothing counted, when it is not yet its time.
    bool take(const Sending &sending, TimePoint now);
    // How many messages of this class may leave before those of the classes above it: what is left of its
    // share of the last second. 0 for Interactive.
    int owed(SendClass sendClass, TimePoint now) const;

    // Telegram answered 429: nothing of this method to this chat for so long. Other chats go on; where many
    // are refused within a second all slow down, and recover by a message a second each second.
    void onRetryAfter(const Sending &sending, std::chrono::seconds retryAfter, TimePoint now);

    // Messages a second that may leave now: `overall` unless slowed down.
    int overallAt(TimePoint now) const;
    // Chats that Telegram has told us to leave alone, and until when the last of them.
    struct Pauses
    {
        int chats = 0;
        TimePoint until{}; // a moment gone by when there are none
    };
    Pauses pauses(TimePoint now) const;
    size_t rememberedChats() const { return m_chats.size(); }

private:
    struct MethodPause
    {
        QString method;
        TimePoint until;
    };
    struct ChatState
    {
        TimePoint paidUpTo{}; // when the messages sent so far are worked off at the chat's pace
        std::vector<MethodPause> pauses;

        TimePoint pausedUntil(const QString &method) const;
        TimePoint pausedUntil() const;
    };
    struct Sent
    {
        TimePoint at;
        SendClass sendClass;
    };
    struct Refusal
    {
        TimePoint at;
        qint64 chat;
    };

    std::chrono::milliseconds pace(ChatId chat) const;
    int burst(const Sending &sending) const;
    void noteRefusal(ChatId chat, TimePoint now);
    void forgetIdleChats(TimePoint now);

    const RateLimits m_limits;
    std::deque<Sent> m_recent; // the last `overall` messages
    std::deque<Refusal> m_refusals;
    int m_overall;           // as it was when it changed last
    TimePoint m_changed{};   // grows by one each second since then
    TimePoint m_lastPause{}; // when the longest pause ends
    std::unordered_map<qint64, ChatState> m_chats;
    size_t m_forgetAt = 256; // chats; grows with what cannot be forgotten
};

} // namespace turnpike::telegram
