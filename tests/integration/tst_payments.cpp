// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/shop.h"

#include "base/errors.h"
#include "billing/erasure.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_payments {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using billing::FinalizeOutcome;
using billing::Payments;
using billing::Provider;
using billing::Purchase;
using billing::PurchaseKind;
using billing::Purchases;
using billing::PurchaseStatus;

// From a purchase to what was paid for, on both databases.
class TestPayments : public QObject, private ShopFixture
{
    Q_OBJECT

    PurchaseStatus statusOf(const Purchase &purchase) { return shop().purchase(purchase.id).status; }
    Purchase topup(TelegramId user, Kopecks amount)
    {
        return shop().write([&](db::Transaction &tx) {
            return shop().purchases.create(tx, {user, PurchaseKind::BalanceTopup, QString(), 0, amount});
        });
    }
    Payments::PayResult payFromBalance(const Purchase &purchase, TelegramId user)
    {
        return shop().write(
            [&](db::Transaction &tx) { return shop().payments.payFromBalance(tx, purchase.id, user); });
    }
    Purchase created(TelegramId user, const QString &promo = QString())
    {
        return shop().write([&](db::Transaction &tx) {
            return shop().purchases.create(tx, {user, PurchaseKind::Subscription, u"basic"_s, 30,
                                                Kopecks(14900), 100, promo, std::nullopt});
        });
    }
    Purchases::ChooseOutcome choose(const Purchase &purchase, TelegramId user,
                                    Provider provider = Provider::CryptoPay)
    {
        return shop().write([&](db::Transaction &tx) {
            return shop().purchases.chooseMethod(tx, purchase.id, user, provider);
        });
    }
    std::vector<billing::PurchaseJob> claim(const char *owner = "one")
    {
        return shop().write([&](db::Transaction &tx) {
            return shop().purchases.claimDue(tx, QString::fromLatin1(owner), 100);
        });
    }
    bool setInvoice(const billing::PurchaseJob &job, const char *id)
    {
        return shop().write([&](db::Transaction &tx) {
            return shop().purchases.setInvoice(tx, job, QString::fromLatin1(id), u"https://pay/"_s,
                                               shop().clock.nowMs() + 30 * kMinuteMs);
        });
    }
    Purchase bought(TelegramId user, const char *tariff, int days, const char *externalId)
    {
        const Purchase purchase = shop().write([&](db::Transaction &tx) {
            const auto period = shop().catalog.period(QString::fromLatin1(tariff), days).value();
            return shop().purchases.create(
                tx, {user, PurchaseKind::Subscription, QString::fromLatin1(tariff), days, period.price});
        });
        shop().finalize(Shop::factFor(purchase, QString::fromLatin1(externalId)));
        return purchase;
    }
    std::vector<billing::PaymentRow> inReview()
    {
        return shop().write([&](db::Transaction &tx) { return shop().payments.inReview(tx, 100); });
    }
    Payments::ReviewOutcome grantFromReview(qint64 paymentId)
    {
        return shop().write([&](db::Transaction &tx) {
            return shop().payments.decideReview(tx, paymentId, true, u"olga: yes"_s);
        });
    }
    Purchase missingPart(const Purchase &purchase, Kopecks amount)
    {
        return shop().write([&](db::Transaction &tx) {
            Purchases::NewPurchase part{purchase.user, PurchaseKind::BalanceTopup, QString(), 0, amount};
            part.completes = purchase.id;
            return shop().purchases.create(tx, part);
        });
    }
    bool expire(const Purchase &purchase)
    {
        return shop().write([&](db::Transaction &tx) { return shop().purchases.expire(tx, purchase.id); });
    }
    Payments::RefundOutcome refund(const char *externalId, Provider provider = Provider::CryptoPay)
    {
        return shop().write([&](db::Transaction &tx) {
            return shop().payments.refund(tx, provider, QString::fromLatin1(externalId),
                                          control::Actor::system(), u"asked for"_s);
        });
    }

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init() { openShop(); }
    void cleanup() { closeShop(); }

    void secondPressOfAMethodChangesNothing();
    void invoiceIsMadeOnceAndLookedAtUntilItEnds();
    void lostLeaseSetsNoInvoice();
    void orphanInvoiceIsAdoptedOnce();
    void checkNowIsDueUnlessLeased();
    void purchaseWithoutAnInvoiceExpiresAfterHalfAnHour();
    void laterPurchaseLeavesEarlierOnesAlone();

    void paymentGrantsAccessOnce();
    void finalizingTwiceInParallelGrantsOnce();
    void pressesDuringAPaymentWaitAndNeverDeadlock();
    void paidAfterExpiryOrCancellationIsGranted();
    void paidTwiceIsUnderReviewWithAnAlert();
    void tooLittleIsUnderReviewAndGrantsNothing();
    void paidInFullAfterTooLittleIsGrantedOnce();
    void wrongCurrencyIsUnderReviewAndGrantsNothing();
    void nobodyIsAskedAgainWhileAllOfTheMoneyIsUnderReview_data();
    void nobodyIsAskedAgainWhileAllOfTheMoneyIsUnderReview();
    void whatTheForgottenAreStillPaidForIsUnderReview();
    void whatIsTooMuchIsGrantedOnceAndTheRestIsOnTheBalance();
    void paymentForNoPurchaseOfOursIsARowInReview();
    void paymentsOfAnotherProgramAreCountedAndToldOnce();
    void nothingRefusesWhatWasPaid();
    void rolledBackFinalizeLeavesNothing();
    void starsArePaidInStars();
    void topupCreditsTheBalance();
    void giftIsClaimedOnceAndReturnedAfterNinetyDays();

    void balancePaysOnceHoweverOftenPressed();
    void balanceThatIsTooLowLeavesThePurchaseAsItWas();
    void parallelPressesOfBalancePayOnce();
    void promoIsReservedUsedAndReleased();
    void refundTakesAccessBackAndReversesTheReward();
    void refundOfATopupTakesWhatIsLeft();
    void refundOfASecondPaymentTakesNothing();
    void refundBeforeItsPaymentWaitsForIt();
    void operatorsGrantOfASecondPaymentGoesToTheBalance_data();
    void operatorsGrantOfASecondPaymentGoesToTheBalance();
    void operatorsGrantOfFewStarsIsTheirShare();
    void operatorsGrantOfAPaymentForNothingGoesToItsPayer();
    void whatIsUsedUpIsWorthNothing();
    void restOfATariffIsWorthWhatWasPaidForIt();
    void refundAfterASwitchTakesItsWorth();
    void missingPartCompletesItsPurchase();
    void missingPartStaysOnTheBalanceWhenItIsNotWantedAnyMore();
};

void TestPayments::secondPressOfAMethodChangesNothing()
{
    const TelegramId user = shop().newUser();
    const Purchase purchase = created(user);
    QVERIFY(purchase.id.value().startsWith("purchase_"_L1));
    QCOMPARE(choose(purchase, TelegramId(1)), Purchases::ChooseOutcome::Unknown);
    QCOMPARE(choose(purchase, user), Purchases::ChooseOutcome::Chosen);
    QVERIFY(shop().kicker.take(Work::Payment));
    QCOMPARE(choose(purchase, user, Provider::Stars), Purchases::ChooseOutcome::AlreadyChosen);
    QCOMPARE(shop().purchase(purchase.id).provider, std::optional(Provider::CryptoPay));
    shop().finalize(Shop::factFor(purchase, u"1"_s));
    QCOMPARE(choose(purchase, user), Purchases::ChooseOutcome::Stale);
    const Purchase old = created(user);
    shop().clock.advance(30 * kMinuteMs);
    QCOMPARE(choose(old, user), Purchases::ChooseOutcome::Stale);
}

void TestPayments::invoiceIsMadeOnceAndLookedAtUntilItEnds()
{
    const Purchase purchase = shop().buy(shop().newUser());
    auto jobs = claim();
    QCOMPARE(jobs.size(), size_t(1));
    QVERIFY(jobs[0].needsInvoice());
    QVERIFY(setInvoice(jobs[0], "100"));
    QVERIFY(!setInvoice(jobs[0], "101"));
    QVERIFY(claim().empty());
    int looks = 0;
    while (true) {
        shop().clock.advance(billing::kPaymentCheckMs);
        jobs = claim();
        QCOMPARE(jobs.size(), size_t(1));
        QVERIFY(!jobs[0].needsInvoice());
        if (jobs[0].isOverdue(shop().clock.nowMs()))
            break;
        QVERIFY(shop().write([&](db::Transaction &tx) { return shop().purchases.checkAgain(tx, jobs[0]); }));
        ++looks;
    }
    QCOMPARE(looks, 59);
    QVERIFY(expire(purchase));
    QVERIFY(!expire(purchase));
    QCOMPARE(statusOf(purchase), PurchaseStatus::Expired);
    shop().clock.advance(kHourMs);
    QVERIFY(claim().empty());
}

void TestPayments::lostLeaseSetsNoInvoice()
{
    const Purchase purchase = shop().buy(shop().newUser());
    const auto late = claim("one");
    QVERIFY(claim("two").empty());
    shop().clock.advance(kMinuteMs);
    const auto current = claim("two");
    QVERIFY(!setInvoice(late.at(0), "100"));
    QVERIFY(shop().write(
        [&](db::Transaction &tx) { return shop().purchases.failure(tx, current.at(0), u"no answer"_s); }));
    QVERIFY(claim().empty());
    shop().clock.advance(10 * kSecondMs);
    QVERIFY(setInvoice(claim().at(0), "100"));
    QCOMPARE(shop().purchase(purchase.id).providerInvoiceId, u"100"_s);
}

void TestPayments::orphanInvoiceIsAdoptedOnce()
{
    const Purchase purchase = shop().buy(shop().newUser());
    const auto adopt = [&](const char *id) {
        return shop().write([&](db::Transaction &tx) {
            return shop().purchases.adoptInvoice(tx, purchase.id, Provider::CryptoPay,
                                                 QString::fromLatin1(id), u"https://pay/"_s,
                                                 shop().clock.nowMs() + kHourMs);
        });
    };
    QVERIFY(adopt("7"));
    QVERIFY(!adopt("8"));
    const auto found = shop().write(
        [&](db::Transaction &tx) { return shop().purchases.findByInvoice(tx, Provider::CryptoPay, u"7"_s); });
    QCOMPARE(found->id, purchase.id);
}

void TestPayments::checkNowIsDueUnlessLeased()
{
    const Purchase purchase = shop().buy(shop().newUser());
    const auto checkNow = [&] {
        shop().write([&](db::Transaction &tx) { shop().purchases.checkNow(tx, purchase.id); });
        return shop().kicker.take(Work::Payment);
    };
    shop().kicker.take(Work::Payment);
    setInvoice(claim().at(0), "5");
    QVERIFY(claim().empty());
    QVERIFY(checkNow());
    QCOMPARE(claim().size(), size_t(1));
    QVERIFY(!checkNow());
}

void TestPayments::purchaseWithoutAnInvoiceExpiresAfterHalfAnHour()
{
    const TelegramId user = shop().newUser();
    const Purchase untouched = created(user);
    const Purchase stars = shop().buy(user, "basic", Provider::Stars);
    const Purchase crypto = shop().buy(user);
    for (const billing::PurchaseJob &job : claim()) {
        if (job.purchase.id == crypto.id)
            setInvoice(job, "5");
    }
    const auto expireAbandoned = [&] {
        return shop().write([&](db::Transaction &tx) { return shop().purchases.expireAbandoned(tx, 100); });
    };
    shop().clock.advance(30 * kMinuteMs - 1);
    QCOMPARE(expireAbandoned(), 0);
    shop().clock.advance(1);
    QCOMPARE(expireAbandoned(), 2);
    QCOMPARE(statusOf(untouched), PurchaseStatus::Expired);
    QCOMPARE(statusOf(stars), PurchaseStatus::Expired);
    QCOMPARE(statusOf(crypto), PurchaseStatus::AwaitingPayment); // the watcher looks first
}

void TestPayments::laterPurchaseLeavesEarlierOnesAlone()
{
    const TelegramId user = shop().newUser();
    const Purchase first = shop().buy(user);
    shop().clock.advance(1);
    const Purchase second = shop().buy(user, "plus");
    const auto open = shop().write([&](db::Transaction &tx) { return shop().purchases.openOf(tx, user); });
    QCOMPARE(open.size(), size_t(2));
    QCOMPARE(open[0].id, second.id);
    QCOMPARE(statusOf(first), PurchaseStatus::AwaitingPayment);
    QCOMPARE(shop().finalize(Shop::factFor(first, u"1"_s)), FinalizeOutcome::Granted);
    QCOMPARE(shop().finalize(Shop::factFor(second, u"2"_s)), FinalizeOutcome::Granted);
}

void TestPayments::paymentGrantsAccessOnce()
{
    const TelegramId user = shop().newUser();
    const Purchase purchase = shop().buy(user);
    shop().kicker.take(Work::Activation);
    QCOMPARE(shop().finalize(Shop::factFor(purchase, u"1"_s)), FinalizeOutcome::Granted);
    QVERIFY(shop().kicker.take(Work::Activation));
    const auto subscription = shop().subscription(user);
    QCOMPARE(subscription.expiresAt, shop().clock.nowMs() + 30 * kDayMs);
    QCOMPARE(subscription.source, access::AccessSource::Payment);
    const Purchase paid = shop().purchase(purchase.id);
    QCOMPARE(paid.status, PurchaseStatus::Fulfilled);
    QVERIFY(!paid.nextCheckAt);
    QCOMPARE(paid.fulfilledAt, std::optional(shop().clock.nowMs()));
    QCOMPARE(shop().notices.take(user), QStringList{u"paymentReceived basic 30 pending"_s});
    QCOMPARE(shop().finalize(Shop::factFor(purchase, u"1"_s)), FinalizeOutcome::AlreadySeen);
    QCOMPARE(shop().subscription(user).expiresAt, subscription.expiresAt);
    QVERIFY(shop().notices.take(user).isEmpty());
    QVERIFY(shop().alerts.take().empty());
    shop().activate();
    shop().notices.take(user);
    QCOMPARE(shop().finalize(Shop::factFor(shop().buy(user), u"2"_s)), FinalizeOutcome::Granted);
    QCOMPARE(shop().notices.take(user), QStringList{u"paymentReceived basic 30 renewal"_s});
}

void TestPayments::finalizingTwiceInParallelGrantsOnce()
{
    const TelegramId user = shop().newUser();
    for (int round = 0; round < 5; ++round) {
        const Purchase purchase = shop().buy(user);
        std::atomic<int> granted{0};
        std::atomic<int> seen{0};
        inParallel(6, [&](int) {
            const auto outcome = shop().finalize(Shop::factFor(purchase, QString::number(round)));
            granted += outcome == FinalizeOutcome::Granted ? 1 : 0;
            seen += outcome == FinalizeOutcome::AlreadySeen ? 1 : 0;
        });
        QCOMPARE(granted.load(), 1);
        QCOMPARE(seen.load(), 5);
        QCOMPARE(shop().subscription(user).expiresAt, shop().clock.nowMs() + (round + 1) * 30 * kDayMs);
    }
}

void TestPayments::pressesDuringAPaymentWaitAndNeverDeadlock()
{
    const TelegramId user = shop().newUser();
    shop().credit(user, Kopecks(14900));
    std::atomic<int> runs{0}; // a deadlock's victim runs again
    for (int round = 0; round < 20; ++round) {
        const Purchase purchase = shop().buy(user);
        inParallel(4, [&](int i) {
            shop().write([&](db::Transaction &tx) {
                ++runs;
                if (i % 2 == 0) {
                    shop().payments.finalizePurchase(tx, Shop::factFor(purchase, QString::number(round)));
                    return;
                }
                shop().access.users().ensure(tx, user, u"name"_s, u"Name"_s);
                shop().purchases.checkNow(tx, purchase.id);
                shop().payments.payFromBalance(tx, purchase.id, user);
            });
        });
        QCOMPARE(statusOf(purchase), PurchaseStatus::Fulfilled);
    }
    QCOMPARE(runs.load(), 80);
}

void TestPayments::paidAfterExpiryOrCancellationIsGranted()
{
    const TelegramId user = shop().newUser();
    const Purchase late = shop().buy(user);
    shop().clock.advance(kHourMs);
    QVERIFY(expire(late));
    QCOMPARE(shop().finalize(Shop::factFor(late, u"1"_s)), FinalizeOutcome::Granted);
    QCOMPARE(statusOf(late), PurchaseStatus::Fulfilled);
    const Purchase cancelled = shop().buy(user);
    QVERIFY(
        shop().write([&](db::Transaction &tx) { return shop().purchases.cancel(tx, cancelled.id, user); }));
    QCOMPARE(shop().finalize(Shop::factFor(cancelled, u"2"_s)), FinalizeOutcome::Granted);
    const Purchase untouched = created(user);
    QCOMPARE(shop().finalize(Shop::factFor(untouched, u"3"_s)), FinalizeOutcome::Granted);
    QCOMPARE(shop().subscription(user).expiresAt, shop().clock.nowMs() + 90 * kDayMs);
}

void TestPayments::paidTwiceIsUnderReviewWithAnAlert()
{
    const TelegramId user = shop().newUser();
    const Purchase purchase = shop().buy(user);
    shop().finalize(Shop::factFor(purchase, u"1"_s));
    const auto before = shop().subscription(user);
    shop().notices.take(user);
    QCOMPARE(shop().finalize(Shop::factFor(purchase, u"2"_s)), FinalizeOutcome::Review);
    QCOMPARE(shop().subscription(user).expiresAt, before.expiresAt);
    QCOMPARE(statusOf(purchase), PurchaseStatus::Fulfilled);
    QCOMPARE(shop().notices.take(user), QStringList{u"paymentUnderReview"_s});
    const auto alerts = shop().alerts.take();
    QCOMPARE(alerts.size(), size_t(1));
    QVERIFY(alerts[0].text.english().contains("paid again"_L1));
    QCOMPARE(alerts[0].key, kPaymentsInReviewAlert); // one alert for all of them
    const auto inReview = shop().write([&](db::Transaction &tx) { return shop().payments.inReview(tx, 10); });
    QCOMPARE(inReview.size(), size_t(1));
    QCOMPARE(inReview[0].externalId, u"2"_s);
    QCOMPARE(shop().database().number("SELECT count(*) FROM audit_log WHERE action = 'payment.review'"), 1);
    QCOMPARE(shop().finalize(Shop::factFor(purchase, u"2"_s)), FinalizeOutcome::AlreadySeen);
}

void TestPayments::tooLittleIsUnderReviewAndGrantsNothing()
{
    const TelegramId user = shop().newUser();
    const Purchase purchase = shop().buy(user);
    auto fact = Shop::factFor(purchase, u"1"_s);
    fact.amountMinor -= 1;
    QCOMPARE(shop().finalize(fact), FinalizeOutcome::Review);
    QCOMPARE(statusOf(purchase), PurchaseStatus::Review);
    QVERIFY(claim().empty());
    QCOMPARE(shop().database().number("SELECT count(*) FROM subscriptions"), 0);
    QCOMPARE(shop().alerts.take().size(), size_t(1));
    QCOMPARE(shop().notices.take(user), QStringList{u"paymentUnderReview"_s});
}

// Two invoices of one purchase: an answer of the provider was lost. Too little comes for one, then all for
// the other.
void TestPayments::paidInFullAfterTooLittleIsGrantedOnce()
{
    const TelegramId user = shop().newUser();
    const Purchase purchase = shop().buy(user);
    auto half = Shop::factFor(purchase, u"1"_s);
    half.amountMinor /= 2;
    QCOMPARE(shop().finalize(half), FinalizeOutcome::Review);
    const auto full = Shop::factFor(purchase, u"2"_s);
    QCOMPARE(shop().finalize(full), FinalizeOutcome::Granted);
    QCOMPARE(shop().finalize(full), FinalizeOutcome::AlreadySeen);
    QCOMPARE(shop().finalize(Shop::factFor(purchase, u"3"_s)), FinalizeOutcome::Review);
    QCOMPARE(statusOf(purchase), PurchaseStatus::Fulfilled);
    QCOMPARE(shop().subscription(user).expiresAt, shop().clock.nowMs() + 30 * kDayMs);
    // The half is still somebody's money, and waits for a person.
    QCOMPARE(shop().database().number("SELECT count(*) FROM payments WHERE status = 'review'"), 2);
}

void TestPayments::wrongCurrencyIsUnderReviewAndGrantsNothing()
{
    const TelegramId user = shop().newUser();
    for (const char *currency : {"USD", "XTR", "rub", ""}) {
        const Purchase purchase = shop().buy(user);
        auto fact = Shop::factFor(purchase, QString::fromLatin1(currency) + QLatin1Char('1'));
        fact.currency = QString::fromLatin1(currency);
        fact.amountMinor *= 100;
        QCOMPARE(shop().finalize(fact), FinalizeOutcome::Review);
        QCOMPARE(statusOf(purchase), PurchaseStatus::Review);
    }
    QCOMPARE(shop().database().number("SELECT count(*) FROM subscriptions"), 0);
}

// An old invoice can be paid when its buyer is nobody any more.
void TestPayments::whatTheForgottenAreStillPaidForIsUnderReview()
{
    const TelegramId user = shop().newUser();
    const Purchase purchase = shop().buy(user);
    shop().clock.advance(31 * kMinuteMs);
    QVERIFY(expire(purchase));
    const billing::Erasure erasure(shop().clock, shop().audit);
    QVERIFY(shop().write([&](db::Transaction &tx) { return erasure.erase(tx, user); }));
    QCOMPARE(shop().finalize(Shop::factFor(purchase, u"1"_s)), FinalizeOutcome::Review);
    QCOMPARE(statusOf(purchase), PurchaseStatus::Review);
    QCOMPARE(refund("1"), Payments::RefundOutcome::Refunded);
    QVERIFY(shop().ledgerAgrees());
}

void TestPayments::nobodyIsAskedAgainWhileAllOfTheMoneyIsUnderReview_data()
{
    QTest::addColumn<QString>("what");
    for (const QString &what : {u"taken"_s, u"refused"_s, u"refunded"_s, u"refunded before it came"_s})
        QTest::newRow(qPrintable(what)) << what;
}

// One payment is too little, and another, in a currency that nobody expects, is enough. What becomes of the
// first decides nothing about the purchase while the second waits.
void TestPayments::nobodyIsAskedAgainWhileAllOfTheMoneyIsUnderReview()
{
    QFETCH(QString, what);
    const TelegramId user = shop().newUser();
    const Purchase purchase = shop().buy(user);
    auto foreign = Shop::factFor(purchase, u"1"_s);
    foreign.currency = u"USD"_s;
    QCOMPARE(shop().finalize(foreign), FinalizeOutcome::Review);
    auto few = Shop::factFor(purchase, u"2"_s);
    few.amountMinor -= 100;
    const bool isRefundFirst = what == u"refunded before it came";
    if (isRefundFirst)
        QCOMPARE(refund("2"), Payments::RefundOutcome::Waits);
    QCOMPARE(shop().finalize(few), isRefundFirst ? FinalizeOutcome::Refunded : FinalizeOutcome::Review);
    if (what == u"taken") {
        const auto taken = shop().write(
            [&](db::Transaction &tx) { return shop().payments.takeShortToBalance(tx, purchase.id, user); });
        QCOMPARE(taken, std::optional(Kopecks(few.amountMinor)));
    } else if (what == u"refused") {
        shop().write([&](db::Transaction &tx) {
            const qint64 id = shop().payments.inReview(tx, 10).at(1).id;
            QCOMPARE(shop().payments.decideReview(tx, id, false, u"olga: no"_s),
                     Payments::ReviewOutcome::Decided);
        });
    } else if (what == u"refunded") {
        QCOMPARE(refund("2"), Payments::RefundOutcome::Refunded);
    }
    QCOMPARE(statusOf(purchase), PurchaseStatus::Review);
    const Kopecks balance = shop().balanceOf(user);
    QCOMPARE(balance, Kopecks(what == u"taken" ? few.amountMinor : 0));

    QCOMPARE(inReview().size(), size_t(1));
    QCOMPARE(grantFromReview(inReview().front().id), Payments::ReviewOutcome::Decided);
    QCOMPARE(statusOf(purchase), PurchaseStatus::Fulfilled);
    QCOMPARE(shop().subscription(user).expiresAt, shop().clock.nowMs() + 30 * kDayMs);
    QCOMPARE(shop().balanceOf(user), balance);
}

void TestPayments::whatIsTooMuchIsGrantedOnceAndTheRestIsOnTheBalance()
{
    const TelegramId user = shop().newUser();
    const Purchase purchase = shop().buy(user);
    auto fact = Shop::factFor(purchase, u"1"_s);
    fact.amountMinor *= 3;
    QCOMPARE(shop().finalize(fact), FinalizeOutcome::Granted);
    QCOMPARE(shop().subscription(user).expiresAt, shop().clock.nowMs() + 30 * kDayMs);
    QCOMPARE(shop().purchase(purchase.id).note, u"paid 298 ₽ more than its price"_s);
    QCOMPARE(shop().balanceOf(user), Kopecks(29'800));
    QCOMPARE(shop().finalize(fact), FinalizeOutcome::AlreadySeen);
    QCOMPARE(shop().balanceOf(user), Kopecks(29'800));
    // Given back, it is taken back whole.
    QCOMPARE(refund("1"), Payments::RefundOutcome::Refunded);
    QCOMPARE(shop().balanceOf(user), Kopecks(0));
    QCOMPARE(shop().subscription(user).expiresAt, shop().clock.nowMs());
}

void TestPayments::paymentForNoPurchaseOfOursIsARowInReview()
{
    const TelegramId payer = shop().newUser();
    Purchase purchase = shop().buy(payer);
    purchase.id = PurchaseId::generate();
    auto fact = Shop::factFor(purchase, u"1"_s);
    fact.note = u"1.86 USDT"_s;
    QCOMPARE(shop().finalize(fact), FinalizeOutcome::UnknownPurchase);
    QCOMPARE(shop().finalize(fact), FinalizeOutcome::AlreadySeen);
    // A bot's payments are nobody else's, whatever their payload looks like.
    billing::PaymentFact stars;
    stars.purchase = PurchaseId(u"vip"_s);
    stars.provider = Provider::Stars;
    stars.externalId = u"charge"_s;
    stars.amountMinor = 50;
    stars.currency = u"XTR"_s;
    stars.payer = payer;
    QCOMPARE(shop().finalize(stars), FinalizeOutcome::UnknownPurchase);
    QCOMPARE(shop().alerts.take().size(), size_t(2));
    const auto rows = inReview();
    QCOMPARE(rows.size(), size_t(2));
    QVERIFY(rows[0].purchase.isEmpty());
    QCOMPARE(rows[0].externalId, u"1"_s);
    QCOMPARE(rows[0].amountMinor, 14900);
    QCOMPARE(rows[0].currency, u"RUB"_s);
    QCOMPARE(rows[0].user, TelegramId());
    QVERIFY2(rows[0].note.contains(purchase.id.value()), qPrintable(rows[0].note));
    QVERIFY2(rows[0].note.contains("1.86 USDT"_L1), qPrintable(rows[0].note));
    QCOMPARE(rows[1].user, payer);
    QCOMPARE(rows[1].currency, u"XTR"_s);
}

void TestPayments::paymentsOfAnotherProgramAreCountedAndToldOnce()
{
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < 20; ++i) {
            billing::PaymentFact fact;
            fact.purchase = PurchaseId(u"order-%1"_s.arg(i));
            fact.externalId = QString::number(i);
            fact.amountMinor = 100;
            fact.currency = u"RUB"_s;
            QCOMPARE(QLatin1String(toString(shop().finalize(fact))),
                     QLatin1String(round == 0 ? "foreign" : "already_seen"));
        }
    }
    QCOMPARE(shop().alerts.take().size(), size_t(1));
    QCOMPARE(shop().database().number("SELECT count(*) FROM payments"), 0);
    QCOMPARE(shop().database().number(
                 "SELECT CAST(value AS bigint) FROM settings WHERE key = 'foreign_payments:crypto_pay'"),
             20);
}

void TestPayments::nothingRefusesWhatWasPaid()
{
    const TelegramId user = shop().newUser();
    shop().write([&](db::Transaction &tx) { shop().promos.create(tx, {u"SALE"_s, 50, 1}); });
    const Purchase purchase = created(user, u"sale"_s);
    shop().clock.advance(kHourMs);
    QVERIFY(expire(purchase));
    // Meanwhile: blocked, the promo gone to somebody else and switched off, the tariff taken from the
    // catalogue.
    const TelegramId other = shop().newUser();
    created(other, u"SALE"_s);
    shop().write([&](db::Transaction &tx) {
        shop().access.users().setBlocked(tx, user, true);
        shop().promos.setActive(tx, u"SALE"_s, false);
    });
    shop().database().exec("UPDATE purchases SET tariff = 'gone' WHERE purchase_id = ?", purchase.id);
    QCOMPARE(shop().finalize(Shop::factFor(purchase, u"1"_s)), FinalizeOutcome::Granted);
    QCOMPARE(shop().subscription(user).tariff, u"gone"_s);
    QCOMPARE(shop().database().number("SELECT count(*) FROM promo_uses WHERE status = 'used'"), 1);
    QCOMPARE(shop().database().number("SELECT used_count FROM promo_codes"), 1);
}

void TestPayments::rolledBackFinalizeLeavesNothing()
{
    const TelegramId user = shop().newUser();
    const Purchase purchase = shop().buy(user);
    shop().kicker.take(Work::Activation);
    QVERIFY_EXCEPTION_THROWN(shop().write([&](db::Transaction &tx) {
        shop().payments.finalizePurchase(tx, Shop::factFor(purchase, u"1"_s));
        throw DomainError(u"crash"_s);
    }),
                             DomainError);
    QVERIFY(shop().notices.take(user).isEmpty());
    QVERIFY(!shop().kicker.take(Work::Activation));
    QCOMPARE(shop().finalize(Shop::factFor(purchase, u"1"_s)), FinalizeOutcome::Granted);
}

void TestPayments::starsArePaidInStars()
{
    const TelegramId user = shop().newUser();
    const Purchase purchase = shop().buy(user, "basic", Provider::Stars);
    QVERIFY(purchase.nextCheckAt); // its link is made by the watcher
    billing::PaymentFact fact{purchase.id, Provider::Stars,      u"charge-1"_s, 99,
                              u"XTR"_s,    shop().clock.nowMs(), QString()};
    QCOMPARE(shop().finalize(fact), FinalizeOutcome::Review);
    const Purchase second = shop().buy(user, "basic", Provider::Stars);
    fact.purchase = second.id;
    fact.externalId = u"charge-2"_s;
    fact.amountMinor = 100;
    QCOMPARE(shop().finalize(fact), FinalizeOutcome::Granted);
    // An old invoice of Stars can be paid again.
    fact.externalId = u"charge-3"_s;
    QCOMPARE(shop().finalize(fact), FinalizeOutcome::Review);
    const auto history =
        shop().write([&](db::Transaction &tx) { return shop().payments.historyOf(tx, user, 10); });
    QCOMPARE(history.size(), size_t(3));
}

void TestPayments::topupCreditsTheBalance()
{
    const TelegramId user = shop().newUser();
    const Purchase purchase = topup(user, Kopecks::roubles(500));
    shop().write([&](db::Transaction &tx) { shop().purchases.setChatMessage(tx, purchase.id, 77); });
    QCOMPARE(shop().finalize(Shop::factFor(purchase, u"1"_s)), FinalizeOutcome::Granted);
    QCOMPARE(shop().balanceOf(user), Kopecks::roubles(500));
    QCOMPARE(shop().notices.take(user), QStringList{u"topupCredited 50000 of 50000 in 77"_s});
    QCOMPARE(shop().database().number("SELECT count(*) FROM subscriptions"), 0);
    QCOMPARE(payFromBalance(topup(user, Kopecks(100)), user).outcome, Payments::PayOutcome::Stale);
    QVERIFY(shop().ledgerAgrees());
}

void TestPayments::giftIsClaimedOnceAndReturnedAfterNinetyDays()
{
    using Claim = billing::Gifts::ClaimOutcome;
    const TelegramId buyer = shop().newUser();
    const TelegramId friendly = shop().newUser();
    const auto buyGift = [&](const char *externalId) {
        const Purchase purchase = shop().write([&](db::Transaction &tx) {
            return shop().purchases.create(tx, {buyer, PurchaseKind::Gift, u"plus"_s, 30, Kopecks(29900)});
        });
        shop().finalize(Shop::factFor(purchase, QString::fromLatin1(externalId)));
        return shop().write([&](db::Transaction &tx) { return shop().gifts.create(tx, purchase).code; });
    };
    const auto claimGift = [&](const QString &code) {
        return shop().write([&](db::Transaction &tx) { return shop().gifts.claim(tx, code, friendly); });
    };
    const QString first = buyGift("1");
    QCOMPARE(shop().notices.take(buyer), QStringList{u"giftReady plus 30"_s});
    QCOMPARE(claimGift(u"nonsense"_s), Claim::Unknown);
    QCOMPARE(claimGift(first), Claim::Claimed);
    QCOMPARE(claimGift(first), Claim::AlreadyClaimed);
    QCOMPARE(shop().notices.take(buyer), QStringList{u"giftClaimed plus 30"_s});
    QCOMPARE(shop().subscription(friendly).source, access::AccessSource::Gift);
    const QString second = buyGift("2");
    const auto returnOverdue = [&] {
        return shop().write([&](db::Transaction &tx) { return shop().gifts.returnOverdue(tx, 10); });
    };
    shop().clock.advance(90 * kDayMs - 1);
    QCOMPARE(returnOverdue(), 0);
    shop().clock.advance(1);
    QCOMPARE(claimGift(second), Claim::Over);
    shop().notices.take(buyer);
    QCOMPARE(returnOverdue(), 1);
    QCOMPARE(returnOverdue(), 0);
    QCOMPARE(shop().notices.take(buyer), QStringList{u"giftReturned 29900 of 29900"_s});
    QCOMPARE(shop().balanceOf(buyer), Kopecks(29900));
    QVERIFY(shop().ledgerAgrees());
}

void TestPayments::balancePaysOnceHoweverOftenPressed()
{
    const TelegramId user = shop().newUser();
    shop().credit(user, Kopecks::roubles(300));
    const Purchase purchase = created(user);
    QCOMPARE(payFromBalance(purchase, TelegramId(1)).outcome, Payments::PayOutcome::Unknown);
    QCOMPARE(payFromBalance(purchase, user).outcome, Payments::PayOutcome::Paid);
    QCOMPARE(payFromBalance(purchase, user).outcome, Payments::PayOutcome::AlreadyPaid);
    QCOMPARE(shop().balanceOf(user), Kopecks(30000 - 14900));
    QCOMPARE(shop().subscription(user).expiresAt, shop().clock.nowMs() + 30 * kDayMs);
    const auto payment = shop().write([&](db::Transaction &tx) {
        return shop().payments.find(tx, Provider::Balance, purchase.id.value());
    });
    QCOMPARE(payment->status, billing::PaymentStatus::Granted);
    QCOMPARE(shop().purchase(purchase.id).provider, std::optional(Provider::Balance));
    QCOMPARE(payFromBalance(shop().buy(user), user).outcome, Payments::PayOutcome::Stale);
    QVERIFY(shop().ledgerAgrees());
}

void TestPayments::balanceThatIsTooLowLeavesThePurchaseAsItWas()
{
    const TelegramId user = shop().newUser();
    shop().credit(user, Kopecks(14899));
    const Purchase purchase = created(user);
    const auto result = payFromBalance(purchase, user);
    QCOMPARE(result.outcome, Payments::PayOutcome::NotEnough);
    QCOMPARE(result.missing, Kopecks(1));
    QCOMPARE(statusOf(purchase), PurchaseStatus::Created);
    QCOMPARE(shop().balanceOf(user), Kopecks(14899));
    shop().credit(user, Kopecks(1));
    QCOMPARE(payFromBalance(purchase, user).outcome, Payments::PayOutcome::Paid);
    QCOMPARE(shop().balanceOf(user), Kopecks(0));
}

void TestPayments::parallelPressesOfBalancePayOnce()
{
    const TelegramId user = shop().newUser();
    shop().credit(user, Kopecks(14900 * 2 + 100));
    std::vector<Purchase> purchases;
    for (int i = 0; i < 4; ++i)
        purchases.push_back(created(user));
    std::atomic<int> paid{0};
    inParallel(8, [&](int i) {
        const auto result = payFromBalance(purchases[static_cast<size_t>(i % 4)], user);
        paid += result.outcome == Payments::PayOutcome::Paid ? 1 : 0;
    });
    QCOMPARE(paid.load(), 2);
    QCOMPARE(shop().balanceOf(user), Kopecks(100));
    QCOMPARE(shop().subscription(user).expiresAt, shop().clock.nowMs() + 60 * kDayMs);
    QVERIFY(shop().ledgerAgrees());
}

void TestPayments::promoIsReservedUsedAndReleased()
{
    const TelegramId user = shop().newUser();
    const TelegramId other = shop().newUser();
    const qint64 now = shop().clock.nowMs();
    shop().write([&](db::Transaction &tx) {
        QVERIFY(shop().promos.create(tx, {u"spring"_s, 20, 1, 0, now, now + kDayMs, true}));
        QVERIFY(!shop().promos.create(tx, {u"SPRING"_s, 20, 1}));
        QVERIFY(std::holds_alternative<billing::Promo>(shop().promos.check(tx, user, u" Spring "_s)));
    });
    const auto refusal = [&](TelegramId who) {
        const auto checked =
            shop().write([&](db::Transaction &tx) { return shop().promos.check(tx, who, u"SPRING"_s); });
        return QLatin1String(std::holds_alternative<billing::Promo>(checked)
                                 ? "fine"
                                 : toString(std::get<billing::PromoRefusal>(checked)));
    };
    const Purchase purchase = created(user, u"spring"_s);
    QCOMPARE(purchase.promoCode, u"SPRING"_s);
    QCOMPARE(refusal(user), "used_before"_L1);
    QCOMPARE(refusal(other), "used_up"_L1);
    QVERIFY_EXCEPTION_THROWN(created(other, u"spring"_s), DomainError);
    shop().clock.advance(kHourMs);
    QVERIFY(expire(purchase));
    QCOMPARE(refusal(user), "fine"_L1);
    const Purchase paid = created(other, u"spring"_s);
    QCOMPARE(shop().finalize(Shop::factFor(paid, u"1"_s)), FinalizeOutcome::Granted);
    QCOMPARE(shop().database().number("SELECT count(*) FROM promo_uses WHERE status = 'used'"), 1);
    QVERIFY(!expire(paid));
    QCOMPARE(refusal(user), "used_up"_L1);
    QCOMPARE(shop().database().number("SELECT used_count FROM promo_codes"), 1);
    shop().clock.advance(kDayMs);
    QCOMPARE(refusal(user), "over"_L1);
    QCOMPARE(billing::discounted(Kopecks(14900), 20, Kopecks(1000)), Kopecks(11920));
    QCOMPARE(billing::discounted(Kopecks(14900), 100, Kopecks(1000)), Kopecks(1000));
    QCOMPARE(billing::discounted(Kopecks(500), 50, Kopecks(1000)), Kopecks(500));
    QCOMPARE(billing::discountedStars(3, 99), 1);
}

void TestPayments::refundTakesAccessBackAndReversesTheReward()
{
    const TelegramId inviter = shop().newUser();
    const TelegramId user = shop().newUser();
    shop().write([&](db::Transaction &tx) { shop().access.users().setReferrer(tx, user, inviter); });
    const Purchase first = shop().buy(user);
    const Purchase second = shop().buy(user);
    shop().finalize(Shop::factFor(first, u"1"_s));
    shop().finalize(Shop::factFor(second, u"2"_s));
    QCOMPARE(shop().balanceOf(inviter), Kopecks(2980));
    // The inviter has spent nearly all of it.
    shop().write([&](db::Transaction &tx) {
        shop().balance.debit(tx, {inviter, Kopecks(2000), billing::LedgerKind::Admin, u"x"_s, QString()});
    });
    shop().notices.take(user);
    QCOMPARE(refund("1"), Payments::RefundOutcome::Refunded);
    QCOMPARE(refund("1"), Payments::RefundOutcome::AlreadyRefunded);
    QCOMPARE(refund("9"), Payments::RefundOutcome::Waits);
    QCOMPARE(shop().subscription(user).expiresAt, shop().clock.nowMs() + 30 * kDayMs);
    QCOMPARE(shop().balanceOf(inviter), Kopecks(0));
    QCOMPARE(statusOf(first), PurchaseStatus::Refunded);
    QCOMPARE(shop().notices.take(user), QStringList{u"paymentRefunded"_s});
    const auto payment = shop().write(
        [&](db::Transaction &tx) { return shop().payments.find(tx, Provider::CryptoPay, u"1"_s); });
    QVERIFY2(payment->note.contains(u"5.10 ₽ of "_s), qPrintable(payment->note));
    QCOMPARE(refund("2"), Payments::RefundOutcome::Refunded);
    QCOMPARE(shop().subscription(user).status, access::SubscriptionStatus::Expired);
    QVERIFY(shop().ledgerAgrees());
    // Access paid from the balance goes back to the balance.
    shop().credit(user, Kopecks(14900));
    const Purchase fromBalance = created(user);
    payFromBalance(fromBalance, user);
    QCOMPARE(refund(fromBalance.id.value().toLatin1().constData(), Provider::Balance),
             Payments::RefundOutcome::Refunded);
    QCOMPARE(shop().balanceOf(user), Kopecks(14900));
    QVERIFY(shop().ledgerAgrees());
}

void TestPayments::refundOfATopupTakesWhatIsLeft()
{
    const TelegramId user = shop().newUser();
    shop().finalize(Shop::factFor(topup(user, Kopecks(20000)), u"1"_s));
    payFromBalance(created(user), user);
    QCOMPARE(refund("1"), Payments::RefundOutcome::Refunded);
    QCOMPARE(shop().balanceOf(user), Kopecks(0));
    QVERIFY(shop().ledgerAgrees());
}

void TestPayments::refundOfASecondPaymentTakesNothing()
{
    const TelegramId user = shop().newUser();
    const Purchase purchase = shop().buy(user);
    shop().finalize(Shop::factFor(purchase, u"1"_s));
    shop().finalize(Shop::factFor(purchase, u"2"_s));
    QCOMPARE(refund("2"), Payments::RefundOutcome::Refunded);
    QCOMPARE(statusOf(purchase), PurchaseStatus::Fulfilled);
    QCOMPARE(shop().subscription(user).expiresAt, shop().clock.nowMs() + 30 * kDayMs);
}

void TestPayments::refundBeforeItsPaymentWaitsForIt()
{
    const TelegramId user = shop().newUser();
    const Purchase purchase = shop().buy(user);
    QCOMPARE(refund("1"), Payments::RefundOutcome::Waits);
    QCOMPARE(refund("1"), Payments::RefundOutcome::Waits);
    QCOMPARE(QLatin1String(toString(shop().finalize(Shop::factFor(purchase, u"1"_s)))), "refunded"_L1);
    QCOMPARE(shop().database().number("SELECT count(*) FROM subscriptions"), 0);
    QCOMPARE(statusOf(purchase), PurchaseStatus::Refunded);
    QCOMPARE(shop().notices.take(user), QStringList{u"paymentRefunded"_s});
    QCOMPARE(shop().finalize(Shop::factFor(purchase, u"1"_s)), FinalizeOutcome::AlreadySeen);
    QCOMPARE(refund("1"), Payments::RefundOutcome::AlreadyRefunded);
    // It was for that payment alone.
    const Purchase other = shop().buy(user);
    QCOMPARE(shop().finalize(Shop::factFor(other, u"2"_s)), FinalizeOutcome::Granted);
}

void TestPayments::operatorsGrantOfASecondPaymentGoesToTheBalance_data()
{
    QTest::addColumn<PurchaseKind>("kind");
    QTest::newRow("subscription") << PurchaseKind::Subscription;
    QTest::newRow("gift") << PurchaseKind::Gift;
    QTest::newRow("top-up") << PurchaseKind::BalanceTopup;
}

void TestPayments::operatorsGrantOfASecondPaymentGoesToTheBalance()
{
    QFETCH(PurchaseKind, kind);
    const TelegramId user = shop().newUser();
    const bool isTopup = kind == PurchaseKind::BalanceTopup;
    const Purchase purchase = shop().write([&](db::Transaction &tx) {
        return shop().purchases.create(
            tx, {user, kind, isTopup ? QString() : u"basic"_s, isTopup ? 0 : 30, Kopecks(14900)});
    });
    QCOMPARE(shop().finalize(Shop::factFor(purchase, u"1"_s)), FinalizeOutcome::Granted);
    const Kopecks before = shop().balanceOf(user);
    auto second = Shop::factFor(purchase, u"2"_s);
    second.amountMinor = 15000;
    QCOMPARE(shop().finalize(second), FinalizeOutcome::Review);
    shop().notices.take(user);
    QCOMPARE(grantFromReview(inReview().front().id), Payments::ReviewOutcome::Decided);
    QCOMPARE(shop().balanceOf(user), before + Kopecks(15000));
    QCOMPARE(shop().notices.take(user).size(), 1);
    QVERIFY(inReview().empty());
    if (kind == PurchaseKind::Subscription)
        QCOMPARE(shop().subscription(user).expiresAt, shop().clock.nowMs() + 30 * kDayMs);
    // Given back, it leaves the balance, and what the first one has paid for stays.
    QCOMPARE(refund("2"), Payments::RefundOutcome::Refunded);
    QCOMPARE(shop().balanceOf(user), before);
    QCOMPARE(statusOf(purchase), PurchaseStatus::Fulfilled);
    QVERIFY(shop().ledgerAgrees());
}

void TestPayments::operatorsGrantOfFewStarsIsTheirShare()
{
    const TelegramId user = shop().newUser();
    const Purchase purchase = created(user); // 149 roubles, 100 Stars
    QCOMPARE(shop().finalize(Shop::factFor(purchase, u"1"_s)), FinalizeOutcome::Granted);
    auto few = Shop::factFor(purchase, u"2"_s);
    few.provider = Provider::Stars;
    few.currency = u"XTR"_s;
    few.amountMinor = 40;
    QCOMPARE(shop().finalize(few), FinalizeOutcome::Review);
    QCOMPARE(grantFromReview(inReview().front().id), Payments::ReviewOutcome::Decided);
    QCOMPARE(shop().balanceOf(user), Kopecks(5960));
}

void TestPayments::operatorsGrantOfAPaymentForNothingGoesToItsPayer()
{
    const TelegramId payer = shop().newUser();
    billing::PaymentFact fact;
    fact.purchase = PurchaseId::generate();
    fact.provider = Provider::Card;
    fact.externalId = u"1"_s;
    fact.amountMinor = 5000;
    fact.currency = u"RUB"_s;
    fact.payer = payer;
    shop().finalize(fact);
    fact.externalId = u"2"_s;
    fact.payer = TelegramId();
    shop().finalize(fact);
    const auto rows = inReview();
    QCOMPARE(rows.size(), size_t(2));
    QCOMPARE(grantFromReview(rows[0].id), Payments::ReviewOutcome::Decided);
    QCOMPARE(shop().balanceOf(payer), Kopecks(5000));
    // Nobody knows whose it is.
    QCOMPARE(grantFromReview(rows[1].id), Payments::ReviewOutcome::CannotGrant);
    QCOMPARE(inReview().size(), size_t(1));
}

// A year of basic costs 1399 ₽, 30 days of plus 299 ₽. After 100 days of the year the other 265 are worth
// 1399 × 265 ÷ 365 = 1015.71 ₽, which buys 101.9 days of plus at 299 ÷ 30 a day.
// Days that are over are worth nothing any more, whatever is added to those that are left.
void TestPayments::whatIsUsedUpIsWorthNothing()
{
    const TelegramId user = shop().newUser();
    bought(user, "basic", 365, "1");
    shop().activate();
    shop().clock.advance(100 * kDayMs);
    bought(user, "basic", 30, "2");
    bought(user, "plus", 30, "3");
    const double days = double(shop().subscription(user).expiresAt - shop().clock.nowMs()) / kDayMs;
    const double expected = 30 + (139900.0 * 265 / 365 + 14900) / (29900.0 / 30);
    QVERIFY2(qAbs(days - expected) < 0.01, qPrintable(u"%1 %2"_s.arg(days).arg(expected)));
}

void TestPayments::restOfATariffIsWorthWhatWasPaidForIt()
{
    const TelegramId user = shop().newUser();
    bought(user, "basic", 365, "1");
    shop().activate();
    shop().clock.advance(100 * kDayMs);
    bought(user, "plus", 30, "2");
    const qint64 now = shop().clock.nowMs();
    const double restOfYear = 139900.0 * 265 / 365;
    const auto days = [&] { return double(shop().subscription(user).expiresAt - now) / kDayMs; };
    const double plusDays = 30 + restOfYear / (29900.0 / 30);
    QVERIFY2(qAbs(days() - plusDays) < 0.01, qPrintable(QString::number(days())));
    // And back at once: as much as it is worth, at the price of a year.
    bought(user, "basic", 365, "3");
    const double basicDays = 365 + (restOfYear + 29900) / (139900.0 / 365);
    QVERIFY2(qAbs(days() - basicDays) < 0.01, qPrintable(QString::number(days())));
}

void TestPayments::refundAfterASwitchTakesItsWorth()
{
    const TelegramId user = shop().newUser();
    bought(user, "basic", 365, "1");
    shop().activate();
    bought(user, "plus", 30, "2");
    const qint64 now = shop().clock.nowMs();
    QCOMPARE(refund("1"), Payments::RefundOutcome::Refunded);
    const double days = double(shop().subscription(user).expiresAt - now) / kDayMs;
    QVERIFY2(qAbs(days - 30) < 0.01, qPrintable(QString::number(days)));
}

void TestPayments::missingPartCompletesItsPurchase()
{
    const TelegramId user = shop().newUser();
    shop().credit(user, Kopecks(10000));
    const Purchase purchase = created(user);
    const Purchase part = missingPart(purchase, Kopecks(4900));
    // Late is not too late.
    shop().clock.advance(31 * kMinuteMs);
    QVERIFY(expire(purchase));
    QCOMPARE(shop().finalize(Shop::factFor(part, u"1"_s)), FinalizeOutcome::Granted);
    QCOMPARE(statusOf(purchase), PurchaseStatus::Fulfilled);
    QCOMPARE(shop().balanceOf(user), Kopecks(0));
    QCOMPARE(shop().subscription(user).expiresAt, shop().clock.nowMs() + 30 * kDayMs);
    QCOMPARE(shop().finalize(Shop::factFor(part, u"1"_s)), FinalizeOutcome::AlreadySeen);
    QVERIFY(shop().ledgerAgrees());
}

void TestPayments::missingPartStaysOnTheBalanceWhenItIsNotWantedAnyMore()
{
    const TelegramId user = shop().newUser();
    shop().credit(user, Kopecks(10000));
    const Purchase cancelled = created(user);
    const Purchase part = missingPart(cancelled, Kopecks(4900));
    shop().write([&](db::Transaction &tx) { shop().purchases.cancel(tx, cancelled.id, user); });
    QCOMPARE(shop().finalize(Shop::factFor(part, u"1"_s)), FinalizeOutcome::Granted);
    QCOMPARE(statusOf(cancelled), PurchaseStatus::Cancelled);
    QCOMPARE(shop().balanceOf(user), Kopecks(14900));
    // Bought by other means meanwhile, and one that the balance does not reach for.
    const Purchase paid = created(user);
    const Purchase another = missingPart(paid, Kopecks(100));
    payFromBalance(paid, user);
    QCOMPARE(shop().finalize(Shop::factFor(another, u"2"_s)), FinalizeOutcome::Granted);
    const Purchase dear = created(user);
    QCOMPARE(shop().finalize(Shop::factFor(missingPart(dear, Kopecks(100)), u"3"_s)),
             FinalizeOutcome::Granted);
    QCOMPARE(statusOf(dear), PurchaseStatus::Created);
    QCOMPARE(shop().balanceOf(user), Kopecks(200));
    QVERIFY(shop().ledgerAgrees());
}

const turnpike::test::RegisteredTest<TestPayments> kTestPayments;

} // namespace tst_payments

#include "tst_payments.moc"
