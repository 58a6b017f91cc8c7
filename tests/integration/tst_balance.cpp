// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/shop.h"

#include "base/errors.h"
#include "support/testmain.h"

#include <QRandomGenerator>
#include <QTest>

namespace tst_balance {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using billing::Balance;
using billing::LedgerKind;
using billing::RenewalOutcome;

// Balances, the ledger, renewals and referral rewards, on both databases.
class TestBalance : public QObject, private ShopFixture
{
    Q_OBJECT

    Balance::Outcome debit(TelegramId user, qint64 kopecks, const QString &reference)
    {
        return shop().write([&](db::Transaction &tx) {
            return shop().balance.debit(tx,
                                        {user, Kopecks(kopecks), LedgerKind::Admin, reference, QString()});
        });
    }
    RenewalOutcome renew(TelegramId user)
    {
        return shop().write([&](db::Transaction &tx) { return shop().renewals.renewFromBalance(tx, user); });
    }
    // A user with basic for 30 days that renews itself, 6 h before its end.
    TelegramId renewing()
    {
        const TelegramId user = shop().newUser();
        shop().grant(user, "basic", 30);
        shop().activate();
        shop().write(
            [&](db::Transaction &tx) { shop().access.subscriptions().setAutoRenew(tx, user, true); });
        shop().clock.advance(30 * kDayMs - 6 * kHourMs);
        shop().notices.take(user);
        return user;
    }
    void befriend(TelegramId user, TelegramId inviter)
    {
        shop().write([&](db::Transaction &tx) { shop().access.users().setReferrer(tx, user, inviter); });
    }
    Kopecks pay(TelegramId user, TelegramId inviter)
    {
        const Kopecks before = shop().balanceOf(inviter);
        shop().finalize(Shop::factFor(shop().buy(user), randomHex(8)));
        return shop().balanceOf(inviter) - before;
    }

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init() { openShop(); }
    void cleanup() { closeShop(); }

    void movementHappensOnceForAReference();
    void balanceNeverGoesBelowZero();
    void balanceIsTheSumOfItsLedgerUnderConcurrentOperations();
    void checkFindsABalanceEditedByHand();
    void renewalIsPaidFromTheBalanceOncePerPeriod();
    void parallelRenewalsPayOnce();
    void renewalLackingMoneyTellsOnceAndATopupMakesItDueAgain();
    void moneyThatComesAfterTheEndRenewsAsPromised();
    void moneyRenewsNothingThatWasTakenAwayOrEndedLongAgo();
    void renewalOfATariffNoLongerSoldIsNotTriedAgain();
    void renewalSwitchedOffMeanwhileIsNotDue();
    void rewardLevelsByFriendsWhoHavePaid();
    void rewardIsOncePerPurchaseAndNotForTopups();
    void flagOffGivesNoReward();
    void rewardPercentages();
};

void TestBalance::movementHappensOnceForAReference()
{
    const TelegramId user = shop().newUser();
    const auto credit = [&](LedgerKind kind) {
        return shop().write([&](db::Transaction &tx) {
            return shop().balance.credit(tx, {user, Kopecks(100), kind, u"a"_s, u"why"_s});
        });
    };
    QCOMPARE(credit(LedgerKind::Admin), Balance::Outcome::Done);
    QCOMPARE(credit(LedgerKind::Admin), Balance::Outcome::AlreadyDone);
    QCOMPARE(credit(LedgerKind::Topup), Balance::Outcome::Done);
    QCOMPARE(shop().balanceOf(user), Kopecks(200));
    const auto history =
        shop().write([&](db::Transaction &tx) { return shop().balance.history(tx, user, 10); });
    QCOMPARE(history.size(), size_t(2));
    QCOMPARE(history[1].note, u"why"_s);
    QCOMPARE(history[0].kind, LedgerKind::Topup);
    QVERIFY_EXCEPTION_THROWN(shop().credit(user, Kopecks(0)), DomainError);
    QVERIFY_EXCEPTION_THROWN(shop().credit(user, Kopecks(-1)), DomainError);
    QVERIFY_EXCEPTION_THROWN(shop().credit(TelegramId(1), Kopecks(1)), DomainError);
}

void TestBalance::balanceNeverGoesBelowZero()
{
    const TelegramId user = shop().newUser();
    shop().credit(user, Kopecks(100));
    QCOMPARE(debit(user, 101, u"a"_s), Balance::Outcome::NotEnough);
    QCOMPARE(debit(user, 100, u"a"_s), Balance::Outcome::Done);
    QCOMPARE(debit(user, 1, u"b"_s), Balance::Outcome::NotEnough);
    QCOMPARE(shop().balanceOf(user), Kopecks(0));
    QVERIFY(shop().ledgerAgrees());
}

void TestBalance::balanceIsTheSumOfItsLedgerUnderConcurrentOperations()
{
    std::vector<TelegramId> users;
    for (int i = 0; i < 3; ++i)
        users.push_back(shop().newUser());
    befriend(users[0], users[1]);
    befriend(users[1], users[2]);
    std::atomic<bool> wentBelow{false};
    inParallel(6, [&](int seed) {
        QRandomGenerator random(static_cast<quint32>(seed));
        for (int i = 0; i < 25; ++i) {
            const TelegramId user = users[random.bounded(quint32(3))];
            switch (random.bounded(4)) {
            case 0:
                shop().credit(user, Kopecks(random.bounded(1, 30'000)));
                break;
            case 1: // few references, so that some of them meet
                debit(user, random.bounded(1, 20'000), QString::number(random.bounded(40)));
                break;
            case 2: {
                const auto purchase = shop().write([&](db::Transaction &tx) {
                    return shop().purchases.create(
                        tx, {user, billing::PurchaseKind::Subscription, u"basic"_s, 30, Kopecks(14900)});
                });
                shop().write([&](db::Transaction &tx) {
                    return shop().payments.payFromBalance(tx, purchase.id, user);
                });
                break;
            }
            default:
                shop().finalize(Shop::factFor(shop().buy(user), randomHex(8)));
            }
            if (shop().balanceOf(user) < Kopecks(0))
                wentBelow = true;
        }
    });
    QVERIFY(!wentBelow);
    QVERIFY(shop().ledgerAgrees());
    QVERIFY(shop().database().number("SELECT count(*) FROM balance_transactions") > 20);
    // Every payment that was granted has given its days, no more and no less.
    const qint64 granted = shop().database().number("SELECT count(*) FROM payments WHERE status = 'granted'");
    qint64 days = 0;
    for (const db::Row &row : shop().database().query("SELECT expires_at FROM subscriptions"))
        days += (row.int64(0) - shop().clock.nowMs()) / kDayMs;
    QCOMPARE(days, granted * 30);
}

void TestBalance::checkFindsABalanceEditedByHand()
{
    const TelegramId user = shop().newUser();
    const TelegramId other = shop().newUser();
    shop().credit(user, Kopecks(100));
    QVERIFY(shop().ledgerAgrees());
    shop().database().exec("UPDATE users SET balance_kopecks = 101 WHERE telegram_id = ?", user);
    TelegramId last;
    const auto mismatches =
        shop().write([&](db::Transaction &tx) { return shop().balance.check(tx, TelegramId(0), 10, &last); });
    QCOMPARE(mismatches.size(), size_t(1));
    QCOMPARE(mismatches[0].user, user);
    QCOMPARE(mismatches[0].ledger, Kopecks(100));
    QCOMPARE(last, other);
}

void TestBalance::renewalIsPaidFromTheBalanceOncePerPeriod()
{
    const TelegramId user = renewing();
    shop().credit(user, Kopecks(20000));
    shop().clock.advance(-1);
    QCOMPARE(renew(user), RenewalOutcome::NotDue);
    shop().clock.advance(1);
    const auto due = shop().write(
        [&](db::Transaction &tx) { return shop().access.subscriptions().dueForRenewal(tx, 10); });
    QCOMPARE(due.size(), size_t(1));
    QCOMPARE(due.front(), user);
    const auto before = shop().subscription(user);
    QCOMPARE(renew(user), RenewalOutcome::Renewed);
    QCOMPARE(renew(user), RenewalOutcome::NotDue);
    const auto after = shop().subscription(user);
    QCOMPARE(after.expiresAt, before.expiresAt + 30 * kDayMs);
    QCOMPARE(after.uuid, before.uuid);
    QCOMPARE(after.source, access::AccessSource::AutoRenew);
    QCOMPARE(after.periodNumber, before.periodNumber + 1);
    QCOMPARE(shop().balanceOf(user), Kopecks(5100));
    QCOMPARE(shop().notices.take(user), QStringList{u"renewalDone 14900"_s});
    // Due once more by mistake in the same period: the ledger knows that period.
    shop().database().exec(
        "UPDATE subscriptions SET period_number = ?, renewal_next_at = 1 WHERE telegram_id = ?",
        before.periodNumber, user);
    shop().credit(user, Kopecks(20000));
    QCOMPARE(renew(user), RenewalOutcome::NotDue);
    QCOMPARE(shop().subscription(user).expiresAt, after.expiresAt);
    QVERIFY(shop().ledgerAgrees());
}

void TestBalance::parallelRenewalsPayOnce()
{
    const TelegramId user = renewing();
    shop().credit(user, Kopecks(100000));
    std::atomic<int> renewed{0};
    inParallel(6, [&](int) { renewed += renew(user) == RenewalOutcome::Renewed ? 1 : 0; });
    QCOMPARE(renewed.load(), 1);
    QCOMPARE(shop().balanceOf(user), Kopecks(100000 - 14900));
}

void TestBalance::renewalLackingMoneyTellsOnceAndATopupMakesItDueAgain()
{
    const TelegramId user = renewing();
    shop().credit(user, Kopecks(4900));
    QCOMPARE(renew(user), RenewalOutcome::NotEnough);
    QCOMPARE(shop().notices.take(user), QStringList{u"renewalFailed 10000 period 1"_s});
    QCOMPARE(renew(user), RenewalOutcome::NotDue);
    QVERIFY(shop().notices.take(user).isEmpty());
    QCOMPARE(shop().balanceOf(user), Kopecks(4900));
    QVERIFY(!shop().kicker.take(Work::Renewal));
    shop().credit(user, Kopecks(10000));
    QVERIFY(shop().kicker.take(Work::Renewal));
    QCOMPARE(renew(user), RenewalOutcome::Renewed);
}

void TestBalance::moneyThatComesAfterTheEndRenewsAsPromised()
{
    const TelegramId user = renewing();
    QCOMPARE(renew(user), RenewalOutcome::NotEnough);
    shop().clock.advance(6 * kHourMs + kMinuteMs);
    QVERIFY(shop().write([&](db::Transaction &tx) { return shop().access.expire(tx, user); }));
    const auto ended = shop().subscription(user);
    shop().kicker.take(Work::Renewal);
    shop().credit(user, Kopecks(14900));
    QVERIFY(shop().kicker.take(Work::Renewal));
    const auto due = shop().write(
        [&](db::Transaction &tx) { return shop().access.subscriptions().dueForRenewal(tx, 10); });
    QCOMPARE(due.size(), size_t(1));
    QCOMPARE(due.front(), user);
    QCOMPARE(renew(user), RenewalOutcome::Renewed);
    const auto after = shop().subscription(user);
    QCOMPARE(after.status, access::SubscriptionStatus::Active);
    QCOMPARE(after.expiresAt, shop().clock.nowMs() + 30 * kDayMs);
    QCOMPARE(after.periodNumber, ended.periodNumber + 1);
    QCOMPARE(shop().balanceOf(user), Kopecks(0));
    // Once.
    shop().credit(user, Kopecks(14900));
    QCOMPARE(renew(user), RenewalOutcome::NotDue);
}

void TestBalance::moneyRenewsNothingThatWasTakenAwayOrEndedLongAgo()
{
    const TelegramId revoked = renewing();
    QCOMPARE(renew(revoked), RenewalOutcome::NotEnough);
    shop().write([&](db::Transaction &tx) {
        shop().access.revoke(tx, revoked, control::Actor::system(), u"abuse"_s);
    });
    shop().credit(revoked, Kopecks(14900));
    QCOMPARE(renew(revoked), RenewalOutcome::NotDue);
    QCOMPARE(shop().balanceOf(revoked), Kopecks(14900));

    const TelegramId gone = renewing();
    QCOMPARE(renew(gone), RenewalOutcome::NotEnough);
    shop().clock.advance(4 * kDayMs);
    QVERIFY(shop().write([&](db::Transaction &tx) { return shop().access.expire(tx, gone); }));
    shop().credit(gone, Kopecks(14900));
    QCOMPARE(renew(gone), RenewalOutcome::NotDue);
}

void TestBalance::renewalOfATariffNoLongerSoldIsNotTriedAgain()
{
    const TelegramId user = renewing();
    shop().credit(user, Kopecks(100000));
    shop().database().exec("UPDATE subscriptions SET tariff = 'gone' WHERE telegram_id = ?", user);
    QCOMPARE(renew(user), RenewalOutcome::NotForSale);
    QCOMPARE(renew(user), RenewalOutcome::NotDue);
    QCOMPARE(shop().balanceOf(user), Kopecks(100000));
}

void TestBalance::renewalSwitchedOffMeanwhileIsNotDue()
{
    const TelegramId user = renewing();
    shop().credit(user, Kopecks(100000));
    shop().write([&](db::Transaction &tx) { shop().access.subscriptions().setAutoRenew(tx, user, false); });
    QCOMPARE(renew(user), RenewalOutcome::NotDue);
    QCOMPARE(shop().balanceOf(user), Kopecks(100000));
    QCOMPARE(renew(TelegramId(1)), RenewalOutcome::NotDue);
}

void TestBalance::rewardLevelsByFriendsWhoHavePaid()
{
    const TelegramId inviter = shop().newUser();
    std::vector<TelegramId> friends;
    for (int i = 0; i < 51; ++i) {
        friends.push_back(shop().newUser());
        befriend(friends.back(), inviter);
    }
    for (size_t i = 0; i < friends.size(); ++i) {
        const Kopecks reward = pay(friends[i], inviter);
        const int percent = i < 25 ? 10 : i < 50 ? 25 : 45;
        QCOMPARE(reward, Kopecks(14900 * percent / 100));
    }
    // A friend who pays again is no further friend.
    QCOMPARE(pay(friends[0], inviter), Kopecks(14900 * 45 / 100));
    shop().write([&](db::Transaction &tx) {
        QCOMPARE(shop().referrals.friendsWhoPaid(tx, inviter), 51);
        QCOMPARE(shop().referrals.earned(tx, inviter), shop().balance.of(tx, inviter));
    });
    QVERIFY(shop().ledgerAgrees());
}

void TestBalance::rewardIsOncePerPurchaseAndNotForTopups()
{
    const TelegramId inviter = shop().newUser();
    const TelegramId user = shop().newUser();
    befriend(user, inviter);
    const auto purchase = shop().buy(user);
    shop().finalize(Shop::factFor(purchase, u"1"_s));
    shop().finalize(Shop::factFor(purchase, u"1"_s));
    shop().finalize(Shop::factFor(purchase, u"2"_s));
    QCOMPARE(shop().balanceOf(inviter), Kopecks(1490));
    QCOMPARE(shop().notices.take(inviter), QStringList{u"referralRewarded 1490"_s});
    const auto topup = shop().write([&](db::Transaction &tx) {
        return shop().purchases.create(
            tx, {user, billing::PurchaseKind::BalanceTopup, QString(), 0, Kopecks(50000)});
    });
    shop().finalize(Shop::factFor(topup, u"3"_s));
    QCOMPARE(shop().balanceOf(inviter), Kopecks(1490));
}

void TestBalance::flagOffGivesNoReward()
{
    const TelegramId inviter = shop().newUser();
    const TelegramId user = shop().newUser();
    befriend(user, inviter);
    shop().setFlag(control::flag::kReferralRewards, false);
    QCOMPARE(pay(user, inviter), Kopecks(0));
    shop().setFlag(control::flag::kReferralRewards, true);
    QCOMPARE(pay(user, inviter), Kopecks(1490));
}

void TestBalance::rewardPercentages()
{
    const std::vector<std::pair<qint64, int>> expected{{0, 10},  {24, 10}, {25, 25},
                                                       {49, 25}, {50, 45}, {1000, 45}};
    for (const auto &[friends, percent] : expected)
        QCOMPARE(billing::rewardPercent(friends), percent);
}

const turnpike::test::RegisteredTest<TestBalance> kTestBalance;

} // namespace tst_balance

#include "tst_balance.moc"
