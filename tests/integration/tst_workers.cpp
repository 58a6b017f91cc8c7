// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/aside.h"
#include "support/testmain.h"
#include "support/workershop.h"
#include "workers/itemloop.h"

#include <QTest>

namespace tst_workers {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using access::SubscriptionStatus;

namespace {

const QString kCleanup = u"fast_expiry_cleanup"_s;
const QString kRenewal = u"auto_renewal"_s;
const QString kHousekeeping = u"housekeeping"_s;
const QString kVpn = u"vpn"_s;

// Of a customer that fill() made.
QString uuidOf(int telegramId)
{
    return u"00000000-0000-4000-8000-%1"_s.arg(100'000'000'000 + telegramId);
}

} // namespace

// The workers that need nothing but the database, and the cleanup.
class TestWorkers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }

    void manyEndsWithAFailingVpnApiEndOnceEach();
    void endWakesTheCleanupAndTakesTheKeyAway();
    void removalsWaitOutAnOutage();
    void whoeverIsToldToStopLooksForTheGoneNoMore();
    void anErrorOfTheVpnApiIsAnAnswerToItsBreaker();
    void remindersComeOnceAStageAndAfresh();
    void trialIsAccompaniedAndEnded();
    void renewalIsPaidFromTheBalanceOncePerPeriod();
    void tooLittleIsToldOnceAndATopupRenews();
    void renewalThatWasMissedIsMadeUpForAfterTheEnd_data();
    void renewalThatWasMissedIsMadeUpForAfterTheEnd();
    void renewalSwitchedOffInTheMiddleLeavesEachDoneOrUntouched();
    void oneThatFailsDoesNotKeepTheOthers();
    void housekeepingLetsGoOfWhatIsOldAndOfNothingElse();
    void purchasesThatCameToNothingLeaveAfterThirtyDays();
    void housekeepingKeepsWhatWaitsForItsCustomer();
    void housekeepingFindsABalanceThatIsNotItsLedger();
    void everyWorkerIsMadeAndSaysWhatItAsksOverAndOver_data() { TestDatabase::addKinds(); }
    void everyWorkerIsMadeAndSaysWhatItAsksOverAndOver();

private:
    const TelegramId m_user{1001};
    // Customers 5001…, on basic, with keys the VPN API knows; all end at `expiresAt`.
    void fill(WorkerShop &shop, int count, qint64 expiresAt);
};

void TestWorkers::fill(WorkerShop &shop, int count, qint64 expiresAt)
{
    const qint64 now = shop.clock.nowMs();
    shop.test.exec(R"(
        INSERT INTO users (telegram_id, language, balance_kopecks, referral_code, created_at, last_seen_at)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < CAST(? AS bigint))
        SELECT 5000 + i, 'en', 100000, 'r' || i, 0, 0 FROM n)",
                   count);
    shop.test.exec(R"(
        INSERT INTO balance_transactions (telegram_id, amount_kopecks, kind, reference, created_at)
        SELECT telegram_id, 100000, 'admin', 'test', 0 FROM users)");
    shop.test.exec(R"(
        INSERT INTO subscriptions (telegram_id, tariff, period_days, status, source, uuid, vpn_key, starts_at,
            expires_at, activation_status, activated_at, vpn_expires_at, updated_at)
        SELECT telegram_id, 'basic', 30, 'active', 'payment',
            '00000000-0000-4000-8000-' || (100000000000 + telegram_id), 'vless://' || telegram_id,
            CAST(? AS bigint), CAST(? AS bigint), 'active', CAST(? AS bigint), CAST(? AS bigint), CAST(? AS bigint)
        FROM users)",
                   now - 30 * kDayMs, expiresAt, now - 30 * kDayMs, expiresAt, now);
    for (int i = 1; i <= count; ++i)
        QVERIFY(shop.outside.vpn().put(uuidOf(5000 + i), expiresAt));
}

void TestWorkers::manyEndsWithAFailingVpnApiEndOnceEach()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    // The long form: TURNPIKE_TEST_EXPIRIES=10000.
    const int customers = qEnvironmentVariableIntValue("TURNPIKE_TEST_EXPIRIES") > 0
                              ? qEnvironmentVariableIntValue("TURNPIKE_TEST_EXPIRIES")
                              : 2'000;
    WorkerShop shop(kind);
    fill(shop, customers, shop.clock.nowMs() - 1);
    shop.addFault(kVpn, {{"latency_ms", 20}});
    shop.addFault(kVpn, {{"status", 500}, {"rate", 0.1}});
    shop.addFault(kVpn, {{"action", "lost"}, {"rate", 0.01}});
    shop.start({kCleanup});
    const auto left = [&] {
        return shop.test.number("SELECT (SELECT count(*) FROM subscriptions WHERE status = 'active')"
                                "     + (SELECT count(*) FROM vpn_removals)");
    };
    QTRY_VERIFY_WITH_TIMEOUT(left() == 0 || (shop.clock.advance(kSecondMs), false), 100'000);
    QVERIFY(shop.keys().isEmpty());
    QSet<QString> removed;
    for (const QJsonObject &entry : shop.outside.ledger().entries(kVpn)) {
        if (entry.value(u"operation").toString() == u"remove-user")
            removed.insert(entry.value(u"uuid").toString());
    }
    QCOMPARE(removed.size(), customers);
    QCOMPARE(shop.test.number("SELECT count(*) FROM subscriptions WHERE status = 'expired' AND uuid IS NULL"),
             customers);
    QCOMPARE(shop.test.number("SELECT count(*) FROM outbox"), customers);
    QCOMPARE(shop.test.number("SELECT count(DISTINCT chat_id) FROM outbox"), customers);
    QCOMPARE(shop.test.number("SELECT count(*) FROM audit_log"), customers);
}

void TestWorkers::endWakesTheCleanupAndTakesTheKeyAway()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    fill(shop, 2, shop.clock.nowMs() + 3 * kSecondMs);
    shop.start({kCleanup});
    QVERIFY(shop.pass(kCleanup, 3 * kSecondMs - 1));
    QCOMPARE(shop.subscription(TelegramId(5001)).status, SubscriptionStatus::Active);
    // One is renewed in the last moment.
    shop.grant(TelegramId(5002));
    // Well before the interval of a minute, and announced by nothing but the time.
    shop.clock.advance(1);
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(TelegramId(5001)).status, SubscriptionStatus::Expired,
                              20'000);
    QTRY_COMPARE_WITH_TIMEOUT(shop.keys(), QStringList{uuidOf(5002)}, 20'000);
    QCOMPARE(shop.subscription(TelegramId(5002)).status, SubscriptionStatus::Active);
    QCOMPARE(shop.messages(TelegramId(5001)).size(), 1);
}

void TestWorkers::removalsWaitOutAnOutage()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    fill(shop, 40, shop.clock.nowMs() - 1);
    shop.addFault(kVpn, {{"action", "reset"}});
    shop.start({kCleanup});
    const auto count = [&](const char *sql) { return shop.test.number(sql); };
    QTRY_COMPARE_WITH_TIMEOUT(count("SELECT count(*) FROM vpn_removals WHERE last_error IS NOT NULL"), 40,
                              20'000);
    QCOMPARE(count("SELECT count(*) FROM subscriptions WHERE status = 'expired'"), 40);
    shop.mend();
    QTRY_VERIFY_WITH_TIMEOUT(shop.keys().isEmpty() || (shop.clock.advance(10 * kSecondMs), false), 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(count("SELECT count(*) FROM vpn_removals"), 0, 20'000);
}

// Between a call and its repeat.
void TestWorkers::whoeverIsToldToStopLooksForTheGoneNoMore()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    fill(shop, 1, shop.clock.nowMs() - 1);
    shop.addFault(kVpn, {{"method", "remove-user"}, {"status", 400}});
    shop.addFault(kVpn, {{"method", "list-users"}, {"status", 500}});
    workers::CleanupWorker worker(
        shop.test.database(), shop.shop.access, shop.shop.removals, shop.shop.renewals, [] { return false; },
        shop.panel, shop.alerts, u"test"_s);
    workers::Iteration::Setup setup;
    setup.worker = worker.name();
    workers::Iteration iteration(setup);
    int lists = 0;
    connect(&shop.outside, &sandbox::Sandbox::called, this,
            [&](const QString &, const http::Request &request) {
                if (QString::fromUtf8(request.path).section(u'/', 2, 2) != u"list-users")
                    return;
                ++lists;
                iteration.windDown(CancelReason::LostLeadership);
            });
    std::atomic<bool> hasEnded{false};
    Aside iterating([&] {
        worker.iterate(iteration);
        hasEnded = true;
    });
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded.load(), 30'000);
    iterating.get();
    QCOMPARE(lists, 1);
    QCOMPARE(shop.test.number("SELECT count(*) FROM vpn_removals"), 1);
    QVERIFY(iteration.finishNormally());
    QCOMPARE(iteration.ending()->outcome, workers::Outcome::Cancelled);
}

// It serves nobody then; that it answers nobody is another's trouble.
void TestWorkers::anErrorOfTheVpnApiIsAnAnswerToItsBreaker()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    fill(shop, 1, shop.clock.nowMs() - 1);
    shop.addFault(kVpn, {{"status", 500}});
    shop.start({kCleanup});
    QTRY_COMPARE_WITH_TIMEOUT(
        shop.test.number("SELECT count(*) FROM vpn_removals WHERE last_error IS NOT NULL"), 1, 20'000);
    const auto seen = shop.panel.breaker().snapshot(std::chrono::steady_clock::now());
    QVERIFY(seen.state == http::CircuitBreaker::State::Closed);
    QVERIFY(seen.failed.calls > 0);
    QCOMPARE(seen.unanswered.calls, 0);
}

void TestWorkers::remindersComeOnceAStageAndAfresh()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    const QString name = u"reminders"_s;
    shop.addUser(m_user);
    shop.start({name, u"activation_worker"_s});
    shop.grant(m_user);
    QTRY_VERIFY_WITH_TIMEOUT(shop.subscription(m_user).isActivated(), 20'000);
    const qint64 told = shop.messages(m_user).size();
    const qint64 end = shop.subscription(m_user).expiresAt;
    qint64 expected = told;
    for (const qint64 before : {3 * kDayMs, kDayMs, 3 * kHourMs}) {
        QVERIFY(shop.pass(name, end - before - 1 - shop.clock.nowMs()));
        QCOMPARE(shop.messages(m_user).size(), expected);
        shop.clock.advance(1);
        ++expected;
        QTRY_COMPARE_WITH_TIMEOUT(shop.messages(m_user).size(), expected, 20'000);
        QVERIFY(shop.pass(name, 0));
        QCOMPARE(shop.messages(m_user).size(), expected);
    }
    // Renewed: the stages begin anew.
    shop.grant(m_user);
    QTRY_VERIFY_WITH_TIMEOUT(shop.subscription(m_user).vpnExpiresAt == shop.subscription(m_user).expiresAt,
                             20'000);
    const qint64 renewed = shop.messages(m_user).size();
    QVERIFY(shop.pass(name, kHourMs));
    QCOMPARE(shop.messages(m_user).size(), renewed);
    QVERIFY(shop.pass(name, end + 27 * kDayMs - shop.clock.nowMs()));
    QTRY_COMPARE_WITH_TIMEOUT(shop.messages(m_user).size(), renewed + 1, 20'000);
}

void TestWorkers::trialIsAccompaniedAndEnded()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    const QString name = u"trial_notifications"_s;
    shop.addUser(m_user);
    shop.start();
    shop.write([&](db::Transaction &tx) { return shop.shop.access.grantTrial(tx, m_user); });
    QTRY_VERIFY_WITH_TIMEOUT(shop.subscription(m_user).isActivated(), 20'000);
    const access::Subscription trial = shop.subscription(m_user);
    QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().isQuiet(), 20'000);
    qint64 expected = shop.messages(m_user).size();
    const qint64 begin = trial.activatedAt.value();
    for (const qint64 at : {begin + 6 * kHourMs, begin + 48 * kHourMs, trial.expiresAt - 3 * kHourMs}) {
        QVERIFY(shop.pass(name, at - 1 - shop.clock.nowMs()));
        QCOMPARE(shop.messages(m_user).size(), expected);
        shop.clock.advance(1);
        ++expected;
        QTRY_COMPARE_WITH_TIMEOUT(shop.messages(m_user).size(), expected, 20'000);
    }
    shop.clock.advance(3 * kHourMs);
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).status, SubscriptionStatus::Expired, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(shop.keys().isEmpty(), 20'000);
    QCOMPARE(shop.messages(m_user).size(), expected + 1);
}

void TestWorkers::renewalIsPaidFromTheBalanceOncePerPeriod()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.addUser(m_user, Kopecks::roubles(400));
    shop.start({kRenewal, u"activation_worker"_s});
    shop.grant(m_user);
    QTRY_VERIFY_WITH_TIMEOUT(shop.subscription(m_user).isActivated(), 20'000);
    shop.write([&](db::Transaction &tx) { return shop.shop.subscriptions.setAutoRenew(tx, m_user, true); });
    const qint64 end = shop.subscription(m_user).expiresAt;
    QVERIFY(shop.pass(kRenewal, end - 6 * kHourMs - 1 - shop.clock.nowMs()));
    QCOMPARE(shop.subscription(m_user).periodNumber, 1);
    shop.clock.advance(1);
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).periodNumber, 2, 20'000);
    for (int i = 0; i < 3; ++i)
        QVERIFY(shop.pass(kRenewal, kHourMs));
    const access::Subscription renewed = shop.subscription(m_user);
    QCOMPARE(renewed.expiresAt, end + 30 * kDayMs);
    QCOMPARE(renewed.periodNumber, 2);
    QCOMPARE(shop.test.number("SELECT balance_kopecks FROM users"), (400 - 149) * 100);
    QTRY_COMPARE_WITH_TIMEOUT(shop.keyEnd(renewed.uuid), renewed.expiresAt, 20'000);
}

void TestWorkers::tooLittleIsToldOnceAndATopupRenews()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.addUser(m_user, Kopecks::roubles(10));
    shop.start({kRenewal, u"activation_worker"_s});
    shop.grant(m_user);
    QTRY_VERIFY_WITH_TIMEOUT(shop.subscription(m_user).isActivated(), 20'000);
    shop.write([&](db::Transaction &tx) { return shop.shop.subscriptions.setAutoRenew(tx, m_user, true); });
    const qint64 told = shop.messages(m_user).size();
    QVERIFY(shop.pass(kRenewal, shop.subscription(m_user).expiresAt - 6 * kHourMs - shop.clock.nowMs()));
    QTRY_COMPARE_WITH_TIMEOUT(shop.messages(m_user).size(), told + 1, 20'000);
    QVERIFY(shop.pass(kRenewal, kHourMs));
    QCOMPARE(shop.messages(m_user).size(), told + 1);
    QCOMPARE(shop.subscription(m_user).periodNumber, 1);
    shop.write([&](db::Transaction &tx) {
        return shop.shop.balance.credit(
            tx, {m_user, Kopecks::roubles(200), billing::LedgerKind::Topup, u"topup"_s, {}});
    });
    QTRY_COMPARE_WITH_TIMEOUT(shop.subscription(m_user).periodNumber, 2, 20'000);
    QCOMPARE(shop.test.number("SELECT balance_kopecks FROM users"), (210 - 149) * 100);
}

void TestWorkers::renewalThatWasMissedIsMadeUpForAfterTheEnd_data()
{
    QTest::addColumn<QStringList>("workers");
    QTest::addColumn<qint64>("late"); // ms after the end
    QTest::addColumn<int>("kopecks"); // on the balance
    QTest::addColumn<bool>("isOn");
    QTest::addColumn<bool>("renews");
    const QStringList both{kCleanup, kRenewal};
    const auto row = [](const char *what, const QStringList &workers, qint64 late, int kopecks, bool isOn,
                        bool renews) { QTest::newRow(what) << workers << late << kopecks << isOn << renews; };
    row("whichever comes first", both, 2 * kHourMs, 100'000, true, true);
    row("the cleanup comes first", {kCleanup}, 2 * kHourMs, 100'000, true, true);
    row("the renewals come first", {kRenewal}, 2 * kHourMs, 100'000, true, true);
    row("two days late", both, 2 * kDayMs, 14'900, true, true);
    row("too late", both, 3 * kDayMs, 100'000, true, false);
    row("a kopeck short", both, 2 * kHourMs, 14'899, true, false);
    row("switched off", both, 2 * kHourMs, 100'000, false, false);
}

// The server was down from before the renewal until after the end.
void TestWorkers::renewalThatWasMissedIsMadeUpForAfterTheEnd()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    QFETCH(QStringList, workers);
    QFETCH(qint64, late);
    QFETCH(int, kopecks);
    QFETCH(bool, isOn);
    QFETCH(bool, renews);
    WorkerShop shop(kind);
    const TelegramId user{5001};
    fill(shop, 1, shop.clock.nowMs() - late);
    shop.test.exec("UPDATE users SET balance_kopecks = ?", kopecks);
    shop.test.exec("UPDATE subscriptions SET auto_renew = 1, renewal_next_at = expires_at - ?", 6 * kHourMs);
    shop.setFlag(kRenewal, isOn);
    shop.start(workers);
    const auto isSeenTo = [&] {
        const access::Subscription now = shop.subscription(user);
        return now.periodNumber > 1 || now.status == SubscriptionStatus::Expired;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isSeenTo(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().isQuiet(), 20'000);
    const access::Subscription after = shop.subscription(user);
    QCOMPARE(after.status, renews ? SubscriptionStatus::Active : SubscriptionStatus::Expired);
    QCOMPARE(after.periodNumber, renews ? 2 : 1);
    QCOMPARE(shop.messages(user, u"has ended"_s).size(), renews ? 0 : 1);
    QCOMPARE(shop.test.number("SELECT balance_kopecks FROM users"), renews ? kopecks - 14'900 : kopecks);
    if (renews)
        QCOMPARE(after.expiresAt, shop.clock.nowMs() + 30 * kDayMs);
}

void TestWorkers::renewalSwitchedOffInTheMiddleLeavesEachDoneOrUntouched()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    constexpr int kCustomers = 120;
    const qint64 end = shop.clock.nowMs() + kHourMs;
    fill(shop, kCustomers, end);
    shop.test.exec("UPDATE subscriptions SET auto_renew = 1, renewal_next_at = ?", shop.clock.nowMs() - 1);
    // Off at the twentieth look: these come between items, and from the supervisor beside them.
    std::atomic<int> looks{0};
    shop.onFlagAsked = [&](const QString &flag) {
        if (flag == kRenewal && ++looks == 20)
            shop.setFlag(kRenewal, false);
    };
    shop.start({kRenewal});
    QTRY_VERIFY_WITH_TIMEOUT(looks >= 20 && shop.supervisor().isQuiet(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().snapshot().front().last, 20'000);
    QCOMPARE(shop.supervisor().snapshot().front().last->outcome, workers::Outcome::Cancelled);
    const qint64 done = shop.test.number("SELECT count(*) FROM balance_transactions WHERE kind = 'renewal'");
    QVERIFY2(done < 20, qPrintable(QString::number(done)));
    // Either everything that belongs to a renewal, or nothing of it.
    QCOMPARE(shop.test.number("SELECT count(*) FROM subscriptions WHERE period_number = 2 AND expires_at = ?"
                              " AND source = 'auto_renew'",
                              end + 30 * kDayMs),
             done);
    QCOMPARE(shop.test.number("SELECT count(*) FROM subscriptions WHERE period_number = 1 AND expires_at = ?"
                              " AND renewal_next_at IS NOT NULL",
                              end),
             kCustomers - done);
    QCOMPARE(shop.test.number("SELECT count(*) FROM users WHERE balance_kopecks = 100000 - 14900"), done);
    QCOMPARE(shop.test.number("SELECT count(*) FROM outbox"), done);
    shop.setFlag(kRenewal, true);
    QTRY_COMPARE_WITH_TIMEOUT(shop.test.number("SELECT count(*) FROM subscriptions WHERE period_number = 2"),
                              kCustomers, 30'000);
    QCOMPARE(shop.test.number("SELECT count(*) FROM balance_transactions WHERE kind = 'renewal'"),
             kCustomers);
}

void TestWorkers::oneThatFailsDoesNotKeepTheOthers()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    fill(shop, 250, shop.clock.nowMs() + kHourMs);
    shop.test.exec("UPDATE subscriptions SET renewal_next_at = telegram_id");
    workers::Iteration iteration({});
    workers::forEachDue(
        iteration, shop.test.database(), "test",
        [&](db::Transaction &tx, int limit) { return shop.shop.subscriptions.dueForRenewal(tx, limit); },
        [](db::Transaction &tx, TelegramId user) {
            tx.exec("UPDATE subscriptions SET renewal_next_at = NULL WHERE telegram_id = ?", user);
            if (user.value() % 100 == 3)
                throw DomainError(u"a row that cannot be"_s);
            return true;
        });
    QVERIFY(iteration.finishNormally());
    QCOMPARE(iteration.ending()->outcome, workers::Outcome::Degraded);
    QCOMPARE(iteration.items(), 247);
    QCOMPARE(
        shop.test.number("SELECT sum(renewal_next_at) FROM subscriptions WHERE renewal_next_at IS NOT NULL"),
        5003 + 5103 + 5203);
}

void TestWorkers::housekeepingLetsGoOfWhatIsOldAndOfNothingElse()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    const qint64 now = shop.clock.nowMs();
    const auto inbox = [&](int id, const char *status, std::optional<qint64> handledAt) {
        shop.test.exec("INSERT INTO inbox (update_id, kind, lane, body, received_at, status, handled_at)"
                       " VALUES (?, 'message', 'user:1', ?, ?, ?, ?)",
                       id, QByteArray("{}"), now - 90 * kDayMs, status, handledAt);
    };
    inbox(1, "done", now - 49 * kHourMs);
    inbox(2, "done", now - 47 * kHourMs);
    inbox(3, "dead", now - 90 * kDayMs);
    inbox(4, "pending", std::nullopt);
    const auto outbox = [&](const char *dedupeKey, std::optional<qint64> finishedAt) {
        shop.test.exec(
            "INSERT INTO outbox (chat_id, class, method, payload, dedupe_key, not_before, expires_at,"
            " status, created_at, finished_at) VALUES (1, 1, 'sendMessage', ?, ?, 0, 0, ?, 0, ?)",
            QByteArray("{}"), *dedupeKey ? std::optional(QString::fromLatin1(dedupeKey)) : std::nullopt,
            finishedAt ? "sent" : "pending", finishedAt);
    };
    outbox("", now - 8 * kDayMs);
    outbox("", now - 6 * kDayMs);
    outbox("kept", now - 8 * kDayMs);
    outbox("", std::nullopt);
    shop.test.exec(R"(
        INSERT INTO worker_iterations (worker, instance_id, iteration, correlation_id, trigger, started_at, ended_at,
            outcome)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
        SELECT 'old', 'x', i, 'old-' || i, 'timer', CAST(? AS bigint), 0, 'success' FROM n)",
                   now - 15 * kDayMs);
    shop.start({kHousekeeping});
    QTRY_COMPARE_WITH_TIMEOUT(shop.test.number("SELECT count(*) FROM worker_iterations WHERE worker = 'old'"),
                              0, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().isQuiet(), 20'000);
    QCOMPARE(shop.test.number("SELECT sum(update_id) FROM inbox"), 2 + 3 + 4);
    QCOMPARE(shop.test.number("SELECT count(*) FROM outbox"), 3);
    QCOMPARE(shop.supervisor().snapshot().front().last->outcome, workers::Outcome::Success);
}

void TestWorkers::purchasesThatCameToNothingLeaveAfterThirtyDays()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.addUser(m_user);
    const qint64 now = shop.clock.nowMs();
    shop.test.exec(R"(
        INSERT INTO purchases (purchase_id, telegram_id, kind, price_kopecks, status, created_at, expires_at)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
        SELECT 'old-' || i, CAST(? AS bigint), 'balance_topup', 1,
            CASE WHEN i % 2 = 0 THEN 'expired' ELSE 'cancelled' END, CAST(? AS bigint), CAST(? AS bigint) FROM n)",
                   m_user, now - 31 * kDayMs, now - 30 * kDayMs - 1);
    const auto add = [&](const char *id, const char *status, qint64 expiresAt) {
        shop.test.exec("INSERT INTO purchases (purchase_id, telegram_id, kind, price_kopecks, status, "
                       "created_at, expires_at) VALUES (?, ?, 'balance_topup', 1, ?, 0, ?)",
                       id, m_user, status, expiresAt);
    };
    add("kept: fulfilled", "fulfilled", now - 90 * kDayMs);
    add("kept: in review", "review", now - 90 * kDayMs);
    add("kept: refunded", "refunded", now - 90 * kDayMs);
    add("kept: has a payment", "expired", now - 90 * kDayMs);
    add("kept: not so old", "expired", now - 30 * kDayMs + kHourMs);
    shop.test.exec("INSERT INTO payments (purchase_id, telegram_id, provider, external_id, amount, currency, "
                   "status, paid_at, created_at) VALUES ('kept: has a payment', ?, 'crypto_pay', 'x', 1, "
                   "'RUB', 'review', 0, 0)",
                   m_user);
    shop.test.exec("INSERT INTO promo_codes (code, discount_percent, max_uses, created_at) "
                   "VALUES ('SPRING', 10, 5, 0)");
    shop.test.exec("INSERT INTO promo_uses (code, telegram_id, purchase_id, status, created_at) "
                   "VALUES ('SPRING', ?, 'old-7', 'released', 0)",
                   m_user);
    shop.start({kHousekeeping});
    QTRY_COMPARE_WITH_TIMEOUT(
        shop.test.number("SELECT count(*) FROM purchases WHERE purchase_id LIKE 'old-%'"), 0, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().isQuiet(), 20'000);
    QCOMPARE(shop.test.number("SELECT count(*) FROM purchases WHERE purchase_id LIKE 'kept: %'"), 5);
    QCOMPARE(shop.test.number("SELECT count(*) FROM promo_uses"), 0);
    QCOMPARE(shop.supervisor().snapshot().front().last->outcome, workers::Outcome::Success);
    // A bounded number in a transaction, so that nobody waits for it.
    add("bounded", "expired", 0);
    add("bounded too", "expired", 0);
    shop.write([&](db::Transaction &tx) { QCOMPARE(billing::Purchases::forgetUnpaid(tx, now, 1), 1); });
}

// Whoever lets the bot in again weeks later still gets the key.
void TestWorkers::housekeepingKeepsWhatWaitsForItsCustomer()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    const qint64 now = shop.clock.nowMs();
    const auto dropped = [&](int chat, int keep, const char *reason, qint64 finishedAt) {
        shop.test.exec(
            "INSERT INTO outbox (chat_id, class, method, payload, not_before, expires_at, status, end_reason,"
            " keep_for_return, created_at, finished_at)"
            " VALUES (?, 1, 'sendMessage', ?, 0, 0, 'dropped', ?, ?, 0, ?)",
            chat, QByteArray("{}"), reason, keep, finishedAt);
    };
    dropped(1, 1, "unreachable", now - 8 * kDayMs);
    dropped(2, 1, "unreachable", now - 90 * kDayMs);
    dropped(3, 1, "unreachable", now - 401 * kDayMs);
    dropped(4, 0, "unreachable", now - 8 * kDayMs);
    dropped(5, 1, "replaced", now - 8 * kDayMs);
    dropped(6, 1, "expired", now - 8 * kDayMs);
    // Nothing looks back so far each time: it leaves with those that are kept.
    dropped(8, 0, "unreachable", now - 38 * kDayMs);
    // Dropped by an operator, who gives no such word.
    shop.test.exec("INSERT INTO outbox (chat_id, class, method, payload, not_before, expires_at, status,"
                   " keep_for_return, created_at, finished_at)"
                   " VALUES (7, 1, 'sendMessage', ?, 0, 0, 'dropped', 1, 0, ?)",
                   QByteArray("{}"), now - 8 * kDayMs);
    shop.start({kHousekeeping});
    QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().snapshot().front().last, 20'000);
    QCOMPARE(shop.supervisor().snapshot().front().last->outcome, workers::Outcome::Success);
    const auto chats = shop.test.query("SELECT chat_id FROM outbox ORDER BY chat_id");
    QCOMPARE(chats.size(), size_t(3));
    QCOMPARE(chats.at(0).int64(0), 1);
    QCOMPARE(chats.at(1).int64(0), 2);
    QCOMPARE(chats.at(2).int64(0), 8);
}

void TestWorkers::housekeepingFindsABalanceThatIsNotItsLedger()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    fill(shop, 700, shop.clock.nowMs() + kDayMs);
    shop.start({kHousekeeping});
    QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().snapshot().front().last, 20'000);
    QVERIFY(shop.alerts.keys().isEmpty());
    shop.test.exec("UPDATE users SET balance_kopecks = 100001 WHERE telegram_id = 5650");
    QVERIFY(shop.pass(kHousekeeping, kHourMs));
    QVERIFY(shop.pass(kHousekeeping, kHourMs));
    QStringList keys = shop.alerts.keys();
    keys.removeDuplicates();
    QCOMPARE(keys, QStringList{u"ledger:5650"_s});
}

void TestWorkers::everyWorkerIsMadeAndSaysWhatItAsksOverAndOver()
{
    QFETCH(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    shop.start();
    QStringList made;
    for (const workers::WorkerSnapshot &worker : shop.supervisor().snapshot())
        made << worker.name;
    const QStringList wanted{u"reminders"_s,
                             u"trial_notifications"_s,
                             kCleanup,
                             u"activation_worker"_s,
                             u"vpn_reconciliation"_s,
                             u"crypto_payment_watcher"_s,
                             kRenewal,
                             u"support_relay"_s,
                             u"broadcasts"_s,
                             kHousekeeping};
    for (const QString &name : wanted)
        QVERIFY2(made.contains(name), qPrintable(name));
    QCOMPARE(made.removeDuplicates(), 0);

    QStringList asked;
    for (const workers::Registration &registered : workers::registrations()) {
        for (const workers::HotQuery &query : registered.queries(shop.shop.rules(), u"test"_s)) {
            asked << QLatin1String(query.name);
            shop.write([&](db::Transaction &tx) { query.run(tx); });
        }
    }
    QVERIFY(asked.contains(u"renewal: next due"_s));
    QCOMPARE(asked.removeDuplicates(), 0);
}

const turnpike::test::RegisteredTest<TestWorkers> kTestWorkers;

} // namespace tst_workers

#include "tst_workers.moc"
