// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/alerthub.h"

#include "telemetry/log.h"

#include <utility>

namespace turnpike::ops {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcAlerts, "turnpike.ops.alerts")

using protocol::Sentence;
using protocol::SentenceId;

namespace {

constexpr qint64 kCoalesceMs = 10 * kMinuteMs;
// Raised again within this, an alert has gone on; after a longer silence it is another case of the same kind.
constexpr qint64 kGoesOnMs = kMinuteMs;
// Whoever can change what was told gets new words so often.
constexpr qint64 kUpdateEveryMs = 30 * kSecondMs;
constexpr qint64 kSecondsToldMs = 2 * kMinuteMs; // what lasted longer is told in minutes
constexpr qint64 kRetryMs = 15 * kSecondMs;
constexpr qint64 kGiveUpMs = kHourMs;
// A way that fails for shorter is nobody's business: what it was given comes late.
constexpr qint64 kTellMs = kMinuteMs;
constexpr size_t kMaxPending = 500; // of a channel

constexpr qsizetype kMaxSeen = 2'000;

} // namespace

AlertHub::AlertHub(const Clock &clock)
    : m_clock(clock)
{}

void AlertHub::addChannel(const QString &way, Channel channel, Except except, Updates updates)
{
    m_channels.push_back({way, std::move(channel), std::move(except), updates, {}});
}

QStringList AlertHub::ways() const
{
    QStringList all;
    for (const ChannelState &channel : m_channels) {
        if (!all.contains(channel.way))
            all += channel.way;
    }
    return all;
}

QString AlertHub::undeliveredKey(const QString &way)
{
    return u"alert_undelivered:"_s + way;
}

void AlertHub::raise(const Alert &alert)
{
    const Timestamp now = m_clock.nowMs();
    if (m_listener)
        m_listener(alert);
    const bool isMuted = m_isMuted && m_isMuted(alert.key);
    const bool isAcknowledged = m_isAcknowledged && m_isAcknowledged(alert.key);
    {
        const std::lock_guard lock(m_mutex);
        const auto known = m_seen.find(alert.key);
        const bool isKnown = known != m_seen.end();
        const bool goesOn = isKnown && now - known->raisedAt < kGoesOnMs;
        const bool isWorse = isKnown && alert.severity > known->severity;
        if (isKnown && !isWorse && (now - known->at < kCoalesceMs || (goesOn && isAcknowledged))) {
            known->raisedAt = now;
            if (goesOn && !isMuted)
                update(*known, alert, now);
            return;
        }
        const bool wasTold = isKnown && known->isTold;
        const bool isToTell = !isMuted && alert.severity != Severity::Info;
        const Timestamp begunAt = goesOn ? known->begunAt : now;
        forgetOld(now);
        m_seen.insert(alert.key, {begunAt, now, now, now, alert.severity, alert.text, alert.runbook,
                                  isToTell || (goesOn && wasTold)});
        if (isToTell)
            passOn(alert, goesOn && wasTold && !isWorse ? Telling::Again : Telling::News, now);
    }
    const bool isCritical = alert.severity == Severity::Critical;
    (isCritical ? log::error(lcAlerts(), "ALERT") : log::warning(lcAlerts(), "ALERT"))
        .with("key", alert.key)
        .with("text", alert.text.english())
        .with("runbook", alert.runbook);
}

void AlertHub::end(const QString &key)
{
    Sentence text;
    {
        const std::lock_guard lock(m_mutex);
        const auto seen = m_seen.constFind(key);
        if (seen != m_seen.cend()) {
            const std::chrono::milliseconds lasted(m_clock.nowMs() - seen->begunAt);
            const bool isShort = lasted.count() < kSecondsToldMs;
            text = Sentence(isShort ? SentenceId::OverAfterSeconds : SentenceId::OverAfterMinutes, lasted,
                            seen->text);
        }
    }
    end(key, text);
}

void AlertHub::end(const QString &key, const Sentence &text)
{
    const Timestamp now = m_clock.nowMs();
    if (m_endListener)
        m_endListener(key);
    const bool isMuted = m_isMuted && m_isMuted(key);
    {
        const std::lock_guard lock(m_mutex);
        const auto seen = m_seen.find(key);
        if (seen == m_seen.end())
            return;
        const Seen begun = *seen;
        m_seen.erase(seen);
        if (begun.isTold && !isMuted)
            passOn({key, Severity::Info, text, begun.runbook, true}, Telling::News, now);
    }
    log::info(lcAlerts(), "ALERT over").with("key", key).with("text", text.english());
}

// With the mutex held, as is the next.
void AlertHub::update(Seen &seen, const Alert &alert, Timestamp now)
{
    if (!seen.isTold || seen.text == alert.text || now - seen.updatedAt < kUpdateEveryMs)
        return;
    seen.text = alert.text;
    seen.updatedAt = now;
    passOn(alert, Telling::Update, now);
}

void AlertHub::passOn(const Alert &alert, Telling telling, Timestamp now)
{
    for (ChannelState &channel : m_channels) {
        if ((channel.except && channel.except(alert.key)) || alert.key == undeliveredKey(channel.way))
            continue;
        const bool takesUpdates = channel.updates == Updates::Taken;
        if (telling == Telling::Update && !takesUpdates)
            continue;
        // Newer words, or the end, are there now.
        std::erase_if(channel.pending, [&alert](const Pending &pending) {
            return pending.alert.isUpdate && pending.alert.key == alert.key;
        });
        if (channel.pending.size() >= kMaxPending)
            channel.pending.pop_front();
        channel.pending.push_back({alert, now, now});
        channel.pending.back().alert.isUpdate = takesUpdates && telling != Telling::News;
    }
}

void AlertHub::forgetOld(Timestamp now)
{
    if (m_seen.size() >= kMaxSeen)
        m_seen.removeIf([now](const auto &entry) { return now - entry.value().at >= kCoalesceMs; });
    if (m_seen.size() >= kMaxSeen)
        m_seen.clear();
}

std::deque<AlertHub::Pending> AlertHub::takeDue(ChannelState &channel)
{
    const Timestamp now = m_clock.nowMs();
    std::deque<Pending> due, later;
    const std::lock_guard lock(m_mutex);
    for (Pending &pending : channel.pending)
        (pending.nextAttemptAt <= now ? due : later).push_back(std::move(pending));
    channel.pending = std::move(later);
    return due;
}

void AlertHub::deliver(const QString &way, const Deadline &deadline)
{
    for (ChannelState &channel : m_channels) {
        if (channel.way == way)
            deliver(channel, takeDue(channel), deadline);
    }
}

void AlertHub::deliver(ChannelState &channel, std::deque<Pending> due, const Deadline &deadline)
{
    // Those for which no time is left come first the next time, those that failed last.
    while (!due.empty() && !deadline.isOver()) {
        Pending pending = std::move(due.front());
        due.pop_front();
        try {
            channel.channel(pending.alert, deadline);
            worked(channel.way);
            continue;
        } catch (const std::exception &error) {
            // Words are not told late: they come with the next ones, or with the end.
            if (failed(channel.way, pending, error) || pending.alert.isUpdate)
                continue;
        }
        pending.nextAttemptAt = m_clock.nowMs() + kRetryMs;
        const std::lock_guard lock(m_mutex);
        channel.pending.push_back(std::move(pending));
    }
    const std::lock_guard lock(m_mutex);
    while (!due.empty()) {
        channel.pending.push_front(std::move(due.back()));
        due.pop_back();
    }
}

void AlertHub::worked(const QString &way)
{
    const std::lock_guard lock(m_mutex);
    if (m_failures.remove(way))
        log::info(lcAlerts(), "alerts are delivered by this way again").with("channel", way);
}

// Whether that was the last try.
bool AlertHub::failed(const QString &way, const Pending &pending, const std::exception &error)
{
    const Timestamp now = m_clock.nowMs();
    const bool isLost = now - pending.raisedAt > kGiveUpMs;
    const QString why = log::redact(QString::fromUtf8(error.what()));
    bool isNews = false;
    {
        const std::lock_guard lock(m_mutex);
        const auto known = m_failures.constFind(way);
        Failure failure = known == m_failures.constEnd() ? Failure{now, why, false} : *known;
        failure.why = why;
        isNews = !failure.isTold && (isLost || hasLasted(failure, now));
        failure.isTold = failure.isTold || isNews;
        m_failures.insert(way, failure);
    }
    if (isLost)
        log::error(lcAlerts(), "alert not delivered")
            .with("key", pending.alert.key)
            .with("channel", way)
            .with(error);
    if (isNews)
        raise({undeliveredKey(way), Sentence(SentenceId::AlertWayClosed, way, why), u"health"_s});
    return isLost;
}

bool AlertHub::hasLasted(const Failure &failure, Timestamp now)
{
    return now - failure.since >= kTellMs;
}

Sentence AlertHub::trouble() const
{
    const Timestamp now = m_clock.nowMs();
    Sentence all;
    const std::lock_guard lock(m_mutex);
    QStringList failing = m_failures.keys();
    failing.sort();
    for (const QString &way : std::as_const(failing)) {
        const Failure failure = m_failures.value(way);
        if (!hasLasted(failure, now))
            continue;
        const Sentence one(SentenceId::AlertsUndelivered, way, failure.why);
        all = all.isEmpty() ? one : Sentence(SentenceId::BothOf, all, one);
    }
    return all;
}

QStringList AlertHub::waysThatWork() const
{
    QStringList all;
    const std::lock_guard lock(m_mutex);
    for (const QString &way : ways()) {
        if (!m_failures.contains(way))
            all += way;
    }
    return all;
}

} // namespace turnpike::ops
