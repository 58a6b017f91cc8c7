// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "replicasfixture.h"

#include "app/drivers.h"
#include "app/shop.h"
#include "base/clock.h"
#include "http/httpclient.h"
#include "protocol/calls.h"
#include "protocol/hello.h"
#include "protocol/logs.h"
#include "protocol/numbervalues.h"
#include "protocol/operators.h"
#include "support/consoleclient.h"
#include "support/rawclient.h"
#include "support/rawpeer.h"
#include "support/standins.h"
#include "support/testmain.h"
#include "workers/registration.h"

#include <QDateTime>
#include <QHash>

#include <algorithm>
#include <atomic>

namespace tst_consolefeed {

using namespace turnpike;
using namespace turnpike::test;
using namespace turnpike::protocol;
using namespace Qt::StringLiterals;
using Kind = db::DatabaseUrl::Kind;

namespace {

const QString kReason = u"because of a test"_s;
// What a server logs of a flag that takes effect, and of a console that is sent away.
const QJsonObject kFlipped{{u"message"_s, u"flag changed"_s}, {u"flag"_s, u"reminders"_s}};
const QJsonObject kGone{{u"message"_s, u"console gone"_s}};
// From a row to its effect. Under a sanitizer everything takes a multiple of its time.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr qint64 kEffectMs = 5'000;
#else
constexpr qint64 kEffectMs = 1'000;
#endif

ConsoleClient::Options admin()
{
    ConsoleClient::Options options;
    options.token = kBootstrap;
    return options;
}

// The newest state of a subject that the console was told, after what the snapshot said.
template<class State>
std::optional<State> latest(const ConsoleClient &console, const char *event,
                            const std::function<bool(const State &)> &is)
{
    std::optional<State> found;
    for (const Event &told : console.events(event)) {
        const auto state = fromJson<State>(told.data);
        if (is(state))
            found = state;
    }
    return found;
}

std::optional<WorkerState> workerState(const ConsoleClient &console, const QString &worker)
{
    return latest<WorkerState>(console, event::kWorkerState,
                               [&](const WorkerState &state) { return state.worker == worker; });
}

// What the registries of this version hold, in their order, by the names that consoles are told.
struct Registered
{
    QStringList workerNames;
    QStringList drivers; // panels, then payment providers: each has a breaker
    QStringList outside; // the same, "-" before what the fixture's server has no configuration for
};

Registered allRegistered(ServerFixture &fixture)
{
    const config::Config config = config::loadConfig(fixture.environment()).config;
    http::HttpClient client;
    const app::Drivers drivers(config, client);
    Registered all;
    const auto note = [&all](const auto &driver) {
        all.drivers += driver.name();
        all.outside += (driver.missing() ? u"-"_s : QString()) + driver.name();
    };
    for (const auto &panel : drivers.panels)
        note(*panel);
    std::vector<const payments::PaymentProvider *> providers;
    for (const auto &provider : drivers.providers) {
        note(*provider);
        providers.push_back(provider.get());
    }
    StandIns standIns;
    app::Shop shop(config, standIns.clock, standIns.kicker, standIns.alerts);
    const workers::WorkerParts parts{shop.rules(),
                                     fixture.database().database(),
                                     standIns.clock,
                                     standIns.alerts,
                                     shop.notices,
                                     u"test"_s,
                                     drivers.panel(),
                                     providers,
                                     {},
                                     {}};
    for (const workers::Registration &kind : workers::registrations())
        kind.make(parts, [&all](const std::unique_ptr<workers::Worker> &worker) {
            all.workerNames += worker->name();
        });
    return all;
}

} // namespace

// What consoles see of the real server, and what they order: over real WebSockets.
class TestConsoleFeed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstPictureShowsEverythingAndGaugesFollowEachSecond()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.openDoor();
        fixture.startReady();
        fixture.say(u"/start"_s);
        fixture.press(u"English"_s);
        ConsoleClient console(fixture.port(), admin());
        const auto hello = console.hello();
        QVERIFY(hello && hello->snapshot);
        const Registered all = allRegistered(fixture);
        QStringList workerNames;
        for (const WorkerState &worker : hello->snapshot->workers)
            workerNames += worker.worker;
        QVERIFY(!workerNames.isEmpty());
        QCOMPARE(workerNames, all.workerNames);
        QCOMPARE(hello->snapshot->flags.size(), 9);
        QTRY_VERIFY_WITH_TIMEOUT(console.events(event::kGauges).size() >= 2, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(
            lastGauges(console).inbox.handled >= 2 && lastGauges(console).outbox.sent >= 1, 20'000);
        const Gauges gauges = lastGauges(console);
        QVERIFY(gauges.isReady);
        QVERIFY(gauges.isLeader);
        QVERIFY(gauges.webhook.lastAcknowledgedAt);
        QTRY_VERIFY_WITH_TIMEOUT(lastGauges(console).webhook.pendingAtTelegram >= 0, 20'000);
        // When each was read; what Telegram says, too, once it was asked.
        const auto isRead = [&] {
            const QList<SourceState> sources = lastGauges(console).sources;
            return sources.size() == qsizetype(kWordsOf<FigureSource>.size()) - 1 &&
                   std::all_of(sources.begin(), sources.end(),
                               [](const SourceState &source) { return source.readAt && !source.isGone; });
        };
        QTRY_VERIFY_WITH_TIMEOUT(isRead(), 20'000);
        QVERIFY(gauges.inbox.handle.p50 > 0);
        QVERIFY(gauges.inbox.acknowledge.p99 >= gauges.inbox.acknowledge.p50);
        QVERIFY(gauges.pool.isUp);
        QCOMPARE(gauges.pool.maxSize, 38);
        QVERIFY(gauges.process.memoryBytes > 1'000'000);
        // By id too; a console of the version before reads the members alone.
        const NumberValues values(gauges.numbers);
        QCOMPARE(values.count(numbers::kPoolMax), gauges.pool.maxSize);
        QCOMPARE(values.count(numbers::kMemoryBytes), gauges.process.memoryBytes);
        QTRY_VERIFY_WITH_TIMEOUT(NumberValues(lastGauges(console).numbers).value(numbers::kPaymentsInReview),
                                 20'000);
        QCOMPARE(gauges.process.consoles, 1);
        QVERIFY(!gauges.checks.isEmpty());
        // All that is called outside, each once.
        QStringList outside;
        for (const DependencyState &dependency : gauges.dependencies)
            outside += (dependency.isConfigured ? QString() : u"-"_s) + dependency.name;
        QCOMPARE(outside, (QStringList{u"-redis"_s} + all.outside +
                           QStringList{u"telegram"_s, u"-alert_webhook"_s, u"-heartbeat"_s}));
        QVERIFY(outside.contains(u"vpn_api"_s) && outside.contains(u"crypto_pay"_s));
        QStringList breakers;
        for (const BreakerState &breaker : gauges.breakers)
            breakers += breaker.dependency;
        QCOMPARE(breakers, all.drivers);
        QVERIFY(!gauges.verdict.text.isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(!console.events(event::kInstances).empty(), 20'000);
        const auto instances =
            fromJson<InstanceList>(console.events(event::kInstances).back().data).instances;
        QCOMPARE(instances.size(), 1);
        QVERIFY(instances.first().isConnected);
        QVERIFY(!console.events(event::kPool).empty());
    }

    void aFlagFlippedOnOneConsoleIsAuditedShownOnTheOtherAndStopsItsWorkerWithinASecond()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.openDoor();
        fixture.startReady();
        ConsoleClient one(fixture.port(), admin());
        ConsoleClient two(fixture.port(), admin());
        QVERIFY(one.hello() && two.hello());
        QElapsedTimer timer;
        timer.start();
        const Answer answer =
            one.call(u"flip-1"_s, call::kSetFlag, toJson(FlagOrder{u"reminders"_s, false, 1, kReason}));
        QVERIFY2(!answer.error, qPrintable(answer.error ? answer.error->message : QString()));
        const auto isReminders = [](const FlagState &flag) {
            return flag.key == u"reminders" && !flag.enabled;
        };
        QTRY_VERIFY_WITH_TIMEOUT(latest<FlagState>(two, event::kFlag, isReminders), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(workerState(two, u"reminders"_s) &&
                                     workerState(two, u"reminders"_s)->state == WorkerStatus::FlagOff,
                                 20'000);
        qInfo("from click to effect on the other console: %lld ms", timer.elapsed());
        QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(fixture.database().number(
                     "SELECT count(*) FROM audit_log WHERE change_id = 'flip-1' AND before = 'on' "
                     "AND after = 'off' AND actor = 'bootstrap' AND result = 'done'"),
                 1);

        // The same id again: the same answer, and no second effect.
        const Answer again =
            one.call(u"flip-1"_s, call::kSetFlag, toJson(FlagOrder{u"reminders"_s, false, 1, kReason}));
        QVERIFY(!again.error);
        QCOMPARE(again.ok, answer.ok);
        QCOMPARE(fixture.database().number("SELECT version FROM feature_flags WHERE key = 'reminders'"), 2);

        // Somebody saw another version.
        const Answer late =
            two.call(u"flip-2"_s, call::kSetFlag, toJson(FlagOrder{u"reminders"_s, true, 1, kReason}));
        QVERIFY(late.error);
        QCOMPARE(late.error->code, ErrorCode::Conflict);
        const Answer back =
            two.call(u"flip-3"_s, call::kRollBackFlag, toJson(FlagOrder{u"reminders"_s, false, 2, kReason}));
        QVERIFY2(!back.error, qPrintable(back.error ? back.error->message : QString()));
        QCOMPARE(fromJson<FlagState>(back.ok).enabled, true);
        QCOMPARE(fixture.database().number("SELECT enabled FROM feature_flags WHERE key = 'reminders'"), 1);
        const auto history = fromJson<AuditPage>(
            two.call(u"read-1"_s, call::kFlagHistory, toJson(FlagHistoryQuery{u"reminders"_s, 10})).ok);
        QCOMPARE(history.items.size(), 3);
        QCOMPARE(history.items.first().action, u"flags.rollback"_s);
    }

    // The table is away when the server first asks for it.
    void theChartsHaveTheirHistoryThoughItsFirstReadingFails()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.openDoor();
        fixture.startReady();
        fixture.server().terminate();
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.server().isRunning(), 30'000);
        const QString number = QString::fromLatin1(numbers::kInboxPending.id);
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        fixture.database().exec("INSERT INTO series (instance_id, at, gauges) VALUES ('before', ?, ?)",
                                now - 30 * kMinuteMs, u"{\"%1\": 77}"_s.arg(number));
        fixture.database().script("ALTER TABLE series RENAME TO series_away");
        fixture.startReady();
        const QJsonObject failed{{u"message"_s, u"periodic job failed"_s}, {u"job"_s, u"history"_s}};
        QTRY_VERIFY2_WITH_TIMEOUT(fixture.loggedAt(failed) >= now, fixture.log().constData(), 20'000);
        fixture.database().script("ALTER TABLE series_away RENAME TO series");
        ConsoleClient console(fixture.port(), admin());
        QVERIFY(console.hello());
        int asked = 0;
        const auto isCharted = [&] {
            const Answer answer =
                console.call(u"series-%1"_s.arg(++asked), call::kSeries,
                             toJson(SeriesQuery{now - kHourMs, now + kHourMs, 10'000, QString()}));
            const auto page = fromJson<SeriesPage>(answer.ok);
            return std::any_of(page.points.begin(), page.points.end(), [&](const SeriesPoint &point) {
                return point.values.value(number).toDouble() == 77;
            });
        };
        QTRY_VERIFY2_WITH_TIMEOUT(isCharted(), fixture.log().right(3000).constData(), 60'000);
    }

    void aWorkerIsPausedRunAndResumedAndEachIterationIsTold()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.openDoor();
        fixture.startReady();
        ConsoleClient console(fixture.port(), admin());
        QVERIFY(console.hello());
        const QString worker = u"housekeeping"_s;
        const auto order = [&](const QString &id, const char *name) {
            return console.call(id, name, toJson(WorkerOrder{worker, std::nullopt, kReason}));
        };
        QVERIFY(!order(u"w-1"_s, call::kPauseWorker).error);
        QTRY_VERIFY_WITH_TIMEOUT(workerState(console, worker) &&
                                     workerState(console, worker)->state == WorkerStatus::Paused,
                                 20'000);
        QCOMPARE(workerState(console, worker)->pausedBy, u"bootstrap"_s);
        QCOMPARE(workerState(console, worker)->pauseReason, kReason);
        const size_t before = console.events(event::kIteration).size();
        QVERIFY(!order(u"w-2"_s, call::kRunWorker).error);
        const auto ended = [&] {
            return latest<protocol::Iteration>(
                console, event::kIteration, [&](const protocol::Iteration &iteration) {
                    return iteration.worker == worker && iteration.trigger == IterationTrigger::Console;
                });
        };
        QTRY_VERIFY_WITH_TIMEOUT(ended(), 20'000);
        QVERIFY(console.events(event::kIteration).size() > before);
        QCOMPARE(ended()->outcome, IterationOutcome::Success);
        QVERIFY(ended()->endedAt);
        QVERIFY(!order(u"w-3"_s, call::kResumeWorker).error);
        QTRY_COMPARE_WITH_TIMEOUT(workerState(console, worker)->state, WorkerStatus::Idle, 20'000);
        IterationQuery query;
        query.worker = worker;
        query.limit = 1;
        QTRY_COMPARE_WITH_TIMEOUT(iterations(console, query).items.value(0).trigger,
                                  IterationTrigger::Console, 20'000);
        QVERIFY(iterations(console, query).hasMore);
        query.beforeId = iterations(console, query).items.first().id;
        QCOMPARE(iterations(console, query).items.value(0).trigger, IterationTrigger::Start);
        const Answer unknown =
            console.call(u"w-4"_s, call::kRunWorker, toJson(WorkerOrder{u"miner"_s, std::nullopt, kReason}));
        QCOMPARE(unknown.error ? unknown.error->code.word() : QString(),
                 QString::fromLatin1(toWord(ErrorCode::NotFound)));
        const Answer unsaid =
            console.call(u"w-5"_s, call::kRunWorker, toJson(WorkerOrder{worker, std::nullopt, QString()}));
        QCOMPARE(unsaid.error ? unsaid.error->code.word() : QString(),
                 QString::fromLatin1(toWord(ErrorCode::BadRequest)));
    }

    void whatAKilledProcessLoggedIsThereForTheNextOne()
    {
        ServerFixture fixture(ServerFixture::Kind::Sqlite);
        fixture.openDoor();
        fixture.startReady();
        QString gone;
        {
            ConsoleClient console(fixture.port(), admin());
            const auto hello = console.hello();
            QVERIFY(hello.has_value());
            gone = hello->instanceId;
        }
        fixture.server().kill();
        fixture.startReady();
        ConsoleClient console(fixture.port(), admin());
        QVERIFY(console.hello());
        const auto left = fromJson<LogProcessList>(console.call(u"p-1"_s, call::kLogProcesses, {}).ok);
        QCOMPARE(left.items.size(), 1);
        QVERIFY(left.items.first().bytes > 0);
        LogQuery query;
        query.instanceId = gone;
        query.text = u"listening"_s;
        const auto page = fromJson<LogPage>(console.call(u"l-1"_s, call::kLogs, toJson(query)).ok);
        QCOMPARE(page.items.size(), 1);
        QCOMPARE(page.items.first().details.value("instance"_L1).toString(), gone);
        QVERIFY(!page.items.first().details.contains("log_seq"_L1));
        query.instanceId = u"../turnpike"_s;
        QVERIFY(fromJson<LogPage>(console.call(u"l-2"_s, call::kLogs, toJson(query)).ok).items.isEmpty());
    }

    void ordersReachTheLeaderFromAConsoleOfTheStandby()
    {
        ReplicasFixture fixture;
        fixture.openDoor();
        fixture.startReady();
        QTRY_VERIFY_WITH_TIMEOUT(fixture.log().contains("leadership gained"), 30'000);
        fixture.startOther();
        ConsoleClient console(fixture.otherPort(), admin());
        const auto hello = console.hello();
        QVERIFY(hello && hello->snapshot);
        // The standby shows the leader's workers, and both instances.
        QTRY_VERIFY_WITH_TIMEOUT(workerState(console, u"housekeeping"_s) &&
                                     workerState(console, u"housekeeping"_s)->state == WorkerStatus::Idle &&
                                     workerState(console, u"housekeeping"_s)->instanceId != hello->instanceId,
                                 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(
            console.events(event::kInstances).empty()
                ? 0
                : fromJson<InstanceList>(console.events(event::kInstances).back().data).instances.size(),
            2, 20'000);

        QVERIFY(!console.call(u"hold-1"_s, call::kHoldOutbox, toJson(Reason{kReason})).error);
        QTRY_COMPARE_WITH_TIMEOUT(orderResult(console, u"hold-1"_s), u"done"_s, 20'000);
        fixture.say(u"/start"_s);
        QTRY_VERIFY_WITH_TIMEOUT(
            fixture.database().number("SELECT count(*) FROM outbox WHERE status = 'pending'") > 0, 20'000);
        QVERIFY(!fixture.sees(u"Hi, "_s));

        QVERIFY(!console.call(u"down-1"_s, call::kStepDown, toJson(Reason{kReason})).error);
        QTRY_VERIFY2_WITH_TIMEOUT(fixture.otherLog().contains("leadership gained"),
                                  fixture.log().right(3000).constData(), 30'000);
        // The one that leads now holds the messages too, until they are released.
        QTRY_VERIFY_WITH_TIMEOUT(lastGauges(console).isLeader && lastGauges(console).outbox.held, 20'000);
        QVERIFY(!console.call(u"free-1"_s, call::kReleaseOutbox, toJson(Reason{kReason})).error);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.sees(u"Hi, "_s), 30'000);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM orders WHERE done_at IS NULL"), 0);
    }

    void aHangingAlertHookHoldsUpNothingElse_data() { TestDatabase::addKinds(); }

    // What other replicas and the command line write takes effect, this instance says that it lives, and
    // Telegram has the alert, while the hook holds its request for as long as it may.
    void aHangingAlertHookHoldsUpNothingElse()
    {
        QFETCH(Kind, kind);
        std::atomic<int> held{0};
        RawPeer hook([&held](RawConnection &connection) {
            if (!connection.read())
                return;
            ++held;
            connection.waitForClose();
            --held;
        });
        ServerFixture fixture(kind);
        fixture.openDoor();
        fixture.set("REDIS_URL", u"redis://127.0.0.1:9"_s); // something to tell of
        fixture.set("ALERT_WEBHOOK_URL", hook.url(u"/hook-of-a-test"_s).toString());
        fixture.set("ADMIN_TELEGRAM_IDS", QString::number(fixture.customer()));
        // A bot may write only to who wrote first, and the alert goes out at once.
        fixture.sandbox().customers().sendText(fixture.customer(), u"/start"_s);
        fixture.startReady();
        ConsoleClient console(fixture.port(), admin());
        const auto hello = console.hello();
        QVERIFY(hello);
        const Answer added =
            console.call(u"add-1"_s, call::kAddOperator,
                         {{u"name"_s, u"eve"_s}, {u"role"_s, u"viewer"_s}, {u"reason"_s, kReason}});
        QVERIFY2(!added.error, qPrintable(added.error ? added.error->message : QString()));
        ConsoleClient::Options eve;
        eve.token = fromJson<NewToken>(added.ok).token.toUtf8();
        ConsoleClient other(fixture.port(), eve);
        QVERIFY(other.hello());
        QTRY_VERIFY2_WITH_TIMEOUT(held > 0, fixture.log().constData(), 40'000);

        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        TestDatabase &database = fixture.database();
        database.exec("UPDATE feature_flags SET enabled = 0, version = version + 1 WHERE key = 'reminders'");
        const qint64 flagAt = QDateTime::currentMSecsSinceEpoch();
        database.exec("UPDATE operators SET revoked_at = ? WHERE name = 'eve'", now);
        const qint64 revokedAt = QDateTime::currentMSecsSinceEpoch();
        database.exec("INSERT INTO orders (change_id, target, call, args, asked_by, created_at, expires_at) "
                      "VALUES ('by-hand', ?, 'breaker.reset', '{\"dependency\": \"vpn_api\"}', 'x', ?, ?)",
                      hello->instanceId, now, now + 15 * kSecondMs);
        const qint64 orderAt = QDateTime::currentMSecsSinceEpoch();
        const auto isOff = [](const FlagState &flag) { return flag.key == u"reminders" && !flag.enabled; };
        QTRY_VERIFY_WITH_TIMEOUT(latest<FlagState>(console, event::kFlag, isOff) && other.closeCode() &&
                                     !orderResult(console, u"by-hand"_s).isEmpty(),
                                 20'000);
        const auto inForceAt = [&] { return fixture.loggedAt(kFlipped); };
        const auto goneAt = [&] { return fixture.loggedAt(kGone); };
        QTRY_VERIFY_WITH_TIMEOUT(inForceAt() >= now && goneAt() >= now, 20'000);
        const qint64 doneAt = database.number("SELECT done_at FROM orders WHERE change_id = 'by-hand'");
        const std::vector<qint64> took{inForceAt() - flagAt, goneAt() - revokedAt, doneAt - orderAt};
        qInfo("from its row to its effect: flag %lld ms, revocation %lld ms, order %lld ms", took[0], took[1],
              took[2]);
        for (const qint64 ms : took)
            QVERIFY2(ms < kEffectMs, qPrintable(QString::number(ms)));
        QVERIFY(held > 0);
        const auto seenAt = [&] { return database.number("SELECT max(last_seen_at) FROM instances"); };
        QTRY_VERIFY_WITH_TIMEOUT(seenAt() > now, 5'000);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.sees(u"Redis"_s), 20'000);
    }

    // As a migration by hand or a careless shell does.
    void aLockOfTheOperatorsKeepsNoFlagFromWorking()
    {
        ServerFixture fixture(Kind::Postgres);
        fixture.startReady();
        const db::Lease lease = fixture.database().pool().acquire(db::Demand::Worker, "somebody",
                                                                  Deadline::in(std::chrono::seconds(60)));
        lease.connection().begin(true, Deadline::in(std::chrono::seconds(120)), std::chrono::seconds(120));
        lease.connection().runScript("SET LOCAL idle_in_transaction_session_timeout = 0; "
                                     "LOCK TABLE operators IN ACCESS EXCLUSIVE MODE");
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        fixture.database().exec(
            "UPDATE feature_flags SET enabled = 0, version = version + 1 WHERE key = 'reminders'");
        QTRY_VERIFY2_WITH_TIMEOUT(fixture.loggedAt(kFlipped) >= now, fixture.log().right(3000).constData(),
                                  20'000);
    }

    // Seen while each of them waits for a table that somebody has locked: in the places of the operations
    // they would wait for any two slow searches as well.
    void whatIsChangedAtTheControlsHasPlacesOfItsOwn()
    {
        ServerFixture fixture(Kind::Postgres);
        fixture.openDoor();
        fixture.startReady();
        ConsoleClient console(fixture.port(), admin());
        QVERIFY(console.hello());
        const auto plenty = std::chrono::minutes(5);
        const db::Lease holder =
            fixture.database().pool().acquire(db::Demand::Worker, "somebody", Deadline::in(plenty));
        holder.connection().begin(true, Deadline::in(plenty), plenty);
        holder.connection().runScript("SET LOCAL idle_in_transaction_session_timeout = 0; "
                                      "LOCK TABLE feature_flags, operators, settings "
                                      "IN ACCESS EXCLUSIVE MODE");
        const QStringList awaited{u"flags SELECT"_s, u"operators SELECT"_s, u"outbox hold SELECT"_s,
                                  u"outbox hold INSERT"_s};
        QHash<QString, QString> demands; // by holder and the first word of the statement
        int ordered = 0;
        bool isOrdered = false;
        const auto orderId = [&] { return u"hold-%1"_s.arg(ordered); };
        const auto hasSeenAll = [&] {
            // Each has two seconds, and then the next is due.
            if (!isOrdered || !orderResult(console, orderId()).isEmpty()) {
                ++ordered;
                isOrdered = !console.call(orderId(), call::kHoldOutbox, toJson(Reason{kReason})).error;
            }
            const auto now = fromJson<Snapshot>(console.call(u"s-1"_s, call::kSnapshot).ok);
            for (const LeaseState &lease : now.pool.leases) {
                const QString verb = lease.statement.section(QLatin1Char(' '), 0, 0);
                demands.insert(lease.holder + QLatin1Char(' ') + verb, lease.demand.word());
            }
            return std::all_of(awaited.begin(), awaited.end(),
                               [&](const QString &name) { return demands.contains(name); });
        };
        QTRY_VERIFY_WITH_TIMEOUT(hasSeenAll(), 60'000);
        for (const QString &name : awaited)
            QCOMPARE(demands.value(name), u"control"_s);
    }

    // The VPN host was restored from an old copy: it knows all keys, with ends that are over.
    void allKeysAreSetAgainByAnOrder()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.openDoor();
        fixture.startReady();
        QVERIFY(fixture.takeTrial());
        sandbox::VpnApi &vpn = fixture.sandbox().vpn();
        const QString uuid = vpn.keys().begin()->first;
        const qint64 end = vpn.keys().at(uuid).expiryMs;
        vpn.put(uuid, 1);
        ConsoleClient console(fixture.port(), admin());
        QVERIFY(console.hello());
        QVERIFY(!console.call(u"k-1"_s, call::kSetAllAgain, toJson(Reason{kReason})).error);
        QTRY_COMPARE_WITH_TIMEOUT(orderResult(console, u"k-1"_s), u"done"_s, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(vpn.keys().at(uuid).expiryMs, end, 30'000);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM audit_log WHERE action = "
                                           "'vpn.set_all_again' AND reason = ?",
                                           kReason),
                 1);
    }

    // Somebody holds a customer's row for longer than an order may take.
    void whoeverOrderedMoreThanCouldBeNotedIsToldToOrderItAgain()
    {
        ServerFixture fixture(Kind::Postgres);
        fixture.openDoor();
        fixture.startReady();
        QVERIFY(fixture.takeTrial());
        ConsoleClient console(fixture.port(), admin());
        QVERIFY(console.hello());
        const auto plenty = std::chrono::minutes(5);
        std::optional<db::Lease> holder(
            fixture.database().pool().acquire(db::Demand::Worker, "test", Deadline::in(plenty)));
        holder->connection().begin(true, Deadline::in(plenty), plenty);
        // Of the session it is ten seconds.
        holder->connection().query("SELECT set_config('idle_in_transaction_session_timeout', '0', true)", {});
        QCOMPARE(holder->connection().exec("UPDATE subscriptions SET updated_at = updated_at", {}), 1);
        QVERIFY(!console.call(u"k-1"_s, call::kSetAllAgain, toJson(Reason{kReason})).error);
        QTRY_COMPARE_WITH_TIMEOUT(
            orderResult(console, u"k-1"_s),
            u"there are more than could be noted at once: order it again for the others"_s, 30'000);
        holder.reset();
        QVERIFY(!console.call(u"k-2"_s, call::kSetAllAgain, toJson(Reason{kReason})).error);
        QTRY_COMPARE_WITH_TIMEOUT(orderResult(console, u"k-2"_s), u"done"_s, 20'000);
    }

    void anOrderForAnInstanceThatIsGoneIsRefusedAndOneNobodyTakesExpires()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.openDoor();
        fixture.startReady();
        ConsoleClient console(fixture.port(), admin());
        QVERIFY(console.hello());
        const Answer gone = console.call(u"b-1"_s, call::kResetBreaker,
                                         toJson(BreakerOrder{u"somebody-else"_s, u"vpn_api"_s, kReason}));
        QCOMPARE(gone.error ? gone.error->code.word() : QString(),
                 QString::fromLatin1(toWord(ErrorCode::NotFound)));
        // Over since a moment ago: one of long ago may be cleared away before anybody is told.
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        fixture.database().exec(
            "INSERT INTO orders (change_id, target, call, args, asked_by, created_at, expires_at) "
            "VALUES ('late', 'nobody', 'breaker.reset', '{}', 'x', ?, ?)",
            now - 2, now - 1);
        QTRY_VERIFY_WITH_TIMEOUT(orderResult(console, u"late"_s).startsWith("expired"_L1), 20'000);
        QVERIFY(!console.call(u"b-2"_s, call::kResetBreaker, toJson(BreakerOrder{{}, u"vpn_api"_s, kReason}))
                     .error);
        QTRY_COMPARE_WITH_TIMEOUT(orderResult(console, u"b-2"_s), u"done"_s, 20'000);
        const Answer alone = console.call(u"d-1"_s, call::kStepDown, toJson(Reason{kReason}));
        QVERIFY(!alone.error);
        QTRY_VERIFY_WITH_TIMEOUT(orderResult(console, u"d-1"_s).startsWith("refused"_L1), 20'000);
    }

    // The inbox tells of an id that comes with another body, where it may.
    void aLevelThatIsOrderedIsInForceAtOnce()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.openDoor();
        fixture.startReady();
        ConsoleClient console(fixture.port(), admin());
        QVERIFY(console.hello());
        const auto order = [&](const char *id, LogLevel level) {
            LogLevelOrder wanted;
            wanted.component = u"turnpike.inbox"_s;
            wanted.level = level;
            wanted.reason = kReason;
            const QString change = QString::fromLatin1(id);
            QVERIFY(!console.call(change, call::kLogLevel, toJson(wanted)).error);
            QTRY_COMPARE_WITH_TIMEOUT(orderResult(console, change), u"done"_s, 20'000);
        };
        RawClient telegram(fixture.port());
        const auto deliver = [&](const QByteArray &body) {
            const auto answer = telegram.exchange(post(
                "/telegram/webhook", body, "X-Telegram-Bot-Api-Secret-Token: fixture-webhook-secret\r\n"));
            return answer ? answer->status : 0;
        };
        const QJsonObject again{{u"component"_s, u"turnpike.inbox"_s},
                                {u"message"_s, u"Telegram has used the id of an update again"_s}};
        order("l-1", LogLevel::Warning);
        QCOMPARE(deliver(R"({"update_id":4000000001,"poll":{"id":"1"}})"), 200);
        QCOMPARE(deliver(R"({"update_id":4000000001,"poll":{"id":"2"}})"), 200);
        QCOMPARE(fixture.loggedAt(again), 0);
        order("l-2", LogLevel::Info);
        QCOMPARE(deliver(R"({"update_id":4000000001,"poll":{"id":"3"}})"), 200);
        QVERIFY2(fixture.loggedAt(again) > 0, fixture.log().right(3000).constData());
    }

    void anAlertIsShownWithItsRunbookAcknowledgedMutedAndOutlivesARestart()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.openDoor();
        fixture.set("REDIS_URL", u"redis://127.0.0.1:9"_s);
        fixture.startReady();
        ConsoleClient console(fixture.port(), admin());
        QVERIFY(console.hello());
        const auto redis = [](const AlertState &alert) { return alert.key == u"redis"; };
        const auto alertOf = [&](const Answer &snapshot) {
            for (const AlertState &alert : fromJson<Snapshot>(snapshot.ok).alerts) {
                if (redis(alert))
                    return alert;
            }
            return AlertState();
        };
        QTRY_VERIFY_WITH_TIMEOUT(alertOf(console.call(u"s-1"_s, call::kSnapshot)).count > 0, 20'000);
        QVERIFY(alertOf(console.call(u"s-2"_s, call::kSnapshot)).runbookText.contains("Redis"_L1));
        QTRY_VERIFY_WITH_TIMEOUT(
            fixture.database().number("SELECT count(*) FROM alerts WHERE key = 'redis'") == 1, 20'000);
        AlertOrder order{u"redis"_s, kReason, std::nullopt};
        QVERIFY(!console.call(u"al-1"_s, call::kAcknowledgeAlert, toJson(order)).error);
        QTRY_VERIFY_WITH_TIMEOUT(latest<AlertState>(console, event::kAlert, redis) &&
                                     latest<AlertState>(console, event::kAlert, redis)->acknowledgedBy ==
                                         u"bootstrap",
                                 20'000);
        QVERIFY(console.call(u"al-2"_s, call::kMuteAlert, toJson(order)).error); // until when?
        order.until = QDateTime::currentMSecsSinceEpoch() + kHourMs;
        QVERIFY(!console.call(u"al-3"_s, call::kMuteAlert, toJson(order)).error);
        fixture.server().kill();
        fixture.startReady();
        ConsoleClient next(fixture.port(), admin());
        QVERIFY(next.hello());
        QTRY_VERIFY_WITH_TIMEOUT(alertOf(next.call(u"s-3"_s, call::kSnapshot)).mutedUntil == order.until,
                                 20'000);
    }

    // Left by a process whose way was closed for a minute; this one has no trouble with it.
    void aWayThatWorksAgainEndsTheAlertAboutIt()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.set("ADMIN_TELEGRAM_IDS", QString::number(fixture.customer()));
        fixture.startReady();
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        for (const char *way : {"telegram", "webhook"})
            fixture.database().exec("INSERT INTO alerts (key, severity, text, runbook, first_at, last_at, "
                                    "count, instance_id) VALUES (?, 'critical', 'x', '', ?, ?, 1, 'before')",
                                    u"alert_undelivered:%1"_s.arg(QLatin1String(way)), now, now);
        const auto unresolved = [&] {
            QStringList keys;
            for (const db::Row &row : fixture.database().query(
                     "SELECT key FROM alerts WHERE instance_id = 'before' AND resolved_at IS NULL"))
                keys += row.text(0);
            return keys;
        };
        // The other is none of this process's ways.
        QTRY_COMPARE_WITH_TIMEOUT(unresolved(), QStringList{u"alert_undelivered:webhook"_s}, 20'000);
    }

    void seriesOfBeforeARestartAreShownAfterItWithAMarkForIt()
    {
        ServerFixture fixture(Kind::Postgres);
        fixture.openDoor();
        fixture.startReady();
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        // What a process of an hour ago has left.
        for (int minute = 60; minute > 50; --minute)
            fixture.database().exec("INSERT INTO series (instance_id, at, gauges) VALUES ('before', ?, ?)",
                                    now - minute * kMinuteMs,
                                    u"{\"inbox_pending\": %1, \"leads\": true}"_s.arg(minute));
        fixture.server().kill();
        fixture.startReady();
        ConsoleClient console(fixture.port(), admin());
        QVERIFY(console.hello());
        const auto read = [&](qint64 from, qint64 step) {
            return fromJson<SeriesPage>(
                console.call(u"s-1"_s, call::kSeries, toJson(SeriesQuery{from, now + kHourMs, step, {}})).ok);
        };
        const QString pending = QString::fromLatin1(numbers::kInboxPending.id);
        for (const qint64 from : {now - 2 * kHourMs, now - 6 * 24 * kHourMs}) { // memory, and the rows
            const auto hasPast = [&] {
                const SeriesPage page = read(from, kMinuteMs);
                return std::any_of(page.points.begin(), page.points.end(), [&](const SeriesPoint &point) {
                    return point.values.value(pending).toDouble() > 50;
                });
            };
            QTRY_VERIFY_WITH_TIMEOUT(hasPast(), 20'000);
            const SeriesPage page = read(from, kMinuteMs);
            QVERIFY(page.points.size() <= 1'500);
            QVERIFY(std::any_of(page.marks.begin(), page.marks.end(),
                                [](const SeriesMark &mark) { return mark.kind == MarkKind::Start; }));
        }
    }

private:
    static Gauges lastGauges(const ConsoleClient &console)
    {
        const auto told = console.events(event::kGauges);
        return told.empty() ? Gauges() : fromJson<Gauges>(told.back().data);
    }
    static IterationPage iterations(ConsoleClient &console, const IterationQuery &query)
    {
        return fromJson<IterationPage>(console.call(u"i-1"_s, call::kIterations, toJson(query)).ok);
    }
    static QString orderResult(const ConsoleClient &console, const QString &id)
    {
        const auto told = latest<OrderResult>(
            console, event::kOrder, [&](const OrderResult &result) { return result.changeId == id; });
        return told ? told->result : QString();
    }
};

const turnpike::test::RegisteredTest<TestConsoleFeed> kTestConsoleFeed;

} // namespace tst_consolefeed

#include "tst_consolefeed.moc"
