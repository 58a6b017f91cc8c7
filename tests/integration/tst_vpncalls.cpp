// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/backlog.h"
#include "support/testmain.h"
#include "support/workershop.h"

#include <QJsonDocument>
#include <QTest>

namespace tst_vpncalls {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using access::ActivationStatus;

namespace {

const QString kVpn = u"vpn"_s;

} // namespace

// Calls of the VPN API whose answer is lost, late, another's, or always the same for one of them.
class TestVpnCalls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }

    void repeatThatSaysKnownAlreadyIsDone();
    void removalThatSaysGoneIsDoneBeforeAddingAnew();
    void refusedRemovalBeforeAddingAnewIsAnAttempt();
    void createdIsDone();
    void removalOfWhatIsGoneIsDone();
    void refusedRemovalOfWhatIsThereIsNotDone();
    void outageOfEveryKindCostsNoAttempt_data();
    void outageOfEveryKindCostsNoAttempt();
    void outageOfOneWhileOthersAreServedCostsNoAttempt_data();
    void outageOfOneWhileOthersAreServedCostsNoAttempt();
    void outageOfOneWhileOthersAreServedRemovesNothing_data()
    {
        outageOfOneWhileOthersAreServedCostsNoAttempt_data();
    }
    void outageOfOneWhileOthersAreServedRemovesNothing();
    void outageOfEveryKindRemovesNothing_data() { outageOfEveryKindCostsNoAttempt_data(); }
    void outageOfEveryKindRemovesNothing();
    void oneAtWhichTheApiAlwaysFailsHoldsNobodyUp();
    void removalAtWhichTheApiAlwaysFailsHoldsNobodyUp();
    void lateCallAfterARenewalIsSetRight();
    void lateCallAfterARemovalIsSetRight();
    void givenUpStaysPaidWithoutKey();

private:
    // The add-user that comes next is cut off, and takes effect after `ms` of real time all the same.
    static void delayNextAdd(WorkerShop &shop, int ms);

    const TelegramId m_user{1001};
};

void TestVpnCalls::repeatThatSaysKnownAlreadyIsDone()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.addUser(m_user);
    shop.outside.vpn().setQuirk(sandbox::VpnQuirk::RepeatConflicts, true);
    shop.addFault(kVpn, {{"method", "add-user"}, {"action", "lost"}, {"next", 1}});
    shop.start({u"activation_worker"_s});
    const access::Subscription granted = shop.grant(m_user);
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).activationStatus, ActivationStatus::Active, 20'000);
    QCOMPARE(shop.subscription(m_user).vpnKey, shop.outside.vpn().keys().at(granted.uuid).link);
    QCOMPARE(shop.keyEnd(granted.uuid), granted.expiresAt);
    QCOMPARE(shop.messages(m_user, granted.uuid).size(), 1);

    // A renewal is a repeat as well, and must be told.
    const access::Subscription renewed = shop.grant(m_user);
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).vpnExpiresAt, std::optional(renewed.expiresAt),
                              20'000);
    QCOMPARE(shop.keyEnd(granted.uuid), renewed.expiresAt);
    QCOMPARE(shop.messages(m_user, granted.uuid).size(), 1);
}

void TestVpnCalls::removalThatSaysGoneIsDoneBeforeAddingAnew()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.addUser(m_user);
    shop.outside.vpn().setQuirk(sandbox::VpnQuirk::RepeatConflicts, true);
    shop.outside.vpn().setQuirk(sandbox::VpnQuirk::RemovalGoneIsError, true);
    // Both take effect, and what repeats them is told that it is so already.
    shop.addFault(kVpn, {{"method", "add-user"}, {"action", "lost"}, {"next", 1}});
    shop.addFault(kVpn, {{"method", "remove-user"}, {"action", "lost"}, {"next", 1}});
    shop.start({u"activation_worker"_s});
    const access::Subscription granted = shop.grant(m_user);
    // With the clock standing still: in the same attempt.
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).activationStatus, ActivationStatus::Active, 20'000);
    QCOMPARE(shop.subscription(m_user).vpnKey, shop.outside.vpn().keys().at(granted.uuid).link);
    QCOMPARE(shop.keyEnd(granted.uuid), granted.expiresAt);
    QCOMPARE(shop.messages(m_user).size(), 1);
}

void TestVpnCalls::refusedRemovalBeforeAddingAnewIsAnAttempt()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.addUser(m_user);
    shop.outside.vpn().setQuirk(sandbox::VpnQuirk::RepeatConflicts, true);
    shop.addFault(kVpn, {{"method", "add-user"}, {"action", "lost"}, {"next", 1}});
    shop.addFault(kVpn, {{"method", "remove-user"}, {"status", 400}});
    shop.start({u"activation_worker"_s});
    shop.grant(m_user);
    QTRY_VERIFY_WITH_TIMEOUT(!shop.subscription(m_user).lastActivationError.isEmpty(), 20'000);
    QCOMPARE(shop.subscription(m_user).activationAttempts, 1);
    QVERIFY(shop.subscription(m_user).lastActivationError.contains(u"remove-user"_s));
}

void TestVpnCalls::createdIsDone()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.addUser(m_user);
    shop.outside.vpn().setQuirk(sandbox::VpnQuirk::AddAnswersCreated, true);
    shop.start({u"activation_worker"_s});
    const access::Subscription granted = shop.grant(m_user);
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).activationStatus, ActivationStatus::Active, 20'000);
    QCOMPARE(shop.messages(m_user, granted.uuid).size(), 1);
}

void TestVpnCalls::removalOfWhatIsGoneIsDone()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.outside.vpn().setQuirk(sandbox::VpnQuirk::RemovalGoneIsError, true);
    const QString uuid = u"8c9b5ad1-2d38-4a0a-9a4e-0d3b3d0f4c11"_s;
    shop.outside.vpn().put(uuid, 1);
    shop.addFault(kVpn, {{"method", "remove-user"}, {"action", "lost"}, {"next", 1}});
    shop.start({u"fast_expiry_cleanup"_s});
    shop.write([&](db::Transaction &tx) { shop.shop.removals.add(tx, uuid); });
    QTRY_COMPARE_WITH_TIMEOUT(shop.test.number("SELECT count(*) FROM vpn_removals"), 0, 20'000);
    QVERIFY(shop.keys().isEmpty());
}

void TestVpnCalls::refusedRemovalOfWhatIsThereIsNotDone()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    const QString uuid = u"8c9b5ad1-2d38-4a0a-9a4e-0d3b3d0f4c11"_s;
    shop.outside.vpn().put(uuid, 1);
    shop.addFault(kVpn, {{"method", "remove-user"}, {"status", 400}, {"next", 1}});
    shop.start({u"fast_expiry_cleanup"_s});
    shop.write([&](db::Transaction &tx) { shop.shop.removals.add(tx, uuid); });
    QTRY_COMPARE_WITH_TIMEOUT(
        shop.test.number("SELECT count(*) FROM vpn_removals WHERE last_error IS NOT NULL"), 1, 20'000);
    QCOMPARE(shop.keys(), QStringList{uuid});
    shop.clock.advance(10 * kSecondMs);
    QTRY_COMPARE_WITH_TIMEOUT(shop.test.number("SELECT count(*) FROM vpn_removals"), 0, 20'000);
    QVERIFY(shop.keys().isEmpty());
}

void TestVpnCalls::outageOfEveryKindCostsNoAttempt_data()
{
    QTest::addColumn<QJsonObject>("fault");
    const QString page = u"<html><body>It works!</body></html>"_s;
    const std::pair<const char *, QJsonObject> outages[] = {
        {"429 of a proxy", {{"status", 429}, {"html", true}}},
        {"408 of a proxy", {{"status", 408}, {"html", true}}},
        {"404 of a proxy", {{"status", 404}, {"html", true}}},
        {"403 of a proxy", {{"status", 403}, {"html", true}}},
        {"400 of a proxy", {{"status", 400}, {"html", true}}},
        {"504 of a proxy", {{"status", 504}, {"html", true}}},
        {"a page with 200", {{"status", 200}, {"html", page}}},
        {"garbage with 200", {{"action", "garbage"}}},
        {"a redirect",
         {{"status", 301}, {"html", true}, {"headers", QJsonObject{{"Location", "https://x/"}}}}},
    };
    for (const auto &[name, fault] : outages)
        QTest::newRow(name) << fault;
}

void TestVpnCalls::outageOfEveryKindCostsNoAttempt()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    QFETCH(QJsonObject, fault);
    WorkerShop shop(kind);
    shop.addUser(m_user);
    shop.addFault(kVpn, fault);
    shop.start({u"activation_worker"_s});
    shop.grant(m_user);
    const auto settled = [&] {
        const access::Subscription row = shop.subscription(m_user);
        return !row.lastActivationError.isEmpty() && row.nextActivationAt.value_or(0) > shop.clock.nowMs() &&
               shop.supervisor().isQuiet();
    };
    for (int outage = 0; outage < 6; ++outage) {
        QTRY_VERIFY_WITH_TIMEOUT(settled(), 20'000);
        QCOMPARE(shop.subscription(m_user).activationAttempts, 0);
        shop.clock.advance(5 * kMinuteMs);
    }
    shop.mend();
    const auto isActive = [&] {
        return shop.subscription(m_user).activationStatus == ActivationStatus::Active;
    };
    QVERIFY(shop.passUntil(isActive, u"activation_worker"_s, kMinuteMs, 60));
    QVERIFY(shop.alerts.keys().isEmpty());
}

void TestVpnCalls::outageOfOneWhileOthersAreServedCostsNoAttempt_data()
{
    QTest::addColumn<QJsonObject>("fault");
    // Cloudflare's errors for whoever prefers JSON.
    const QJsonObject problem{{"type", "about:blank"},
                              {"title", "Error 522: Connection timed out"},
                              {"status", 522},
                              {"detail", "The origin did not answer."}};
    const QString json = QString::fromUtf8(QJsonDocument(problem).toJson(QJsonDocument::Compact));
    const std::pair<const char *, QJsonObject> outages[] = {
        {"500 of a proxy", {{"status", 500}, {"html", true}}},
        {"502 of a proxy", {{"status", 502}, {"html", true}}},
        {"504 of a proxy", {{"status", 504}, {"html", true}}},
        {"500 of a gateway", {{"status", 500}, {"body", R"({"message":"Internal server error"})"}}},
        {"503 of its framework", {{"status", 503}, {"body", "Service Unavailable"}}},
        {"522 of Cloudflare", {{"status", 522}, {"body", json}}},
    };
    for (const auto &[name, fault] : outages)
        QTest::newRow(name) << fault;
}

// A proxy that lets some calls through is away all the same, however often it meets the same customer.
void TestVpnCalls::outageOfOneWhileOthersAreServedCostsNoAttempt()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    QFETCH(QJsonObject, fault);
    WorkerShop shop(kind);
    shop.addUser(m_user);
    const QString uuid = shop.grant(m_user).uuid;
    fault.insert(u"subject", uuid);
    shop.addFault(kVpn, fault);
    shop.start({u"activation_worker"_s});
    const auto hasFailed = [&] {
        const access::Subscription row = shop.subscription(m_user);
        return !row.lastActivationError.isEmpty() && row.nextActivationAt.value_or(0) > shop.clock.nowMs() &&
               shop.supervisor().isQuiet();
    };
    for (int other = 1; other <= 5; ++other) {
        QTRY_VERIFY_WITH_TIMEOUT(hasFailed(), 20'000);
        QCOMPARE(shop.subscription(m_user).activationAttempts, 0);
        const TelegramId customer(2000 + other);
        shop.addUser(customer);
        shop.grant(customer);
        QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(customer).activationStatus, ActivationStatus::Active,
                                  20'000);
        QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().isQuiet(), 20'000);
        shop.clock.advance(10 * kMinuteMs);
    }
    QTRY_VERIFY_WITH_TIMEOUT(hasFailed(), 20'000);
    QCOMPARE(shop.subscription(m_user).activationAttempts, 0);
    shop.mend();
    const auto isActive = [&] {
        return shop.subscription(m_user).activationStatus == ActivationStatus::Active;
    };
    QVERIFY(shop.passUntil(isActive, u"activation_worker"_s, 10 * kMinuteMs, 60));
    QVERIFY(shop.alerts.keys().isEmpty());
}

void TestVpnCalls::outageOfOneWhileOthersAreServedRemovesNothing()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    QFETCH(QJsonObject, fault);
    WorkerShop shop(kind);
    const auto remove = [&](const QString &key) {
        shop.outside.vpn().put(key, 1);
        shop.write([&](db::Transaction &tx) { shop.shop.removals.add(tx, key); });
    };
    const QString uuid = u"8c9b5ad1-2d38-4a0a-9a4e-0d3b3d0f4c11"_s;
    const QString other = u"8c9b5ad1-2d38-4a0a-9a4e-0d3b3d0f4c12"_s;
    fault.insert(u"subject", uuid);
    shop.addFault(kVpn, fault);
    shop.start({u"fast_expiry_cleanup"_s});
    remove(uuid);
    QTRY_COMPARE_WITH_TIMEOUT(
        shop.test.number("SELECT count(*) FROM vpn_removals WHERE last_error IS NOT NULL"), 1, 20'000);
    for (int again = 0; again < 5; ++again) {
        QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().isQuiet(), 20'000);
        remove(other);
        QTRY_COMPARE_WITH_TIMEOUT(shop.keys(), QStringList{uuid}, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().isQuiet(), 20'000);
        const int calls = shop.calls(kVpn);
        shop.clock.advance(10 * kMinuteMs);
        QTRY_VERIFY_WITH_TIMEOUT(shop.calls(kVpn) > calls && shop.supervisor().isQuiet(), 20'000);
        QCOMPARE(shop.test.number("SELECT attempts FROM vpn_removals"), 0);
    }
    shop.mend();
    shop.clock.advance(10 * kMinuteMs);
    QTRY_COMPARE_WITH_TIMEOUT(shop.test.number("SELECT count(*) FROM vpn_removals"), 0, 20'000);
    QVERIFY(shop.alerts.keys().isEmpty());
}

void TestVpnCalls::outageOfEveryKindRemovesNothing()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    QFETCH(QJsonObject, fault);
    WorkerShop shop(kind);
    const QString uuid = u"8c9b5ad1-2d38-4a0a-9a4e-0d3b3d0f4c11"_s;
    shop.outside.vpn().put(uuid, 1);
    shop.addFault(kVpn, fault);
    shop.start({u"fast_expiry_cleanup"_s});
    shop.write([&](db::Transaction &tx) { shop.shop.removals.add(tx, uuid); });
    QTRY_COMPARE_WITH_TIMEOUT(
        shop.test.number("SELECT count(*) FROM vpn_removals WHERE last_error IS NOT NULL"), 1, 20'000);
    QCOMPARE(shop.test.number("SELECT attempts FROM vpn_removals"), 0);
    QCOMPARE(shop.keys(), QStringList{uuid});
    shop.mend();
    shop.clock.advance(5 * kMinuteMs);
    QTRY_COMPARE_WITH_TIMEOUT(shop.test.number("SELECT count(*) FROM vpn_removals"), 0, 20'000);
    QVERIFY(shop.keys().isEmpty());
}

void TestVpnCalls::oneAtWhichTheApiAlwaysFailsHoldsNobodyUp()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.addUser(m_user);
    const QString uuid = shop.grant(m_user).uuid;
    shop.outside.vpn().setPoisoned(uuid, true);
    shop.start({u"activation_worker"_s});
    QTRY_VERIFY_WITH_TIMEOUT(!shop.subscription(m_user).lastActivationError.isEmpty(), 20'000);
    // Nobody else was there: it may have been an outage.
    QCOMPARE(shop.subscription(m_user).activationAttempts, 0);
    for (int other = 1; other <= 5; ++other) {
        const TelegramId customer(2000 + other);
        shop.addUser(customer);
        // With the clock standing still: the one that failed holds nobody back.
        shop.grant(customer);
        QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(customer).activationStatus, ActivationStatus::Active,
                                  20'000);
        QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().isQuiet(), 20'000);
        shop.clock.advance(10 * kMinuteMs);
        QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).activationAttempts, other, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().isQuiet(), 20'000);
        QCOMPARE(shop.panel.breaker().snapshot(std::chrono::steady_clock::now()).timesOpened, 0);
    }
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).activationStatus, ActivationStatus::Failed, 20'000);
    QCOMPARE(shop.alerts.keys(), QStringList{u"activation_failed:1001"_s});
}

void TestVpnCalls::removalAtWhichTheApiAlwaysFailsHoldsNobodyUp()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    const auto uuidOf = [](int i) {
        return u"8c9b5ad1-2d38-4a0a-9a4e-%1"_s.arg(i, 12, 10, QLatin1Char('0'));
    };
    const auto remove = [&](int i) {
        shop.outside.vpn().put(uuidOf(i), 1);
        shop.write([&](db::Transaction &tx) { shop.shop.removals.add(tx, uuidOf(i)); });
    };
    shop.outside.vpn().setPoisoned(uuidOf(0), true);
    shop.start({u"fast_expiry_cleanup"_s});
    remove(0);
    QTRY_COMPARE_WITH_TIMEOUT(
        shop.test.number("SELECT count(*) FROM vpn_removals WHERE last_error IS NOT NULL"), 1, 20'000);
    for (int other = 1; other <= 5; ++other) {
        QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().isQuiet(), 20'000);
        remove(other);
        QTRY_COMPARE_WITH_TIMEOUT(shop.keys(), QStringList{uuidOf(0)}, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().isQuiet(), 20'000);
        shop.clock.advance(10 * kMinuteMs);
        QTRY_COMPARE_WITH_TIMEOUT(shop.test.number("SELECT attempts FROM vpn_removals"), other, 20'000);
    }
    QTRY_COMPARE_WITH_TIMEOUT(shop.alerts.keys(), QStringList{u"removal_failing:%1"_s.arg(uuidOf(0))},
                              20'000);
}

void TestVpnCalls::delayNextAdd(WorkerShop &shop, int ms)
{
    shop.addFault(kVpn, {{"method", "add-user"},
                         {"action", "reset"},
                         {"effect", "once"},
                         {"effect_after_ms", ms},
                         {"next", 1}});
}

void TestVpnCalls::lateCallAfterARenewalIsSetRight()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.addUser(m_user);
    delayNextAdd(shop, 4'000);
    shop.start({u"activation_worker"_s});
    const access::Subscription granted = shop.grant(m_user);
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).activationStatus, ActivationStatus::Active, 20'000);
    const access::Subscription renewed = shop.grant(m_user, 90);
    QTRY_COMPARE_WITH_TIMEOUT(shop.keyEnd(granted.uuid), renewed.expiresAt, 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(shop.keyEnd(granted.uuid), granted.expiresAt, 20'000); // it was late
    shop.clock.advance(2 * kMinuteMs);
    QTRY_COMPARE_WITH_TIMEOUT(shop.keyEnd(granted.uuid), renewed.expiresAt, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(!shop.subscription(m_user).nextActivationAt, 20'000);
    QCOMPARE(shop.messages(m_user, granted.uuid).size(), 1);
}

void TestVpnCalls::lateCallAfterARemovalIsSetRight()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.addUser(m_user);
    delayNextAdd(shop, 4'000);
    shop.start({u"activation_worker"_s, u"fast_expiry_cleanup"_s});
    const access::Subscription granted = shop.grant(m_user);
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).activationStatus, ActivationStatus::Active, 20'000);
    shop.write([&](db::Transaction &tx) {
        shop.shop.access.revoke(tx, m_user, control::Actor::system(), u"test"_s);
    });
    QTRY_VERIFY_WITH_TIMEOUT(shop.keys().isEmpty(), 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(shop.keys(), QStringList{granted.uuid}, 20'000); // it was late
    shop.clock.advance(2 * kMinuteMs);
    QTRY_VERIFY_WITH_TIMEOUT(shop.keys().isEmpty(), 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(shop.test.number("SELECT count(*) FROM vpn_removals"), 0, 20'000);
}

void TestVpnCalls::givenUpStaysPaidWithoutKey()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.addUser(m_user);
    shop.addFault(kVpn, {{"status", 422}});
    shop.start({u"activation_worker"_s});
    shop.grant(m_user);
    const auto isGivenUp = [&] {
        return shop.subscription(m_user).activationStatus == ActivationStatus::Failed;
    };
    QVERIFY(shop.passUntil(isGivenUp, u"activation_worker"_s, 10 * kMinuteMs, 200));
    // Asked afresh, as after a restart.
    const auto without = [&] {
        ops::BacklogSampler sampler(shop.test.database(), shop.clock);
        sampler.sample(Deadline::in(std::chrono::seconds(30)));
        return sampler.latest().numbers.count(protocol::numbers::kPaidWithoutKey);
    };
    QCOMPARE(without(), 1);
    shop.mend();
    QVERIFY(shop.write([&](db::Transaction &tx) { return shop.shop.activations.retry(tx, m_user); }));
    QTRY_COMPARE_WITH_TIMEOUT(without(), 0, 20'000);
}

const turnpike::test::RegisteredTest<TestVpnCalls> kTestVpnCalls;

} // namespace tst_vpncalls

#include "tst_vpncalls.moc"
