#pragma once

#include "app/leader.h"
#include "app/observation.h"
#include "consolecalls/alertcalls.h"
#include "consolecalls/customercalls.h"
#include "consolecalls/instancedirectory.h"
#include "consolecalls/orders.h"
#include "consolecalls/seriescalls.h"
#include "consolecalls/workerfeed.h"
#include "consolehub/audittrail.h"
#include "ops/alertbook.h"
#include "ops/alerthub.h"
#include "ops/checkbook.h"
#include "ops/dependencies.h"
#include "ops/durationwindow.h"
#include "ops/periodicjobs.h"
#include "ops/shopsampler.h"
#include "protocol/hello.h"

#include <QTimer>

namespace turnpike::app {

// What consoles see of this process and of the shop: takes the gauges of everything once a second, on the
// main thread and without ever waiting, keeps them as series, and tells of workers, instances, alerts and
// orders. What costs a look at the database is read by jobs on an operations thread. Lives on the main
// thread.
class ConsoleFeed
{
public:
    // What it looks at. All must outlive it.
    struct Parts
    {
        const config::Config &config;
        const Clock &clock;
        QString instanceId;
        db::Database &database;
        Shop &shop;
        http::HttpFrontend &frontend;
        const inbox::InboxWriter &writer;
        const inbox::WebhookLiveness &liveness;
        Leader &leader;
        const ops::Dependencies &dependencies;
        const Observation &observation;
        ops::AlertHub &alerts;
        Kicker &kicks;
        std::function<bool()> isReady;
        std::function<bool()> isLeader;
        std::function<void()> stepDown;
        std::function<qint64()> consoles; // how many are connected
        consolecalls::Publish publish;
    };
    explicit ConsoleFeed(const Parts &parts);
    ConsoleFeed(const ConsoleFeed &) = delete;
    ConsoleFeed &operator=(const ConsoleFeed &) = delete;

    // Before the frontend listens.
    void addCalls(consolehub::CallTable &calls, const consolehub::Changes &changes,
                  const consolehub::AuditTrail &audit);
    // Before the jobs begin.
    void addJobs(ops::PeriodicJobs &jobs);

    // A flag was changed, here or elsewhere: consoles are told at once. Thread-safe.
    void onFlagChanged()
    {
        QMetaObject::invokeMethod(
            &m_timer, [this] { tellFlags(); }, Qt::QueuedConnection);
    }

    // From memory; thread-safe.
    protocol::Snapshot snapshot() const;
    // What this instance leaves of itself in its row; thread-safe.
    QByteArray picture() const;

private:
    void addOrders();
    void tick();
    void tellFlags();
    void readInbox(protocol::Gauges &gauges);
    void readOutbox(protocol::Gauges &gauges);
    void readPool(protocol::Gauges &gauges);
    void readProcess(protocol::Gauges &gauges);
    void readShop(protocol::Gauges &gauges) const;
    void readChecks(protocol::Gauges &gauges);
    QString resetBreaker(const QString &dependency);
    QString setAllKeysAgain(const Deadline &deadline);
    protocol::PoolState poolState() const;
    protocol::SeriesPoint pointOf(const protocol::Gauges &gauges) const;
    void keepAlertBook(const Deadline &deadline);
    void followHold(const Deadline &deadline);
    void setHold(bool held, const Deadline &deadline);

    const Parts m_parts;
    ops::AlertBook m_alertBook;
    ops::ShopSampler m_shop;
    ops::Checkbook m_checks;
    consolecalls::AlertFeed m_alerts;
    consolecalls::InstanceDirectory m_instances;
    consolecalls::Orders m_orders;
    consolecalls::SeriesStore m_series;
    consolecalls::SeriesArchive m_archive;
    consolecalls::WorkerFeed m_workers;
    std::optional<consolecalls::CustomerCalls> m_customers; // once there are calls

    // Of the main thread: what rates and percentiles are taken from.
    ops::DurationWindow m_acknowledge, m_handle, m_wait, m_use;
    struct Rate
    {
        // Per second since `since`, which is about a minute back.
        double of(quint64 count, qint64 nowMs);
        std::deque<std::pair<qint64, quint64>> readings;
    };
    Rate m_updates, m_handled, m_sent;
    double m_cpuSeconds = 0;
    qint64 m_cpuAt = 0;
    qint64 m_lastPointAt = 0;
    QHash<QString, QJsonObject> m_toldFlags;
    QTimer m_timer;

    mutable std::mutex m_mutex;
    protocol::Gauges m_gauges; // guarded by m_mutex: the last ones
};

} // namespace turnpike::app
