// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/shop.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_shopstates {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using access::ActivationStatus;
using access::SubscriptionStatus;
using billing::FinalizeOutcome;
using billing::Payments;
using billing::Purchase;
using billing::PurchaseStatus;

// Arrows of docs/states.md that nothing else goes along, on both databases.
class TestShopStates : public QObject, private ShopFixture
{
    Q_OBJECT

    // A purchase of basic that is in this state.
    Purchase purchaseIn(PurchaseStatus status, TelegramId user)
    {
        if (status == PurchaseStatus::Created)
            return created(user);
        const Purchase purchase = shop().buy(user);
        if (status == PurchaseStatus::Cancelled) {
            shop().write([&](db::Transaction &tx) { shop().purchases.cancel(tx, purchase.id, user); });
        } else if (status == PurchaseStatus::Expired) {
            shop().clock.advance(kHourMs);
            shop().write([&](db::Transaction &tx) { shop().purchases.expire(tx, purchase.id); });
        }
        return shop().purchase(purchase.id);
    }
    Purchase created(TelegramId user, const QString &promoCode = {})
    {
        billing::Purchases::NewPurchase wanted;
        wanted.user = user;
        wanted.tariff = u"basic"_s;
        wanted.periodDays = 30;
        wanted.price = Kopecks::roubles(149);
        wanted.priceStars = 100;
        wanted.promoCode = promoCode;
        return shop().write([&](db::Transaction &tx) { return shop().purchases.create(tx, wanted); });
    }
    PurchaseStatus statusOf(const Purchase &purchase) { return shop().purchase(purchase.id).status; }
    qint64 paymentOf(const char *externalId)
    {
        return shop().database().number("SELECT id FROM payments WHERE external_id = ?", externalId);
    }
    QString paymentStatusOf(const char *externalId)
    {
        return shop()
            .database()
            .query("SELECT status FROM payments WHERE external_id = ?", externalId)
            .at(0)
            .text(0);
    }
    Payments::RefundOutcome refund(const char *externalId)
    {
        return shop().write([&](db::Transaction &tx) {
            return shop().payments.refund(tx, billing::Provider::CryptoPay, QString::fromLatin1(externalId),
                                          control::Actor::system(), u"test"_s);
        });
    }
    // Its activation, refused as often as it takes.
    void refuseActivations()
    {
        for (int i = 0; i < 5; ++i) {
            shop().write([&](db::Transaction &tx) {
                for (const access::ActivationJob &job : shop().activations.claimDue(tx, u"one"_s, 10))
                    shop().activations.failure(tx, job, {u"refused"_s, false, false});
            });
            shop().clock.advance(10 * kMinuteMs);
        }
    }
    void revoke(TelegramId user)
    {
        shop().write([&](db::Transaction &tx) {
            shop().access.revoke(tx, user, control::Actor::system(), u"test"_s);
        });
    }

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init() { openShop(); }
    void cleanup() { closeShop(); }

    void tooLittleIsReviewedWheneverItComes_data() { addUnpaid(); }
    void tooLittleIsReviewedWheneverItComes();
    void whatWentBackBeforeItCameEndsIt_data() { addUnpaid(); }
    void whatWentBackBeforeItCameEndsIt();
    void whatWasShownWithACodeIsGivenUp();
    void aPaymentLeftInTheBooksCancelsWhatItWasFor();
    void aPaymentUnderReviewThatGoesBackEndsWhatItWasFor();
    void aPaymentUnderReviewIsGrantedByAnOperator();
    void aGiftThatWentBackCannotBeAccepted();
    void aKeyThatWorkedFailsWhenItsNewEndIsRefused();
    void accessEndsWhateverItsKeyIs_data();
    void accessEndsWhateverItsKeyIs();
    void anotherKeyWaitsForItsActivation();

private:
    static void addUnpaid()
    {
        QTest::addColumn<PurchaseStatus>("status");
        QTest::newRow("created") << PurchaseStatus::Created;
        QTest::newRow("awaiting payment") << PurchaseStatus::AwaitingPayment;
        QTest::newRow("expired") << PurchaseStatus::Expired;
        QTest::newRow("cancelled") << PurchaseStatus::Cancelled;
    }
};

void TestShopStates::tooLittleIsReviewedWheneverItComes()
{
    QFETCH(const PurchaseStatus, status);
    const TelegramId user = shop().newUser();
    const Purchase purchase = purchaseIn(status, user);
    QCOMPARE(purchase.status, status);
    auto fact = Shop::factFor(purchase, u"1"_s);
    fact.amountMinor /= 2;
    QCOMPARE(shop().finalize(fact), FinalizeOutcome::Review);
    QCOMPARE(statusOf(purchase), PurchaseStatus::Review);
    QCOMPARE(paymentStatusOf("1"), u"review"_s);
    // The customer takes it, and may pay again.
    const auto taken = shop().write(
        [&](db::Transaction &tx) { return shop().payments.takeShortToBalance(tx, purchase.id, user); });
    QCOMPARE(taken, std::optional(Kopecks(fact.amountMinor)));
    QCOMPARE(statusOf(purchase), PurchaseStatus::Created);
    QCOMPARE(paymentStatusOf("1"), u"granted"_s);
    QVERIFY(shop().ledgerAgrees());
}

void TestShopStates::whatWentBackBeforeItCameEndsIt()
{
    QFETCH(const PurchaseStatus, status);
    const TelegramId user = shop().newUser();
    const Purchase purchase = purchaseIn(status, user);
    QCOMPARE(refund("1"), Payments::RefundOutcome::Waits);
    QCOMPARE(shop().finalize(Shop::factFor(purchase, u"1"_s)), FinalizeOutcome::Refunded);
    QCOMPARE(statusOf(purchase), PurchaseStatus::Refunded);
    QCOMPARE(paymentStatusOf("1"), u"refunded"_s);
    QCOMPARE(shop().database().number("SELECT count(*) FROM subscriptions"), 0);
}

void TestShopStates::whatWasShownWithACodeIsGivenUp()
{
    const TelegramId user = shop().newUser();
    billing::Promo promo;
    promo.code = u"SALE"_s;
    promo.discountPercent = 10;
    promo.maxUses = 1;
    shop().write([&](db::Transaction &tx) { shop().promos.create(tx, promo); });
    const Purchase shown = created(user, u"SALE"_s);
    shop().write([&](db::Transaction &tx) { shop().purchases.giveUpShown(tx, user, u"SALE"_s); });
    QCOMPARE(statusOf(shown), PurchaseStatus::Cancelled);
    QCOMPARE(shop().database().number("SELECT used_count FROM promo_codes"), 0);
}

void TestShopStates::aPaymentLeftInTheBooksCancelsWhatItWasFor()
{
    const Purchase purchase = shop().buy(shop().newUser());
    auto fact = Shop::factFor(purchase, u"1"_s);
    fact.amountMinor -= 1;
    QCOMPARE(shop().finalize(fact), FinalizeOutcome::Review);
    const qint64 payment = paymentOf("1");
    const auto outcome = shop().write(
        [&](db::Transaction &tx) { return shop().payments.decideReview(tx, payment, false, u"test"_s); });
    QCOMPARE(outcome, Payments::ReviewOutcome::Decided);
    QCOMPARE(statusOf(purchase), PurchaseStatus::Cancelled);
    QCOMPARE(paymentStatusOf("1"), u"review"_s);
}

void TestShopStates::aPaymentUnderReviewThatGoesBackEndsWhatItWasFor()
{
    const Purchase purchase = shop().buy(shop().newUser());
    auto fact = Shop::factFor(purchase, u"1"_s);
    fact.amountMinor -= 1;
    QCOMPARE(shop().finalize(fact), FinalizeOutcome::Review);
    QCOMPARE(refund("1"), Payments::RefundOutcome::Refunded);
    QCOMPARE(statusOf(purchase), PurchaseStatus::Refunded);
    QCOMPARE(paymentStatusOf("1"), u"refunded"_s);
}

void TestShopStates::aPaymentUnderReviewIsGrantedByAnOperator()
{
    const TelegramId user = shop().newUser();
    const Purchase purchase = shop().buy(user);
    auto fact = Shop::factFor(purchase, u"1"_s);
    fact.amountMinor -= 1;
    QCOMPARE(shop().finalize(fact), FinalizeOutcome::Review);
    const qint64 payment = paymentOf("1");
    const auto outcome = shop().write(
        [&](db::Transaction &tx) { return shop().payments.decideReview(tx, payment, true, u"test"_s); });
    QCOMPARE(outcome, Payments::ReviewOutcome::Decided);
    QCOMPARE(statusOf(purchase), PurchaseStatus::Fulfilled);
    QCOMPARE(paymentStatusOf("1"), u"granted"_s);
    QCOMPARE(shop().subscription(user).tariff, u"basic"_s);
    // And back: what it gave is taken.
    QCOMPARE(refund("1"), Payments::RefundOutcome::Refunded);
    QCOMPARE(statusOf(purchase), PurchaseStatus::Refunded);
}

void TestShopStates::aGiftThatWentBackCannotBeAccepted()
{
    const TelegramId buyer = shop().newUser();
    const Purchase purchase = shop().write([&](db::Transaction &tx) {
        billing::Purchases::NewPurchase wanted;
        wanted.user = buyer;
        wanted.kind = billing::PurchaseKind::Gift;
        wanted.tariff = u"basic"_s;
        wanted.periodDays = 30;
        wanted.price = Kopecks::roubles(149);
        return shop().purchases.create(tx, wanted);
    });
    QCOMPARE(shop().finalize(Shop::factFor(purchase, u"1"_s)), FinalizeOutcome::Granted);
    const QString code = shop().database().query("SELECT code FROM gifts").at(0).text(0);
    QCOMPARE(refund("1"), Payments::RefundOutcome::Refunded);
    const TelegramId receiver = shop().newUser();
    const auto claimed =
        shop().write([&](db::Transaction &tx) { return shop().gifts.claim(tx, code, receiver); });
    QVERIFY(claimed != billing::Gifts::ClaimOutcome::Claimed);
    QCOMPARE(shop().database().number("SELECT count(*) FROM gifts WHERE returned_at IS NOT NULL"), 1);
    // The refund has given its price back, and nobody else does.
    QCOMPARE(shop().balanceOf(buyer), Kopecks());
}

void TestShopStates::aKeyThatWorkedFailsWhenItsNewEndIsRefused()
{
    const TelegramId user = shop().newUser();
    shop().grant(user, "basic", 30);
    shop().activate();
    QCOMPARE(shop().subscription(user).activationStatus, ActivationStatus::Active);
    shop().clock.advance(kHourMs);
    shop().grant(user, "basic", 30);
    refuseActivations();
    QCOMPARE(shop().subscription(user).activationStatus, ActivationStatus::Failed);
    QCOMPARE(shop().subscription(user).status, SubscriptionStatus::Active);
}

void TestShopStates::accessEndsWhateverItsKeyIs_data()
{
    QTest::addColumn<ActivationStatus>("status");
    QTest::newRow("pending") << ActivationStatus::Pending;
    QTest::newRow("active") << ActivationStatus::Active;
    QTest::newRow("failed") << ActivationStatus::Failed;
}

void TestShopStates::accessEndsWhateverItsKeyIs()
{
    QFETCH(const ActivationStatus, status);
    const TelegramId user = shop().newUser();
    shop().grant(user, "basic", 30);
    if (status == ActivationStatus::Active)
        shop().activate();
    else if (status == ActivationStatus::Failed)
        refuseActivations();
    QCOMPARE(shop().subscription(user).activationStatus, status);
    revoke(user);
    QCOMPARE(shop().subscription(user).status, SubscriptionStatus::Expired);
    QCOMPARE(shop().subscription(user).activationStatus, ActivationStatus::None);
    QCOMPARE(shop().waitingRemovals().size(), 1);
    // And begins anew.
    QCOMPARE(shop().grant(user, "basic", 30).status, SubscriptionStatus::Active);
    QCOMPARE(shop().subscription(user).activationStatus, ActivationStatus::Pending);
}

void TestShopStates::anotherKeyWaitsForItsActivation()
{
    const TelegramId user = shop().newUser();
    shop().grant(user, "basic", 30);
    shop().activate();
    QVERIFY(shop().write([&](db::Transaction &tx) { return shop().access.reissue(tx, user); }));
    QCOMPARE(shop().subscription(user).activationStatus, ActivationStatus::Pending);
    shop().activate();
    QCOMPARE(shop().subscription(user).activationStatus, ActivationStatus::Active);
}

const turnpike::test::RegisteredTest<TestShopStates> kTestShopStates;

} // namespace tst_shopstates

#include "tst_shopstates.moc"
