#pragma once

// Names of the charted numbers: members of SeriesPoint::values. Absent: not known at that moment.
namespace turnpike::protocol::series {

inline constexpr const char *kUpdatesPerMinute = "updates_per_minute";
inline constexpr const char *kInboxPending = "inbox_pending";
inline constexpr const char *kInboxOldestMs = "inbox_oldest_ms";
inline constexpr const char *kAcknowledgeP50 = "acknowledge_p50_ms";
inline constexpr const char *kAcknowledgeP99 = "acknowledge_p99_ms";
inline constexpr const char *kHandleP50 = "handle_p50_ms";
inline constexpr const char *kHandleP99 = "handle_p99_ms";
inline constexpr const char *kDeadLetters = "dead_letters";
inline constexpr const char *kOutboxPending = "outbox_pending";
inline constexpr const char *kSentPerSecond = "sent_per_second";
inline constexpr const char *kPoolUsed = "pool_used";
inline constexpr const char *kPoolIdle = "pool_idle";
inline constexpr const char *kPoolWaiting = "pool_waiting";
inline constexpr const char *kPoolMax = "pool_max";
inline constexpr const char *kPoolWaitP95 = "pool_wait_p95_ms";
inline constexpr const char *kMemoryBytes = "memory_bytes";
inline constexpr const char *kDescriptors = "descriptors";
inline constexpr const char *kLoopLagMs = "loop_lag_ms";
inline constexpr const char *kCpuPercent = "cpu_percent";
inline constexpr const char *kPaidWithoutKey = "paid_without_key";
inline constexpr const char *kSalesThisHour = "sales_this_hour";

} // namespace turnpike::protocol::series
