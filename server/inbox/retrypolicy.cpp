// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/retrypolicy.h"

#include "base/clock.h"
#include "base/failurecause.h"
#include "inbox/lanes.h"

#include <algorithm>
#include <array>

namespace turnpike::inbox {

using namespace Qt::StringLiterals;

using protocol::Sentence;
using protocol::SentenceId;

namespace {

// Before the second, third, fourth and fifth attempt.
constexpr std::array<qint64, 4> kRetryDelaysMs{200, 1'000, 3'000, 10'000};
// The same of a pre-checkout; its refusal follows the third attempt at once.
constexpr std::array<qint64, 3> kCheckoutDelaysMs{200, 1'000, 0};
constexpr qint64 kRefusalDelayMs = 200;
// While the database is away there is no hurry, and no tight loop when it comes back sick.
constexpr qint64 kTransientDelayMs = 200;
constexpr qint64 kMaxPaymentDelayMs = 10 * kMinuteMs;
constexpr qint64 kMaxCrashDelayMs = kHourMs;

template<size_t Size>
qint64 delayAfter(const std::array<qint64, Size> &delays, int attempt)
{
    return delays[static_cast<size_t>(std::clamp<qint64>(attempt, 1, Size)) - 1];
}

// first, 2 × first, 4 × first, … up to `most`.
qint64 doubling(qint64 first, int times, qint64 most)
{
    return std::min(most, first << std::clamp(times, 0, 20));
}

// Payments are retried for ever, in a lane of their own once they would keep their customer waiting.
RetryDecision paymentFailed(const PickedUpdate &picked, RetryDecision decision, Timestamp now)
{
    const InboxUpdate &update = picked.update;
    if (update.attempt < kMaxAttempts) {
        decision.settlement.nextAttemptAt = now + delayAfter(kRetryDelaysMs, update.attempt);
        return decision;
    }
    decision.settlement.lane = paymentLane(update.seq);
    decision.settlement.nextAttemptAt =
        now + doubling(20 * kSecondMs, update.attempt - kMaxAttempts, kMaxPaymentDelayMs);
    decision.alertKind = u"payment_failing"_s;
    decision.alertText = {SentenceId::UpdateTriedAgain, update.updateId.value(), update.kind, update.attempt,
                          *decision.settlement.lastError};
    return decision;
}

} // namespace

const char *toString(Failure failure)
{
    switch (failure) {
    case Failure::Transient:
        return "transient";
    case Failure::Timeout:
        return "timeout";
    case Failure::Outage:
        return "outage";
    case Failure::Malformed:
        return "malformed";
    case Failure::Thrown:
        return "thrown";
    }
    return "unknown";
}

qint64 longestDelayMs(const QString &kind)
{
    return isPayment(kind) ? kMaxCrashDelayMs : kRetryDelaysMs.back();
}

Settlement giveBack(const PickedUpdate &picked, Timestamp at)
{
    Settlement settlement;
    settlement.seq = picked.update.seq;
    settlement.attempt = picked.update.attempt;
    settlement.attempts = picked.update.attempt - 1;
    settlement.nextAttemptAt = at;
    return settlement;
}

RetryDecision judgeFailure(const PickedUpdate &picked, Failure failure, const QString &error, Timestamp now)
{
    const InboxUpdate &update = picked.update;
    RetryDecision decision;
    decision.settlement = giveBack(picked, now + kTransientDelayMs);
    decision.settlement.lastError = error;
    if (failure == Failure::Transient || failure == Failure::Outage)
        return decision;
    decision.settlement.attempts = update.attempt;
    if (isPayment(update.kind))
        return paymentFailed(picked, std::move(decision), now);
    // A pre-checkout goes on to its refusal, and that until it is too late for one.
    const bool refusable = isCheckout(update.kind) && failure != Failure::Malformed;
    if (refusable) {
        decision.settlement.nextAttemptAt =
            now + (update.attempt > kMaxCheckoutAttempts ? kRefusalDelayMs
                                                         : delayAfter(kCheckoutDelaysMs, update.attempt));
        return decision;
    }
    if (failure == Failure::Malformed || update.attempt >= kMaxAttempts) {
        decision.settlement.dead = true;
        decision.alertKind = u"dead_letter"_s;
        decision.alertText = {SentenceId::UpdateDead, update.updateId.value(), update.kind, update.attempt,
                              error};
        return decision;
    }
    decision.settlement.nextAttemptAt = now + delayAfter(kRetryDelaysMs, update.attempt);
    return decision;
}

RetryDecision judgeCrash(const LaneHead &seen, Timestamp now)
{
    const int crashes = seen.crashes + 1;
    RetryDecision decision;
    decision.settlement.seq = seen.seq;
    decision.settlement.attempt = seen.attempts;
    decision.settlement.attempts = std::max(0, seen.attempts - 1);
    decision.settlement.nextAttemptAt = now;
    const Sentence why(SentenceId::UpdateCrashed, crashes);
    decision.settlement.lastError = why.english();
    decision.settlement.cause = failurecause::of(why);
    if (crashes < kMaxCrashes)
        return decision;
    decision.alertText = {SentenceId::UpdateFails, seen.updateId.value(), seen.kind, why};
    if (isPayment(seen.kind)) {
        decision.settlement.lane = paymentLane(seen.seq);
        decision.settlement.nextAttemptAt =
            now + doubling(kMinuteMs, crashes - kMaxCrashes, kMaxCrashDelayMs);
        decision.alertKind = u"payment_failing"_s;
    } else {
        decision.settlement.dead = true;
        decision.alertKind = u"dead_letter"_s;
    }
    return decision;
}

} // namespace turnpike::inbox
