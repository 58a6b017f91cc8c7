#pragma once

#include "protocol/number.h"

#include <array>

// The described numbers. Checks, alerts, tiles and alert rules take their thresholds from here. How to add
// one: docs/extending.md.
namespace turnpike::protocol::numbers {

// Nothing came from Telegram for so long. Silence is no fault, but Telegram is asked then.
inline constexpr Number kUpdatesQuiet{
    .id = "updates_quiet_ms",
    .unit = Unit::Milliseconds,
    .warn = 10 * 60'000,
};

// --- what waits in the database

inline constexpr Number kInboxOldest{
    .id = "inbox_oldest_ms",
    .unit = Unit::Milliseconds,
    .warn = 30'000,
    .fail = 300'000,
    .onWarn = {.name = "TurnpikeUpdatesWait",
               .compared = "max(turnpike_inbox_oldest_seconds)",
               .lasting = "2m",
               .summary = "Customers wait for an answer.",
               .runbook = "health"},
    .onFail = {.name = "TurnpikeUpdatesStuck",
               .compared = "max(turnpike_inbox_oldest_seconds)",
               .lasting = "1m",
               .isCritical = true,
               .summary = "Customers have waited for an answer for five minutes.",
               .runbook = "health"},
};
inline constexpr Number kDeadLetters{
    .id = "dead_letters",
    .warn = 1,
    .onWarn = {.name = "TurnpikeDeadLetters",
               .compared = "max(turnpike_inbox_dead)",
               .lasting = "5m",
               .summary = "Updates were given up: look at them, then retry or discard.",
               .runbook = "dead-letters"},
};
inline constexpr Number kOutboxOldest{
    .id = "outbox_oldest_ms",
    .unit = Unit::Milliseconds,
    .warn = 60'000,
    .onWarn = {.name = "TurnpikeMessagesOverdue",
               .compared = "max(turnpike_outbox_oldest_seconds)",
               .lasting = "5m",
               .summary = "Messages leave late.",
               .runbook = "health"},
};
inline constexpr Number kPaidWithoutKey{
    .id = "paid_without_key",
    .warn = 1,
    .onWarn = {.name = "TurnpikePaidWithoutKey",
               .compared = "max(turnpike_paid_without_key)",
               .lasting = "5m",
               .isCritical = true,
               .summary = "Customers have paid and have had no key that works for ten minutes or more.",
               .runbook = "paid-without-key"},
};
inline constexpr Number kPaymentsInReview{
    .id = "payments_in_review",
    .warn = 1,
    .onWarn = {.name = "TurnpikePaymentsInReview",
               .compared = "max(turnpike_payments_in_review)",
               .lasting = "10m",
               .summary = "Payments wait for a decision.",
               .runbook = "payments-in-review"},
};

// --- workers

inline constexpr Number kWorkerFailures{
    .id = "worker_failures_in_a_row",
    .warn = 3,
    .onWarn = {.name = "TurnpikeWorkerFails",
               .compared =
                   "sum by (worker)"
                   " (increase(turnpike_worker_iterations_total{outcome=~\"failed|timeout|stuck\"}[30m]))",
               .summary = "{{ $labels.worker }} has failed %1 times within half an hour.",
               .runbook = "worker-failing"},
};

// --- the connection pool

// For a connection, 95 of 100 waited no longer.
inline constexpr Number kPoolWaitP95{
    .id = "pool_wait_p95_ms",
    .unit = Unit::Milliseconds,
    .warn = 200,
};

// --- the process

// Of the container's limit.
inline constexpr Number kMemoryUsed{
    .id = "memory_used_percent",
    .unit = Unit::Percent,
    .warn = 70,
    .fail = 85,
    .onWarn = {.name = "TurnpikeMemoryHigh",
               .compared = "process_resident_memory_bytes / turnpike_memory_limit_bytes",
               .lasting = "10m",
               .summary = "Memory is above %1 % of the container's limit.",
               .runbook = "memory"},
    .onFail = {.name = "TurnpikeMemoryAlmostFull",
               .compared = "process_resident_memory_bytes / turnpike_memory_limit_bytes",
               .lasting = "2m",
               .isCritical = true,
               .summary = "Memory is above %1 % of the container's limit: the platform will end the process.",
               .runbook = "memory"},
};
// Of those that the process may open.
inline constexpr Number kDescriptorsUsed{
    .id = "descriptors_used_percent",
    .unit = Unit::Percent,
    .warn = 80,
    .onWarn = {.name = "TurnpikeDescriptorsHigh",
               .compared = "process_open_fds / process_max_fds",
               .lasting = "5m",
               .summary = "File descriptors run out.",
               .runbook = "memory"},
};
// One delay stays in sight for up to two minutes, so the threshold is above what a single one may be.
inline constexpr Number kLoopLag{
    .id = "loop_lag_ms",
    .unit = Unit::Milliseconds,
    .warn = 1'000,
    .fail = 2'000,
    .onWarn = {.name = "TurnpikeLoopLag",
               .compared = "turnpike_loop_lag_seconds",
               .lasting = "1m",
               .summary = "Something blocks the main loop: every request waits for it.",
               .runbook = "health"},
};

inline constexpr std::array kAll{
    &kUpdatesQuiet,   &kInboxOldest, &kDeadLetters, &kOutboxOldest,    &kPaidWithoutKey, &kPaymentsInReview,
    &kWorkerFailures, &kPoolWaitP95, &kMemoryUsed,  &kDescriptorsUsed, &kLoopLag,
};

} // namespace turnpike::protocol::numbers
