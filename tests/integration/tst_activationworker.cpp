// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/backlog.h"
#include "ops/health.h"
#include "support/testmain.h"
#include "support/workershop.h"

#include <QTest>

namespace tst_activationworker {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using access::ActivationStatus;

namespace {

const QString kVpn = u"vpn"_s;

} // namespace

// Who paid gets a key: whatever the VPN API does meanwhile.
class TestActivationWorker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }

    void grantIsActivatedAtOnceAndTheKeyDelivered();
    void outageCostsNoAttemptAndWaitingIsNotPaidFor();
    void refusalsEndInFailedWithAnAlertAndCanBeRetried();
    void refusedKeyIsNoAttemptButAnAlert();
    void oneErrorInTenEndsWithOneKeyEach();
    void renewalDuringTheCallIsToldAfterwards();
    void newUuidDuringTheCallLeavesNoOldKeyBehind();
    void provisioningSwitchedOffLetsThemWait();
    void paidWithoutKeyIsSeenWhateverIsSwitchedOff();
    void shutdownDuringTheCallLeavesItForTheNextLeader();

private:
    const TelegramId m_user{1001};
};

void TestActivationWorker::grantIsActivatedAtOnceAndTheKeyDelivered()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.addUser(m_user);
    shop.start();
    // By the kick of the commit: the clock stands still.
    const access::Subscription granted = shop.grant(m_user);
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).activationStatus, ActivationStatus::Active, 20'000);
    const access::Subscription active = shop.subscription(m_user);
    QVERIFY(active.vpnKey.startsWith(u"vless://%1@"_s.arg(granted.uuid)));
    QCOMPARE(active.vpnKey, shop.outside.vpn().keys().at(granted.uuid).link);
    QCOMPARE(active.vpnExpiresAt, std::optional(active.expiresAt));
    QCOMPARE(shop.keyEnd(granted.uuid), active.expiresAt);
    QCOMPARE(shop.messages(m_user, granted.uuid).size(), 1);

    // A renewal tells the API the new end, with the same key.
    shop.grant(m_user);
    const qint64 end = active.expiresAt + 30 * kDayMs;
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).vpnExpiresAt, std::optional(end), 20'000);
    QCOMPARE(shop.keys().size(), 1);
    QCOMPARE(shop.keyEnd(granted.uuid), end);
}

void TestActivationWorker::outageCostsNoAttemptAndWaitingIsNotPaidFor()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.addUser(m_user);
    shop.addFault(kVpn, {{"action", "reset"}});
    shop.start({u"activation_worker"_s});
    const qint64 since = shop.clock.nowMs();
    const access::Subscription granted = shop.grant(m_user);
    // The iteration must have ended, too: how long the worker is held back counts from its end.
    const auto settled = [&] {
        const access::Subscription row = shop.subscription(m_user);
        return !row.lastActivationError.isEmpty() && row.nextActivationAt > shop.clock.nowMs() &&
               shop.supervisor().isQuiet();
    };
    for (int outage = 0; outage < 12; ++outage) {
        QTRY_VERIFY_WITH_TIMEOUT(settled(), 20'000);
        const access::Subscription row = shop.subscription(m_user);
        QCOMPARE(row.activationStatus, ActivationStatus::Pending);
        QCOMPARE(row.activationAttempts, 0);
        shop.clock.advance(5 * kMinuteMs);
    }
    shop.mend();
    // Time stands still while the worker is at it: the period that waiting is given back ends when it looked.
    QVERIFY(
        shop.passUntil([&] { return shop.keyEnd(granted.uuid) > 0; }, u"activation_worker"_s, kMinuteMs, 60));
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).activationStatus, ActivationStatus::Active, 20'000);
    const access::Subscription active = shop.subscription(m_user);
    QVERIFY(active.expiresAt >= granted.expiresAt + kHourMs);
    QCOMPARE(active.expiresAt - granted.expiresAt, *active.activatedAt - since);
    QCOMPARE(shop.keyEnd(granted.uuid), active.expiresAt);
    QCOMPARE(shop.messages(m_user, granted.uuid).size(), 1);
    // The one that says that the key follows, and the key.
    QCOMPARE(shop.messages(m_user).size(), 2);
}

void TestActivationWorker::refusalsEndInFailedWithAnAlertAndCanBeRetried()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.addUser(m_user);
    shop.addFault(kVpn, {{"status", 400}});
    shop.start({u"activation_worker"_s});
    shop.grant(m_user);
    for (int attempt = 1; attempt <= 5; ++attempt) {
        QTRY_COMPARE_WITH_TIMEOUT(shop.calls(kVpn), attempt, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).activationAttempts, attempt, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().isQuiet(), 20'000);
        shop.clock.advance(kHourMs);
    }
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).activationStatus, ActivationStatus::Failed, 20'000);
    QCOMPARE(shop.alerts.keys(), QStringList{u"activation_failed:1001"_s});
    shop.mend();
    QVERIFY(!shop.alerts.ended().contains(u"activation_failed:1001"_s));
    QVERIFY(shop.write([&](db::Transaction &tx) { return shop.shop.activations.retry(tx, m_user); }));
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).activationStatus, ActivationStatus::Active, 20'000);
    QTRY_VERIFY(shop.alerts.ended().contains(u"activation_failed:1001"_s));
}

void TestActivationWorker::refusedKeyIsNoAttemptButAnAlert()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.addUser(m_user);
    shop.addFault(kVpn, {{"status", 401}});
    shop.start({u"activation_worker"_s});
    shop.grant(m_user);
    QTRY_COMPARE_WITH_TIMEOUT(shop.alerts.keys(), QStringList{u"vpn_api_key"_s}, 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).activationAttempts, 0, 20'000);
    QCOMPARE(shop.subscription(m_user).activationStatus, ActivationStatus::Pending);
}

void TestActivationWorker::oneErrorInTenEndsWithOneKeyEach()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    constexpr int kCustomers = 150;
    for (int i = 0; i < kCustomers; ++i) {
        shop.addUser(TelegramId(2000 + i));
        shop.grant(TelegramId(2000 + i));
    }
    shop.addFault(kVpn, {{"latency_ms", 2}});
    shop.addFault(kVpn, {{"status", 500}, {"rate", 0.1}});
    shop.addFault(kVpn, {{"action", "lost"}, {"rate", 0.04}});
    shop.start({u"activation_worker"_s});
    const auto active = [&] {
        return shop.test.number("SELECT count(*) FROM subscriptions WHERE activation_status = 'active'");
    };
    QTRY_VERIFY_WITH_TIMEOUT(active() == kCustomers || (shop.clock.advance(10 * kSecondMs), false), 60'000);
    QCOMPARE(shop.keys().size(), kCustomers);
    for (int i = 0; i < kCustomers; ++i) {
        const access::Subscription row = shop.subscription(TelegramId(2000 + i));
        QCOMPARE(shop.keyEnd(row.uuid), row.expiresAt);
        QCOMPARE(shop.messages(row.user, row.uuid).size(), 1);
    }
}

void TestActivationWorker::renewalDuringTheCallIsToldAfterwards()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.addUser(m_user);
    bool renewed = false;
    connect(&shop.outside, &sandbox::Sandbox::called, this, [&] {
        if (!std::exchange(renewed, true))
            shop.grant(m_user, 90);
    });
    shop.start({u"activation_worker"_s});
    const access::Subscription granted = shop.grant(m_user);
    const qint64 end = granted.expiresAt + 90 * kDayMs;
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).vpnExpiresAt, std::optional(end), 20'000);
    QCOMPARE(shop.subscription(m_user).expiresAt, end);
    QCOMPARE(shop.keyEnd(granted.uuid), end);
    QCOMPARE(shop.outside.vpn().keys().at(granted.uuid).adds, 2);
    QCOMPARE(shop.messages(m_user, granted.uuid).size(), 1);
}

void TestActivationWorker::newUuidDuringTheCallLeavesNoOldKeyBehind()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.addUser(m_user);
    bool reissued = false;
    const auto reissueOnce = [&](const QString &, const http::Request &request) {
        if (request.path == "/vpn/add-user" && !std::exchange(reissued, true))
            shop.write([&](db::Transaction &tx) { return shop.shop.access.reissue(tx, m_user); });
    };
    connect(&shop.outside, &sandbox::Sandbox::called, this, reissueOnce);
    shop.start({u"activation_worker"_s, u"fast_expiry_cleanup"_s});
    const access::Subscription granted = shop.grant(m_user);
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).activationStatus, ActivationStatus::Active, 20'000);
    const access::Subscription row = shop.subscription(m_user);
    QVERIFY(row.uuid != granted.uuid);
    QTRY_COMPARE_WITH_TIMEOUT(shop.keys(), QStringList{row.uuid}, 20'000);
    // Removed once more when the call can no longer take effect.
    shop.clock.advance(3 * kMinuteMs);
    QTRY_COMPARE_WITH_TIMEOUT(shop.test.number("SELECT count(*) FROM vpn_removals"), 0, 20'000);
    QCOMPARE(shop.keys(), QStringList{row.uuid});
    QCOMPARE(shop.messages(m_user, granted.uuid).size(), 0);
    QCOMPARE(shop.messages(m_user, row.uuid).size(), 1);
}

void TestActivationWorker::provisioningSwitchedOffLetsThemWait()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.addUser(m_user);
    shop.setFlag(u"vpn_provisioning"_s, false);
    shop.start({u"activation_worker"_s});
    shop.grant(m_user);
    QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().snapshot().front().last, 20'000);
    QCOMPARE(shop.supervisor().snapshot().front().last->outcome, workers::Outcome::Skipped);
    QCOMPARE(shop.calls(kVpn), 0);
    shop.setFlag(u"vpn_provisioning"_s, true);
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).activationStatus, ActivationStatus::Active, 20'000);
}

void TestActivationWorker::paidWithoutKeyIsSeenWhateverIsSwitchedOff()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.addUser(m_user);
    shop.addUser(TelegramId(1002));
    shop.setFlag(u"background_workers"_s, false);
    shop.start({u"activation_worker"_s});
    shop.grant(m_user);
    shop.write([&](db::Transaction &tx) { return shop.shop.access.grantTrial(tx, TelegramId(1002)); });
    ops::BacklogSampler sampler(shop.test.database(), shop.clock);
    const auto without = [&] {
        sampler.sample(Deadline::in(std::chrono::seconds(30)));
        return sampler.latest().numbers.count(protocol::numbers::kPaidWithoutKey);
    };
    shop.clock.advance(10 * kMinuteMs - 1);
    QCOMPARE(without(), 0);
    shop.clock.advance(1);
    QCOMPARE(without(), 1);
    QCOMPARE(ops::checkBacklog(sampler.latest(), shop.clock.nowMs()).status, ops::Finding::Status::Warn);
    shop.setFlag(u"background_workers"_s, true);
    QTRY_COMPARE_WITH_TIMEOUT(without(), 0, 20'000);
}

void TestActivationWorker::shutdownDuringTheCallLeavesItForTheNextLeader()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.addUser(m_user);
    shop.addFault(kVpn, {{"action", "silent"}});
    shop.start({u"activation_worker"_s});
    shop.grant(m_user);
    QTRY_COMPARE_WITH_TIMEOUT(shop.calls(kVpn), 1, 20'000);
    shop.stop();
    const access::Subscription row = shop.subscription(m_user);
    QCOMPARE(row.activationStatus, ActivationStatus::Pending);
    QCOMPARE(row.activationAttempts, 0);
    QVERIFY(row.nextActivationAt <= shop.clock.nowMs() + 30 * kSecondMs);
    QCOMPARE(shop.test.number("SELECT count(*) FROM subscriptions WHERE lease_owner IS NOT NULL"), 0);
}

const turnpike::test::RegisteredTest<TestActivationWorker> kTestActivationWorker;

} // namespace tst_activationworker

#include "tst_activationworker.moc"
