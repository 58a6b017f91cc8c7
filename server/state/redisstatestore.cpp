// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "state/redisstatestore.h"

#include "base/errors.h"
#include "telemetry/log.h"

#include <QJsonDocument>

namespace turnpike::state {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcState, "turnpike.state")

namespace {

using std::chrono::steady_clock;

// Three waits of 300 ms are enough to know; a handler has 5 s for everything.
http::CircuitBreaker::Settings breakerSettings()
{
    http::CircuitBreaker::Settings settings;
    settings.consecutiveFailures = 3;
    settings.openTime = std::chrono::seconds(5);
    settings.trialCalls = 1;
    return settings;
}

QByteArray encode(const ConversationState &state)
{
    return QJsonDocument(
               QJsonObject{{u"step"_s, state.step}, {u"data"_s, state.data}, {u"seq"_s, state.stateSeq}})
        .toJson(QJsonDocument::Compact);
}

// Nothing for what is no state of ours: somebody else's key, or another version's.
std::optional<ConversationState> decode(const QByteArray &text)
{
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    ConversationState state{object.value(u"step"_s).toString(), object.value(u"data"_s).toObject(),
                            object.value(u"seq"_s).toInteger(-1)};
    return state.step.isEmpty() || state.stateSeq < 0 ? std::nullopt : std::optional(state);
}

} // namespace

RedisStateStore::RedisStateStore(const RedisUrl &url, const QByteArray &prefix, const Clock &clock,
                                 AlertSink &alerts)
    : m_prefix(prefix)
    , m_clock(clock)
    , m_alerts(alerts)
    , m_client(url)
    , m_breaker(breakerSettings())
    , m_fallback(clock)
{}

std::optional<ConversationState> RedisStateStore::load(TelegramId user, const Deadline &deadline)
{
    const Outcome outcome = ask({"GET", keyOf(user)}, deadline);
    const auto inRedis = outcome.text ? decode(*outcome.text) : std::nullopt;
    auto inProcess = m_fallback.load(user, deadline);
    if (!inRedis || (inProcess && inProcess->stateSeq > inRedis->stateSeq))
        return inProcess;
    return inRedis;
}

void RedisStateStore::save(TelegramId user, const ConversationState &state, const Deadline &deadline)
{
    if (ask({"SET", keyOf(user), encode(state), "PX", QByteArray::number(kStateLifetimeMs)}, deadline)
            .answered) {
        m_fallback.clear(user, deadline);
        return;
    }
    m_fallback.save(user, state, deadline);
    const std::lock_guard lock(m_mutex);
    m_stats.fallbacks++;
}

void RedisStateStore::clear(TelegramId user, const Deadline &deadline)
{
    m_fallback.clear(user, deadline);
    // Where Redis is away, users.state_seq says that what it keeps is over.
    ask({"DEL", keyOf(user)}, deadline);
}

void RedisStateStore::probe(const Deadline &deadline)
{
    ask({"SET", m_prefix + "probe", "1", "PX", "60000"}, deadline);
}

RedisStats RedisStateStore::stats() const
{
    const std::lock_guard lock(m_mutex);
    RedisStats stats = m_stats;
    stats.breaker = m_breaker.snapshot(steady_clock::now());
    stats.inProcess = m_fallback.size();
    return stats;
}

RedisStateStore::Outcome RedisStateStore::ask(const QByteArrayList &arguments, const Deadline &deadline)
{
    const auto begun = steady_clock::now();
    if (!m_breaker.allow(begun)) {
        const std::lock_guard lock(m_mutex);
        m_stats.refused++;
        return {};
    }
    const bool isWrite = arguments.front() == "SET";
    try {
        Outcome outcome{true, m_client.command(arguments, deadline)};
        m_breaker.onSuccess(steady_clock::now());
        note({}, isWrite, steady_clock::now() - begun);
        return outcome;
    } catch (const RedisRefusal &refusal) {
        m_breaker.onFailure(steady_clock::now());
        note({refusal.message(), refusal.code()}, isWrite, steady_clock::now() - begun);
    } catch (const DependencyError &error) {
        m_breaker.onFailure(steady_clock::now());
        note({error.message(), {}}, isWrite, steady_clock::now() - begun);
    } catch (const Cancelled &) {
        m_breaker.onAbandoned(steady_clock::now());
    }
    return {};
}

QByteArray RedisStateStore::keyOf(TelegramId user) const
{
    return m_prefix + "state:" + QByteArray::number(user.value());
}

// Tells once when Redis goes, once more when it is there and refuses, for each reason, and once when it is
// back. Only what was written shows that: a full one and a replica still read.
void RedisStateStore::note(const Failure &failure, bool isWrite, steady_clock::duration took)
{
    const bool isAway = !failure.error.isEmpty();
    {
        const std::lock_guard lock(m_mutex);
        m_stats.time.add(took);
        isAway ? m_stats.failed++ : m_stats.done++;
        if (!isWrite && (!isAway || m_stats.isAway))
            return;
        const bool isNew = m_stats.isAway != isAway || m_stats.refusal != failure.refusal;
        if (m_stats.isAway != isAway)
            m_stats.awaySince = isAway ? std::optional(m_clock.nowMs()) : std::nullopt;
        m_stats.isAway = isAway;
        m_stats.refusal = failure.refusal;
        m_stats.lastError = failure.error;
        if (!isNew)
            return;
    }
    tell(failure);
}

void RedisStateStore::tell(const Failure &failure)
{
    if (failure.error.isEmpty()) {
        log::info(lcState(), "Redis is back");
        m_alerts.end(u"redis"_s);
        return;
    }
    const bool isThere = !failure.refusal.isEmpty();
    log::warning(lcState(), isThere ? "Redis takes nothing: conversation states stay in the process"
                                    : "Redis is away: conversation states stay in the process")
        .with("error", failure.error);
    const auto id =
        isThere ? protocol::SentenceId::RedisTakesNothingAlert : protocol::SentenceId::RedisAwayAlert;
    m_alerts.raise({u"redis"_s, protocol::Sentence(id, failure.error), u"redis"_s});
}

} // namespace turnpike::state
