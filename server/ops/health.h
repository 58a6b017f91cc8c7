// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/poolstats.h"
#include "http/circuitbreaker.h"
#include "http/httpfrontend.h"
#include "ops/backlog.h"
#include "ops/processgauges.h"
#include "protocol/gauges.h"
#include "protocol/operationchoices.h"
#include "protocol/sentence.h"
#include "protocol/timestamp.h"
#include "state/redisstatestore.h"
#include "workers/workersupervisor.h"

#include <QJsonObject>

namespace turnpike::ops {

// What one look at a part of the house found.
struct Finding
{
    using Status = protocol::CheckStatus;

    Status status = Status::Pass;
    protocol::Sentence note;  // for people who may know; empty when all is well
    bool isConfigured = true; // false: this shop does without it, and passes

    static Finding pass() { return {}; }
    static Finding warn(const protocol::Sentence &note) { return {Status::Warn, note, true}; }
    static Finding fail(const protocol::Sentence &note) { return {Status::Fail, note, true}; }
    static Finding notConfigured();
};

class Consequences;

// Findings from what the rooms tell of themselves.
Finding checkPool(const db::PoolStats &stats);
Finding checkBreaker(const http::CircuitBreaker &breaker);
// The same, and where too few wait for the breaker to open: fails when three calls in a row over 20 s at
// least got no answer of the VPN API's own, warns when they got its errors. Well again with the first
// success.
Finding checkVpnApi(const http::CircuitBreaker &breaker);
// Warns while Redis is away or refuses what is written: conversation states are kept in the process
// meanwhile.
Finding checkRedis(const state::RedisStats &stats);
// The worst of the numbers that have a sentence for a finding.
Finding checkNumbers(const protocol::NumberValues &numbers);
// Judges the oldest update by its thresholds (protocol/numbers.h, as what follows); customers without a key,
// dead letters and payments in review warn.
Finding checkBacklog(const Backlog &backlog, Timestamp nowMs);
// Judges the memory used of the container's limit, and the file descriptors used of those it may open.
Finding checkProcess(const ProcessGauges &gauges);
// Fails for a worker that is stuck, warns of one that has failed too often in a row.
Finding checkWorkers(const std::vector<workers::WorkerSnapshot> &workers);

// `GET /health`: the worst of all checks and of what customers feel, as JSON. Strangers hear only that, as it
// was found within the last second, so that their asking costs nothing; with the token also the headline,
// what customers feel, each check and the version, as they are now. 503 only when no update can be stored: a
// platform must not restart us because a dependency is away. Lives on the frontend's thread.
class HealthEndpoint
{
public:
    static constexpr const char *kPath = "/health";

    static constexpr std::chrono::milliseconds kStrangersSee{1'000};

    // `isReady` as for /readyz; must cost nothing. `token` as for /metrics; empty: nobody gets details.
    // `strangersSee`: how old what strangers are told may be.
    HealthEndpoint(std::function<bool()> isReady, const QByteArray &token, const QString &version,
                   std::chrono::milliseconds strangersSee = kStrangersSee);

    // `look` must not block. Before the frontend listens.
    void addCheck(const QString &name, std::function<Finding()> look);
    // Outlives the endpoint; without them the checks alone tell. Before the frontend listens.
    void setConsequences(const Consequences &consequences) { m_consequences = &consequences; }
    // Call before the frontend listens; the endpoint must outlive it.
    void attach(http::HttpFrontend &frontend);

    // What they come to, together with what customers feel. Thread-safe, like findings().
    protocol::Headline headlineOf(const std::vector<std::pair<QString, Finding>> &findings) const;
    // Also for the console and the alerts.
    std::vector<std::pair<QString, Finding>> findings() const;

private:
    void handle(const http::Request &request, const http::Reply &reply);

    const std::function<bool()> m_isReady;
    const QByteArray m_token;
    const QString m_version;
    const std::chrono::milliseconds m_strangersSee;
    std::vector<std::pair<QString, std::function<Finding()>>> m_checks;
    const Consequences *m_consequences = nullptr;
    Finding::Status m_worst = Finding::Status::Pass; // at the last look for a request
    std::optional<std::chrono::steady_clock::time_point> m_lookedAt;
};

} // namespace turnpike::ops
