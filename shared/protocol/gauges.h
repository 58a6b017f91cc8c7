// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/json.h"
#include "protocol/operationchoices.h"
#include "protocol/timestamp.h"

// How the shop is, in numbers. Times are ms UTC of the server; absent: not known yet.
namespace turnpike::protocol {

// One part of the house and how it is, as /health says it.
struct Check
{
    QString name; // "database", "redis", "telegram", "vpn_api", "crypto_pay", "leader", "pool", "inbox",
                  // "workers"
    Choice<CheckStatus> status;
    QString text;                   // what is wrong, for people; mostly empty where it passes
    std::optional<Timestamp> since; // when it became so
    bool isConfigured = true;       // false: this shop does without it
    Sentence sentence = {};         // that `text` is in English

    template<class F>
    static void fields(F &&field)
    {
        field("name", &Check::name);
        field("status", &Check::status);
        field("text", &Check::text);
        field("since", &Check::since);
        field("is_configured", &Check::isConfigured);
        field("sentence", &Check::sentence);
    }
};

// The whole in one sentence, as verdictOf() makes it of the checks: "Healthy", "Degraded: redis: away".
struct Verdict
{
    Choice<CheckStatus> status = CheckStatus::Pass; // the worst of all checks
    QString text;
    std::optional<Timestamp> since;

    template<class F>
    static void fields(F &&field)
    {
        field("status", &Verdict::status);
        field("text", &Verdict::text);
        field("since", &Verdict::since);
    }
};

// The worst of them in a sentence, and the names of the others that do not pass. Empty where there are no
// checks. An unknown status, of a newer server, is taken for a failure.
Sentence verdictOf(const QList<Check> &checks);

// What customers feel of one cause, from its first moment until it has been well for a while.
struct Consequence
{
    Choice<ConsequenceKind> kind;
    QString cause; // the name of the check that is about it, or "sales": one consequence a cause
    Choice<CheckStatus> status;
    qint64 count = 0; // customers who wait; 0: it is not known how many, or none does yet
    Timestamp since = 0;
    std::optional<Timestamp> until; // when it is known to end
    QString text;
    Sentence sentence = {}; // that `text` is in English

    template<class F>
    static void fields(F &&field)
    {
        field("kind", &Consequence::kind);
        field("cause", &Consequence::cause);
        field("status", &Consequence::status);
        field("count", &Consequence::count);
        field("since", &Consequence::since);
        field("until", &Consequence::until);
        field("text", &Consequence::text);
        field("sentence", &Consequence::sentence);
    }
};

// The whole in one sentence, by what customers feel: the worst consequence, or the verdict of the checks
// where there is none, or where they are worse.
struct Headline
{
    Choice<CheckStatus> status = CheckStatus::Pass;
    QString text; // empty: a server of a version before
    std::optional<Timestamp> since;
    Sentence sentence = {}; // that `text` is in English

    template<class F>
    static void fields(F &&field)
    {
        field("status", &Headline::status);
        field("text", &Headline::text);
        field("since", &Headline::since);
        field("sentence", &Headline::sentence);
    }
};

// What Telegram sends us. `quietSince` counts from the newest authenticated update that any replica stored.
struct WebhookGauges
{
    std::optional<Timestamp> lastRequestAt;
    std::optional<Timestamp> lastAuthenticatedAt;
    std::optional<Timestamp> lastAcknowledgedAt;
    std::optional<qint64> quietSince;
    double perMinute = 0;    // updates acknowledged, over the last minute
    qint64 acknowledged = 0; // since this process began, as the next three
    qint64 unavailable = 0;
    qint64 wrongSecret = 0;
    qint64 malformed = 0;
    QString trouble;               // what Telegram says is wrong; empty: nothing
    qint64 pendingAtTelegram = -1; // of its last answer; -1: never asked
    QString lastErrorAtTelegram;
    QJsonObject kinds; // updates by kind, since this process began

    template<class F>
    static void fields(F &&field)
    {
        field("last_request_at", &WebhookGauges::lastRequestAt);
        field("last_authenticated_at", &WebhookGauges::lastAuthenticatedAt);
        field("last_acknowledged_at", &WebhookGauges::lastAcknowledgedAt);
        field("quiet_since", &WebhookGauges::quietSince);
        field("per_minute", &WebhookGauges::perMinute);
        field("acknowledged", &WebhookGauges::acknowledged);
        field("unavailable", &WebhookGauges::unavailable);
        field("wrong_secret", &WebhookGauges::wrongSecret);
        field("malformed", &WebhookGauges::malformed);
        field("trouble", &WebhookGauges::trouble);
        field("pending_at_telegram", &WebhookGauges::pendingAtTelegram);
        field("last_error_at_telegram", &WebhookGauges::lastErrorAtTelegram);
        field("kinds", &WebhookGauges::kinds);
    }
};

// How long something took over the last minute or so, in milliseconds; -1 when nothing was measured.
struct Percentiles
{
    double p50 = -1;
    double p95 = -1;
    double p99 = -1;

    template<class F>
    static void fields(F &&field)
    {
        field("p50", &Percentiles::p50);
        field("p95", &Percentiles::p95);
        field("p99", &Percentiles::p99);
    }
};

// Updates that were acknowledged and what became of them.
struct InboxGauges
{
    qint64 pending = 0;
    qint64 dead = 0;
    qint64 oldestMs = 0; // age of the oldest that is not handled
    qint64 running = 0;  // handlers at work
    qint64 lanesReady = 0;
    qint64 handled = 0; // since this process began, as what follows
    qint64 failed = 0;
    qint64 timeouts = 0;
    qint64 deadLetters = 0;
    qint64 checkoutsRefused = 0;
    qint64 checkoutsTooLate = 0;
    qint64 duplicates = 0; // redelivered updates that were stored already
    double handledPerSecond = 0;
    Percentiles acknowledge; // from the request to its commit
    Percentiles handle;

    template<class F>
    static void fields(F &&field)
    {
        field("pending", &InboxGauges::pending);
        field("dead", &InboxGauges::dead);
        field("oldest_ms", &InboxGauges::oldestMs);
        field("running", &InboxGauges::running);
        field("lanes_ready", &InboxGauges::lanesReady);
        field("handled", &InboxGauges::handled);
        field("failed", &InboxGauges::failed);
        field("timeouts", &InboxGauges::timeouts);
        field("dead_letters", &InboxGauges::deadLetters);
        field("checkouts_refused", &InboxGauges::checkoutsRefused);
        field("checkouts_too_late", &InboxGauges::checkoutsTooLate);
        field("duplicates", &InboxGauges::duplicates);
        field("handled_per_second", &InboxGauges::handledPerSecond);
        field("acknowledge", &InboxGauges::acknowledge);
        field("handle", &InboxGauges::handle);
    }
};

// Messages to Telegram.
struct OutboxGauges
{
    qint64 pending = 0;
    qint64 failed = 0;
    qint64 oldestMs = 0; // how long the oldest is overdue
    qint64 queued = 0;   // leased, waiting for Telegram's limits
    qint64 inFlight = 0;
    bool held = false;                    // by an operator
    bool unauthorized = false;            // Telegram does not know the token
    std::optional<Timestamp> pausedUntil; // 429: until when the last of these chats
    qint64 pausedChats = 0;
    qint64 perSecond = 0; // messages that may leave; fewer than usual where many chats are refused
    qint64 sent = 0;      // since this process began, as what follows
    qint64 refused = 0;
    qint64 dropped = 0;
    qint64 rateLimited = 0;
    double sentPerSecond = 0;

    template<class F>
    static void fields(F &&field)
    {
        field("pending", &OutboxGauges::pending);
        field("failed", &OutboxGauges::failed);
        field("oldest_ms", &OutboxGauges::oldestMs);
        field("queued", &OutboxGauges::queued);
        field("in_flight", &OutboxGauges::inFlight);
        field("held", &OutboxGauges::held);
        field("unauthorized", &OutboxGauges::unauthorized);
        field("paused_until", &OutboxGauges::pausedUntil);
        field("paused_chats", &OutboxGauges::pausedChats);
        field("per_second", &OutboxGauges::perSecond);
        field("sent", &OutboxGauges::sent);
        field("refused", &OutboxGauges::refused);
        field("dropped", &OutboxGauges::dropped);
        field("rate_limited", &OutboxGauges::rateLimited);
        field("sent_per_second", &OutboxGauges::sentPerSecond);
    }
};

// The connection pool of the instance.
struct PoolGauges
{
    bool isUp = false;
    QString lastError;
    qint64 used = 0;
    qint64 idle = 0;
    qint64 waiting = 0;
    qint64 maxSize = 0;
    qint64 acquired = 0; // since this process began, as what follows
    qint64 timeouts = 0;
    qint64 opened = 0;
    qint64 discarded = 0;
    qint64 reaped = 0;
    Percentiles wait; // for a lease
    Percentiles use;  // of a lease

    template<class F>
    static void fields(F &&field)
    {
        field("is_up", &PoolGauges::isUp);
        field("last_error", &PoolGauges::lastError);
        field("used", &PoolGauges::used);
        field("idle", &PoolGauges::idle);
        field("waiting", &PoolGauges::waiting);
        field("max_size", &PoolGauges::maxSize);
        field("acquired", &PoolGauges::acquired);
        field("timeouts", &PoolGauges::timeouts);
        field("opened", &PoolGauges::opened);
        field("discarded", &PoolGauges::discarded);
        field("reaped", &PoolGauges::reaped);
        field("wait", &PoolGauges::wait);
        field("use", &PoolGauges::use);
    }
};

// A circuit breaker: calls to this service are made (closed), refused (open) or tried (half open).
struct BreakerState
{
    QString dependency; // DependencyState::name
    Choice<BreakerPhase> state;
    std::optional<Timestamp> since;
    qint64 timesOpened = 0;
    std::optional<Timestamp> succeededAt =
        {}; // when a call last did; absent: none has since the process began

    template<class F>
    static void fields(F &&field)
    {
        field("dependency", &BreakerState::dependency);
        field("state", &BreakerState::state);
        field("since", &BreakerState::since);
        field("times_opened", &BreakerState::timesOpened);
        field("succeeded_at", &BreakerState::succeededAt);
    }
};

// Something outside that the server calls.
struct DependencyState
{
    QString name; // "redis", "vpn_api", "heartbeat": as its check and its breaker, where there are any
    bool isConfigured = true; // false: this shop does without it
    bool hasTile = false;     // one of those that the overview shows

    template<class F>
    static void fields(F &&field)
    {
        field("name", &DependencyState::name);
        field("is_configured", &DependencyState::isConfigured);
        field("has_tile", &DependencyState::hasTile);
    }
};

// What customers feel. Counted every few seconds at most.
struct ShopGauges
{
    qint64 paidWithoutKey = 0;           // after ten minutes
    std::optional<qint64> waitingForKey; // from the payment on; a server of the version before does not tell
    qint64 oldestWaitMs = 0;             // of those who wait for a key
    qint64 activationsPending = 0;
    qint64 activationsFailed = 0;
    qint64 removalsPending = 0;
    qint64 paymentsInReview = 0;
    qint64 salesThisHour = 0; // purchases fulfilled
    double salesUsual = -1;   // per such hour over the last seven days; -1: no history yet
    qint64 revenueTodayKopecks = 0;
    qint64 activeSubscriptions = 0;
    qint64 usersTotal = 0;
    std::optional<Timestamp> countedAt;

    template<class F>
    static void fields(F &&field)
    {
        field("paid_without_key", &ShopGauges::paidWithoutKey);
        field("waiting_for_key", &ShopGauges::waitingForKey);
        field("oldest_wait_ms", &ShopGauges::oldestWaitMs);
        field("activations_pending", &ShopGauges::activationsPending);
        field("activations_failed", &ShopGauges::activationsFailed);
        field("removals_pending", &ShopGauges::removalsPending);
        field("payments_in_review", &ShopGauges::paymentsInReview);
        field("sales_this_hour", &ShopGauges::salesThisHour);
        field("sales_usual", &ShopGauges::salesUsual);
        field("revenue_today_kopecks", &ShopGauges::revenueTodayKopecks);
        field("active_subscriptions", &ShopGauges::activeSubscriptions);
        field("users_total", &ShopGauges::usersTotal);
        field("counted_at", &ShopGauges::countedAt);
    }
};

// The process itself.
struct ProcessGauges
{
    qint64 memoryBytes = 0;      // resident
    qint64 memoryLimitBytes = 0; // of the container or the machine; 0: not known
    qint64 descriptors = 0;
    qint64 descriptorLimit = 0;
    qint64 threads = 0;
    double loopLagMs = 0;   // of the main event loop, the worst of the last seconds
    double cpuPercent = 0;  // of one core
    qint64 connections = 0; // of HTTP clients
    qint64 consoles = 0;

    template<class F>
    static void fields(F &&field)
    {
        field("memory_bytes", &ProcessGauges::memoryBytes);
        field("memory_limit_bytes", &ProcessGauges::memoryLimitBytes);
        field("descriptors", &ProcessGauges::descriptors);
        field("descriptor_limit", &ProcessGauges::descriptorLimit);
        field("threads", &ProcessGauges::threads);
        field("loop_lag_ms", &ProcessGauges::loopLagMs);
        field("cpu_percent", &ProcessGauges::cpuPercent);
        field("connections", &ProcessGauges::connections);
        field("consoles", &ProcessGauges::consoles);
    }
};

// Whether what comes from one source is of now.
struct SourceState
{
    Choice<FigureSource> source;
    std::optional<Timestamp> readAt; // when it was last read; absent: never
    bool isGone = false;             // known to be away: it was not read since, however short that is

    template<class F>
    static void fields(F &&field)
    {
        field("source", &SourceState::source);
        field("read_at", &SourceState::readAt);
        field("is_gone", &SourceState::isGone);
    }
};

// Everything of the connected instance at one moment: event "gauges", once a second.
struct Gauges
{
    Timestamp at = 0;
    Verdict verdict;
    bool isReady = false;
    bool isLeader = false;
    QList<Check> checks;
    WebhookGauges webhook;
    InboxGauges inbox;
    OutboxGauges outbox;
    PoolGauges pool;
    QList<BreakerState> breakers;
    QList<DependencyState> dependencies; // empty: a server of a version before, which does not tell them
    ShopGauges shop;
    ProcessGauges process;
    // Values of numbers.h by id, see NumberValues. What the members above tell too they go on telling: a
    // console of a version before reads those.
    QJsonObject numbers;
    QList<Consequence> consequences; // the worst first
    Headline headline;
    QList<SourceState> sources; // all but the process; empty: a server of a version before

    template<class F>
    static void fields(F &&field)
    {
        field("at", &Gauges::at);
        field("verdict", &Gauges::verdict);
        field("is_ready", &Gauges::isReady);
        field("is_leader", &Gauges::isLeader);
        field("checks", &Gauges::checks);
        field("webhook", &Gauges::webhook);
        field("inbox", &Gauges::inbox);
        field("outbox", &Gauges::outbox);
        field("pool", &Gauges::pool);
        field("breakers", &Gauges::breakers);
        field("dependencies", &Gauges::dependencies);
        field("shop", &Gauges::shop);
        field("process", &Gauges::process);
        field("numbers", &Gauges::numbers);
        field("consequences", &Gauges::consequences);
        field("headline", &Gauges::headline);
        field("sources", &Gauges::sources);
    }
};

// A process of the shop, as its row says: event "instances" tells of all, every few seconds.
struct InstanceState
{
    QString instanceId;
    QString version;
    Choice<InstanceRole> role;
    Timestamp startedAt = 0;
    Timestamp lastSeenAt = 0;
    std::optional<Timestamp> endedAt;
    QString exitReason;       // a word of InstanceExit, "failed: …" or "watchdog: …"
    bool hasDump = false;     // instances.dump shows it
    bool isConnected = false; // the one that this console talks to
    QJsonObject gauges;       // the small picture it leaves in its row: members of SeriesPoint.values

    template<class F>
    static void fields(F &&field)
    {
        field("instance_id", &InstanceState::instanceId);
        field("version", &InstanceState::version);
        field("role", &InstanceState::role);
        field("started_at", &InstanceState::startedAt);
        field("last_seen_at", &InstanceState::lastSeenAt);
        field("ended_at", &InstanceState::endedAt);
        field("exit_reason", &InstanceState::exitReason);
        field("has_dump", &InstanceState::hasDump);
        field("is_connected", &InstanceState::isConnected);
        field("gauges", &InstanceState::gauges);
    }
};

// Data of the event "instances".
struct InstanceList
{
    QList<InstanceState> instances;

    template<class F>
    static void fields(F &&field)
    {
        field("instances", &InstanceList::instances);
    }
};

// Charted numbers at one moment: by id, see numbers.h. Absent: not known at that moment.
struct SeriesPoint
{
    Timestamp at = 0;
    QJsonObject values;

    template<class F>
    static void fields(F &&field)
    {
        field("at", &SeriesPoint::at);
        field("values", &SeriesPoint::values);
    }
};

// Something to be marked on every chart.
struct SeriesMark
{
    Timestamp at = 0;
    Choice<MarkKind> kind;
    QString text;
    Sentence sentence = {}; // that `text` is in English

    template<class F>
    static void fields(F &&field)
    {
        field("at", &SeriesMark::at);
        field("kind", &SeriesMark::kind);
        field("text", &SeriesMark::text);
        field("sentence", &SeriesMark::sentence);
    }
};

} // namespace turnpike::protocol
