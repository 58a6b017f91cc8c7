// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "outbox/outboxrepository.h"
#include "protocol/timestamp.h"
#include "telegram/botclient.h"

#include <chrono>

namespace turnpike::outbox {

// Why no call of the bot can succeed, whatever the call.
enum class Bar {
    None,
    Token,   // Telegram does not accept it
    Address, // what answers there is not our Bot API server
};

// What follows from one answer of Telegram.
struct Judgement
{
    Completion completion;
    bool chatUnreachable = false;       // drop all that is pending for the chat
    Bar bar = Bar::None;                // otherwise no message is at fault: stop and tell operators
    bool answered = false;              // by the Bot API itself, whatever it said
    std::chrono::seconds retryAfter{0}; // more than 0: leave the chat alone for that long
};

// The rules for 429, for edits that cannot be made, for what is final and what is tried again (`now` in ms
// UTC). A call that Telegram has certainly not carried out is tried until it expires. A call whose answer
// never came may have taken effect: if a second one would be visible (isSeenTwice), it is repeated once, then
// left to operators; after answers from a gateway, which leave little doubt, it is repeated seven times.
Judgement judgeAnswer(const LeasedMessage &message, const telegram::CallResult &result, Timestamp now);

// Whether the Bot API itself has answered, and not the network or a gateway before it.
bool isAnswer(const telegram::CallResult &result);

// Whether carrying out this method twice shows a customer the same thing twice.
bool isSeenTwice(const QString &method);

// How often a message is sent if its outcome remains unknown.
constexpr int kMostUnknownOutcomes = 2;
// How a message ends that was sent that often.
Completion leaveToOperators(const LeasedMessage &message, const QString &why);

// Makes it pending again, as if it had not been leased, due at `at` (ms UTC).
Completion giveBack(const LeasedMessage &message, Timestamp at);

// It is too late to send it.
Completion expire(const LeasedMessage &message);

} // namespace turnpike::outbox
