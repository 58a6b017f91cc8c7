// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/shop.h"

#include "base/errors.h"
#include "support/testmain.h"

#include <QRandomGenerator>
#include <QTest>

namespace tst_access {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using access::AccessService;
using access::AccessSource;
using access::SubscriptionStatus;
using TrialOutcome = access::AccessService::TrialOutcome;
using ReferrerOutcome = access::Users::ReferrerOutcome;

// The rules of who has access and until when, on both databases.
class TestAccess : public QObject, private ShopFixture
{
    Q_OBJECT

    TrialOutcome trial(TelegramId user)
    {
        return shop().write([&](db::Transaction &tx) { return shop().access.grantTrial(tx, user); });
    }
    bool expire(TelegramId user)
    {
        return shop().write([&](db::Transaction &tx) { return shop().access.expire(tx, user); });
    }

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init() { openShop(); }
    void cleanup() { closeShop(); }

    void firstGrantWaitsForItsKeyWithANewUuid();
    void sameTariffWithTimeLeftIsAddedAndKeepsUuidAndKey();
    void anotherTariffConvertsWhatIsLeftByDailyPrices();
    void convertingThereAndBackNeitherGainsNorLoses();
    void conversionOfYearsDoesNotOverflow();
    void noTimeLeftStartsAnewWithANewUuid();
    void trialIsThreeDaysAndOnce();
    void trialRemainderIsAddedToAPurchase();
    void trialNeverTouchesPaidAccess();
    void expiryDropsTheKeyTellsTheCustomerAndIsAudited();
    void renewedMeanwhileDoesNotExpire();
    void accessThatWaitsIsNeverDueForExpiryOrReminders();
    void revokeAndReissueSendTheOldUuidToTheRemovals();
    void takingBackNeverGoesBelowNow();
    void parallelFirstGrantsAddUp();
    void parallelTrialsGrantOnce();
    void remindersComeThreeDaysADayAndThreeHoursBefore();
    void trialMessagesComeSixAndFortyEightHoursAfterAndThreeBefore();
    void afterAPauseOnlyTheLatestReminderIsSent();
    void aRenewalResetsTheReminders();
    void autoRenewalIsDueSixHoursBeforeTheEnd();
    void ensureMakesAUserOnceAndBringsNamesUpToDate();
    void referrerIsSetOnceNeverToSelfOrInALoop();
    void stateSeqCountsUp();
};

void TestAccess::firstGrantWaitsForItsKeyWithANewUuid()
{
    const TelegramId user = shop().newUser();
    const auto granted = shop().grant(user, "basic", 30);
    QCOMPARE(granted.status, SubscriptionStatus::Active);
    QVERIFY(!granted.uuid.isEmpty());
    QVERIFY(granted.vpnKey.isEmpty());
    QCOMPARE(granted.activationStatus, access::ActivationStatus::Pending);
    QCOMPARE(granted.periodNumber, 1);
    QCOMPARE(granted.expiresAt, shop().clock.nowMs() + 30 * kDayMs);
    QVERIFY(shop().kicker.take(Work::Activation));
    const auto stored = shop().subscription(user);
    QCOMPARE(stored.uuid, granted.uuid);
    QCOMPARE(stored.expiresAt, granted.expiresAt);
    QCOMPARE(stored.waitingSince, std::optional(shop().clock.nowMs()));
    QCOMPARE(stored.tariff, u"basic"_s);
    QVERIFY_EXCEPTION_THROWN(shop().grant(TelegramId(5), "basic", 30), DomainError);
    QVERIFY_EXCEPTION_THROWN(shop().grant(user, "basic", 0), DomainError);
    QVERIFY_EXCEPTION_THROWN(shop().grant(user, "basic", 3, AccessSource::Trial), DomainError);
}

void TestAccess::sameTariffWithTimeLeftIsAddedAndKeepsUuidAndKey()
{
    const TelegramId user = shop().newUser();
    const auto first = shop().grant(user, "basic", 30);
    shop().activate();
    shop().clock.advance(10 * kDayMs);
    const auto second = shop().grant(user, "basic", 90);
    QCOMPARE(second.expiresAt, first.expiresAt + 90 * kDayMs);
    QCOMPARE(second.uuid, first.uuid);
    QCOMPARE(second.vpnKey, u"vless://key"_s);
    QCOMPARE(second.startsAt, first.startsAt);
    QCOMPARE(second.periodNumber, 2);
    QCOMPARE(second.periodDays, 90);
    QVERIFY(shop().waitingRemovals().isEmpty());
    // The VPN API does not know the new end yet.
    QCOMPARE(second.nextActivationAt, std::optional(shop().clock.nowMs()));
}

void TestAccess::anotherTariffConvertsWhatIsLeftByDailyPrices()
{
    const TelegramId user = shop().newUser();
    const auto first = shop().grant(user, "plus", 30);
    shop().activate();
    shop().clock.advance(10 * kDayMs);
    const auto second = shop().grant(user, "basic", 30);
    const qint64 now = shop().clock.nowMs();
    QCOMPARE(second.expiresAt, now + 30 * kDayMs + 20 * kDayMs * 299 / 149);
    QCOMPARE(second.tariff, u"basic"_s);
    QCOMPARE(second.uuid, first.uuid);
    // Time of a tariff that is not sold any more stays as it is.
    shop().database().exec("UPDATE subscriptions SET tariff = 'old' WHERE telegram_id = ?", user);
    const auto third = shop().grant(user, "plus", 30);
    QCOMPARE(third.expiresAt, second.expiresAt + 30 * kDayMs);
}

void TestAccess::convertingThereAndBackNeitherGainsNorLoses()
{
    QRandomGenerator random(7);
    for (int i = 0; i < 20'000; ++i) {
        const access::DailyPrice a{Kopecks(random.bounded(100, 5'000'000)),
                                   static_cast<int>(random.bounded(1, 400))};
        const access::DailyPrice b{Kopecks(random.bounded(100, 5'000'000)),
                                   static_cast<int>(random.bounded(1, 400))};
        const qint64 time = random.bounded(1, 1000) * kDayMs + random.bounded(1000);
        const qint64 there = access::convertTime(time, a, b);
        const qint64 back = access::convertTime(there, b, a);
        QVERIFY2(back <= time, "nothing may be won");
        // A rounded millisecond of the dearer time is worth at most this much of the cheaper one.
        const auto worth = static_cast<qint64>(static_cast<double>(b.price.value()) * a.days /
                                               (static_cast<double>(a.price.value()) * b.days)) +
                           2;
        QVERIFY2(time - back <= worth, "nothing may be lost");
    }
    QCOMPARE(access::convertTime(kDayMs, {Kopecks(100), 30}, {Kopecks(100), 30}), kDayMs);
}

void TestAccess::conversionOfYearsDoesNotOverflow()
{
    const access::DailyPrice dear{Kopecks(999'999'937), 1};
    const access::DailyPrice cheap{Kopecks(999'999'929), 1};
    const qint64 century = 36500 * kDayMs;
    const qint64 converted = access::convertTime(century, dear, cheap);
    QVERIFY(converted > century && converted < century + kDayMs);
}

void TestAccess::noTimeLeftStartsAnewWithANewUuid()
{
    const TelegramId user = shop().newUser();
    const auto first = shop().grant(user, "basic", 30);
    shop().activate();
    shop().clock.advance(31 * kDayMs);
    QVERIFY(expire(user));
    shop().clock.advance(kDayMs);
    const auto second = shop().grant(user, "basic", 30);
    QVERIFY(second.uuid != first.uuid);
    QVERIFY(second.vpnKey.isEmpty());
    QCOMPARE(second.expiresAt, shop().clock.nowMs() + 30 * kDayMs);
    QCOMPARE(second.startsAt, shop().clock.nowMs());
    QCOMPARE(second.activationStatus, access::ActivationStatus::Pending);
    QCOMPARE(second.periodNumber, 2);
    QCOMPARE(shop().waitingRemovals(), QStringList{first.uuid});
    // Over, but not yet ended by the cleanup: its uuid must not be forgotten.
    shop().activate();
    shop().clock.advance(31 * kDayMs);
    const auto third = shop().grant(user, "basic", 30);
    QVERIFY(third.uuid != second.uuid);
    QVERIFY(shop().waitingRemovals().contains(second.uuid));
}

void TestAccess::trialIsThreeDaysAndOnce()
{
    const TelegramId user = shop().newUser();
    QCOMPARE(trial(user), TrialOutcome::Granted);
    auto subscription = shop().subscription(user);
    QCOMPARE(subscription.expiresAt, shop().clock.nowMs() + 3 * kDayMs);
    QVERIFY(subscription.isTrial());
    QCOMPARE(shop().notices.take(user), QStringList{u"accessGranted trial pending"_s});
    const auto stored =
        shop().write([&](db::Transaction &tx) { return shop().access.users().find(tx, user); });
    QCOMPARE(stored->trialUsedAt, std::optional(shop().clock.nowMs()));
    QCOMPARE(trial(user), TrialOutcome::AlreadyUsed);
    shop().activate();
    shop().clock.advance(4 * kDayMs);
    QVERIFY(expire(user));
    QCOMPARE(trial(user), TrialOutcome::AlreadyUsed);
    QCOMPARE(trial(TelegramId(1)), TrialOutcome::UnknownUser);
}

void TestAccess::trialRemainderIsAddedToAPurchase()
{
    const TelegramId user = shop().newUser();
    QCOMPARE(trial(user), TrialOutcome::Granted);
    shop().activate();
    const auto before = shop().subscription(user);
    shop().clock.advance(kDayMs);
    const auto paid = shop().grant(user, "plus", 30);
    QCOMPARE(paid.expiresAt, before.expiresAt + 30 * kDayMs);
    QCOMPARE(paid.uuid, before.uuid);
    QCOMPARE(paid.source, AccessSource::Payment);
}

void TestAccess::trialNeverTouchesPaidAccess()
{
    const TelegramId user = shop().newUser();
    const auto paid = shop().grant(user, "basic", 30);
    QCOMPARE(trial(user), TrialOutcome::HadPaidAccess);
    QCOMPARE(shop().subscription(user).expiresAt, paid.expiresAt);
    QCOMPARE(shop().subscription(user).source, AccessSource::Payment);
    shop().activate();
    shop().clock.advance(31 * kDayMs);
    QVERIFY(expire(user));
    QCOMPARE(trial(user), TrialOutcome::HadPaidAccess);
    QCOMPARE(shop().subscription(user).source, AccessSource::Payment);
    const auto stored =
        shop().write([&](db::Transaction &tx) { return shop().access.users().find(tx, user); });
    QVERIFY(!stored->trialUsedAt);
}

void TestAccess::expiryDropsTheKeyTellsTheCustomerAndIsAudited()
{
    const TelegramId user = shop().newUser();
    const auto paid = shop().grant(user, "basic", 30);
    shop().activate();
    shop().notices.take(user);
    shop().clock.advance(30 * kDayMs - 1);
    QVERIFY(!expire(user));
    shop().clock.advance(1);
    const auto due =
        shop().write([&](db::Transaction &tx) { return shop().access.subscriptions().dueForExpiry(tx, 9); });
    QCOMPARE(due, std::vector<TelegramId>{user});
    QVERIFY(expire(user));
    QVERIFY(!expire(user));
    const auto over = shop().subscription(user);
    QCOMPARE(over.status, SubscriptionStatus::Expired);
    QVERIFY(over.uuid.isEmpty() && over.vpnKey.isEmpty());
    QVERIFY(!over.nextActivationAt && !over.nextReminderAt && !over.renewalNextAt);
    QCOMPARE(shop().waitingRemovals(), QStringList{paid.uuid});
    QCOMPARE(shop().notices.take(user), QStringList{u"subscriptionExpired basic"_s});
    QCOMPARE(shop().database().number("SELECT count(*) FROM audit_log WHERE action = 'access.expire'"), 1);

    const TelegramId other = shop().newUser();
    trial(other);
    shop().activate();
    shop().notices.take(other);
    shop().clock.advance(3 * kDayMs);
    QVERIFY(expire(other));
    QCOMPARE(shop().notices.take(other), QStringList{u"trialEnded"_s});
}

void TestAccess::renewedMeanwhileDoesNotExpire()
{
    const TelegramId user = shop().newUser();
    shop().grant(user, "basic", 1);
    shop().activate();
    shop().clock.advance(kDayMs - 1);
    shop().grant(user, "basic", 30);
    shop().clock.advance(1);
    QVERIFY(!expire(user));
}

void TestAccess::accessThatWaitsIsNeverDueForExpiryOrReminders()
{
    const TelegramId user = shop().newUser();
    shop().grant(user, "basic", 30);
    shop().write([&](db::Transaction &tx) { shop().access.subscriptions().setAutoRenew(tx, user, true); });
    shop().clock.advance(100 * kDayMs);
    shop().write([&](db::Transaction &tx) {
        QVERIFY(shop().access.subscriptions().dueForExpiry(tx, 9).empty());
        QVERIFY(shop().access.subscriptions().dueForRenewal(tx, 9).empty());
        QVERIFY(shop().reminders.due(tx, access::Reminders::Kind::Paid, 9).empty());
    });
    QVERIFY(!expire(user));
    // Bought again while it waits: everything paid for is still there.
    const auto renewed = shop().grant(user, "basic", 30);
    QCOMPARE(renewed.expiresAt, shop().clock.nowMs() + 60 * kDayMs);
    shop().clock.advance(5 * kDayMs);
    shop().activate();
    QCOMPARE(shop().subscription(user).expiresAt, shop().clock.nowMs() + 60 * kDayMs);
    QCOMPARE(shop().subscription(user).vpnExpiresAt, std::optional(shop().clock.nowMs() + 60 * kDayMs));
}

void TestAccess::revokeAndReissueSendTheOldUuidToTheRemovals()
{
    const TelegramId user = shop().newUser();
    const auto first = shop().grant(user, "basic", 30);
    shop().activate();
    shop().clock.advance(kDayMs);
    QVERIFY(shop().write([&](db::Transaction &tx) { return shop().access.reissue(tx, user); }));
    const auto second = shop().subscription(user);
    QVERIFY(second.uuid != first.uuid);
    QCOMPARE(second.expiresAt, first.expiresAt);
    QCOMPARE(second.startsAt, first.startsAt);
    QCOMPARE(shop().waitingRemovals(), QStringList{first.uuid});
    shop().activate();
    QVERIFY(shop().write([&](db::Transaction &tx) {
        return shop().access.revoke(tx, user, control::Actor::system(), u"abuse"_s);
    }));
    QCOMPARE(shop().waitingRemovals().size(), 2);
    QCOMPARE(shop().subscription(user).status, SubscriptionStatus::Expired);
    QVERIFY(!shop().write([&](db::Transaction &tx) { return shop().access.reissue(tx, user); }));
    QCOMPARE(shop().notices.take(user).last(), u"accessRevoked"_s);
}

void TestAccess::takingBackNeverGoesBelowNow()
{
    const TelegramId user = shop().newUser();
    const auto takeBack = [&](const char *tariff, int days) {
        shop().write([&](db::Transaction &tx) {
            shop().access.takeBack(tx, user, QString::fromLatin1(tariff), days);
        });
    };
    const auto granted = shop().grant(user, "basic", 90);
    shop().activate();
    takeBack("basic", 30);
    QCOMPARE(shop().subscription(user).expiresAt, granted.expiresAt - 30 * kDayMs);
    takeBack("plus", 10);
    QCOMPARE(shop().subscription(user).expiresAt,
             granted.expiresAt - 30 * kDayMs - 10 * kDayMs * 299 / 133); // 90 days: 399
    takeBack("basic", 365);
    const auto over = shop().subscription(user);
    QCOMPARE(over.expiresAt, shop().clock.nowMs());
    QCOMPARE(over.status, SubscriptionStatus::Expired);
    QCOMPARE(shop().waitingRemovals(), QStringList{granted.uuid});
    takeBack("basic", 30);
    QCOMPARE(shop().subscription(user).expiresAt, shop().clock.nowMs());
}

void TestAccess::parallelFirstGrantsAddUp()
{
    for (int round = 0; round < 5; ++round) {
        const TelegramId user = shop().newUser();
        inParallel(6, [&](int) { shop().grant(user, "basic", 30); });
        const auto subscription = shop().subscription(user);
        QCOMPARE(subscription.expiresAt, shop().clock.nowMs() + 180 * kDayMs);
        QCOMPARE(subscription.periodNumber, 6);
        QVERIFY(shop().waitingRemovals().isEmpty());
    }
}

void TestAccess::parallelTrialsGrantOnce()
{
    const TelegramId user = shop().newUser();
    std::atomic<int> granted{0};
    inParallel(6, [&](int) { granted += trial(user) == TrialOutcome::Granted ? 1 : 0; });
    QCOMPARE(granted.load(), 1);
    QCOMPARE(shop().subscription(user).expiresAt, shop().clock.nowMs() + 3 * kDayMs);
}

void TestAccess::remindersComeThreeDaysADayAndThreeHoursBefore()
{
    const TelegramId user = shop().newUser();
    const auto granted = shop().grant(user, "basic", 30);
    shop().activate();
    shop().notices.take(user);
    const auto remind = [&] {
        return shop().write([&](db::Transaction &tx) { return shop().reminders.remind(tx, user); });
    };
    const auto kind = access::Reminders::Kind::Paid;
    QStringList told;
    for (const qint64 before : {3 * kDayMs, kDayMs, 3 * kHourMs}) {
        shop().clock.advance(granted.expiresAt - before - 1 - shop().clock.nowMs());
        QVERIFY(!remind());
        shop().clock.advance(1);
        shop().write([&](db::Transaction &tx) {
            QCOMPARE(shop().reminders.due(tx, kind, 9), std::vector<TelegramId>{user});
            QVERIFY(shop().reminders.due(tx, access::Reminders::Kind::Trial, 9).empty());
            QCOMPARE(shop().reminders.nextDue(tx, kind), std::optional(shop().clock.nowMs()));
        });
        QVERIFY(remind());
        QVERIFY(!remind());
        told << shop().notices.take(user);
    }
    QCOMPARE(told, (QStringList{u"reminder 0"_s, u"reminder 1"_s, u"reminder 2"_s}));
    QVERIFY(!shop().subscription(user).nextReminderAt);
}

void TestAccess::trialMessagesComeSixAndFortyEightHoursAfterAndThreeBefore()
{
    const TelegramId user = shop().newUser();
    trial(user);
    shop().clock.advance(kHourMs); // before its key came: not counted
    shop().activate();
    shop().notices.take(user);
    const qint64 activatedAt = shop().clock.nowMs();
    QStringList told;
    for (const qint64 after : {6 * kHourMs, 48 * kHourMs, 69 * kHourMs}) {
        shop().clock.advance(activatedAt + after - shop().clock.nowMs() - 1);
        QVERIFY(!shop().write([&](db::Transaction &tx) { return shop().reminders.remind(tx, user); }));
        shop().clock.advance(1);
        QVERIFY(shop().write([&](db::Transaction &tx) { return shop().reminders.remind(tx, user); }));
        told << shop().notices.take(user);
    }
    QCOMPARE(told, (QStringList{u"trialReminder 0"_s, u"trialReminder 1"_s, u"trialReminder 2"_s}));
}

void TestAccess::afterAPauseOnlyTheLatestReminderIsSent()
{
    const TelegramId user = shop().newUser();
    shop().grant(user, "basic", 30);
    shop().activate();
    shop().notices.take(user);
    shop().clock.advance(29 * kDayMs + kHourMs);
    QVERIFY(shop().write([&](db::Transaction &tx) { return shop().reminders.remind(tx, user); }));
    QCOMPARE(shop().notices.take(user), QStringList{u"reminder 1"_s});
    shop().clock.advance(kDayMs);
    QVERIFY(!shop().write([&](db::Transaction &tx) { return shop().reminders.remind(tx, user); }));
    QVERIFY(!shop().subscription(user).nextReminderAt);
}

void TestAccess::aRenewalResetsTheReminders()
{
    const TelegramId user = shop().newUser();
    shop().grant(user, "basic", 30);
    shop().activate();
    shop().clock.advance(28 * kDayMs);
    QVERIFY(shop().write([&](db::Transaction &tx) { return shop().reminders.remind(tx, user); }));
    const auto renewed = shop().grant(user, "basic", 30);
    QCOMPARE(renewed.reminderStage, 0);
    QCOMPARE(renewed.nextReminderAt, std::optional(renewed.expiresAt - 3 * kDayMs));
    // A day granted by an administrator is too short for the first stages.
    const TelegramId other = shop().newUser();
    shop().grant(other, "basic", 1, AccessSource::Admin);
    shop().activate();
    QCOMPARE(shop().subscription(other).reminderStage, 2);
}

void TestAccess::autoRenewalIsDueSixHoursBeforeTheEnd()
{
    const TelegramId user = shop().newUser();
    shop().grant(user, "basic", 30);
    shop().activate();
    shop().write([&](db::Transaction &tx) {
        QVERIFY(shop().access.subscriptions().setAutoRenew(tx, user, true));
        QVERIFY(!shop().access.subscriptions().setAutoRenew(tx, TelegramId(3), true));
    });
    QCOMPARE(shop().subscription(user).renewalNextAt,
             std::optional(shop().subscription(user).expiresAt - 6 * kHourMs));
    const auto renewed = shop().grant(user, "basic", 30);
    QCOMPARE(renewed.renewalNextAt, std::optional(renewed.expiresAt - 6 * kHourMs));
    shop().write([&](db::Transaction &tx) { shop().access.subscriptions().setAutoRenew(tx, user, false); });
    QVERIFY(!shop().subscription(user).renewalNextAt);
}

void TestAccess::ensureMakesAUserOnceAndBringsNamesUpToDate()
{
    const auto ensure = [&](const char *name) {
        return shop().write([&](db::Transaction &tx) {
            return shop().access.users().ensure(tx, TelegramId(7), QString::fromLatin1(name), u"A"_s);
        });
    };
    std::atomic<int> made{0};
    inParallel(6, [&](int) { made += ensure("first").isNew ? 1 : 0; });
    QCOMPARE(made.load(), 1);
    const auto again = ensure("second");
    QVERIFY(!again.isNew);
    QCOMPARE(again.user.username, u"second"_s);
    shop().write([&](db::Transaction &tx) {
        const auto &users = shop().access.users();
        QCOMPARE(users.findByReferralCode(tx, again.user.referralCode)->id, TelegramId(7));
        QCOMPARE(users.findByUsername(tx, u"@SECOND"_s)->id, TelegramId(7));
        users.markUnreachable(tx, TelegramId(7), shop().clock.nowMs());
        QVERIFY(!users.find(tx, TelegramId(7))->isReachable);
        users.setLanguage(tx, TelegramId(7), u"ru"_s);
    });
    const auto back = ensure("second").user;
    QVERIFY(back.isReachable);
    QCOMPARE(back.language, u"ru"_s);
}

void TestAccess::referrerIsSetOnceNeverToSelfOrInALoop()
{
    const TelegramId a = shop().newUser();
    const TelegramId b = shop().newUser();
    const TelegramId c = shop().newUser();
    const auto set = [&](TelegramId user, TelegramId referrer) {
        return shop().write(
            [&](db::Transaction &tx) { return shop().access.users().setReferrer(tx, user, referrer); });
    };
    QCOMPARE(set(a, a), ReferrerOutcome::Self);
    QCOMPARE(set(a, TelegramId(5)), ReferrerOutcome::UnknownUser);
    QCOMPARE(set(a, b), ReferrerOutcome::Set);
    QCOMPARE(set(a, c), ReferrerOutcome::AlreadySet);
    QCOMPARE(set(b, c), ReferrerOutcome::Set);
    QCOMPARE(set(c, a), ReferrerOutcome::Loop);
    shop().write([&](db::Transaction &tx) {
        QCOMPARE(shop().access.users().invitedCount(tx, b), 1);
        QCOMPARE(shop().access.users().find(tx, a)->referrer, std::optional(b));
    });
}

void TestAccess::stateSeqCountsUp()
{
    const TelegramId user = shop().newUser();
    shop().write([&](db::Transaction &tx) {
        const auto &users = shop().access.users();
        QCOMPARE(users.stateSeq(tx, user), 0);
        QCOMPARE(users.bumpStateSeq(tx, user), 1);
        QCOMPARE(users.bumpStateSeq(tx, user), 2);
        QCOMPARE(users.stateSeq(tx, user), 2);
        QCOMPARE(users.stateSeq(tx, TelegramId(3)), 0);
    });
}

const turnpike::test::RegisteredTest<TestAccess> kTestAccess;

} // namespace tst_access

#include "tst_access.moc"
