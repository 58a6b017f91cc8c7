#include "ops/alerthub.h"

#include "telemetry/log.h"

namespace turnpike::ops {

Q_LOGGING_CATEGORY(lcAlerts, "turnpike.ops.alerts")

namespace {

constexpr qint64 kCoalesceMs = 10 * kMinuteMs;
constexpr qint64 kRetryMs = 15 * kSecondMs;
constexpr qint64 kGiveUpMs = kHourMs;
constexpr size_t kMaxPending = 500;

// Of the alert that says that a way out of the house is closed: not told by that way.
QString keyOf(const QString &way)
{
    return QStringLiteral("alert_undelivered:") + way;
}

constexpr qsizetype kMaxSeen = 2'000;

} // namespace

AlertHub::AlertHub(const Clock &clock)
    : m_clock(clock)
{}

void AlertHub::addChannel(const QString &name, Channel channel, Except except)
{
    m_ways.push_back({name, std::move(channel), std::move(except)});
}

void AlertHub::raise(const Alert &alert)
{
    const qint64 now = m_clock.nowMs();
    if (m_listener)
        m_listener(alert);
    const bool isMuted = m_isMuted && m_isMuted(alert.key);
    {
        const std::lock_guard lock(m_mutex);
        const auto seen = m_seen.find(alert.key);
        if (seen != m_seen.end() && now - seen->at < kCoalesceMs) {
            ++seen->repeats;
            return;
        }
        forgetOld(now);
        m_seen.insert(alert.key, {now, 0});
        for (size_t way = 0; way < m_ways.size() && !isMuted; ++way) {
            const Except &except = m_ways[way].except;
            if ((except && except(alert.key)) || alert.key == keyOf(m_ways[way].name))
                continue;
            if (m_pending.size() >= kMaxPending)
                m_pending.pop_front();
            m_pending.push_back({alert, way, now, now});
        }
    }
    const bool isCritical = alert.severity == Severity::Critical;
    (isCritical ? log::error(lcAlerts(), "ALERT") : log::warning(lcAlerts(), "ALERT"))
        .with("key", alert.key)
        .with("text", alert.text)
        .with("runbook", alert.runbook);
}

void AlertHub::forgetOld(qint64 now)
{
    if (m_seen.size() >= kMaxSeen)
        m_seen.removeIf([now](const auto &entry) { return now - entry.value().at >= kCoalesceMs; });
    if (m_seen.size() >= kMaxSeen)
        m_seen.clear();
}

std::deque<AlertHub::Pending> AlertHub::takeDue()
{
    const qint64 now = m_clock.nowMs();
    std::deque<Pending> due, later;
    const std::lock_guard lock(m_mutex);
    for (Pending &pending : m_pending)
        (pending.nextAttemptAt <= now ? due : later).push_back(std::move(pending));
    m_pending = std::move(later);
    return due;
}

void AlertHub::deliver(const Deadline &deadline)
{
    for (Pending &pending : takeDue()) {
        const Way &way = m_ways[pending.way];
        try {
            deadline.check("alert delivery");
            way.channel(pending.alert, deadline);
        } catch (const std::exception &error) {
            const qint64 now = m_clock.nowMs();
            if (now - pending.raisedAt > kGiveUpMs) {
                log::error(lcAlerts(), "alert not delivered")
                    .with("key", pending.alert.key)
                    .with("channel", way.name)
                    .with(error);
                raise({keyOf(way.name), Severity::Critical,
                       QStringLiteral("Alerts could not be delivered for an hour by this way: %1")
                           .arg(way.name),
                       QStringLiteral("health")});
                continue;
            }
            pending.nextAttemptAt = now + kRetryMs;
            const std::lock_guard lock(m_mutex);
            m_pending.push_back(std::move(pending));
        }
    }
}

} // namespace turnpike::ops
