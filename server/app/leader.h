// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "app/botprofile.h"
#include "app/drivers.h"
#include "app/shop.h"
#include "app/webhookkeeper.h"
#include "base/clock.h"
#include "config/config.h"
#include "consolefeed/leading.h"
#include "db/database.h"
#include "http/httpclient.h"
#include "inbox/dispatcher.h"
#include "ops/dependencies.h"
#include "ops/health.h"
#include "ops/metricsources.h"
#include "outbox/sender.h"
#include "protocol/timestamp.h"
#include "telegram/botclient.h"
#include "workers/workersupervisor.h"

#include <QObject>

namespace turnpike::app {

// What only the leader does: dispatch, send, run the workers, keep the webhook set. Lives on the main thread;
// made once, started and stopped with each term of leadership.
class Leader : public QObject, public consolefeed::Leading
{
    Q_OBJECT

public:
    // What is passed must outlive it. `mayAct` is Leadership::isLeader. `events` counts iterations.
    Leader(const config::Config &config, const Clock &clock, const QString &instanceId,
           db::Database &database, http::HttpClient &client, Shop &shop, AlertSink &alerts,
           const std::function<bool()> &mayAct, ops::EventMetrics *events = nullptr, bool takeOver = false);

    // Main thread. Begins a term.
    void start();
    // Any thread but main. Ends the term: nothing new begins, what is under way ends by the deadline or is
    // cancelled. Blocks until then; true if all of it ended in time.
    bool stop(CancelReason reason, const Deadline &deadline);
    // Whether nothing of any term is under way: no handler, no call, no iteration of a worker. Thread-safe,
    // does not block. Otherwise the process is to end without destructors: what runs uses others of its
    // objects, and this one's destructor would wait for it.
    bool isQuiet() const;

    // Operations thread, every second or so while this process leads: looks after the webhook when it is
    // time, and then the bot's profile. Throws a ConfigError that says what to do if Telegram will never
    // accept the webhook.
    void checkWebhook(const Deadline &deadline)
    {
        m_webhook.check(deadline);
        if (m_webhook.isOurs())
            m_profile.check(deadline);
    }

    // Operations thread, every second or so: writes back what our last term could not, so that whoever leads
    // now need not wait for it.
    void settle(const Deadline &deadline)
    {
        m_dispatcher.settle(deadline);
        m_sender.settle(deadline);
    }

    // One iteration of one worker, for the command line; nothing when there is no such worker.
    std::optional<workers::Ending> runWorkerOnce(const QString &worker)
    {
        return m_supervisor.runOnce(worker);
    }
    QStringList workerNames() const override;

    // Called at the beginning of each iteration (without an ending) and at its end, on the worker's thread.
    // Set before start().
    using IterationListener =
        std::function<void(const workers::Iteration &, const std::optional<workers::Ending> &)>;
    void setIterationListener(IterationListener listener) { m_iterationListener = std::move(listener); }

    // What the leader is doing now, for consoles. Thread-safe, do not block.
    inbox::DispatcherStats dispatcher() const override { return m_dispatcher.stats(); }
    outbox::SenderStats sender() const override { return m_sender.stats(); }
    std::vector<workers::WorkerSnapshot> workers() const override { return m_supervisor.snapshot(); }
    std::optional<protocol::Sentence> webhookTrouble() const override { return m_webhook.trouble(); }
    std::optional<telegram::WebhookInfo> webhookInfo() const override { return m_webhook.info(); }
    std::optional<Timestamp> webhookAskedAt() const override { return m_webhook.askedAt(); }
    void holdOutbox(bool held) override { m_sender.hold(held); }

    // Where the customers' keys live.
    const access::Panel &panel() const { return m_drivers.panel(); }

    // The routes through which providers wake the leader; every replica has them. Main thread, before the
    // frontend listens.
    void attachWebhooks(http::HttpFrontend &frontend, Kicker &kicker);

    // What the leader does, for /metrics and /health. Thread-safe, does not block.
    void collect(MetricFamilies &metrics) const;
    void addChecks(ops::HealthEndpoint &health) const;
    // The services it calls. The leader outlives the list.
    void addDependencies(ops::Dependencies &dependencies) const;

    // Thread-safe, for the kick router.
    void wakeInbox() { m_dispatcher.wake(); }
    void wakeOutbox() { m_sender.wake(); }
    void wakeWorkers(Work work) { m_supervisor.kick(work); }
    // See WorkerSupervisor::dueLook() and look().
    db::BoundStatement workersLook(Timestamp now) const { return m_supervisor.dueLook(now); }
    void pollWorkers() { m_supervisor.look(); }

private:
    void addWorkers(const config::Config &config, const Clock &clock, const QString &instanceId,
                    db::Database &database, Shop &shop);
    std::vector<const payments::PaymentProvider *> providers() const;
    ops::Finding checkTelegram() const;

    IterationListener m_iterationListener; // first: the supervisor asks it
    AlertSink &m_alerts;
    telegram::BotClient m_bot;
    const Drivers m_drivers;
    BotProfile m_profile; // before the supervisor: a worker asks it
    inbox::Dispatcher m_dispatcher;
    outbox::Sender m_sender;
    workers::WorkerSupervisor m_supervisor;
    WebhookKeeper m_webhook;
};

} // namespace turnpike::app
