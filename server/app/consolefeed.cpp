#include "app/consolefeed.h"

#include "base/errors.h"
#include "consolecalls/flagcalls.h"
#include "consolecalls/messagecalls.h"
#include "consolecalls/updatecalls.h"
#include "consolecalls/workercalls.h"
#include "db/connectionpool.h"
#include "protocol/calls.h"
#include "protocol/logs.h"
#include "telemetry/log.h"

namespace turnpike::app {

using namespace std::chrono_literals;
using namespace protocol;
using ops::PeriodicJobs;

namespace {

const QString kHoldKey = QStringLiteral("outbox_held");

constexpr const char *kReadHold = "SELECT value FROM settings WHERE key = ?";
constexpr const char *kWriteHold = R"(
    INSERT INTO settings (key, value, updated_at) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at)";

QString done()
{
    return QString::fromLatin1(OrderResult::kDone);
}

QString notAllNoted()
{
    return QStringLiteral("there are more than could be noted at once: order it again for the others");
}

} // namespace

ConsoleFeed::ConsoleFeed(const Parts &parts)
    : m_parts(parts)
    , m_alertBook(parts.database, parts.clock, parts.instanceId)
    , m_shop(parts.database, parts.clock)
    , m_alerts(m_alertBook, parts.clock, parts.publish)
    , m_instances(parts.database, parts.clock, parts.publish, parts.instanceId)
    , m_orders(parts.database, parts.clock, parts.instanceId, parts.isLeader)
    , m_archive(parts.database, parts.clock, m_series, parts.instanceId)
    , m_workers(parts.publish, parts.instanceId)
{
    parts.alerts.setListener([this](const Alert &alert) { m_alertBook.note(alert); });
    parts.alerts.setMuted([this](const QString &key) { return m_alertBook.isMuted(key); });
    parts.leader.setIterationListener(
        [this](const workers::Iteration &iteration, const std::optional<workers::Ending> &ending) {
            m_workers.onIteration(iteration, ending);
        });
    m_orders.setListener([this](const OrderResult &result) {
        m_parts.publish(event::kOrder, result.changeId, toJson(result));
    });
    addOrders();
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { tick(); });
    m_timer.start(1s);
    // The first picture is there before the first console.
    QTimer::singleShot(0, &m_timer, [this] { tick(); });
}

void ConsoleFeed::addCalls(consolehub::CallTable &calls, const consolehub::Changes &changes,
                           const consolehub::AuditTrail &audit)
{
    calls.addMessage(
        call::kSnapshot, [this](const consolehub::CallRequest &, const Deadline &) { return snapshot(); },
        consolehub::CallTable::Needs::Memory);
    consolecalls::addFlagCalls(calls, changes, audit, m_parts.shop.flags);
    consolecalls::addWorkerCalls(calls, changes, m_parts.database, m_parts.clock,
                                 m_parts.leader.workerNames());
    m_instances.addCalls(calls);
    m_orders.addCalls(calls, changes);
    m_archive.addCalls(calls);
    m_alerts.addCalls(calls, changes);
    consolecalls::addUpdateCalls(calls, changes, m_parts.database, m_parts.clock, m_parts.kicks);
    consolecalls::addMessageCalls(calls, changes, m_parts.database, m_parts.clock, m_parts.kicks);
    Shop &shop = m_parts.shop;
    m_customers.emplace(consolecalls::CustomerCalls::Parts{m_parts.database, m_parts.clock, changes,
                                                           shop.access, shop.activations, shop.notices,
                                                           shop.catalog, shop.balance, shop.payments});
    m_customers->addTo(calls);
}

void ConsoleFeed::addOrders()
{
    m_orders.addForInstance(call::kCancelLease, [this](const QJsonObject &args, const Deadline &) {
        const auto id = static_cast<quint64>(fromJson<LeaseOrder>(args).leaseId);
        return m_parts.database.pool().cancelStatement(id) ? done()
                                                           : QStringLiteral("the lease had ended by itself");
    });
    m_orders.addForInstance(call::kResetBreaker, [this](const QJsonObject &args, const Deadline &) {
        return resetBreaker(fromJson<BreakerOrder>(args).dependency);
    });
    m_orders.addForInstance(call::kLogLevel, [](const QJsonObject &args, const Deadline &) {
        const auto order = fromJson<LogLevelOrder>(args);
        return log::setLevel(order.component, order.level.word())
                   ? done()
                   : QStringLiteral("no such component or level");
    });
    m_orders.addForLeader(call::kStepDown, [this](const QJsonObject &, const Deadline &) {
        const QList<InstanceState> all = m_instances.instances();
        const bool isFollowed = std::any_of(all.begin(), all.end(), [](const InstanceState &instance) {
            // Our own row may still say what we were before we led.
            return !instance.endedAt && !instance.isConnected && instance.role == InstanceRole::Standby;
        });
        if (!isFollowed)
            return QStringLiteral("refused: no other instance stands by");
        m_parts.stepDown();
        return done();
    });
    m_orders.addForLeader(call::kHoldOutbox, [this](const QJsonObject &, const Deadline &deadline) {
        setHold(true, deadline);
        return done();
    });
    m_orders.addForLeader(call::kReleaseOutbox, [this](const QJsonObject &, const Deadline &deadline) {
        setHold(false, deadline);
        return done();
    });
    m_orders.addForLeader(call::kSetAllAgain, [this](const QJsonObject &, const Deadline &deadline) {
        return setAllKeysAgain(deadline);
    });
}

QString ConsoleFeed::setAllKeysAgain(const Deadline &deadline)
{
    if (const std::optional<QString> missing = m_parts.leader.panel().missing())
        return *missing;
    try {
        // Half of the time: its end is to be written, too. What was made due by then stays so.
        m_parts.shop.reconciliation.setAllAgain(m_parts.database, false,
                                                deadline.within(deadline.remaining() / 2));
    } catch (const DeadlineExceeded &) {
        return notAllNoted();
    } catch (const DatabaseError &error) {
        // The time was over while a statement ran.
        if (error.kind() != DatabaseError::Kind::Timeout)
            throw;
        return notAllNoted();
    }
    return done();
}

QString ConsoleFeed::resetBreaker(const QString &dependency)
{
    return m_parts.dependencies.resetBreaker(dependency)
               ? done()
               : QStringLiteral("there is no breaker for %1").arg(dependency);
}

void ConsoleFeed::addJobs(PeriodicJobs &jobs)
{
    jobs.add(PeriodicJobs::kOrders, QStringLiteral("orders"), {150ms, 2s, 50ms},
             [this](const Deadline &deadline) { m_orders.poll(deadline); });
    jobs.add(PeriodicJobs::kPicture, QStringLiteral("finished orders"), {2s, 5s},
             [this](const Deadline &deadline) { m_orders.tellOfFinished(deadline); });
    jobs.add(PeriodicJobs::kPicture, QStringLiteral("instances"), {2s, 5s},
             [this](const Deadline &deadline) { m_instances.read(deadline); });
    jobs.add(PeriodicJobs::kPicture, QStringLiteral("alert book"), {1s, 5s},
             [this](const Deadline &deadline) { keepAlertBook(deadline); });
    jobs.add(PeriodicJobs::kPicture, QStringLiteral("shop numbers"), {10s, 5s},
             [this](const Deadline &deadline) { m_shop.sample(deadline); });
    jobs.add(PeriodicJobs::kPicture, QStringLiteral("series"), {1min, 5s},
             [this, isFilled = false](const Deadline &deadline) mutable {
                 if (!std::exchange(isFilled, true)) {
                     m_archive.refill(deadline);
                     m_workers.seed(m_parts.database.read(
                         db::Demand::Operations, "worker history", deadline, [this](db::Transaction &tx) {
                             return consolecalls::recentDurations(tx, m_parts.leader.workerNames(),
                                                                  consolecalls::WorkerFeed::kKept);
                         }));
                 }
                 m_archive.writeRow(m_parts.isLeader(), deadline);
             });
    jobs.add(PeriodicJobs::kInstance, QStringLiteral("outbox hold"), {1s, 1s},
             [this](const Deadline &deadline) { followHold(deadline); });
}

void ConsoleFeed::keepAlertBook(const Deadline &deadline)
{
    for (const ops::CheckState &check : m_checks.checks()) {
        if (check.finding.status == ops::Finding::Status::Pass)
            m_alertBook.resolve(QStringLiteral("health:") + check.name);
    }
    for (const QString &way : m_parts.alerts.waysThatWork())
        m_alertBook.resolve(ops::AlertHub::undeliveredKey(way));
    m_alertBook.sync(deadline);
    m_alerts.update();
}

// Held until released, whoever leads.
void ConsoleFeed::followHold(const Deadline &deadline)
{
    const bool held =
        m_parts.database.read(db::Demand::Control, "outbox hold", deadline, [](db::Transaction &tx) {
            const auto row = tx.one(kReadHold, kHoldKey);
            return row && row->text(0) == QLatin1String("1");
        });
    m_parts.leader.holdOutbox(held);
}

void ConsoleFeed::setHold(bool held, const Deadline &deadline)
{
    m_parts.database.write(db::Demand::Control, "outbox hold", deadline, [&](db::Transaction &tx) {
        tx.exec(kWriteHold, kHoldKey, held ? QStringLiteral("1") : QStringLiteral("0"),
                m_parts.clock.nowMs());
    });
    m_parts.leader.holdOutbox(held);
}

Snapshot ConsoleFeed::snapshot() const
{
    Snapshot snapshot;
    {
        const std::lock_guard lock(m_mutex);
        snapshot.gauges = m_gauges;
    }
    snapshot.instances = m_instances.instances();
    snapshot.workers = m_workers.states();
    for (const control::FeatureFlag &flag : m_parts.shop.flags.all())
        snapshot.flags.append(consolecalls::toProtocol(flag));
    snapshot.alerts = m_alerts.states();
    snapshot.pool = poolState();
    return snapshot;
}

void ConsoleFeed::tellFlags()
{
    for (const control::FeatureFlag &flag : m_parts.shop.flags.all()) {
        const QJsonObject state = toJson(consolecalls::toProtocol(flag));
        QJsonObject &told = m_toldFlags[flag.key];
        // The first time too: a console may have begun with what was before.
        if (told != state)
            m_parts.publish(event::kFlag, flag.key, state);
        told = state;
    }
}

QByteArray ConsoleFeed::picture() const
{
    Gauges gauges;
    {
        const std::lock_guard lock(m_mutex);
        gauges = m_gauges;
    }
    return consolecalls::InstanceDirectory::picture(
        pointOf(gauges).values, m_parts.isLeader() ? m_workers.states() : QList<WorkerState>());
}

PoolState ConsoleFeed::poolState() const
{
    PoolState state;
    const db::ConnectionPool &pool = m_parts.database.pool();
    for (const db::LeaseInfo &lease : pool.leases())
        state.leases.append({static_cast<qint64>(lease.id), lease.demand, lease.holder, lease.threadId,
                             lease.age.count(), QString::fromUtf8(lease.statement).simplified(),
                             lease.statementAge.count()});
    for (const db::WaiterInfo &waiter : pool.waiters())
        state.waiters.append({waiter.demand, waiter.holder, waiter.threadId, waiter.age.count()});
    return state;
}

} // namespace turnpike::app
