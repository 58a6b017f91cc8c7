// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/shop.h"
#include "support/testmain.h"

#include <QTest>

#include <set>

namespace tst_activations {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using access::ActivationJob;
using access::Activations;
using access::ActivationStatus;
using access::RemovalJob;

// The queues that make the VPN API follow what the subscriptions say, on both databases.
class TestActivations : public QObject, private ShopFixture
{
    Q_OBJECT

    std::vector<ActivationJob> claim(const char *owner = "one", int limit = 100)
    {
        return shop().write([&](db::Transaction &tx) {
            return shop().activations.claimDue(tx, QString::fromLatin1(owner), limit);
        });
    }
    Activations::CompleteOutcome complete(const ActivationJob &job, const char *key = "vless://key")
    {
        return shop().write([&](db::Transaction &tx) {
            return shop().activations.complete(tx, job, QString::fromLatin1(key));
        });
    }
    Activations::FailureOutcome fail(const ActivationJob &job, bool isOutage = false,
                                     bool isAmbiguous = false)
    {
        return shop().write([&](db::Transaction &tx) {
            return shop().activations.failure(tx, job, {u"no answer"_s, isOutage, isAmbiguous});
        });
    }
    void revoke(TelegramId user)
    {
        shop().write([&](db::Transaction &tx) {
            shop().access.revoke(tx, user, control::Actor::system(), u"test"_s);
        });
    }
    // What fast_expiry_cleanup would do with what is due, with a VPN API that is well.
    void removeDue()
    {
        for (const RemovalJob &job : claimRemovals()) {
            QVERIFY(shop().write([&](db::Transaction &tx) { return shop().removals.complete(tx, job); }));
        }
    }
    std::optional<qint64> nextCall(TelegramId user) { return shop().subscription(user).nextActivationAt; }
    std::vector<RemovalJob> claimRemovals()
    {
        return shop().write([&](db::Transaction &tx) { return shop().removals.claimDue(tx, u"one"_s, 100); });
    }

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init() { openShop(); }
    void cleanup() { closeShop(); }

    void firstActivationStoresWhatWasSentAndTellsTheCustomer();
    void waitingIsNotPaidFor();
    void renewalIsSentAndTheUnchangedKeyToldToNobody();
    void renewalDuringTheCallIsDueAgain();
    void uuidChangedDuringTheCallGoesToTheRemovals();
    void uuidChangedDuringAFailedCallGoesToTheRemovalsToo();
    void claimedRowsAreNobodyElsesForAMinute();
    void lateCompletionOfALostLeaseStoresNothing();
    void attemptsBackOffAndEndInFailedWithAnAlert();
    void outageIsNoAttempt();
    void retryMakesAFailedOneDueAgainWithAllAttempts();
    void releasedClaimKeepsItsAttempt();
    void customerIsToldOnceThatTheKeyTakesLonger();
    void parallelClaimsShareTheWork();
    void renewalOfAFailedActivationTriesAgain();
    void removalsAreRetriedUntilDone();
    void callThatNobodyAnsweredIsToldAgainWhenItCannotTakeEffectAnyMore();
    void leaseThatRanOutIsACallThatNobodyAnswered();
    void answeredCallIsNotToldAgain();
    void removalIsDoneAgainWhenNoAddCanOvertakeIt_data();
    void removalIsDoneAgainWhenNoAddCanOvertakeIt();
    void whatFailedBeforeComesAfterTheOthers();
    void whatIsRemovedIsRemembered();
    void uuidAddedAgainDuringItsRemovalStaysQueued();
};

void TestActivations::firstActivationStoresWhatWasSentAndTellsTheCustomer()
{
    const TelegramId user = shop().newUser();
    const auto granted = shop().grant(user, "basic", 30);
    const auto jobs = claim();
    QCOMPARE(jobs.size(), size_t(1));
    QCOMPARE(jobs[0].uuid, granted.uuid);
    QCOMPARE(jobs[0].expiresAt, granted.expiresAt);
    QCOMPARE(jobs[0].attempt, 1);
    QCOMPARE(complete(jobs[0]), Activations::CompleteOutcome::Activated);
    const auto stored = shop().subscription(user);
    QCOMPARE(stored.vpnKey, u"vless://key"_s);
    QCOMPARE(stored.vpnExpiresAt, std::optional(granted.expiresAt));
    QCOMPARE(stored.activationStatus, ActivationStatus::Active);
    QVERIFY(!stored.nextActivationAt && !stored.waitingSince);
    QCOMPARE(shop().notices.take(user), QStringList{u"keyReady vless://key first changed"_s});
    QVERIFY(claim().empty());
}

void TestActivations::waitingIsNotPaidFor()
{
    const TelegramId user = shop().newUser();
    shop().grant(user, "basic", 30);
    shop().clock.advance(5 * kDayMs);
    auto jobs = claim();
    QCOMPARE(jobs[0].expiresAt, shop().clock.nowMs() + 30 * kDayMs);
    fail(jobs[0], true);
    shop().clock.advance(2 * kDayMs);
    const auto waiting = shop().subscription(user);
    QCOMPARE(waiting.endsAt(shop().clock.nowMs()), shop().clock.nowMs() + 30 * kDayMs);
    jobs = claim();
    QCOMPARE(jobs[0].expiresAt, shop().clock.nowMs() + 30 * kDayMs);
    QCOMPARE(complete(jobs[0]), Activations::CompleteOutcome::Activated);
    shop().clock.advance(kDayMs);
    const auto active = shop().subscription(user);
    QCOMPARE(active.expiresAt, jobs[0].expiresAt);
    QCOMPARE(active.vpnExpiresAt, std::optional(jobs[0].expiresAt));
    // From the first success on, time runs whatever happens.
    shop().grant(user, "basic", 30);
    jobs = claim();
    fail(jobs[0]);
    shop().clock.advance(kDayMs);
    QCOMPARE(claim()[0].expiresAt, active.expiresAt + 30 * kDayMs);
}

void TestActivations::renewalIsSentAndTheUnchangedKeyToldToNobody()
{
    const TelegramId user = shop().newUser();
    shop().grant(user, "basic", 30);
    shop().activate();
    shop().notices.take(user);
    const auto renewed = shop().grant(user, "basic", 30);
    auto jobs = claim();
    QCOMPARE(jobs.size(), size_t(1));
    QCOMPARE(jobs[0].expiresAt, renewed.expiresAt);
    QCOMPARE(complete(jobs[0]), Activations::CompleteOutcome::Activated);
    QVERIFY(shop().notices.take(user).isEmpty());
    // A host that was set up anew answers another link: the customer needs it.
    shop().grant(user, "basic", 30);
    QCOMPARE(complete(claim()[0], "vless://new"), Activations::CompleteOutcome::Activated);
    QCOMPARE(shop().notices.take(user), QStringList{u"keyReady vless://new changed"_s});
}

void TestActivations::renewalDuringTheCallIsDueAgain()
{
    const TelegramId user = shop().newUser();
    const auto granted = shop().grant(user, "basic", 30);
    const auto jobs = claim();
    const auto renewed = shop().grant(user, "basic", 30);
    QVERIFY(claim("two").empty());
    shop().kicker.take(Work::Activation);
    QCOMPARE(complete(jobs[0]), Activations::CompleteOutcome::DueAgain);
    QVERIFY(shop().kicker.take(Work::Activation));
    auto stored = shop().subscription(user);
    QCOMPARE(stored.vpnExpiresAt, std::optional(granted.expiresAt));
    QCOMPARE(stored.expiresAt, renewed.expiresAt);
    QCOMPARE(stored.vpnKey, u"vless://key"_s);
    const auto again = claim();
    QCOMPARE(again.size(), size_t(1));
    QCOMPARE(again[0].expiresAt, renewed.expiresAt);
    QCOMPARE(complete(again[0]), Activations::CompleteOutcome::Activated);
    QVERIFY(claim().empty());
}

void TestActivations::uuidChangedDuringTheCallGoesToTheRemovals()
{
    const TelegramId user = shop().newUser();
    const auto granted = shop().grant(user, "basic", 30);
    const auto jobs = claim();
    shop().write([&](db::Transaction &tx) { shop().access.reissue(tx, user); });
    // Its removal is done before the call that adds it ends.
    removeDue();
    QVERIFY(claimRemovals().empty());
    const auto fresh = claim();
    QCOMPARE(fresh.size(), size_t(1));
    QCOMPARE(complete(jobs[0]), Activations::CompleteOutcome::UuidDropped);
    QCOMPARE(claimRemovals().size(), size_t(1));
    QCOMPARE(shop().waitingRemovals(), QStringList{granted.uuid});
    QVERIFY(shop().subscription(user).vpnKey.isEmpty());
    QCOMPARE(complete(fresh[0], "vless://fresh"), Activations::CompleteOutcome::Activated);
    QCOMPARE(shop().subscription(user).vpnKey, u"vless://fresh"_s);
}

void TestActivations::uuidChangedDuringAFailedCallGoesToTheRemovalsToo()
{
    const TelegramId user = shop().newUser();
    const auto granted = shop().grant(user, "basic", 30);
    const auto jobs = claim();
    revoke(user);
    removeDue();
    QVERIFY(claimRemovals().empty());
    QCOMPARE(fail(jobs[0], true, true), Activations::FailureOutcome::LeaseLost);
    QCOMPARE(claimRemovals().size(), size_t(1));
    QCOMPARE(shop().waitingRemovals(), QStringList{granted.uuid});
}

void TestActivations::claimedRowsAreNobodyElsesForAMinute()
{
    shop().grant(shop().newUser(), "basic", 30);
    QCOMPARE(claim("one").size(), size_t(1));
    shop().clock.advance(kMinuteMs - 1);
    QVERIFY(claim("two").empty());
    const auto next = shop().write([&](db::Transaction &tx) { return shop().activations.nextDue(tx); });
    QCOMPARE(next, std::optional(shop().clock.nowMs() + 1));
    shop().clock.advance(1);
    const auto taken = claim("two");
    QCOMPARE(taken.size(), size_t(1));
    QCOMPARE(taken[0].attempt, 2);
}

void TestActivations::lateCompletionOfALostLeaseStoresNothing()
{
    const TelegramId user = shop().newUser();
    shop().grant(user, "basic", 30);
    const auto late = claim("one");
    shop().clock.advance(kMinuteMs);
    const auto current = claim("one");
    QCOMPARE(complete(late[0], "vless://late"), Activations::CompleteOutcome::LeaseLost);
    QCOMPARE(fail(late[0]), Activations::FailureOutcome::LeaseLost);
    QVERIFY(shop().subscription(user).vpnKey.isEmpty());
    QVERIFY(shop().waitingRemovals().isEmpty());
    QCOMPARE(complete(current[0]), Activations::CompleteOutcome::Activated);
}

void TestActivations::attemptsBackOffAndEndInFailedWithAnAlert()
{
    const TelegramId user = shop().newUser();
    shop().grant(user, "basic", 30);
    const std::vector<qint64> delays{10 * kSecondMs, 30 * kSecondMs, 2 * kMinuteMs, 10 * kMinuteMs};
    for (const qint64 delay : delays) {
        QCOMPARE(fail(claim().at(0)), Activations::FailureOutcome::WillRetry);
        shop().clock.advance(delay - 1);
        QVERIFY(claim().empty());
        shop().clock.advance(1);
    }
    QVERIFY(shop().alerts.take().empty());
    QCOMPARE(fail(claim().at(0)), Activations::FailureOutcome::GaveUp);
    QCOMPARE(shop().subscription(user).activationStatus, ActivationStatus::Failed);
    QCOMPARE(shop().subscription(user).lastActivationError, u"no answer"_s);
    QCOMPARE(shop().alerts.take().size(), size_t(1));
    shop().clock.advance(kDayMs);
    QVERIFY(claim().empty());
    const auto counts = shop().write([&](db::Transaction &tx) { return shop().activations.counts(tx); });
    QCOMPARE(counts.failed, 1);
    QCOMPARE(counts.pending, 0);
    QVERIFY(counts.oldestWaitingSince.has_value());
}

void TestActivations::outageIsNoAttempt()
{
    const TelegramId user = shop().newUser();
    shop().grant(user, "basic", 30);
    for (int i = 0; i < 20; ++i) {
        const auto jobs = claim();
        QCOMPARE(jobs.at(0).attempt, 1);
        QCOMPARE(fail(jobs[0], true), Activations::FailureOutcome::WillRetry);
        shop().clock.advance(30 * kSecondMs);
    }
    QCOMPARE(shop().subscription(user).activationStatus, ActivationStatus::Pending);
    QCOMPARE(complete(claim().at(0)), Activations::CompleteOutcome::Activated);
}

void TestActivations::retryMakesAFailedOneDueAgainWithAllAttempts()
{
    const TelegramId user = shop().newUser();
    shop().grant(user, "basic", 30);
    const auto failAll = [&] {
        for (int i = 0; i < 5; ++i) {
            fail(claim().at(0));
            shop().clock.advance(10 * kMinuteMs);
        }
    };
    failAll();
    QVERIFY(shop().write([&](db::Transaction &tx) { return shop().activations.retry(tx, user); }));
    QCOMPARE(claim().at(0).attempt, 1);
    shop().clock.advance(kMinuteMs);
    QVERIFY(!shop().write([&](db::Transaction &tx) { return shop().activations.retry(tx, TelegramId(4)); }));
    for (int i = 0; i < 4; ++i) {
        fail(claim().at(0));
        shop().clock.advance(10 * kMinuteMs);
    }
    QCOMPARE(shop().subscription(user).activationStatus, ActivationStatus::Failed);
    QCOMPARE(shop().write([&](db::Transaction &tx) { return shop().activations.retryAll(tx); }), 1);
    QCOMPARE(complete(claim().at(0)), Activations::CompleteOutcome::Activated);
}

void TestActivations::releasedClaimKeepsItsAttempt()
{
    shop().grant(shop().newUser(), "basic", 30);
    const auto jobs = claim("one");
    shop().write([&](db::Transaction &tx) { shop().activations.release(tx, jobs.at(0)); });
    const auto again = claim("two");
    QCOMPARE(again.at(0).attempt, 1);
}

void TestActivations::customerIsToldOnceThatTheKeyTakesLonger()
{
    const TelegramId user = shop().newUser();
    shop().grant(user, "basic", 30);
    for (int i = 0; i < 3; ++i) {
        fail(claim().at(0), true);
        shop().clock.advance(kMinuteMs);
    }
    QCOMPARE(shop().notices.take(user), QStringList{u"activationDelayed"_s});
    shop().activate();
    shop().notices.take(user);
    shop().grant(user, "basic", 30);
    fail(claim().at(0));
    QVERIFY(shop().notices.take(user).isEmpty());
}

void TestActivations::parallelClaimsShareTheWork()
{
    for (int i = 0; i < 60; ++i)
        shop().grant(shop().newUser(), "basic", 30);
    std::mutex mutex;
    std::multiset<TelegramId> claimed;
    inParallel(4, [&](int i) {
        const QByteArray owner = QByteArray::number(i);
        while (true) {
            const auto jobs = claim(owner.constData(), 7);
            if (jobs.empty())
                return;
            const std::lock_guard lock(mutex);
            for (const auto &job : jobs)
                claimed.insert(job.user);
        }
    });
    // Somebody may have seen nothing because others held the rows: a last look takes what is left.
    for (const auto &job : claim("last"))
        claimed.insert(job.user);
    QCOMPARE(claimed.size(), size_t(60));
    QCOMPARE(std::set<TelegramId>(claimed.begin(), claimed.end()).size(), size_t(60));
}

void TestActivations::renewalOfAFailedActivationTriesAgain()
{
    const TelegramId user = shop().newUser();
    shop().grant(user, "basic", 30);
    for (int i = 0; i < 5; ++i) {
        fail(claim().at(0));
        shop().clock.advance(10 * kMinuteMs);
    }
    const auto renewed = shop().grant(user, "basic", 30);
    QCOMPARE(renewed.activationStatus, ActivationStatus::Pending);
    QCOMPARE(claim().at(0).attempt, 1);
}

void TestActivations::removalsAreRetriedUntilDone()
{
    const auto add = [&] {
        shop().write([&](db::Transaction &tx) { shop().removals.add(tx, u"uuid-1"_s); });
    };
    add();
    QVERIFY(shop().kicker.take(Work::Expiry));
    for (int i = 1; i < 30; ++i) {
        const auto jobs = claimRemovals();
        // Each other time it is an outage, which is no attempt.
        QCOMPARE(jobs.at(0).attempt, i / 2 + 1);
        QVERIFY(claimRemovals().empty());
        QVERIFY(shop().write([&](db::Transaction &tx) {
            return shop().removals.failure(tx, jobs[0], {u"away"_s, i % 2 == 0, false});
        }));
        shop().clock.advance(10 * kMinuteMs);
    }
    const auto jobs = claimRemovals();
    shop().write([&](db::Transaction &tx) { shop().removals.release(tx, jobs.at(0)); });
    const auto last = claimRemovals();
    QCOMPARE(last.at(0).attempt, jobs[0].attempt);
    QVERIFY(shop().write([&](db::Transaction &tx) { return shop().removals.complete(tx, last[0]); }));
    QVERIFY(!shop().write([&](db::Transaction &tx) { return shop().removals.complete(tx, last[0]); }));
    shop().write([&](db::Transaction &tx) {
        QCOMPARE(shop().removals.count(tx), 0);
        QVERIFY(!shop().removals.nextDue(tx));
    });
}

void TestActivations::uuidAddedAgainDuringItsRemovalStaysQueued()
{
    const auto add = [&] {
        shop().write([&](db::Transaction &tx) { shop().removals.add(tx, u"uuid-1"_s); });
    };
    add();
    const auto jobs = claimRemovals();
    add();
    QVERIFY(!shop().write([&](db::Transaction &tx) { return shop().removals.complete(tx, jobs.at(0)); }));
    QCOMPARE(shop().waitingRemovals(), QStringList{u"uuid-1"_s});
    const auto again = claimRemovals();
    QVERIFY(shop().write([&](db::Transaction &tx) { return shop().removals.complete(tx, again.at(0)); }));
}

void TestActivations::callThatNobodyAnsweredIsToldAgainWhenItCannotTakeEffectAnyMore()
{
    const TelegramId user = shop().newUser();
    shop().grant(user, "basic", 30);
    fail(claim().at(0), true, true);
    const qint64 settledAt = shop().clock.nowMs() + access::kLongestCallMs;
    shop().clock.advance(30 * kSecondMs);
    QCOMPARE(complete(claim().at(0)), Activations::CompleteOutcome::Activated);
    // The key is there and told, and is told to the VPN API once more.
    QCOMPARE(shop().notices.take(user).size(), 2);
    QCOMPARE(nextCall(user), std::optional(settledAt));
    // A renewal goes out at once, and is what is told again.
    const auto renewed = shop().grant(user, "basic", 30);
    QCOMPARE(complete(claim().at(0)), Activations::CompleteOutcome::Activated);
    QCOMPARE(nextCall(user), std::optional(settledAt));
    shop().clock.advance(settledAt - shop().clock.nowMs() - 1);
    QVERIFY(claim().empty());
    shop().clock.advance(1);
    const auto again = claim();
    QCOMPARE(again.at(0).expiresAt, renewed.expiresAt);
    QCOMPARE(complete(again[0]), Activations::CompleteOutcome::Activated);
    QVERIFY(!nextCall(user));
    QVERIFY(shop().notices.take(user).isEmpty());
}

void TestActivations::leaseThatRanOutIsACallThatNobodyAnswered()
{
    const TelegramId user = shop().newUser();
    shop().grant(user, "basic", 30);
    claim("gone");
    const qint64 settledAt = shop().clock.nowMs() + access::kRowLeaseMs + access::kLongestCallMs;
    shop().clock.advance(access::kRowLeaseMs);
    QCOMPARE(complete(claim("two").at(0)), Activations::CompleteOutcome::Activated);
    QCOMPARE(nextCall(user), std::optional(settledAt));
}

void TestActivations::answeredCallIsNotToldAgain()
{
    const TelegramId user = shop().newUser();
    shop().grant(user, "basic", 30);
    fail(claim().at(0)); // refused
    shop().clock.advance(kMinuteMs);
    const auto job = claim().at(0);
    shop().write([&](db::Transaction &tx) { shop().activations.release(tx, job); });
    QCOMPARE(complete(claim().at(0)), Activations::CompleteOutcome::Activated);
    QVERIFY(!nextCall(user));
}

void TestActivations::removalIsDoneAgainWhenNoAddCanOvertakeIt_data()
{
    QTest::addColumn<bool>("isUnderWay");
    QTest::addColumn<qint64>("settledAfterMs");
    QTest::newRow("a call that nobody answered") << false << access::kLongestCallMs;
    QTest::newRow("a call under way") << true << access::kRowLeaseMs + access::kLongestCallMs;
}

void TestActivations::removalIsDoneAgainWhenNoAddCanOvertakeIt()
{
    QFETCH(bool, isUnderWay);
    QFETCH(qint64, settledAfterMs);
    const TelegramId user = shop().newUser();
    const auto granted = shop().grant(user, "basic", 30);
    const auto jobs = claim();
    if (!isUnderWay)
        fail(jobs.at(0), true, true);
    const qint64 settledAt = shop().clock.nowMs() + settledAfterMs;
    revoke(user);
    removeDue();
    QCOMPARE(shop().waitingRemovals(), QStringList{granted.uuid});
    shop().clock.advance(settledAt - shop().clock.nowMs() - 1);
    QVERIFY(claimRemovals().empty());
    shop().clock.advance(1);
    removeDue();
    QVERIFY(shop().waitingRemovals().isEmpty());
}

void TestActivations::whatFailedBeforeComesAfterTheOthers()
{
    shop().grant(shop().newUser(), "basic", 30);
    const auto first = claim();
    fail(first.at(0), true);
    shop().clock.advance(kMinuteMs);
    const TelegramId other = shop().newUser();
    shop().grant(other, "basic", 30);
    const auto fresh = claim();
    QCOMPARE(fresh.size(), size_t(1));
    QCOMPARE(fresh[0].user, other);
    QVERIFY(!fresh[0].hasFailed);
    const auto failed = claim();
    QCOMPARE(failed.size(), size_t(1));
    QVERIFY(failed[0].hasFailed);
}

void TestActivations::whatIsRemovedIsRemembered()
{
    const QString uuid = u"uuid-1"_s;
    shop().write([&](db::Transaction &tx) { shop().removals.add(tx, uuid); });
    removeDue();
    QCOMPARE(shop().database().number("SELECT count(*) FROM vpn_removed WHERE uuid = 'uuid-1'"), 1);
}

const turnpike::test::RegisteredTest<TestActivations> kTestActivations;

} // namespace tst_activations

#include "tst_activations.moc"
