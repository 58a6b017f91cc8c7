// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/application.h"

#include "app/httplimits.h"
#include "base/descriptors.h"
#include "base/errors.h"
#include "base/thread.h"
#include "bot/admin.h"
#include "http/guardedlistener.h"
#include "telemetry/crash.h"
#include "telemetry/log.h"

#include <QCoreApplication>
#include <QTimer>

#include <unistd.h>

namespace turnpike::app {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcApplication, "turnpike.app")

using namespace std::chrono_literals;
using ops::PeriodicJobs;

namespace {

// What is under way when the server is asked to end gets so long; the platform kills 30 s after SIGTERM.
constexpr auto kDrainTime = 8s;
// The whole of it, then the process ends whatever still runs.
constexpr auto kEndTime = 10s;
// A drain takes this long at least: until those who keep a connection have had an answer that says it is the
// last on it.
constexpr auto kLeastDrainTime = http::GuardedListener::kLastWords + 500ms;

// How often an instance notes that it lives, while nobody else is there to see it.
constexpr auto kUnseenRow = 5s;

// Of the look for the file before the listener is there: a restored copy is looked through later.
constexpr auto kFirstLook = 50ms;

db::PoolOptions poolOptions(const config::Config &config, SystemClock &clock, db::SqliteFile *file)
{
    db::PoolOptions options;
    options.places = db::PoolPlaces::forMaximum(config.poolMaxSize);
    options.minSize = config.poolMinSize;
    options.acquireTimeout = config.poolAcquireTimeout;
    options.connection.commandTimeout = config.poolCommandTimeout;
    options.onClockOffset = [&clock](qint64 offset) { clock.setOffsetMs(offset); };
    if (file) {
        options.connection.mayCreate = false;
        options.checkFile = [file] { file->check(); };
    }
    return options;
}

std::unique_ptr<replicas::InstanceLock> lockFor(const config::Config &config)
{
    if (!config.isSqlite())
        return nullptr;
    try {
        return std::make_unique<replicas::InstanceLock>(
            db::DatabaseUrl::parse(config.databaseUrl).database());
    } catch (const DatabaseError &) {
        return nullptr; // waited for
    }
}

// Opened where that can be done at once, so that the pool finds it.
std::unique_ptr<db::SqliteFile> fileFor(const config::Config &config, const replicas::InstanceLock *lock)
{
    if (!config.isSqlite())
        return nullptr;
    auto file = std::make_unique<db::SqliteFile>(db::DatabaseUrl::parse(config.databaseUrl).database());
    try {
        if (lock)
            file->open(config.mayBeginDatabase, Deadline::in(kFirstLook));
    } catch (const DatabaseError &) {
        // waited for
    }
    return file;
}

} // namespace

Application::Application(const config::Config &config, const ServeOptions &options)
    : m_config(config)
    , m_instanceId(replicas::InstanceRow::newId())
    , m_startedAt(m_clock.nowMs())
    , m_instanceLock(lockFor(config))
    , m_sqliteFile(fileFor(config, m_instanceLock.get()))
    , m_alerts(m_clock)
    , m_events(m_metrics)
    , m_frontend(httpLimitsFor(config, descriptorLimit()))
    , m_httpClient(config.proxies)
    , m_shop(config, m_clock, m_kicks, m_alerts)
    , m_alertMessages(m_shop.outbox, m_instanceId)
    , m_pool(db::DatabaseUrl::parse(config.databaseUrl), poolOptions(config, m_clock, m_sqliteFile.get()))
    , m_database(m_pool)
    , m_instance(m_database, m_clock, m_instanceId, QCoreApplication::applicationVersion())
    , m_inboxWriter(m_database, m_kicks)
    , m_liveness(std::make_shared<inbox::WebhookLiveness>())
    , m_webhook(m_inboxWriter, m_clock, m_liveness,
                {config.webhookSecret.toLatin1(), config.webhookSecretPrevious.toLatin1()})
    , m_leader(
          config, m_clock, m_instanceId, m_database, m_httpClient, m_shop, m_alerts,
          [this] { return m_leadership.isLeader(); }, &m_events, options.takeOver)
    , m_leadership(m_pool.url(),
                   {[this] { QMetaObject::invokeMethod(&m_leader, &Leader::start, Qt::QueuedConnection); },
                    [this] {
                        m_leader.stop(m_isDraining ? CancelReason::Shutdown : CancelReason::LostLeadership,
                                      Deadline::in(kDrainTime));
                    }})
    , m_abandonedLeases(m_database, m_clock, m_instanceId, config.isSqlite())
    , m_dependencies(dependenciesOf(config, m_shop, m_leader))
    , m_observation({m_config, m_clock, m_metrics, m_frontend, m_httpClient, m_database, m_inboxWriter,
                     *m_liveness, m_leader, m_shop.redis.get(), m_dependencies, m_alerts,
                     [this] { return isReady(); }, [this] { return m_leadership.isLeader(); }})
    , m_consoles({m_config, m_clock, m_instanceId, m_database, m_shop, m_frontend, m_inboxWriter, *m_liveness,
                  m_leader, m_leadership, m_dependencies, m_observation, m_alerts, m_kicks,
                  [this] { return isReady(); }})
    , m_changes({m_clock, m_database, m_instance, m_consoles, m_leader,
                 [this] { return m_leadership.isLeader(); }, m_jobs})
    , m_watchdog({}, [this](const QString &verdict, const QString &dump) {
        m_instance.noteEnd(replicas::InstanceRow::Exit::Watchdog, verdict, dump, Deadline::in(2s));
    })
{
    log::keep({config.dataDir + u"/logs"_s, m_instanceId, qint64(config.logKeepMb) * 1024 * 1024});
    m_kicks.connect([this](Work) { m_leader.wakeInbox(); }, [this](Work) { m_leader.wakeOutbox(); },
                    [this](Work work) { m_leader.wakeWorkers(work); });
    m_httpClient.setObserver([this](const http::OutRequest &request, const http::OutResult &result) {
        m_events.onCall(request, result);
    });
    m_shop.flags.setListener([this](const control::FeatureFlag &flag) {
        m_consoles.onFlagChanged();
        log::info(lcApplication(), "flag changed")
            .with("flag", flag.key)
            .with("enabled", flag.enabled)
            .with("by", flag.changedBy)
            .with("reason", flag.reason);
    });
    m_shop.administration.setHealth([this] {
        const ops::HealthEndpoint &health = m_observation.health();
        return health.headlineOf(health.findings());
    });
    m_metrics.addCollector([this](MetricFamilies &metrics) { m_consoles.collect(metrics); });
    addRoutes();
    addChannels();
    addJobs();
    const quint16 port = m_frontend.listen(config.listenAddress, config.port);
    log::info(lcApplication(), "listening")
        .with("port", port)
        .with("instance", m_instanceId)
        .with("version", QCoreApplication::applicationVersion())
        .with("build_id", buildId())
        .with("env", config::toString(config.env));
    m_alertJobs.start();
    m_starter = std::thread([this] {
        setCurrentThreadName("starter");
        openDatabase();
    });
}

Application::~Application()
{
    m_stop->cancel(CancelReason::Shutdown);
    if (m_starter.joinable())
        m_starter.join();
    if (m_ender.joinable())
        m_ender.join();
    // They use what goes before them.
    m_jobs.stop();
    m_alertJobs.stop();
}

void Application::addRoutes()
{
    m_frontend.setClientAddressHeader(m_config.clientAddressHeader.toLatin1());
    m_frontend.route("GET", "/livez", [](const http::Request &, const http::Reply &reply) {
        reply.send(http::Response::text("alive\n"));
    });
    m_frontend.route("GET", "/readyz", [this](const http::Request &, const http::Reply &reply) {
        if (isReady())
            reply.send(http::Response::text("ready\n"));
        else
            reply.send(http::Response::text(m_isDraining ? "draining\n" : "waiting for the database\n", 503));
    });
    m_webhook.attach(m_frontend);
    m_leader.attachWebhooks(m_frontend, m_kicks);
    m_observation.addRoutes();
    m_openPage.attach(m_frontend);
}

// Updates are stored once the schema is there, and while draining; then what was last tried tells, and what
// the connections themselves say: with none that takes writes, the next try need not be waited for.
bool Application::isReady() const
{
    if (!m_isReady || m_isDraining || !m_inboxWriter.standing().canStore)
        return false;
    const db::PoolStats pool = m_pool.stats();
    return pool.isUp && !pool.isReadOnly;
}

// That of the person, if they have chosen one; a group has none.
const bot::Speech &Application::speechOf(db::Transaction &tx, ChatId chat) const
{
    const auto person = m_shop.access.users().find(tx, TelegramId(chat.value()));
    return m_shop.texts.speech(person ? person->language : QString());
}

void Application::addChannels()
{
    for (const config::AlertChat &to : m_config.alertChats) {
        m_alerts.addChannel(
            u"telegram"_s,
            [this, to](const Alert &alert, const Deadline &deadline) {
                m_database.write(db::Demand::Operations, "alerts", deadline, [&](db::Transaction &tx) {
                    const bot::Speech &speech = speechOf(tx, to.chat);
                    const bot::Keyboard link = bot::admin::underAlert(tx, speech);
                    m_alertMessages.tell(tx, {to.chat, to.topic}, alert,
                                         m_alertVoice.say(alert.text, speech.code()),
                                         link.rows.empty() ? QJsonObject() : link.toJson());
                });
            },
            [chat = to.chat](const QString &key) { return outbox::isNotFor(chat, key); },
            ops::AlertHub::Updates::Taken);
    }
    if (m_config.alertWebhookUrl.isEmpty())
        return;
    m_alerts.addChannel(u"webhook"_s, [this](const Alert &alert, const Deadline &deadline) {
        http::OutRequest request;
        request.url = m_config.alertWebhookUrl;
        request.dependency = kAlertWebhook;
        request.operation = u"post"_s;
        request.channel = "alerts"_ba;
        const char *state = alert.isEnd ? "ended" : "begun";
        request.body = QJsonDocument(QJsonObject{{u"key"_s, alert.key},
                                                 {u"text"_s, alert.text.english()},
                                                 {u"severity"_s, QLatin1String(toWord(alert.severity))},
                                                 {u"state"_s, QLatin1String(state)},
                                                 {u"runbook"_s, alert.runbook},
                                                 {u"instance"_s, m_instanceId}})
                           .toJson(QJsonDocument::Compact);
        const http::OutResponse answer = m_httpClient.send(request, deadline);
        if (answer.status >= 400)
            throw DependencyError(request.dependency, DependencyError::Reason::BadAnswer,
                                  u"HTTP %1"_s.arg(answer.status), answer.status);
    });
}

void Application::addJobs()
{
    m_observation.addJobs(m_jobs);
    m_consoles.addJobs(m_jobs);
    if (m_sqliteFile)
        m_jobs.add(PeriodicJobs::kInstance, u"database file"_s, {1s, 5s},
                   [this](const Deadline &) { watchFile(); });
    // In force within a second of being changed, and of the database's return. Apart: where the operators
    // cannot be read (somebody has locked them), the kill switch works all the same, and where the database
    // is slow, neither waits for the other.
    const PeriodicJobs::Rhythm rhythm{250ms, 2s, 100ms, ChangeWatch::kUnwatched};
    m_jobs.add(PeriodicJobs::kControl, QString::fromLatin1(ChangeWatch::kFlagsJob), rhythm,
               [this](const Deadline &deadline) {
                   m_database.read(db::Demand::Control, "flags", deadline,
                                   [this](db::Transaction &tx) { m_shop.flags.refresh(tx); });
               });
    m_jobs.add(PeriodicJobs::kOperators, QString::fromLatin1(ChangeWatch::kOperatorsJob), rhythm,
               [this](const Deadline &deadline) {
                   m_database.read(db::Demand::Control, "operators", deadline,
                                   [this](db::Transaction &tx) { m_consoles.refreshOperators(tx); });
               });
    m_changes.addJob();
    PeriodicJobs::Rhythm ownRow{2s, 5s};
    ownRow.pace = [this] { return PeriodicJobs::Milliseconds(m_consoles.isLookedAt() ? 2s : kUnseenRow); };
    m_jobs.add(PeriodicJobs::kInstance, u"instance row"_s, ownRow,
               [this](const Deadline &deadline) { noteInstance(deadline); });
    m_jobs.add(PeriodicJobs::kLeftovers, u"ended instances"_s, {15s, 5s},
               [this](const Deadline &deadline) { markCrashed(deadline); });
    m_jobs.add(PeriodicJobs::kLeftovers, u"abandoned leases"_s, {2s, 5s},
               [this](const Deadline &deadline) { takeBackLeases(deadline); });
    m_jobs.add(PeriodicJobs::kLeftovers, u"ended term"_s, {2s, 5s},
               [this](const Deadline &deadline) { m_leader.settle(deadline); });
    for (const QString &way : m_alerts.ways())
        m_alertJobs.addAlertWay(way,
                                [this, way](const Deadline &deadline) { m_alerts.deliver(way, deadline); });
    m_jobs.add(PeriodicJobs::kWebhook, u"webhook"_s, {2s, 30s},
               [this](const Deadline &deadline) { checkWebhook(deadline); });
}

void Application::checkWebhook(const Deadline &deadline)
{
    if (!m_leadership.isLeader())
        return;
    try {
        m_leader.checkWebhook(deadline);
    } catch (const ConfigError &error) {
        QMetaObject::invokeMethod(
            this, [this, why = error.message()] { fail(why); }, Qt::QueuedConnection);
    }
}

void Application::startServing()
{
    if (m_isDraining)
        return;
    m_isReady = true;
    log::info(lcApplication(), "ready").with("after_ms", m_clock.nowMs() - m_startedAt);
    m_inboxWriter.keepTrying();
    m_jobs.start();
    if (!m_config.ingestOnly)
        m_leadership.start();
}

void Application::noteInstance(const Deadline &deadline)
{
    m_instance.note(m_config.ingestOnly       ? protocol::InstanceRole::IngestOnly
                    : m_leadership.isLeader() ? protocol::InstanceRole::Leader
                                              : protocol::InstanceRole::Standby,
                    m_consoles.picture(), deadline);
}

void Application::takeBackLeases(const Deadline &deadline)
{
    if (!m_leadership.isLeader())
        return;
    if (const int taken = m_abandonedLeases.takeBack(deadline); taken > 0)
        log::info(lcApplication(), "took back what an ended instance had in hand").with("rows", taken);
}

void Application::markCrashed(const Deadline &deadline)
{
    for (const QString &id : m_instance.markCrashed(deadline)) {
        m_alerts.raise({u"instance_crashed:"_s + id,
                        protocol::Sentence(protocol::SentenceId::InstanceCrashed, id), u"crash"_s});
    }
}

void Application::fail(const QString &why)
{
    if (m_isDraining)
        return; // it ends already, and for another reason
    log::error(lcApplication(), "cannot serve, ending").with("why", why);
    fprintf(stderr, "turnpike-server: %s\n", log::redact(why).toUtf8().constData());
    *m_exitCode = 1;
    m_exitReason = why;
    shutDown();
}

void Application::shutDown()
{
    if (m_isDraining.exchange(true))
        return;
    log::info(lcApplication(), "draining");
    m_stop->cancel(CancelReason::Shutdown);
    m_frontend.startDraining();
    m_consoles.startDraining();
    // Whatever hangs now, be it a destructor, the process ends in time: what was acknowledged is in the
    // database.
    std::thread([code = m_exitCode] {
        setCurrentThreadName("end guard");
        std::this_thread::sleep_for(kEndTime);
        log::error(lcApplication(), "the drain was not in time, ending all the same");
        log::flush();
        ::_exit(*code);
    }).detach();
    m_ender = std::thread([this] {
        setCurrentThreadName("ender");
        drain();
        QMetaObject::invokeMethod(this, &Application::exitNow, Qt::QueuedConnection);
    });
}

// On a thread of its own, while the main thread goes on taking updates in.
void Application::drain()
{
    const auto began = std::chrono::steady_clock::now();
    m_leadership.stop(); // gives the lead up first, then waits for what is under way
    m_jobs.stop();
    m_alertJobs.stop();
    try {
        m_instance.noteEnd(m_exitReason.isEmpty() ? replicas::InstanceRow::Exit::Clean
                                                  : replicas::InstanceRow::Exit::Failed,
                           m_exitReason, {}, Deadline::in(1s));
    } catch (const Error &error) {
        log::warning(lcApplication(), "the end of this instance could not be noted").with(error);
    }
    std::this_thread::sleep_until(began + kLeastDrainTime);
    try {
        m_consoles.writeLast(Deadline::in(1s));
    } catch (const Error &error) {
        log::warning(lcApplication(), "the last rows of the audit could not be written").with(error);
    }
}

void Application::exitNow()
{
    // The writer's last commits are answered before the listener closes.
    m_inboxWriter.drain(Deadline::in(1s));
    QTimer::singleShot(0, this, [this] {
        m_frontend.close();
        const bool isQuiet = m_leader.isQuiet();
        log::info(lcApplication(), "ended")
            .with("exit_code", m_exitCode->load())
            .with("still_under_way", !isQuiet);
        log::flush();
        // No destructor may run beside what outlived the drain. How we ended is in our row, and what it did
        // is as after a kill.
        if (!isQuiet)
            ::_exit(*m_exitCode);
        QCoreApplication::exit(*m_exitCode);
    });
}

} // namespace turnpike::app

#include "moc_application.cpp"
