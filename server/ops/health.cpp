// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/health.h"

#include "ops/consequences.h"
#include "ops/metricsendpoint.h"
#include "protocol/json.h"
#include "telemetry/log.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace turnpike::ops {

using namespace Qt::StringLiterals;

using protocol::NumberLevel;
using protocol::Sentence;
using protocol::SentenceId;

namespace {

constexpr qint64 kStaleSampleMs = 60'000;
constexpr int kManyCalls = 3;
constexpr std::chrono::seconds kMoreThanAMoment{20};
// Whoever waits is tried again sooner: nobody waits any more, or another replica leads.
constexpr std::chrono::minutes kNobodyAsks{5};

bool saysTrouble(const http::CircuitBreaker::Streak &streak)
{
    return streak.calls >= kManyCalls && streak.lasted >= kMoreThanAMoment && streak.ago < kNobodyAsks;
}

} // namespace

Finding Finding::notConfigured()
{
    return {Status::Pass, Sentence(SentenceId::NotConfigured), false};
}

Finding checkPool(const db::PoolStats &stats)
{
    if (!stats.isUp)
        return Finding::fail({SentenceId::DatabaseUnreachable, stats.lastError});
    if (stats.isReadOnly)
        return Finding::fail({SentenceId::DatabaseReadOnly, stats.lastError});
    if (stats.waiting > 0)
        return Finding::warn({SentenceId::PoolWaits, stats.waiting, stats.used, stats.maxSize});
    if (!stats.lastError.isEmpty())
        return Finding::warn({SentenceId::PoolCannotGrow, stats.size, stats.lastError});
    return Finding::pass();
}

Finding checkBreaker(const http::CircuitBreaker &breaker)
{
    const http::CircuitBreaker::Snapshot now = breaker.snapshot(std::chrono::steady_clock::now());
    switch (now.state) {
    case http::CircuitBreaker::State::Closed:
        return Finding::pass();
    case http::CircuitBreaker::State::HalfOpen:
        return Finding::warn(Sentence(SentenceId::BreakerTries));
    case http::CircuitBreaker::State::Open:
        break;
    }
    return Finding::fail({SentenceId::BreakerOpen, now.opensAgainIn});
}

Finding checkVpnApi(const http::CircuitBreaker &breaker)
{
    const Finding broken = checkBreaker(breaker);
    if (broken.status != Finding::Status::Pass)
        return broken;
    const http::CircuitBreaker::Snapshot now = breaker.snapshot(std::chrono::steady_clock::now());
    if (saysTrouble(now.unanswered))
        return Finding::fail({SentenceId::VpnAnswersNobody, now.unanswered.calls, now.unanswered.lasted});
    if (saysTrouble(now.failed))
        return Finding::warn({SentenceId::VpnServesNobody, now.failed.calls, now.failed.lasted});
    return Finding::pass();
}

Finding checkRedis(const state::RedisStats &stats)
{
    if (!stats.isAway)
        return Finding::pass();
    return Finding::warn(
        {stats.refusal.isEmpty() ? SentenceId::RedisAway : SentenceId::RedisTakesNothing, stats.lastError});
}

Finding checkNumbers(const protocol::NumberValues &numbers)
{
    Finding worst;
    for (const protocol::Number *number : protocol::numbers::kAll) {
        if (!number->finding)
            continue;
        const NumberLevel level = numbers.level(*number);
        const auto status = level == NumberLevel::Fail ? Finding::Status::Fail : Finding::Status::Warn;
        if (level != NumberLevel::Pass && status > worst.status)
            worst = {status, Sentence(*number->finding, numbers.count(*number))};
    }
    return worst;
}

Finding checkBacklog(const Backlog &backlog, Timestamp nowMs)
{
    if (!backlog.takenAt || nowMs - *backlog.takenAt > kStaleSampleMs)
        return Finding::warn(Sentence(SentenceId::NotCountedLately));
    const protocol::NumberValues &numbers = backlog.numbers;
    const NumberLevel level = numbers.level(protocol::numbers::kInboxOldest);
    if (level != NumberLevel::Pass) {
        const std::chrono::milliseconds oldest(numbers.count(protocol::numbers::kInboxOldest));
        const Sentence note(SentenceId::UpdatesWait, numbers.count(protocol::numbers::kInboxPending), oldest);
        return level == NumberLevel::Fail ? Finding::fail(note) : Finding::warn(note);
    }
    if (const Finding described = checkNumbers(numbers); described.status != Finding::Status::Pass)
        return described;
    if (numbers.level(protocol::numbers::kDeadLetters) != NumberLevel::Pass ||
        numbers.level(protocol::numbers::kPaymentsInReview) != NumberLevel::Pass)
        return Finding::warn({SentenceId::DeadLettersAndReviews,
                              numbers.count(protocol::numbers::kDeadLetters),
                              numbers.count(protocol::numbers::kPaymentsInReview)});
    return Finding::pass();
}

Finding checkProcess(const ProcessGauges &gauges)
{
    const protocol::NumberValues numbers = numbersOf(gauges);
    const NumberLevel level = numbers.level(protocol::numbers::kMemoryUsed);
    const Sentence note(SentenceId::MemoryUsed, numbers.count(protocol::numbers::kMemoryUsed));
    if (level != NumberLevel::Pass)
        return level == NumberLevel::Fail ? Finding::fail(note) : Finding::warn(note);
    if (numbers.level(protocol::numbers::kDescriptorsUsed) != NumberLevel::Pass)
        return Finding::warn({SentenceId::DescriptorsUsed, gauges.openFds, gauges.maxFds});
    return Finding::pass();
}

Finding checkWorkers(const std::vector<workers::WorkerSnapshot> &workers)
{
    Finding worst;
    for (const workers::WorkerSnapshot &worker : workers) {
        if (worker.state == workers::WorkerSnapshot::State::Stuck)
            return Finding::fail({SentenceId::WorkerStuck, worker.name});
        if (protocol::numbers::kWorkerFailures.level(worker.failuresInARow) != NumberLevel::Pass)
            worst = Finding::warn({SentenceId::WorkerFails, worker.name, worker.failuresInARow});
    }
    return worst;
}

HealthEndpoint::HealthEndpoint(std::function<bool()> isReady, const QByteArray &token, const QString &version,
                               std::chrono::milliseconds strangersSee)
    : m_isReady(std::move(isReady))
    , m_token(token)
    , m_version(version)
    , m_strangersSee(strangersSee)
{}

void HealthEndpoint::addCheck(const QString &name, std::function<Finding()> look)
{
    m_checks.emplace_back(name, std::move(look));
}

void HealthEndpoint::attach(http::HttpFrontend &frontend)
{
    frontend.route("GET", kPath, [this](const http::Request &request, const http::Reply &reply) {
        handle(request, reply);
    });
}

std::vector<std::pair<QString, Finding>> HealthEndpoint::findings() const
{
    std::vector<std::pair<QString, Finding>> findings;
    for (const auto &[name, look] : m_checks) {
        Finding finding = look();
        finding.note = finding.note.mapped([](const QString &text) { return log::redact(text); });
        findings.emplace_back(name, std::move(finding));
    }
    return findings;
}

// Since when the checks find what they find is not known here.
protocol::Headline HealthEndpoint::headlineOf(const std::vector<std::pair<QString, Finding>> &findings) const
{
    HealthState book;
    book.note(findings, 0);
    HealthState::Verdict verdict = book.verdict();
    verdict.since.reset();
    return m_consequences ? m_consequences->headline(verdict) : Consequences().headline(verdict);
}

void HealthEndpoint::handle(const http::Request &request, const http::Reply &reply)
{
    const bool isReady = m_isReady();
    const bool mayKnow = carriesToken(request, m_token);
    const auto now = std::chrono::steady_clock::now();
    QJsonObject checks;
    protocol::Headline headline;
    if (mayKnow || !m_lookedAt || now - *m_lookedAt >= m_strangersSee) {
        m_lookedAt = now;
        const auto found = findings();
        headline = headlineOf(found);
        m_worst = headline.status.known().value_or(Finding::Status::Fail);
        for (const auto &[name, finding] : found) {
            QJsonObject one{{u"status"_s, QLatin1String(toWord(finding.status))}};
            if (!finding.note.isEmpty())
                one.insert(u"note"_s, finding.note.english());
            checks.insert(name, one);
        }
    }
    const Finding::Status worst = isReady ? m_worst : Finding::Status::Fail;
    QJsonObject health{{u"status"_s, QLatin1String(toWord(worst))}};
    if (mayKnow) {
        reply.markAuthenticated();
        health.insert(u"ready"_s, isReady);
        health.insert(u"version"_s, m_version);
        health.insert(u"headline"_s, headline.text);
        if (headline.since)
            health.insert(u"since"_s, *headline.since);
        QJsonArray felt;
        if (m_consequences) {
            for (const protocol::Consequence &consequence : m_consequences->felt())
                felt.append(protocol::toJson(consequence));
        }
        health.insert(u"consequences"_s, felt);
        health.insert(u"checks"_s, checks);
    }
    const QByteArray body = QJsonDocument(health).toJson(QJsonDocument::Compact);
    reply.send(http::Response::json(body, isReady ? 200 : 503));
}

} // namespace turnpike::ops
