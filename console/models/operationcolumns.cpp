// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "connection/translated.h"
#include "models/columnkinds.h"
#include "models/logtext.h"

#include <algorithm>

// Columns of what runs: workers, pool, instances, alerts, flags, audit, logs.
namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

struct Columns
{
    Q_DECLARE_TR_FUNCTIONS(Columns)
};

// In words where it is one; otherwise the reason as the server noted it.
QString exitOf(const InstanceState &instance)
{
    const Choice<InstanceExit> inOneWord(instance.exitReason);
    return inOneWord.known() ? wording::word(inOneWord) : instance.exitReason;
}

QString stateOf(const WorkerState &worker)
{
    if (worker.state == WorkerStatus::Paused) {
        return worker.pausedUntil ? Columns::tr("paused until %1").arg(wording::moment(worker.pausedUntil))
                                  : Columns::tr("paused");
    }
    if (worker.state == WorkerStatus::Running && worker.items > 0)
        return Columns::tr("running, %n item(s)", nullptr, static_cast<int>(worker.items));
    return wording::word(worker.state);
}

QString stateInFull(const WorkerState &worker)
{
    if (worker.pausedAt)
        return Columns::tr("Paused by %1 %2: %3")
            .arg(worker.pausedBy, wording::fromNow(worker.pausedAt), worker.pauseReason);
    if (worker.state == WorkerStatus::FlagOff)
        return Columns::tr("Its feature flag is off: %1").arg(worker.flag);
    if (worker.state == WorkerStatus::Stopped)
        return Columns::tr("No instance leads: nobody runs it.");
    if (!worker.waitsFor.isEmpty())
        return Columns::tr("It waits for: %1").arg(worker.waitsFor);
    return {};
}

QString nextRunOf(const WorkerState &worker)
{
    if (worker.runningSince)
        return Columns::tr("running for %1")
            .arg(wording::duration(std::max<qint64>(0, wording::serverNow() - *worker.runningSince)));
    return wording::fromNow(worker.nextRunAt);
}

qint64 lengthOf(const Iteration &iteration)
{
    return iteration.endedAt ? *iteration.endedAt - iteration.startedAt
                             : std::max<qint64>(0, wording::serverNow() - iteration.startedAt);
}

} // namespace

std::vector<Column<WorkerState>> workerColumns()
{
    using C = Column<WorkerState>;
    return {
        nameColumn(Columns::tr("Worker"), &WorkerState::worker, SubjectKind::Worker),
        C{Columns::tr("State"), stateOf}
            .toned([](const WorkerState &row) { return toneOf(row.state); })
            .withTip(stateInFull),
        C{Columns::tr("Schedule"),
          [](const WorkerState &row) {
              return wording::every(row.intervalMs);
          }}.sortedBy([](const WorkerState &row) { return row.intervalMs; }),
        C{Columns::tr("Next run"), nextRunOf}
            .sortedBy([](const WorkerState &row) { return row.nextRunAt.value_or(0); })
            .withTip([](const WorkerState &row) { return wording::utc(row.nextRunAt.value_or(0)); }),
        C{Columns::tr("Last outcome"),
          [](const WorkerState &row) {
              return row.lastOutcome.isEmpty() ? u"–"_s : wording::word(row.lastOutcome);
          }}.toned([](const WorkerState &row) { return toneOf(row.lastOutcome); })
            .withTip([](const WorkerState &row) { return row.lastReason; }),
        momentColumn<WorkerState>(Columns::tr("Ended"), &WorkerState::lastEndedAt),
        C{Columns::tr("Items"), [](const WorkerState &row) { return wording::number(row.items); }}.number(
            [](const WorkerState &row) { return row.items; }),
        C{Columns::tr("p50"), [](const WorkerState &row) { return wording::measured(row.p50Ms); }}.number(
            [](const WorkerState &row) { return row.p50Ms; }),
        C{Columns::tr("p95"), [](const WorkerState &row) { return wording::measured(row.p95Ms); }}.number(
            [](const WorkerState &row) { return row.p95Ms; }),
        C{Columns::tr("Durations"), [](const WorkerState &) { return QString(); }}.withSpark(
            [](const WorkerState &row) {
                QVariantList values;
                for (const double value : row.recentMs)
                    values.append(value);
                return values;
            }),
    };
}

std::vector<Column<Iteration>> iterationColumns()
{
    using C = Column<Iteration>;
    return {
        momentColumn<Iteration>(Columns::tr("Started"), &Iteration::startedAt),
        nameColumn(Columns::tr("Worker"), &Iteration::worker, SubjectKind::Worker),
        C{Columns::tr("Outcome"),
          [](const Iteration &row) {
              return row.outcome.isEmpty() ? wording::word(WorkerStatus::Running)
                                           : wording::word(row.outcome);
          }}.toned([](const Iteration &row) {
            return row.outcome.isEmpty() ? toneOf(WorkerStatus::Running) : toneOf(row.outcome);
        }),
        C{Columns::tr("Took"), [](const Iteration &row) { return wording::duration(lengthOf(row)); }}.number(
            [](const Iteration &row) { return lengthOf(row); }),
        C{Columns::tr("Items"),
          [](const Iteration &row) {
              return wording::number(row.items) + (row.hasMore ? Columns::tr(", more") : QString());
          }}.number([](const Iteration &row) { return row.items; }),
        wordColumn(Columns::tr("Trigger"), &Iteration::trigger),
        wordColumn(Columns::tr("Kind of error"), &Iteration::errorType),
        C{Columns::tr("Reason"), [](const Iteration &row) { return translated(row.sentence, row.reason); }},
        nameColumn(Columns::tr("Instance"), &Iteration::instanceId, SubjectKind::Instance),
        nameColumn(Columns::tr("Correlation id"), &Iteration::correlationId, SubjectKind::Correlation),
    };
}

std::vector<Column<FlagState>> flagColumns()
{
    using C = Column<FlagState>;
    return {
        nameColumn(Columns::tr("Flag"), &FlagState::key, SubjectKind::Flag),
        C{Columns::tr("State"),
          [](const FlagState &row) {
              return row.enabled ? Columns::tr("on") : Columns::tr("off");
          }}.toned([](const FlagState &row) { return row.enabled ? Tone::Good : Tone::Muted; }),
        wordColumn(Columns::tr("Kind"), &FlagState::kind),
        textColumn(Columns::tr("What it does"), &FlagState::description),
        textColumn(Columns::tr("Changed by"), &FlagState::changedBy),
        momentColumn<FlagState>(Columns::tr("Changed"), &FlagState::changedAt),
        textColumn(Columns::tr("Reason"), &FlagState::reason),
    };
}

std::vector<Column<AuditRow>> auditColumns()
{
    using C = Column<AuditRow>;
    return {
        momentColumn<AuditRow>(Columns::tr("When"), &AuditRow::at),
        textColumn(Columns::tr("Who"), &AuditRow::actor),
        C{Columns::tr("Role"), [](const AuditRow &row) { return wording::word(row.role); }},
        textColumn(Columns::tr("Action"), &AuditRow::action),
        textColumn(Columns::tr("Subject"), &AuditRow::subject).about([](const AuditRow &row) {
            return subjectNamed(row.subject);
        }),
        textColumn(Columns::tr("Before"), &AuditRow::before),
        textColumn(Columns::tr("After"), &AuditRow::after),
        textColumn(Columns::tr("Reason"), &AuditRow::reason),
        C{Columns::tr("Result"),
          [](const AuditRow &row) {
              return row.isDone() ? wording::word(row.result) : Columns::tr("refused");
          }}.toned([](const AuditRow &row) { return row.isDone() ? Tone::Good : Tone::Warning; })
            .withTip([](const AuditRow &row) { return row.result; }),
        textColumn(Columns::tr("Address"), &AuditRow::address),
    };
}

std::vector<Column<AlertState>> alertColumns()
{
    using C = Column<AlertState>;
    return {
        C{Columns::tr("Severity"),
          [](const AlertState &row) {
              return row.isOver ? Columns::tr("over") : wording::word(row.severity);
          }}
            .sortedBy([](const AlertState &row) {
                const auto severity = row.severity.known();
                return row.isOver || !severity ? -1 : static_cast<int>(*severity);
            })
            .toned([](const AlertState &row) { return row.isOver ? Tone::Muted : toneOf(row.severity); }),
        textColumn(Columns::tr("What"), &AlertState::text),
        momentColumn<AlertState>(Columns::tr("Since"), &AlertState::firstAt),
        momentColumn<AlertState>(Columns::tr("Last seen"), &AlertState::lastAt),
        C{Columns::tr("Times"), [](const AlertState &row) { return wording::number(row.count); }}.number(
            [](const AlertState &row) { return row.count; }),
        C{Columns::tr("Handled"),
          [](const AlertState &row) {
              if (row.mutedUntil && *row.mutedUntil > wording::serverNow())
                  return Columns::tr("muted until %1").arg(wording::moment(row.mutedUntil));
              return row.acknowledgedBy.isEmpty() ? QString() : Columns::tr("by %1").arg(row.acknowledgedBy);
          }}.withTip([](const AlertState &row) { return row.note; }),
    };
}

std::vector<Column<InstanceState>> instanceColumns()
{
    using C = Column<InstanceState>;
    return {
        C{Columns::tr("Instance"),
          [](const InstanceState &row) {
              return row.instanceId + (row.isConnected ? Columns::tr(" (this one)") : QString());
          }}.withTip([](const InstanceState &row) { return row.instanceId; })
            .about([](const InstanceState &row) { return subjectOf(SubjectKind::Instance, row.instanceId); }),
        C{Columns::tr("Role"),
          [](const InstanceState &row) {
              return row.endedAt ? Columns::tr("ended") : wording::word(row.role);
          }}.toned([](const InstanceState &row) { return row.endedAt ? Tone::Muted : toneOf(row.role); }),
        textColumn(Columns::tr("Version"), &InstanceState::version),
        momentColumn<InstanceState>(Columns::tr("Started"), &InstanceState::startedAt),
        C{Columns::tr("Last seen"), [](const InstanceState &row) { return wording::fromNow(row.lastSeenAt); }}
            .sortedBy([](const InstanceState &row) { return row.lastSeenAt; })
            .withTip([](const InstanceState &row) { return wording::utc(row.lastSeenAt); }),
        C{Columns::tr("Last exit"), &exitOf}
            .toned([](const InstanceState &row) {
                if (row.exitReason.isEmpty())
                    return Tone::None;
                return Choice<InstanceExit>(row.exitReason) == InstanceExit::Clean ? Tone::Good : Tone::Bad;
            })
            .withTip([](const InstanceState &row) {
                return row.hasDump ? Columns::tr("It left a dump: see the menu.") : row.exitReason;
            }),
    };
}

std::vector<Column<LeaseState>> leaseColumns()
{
    using C = Column<LeaseState>;
    constexpr qint64 kLongMs = 5'000, kLeakMs = 30'000; // where the server warns
    return {
        C{Columns::tr("Age"), [](const LeaseState &row) { return wording::duration(row.ageMs); }}
            .number([](const LeaseState &row) { return row.ageMs; })
            .toned([](const LeaseState &row) {
                if (row.ageMs < kLongMs)
                    return Tone::None;
                return row.ageMs < kLeakMs ? Tone::Warning : Tone::Bad;
            }),
        wordColumn(Columns::tr("For"), &LeaseState::demand),
        textColumn(Columns::tr("Holder"), &LeaseState::holder),
        C{Columns::tr("Statement"),
          [](const LeaseState &row) {
              return row.statement.isEmpty() ? Columns::tr("between statements") : row.statement.simplified();
          }}.withTip([](const LeaseState &row) { return row.statement; }),
        C{Columns::tr("Runs for"),
          [](const LeaseState &row) {
              return row.statement.isEmpty() ? u"–"_s : wording::duration(row.statementAgeMs);
          }}.number([](const LeaseState &row) { return row.statementAgeMs; }),
        C{Columns::tr("Thread"), [](const LeaseState &row) { return QString::number(row.threadId); }}.number(
            [](const LeaseState &row) { return row.threadId; }),
    };
}

std::vector<Column<WaiterState>> waiterColumns()
{
    using C = Column<WaiterState>;
    return {
        C{Columns::tr("Waits"), [](const WaiterState &row) { return wording::duration(row.ageMs); }}.number(
            [](const WaiterState &row) { return row.ageMs; }),
        wordColumn(Columns::tr("For"), &WaiterState::demand),
        textColumn(Columns::tr("Who"), &WaiterState::holder),
        C{Columns::tr("Thread"), [](const WaiterState &row) { return QString::number(row.threadId); }}.number(
            [](const WaiterState &row) { return row.threadId; }),
    };
}

std::vector<Column<LogLine>> logColumns()
{
    using C = Column<LogLine>;
    return {
        C{Columns::tr("Time"),
          [](const LogLine &row) {
              return QDateTime::fromMSecsSinceEpoch(row.at).toString(u"HH:mm:ss.zzz"_s);
          }}.sortedBy([](const LogLine &row) { return row.seq; })
            .withTip([](const LogLine &row) { return wording::utc(row.at); }),
        C{Columns::tr("Level"), [](const LogLine &row) { return wording::word(row.level); }}.toned(
            [](const LogLine &row) {
                // The usual goes without a sign, so that the others are seen.
                return row.level == LogLevel::Info ? Tone::None : toneOf(row.level);
            }),
        textColumn(Columns::tr("Component"), &LogLine::component),
        textColumn(Columns::tr("Message"), &LogLine::message),
        C{Columns::tr("Details"), &logtext::details}.withTip([](const LogLine &row) {
            return QString::fromUtf8(QJsonDocument(row.details).toJson(QJsonDocument::Indented));
        }),
        nameColumn(Columns::tr("Correlation id"), &LogLine::correlationId, SubjectKind::Correlation),
    };
}

} // namespace turnpike::console
