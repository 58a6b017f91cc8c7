// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/backlog.h"
#include "support/aside.h"
#include "support/testmain.h"
#include "support/workershop.h"

#include <QTest>

namespace tst_reconciliation {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using access::ActivationStatus;

namespace {

const QString kVpn = u"vpn"_s;
const QString kReconciliation = u"vpn_reconciliation"_s;
const QString kStray = u"8c9b5ad1-2d38-4a0a-9a4e-0d3b3d0f4c11"_s;

} // namespace

// The VPN API's own list of keys against what it should have: the net below every call.
class TestReconciliation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }

    void keysThatTheApiHasLostAreSetAgain();
    void removedKeysThatAreThereAreTakenAwayAndStrangersLeft();
    void anOutageIsFollowedByALook();
    void listThatCannotBeHadIsAskedForAgainAndChangesNothing();
    void whoeverIsToldToStopAsksForNoListAgain();
    void itAsksForTheListAndCallsNothingElse();
    void lostKeyIsPaidWithoutKey();
    void renewalGivenUpOnIsPaidWithoutKeyOnceTheKeyIsOver();
    void lostKeyThatIsThereAgainIsOwedNoMore();
    void keysWithAnOldEndAreSetAgainWithAll();
    void allAreSetAgainAFewASecondBehindWhoNeedsAKey();
    void whatWasGivenUpOnIsSetAgainWithAll();
    void dryRunFindsAndChangesNothing();
    void whatChangedSinceTheListWasAskedForIsLeft();
    void manyAreWorkedThroughAFewHundredAtATime();

private:
    // Customers 1…count with keys that work.
    static void serve(WorkerShop &shop, int count);
    // The same by the rows alone, with uuids U-1…
    static void pretendToServe(WorkerShop &shop, int count);
    static QStringList uuidsOf(WorkerShop &shop, int count);
    // A renewal of customer 1 that the VPN API refuses each time; the worker is switched off.
    static void giveUpOnRenewal(WorkerShop &shop);
    static access::ReconciliationReport apply(WorkerShop &shop, const QSet<QString> &listed, qint64 askedAt,
                                              bool isDryRun = false)
    {
        return shop.shop.reconciliation.apply(shop.test.database(), listed, askedAt, isDryRun,
                                              Deadline::in(std::chrono::seconds(60)));
    }
    static qint64 setAllAgain(WorkerShop &shop, bool isDryRun = false)
    {
        return shop.shop.reconciliation.setAllAgain(shop.test.database(), isDryRun,
                                                    Deadline::in(std::chrono::seconds(60)));
    }
    static qint64 withoutKey(WorkerShop &shop)
    {
        ops::BacklogSampler sampler(shop.test.database(), shop.clock);
        sampler.sample(Deadline::in(std::chrono::seconds(30)));
        return sampler.latest().numbers.count(protocol::numbers::kPaidWithoutKey);
    }
};

void TestReconciliation::serve(WorkerShop &shop, int count)
{
    for (int i = 1; i <= count; ++i) {
        shop.addUser(TelegramId(i));
        shop.grant(TelegramId(i));
    }
    const auto active = [&] {
        return shop.test.number("SELECT count(*) FROM subscriptions WHERE activation_status = 'active'");
    };
    QTRY_COMPARE_WITH_TIMEOUT(active(), count, 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().isQuiet(), 20'000);
}

void TestReconciliation::pretendToServe(WorkerShop &shop, int count)
{
    shop.test.exec(R"(
        INSERT INTO users (telegram_id, language, referral_code, created_at, last_seen_at)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < CAST(? AS bigint))
        SELECT i, 'en', 'r' || i, 0, 0 FROM n)",
                   count);
    shop.test.exec(R"(
        INSERT INTO subscriptions (telegram_id, tariff, period_days, status, source, uuid, vpn_key, starts_at,
            expires_at, activation_status, vpn_expires_at, updated_at)
        SELECT telegram_id, 'basic', 30, 'active', 'payment', 'U-' || telegram_id, 'vless://x', 0,
            CAST(? AS bigint), 'active', CAST(? AS bigint), 0 FROM users)",
                   shop.clock.nowMs() + kDayMs, shop.clock.nowMs() + kDayMs);
}

QStringList TestReconciliation::uuidsOf(WorkerShop &shop, int count)
{
    QStringList uuids;
    for (int i = 1; i <= count; ++i)
        uuids << shop.subscription(TelegramId(i)).uuid;
    uuids.sort();
    return uuids;
}

void TestReconciliation::giveUpOnRenewal(WorkerShop &shop)
{
    using Outcome = access::Activations::FailureOutcome;
    shop.setFlag(u"vpn_provisioning"_s, false);
    shop.grant(TelegramId(1));
    const auto refuse = [&](db::Transaction &tx) {
        const auto jobs = shop.shop.activations.claimDue(tx, u"other"_s, 1);
        return shop.shop.activations.failure(tx, jobs.at(0), {u"HTTP 422"_s, false, false});
    };
    while (shop.write(refuse) == Outcome::WillRetry)
        shop.clock.advance(10 * kMinuteMs);
}

void TestReconciliation::keysThatTheApiHasLostAreSetAgain()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.start({kReconciliation, u"activation_worker"_s});
    serve(shop, 5);
    shop.outside.vpn().forgetAll();
    shop.clock.advance(2 * kHourMs);
    QTRY_COMPARE_WITH_TIMEOUT(shop.keys(), uuidsOf(shop, 5), 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(
        shop.test.number("SELECT count(*) FROM subscriptions WHERE next_activation_at IS NOT NULL"), 0,
        20'000);
    for (int i = 1; i <= 5; ++i) {
        const access::Subscription row = shop.subscription(TelegramId(i));
        QCOMPARE(shop.keyEnd(row.uuid), row.expiresAt);
        QCOMPARE(row.vpnExpiresAt, std::optional(row.expiresAt));
        QVERIFY(!row.keyOwedSince);
        QCOMPARE(shop.messages(row.user, row.uuid).size(), 1); // the link is the same
    }
    QCOMPARE(shop.alerts.keys(), QStringList{u"vpn_reconciled"_s});
}

void TestReconciliation::removedKeysThatAreThereAreTakenAwayAndStrangersLeft()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.start({kReconciliation, u"activation_worker"_s, u"fast_expiry_cleanup"_s});
    serve(shop, 2);
    const QString removed = shop.subscription(TelegramId(1)).uuid;
    const QString kept = shop.subscription(TelegramId(2)).uuid;
    shop.write([&](db::Transaction &tx) {
        shop.shop.access.revoke(tx, TelegramId(1), control::Actor::system(), u"test"_s);
    });
    QTRY_COMPARE_WITH_TIMEOUT(shop.test.number("SELECT count(*) FROM vpn_removed"), 1, 20'000);
    // Restored from an old copy: it knows the key again, and one of somebody else's.
    shop.outside.vpn().put(removed, 1);
    shop.outside.vpn().put(kStray, 1);
    shop.clock.advance(2 * kHourMs);
    QStringList left{kept, kStray};
    left.sort();
    QTRY_COMPARE_WITH_TIMEOUT(shop.keys(), left, 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(shop.test.number("SELECT count(*) FROM vpn_removals"), 0, 20'000);
    QCOMPARE(shop.test.number("SELECT unknown FROM vpn_reconciliation"), 1);
    QCOMPARE(shop.test.number("SELECT taken_away FROM vpn_reconciliation"), 1);
}

void TestReconciliation::anOutageIsFollowedByALook()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.start({kReconciliation, u"activation_worker"_s});
    serve(shop, 1);
    shop.addFault(kVpn, {{"action", "reset"}});
    shop.addUser(TelegramId(2));
    shop.grant(TelegramId(2));
    QTRY_VERIFY_WITH_TIMEOUT(!shop.subscription(TelegramId(2)).lastActivationError.isEmpty(), 20'000);
    shop.outside.vpn().forgetAll();
    shop.mend();
    // Long before the hour is over.
    for (int i = 0; i < 3; ++i) {
        QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().isQuiet(), 20'000);
        shop.clock.advance(kMinuteMs);
    }
    QTRY_COMPARE_WITH_TIMEOUT(shop.keys(), uuidsOf(shop, 2), 30'000);
}

void TestReconciliation::listThatCannotBeHadIsAskedForAgainAndChangesNothing()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.start({u"activation_worker"_s});
    serve(shop, 3);
    for (const QJsonObject &fault :
         {QJsonObject{{"status", 404}, {"html", true}}, QJsonObject{{"action", "garbage"}},
          QJsonObject{{"status", 200}, {"body", R"({"uuids":null})"}}, QJsonObject{{"status", 500}}}) {
        QJsonObject list = fault;
        list.insert(u"method", u"list-users"_s);
        shop.addFault(kVpn, list);
        workers::ReconciliationWorker worker(shop.test.database(), shop.clock, shop.shop.reconciliation,
                                             shop.panel, shop.alerts);
        workers::Iteration::Setup setup;
        setup.worker = worker.name();
        workers::Iteration iteration(setup);
        Aside iterating([&] { worker.iterate(iteration); });
        QTRY_VERIFY_WITH_TIMEOUT(shop.test.number("SELECT count(*) FROM vpn_reconciliation WHERE due_at <= ?",
                                                  shop.clock.nowMs() + kMinuteMs) == 1,
                                 20'000);
        iterating.get();
        QVERIFY(iteration.finishNormally());
        QCOMPARE(iteration.ending()->outcome, workers::Outcome::Degraded);
        shop.mend();
        shop.test.exec("DELETE FROM vpn_reconciliation");
    }
    QCOMPARE(shop.test.number("SELECT count(*) FROM subscriptions WHERE next_activation_at IS NOT NULL"), 0);
    QVERIFY(shop.alerts.keys().isEmpty());
}

// Between a call and its repeat. The look is due still, for whoever leads.
void TestReconciliation::whoeverIsToldToStopAsksForNoListAgain()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    const qint64 dueAt = shop.clock.nowMs() - 1;
    shop.test.exec("DELETE FROM vpn_reconciliation");
    shop.test.exec("INSERT INTO vpn_reconciliation (id, due_at) VALUES (1, ?)", dueAt);
    shop.addFault(kVpn, {{"status", 500}});
    workers::ReconciliationWorker worker(shop.test.database(), shop.clock, shop.shop.reconciliation,
                                         shop.panel, shop.alerts);
    workers::Iteration::Setup setup;
    setup.worker = worker.name();
    workers::Iteration iteration(setup);
    connect(&shop.outside, &sandbox::Sandbox::called, this,
            [&] { iteration.windDown(CancelReason::LostLeadership); });
    std::atomic<bool> hasEnded{false};
    Aside iterating([&] {
        worker.iterate(iteration);
        hasEnded = true;
    });
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded.load(), 30'000);
    iterating.get();
    QCOMPARE(shop.calls(kVpn), 1);
    QCOMPARE(shop.test.number("SELECT due_at FROM vpn_reconciliation"), dueAt);
    QVERIFY(iteration.finishNormally());
    QCOMPARE(iteration.ending()->outcome, workers::Outcome::Cancelled);
}

void TestReconciliation::itAsksForTheListAndCallsNothingElse()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    QStringList paths;
    connect(&shop.outside, &sandbox::Sandbox::called, this,
            [&](const QString &, const http::Request &request) {
                paths << QString::fromUtf8(request.path).section(u'/', 2, 2);
            });
    shop.start({u"activation_worker"_s});
    serve(shop, 3);
    shop.outside.vpn().forgetAll();
    paths.clear();
    shop.stop();
    shop.clock.advance(1);
    std::atomic<bool> hasEnded{false};
    Aside listing([&] {
        const auto listed = shop.panel.list(Deadline::in(std::chrono::seconds(30)), {});
        hasEnded = true;
        return listed;
    });
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded.load(), 30'000);
    const auto report = apply(shop, listing.get(), shop.clock.nowMs());
    QCOMPARE(report.setAgain, 3);
    QCOMPARE(paths, QStringList{u"list-users"_s});
    QCOMPARE(shop.test.number("SELECT count(*) FROM subscriptions WHERE next_activation_at <= ?",
                              shop.clock.nowMs()),
             3);
}

void TestReconciliation::lostKeyIsPaidWithoutKey()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.start({u"activation_worker"_s});
    serve(shop, 2);
    shop.setFlag(u"vpn_provisioning"_s, false);
    QCOMPARE(withoutKey(shop), 0);
    shop.clock.advance(1);
    apply(shop, {shop.subscription(TelegramId(2)).uuid}, shop.clock.nowMs());
    QCOMPARE(withoutKey(shop), 0);
    shop.clock.advance(10 * kMinuteMs);
    QCOMPARE(withoutKey(shop), 1);
    shop.setFlag(u"vpn_provisioning"_s, true);
    QTRY_COMPARE_WITH_TIMEOUT(withoutKey(shop), 0, 20'000);
}

void TestReconciliation::renewalGivenUpOnIsPaidWithoutKeyOnceTheKeyIsOver()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.start({u"activation_worker"_s});
    serve(shop, 1);
    giveUpOnRenewal(shop);
    const access::Subscription owed = shop.subscription(TelegramId(1));
    QCOMPARE(owed.activationStatus, ActivationStatus::Failed);
    const qint64 end = owed.vpnExpiresAt.value();
    QVERIFY(shop.clock.nowMs() < end && end < owed.expiresAt);
    QCOMPARE(owed.keyOwedSince, std::optional(end));
    // Nobody waits for a key who has one that works.
    shop.clock.advance(10 * kMinuteMs);
    QCOMPARE(withoutKey(shop), 0);
    shop.clock.advance(end - shop.clock.nowMs() + 10 * kMinuteMs - 1);
    QCOMPARE(withoutKey(shop), 0);
    shop.clock.advance(1);
    QCOMPARE(withoutKey(shop), 1);
    // The list knows the key, and does not tell that it ends too early.
    QCOMPARE(apply(shop, {owed.uuid}, shop.clock.nowMs()).setAgain, 0);
    QCOMPARE(shop.subscription(owed.user).activationStatus, ActivationStatus::Failed);
    QCOMPARE(withoutKey(shop), 1);
    // Lost as well, it is due again with all its attempts, and owed since the same moment.
    QCOMPARE(apply(shop, {}, shop.clock.nowMs()).setAgain, 1);
    const access::Subscription due = shop.subscription(owed.user);
    QCOMPARE(due.activationStatus, ActivationStatus::Pending);
    QCOMPARE(due.activationAttempts, 0);
    QCOMPARE(due.keyOwedSince, owed.keyOwedSince);
    QCOMPARE(withoutKey(shop), 1);
    shop.setFlag(u"vpn_provisioning"_s, true);
    QTRY_COMPARE_WITH_TIMEOUT(withoutKey(shop), 0, 20'000);
    QCOMPARE(shop.keyEnd(owed.uuid), owed.expiresAt);
}

void TestReconciliation::lostKeyThatIsThereAgainIsOwedNoMore()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.start({u"activation_worker"_s});
    serve(shop, 1);
    const QString uuid = shop.subscription(TelegramId(1)).uuid;
    shop.setFlag(u"vpn_provisioning"_s, false);
    shop.clock.advance(1);
    apply(shop, {}, shop.clock.nowMs());
    // Set by the version before, which does not know of what is owed.
    shop.test.exec("UPDATE subscriptions SET next_activation_at = NULL, vpn_expires_at = expires_at");
    shop.clock.advance(10 * kMinuteMs);
    QCOMPARE(withoutKey(shop), 1);
    apply(shop, {uuid}, shop.clock.nowMs());
    QCOMPARE(withoutKey(shop), 0);
}

void TestReconciliation::keysWithAnOldEndAreSetAgainWithAll()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.start({u"activation_worker"_s});
    serve(shop, 5);
    // Restored from an old copy: all are there, and end too early.
    const QStringList uuids = uuidsOf(shop, 5);
    for (const QString &uuid : uuids)
        shop.outside.vpn().put(uuid, 1);
    shop.clock.advance(1);
    QCOMPARE(apply(shop, {uuids.begin(), uuids.end()}, shop.clock.nowMs()).setAgain, 0);
    QCOMPARE(setAllAgain(shop), 5);
    QTRY_COMPARE_WITH_TIMEOUT(
        shop.test.number("SELECT count(*) FROM subscriptions WHERE next_activation_at IS NOT NULL"), 0,
        20'000);
    for (int i = 1; i <= 5; ++i) {
        const access::Subscription row = shop.subscription(TelegramId(i));
        QCOMPARE(shop.keyEnd(row.uuid), row.expiresAt);
        QCOMPARE(shop.messages(row.user, row.uuid).size(), 1); // the link is the same
    }
    QVERIFY(shop.alerts.keys().isEmpty());
}

void TestReconciliation::allAreSetAgainAFewASecondBehindWhoNeedsAKey()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    constexpr int kCustomers = 1'000; // twice as many as a transaction takes
    constexpr int kASecond = access::Reconciliation::kAgainASecond;
    pretendToServe(shop, kCustomers);
    QCOMPARE(setAllAgain(shop), kCustomers);
    QCOMPARE(setAllAgain(shop), 0); // all are due
    const auto dueIn = [&](qint64 ms) {
        return shop.test.number("SELECT count(*) FROM subscriptions WHERE next_activation_at <= ?",
                                shop.clock.nowMs() + ms);
    };
    QCOMPARE(dueIn(0), kASecond);
    QCOMPARE(dueIn(9 * kSecondMs), 10 * kASecond);
    QCOMPARE(dueIn((kCustomers / kASecond - 1) * kSecondMs), kCustomers);
    shop.clock.advance(kHourMs);
    QCOMPARE(withoutKey(shop), 0);
    // Whoever pays now does not stand behind those who have their keys.
    const TelegramId late(kCustomers + 1);
    shop.addUser(late);
    shop.grant(late);
    const auto claim = [&] {
        return shop.write(
            [&](db::Transaction &tx) { return shop.shop.activations.claimDue(tx, u"other"_s, 24); });
    };
    const auto first = claim();
    QCOMPARE(first.size(), size_t(1));
    QCOMPARE(first[0].user, late);
    QCOMPARE(claim().size(), size_t(24));
}

void TestReconciliation::whatWasGivenUpOnIsSetAgainWithAll()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.start({u"activation_worker"_s});
    serve(shop, 1);
    giveUpOnRenewal(shop);
    shop.setFlag(u"vpn_provisioning"_s, true);
    QCOMPARE(setAllAgain(shop), 1);
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(TelegramId(1)).activationStatus, ActivationStatus::Active,
                              20'000);
    const access::Subscription row = shop.subscription(TelegramId(1));
    QCOMPARE(shop.keyEnd(row.uuid), row.expiresAt);
    QVERIFY(!row.keyOwedSince);
}

void TestReconciliation::dryRunFindsAndChangesNothing()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.start({u"activation_worker"_s});
    serve(shop, 3);
    shop.test.exec("INSERT INTO vpn_removed (uuid, removed_at) VALUES (?, 1)", kStray);
    shop.clock.advance(1);
    const auto report = apply(shop, {kStray, u"somebody else's"_s}, shop.clock.nowMs(), true);
    QCOMPARE(report.setAgain, 3);
    QCOMPARE(report.takenAway, 1);
    QCOMPARE(report.unknown, QStringList{u"somebody else's"_s});
    QCOMPARE(setAllAgain(shop, true), 3);
    QCOMPARE(shop.test.number("SELECT count(*) FROM subscriptions WHERE next_activation_at IS NOT NULL"), 0);
    QCOMPARE(shop.test.number("SELECT count(*) FROM vpn_removals"), 0);
    QCOMPARE(shop.test.number("SELECT count(*) FROM vpn_reconciliation WHERE last_at IS NOT NULL"), 0);
}

void TestReconciliation::whatChangedSinceTheListWasAskedForIsLeft()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.start({u"activation_worker"_s, u"fast_expiry_cleanup"_s});
    const qint64 askedAt = shop.clock.nowMs();
    shop.clock.advance(1);
    serve(shop, 2);
    shop.write([&](db::Transaction &tx) {
        shop.shop.access.revoke(tx, TelegramId(1), control::Actor::system(), u"test"_s);
    });
    QTRY_COMPARE_WITH_TIMEOUT(shop.test.number("SELECT count(*) FROM vpn_removed"), 1, 20'000);
    const QString removed = shop.test.query("SELECT uuid FROM vpn_removed").at(0).text(0);
    const auto report = apply(shop, {removed}, askedAt);
    QCOMPARE(report.setAgain, 0);
    QCOMPARE(report.takenAway, 0);
    QVERIFY(report.unknown.isEmpty());
}

void TestReconciliation::manyAreWorkedThroughAFewHundredAtATime()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    constexpr int kCustomers = 1'000; // twice as many as a transaction takes
    pretendToServe(shop, kCustomers);
    QSet<QString> listed;
    for (int i = 2; i <= kCustomers; i += 2)
        listed.insert(u"u-%1"_s.arg(i));
    const auto report = apply(shop, listed, shop.clock.nowMs());
    QCOMPARE(report.listed, kCustomers / 2);
    QCOMPARE(report.setAgain, kCustomers / 2);
    QVERIFY(report.unknown.isEmpty());
    QCOMPARE(shop.test.number("SELECT count(*) FROM subscriptions WHERE next_activation_at IS NOT NULL"
                              " AND telegram_id % 2 = 1"),
             kCustomers / 2);
}

const turnpike::test::RegisteredTest<TestReconciliation> kTestReconciliation;

} // namespace tst_reconciliation

#include "tst_reconciliation.moc"
