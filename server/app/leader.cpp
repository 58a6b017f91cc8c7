// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/leader.h"

#include "db/connectionpool.h"
#include "telemetry/log.h"
#include "workers/registration.h"

namespace turnpike::app {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcLeader, "turnpike.app.leader")

using protocol::Sentence;
using protocol::SentenceId;

namespace {

// What is due is found by the ChangeWatch: where that fails, so often all the same.
constexpr std::chrono::seconds kPollByOurselves{15};

inbox::Dispatcher::Options dispatcherOptions(const config::Config &config)
{
    // Handlers never want more connections than their places in the pool, so that demand cannot exceed it.
    const int places = db::PoolPlaces::forMaximum(config.poolMaxSize).handlers;
    inbox::Dispatcher::Options options;
    options.commits = config.handlerCommits;
    options.pollInterval = kPollByOurselves;
    options.maxConcurrent = std::min(config.maxConcurrentUpdates, places - options.keptForCheckouts);
    if (options.maxConcurrent < config.maxConcurrentUpdates)
        log::warning(lcLeader(), "fewer updates are handled at once than configured: the pool is too small")
            .with("max_concurrent_updates", config.maxConcurrentUpdates)
            .with("in_force", options.maxConcurrent)
            .with("pool_max_size", config.poolMaxSize);
    return options;
}

outbox::Sender::Options senderOptions(const config::Config &config)
{
    outbox::Sender::Options options;
    options.pollInterval = kPollByOurselves;
    for (const config::AlertChat &to : config.alertChats)
        options.operatorChats.push_back(to.chat);
    return options;
}

telegram::WebhookSettings webhookSettings(const config::Config &config, bool takeOver)
{
    telegram::WebhookSettings settings;
    settings.url = config.webhookUrl;
    settings.secret = config.webhookSecret;
    settings.maxConnections = std::min(100, config.maxConcurrentUpdates * 2);
    settings.isLocal = config.env == config::AppEnv::Local;
    settings.takeOver = takeOver;
    return settings;
}

// Alerts of the inbox come as kind and text.
auto alertOf(AlertSink &alerts, const QString &runbook)
{
    return [&alerts, runbook](const QString &kind, const Sentence &text) {
        alerts.raise({kind, text, runbook});
    };
}

workers::SupervisorHooks supervisorHooks(Shop &shop, const std::function<bool()> &mayAct,
                                         ops::EventMetrics *events, const Leader::IterationListener &listener)
{
    workers::SupervisorHooks hooks;
    hooks.flagEnabled = [&shop](const QString &flag) { return shop.flags.isOn(flag); };
    hooks.mayAct = mayAct;
    hooks.began = [&listener](const workers::Iteration &iteration) {
        if (listener)
            listener(iteration, std::nullopt);
    };
    hooks.ended = [events, &listener](const workers::Iteration &iteration, const workers::Ending &ending) {
        if (events)
            events->onIteration(iteration.worker(), ending, iteration.elapsed());
        if (listener)
            listener(iteration, ending);
    };
    return hooks;
}

workers::SupervisorOptions supervisorOptions()
{
    workers::SupervisorOptions options;
    options.pollEvery = kPollByOurselves;
    return options;
}

ops::Finding checkProvider(const payments::PaymentProvider &provider)
{
    const std::optional<Sentence> trouble = provider.trouble();
    return trouble ? ops::Finding::fail(*trouble) : ops::checkBreaker(provider.breaker());
}

} // namespace

Leader::Leader(const config::Config &config, const Clock &clock, const QString &instanceId,
               db::Database &database, http::HttpClient &client, Shop &shop, AlertSink &alerts,
               const std::function<bool()> &mayAct, ops::EventMetrics *events, bool takeOver)
    : m_alerts(alerts)
    , m_bot(client, config.telegramApiUrl, config.botToken)
    , m_drivers(config, client)
    , m_profile(m_bot, database, clock, shop.texts)
    , m_dispatcher(database, shop.handler, clock, instanceId, alertOf(alerts, u"dead-letters"_s),
                   dispatcherOptions(config))
    , m_sender(database, client, m_bot, clock, instanceId, alerts, mayAct, senderOptions(config))
    , m_supervisor(database, clock, alerts, instanceId,
                   supervisorHooks(shop, mayAct, events, m_iterationListener), supervisorOptions())
    , m_webhook(m_bot, database, clock, webhookSettings(config, takeOver), alerts, mayAct)
{
    addWorkers(config, clock, instanceId, database, shop);
}

void Leader::addWorkers(const config::Config &config, const Clock &clock, const QString &instanceId,
                        db::Database &database, Shop &shop)
{
    workers::WorkerParts parts{shop.rules(),
                               database,
                               clock,
                               m_alerts,
                               shop.notices,
                               instanceId,
                               m_drivers.panel(),
                               providers(),
                               [&shop](db::Transaction &tx, const billing::Purchase &purchase) {
                                   return shop.describePurchase(tx, purchase);
                               },
                               [&shop](const QString &flag) { return shop.flags.isOn(flag); }};
    parts.backUrl = [this] { return m_profile.chatUrl(); };
    parts.cleanupInterval = config.cleanupInterval;
    parts.activationInterval = config.activationInterval;
    const auto add = [this](std::unique_ptr<workers::Worker> worker) { m_supervisor.add(std::move(worker)); };
    for (const workers::Registration &registered : workers::registrations())
        registered.make(parts, add);
}

std::vector<const payments::PaymentProvider *> Leader::providers() const
{
    std::vector<const payments::PaymentProvider *> providers;
    for (const auto &provider : m_drivers.providers)
        providers.push_back(provider.get());
    return providers;
}

void Leader::attachWebhooks(http::HttpFrontend &frontend, Kicker &kicker)
{
    for (const auto &provider : m_drivers.providers)
        provider->attach(frontend, kicker);
}

QStringList Leader::workerNames() const
{
    QStringList names;
    for (const workers::WorkerSnapshot &worker : m_supervisor.snapshot())
        names += worker.name;
    return names;
}

void Leader::collect(MetricFamilies &metrics) const
{
    ops::collectDispatcher(metrics, m_dispatcher.stats());
    ops::collectSender(metrics, m_sender.stats());
    ops::collectWorkers(metrics, m_supervisor.snapshot());
}

void Leader::addChecks(ops::HealthEndpoint &health) const
{
    health.addCheck(u"workers"_s, [this] { return ops::checkWorkers(m_supervisor.snapshot()); });
}

void Leader::addDependencies(ops::Dependencies &dependencies) const
{
    for (const auto &panel : m_drivers.panels)
        dependencies.add({panel->name(), !panel->missing(), &panel->breaker(),
                          [one = panel.get()] { return ops::checkVpnApi(one->breaker()); }, true,
                          protocol::ConsequenceKind::NoKeys});
    for (const payments::PaymentProvider *provider : providers())
        dependencies.add({provider->name(), !provider->missing(), &provider->breaker(),
                          [provider] { return checkProvider(*provider); }, true,
                          protocol::ConsequenceKind::CannotPay});
    // Telegram's own limits and pauses stand for a breaker, and its tiles are those of what it sends and
    // gets.
    dependencies.add({u"telegram"_s, true, nullptr, [this] { return checkTelegram(); }, false});
}

ops::Finding Leader::checkTelegram() const
{
    const outbox::SenderStats sender = m_sender.stats();
    if (sender.bar == outbox::Bar::Token)
        return ops::Finding::fail(Sentence(SentenceId::BotTokenRefused));
    if (sender.bar == outbox::Bar::Address)
        return ops::Finding::fail(Sentence(SentenceId::TelegramAddressForeign));
    if (sender.unanswered)
        return ops::Finding::warn(Sentence(SentenceId::TelegramAnswersNothing));
    const std::optional<Sentence> trouble = m_webhook.trouble();
    if (trouble)
        return ops::Finding::warn(*trouble);
    if (!sender.operatorsNotReached.empty()) {
        const auto &[chat, why] = *sender.operatorsNotReached.begin();
        return ops::Finding::warn({SentenceId::AlertChatNotReached, chat.value(), why});
    }
    return ops::Finding::pass();
}

void Leader::start()
{
    m_dispatcher.start();
    m_sender.start();
    m_supervisor.start();
}

bool Leader::stop(CancelReason reason, const Deadline &deadline)
{
    // Everybody is told first, so that they come to their ends side by side. The supervisor's timer is the
    // main thread's, which turns while we wait here.
    QMetaObject::invokeMethod(
        &m_supervisor, [&] { m_supervisor.release(reason); }, Qt::BlockingQueuedConnection);
    m_webhook.endTerm();
    bool inTime = m_dispatcher.stop(deadline);
    inTime = m_supervisor.stop(reason, deadline) && inTime;
    // The sender goes last: with SQLite, where nobody follows, what handlers added just now may still leave.
    inTime = m_sender.stop(deadline) && inTime;
    if (!inTime)
        log::warning(lcLeader(), "not everything under way ended in time");
    return inTime;
}

bool Leader::isQuiet() const
{
    return m_dispatcher.stats().running == 0 && m_sender.stats().inFlight == 0 && m_supervisor.isQuiet();
}

} // namespace turnpike::app

#include "moc_leader.cpp"
