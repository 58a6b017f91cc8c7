// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/testmain.h"
#include "walk/invariants.h"
#include "walk/walk.h"

#include <QTest>

namespace tst_walk {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
namespace invariants = walk::invariants;

namespace {

constexpr qint64 kSteps = 2000;
constexpr quint32 kSeed = 2026;

} // namespace

// Whatever happens to a shop in whatever order, its books agree: and a walk that could not tell would prove
// nothing, so each of its rules is seen broken.
class TestWalk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingHoldsWhateverHappens_data() { TestDatabase::addKinds(); }
    void everythingHoldsWhateverHappens();
    void theSameSeedDrawsTheSame();
    void whatIsBrokenIsNamed_data();
    void whatIsBrokenIsNamed();
    void twoInvoicesForTheSameAreNamed();
    void whatProvidersHaveAndTheBooksLackIsNamed();
    void aKeyOfNobodyIsNamed();
    void whoeverReadsTheReportCanGoTheSameWay();
};

void TestWalk::everythingHoldsWhateverHappens()
{
    QFETCH(TestDatabase::Kind, kind);
    walk::Settings settings;
    settings.steps = kSteps;
    settings.seed = kSeed;
    const auto broken = walk::Walk(kind, settings).go();
    QVERIFY2(!broken, qPrintable(broken.value_or(QString())));
}

void TestWalk::theSameSeedDrawsTheSame()
{
    walk::Drawing one(kSeed);
    walk::Drawing other(kSeed);
    for (int i = 0; i < 100; ++i)
        QCOMPARE(one.below(1000), other.below(1000));
    walk::Drawing third(kSeed + 1);
    QStringList drawn;
    for (int i = 0; i < 100; ++i) {
        const qint64 number = third.between(-2, 2);
        QVERIFY(number >= -2 && number <= 2);
        drawn << QString::number(number);
    }
    QCOMPARE(QSet<QString>(drawn.begin(), drawn.end()).size(), 5);
    // The standard says what comes of this seed, so that no other machine draws otherwise.
    std::mt19937 engine(5489);
    engine.discard(9999);
    QCOMPARE(static_cast<quint32>(engine()), 4123659995U);
}

void TestWalk::whatIsBrokenIsNamed_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("said");
    QTest::newRow("balance") << u"UPDATE users SET balance_kopecks = balance_kopecks + 1"_s
                             << u"is not the sum of its ledger"_s;
    QTest::newRow("granted twice") << u"INSERT INTO payments (purchase_id, telegram_id, provider, "
                                      u"external_id, amount, currency, status, "
                                      "paid_at, created_at) SELECT purchase_id, telegram_id, provider, "
                                      "'again', amount, currency, status, "
                                      "paid_at, created_at FROM payments"_s
                                   << u"was granted twice"_s;
    QTest::newRow("granted unpaid") << u"DELETE FROM payments"_s << u"nothing has paid for it"_s;
    QTest::newRow("paid for nothing")
        << u"UPDATE purchases SET status = 'cancelled'"_s << u"nothing was given for it"_s;
    QTest::newRow("given back too much")
        << u"INSERT INTO balance_transactions (telegram_id, amount_kopecks, kind, reference, created_at) "
           "SELECT telegram_id, amount + 1, 'refund', 'purchase:' || purchase_id, 1 FROM payments"_s
        << u"more was given back"_s;
    QTest::newRow("gift")
        << u"INSERT INTO gifts (code, purchase_id, buyer_id, tariff, period_days, claimed_at, "
           "returned_at, expires_at, created_at) "
           "SELECT 'code', purchase_id, telegram_id, 'basic', 30, 1, 1, 1, 1 FROM purchases"_s
        << u"its price went back"_s;
    QTest::newRow("promo")
        << u"INSERT INTO promo_codes (code, discount_percent, max_uses, used_count, created_at) "
           "VALUES ('CODE', 10, 2, 2, 1)"_s
        << u"used more often"_s;
    QTest::newRow("dead letter") << u"INSERT INTO inbox (update_id, kind, lane, body, received_at, status) "
                                    "VALUES (1, 'message', 'user:1', '', 1, 'dead')"_s
                                 << u"is a dead letter"_s;
}

void TestWalk::whatIsBrokenIsNamed()
{
    QFETCH(const QString, sql);
    QFETCH(const QString, said);
    walk::WalkShop shop(TestDatabase::Kind::Sqlite, kSeed);
    shop.shop.arrive();
    shop.shop.giveBalance(Kopecks::roubles(500));
    shop.shop.chooseBasic();
    shop.shop.press(u"Balance"_s);
    QCOMPARE(invariants::brokenNow(shop), QStringList());
    shop.shop.db.exec(qPrintable(sql));
    const QStringList broken = invariants::brokenNow(shop);
    QVERIFY2(!broken.filter(said).isEmpty(), qPrintable(broken.join(u'\n')));
}

void TestWalk::twoInvoicesForTheSameAreNamed()
{
    walk::WalkShop shop(TestDatabase::Kind::Sqlite, kSeed);
    shop.shop.arrive();
    const auto begin = [&](const char *period) {
        shop.shop.pressData(u"1:period:"_s + QLatin1String(period));
        const PurchaseId id = shop.shop.newestPurchase()->id;
        shop.shop.write([&](db::Transaction &tx) {
            shop.shop.purchases.chooseMethod(tx, id, shop.shop.customer, billing::Provider::CryptoPay);
        });
        shop.shop.db.exec("UPDATE purchases SET created_at = created_at - 1000"); // the newest is the newest
        return id;
    };
    const PurchaseId first = begin("basic:30");
    begin("basic:90");
    QCOMPARE(invariants::brokenNow(shop), QStringList());
    shop.shop.db.exec("UPDATE purchases SET period_days = 90, price_kopecks = 39900 WHERE purchase_id = ?",
                      first);
    QVERIFY(!invariants::brokenNow(shop).filter(u"two open invoices"_s).isEmpty());
}

void TestWalk::whatProvidersHaveAndTheBooksLackIsNamed()
{
    walk::WalkShop shop(TestDatabase::Kind::Sqlite, kSeed);
    QCOMPARE(invariants::brokenAtRest(shop, {}), QStringList());
    sandbox::CryptoPayApi &cryptoPay = shop.outside.cryptoPay();
    cryptoPay.pay(cryptoPay.createForeign({{u"currency_type"_s, u"fiat"_s},
                                           {u"fiat"_s, u"RUB"_s},
                                           {u"amount"_s, u"10.00"_s},
                                           {u"payload"_s, u"another-shop"_s}}),
                  0);
    sandbox::StarPayment stars;
    stars.chargeId = u"charge-1"_s;
    stars.amount = 100;
    stars.userId = 1001;
    stars.payload = u"purchase_0123456789abcdef"_s;
    stars.date = shop.shop.clock.nowMs() / kSecondMs;
    shop.outside.telegram().starPayments().push_back(stars);
    const QStringList broken = invariants::brokenAtRest(shop, {});
    QVERIFY2(!broken.filter(u"Crypto Pay has taken"_s).isEmpty(), qPrintable(broken.join(u'\n')));
    QVERIFY2(!broken.filter(u"Telegram has taken the Stars of charge-1"_s).isEmpty(),
             qPrintable(broken.join(u'\n')));
    // The watcher finds both.
    shop.iterate(u"crypto_payment_watcher"_s);
    QCOMPARE(invariants::brokenAtRest(shop, {}), QStringList());
    shop.outside.telegram().starPayments().front().refundedAt = stars.date;
    QVERIFY(!invariants::brokenAtRest(shop, {}).filter(u"its Stars went back"_s).isEmpty());
}

void TestWalk::aKeyOfNobodyIsNamed()
{
    walk::WalkShop shop(TestDatabase::Kind::Sqlite, kSeed);
    QVERIFY(shop.outside.vpn().put(u"01234567-89ab-4cde-8f01-23456789abcd"_s, shop.shop.clock.nowMs()));
    QVERIFY(!invariants::brokenAtRest(shop, {}).filter(u"nobody has it"_s).isEmpty());
}

void TestWalk::whoeverReadsTheReportCanGoTheSameWay()
{
    walk::Settings settings;
    settings.steps = 200;
    settings.seed = 7;
    settings.restEvery = 20;
    walk::Walk *walking = nullptr;
    settings.atRest = [&walking](qint64 step) {
        if (step == 100)
            walking->shop().shop.db.exec(
                "INSERT INTO inbox (update_id, kind, lane, body, received_at, status) "
                "VALUES (77, 'message', 'user:1', '', 1, 'dead')");
    };
    walk::Walk whole(TestDatabase::Kind::Sqlite, settings);
    walking = &whole;
    const auto broken = whole.go();
    QVERIFY(broken);
    QVERIFY2(broken->startsWith(u"seed 7, step 120, SQLite:\n  update 77 is a dead letter"_s),
             qPrintable(*broken));
    const QStringList actions = broken->section(u"The last actions:\n"_s, 1).trimmed().split(u'\n');
    QVERIFY(actions.size() >= 20);
    QVERIFY(!actions.filter(u"100  everything comes to its end"_s).isEmpty());
}

const turnpike::test::RegisteredTest<TestWalk> kTestWalk;

} // namespace tst_walk

#include "tst_walk.moc"
