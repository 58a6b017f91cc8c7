// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/number.h"

#include <QtGlobal>

#include <array>

// The described numbers: what is measured, beside whom, is told and shown by what stands here. Checks,
// metrics, gauges, series, tiles and alert rules follow from it. How to add one: docs/extending.md.
namespace turnpike::protocol::numbers {

// --- updates

inline constexpr Number kUpdatesPerMinute{
    .id = "updates_per_minute",
    .isCharted = true,
};
// Nothing came from Telegram for so long. Silence is no fault, but Telegram is asked then.
inline constexpr Number kUpdatesQuiet{
    .id = "updates_quiet_ms",
    .unit = Unit::Milliseconds,
    .warn = 10 * 60'000,
};
// From the request to its commit, and from pick-up to the end, over the last minute.
inline constexpr Number kAcknowledgeP50{
    .id = "acknowledge_p50_ms",
    .unit = Unit::Milliseconds,
    .isCharted = true,
};
inline constexpr Number kAcknowledgeP99{
    .id = "acknowledge_p99_ms",
    .unit = Unit::Milliseconds,
    .isCharted = true,
};
inline constexpr Number kHandleP50{
    .id = "handle_p50_ms",
    .unit = Unit::Milliseconds,
    .isCharted = true,
};
inline constexpr Number kHandleP99{
    .id = "handle_p99_ms",
    .unit = Unit::Milliseconds,
    .isCharted = true,
};

// --- what waits in the database

inline constexpr Number kInboxPending{
    .id = "inbox_pending",
    .metric = "turnpike_inbox_pending",
    .help = "Updates stored and not handled.",
    .isCharted = true,
};
inline constexpr Number kCustomersWaiting{
    .id = "customers_waiting",
    .metric = "turnpike_customers_waiting",
    .help = "Customers with an update that is stored and not handled.",
};
inline constexpr Number kInboxOldest{
    .id = "inbox_oldest_ms",
    .unit = Unit::Milliseconds,
    .metric = "turnpike_inbox_oldest_seconds",
    .help = "Age of the oldest update not handled.",
    .isCharted = true,
    .warn = 30'000,
    .fail = 300'000,
    .onWarn = {.name = "TurnpikeUpdatesWait",
               .lasting = "2m",
               .summary = "Customers wait for an answer.",
               .runbook = "health"},
    .onFail = {.name = "TurnpikeUpdatesStuck",
               .lasting = "1m",
               .isCritical = true,
               .summary = "Customers have waited for an answer for five minutes.",
               .runbook = "health"},
};
inline constexpr Number kDeadLetters{
    .id = "dead_letters",
    .metric = "turnpike_inbox_dead",
    .help = "Updates given up, for an operator to look at.",
    .isCharted = true,
    .tile = {.key = "deadLetters",
             .title = QT_TRANSLATE_NOOP("OverviewTiles", "Dead letters"),
             .page = "updates",
             .target = "dead",
             .fine = QT_TRANSLATE_NOOP("OverviewTiles", "no update was given up"),
             .amiss = QT_TRANSLATE_NOOP("OverviewTiles", "updates that could not be handled")},
    .warn = 1,
    .onWarn = {.name = "TurnpikeDeadLetters",
               .lasting = "5m",
               .summary = "Updates were given up: look at them, then retry or discard.",
               .runbook = "dead-letters"},
};
inline constexpr Number kOutboxPending{
    .id = "outbox_pending",
    .metric = "turnpike_outbox_pending",
    .help = "Messages not sent yet.",
    .isCharted = true,
};
inline constexpr Number kOutboxFailed{
    .id = "outbox_failed",
    .metric = "turnpike_outbox_failed",
    .help = "Messages that Telegram refused.",
    .tile = {.key = "refused",
             .title = QT_TRANSLATE_NOOP("OverviewTiles", "Messages refused"),
             .page = "messages",
             .target = "failed",
             .fine = QT_TRANSLATE_NOOP("OverviewTiles", "none came to nothing"),
             .amiss = QT_TRANSLATE_NOOP("OverviewTiles", "Telegram did not take them")},
    .warn = 1,
};
inline constexpr Number kOutboxOldest{
    .id = "outbox_oldest_ms",
    .unit = Unit::Milliseconds,
    .metric = "turnpike_outbox_oldest_seconds",
    .help = "How long the oldest message is overdue.",
    .warn = 60'000,
    .onWarn = {.name = "TurnpikeMessagesOverdue",
               .lasting = "5m",
               .summary = "Messages leave late.",
               .runbook = "health"},
};
inline constexpr Number kSentPerSecond{
    .id = "sent_per_second",
    .unit = Unit::PerSecond,
    .isCharted = true,
};

// --- what customers feel

inline constexpr Number kActivationsPending{
    .id = "activations_pending",
    .metric = "turnpike_activations_pending",
    .help = "Accesses that the VPN API must still be told of.",
};
inline constexpr Number kRemovalsPending{
    .id = "removals_pending",
    .metric = "turnpike_removals_pending",
    .help = "Keys that the VPN API must still forget.",
};
inline constexpr Number kPaidWithoutKey{
    .id = "paid_without_key",
    .metric = "turnpike_paid_without_key",
    .help = "Customers who have paid and have no key after 10 minutes.",
    .isCharted = true,
    .finding = SentenceId::PaidWithoutKey,
    .warn = 1,
    .onWarn = {.name = "TurnpikePaidWithoutKey",
               .lasting = "5m",
               .isCritical = true,
               .summary = "Customers have paid and have had no key that works for ten minutes or more.",
               .runbook = "paid-without-key"},
};
// From the first moment, tried or given up on; of these, paid_without_key are who has waited for long.
inline constexpr Number kKeysOwed{
    .id = "keys_owed",
    .metric = "turnpike_keys_owed",
    .help = "Customers who have paid and wait for a key that works.",
};
inline constexpr Number kKeysOwedOldest{
    .id = "keys_owed_oldest_ms",
    .unit = Unit::Milliseconds,
    .metric = "turnpike_keys_owed_oldest_seconds",
    .help = "How long the one has waited who waits longest for a key.",
};
inline constexpr Number kInvoicesAwaited{
    .id = "invoices_awaited",
    .metric = "turnpike_invoices_awaited",
    .help = "Purchases whose customers wait for a link to pay.",
};
// Answers, keys and payments: nobody waits for a broadcast.
inline constexpr Number kChatsWaiting{
    .id = "chats_waiting",
    .metric = "turnpike_chats_waiting",
    .help = "Chats with a message older than 3 s that is not sent yet, broadcasts left out.",
};
inline constexpr Number kPaymentsInReview{
    .id = "payments_in_review",
    .metric = "turnpike_payments_in_review",
    .help = "Payments that wait for a decision.",
    .tile = {.key = "review",
             .title = QT_TRANSLATE_NOOP("OverviewTiles", "Payments in review"),
             .page = "customers",
             .target = "review",
             .fine = QT_TRANSLATE_NOOP("OverviewTiles", "none waits for a person"),
             .amiss = QT_TRANSLATE_NOOP("OverviewTiles", "a person has to decide")},
    .warn = 1,
    .onWarn = {.name = "TurnpikePaymentsInReview",
               .lasting = "10m",
               .summary = "Payments wait for a decision.",
               .runbook = "payments-in-review"},
};
inline constexpr Number kAccountDifferences{
    .id = "account_differences",
    .metric = "turnpike_account_differences",
    .help = "Payments that are otherwise in the books than with their provider.",
};
inline constexpr Number kSupportWaiting{
    .id = "support_waiting",
    .metric = "turnpike_support_waiting",
    .help = "Requests to support that wait for an answer of the staff.",
};
inline constexpr Number kSalesThisHour{
    .id = "sales_this_hour",
    .isCharted = true,
};

// --- the sender

inline constexpr Number kSenderQueued{
    .id = "sender_queued",
    .metric = "turnpike_sender_queued",
    .help = "Messages leased and waiting for their turn.",
};
inline constexpr Number kSenderInFlight{
    .id = "sender_in_flight",
    .metric = "turnpike_sender_in_flight",
    .help = "Calls to Telegram under way.",
};
inline constexpr Number kSenderPaused{
    .id = "sender_paused",
    .metric = "turnpike_sender_paused",
    .help = "Whether nothing is sent: held, or the token is refused.",
    .warn = 1,
    .onWarn = {.name = "TurnpikeSenderPaused",
               .lasting = "2m",
               .isCritical = true,
               .summary = "Nothing is sent: Telegram refuses the token, or somebody holds the sender.",
               .runbook = "telegram"},
};
inline constexpr Number kSenderPausedChats{
    .id = "sender_paused_chats",
    .metric = "turnpike_sender_paused_chats",
    .help = "Chats that Telegram has told us to leave alone (429).",
};
inline constexpr Number kSenderRate{
    .id = "sender_messages_per_second",
    .unit = Unit::PerSecond,
    .metric = "turnpike_sender_messages_per_second",
    .help = "Messages that may leave in a second now.",
};
// Counts since the process began.
inline constexpr Number kMessagesSent{
    .id = "messages_sent",
    .kind = NumberKind::Counter,
    .metric = "turnpike_messages_total",
    .help = "Messages by how they ended.",
    .label = "outcome",
    .labelValue = "sent",
};
inline constexpr Number kMessagesRefused{
    .id = "messages_refused",
    .kind = NumberKind::Counter,
    .metric = "turnpike_messages_total",
    .help = "Messages by how they ended.",
    .label = "outcome",
    .labelValue = "failed",
};
inline constexpr Number kMessagesDropped{
    .id = "messages_dropped",
    .kind = NumberKind::Counter,
    .metric = "turnpike_messages_total",
    .help = "Messages by how they ended.",
    .label = "outcome",
    .labelValue = "dropped",
};
inline constexpr Number kMessagesUnknown{
    .id = "messages_unknown_outcome",
    .kind = NumberKind::Counter,
    .metric = "turnpike_messages_unknown_outcome_total",
    .help = "Messages among the failed of which nobody knows whether they arrived.",
};
inline constexpr Number kMessagesAgain{
    .id = "messages_again",
    .kind = NumberKind::Counter,
    .metric = "turnpike_messages_again_total",
    .help = "Sendings that are to be made again.",
};
inline constexpr Number kMessagesRateLimited{
    .id = "messages_rate_limited",
    .kind = NumberKind::Counter,
    .metric = "turnpike_messages_rate_limited_total",
    .help = "Answers 429 of Telegram.",
};
inline constexpr Number kChatsUnreachable{
    .id = "chats_unreachable",
    .kind = NumberKind::Counter,
    .metric = "turnpike_chats_unreachable_total",
    .help = "Chats whose messages were dropped.",
};

// --- workers

// Of each worker.
inline constexpr Number kWorkerFailures{
    .id = "worker_failures_in_a_row",
    .metric = "turnpike_worker_failures_in_a_row",
    .help = "Iterations that failed since the last good one.",
    .warn = 3,
    .onWarn = {.name = "TurnpikeWorkerFails",
               .compared =
                   "sum by (worker) "
                   "(increase(turnpike_worker_iterations_total{outcome=~\"failed|timeout|stuck\"}[30m]))",
               .summary = "{{ $labels.worker }} has failed %1 times within half an hour.",
               .runbook = "worker-failing"},
};

// --- the connection pool

inline constexpr Number kPoolUsed{
    .id = "pool_used",
    .metric = "turnpike_db_connections",
    .help = "Connections of the pool by state.",
    .label = "state",
    .labelValue = "used",
    .isCharted = true,
};
inline constexpr Number kPoolIdle{
    .id = "pool_idle",
    .metric = "turnpike_db_connections",
    .help = "Connections of the pool by state.",
    .label = "state",
    .labelValue = "idle",
    .isCharted = true,
};
inline constexpr Number kPoolMax{
    .id = "pool_max",
    .metric = "turnpike_db_connections_max",
    .help = "Connections the pool may open.",
    .isCharted = true,
};
inline constexpr Number kPoolWaiting{
    .id = "pool_waiting",
    .metric = "turnpike_db_waiting",
    .help = "Threads waiting for a connection.",
    .isCharted = true,
};
// For a connection, 95 of 100 waited no longer.
inline constexpr Number kPoolWaitP95{
    .id = "pool_wait_p95_ms",
    .unit = Unit::Milliseconds,
    .isCharted = true,
    .warn = 200,
};
// Counts since the process began. Who was turned away at once is among the timeouts.
inline constexpr Number kPoolAcquired{
    .id = "pool_acquired",
    .kind = NumberKind::Counter,
    .metric = "turnpike_db_leases_total",
    .help = "Connections lent.",
};
inline constexpr Number kPoolTimeouts{
    .id = "pool_timeouts",
    .kind = NumberKind::Counter,
    .metric = "turnpike_db_lease_timeouts_total",
    .help = "Waits that ended without a connection.",
};
inline constexpr Number kPoolOpened{
    .id = "pool_opened",
    .kind = NumberKind::Counter,
    .metric = "turnpike_db_opened_total",
    .help = "Connections opened.",
};
inline constexpr Number kPoolConnectFailures{
    .id = "pool_connect_failures",
    .kind = NumberKind::Counter,
    .metric = "turnpike_db_connect_failures_total",
    .help = "Connections that could not be opened.",
};
inline constexpr Number kPoolDiscarded{
    .id = "pool_discarded",
    .kind = NumberKind::Counter,
    .metric = "turnpike_db_discarded_total",
    .help = "Connections thrown away because they failed.",
};
inline constexpr Number kPoolReaped{
    .id = "pool_reaped",
    .kind = NumberKind::Counter,
    .metric = "turnpike_db_reaped_total",
    .help = "Statements ended because they outlived their deadline.",
};

// --- the process

inline constexpr Number kMemoryBytes{
    .id = "memory_bytes",
    .unit = Unit::Bytes,
    .metric = "process_resident_memory_bytes",
    .help = "Resident memory.",
    .isCharted = true,
};
inline constexpr Number kMemoryLimit{
    .id = "memory_limit_bytes",
    .unit = Unit::Bytes,
    .metric = "turnpike_memory_limit_bytes",
    .help = "The memory limit of the container.",
};
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
inline constexpr Number kDescriptors{
    .id = "descriptors",
    .metric = "process_open_fds",
    .help = "Open file descriptors.",
    .isCharted = true,
};
inline constexpr Number kDescriptorLimit{
    .id = "descriptor_limit",
    .metric = "process_max_fds",
    .help = "File descriptors that may be open.",
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
    .metric = "turnpike_loop_lag_seconds",
    .help = "The longest delay of the main loop in the last minutes.",
    .isCharted = true,
    .warn = 1'000,
    .fail = 2'000,
    .onWarn = {.name = "TurnpikeLoopLag",
               .compared = "turnpike_loop_lag_seconds",
               .lasting = "1m",
               .summary = "Something blocks the main loop: every request waits for it.",
               .runbook = "health"},
};
// Of one core.
inline constexpr Number kCpuPercent{
    .id = "cpu_percent",
    .unit = Unit::Percent,
    .isCharted = true,
};

inline constexpr std::array kAll{
    &kUpdatesPerMinute,
    &kUpdatesQuiet,
    &kAcknowledgeP50,
    &kAcknowledgeP99,
    &kHandleP50,
    &kHandleP99,
    &kInboxPending,
    &kCustomersWaiting,
    &kInboxOldest,
    &kDeadLetters,
    &kOutboxPending,
    &kOutboxFailed,
    &kOutboxOldest,
    &kSentPerSecond,
    &kActivationsPending,
    &kRemovalsPending,
    &kPaidWithoutKey,
    &kKeysOwed,
    &kKeysOwedOldest,
    &kInvoicesAwaited,
    &kChatsWaiting,
    &kPaymentsInReview,
    &kAccountDifferences,
    &kSupportWaiting,
    &kSalesThisHour,
    &kSenderQueued,
    &kSenderInFlight,
    &kSenderPaused,
    &kSenderPausedChats,
    &kSenderRate,
    &kMessagesSent,
    &kMessagesRefused,
    &kMessagesDropped,
    &kMessagesUnknown,
    &kMessagesAgain,
    &kMessagesRateLimited,
    &kChatsUnreachable,
    &kWorkerFailures,
    &kPoolUsed,
    &kPoolIdle,
    &kPoolMax,
    &kPoolWaiting,
    &kPoolWaitP95,
    &kPoolAcquired,
    &kPoolTimeouts,
    &kPoolOpened,
    &kPoolConnectFailures,
    &kPoolDiscarded,
    &kPoolReaped,
    &kMemoryBytes,
    &kMemoryLimit,
    &kMemoryUsed,
    &kDescriptors,
    &kDescriptorLimit,
    &kDescriptorsUsed,
    &kLoopLag,
    &kCpuPercent,
};

} // namespace turnpike::protocol::numbers
