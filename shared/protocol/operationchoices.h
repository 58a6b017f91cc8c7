// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/choice.h"

// The choices of what runs: see choice.h.
namespace turnpike::protocol {

// How a part of the house is, and the whole. In order, worst last.
enum class CheckStatus { Pass, Warn, Fail };
constexpr auto wordsOf(CheckStatus)
{
    return std::array{Word{CheckStatus::Pass, "pass", Tone::Good},
                      Word{CheckStatus::Warn, "warn", Tone::Warning},
                      Word{CheckStatus::Fail, "fail", Tone::Bad}};
}

// What customers feel of a fault. In order, worst first: what they send is lost to us for now, they get no
// answers, no keys, cannot pay, and (which is felt by the shop alone) nobody buys.
enum class ConsequenceKind { NotStored, NoAnswers, NoKeys, CannotPay, NoSales };
constexpr auto wordsOf(ConsequenceKind)
{
    return std::array{
        Word{ConsequenceKind::NotStored, "not_stored"}, Word{ConsequenceKind::NoAnswers, "no_answers"},
        Word{ConsequenceKind::NoKeys, "no_keys"}, Word{ConsequenceKind::CannotPay, "cannot_pay"},
        Word{ConsequenceKind::NoSales, "no_sales"}};
}

// Where the server reads what it tells consoles of the shop. Each is read by itself and may be gone while the
// others are there: the process itself, what waits in the database, what customers feel (counted there too),
// Telegram's own figures of our webhook, the rows of all instances, the workers of whoever leads, and alerts.
enum class FigureSource { Process, Backlog, Shop, Telegram, Instances, Workers, Alerts };
constexpr auto wordsOf(FigureSource)
{
    return std::array{Word{FigureSource::Process, "process"},     Word{FigureSource::Backlog, "backlog"},
                      Word{FigureSource::Shop, "shop"},           Word{FigureSource::Telegram, "telegram"},
                      Word{FigureSource::Instances, "instances"}, Word{FigureSource::Workers, "workers"},
                      Word{FigureSource::Alerts, "alerts"}};
}
// For how long what was read of it counts as of now, in milliseconds: several times the pause between two
// readings.
constexpr long long lastsMs(FigureSource source)
{
    switch (source) {
    case FigureSource::Process:
        return 10'000;
    case FigureSource::Shop:
        return 45'000;
    case FigureSource::Telegram:
        return 180'000;
    case FigureSource::Backlog:
    case FigureSource::Instances:
    case FigureSource::Workers:
    case FigureSource::Alerts:
        break;
    }
    return 15'000;
}

// Calls to a service are made (closed), refused (open) or tried (half open).
enum class BreakerPhase { Closed, Open, HalfOpen };
constexpr auto wordsOf(BreakerPhase)
{
    return std::array{Word{BreakerPhase::Closed, "closed", Tone::Good},
                      Word{BreakerPhase::Open, "open", Tone::Bad},
                      Word{BreakerPhase::HalfOpen, "half_open", Tone::Warning}};
}

// What an instance is among the replicas.
enum class InstanceRole { Leader, Standby, IngestOnly };
constexpr auto wordsOf(InstanceRole)
{
    return std::array{Word{InstanceRole::Leader, "leader", Tone::Good},
                      Word{InstanceRole::Standby, "standby", Tone::Muted},
                      Word{InstanceRole::IngestOnly, "ingest_only", Tone::Muted}};
}

// How an instance ended, where one word says it; otherwise its exit reason is a sentence.
enum class InstanceExit { Clean, Crash };
constexpr auto wordsOf(InstanceExit)
{
    return std::array{Word{InstanceExit::Clean, "clean", Tone::Good},
                      Word{InstanceExit::Crash, "crash", Tone::Bad}};
}

// Where the shop runs: production, a rehearsal of it, somebody's own machine.
enum class Environment { Prod, Stage, Local };
constexpr auto wordsOf(Environment)
{
    return std::array{Word{Environment::Prod, "prod"}, Word{Environment::Stage, "stage"},
                      Word{Environment::Local, "local"}};
}

// What a chart marks: an instance that starts (a deploy) or ends, another leader, a flag that was changed, a
// breaker that opens or closes, the database going and coming back, an alert that begins or is over, and what
// else an operator did.
enum class MarkKind { Start, End, Leader, Flag, Breaker, Database, Alert, Action };
constexpr auto wordsOf(MarkKind)
{
    return std::array{
        Word{MarkKind::Start, "start", Tone::Info},        Word{MarkKind::End, "end", Tone::Muted},
        Word{MarkKind::Leader, "leader", Tone::Info},      Word{MarkKind::Flag, "flag", Tone::Info},
        Word{MarkKind::Breaker, "breaker", Tone::Warning}, Word{MarkKind::Database, "database", Tone::Bad},
        Word{MarkKind::Alert, "alert", Tone::Warning},     Word{MarkKind::Action, "action", Tone::Info}};
}

// How a worker stands: stopped means that nobody leads.
enum class WorkerStatus { Stopped, Idle, Running, Stuck, Paused, FlagOff };
constexpr auto wordsOf(WorkerStatus)
{
    return std::array{Word{WorkerStatus::Stopped, "stopped", Tone::Warning},
                      Word{WorkerStatus::Idle, "idle", Tone::Muted},
                      Word{WorkerStatus::Running, "running", Tone::Info},
                      Word{WorkerStatus::Stuck, "stuck", Tone::Bad},
                      Word{WorkerStatus::Paused, "paused", Tone::Warning},
                      Word{WorkerStatus::FlagOff, "flag_off", Tone::Warning}};
}

// How an iteration of a worker ended.
enum class IterationOutcome { Success, Degraded, Failed, Skipped, Timeout, Cancelled, Stuck };
constexpr auto wordsOf(IterationOutcome)
{
    return std::array{Word{IterationOutcome::Success, "success", Tone::Good},
                      Word{IterationOutcome::Degraded, "degraded", Tone::Warning},
                      Word{IterationOutcome::Failed, "failed", Tone::Bad},
                      Word{IterationOutcome::Skipped, "skipped", Tone::Muted},
                      Word{IterationOutcome::Timeout, "timeout", Tone::Bad},
                      Word{IterationOutcome::Cancelled, "cancelled", Tone::Warning},
                      Word{IterationOutcome::Stuck, "stuck", Tone::Bad}};
}

// Why an iteration began: becoming leader, the interval, a commit, a due row, an operator, the command line.
enum class IterationTrigger { Start, Timer, Kick, Due, Console, Cli };
constexpr auto wordsOf(IterationTrigger)
{
    return std::array{Word{IterationTrigger::Start, "start"},     Word{IterationTrigger::Timer, "timer"},
                      Word{IterationTrigger::Kick, "kick"},       Word{IterationTrigger::Due, "due"},
                      Word{IterationTrigger::Console, "console"}, Word{IterationTrigger::Cli, "cli"}};
}

// Whose fault a failure is. None is said in logs alone: a member that holds it stays empty.
enum class ErrorType { None, Infra, Dependency, Domain, Unexpected };
constexpr auto wordsOf(ErrorType)
{
    return std::array{Word{ErrorType::None, "none", Tone::Muted}, Word{ErrorType::Infra, "infra"},
                      Word{ErrorType::Dependency, "dependency"}, Word{ErrorType::Domain, "domain"},
                      Word{ErrorType::Unexpected, "unexpected"}};
}

// How much an alert matters, by what it asks of people. In order.
//
// Info: nothing. It stands in the console and in the log, and nobody is notified.
// Warning: a look within the day. No customer feels it, or it has mended itself; Telegram tells it without a
// sound.
// Critical: to be looked at now, at any hour. Customers feel it, or money, keys or what was stored are at
// stake.
enum class Severity { Info, Warning, Critical };
constexpr auto wordsOf(Severity)
{
    return std::array{Word{Severity::Info, "info", Tone::Info},
                      Word{Severity::Warning, "warning", Tone::Warning},
                      Word{Severity::Critical, "critical", Tone::Bad}};
}

// How much an event of the log matters. In order.
enum class LogLevel { Debug, Info, Warning, Error };
constexpr auto wordsOf(LogLevel)
{
    return std::array{Word{LogLevel::Debug, "debug", Tone::Muted}, Word{LogLevel::Info, "info", Tone::Info},
                      Word{LogLevel::Warning, "warning", Tone::Warning},
                      Word{LogLevel::Error, "error", Tone::Bad}};
}

// Whose work a database connection is for.
enum class Demand { Handler, Worker, Ingest, Sender, Operations, Control };
constexpr auto wordsOf(Demand)
{
    return std::array{Word{Demand::Handler, "handler"},       Word{Demand::Worker, "worker"},
                      Word{Demand::Ingest, "ingest"},         Word{Demand::Sender, "sender"},
                      Word{Demand::Operations, "operations"}, Word{Demand::Control, "control"}};
}

// Whom a feature flag is for: those who sell, or those on duty.
enum class FlagKind { Business, Operations };
constexpr auto wordsOf(FlagKind)
{
    return std::array{Word{FlagKind::Business, "business"}, Word{FlagKind::Operations, "operations"}};
}

} // namespace turnpike::protocol
