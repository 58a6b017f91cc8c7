// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "billing/accounts.h"
#include "payments/telegramstars.h"
#include "support/testmain.h"
#include "telegrampaydesk.h"

namespace tst_accounts {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using billing::FinalizeOutcome;
using billing::Provider;
using billing::PurchaseStatus;

namespace {

// With Stars and Crypto Pay, each of them a watcher's only provider.
struct Desk : TelegramPayDesk
{
    explicit Desk(TestDatabase::Kind kind)
        : TelegramPayDesk(kind)
        , stars(shop.client, settings())
    {}
    [[nodiscard]] bool iterate() { return TelegramPayDesk::iterate(stars); }
    [[nodiscard]] bool iterateCrypto() { return TelegramPayDesk::iterate(shop.cryptoPay); }

    FinalizeOutcome tellStars(const PurchaseId &id, const QString &charge)
    {
        return tell(id, charge, Provider::Stars, 100, u"XTR"_s);
    }
    // Bought and paid in Stars, and the bot was told of it.
    QString sale()
    {
        const PurchaseId id = buy(Provider::Stars);
        const QString charge = iterate() ? pay(purchase(id).payUrl) : QString();
        tellStars(id, charge);
        return charge;
    }
    void refundInTheBooks(Provider provider, const QString &id)
    {
        shop.write([&](db::Transaction &tx) {
            shop.shop.payments.refund(tx, provider, id, control::Actor::system(), u"by hand"_s);
        });
    }
    // What was sold by this bot before us, or elsewhere.
    void addSale(const QString &charge, const QString &payload)
    {
        sandbox::TelegramWorld &world = shop.outside.telegram();
        world.starPayments().push_back({charge, user.value(), 50, payload, world.paymentTime()});
    }
    qint64 open()
    {
        return shop.write([&](db::Transaction &tx) { return billing::accounts::countDifferences(tx); });
    }
    static QString keyOf(const char *provider, const QString &id)
    {
        return u"account_differs:%1:%2"_s.arg(QLatin1String(provider), id);
    }

    payments::TelegramStars stars;
};

QStringList sorted(QStringList list)
{
    list.sort();
    return list;
}

} // namespace

// The books against the providers' own lists, day by day and over restarts: each iteration here is one of a
// watcher that has just been started.
class TestAccounts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }

    void whatIsSettledEndsItsAlertWithinTheHour();
    void whatWasGivenBackByHandAndNeverPaidIsSettled();
    void cryptoPaysListIsHeldAgainstTheBooks();
    void whatCryptoPayGaveBackByHandIsNoDifference();
    void whatWasPaidDuringALongAbsenceIsBooked();
    void aProviderThatIsAwayIsHeldAgainstLater();
};

void TestAccounts::whatIsSettledEndsItsAlertWithinTheHour()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    QVERIFY(desk.iterate());
    const QString good = desk.sale();
    const QString other = desk.sale();
    const QString refunded = desk.sale();
    desk.shop.test.exec("UPDATE payments SET amount = 250 WHERE external_id = ?", other);
    desk.refundInTheBooks(Provider::Stars, refunded);
    desk.shop.clock.advance(kDayMs + kHourMs);
    QVERIFY(desk.iterate());
    const QStringList both = sorted({Desk::keyOf("stars", other), Desk::keyOf("stars", refunded)});
    QCOMPARE(sorted(desk.shop.alerts.keys()), both);
    QVERIFY(desk.shop.alerts.ended().isEmpty());
    QCOMPARE(desk.open(), 2);

    // One is set right; the other one stays, told once.
    desk.shop.test.exec("UPDATE payments SET amount = 100 WHERE external_id = ?", other);
    desk.shop.clock.advance(kHourMs);
    QVERIFY(desk.iterate());
    QCOMPARE(desk.shop.alerts.ended(), QStringList{Desk::keyOf("stars", other)});
    QCOMPARE(desk.shop.alerts.all().size(), size_t(2));
    QCOMPARE(desk.open(), 1);

    // However old it is by then.
    desk.shop.clock.advance(5 * kDayMs);
    QVERIFY(desk.iterate());
    QCOMPARE(desk.open(), 1);
    QVERIFY(desk.run([&] {
        desk.stars.refund({refunded, desk.user}, Deadline::in(std::chrono::seconds(10)), {});
    }));
    desk.shop.clock.advance(kHourMs);
    QVERIFY(desk.iterate());
    QCOMPARE(sorted(desk.shop.alerts.ended()), both);
    QCOMPARE(desk.open(), 0);
    QCOMPARE(desk.shop.alerts.all().size(), size_t(2));
    QVERIFY(!desk.shop.alerts.keys().contains(Desk::keyOf("stars", good)));
}

// Somebody wrote it into the books: what was given for it is taken back, and nobody has the money.
void TestAccounts::whatWasGivenBackByHandAndNeverPaidIsSettled()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    QVERIFY(desk.iterate());
    QCOMPARE(desk.tellStars(desk.buy(Provider::Stars), u"never"_s), FinalizeOutcome::Granted);
    desk.shop.clock.advance(kDayMs + kHourMs);
    QVERIFY(desk.iterate());
    QCOMPARE(desk.shop.alerts.keys(), QStringList{Desk::keyOf("stars", u"never"_s)});
    desk.refundInTheBooks(Provider::Stars, u"never"_s);
    desk.shop.clock.advance(kHourMs);
    QVERIFY(desk.iterate());
    QCOMPARE(desk.shop.alerts.ended(), QStringList{Desk::keyOf("stars", u"never"_s)});
    QCOMPARE(desk.open(), 0);
}

void TestAccounts::cryptoPaysListIsHeldAgainstTheBooks()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const PurchaseId id = desk.buy(Provider::CryptoPay);
    QVERIFY(desk.iterateCrypto());
    QVERIFY(desk.purchase(id).hasInvoice());
    QVERIFY(desk.shop.outside.cryptoPay().pay(desk.shop.invoicesFor(id).front()->id, 0));
    QVERIFY(desk.iterateCrypto());
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Fulfilled);
    // Nobody at Crypto Pay has heard of this one.
    QCOMPARE(desk.tell(desk.buy(Provider::CryptoPay), u"777"_s, Provider::CryptoPay, 14'900, u"RUB"_s),
             FinalizeOutcome::Granted);
    desk.shop.clock.advance(kDayMs + kHourMs);
    QVERIFY(desk.iterateCrypto());
    QCOMPARE(desk.shop.alerts.keys(), QStringList{Desk::keyOf("crypto_pay", u"777"_s)});
    QVERIFY(desk.shop.alerts.all().front().severity == Severity::Warning);
    desk.shop.clock.advance(kHourMs);
    QVERIFY(desk.iterateCrypto());
    QCOMPARE(desk.shop.alerts.all().size(), size_t(1));
    QCOMPARE(desk.open(), 1);
}

// Crypto Pay's list knows nothing of that: a person did it.
void TestAccounts::whatCryptoPayGaveBackByHandIsNoDifference()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const PurchaseId id = desk.buy(Provider::CryptoPay);
    QVERIFY(desk.iterateCrypto());
    QVERIFY(desk.purchase(id).hasInvoice());
    QVERIFY(desk.shop.outside.cryptoPay().pay(desk.shop.invoicesFor(id).front()->id, 0));
    QVERIFY(desk.iterateCrypto());
    desk.refundInTheBooks(Provider::CryptoPay, desk.purchase(id).providerInvoiceId);
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Refunded);
    desk.shop.clock.advance(kDayMs + kHourMs);
    QVERIFY(desk.iterateCrypto());
    QVERIFY(desk.shop.alerts.keys().isEmpty());
    QCOMPARE(desk.booked("refunded"), 1); // and it is not booked a second time
    QCOMPARE(desk.shop.test.number("SELECT count(*) FROM payments"), 1);
}

// The check goes on where the last one ended, although the sweep looks back for a day and the newest page is
// full of others.
void TestAccounts::whatWasPaidDuringALongAbsenceIsBooked()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const PurchaseId id = desk.buy(Provider::Stars);
    QVERIFY(desk.iterate());
    const QString charge = desk.pay(desk.purchase(id).payUrl);
    QVERIFY(!charge.isEmpty());
    desk.shop.clock.advance(2 * kDayMs);
    for (int i = 0; i < 230; ++i)
        desk.addSale(u"stx-%1"_s.arg(i), u"order-%1"_s.arg(i));
    desk.shop.clock.advance(3 * kDayMs);
    QVERIFY(desk.iterate());
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Fulfilled);
    QCOMPARE(desk.booked("granted"), 1);
    const QString key = Desk::keyOf("stars", charge);
    QVERIFY(desk.shop.alerts.keys().contains(key));
    // It is in the books now, so that this is over.
    desk.shop.clock.advance(kHourMs);
    QVERIFY(desk.iterate());
    QCOMPARE(desk.shop.alerts.ended(), QStringList{key});
}

void TestAccounts::aProviderThatIsAwayIsHeldAgainstLater()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    QVERIFY(desk.iterateCrypto());
    QCOMPARE(desk.tell(desk.buy(Provider::CryptoPay), u"777"_s, Provider::CryptoPay, 14'900, u"RUB"_s),
             FinalizeOutcome::Granted);
    desk.shop.clock.advance(kDayMs + kHourMs);
    desk.shop.addFault(u"cryptopay"_s, {{"action", "reset"}});
    QVERIFY(desk.iterateCrypto());
    QVERIFY(desk.shop.alerts.keys().isEmpty()); // a list that nobody gave says nothing
    desk.shop.mend();
    desk.shop.clock.advance(kMinuteMs);
    QVERIFY(desk.iterateCrypto());
    QCOMPARE(desk.shop.alerts.keys(), QStringList{Desk::keyOf("crypto_pay", u"777"_s)});
}

const turnpike::test::RegisteredTest<TestAccounts> kTestAccounts;

} // namespace tst_accounts

#include "tst_accounts.moc"
