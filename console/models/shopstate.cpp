// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/shopstate.h"

#include "models/serverlanguage.h"
#include "protocol/calls.h"

#include <algorithm>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kTickMs = 100;
constexpr int kAgesEveryMs = 1'000; // as often as gauges come

// An iteration that runs has no id of the history yet.
QString keyOf(const Iteration &iteration)
{
    return u"%1/%2/%3"_s.arg(iteration.worker, iteration.instanceId).arg(iteration.number);
}

bool isEarlier(const LogLine &one, const LogLine &other)
{
    return one.seq < other.seq;
}

// As it was sent, and in the language of this machine.
template<class T>
T understood(T said)
{
    translate(said);
    return said;
}

template<class T>
void keepNewest(QList<T> &list, int count)
{
    if (list.size() > count)
        list.resize(count);
}

} // namespace

ShopState::ShopState(ServerConnection &connection, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
    , m_workers([](const WorkerState &row) { return row.worker; }, workerColumns())
    , m_iterations(keyOf, iterationColumns())
    , m_flags([](const FlagState &row) { return row.key; }, flagColumns())
    , m_alerts([](const AlertState &row) { return row.key; }, alertColumns())
    , m_instances([](const InstanceState &row) { return row.instanceId; }, instanceColumns())
    , m_leases([](const LeaseState &row) { return QString::number(row.id); }, leaseColumns())
    , m_waiters([](const WaiterState &row) { return QString::number(row.threadId); }, waiterColumns())
    , m_logs([](const LogLine &row) { return QString::number(row.seq); }, logColumns())
    , m_audit([](const AuditRow &row) { return QString::number(row.id); }, auditColumns())
    , m_logFollower(connection)
{
    m_tick.setSingleShot(true);
    m_tick.setInterval(kTickMs);
    connect(&m_tick, &QTimer::timeout, this, &ShopState::flush);
    m_second.start(kAgesEveryMs);
    connect(&m_second, &QTimer::timeout, this, [this] {
        if (m_isKnown && wording::serverNow() - m_gauges.at >= 2 * kAgesEveryMs)
            Q_EMIT aged();
    });
    connect(&connection, &ServerConnection::greeted, this, &ShopState::onGreeted);
    connect(&connection, &ServerConnection::happened, this, &ShopState::onHappened);
}

const Check *ShopState::check(const QString &name) const
{
    const auto found = std::find_if(m_gauges.checks.begin(), m_gauges.checks.end(),
                                    [&](const Check &check) { return check.name == name; });
    return found == m_gauges.checks.end() ? nullptr : &*found;
}

Freshness ShopState::judged(std::optional<Timestamp> readAt, qint64 lastsMs, bool isGone) const
{
    if (!m_isKnown || readAt.value_or(0) <= 0)
        return {};
    const bool isOld = wording::serverNow() - *readAt > lastsMs;
    const bool isLive = m_connection.state() == ServerConnection::State::Live;
    return {isLive && !isGone && !isOld ? Freshness::Kind::Fresh : Freshness::Kind::Gone, *readAt};
}

Freshness ShopState::freshness(std::initializer_list<FigureSource> sources) const
{
    Freshness worst = judged(m_gauges.at, lastsMs(FigureSource::Process));
    for (const FigureSource source : sources) {
        if (source == FigureSource::Process || m_gauges.sources.isEmpty())
            continue;
        const auto told = std::find_if(m_gauges.sources.begin(), m_gauges.sources.end(),
                                       [&](const SourceState &state) { return state.source == source; });
        const bool isTold = told != m_gauges.sources.end();
        worst = worse(worst, isTold ? judged(told->readAt, lastsMs(source), told->isGone) : Freshness());
    }
    return worst;
}

int ShopState::openAlerts() const
{
    const Timestamp now = wording::serverNow();
    return static_cast<int>(
        std::count_if(m_alerts.rows().begin(), m_alerts.rows().end(), [&](const auto &alert) {
            return !alert.isOver && !alert.acknowledgedAt && alert.mutedUntil.value_or(0) < now;
        }));
}

void ShopState::onGreeted(const Hello &hello)
{
    wording::setServerClockOffset(m_connection.clockOffsetMs());
    if (hello.epoch != m_epoch) {
        // Numbers of log lines mean something only within an epoch.
        m_newLogs.clear();
        m_logs.clear();
        m_missedLogLines = 0;
        m_epoch = hello.epoch;
    }
    if (hello.snapshot)
        take(*hello.snapshot);
}

void ShopState::take(const Snapshot &snapshot)
{
    m_isKnown = true;
    m_gauges = understood(snapshot.gauges);
    m_instances.replace(snapshot.instances);
    m_workers.replace(snapshot.workers);
    m_flags.replace(understood(snapshot.flags));
    m_alerts.replace(understood(snapshot.alerts));
    takePool(snapshot.pool);
    Q_EMIT gaugesChanged();
    Q_EMIT alertsChanged();
    for (const WorkerState &worker : snapshot.workers)
        Q_EMIT workerChanged(worker.worker);
}

void ShopState::takePool(const PoolState &pool)
{
    m_leases.replace(pool.leases);
    m_waiters.replace(pool.waiters);
}

void ShopState::takeIteration(const Iteration &iteration)
{
    m_newIterations.prepend(iteration);
    keepNewest(m_newIterations, kIterations);
    Q_EMIT iterationEnded(iteration);
}

void ShopState::onHappened(const Event &happened)
{
    const auto is = [&](const char *name) { return happened.event == QLatin1String(name); };
    if (is(event::kGauges)) {
        m_gauges = understood(fromJson<Gauges>(happened.data));
        wording::setServerClockOffset(m_connection.clockOffsetMs());
        Q_EMIT gaugesChanged();
    } else if (is(event::kPool)) {
        takePool(fromJson<PoolState>(happened.data));
    } else if (is(event::kInstances)) {
        m_instances.replace(fromJson<InstanceList>(happened.data).instances);
    } else if (is(event::kIteration)) {
        takeIteration(fromJson<Iteration>(happened.data));
    } else if (is(event::kWorkerState)) {
        const auto worker = fromJson<WorkerState>(happened.data);
        m_workers.upsert(worker);
        Q_EMIT workerChanged(worker.worker);
    } else if (is(event::kFlag)) {
        const auto flag = understood(fromJson<FlagState>(happened.data));
        m_flags.upsert(flag);
        Q_EMIT flagChanged(flag);
    } else if (is(event::kAlert)) {
        const auto alert = understood(fromJson<AlertState>(happened.data));
        const AlertState *before = m_alerts.find(alert.key);
        const bool begins = !alert.isOver && (!before || before->isOver);
        m_alerts.upsert(alert);
        Q_EMIT alertsChanged();
        if (begins)
            Q_EMIT alertBegan(alert);
    } else if (is(event::kAudit)) {
        m_newAudit.prepend(fromJson<AuditRow>(happened.data));
        keepNewest(m_newAudit, kAuditRows);
    } else if (is(event::kOrder)) {
        Q_EMIT orderEnded(understood(fromJson<OrderResult>(happened.data)));
    } else if (is(event::kLog)) {
        const auto batch = fromJson<LogBatch>(happened.data);
        m_newLogs.append(batch.lines);
        if (m_newLogs.size() > kLogLines)
            m_newLogs.remove(0, m_newLogs.size() - kLogLines);
        m_missedLogLines += batch.missed;
    }
    if (!m_tick.isActive() && !(m_newLogs.isEmpty() && m_newIterations.isEmpty() && m_newAudit.isEmpty()))
        m_tick.start();
}

void ShopState::addLogs(const QString &epoch, QList<LogLine> lines)
{
    if (epoch != m_epoch)
        return;
    flush();
    std::sort(lines.begin(), lines.end(), isEarlier);
    m_logs.merge(lines, isEarlier);
    m_logs.keepLast(kLogLines);
}

void ShopState::flush()
{
    m_logs.merge(std::exchange(m_newLogs, {}), isEarlier);
    m_logs.keepLast(kLogLines);
    m_iterations.prepend(std::exchange(m_newIterations, {}));
    m_iterations.keepFirst(kIterations);
    m_audit.prepend(std::exchange(m_newAudit, {}));
    m_audit.keepFirst(kAuditRows);
}

} // namespace turnpike::console

#include "moc_shopstate.cpp"
