#pragma once

#include "base/ids.h"

#include <chrono>
#include <deque>
#include <unordered_map>

namespace turnpike::telegram {

// What Telegram allows (core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
struct RateLimits
{
    int overall = 30; // messages in any `window`
    // A little over the second that Telegram counts: what leaves us evenly arrives unevenly.
    std::chrono::milliseconds window{1'010};
    std::chrono::milliseconds perChat{1'000};  // between messages to one chat, on average
    std::chrono::milliseconds perGroup{3'000}; // the same for groups: 20 a minute
    int burst = 3;                             // messages to one chat that may follow at once after a pause
};

// Says when the next message may go to a chat. Time is passed in, never read. Used by the sender's thread
// alone. Memory is bound to the chats of the last seconds and those that Telegram has told us to leave alone.
class RateLimiter
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit RateLimiter(const RateLimits &limits = {});

    // From when a message may go to this chat: `now` or later. Chat 0 (answers to button presses and
    // pre-checkouts) is never held back.
    TimePoint readyAt(ChatId chat, TimePoint now) const;
    // The part of that which concerns every chat.
    TimePoint overallReadyAt(TimePoint now) const;
    // Counts a message to this chat as sent now; false, and nothing counted, when it is not yet its time.
    bool take(ChatId chat, TimePoint now);
    // Telegram answered 429 for this chat. It does not say whether the chat or the whole bot is meant: a
    // second chat told so while the first still waits means the whole bot, and so does chat 0.
    void onRetryAfter(ChatId chat, std::chrono::seconds retryAfter, TimePoint now);

    // Whether Telegram has told us to be silent everywhere.
    bool isPaused(TimePoint now) const { return m_pausedUntil > now; }
    // Until when; a moment gone by when it has not.
    TimePoint pausedUntil() const { return m_pausedUntil; }
    size_t rememberedChats() const { return m_chats.size(); }

private:
    struct ChatState
    {
        TimePoint paidUpTo{};    // when the messages sent so far are worked off at the chat's pace
        TimePoint pausedUntil{}; // by Telegram's order
    };

    std::chrono::milliseconds pace(ChatId chat) const;
    void forgetIdleChats(TimePoint now);

    const RateLimits m_limits;
    std::deque<TimePoint> m_recent; // of the last `overall` messages
    TimePoint m_pausedUntil{};
    std::unordered_map<qint64, ChatState> m_chats;
    size_t m_forgetAt = 256; // chats; grows with what cannot be forgotten
};

} // namespace turnpike::telegram
