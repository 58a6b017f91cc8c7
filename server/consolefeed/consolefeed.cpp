// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolefeed/consolefeed.h"

#include "consolecalls/workercalls.h"
#include "consolefeed/orderhandlers.h"
#include "consolefeed/poolstate.h"
#include "protocol/calls.h"

namespace turnpike::consolefeed {

using namespace std::chrono_literals;
using namespace protocol;
using namespace Qt::StringLiterals;
using ops::PeriodicJobs;

namespace {

// Of what somebody else looks at: read by itself all the same now and then.
constexpr auto kUnwatched = 15s;
// Gauges: so often while a console is there, and while none is, so that series and marks go on.
constexpr auto kTick = 1s;
constexpr auto kUnseenTick = 2s;
// What consoles show, while none is there to show it; the first one that comes has it read at once.
constexpr auto kUnseen = 10s;
constexpr auto kUnseenInstances = 5s;
// What operators elsewhere have said of an alert counts here, too.
constexpr qint64 kUnseenAlertsMs = 5 * kSecondMs;

const QString kFinishedJob = u"finished orders"_s;
const QString kInstancesJob = u"instances"_s;
const QString kAlertBookJob = u"alert book"_s;

} // namespace

ConsoleFeed::ConsoleFeed(const Parts &parts)
    : m_parts(parts)
    , m_publish([&hub = parts.hub](const char *event, const QString &subject, const QJsonObject &data) {
        hub.publish(event, subject, data);
    })
    , m_alertBook(parts.database, parts.clock, parts.instanceId)
    , m_alerts(m_alertBook, parts.clock, m_publish)
    , m_instances(parts.database, parts.clock, m_publish, parts.instanceId)
    , m_orders(parts.database, parts.clock, parts.instanceId,
               [&leadership = parts.leadership] { return leadership.isLeader(); })
    , m_archive(parts.database, parts.clock, m_series, parts.instanceId)
    , m_marks(m_series)
    , m_workers(m_publish, parts.instanceId)
    , m_sampler({parts.clock, parts.database, parts.frontend, parts.writer, parts.liveness, parts.leading,
                 parts.leadership, parts.dependencies, parts.backlog, parts.shop, parts.consequences,
                 parts.health, parts.loopLag, parts.hub, m_alertBook, m_instances, parts.isReady})
    , m_hold(parts.database, parts.clock, parts.leading)
    , m_flags(parts.flags, m_publish)
{
    parts.alerts.setListener([this](const Alert &alert) { m_alertBook.note(alert); });
    parts.alerts.setEndListener([this](const QString &key) { m_alertBook.resolve(key); });
    parts.alerts.setMuted([this](const QString &key) { return m_alertBook.isMuted(key); });
    parts.alerts.setAcknowledged([this](const QString &key) { return m_alertBook.isAcknowledged(key); });
    m_archive.setMarks([this] { return alertMarks(); });
    m_orders.setListener(
        [this](const OrderResult &result) { m_publish(event::kOrder, result.changeId, toJson(result)); });
    addOrderHandlers(m_orders, {parts.database, parts.reconciliation, parts.panel, parts.dependencies,
                                m_instances, parts.leadership, m_hold});
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { tick(); });
    m_timer.start(kUnseenTick);
    // The first picture is there before the first console.
    QTimer::singleShot(0, &m_timer, [this] { tick(); });
}

void ConsoleFeed::addCalls(consolehub::CallTable &calls, const consolehub::Changes &changes)
{
    m_instances.addCalls(calls);
    m_orders.addCalls(calls, changes);
    m_archive.addCalls(calls);
    m_alerts.addCalls(calls, changes);
}

void ConsoleFeed::addState(consolehub::StateTable &state) const
{
    state.add([this](Snapshot &snapshot) {
        snapshot.gauges = m_sampler.latest();
        snapshot.instances = m_instances.instances();
        snapshot.workers = m_workers.states();
        snapshot.flags = m_flags.states();
        snapshot.alerts = m_alerts.states();
        snapshot.pool = poolStateOf(m_parts.database.pool());
    });
}

void ConsoleFeed::addJobs(PeriodicJobs &jobs)
{
    const QString orders = QString::fromLatin1(kOrdersJob);
    jobs.add(PeriodicJobs::kOrders, orders, {150ms, 2s, 50ms, kUnwatched},
             [this](const Deadline &deadline) { m_orders.poll(deadline); });
    m_orders.setKick([&jobs, orders] { jobs.kick(PeriodicJobs::kOrders, orders); });
    PeriodicJobs::Rhythm rhythm{2s, 5s};
    rhythm.pace = [this] { return PeriodicJobs::Milliseconds(isLookedAt() ? 2s : kUnseen); };
    jobs.add(PeriodicJobs::kPicture, kFinishedJob, rhythm,
             [this](const Deadline &deadline) { m_orders.tellOfFinished(deadline); });
    rhythm.pace = [this] { return PeriodicJobs::Milliseconds(isLookedAt() ? 2s : kUnseenInstances); };
    jobs.add(PeriodicJobs::kPicture, kInstancesJob, rhythm,
             [this](const Deadline &deadline) { m_instances.read(deadline); });
    jobs.add(PeriodicJobs::kPicture, kAlertBookJob, {1s, 5s},
             [this](const Deadline &deadline) { keepAlertBook(deadline); });
    jobs.add(PeriodicJobs::kPicture, u"history"_s, {1min, 5s, 2s},
             [this](const Deadline &deadline) { readHistory(deadline); });
    jobs.add(PeriodicJobs::kPicture, u"series"_s, {1min, 5s}, [this](const Deadline &deadline) {
        m_archive.writeRow(m_parts.leadership.isLeader(), deadline);
    });
    jobs.add(PeriodicJobs::kInstance, QString::fromLatin1(kHoldJob), {1s, 1s, 0ms, kUnwatched},
             [this](const Deadline &deadline) { m_hold.follow(deadline); });
}

void ConsoleFeed::tick()
{
    const Gauges gauges = m_sampler.sample();
    if (gauges.isLeader || m_instances.leadersWorkers().isEmpty())
        m_workers.update(m_parts.leading.workers());
    else
        m_workers.update(m_instances.leadersWorkers());
    if (gauges.at - m_lastPointAt >= consolecalls::SeriesStore::kStepMs) {
        m_lastPointAt = gauges.at;
        m_series.add(GaugeSampler::pointOf(gauges));
    }
    m_marks.note(gauges);
    m_flags.tell();
    m_publish(event::kGauges, {}, toJson(gauges));
    m_publish(event::kPool, {}, toJson(poolStateOf(m_parts.database.pool())));
    const auto interval = m_parts.hub.isWatched() ? kTick : kUnseenTick;
    if (m_timer.intervalAsDuration() != interval)
        m_timer.setInterval(interval);
}

void ConsoleFeed::onWatched(PeriodicJobs &jobs)
{
    tick();
    for (const QString &name : {kFinishedJob, kInstancesJob, kAlertBookJob})
        jobs.kick(PeriodicJobs::kPicture, name);
}

// Of a thread of calls. What nobody is told of marks nothing either.
QList<SeriesMark> ConsoleFeed::alertMarks() const
{
    QList<SeriesMark> marks;
    for (const ops::AlertEntry &entry : m_alertBook.entries()) {
        if (entry.alert.severity == Severity::Info)
            continue;
        const Sentence &text = entry.alert.text;
        marks.append({entry.firstAt, MarkKind::Alert, text.english(), text});
        if (entry.resolvedAt) {
            const Sentence over(SentenceId::AlertIsOver, text);
            marks.append({*entry.resolvedAt, MarkKind::Alert, over.english(), over});
        }
    }
    return marks;
}

void ConsoleFeed::keepAlertBook(const Deadline &deadline)
{
    for (const ops::CheckState &check : m_sampler.checks()) {
        const bool isWell = check.finding.status == ops::Finding::Status::Pass;
        if (isWell && !m_parts.consequences.isFelt(check.name))
            m_alertBook.resolve(u"health:"_s + check.name);
    }
    for (const QString &way : m_parts.alerts.waysThatWork())
        m_alertBook.resolve(ops::AlertHub::undeliveredKey(way));
    const std::optional<Timestamp> readAt = m_alertBook.readAt();
    const bool isFresh = readAt && m_parts.clock.nowMs() - *readAt < kUnseenAlertsMs;
    try {
        if (isLookedAt() || m_alertBook.isUnwritten() || !isFresh)
            m_alertBook.sync(deadline);
    } catch (...) {
        m_alerts.update(); // the database is away, and one of them says so
        throw;
    }
    m_alerts.update();
}

// Once, and again until it has worked: what consoles show of the time before this process.
void ConsoleFeed::readHistory(const Deadline &deadline)
{
    if (m_isHistoryRead)
        return;
    m_archive.refill(deadline);
    m_workers.seed(m_parts.database.read(
        db::Demand::Operations, "worker history", deadline, [this](db::Transaction &tx) {
            return consolecalls::recentDurations(tx, m_parts.leading.workerNames(),
                                                 consolecalls::WorkerFeed::kKept);
        }));
    m_isHistoryRead = true;
}

QByteArray ConsoleFeed::picture() const
{
    return consolecalls::InstanceDirectory::picture(GaugeSampler::pointOf(m_sampler.latest()).values,
                                                    m_parts.leadership.isLeader() ? m_workers.states()
                                                                                  : QList<WorkerState>());
}

} // namespace turnpike::consolefeed
