// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "app/alertvoice.h"
#include "app/changewatch.h"
#include "app/consoles.h"
#include "app/dependencies.h"
#include "app/kickrouter.h"
#include "app/leader.h"
#include "app/observation.h"
#include "app/openpage.h"
#include "app/shop.h"
#include "base/clock.h"
#include "config/config.h"
#include "db/connectionpool.h"
#include "db/database.h"
#include "db/sqlitefile.h"
#include "http/httpclient.h"
#include "http/httpfrontend.h"
#include "inbox/inboxwriter.h"
#include "inbox/webhookendpoint.h"
#include "inbox/webhookliveness.h"
#include "ops/alerthub.h"
#include "ops/periodicjobs.h"
#include "ops/watchdog.h"
#include "outbox/alertmessages.h"
#include "protocol/timestamp.h"
#include "replicas/abandonedleases.h"
#include "replicas/instancelock.h"
#include "replicas/instancerow.h"
#include "replicas/leadership.h"

#include <QObject>

#include <optional>
#include <thread>

namespace turnpike::app {

struct ServeOptions
{
    // Sets the webhook even if APP_ENV=local and it points elsewhere.
    bool takeOver = false;
};

// The server: the one place that wires everything, and the order in which it starts and stops (docs: README,
// "Start and shutdown"). Lives on the main thread, which it never blocks. Exits through
// QCoreApplication::exit.
class Application : public QObject
{
    Q_OBJECT

public:
    // Listens, then begins to look for the database. Throws Error, saying what to do, if the address is
    // taken, another process serves the same SQLite file, or a built-in resource is broken.
    Application(const config::Config &config, const ServeOptions &options);
    ~Application() override;

    // Drains and exits with 0: stores updates until the last moment, begins nothing new, finishes what is
    // under way, in at most 10 s. Further calls do nothing.
    void shutDown();
    // The same after an error that makes serving impossible; exits with 1.
    void fail(const QString &why);

private:
    void addRoutes();
    void addChannels();
    const bot::Speech &speechOf(db::Transaction &tx, ChatId chat) const;
    void addJobs();
    void openDatabase();
    void prepareFile();
    void prepareDatabase(const Deadline &forever);
    void tellOfWaiting(const protocol::Sentence &why);
    void watchFile();
    void startServing();
    void drain();
    void exitNow();

    bool isReady() const;
    void noteInstance(const Deadline &deadline);
    void markCrashed(const Deadline &deadline);
    void takeBackLeases(const Deadline &deadline);
    void checkWebhook(const Deadline &deadline);

    const config::Config m_config;
    const QString m_instanceId;
    SystemClock m_clock;
    const Timestamp m_startedAt;
    std::shared_ptr<Cancellation> m_stop = std::make_shared<Cancellation>();

    std::unique_ptr<replicas::InstanceLock> m_instanceLock; // SQLite; null until acquired
    std::unique_ptr<db::SqliteFile> m_sqliteFile;           // null with PostgreSQL
    ops::AlertHub m_alerts;
    MetricRegistry m_metrics;
    ops::EventMetrics m_events;
    KickRouter m_kicks;
    http::HttpFrontend m_frontend;
    http::HttpClient m_httpClient;
    Shop m_shop;
    const outbox::AlertMessages m_alertMessages;
    const AlertVoice m_alertVoice;
    db::ConnectionPool m_pool;
    db::Database m_database;
    replicas::InstanceRow m_instance;
    inbox::InboxWriter m_inboxWriter;
    const std::shared_ptr<inbox::WebhookLiveness> m_liveness;
    inbox::WebhookEndpoint m_webhook;
    Leader m_leader;
    replicas::Leadership m_leadership;
    replicas::AbandonedLeases m_abandonedLeases;
    const ops::Dependencies m_dependencies;
    Observation m_observation;
    const OpenPage m_openPage;
    ops::PeriodicJobs m_jobs;      // run once the database is there
    ops::PeriodicJobs m_alertJobs; // from the start: they report that it is not
    Consoles m_consoles;
    ChangeWatch m_changes;
    ops::Watchdog m_watchdog;

    std::atomic<bool> m_isReady{false};
    std::atomic<bool> m_isDraining{false};
    std::shared_ptr<std::atomic<int>> m_exitCode = std::make_shared<std::atomic<int>>(0);
    QString m_exitReason;
    std::optional<std::chrono::steady_clock::time_point> m_replacedSince; // of the operations thread
    std::thread m_starter;                                                // waits for the database
    std::thread m_ender;                                                  // drains
};

} // namespace turnpike::app
