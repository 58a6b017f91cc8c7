#pragma once

#include "outbox/outboxrepository.h"
#include "telegram/botclient.h"

#include <chrono>

namespace turnpike::outbox {

// What follows from one answer of Telegram.
struct Judgement
{
    Completion completion;
    bool chatUnreachable = false;       // drop all that is pending for the chat
    bool unauthorized = false;          // no call will succeed: stop and tell operators
    std::chrono::seconds retryAfter{0}; // more than 0: leave the chat alone for so long
};

// Rules of 429, of edits that cannot be made, of what is final and what is tried again (`now` in ms UTC).
// Retries have no number: a message is tried until it expires.
Judgement judgeAnswer(const LeasedMessage &message, const telegram::CallResult &result, qint64 now);

// Back to pending, as if it had not been leased, due at `at` (ms UTC).
Completion giveBack(const LeasedMessage &message, qint64 at);

// Too late for it.
Completion expire(const LeasedMessage &message);

} // namespace turnpike::outbox
