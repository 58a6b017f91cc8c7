// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "inbox/inboxrepository.h"
#include "protocol/sentence.h"
#include "protocol/timestamp.h"

namespace turnpike::inbox {

// Why an attempt ended without a commit.
enum class Failure {
    Transient, // the database was away, somebody stopped us: not the update's fault, the attempt is not
               // counted
    Timeout,   // the handler's time was up
    Outage,    // so was that of others at the same time, or it waited for a lock: as Transient
    Malformed, // can never be handled
    Thrown,    // the handler failed
};

const char *toString(Failure failure);

constexpr int kMaxAttempts = 5;         // then a dead letter
constexpr int kMaxCheckoutAttempts = 3; // then a refusal
constexpr int kMaxCrashes = 3;          // processes taken down while running alone
// All counted from when the pre-checkout was received. Telegram waits 10 s for the answer.
constexpr qint64 kCheckoutRefuseAfterMs = 7'200;
constexpr qint64 kCheckoutTooLateMs = 10'000;

// What becomes of a row, and what to tell operators about it.
struct RetryDecision
{
    Settlement settlement;
    QString alertKind; // empty: nothing to tell
    protocol::Sentence alertText;
};

// After a failed attempt. `now` in ms UTC, `error` free of secrets.
RetryDecision judgeFailure(const PickedUpdate &picked, Failure failure, const QString &error, Timestamp now);

// After a process died while this row ran alone in it.
RetryDecision judgeCrash(const LaneHead &seen, Timestamp now);

// The longest that an update of this kind waits for its next attempt.
qint64 longestDelayMs(const QString &kind);

// Makes it pending again, as if it had not been picked up, due at `at`.
Settlement giveBack(const PickedUpdate &picked, Timestamp at);

} // namespace turnpike::inbox
