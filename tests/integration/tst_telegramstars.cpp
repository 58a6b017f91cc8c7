// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "payments/telegramstars.h"
#include "support/testmain.h"
#include "telegrampaydesk.h"

namespace tst_telegramstars {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using billing::FinalizeOutcome;
using billing::Provider;
using billing::PurchaseStatus;
using payments::Invoice;
using payments::TelegramStars;

namespace {

const QString kTelegramService = u"telegram"_s;

// With Stars configured.
struct Desk : TelegramPayDesk
{
    explicit Desk(TestDatabase::Kind kind)
        : TelegramPayDesk(kind)
        , stars(shop.client, settings())
    {}
    [[nodiscard]] bool iterate() { return TelegramPayDesk::iterate(stars); }
    PurchaseId buy() { return TelegramPayDesk::buy(Provider::Stars); }
    // The link of a purchase that was made just now.
    QString link(const PurchaseId &id) { return iterate() ? purchase(id).payUrl : QString(); }
    FinalizeOutcome tell(const PurchaseId &id, const QString &charge, qint64 amount = 100)
    {
        return TelegramPayDesk::tell(id, charge, Provider::Stars, amount, u"XTR"_s);
    }
    bool refundAtTelegram(const QString &charge)
    {
        return run([&] { stars.refund({charge, user}, Deadline::in(std::chrono::seconds(10)), {}); });
    }
    billing::Refunds::AskOutcome ask(const QString &charge, Provider provider = Provider::Stars)
    {
        return shop.write([&](db::Transaction &tx) {
            return shop.shop.refunds.ask(tx, provider, charge, {u"olga"_s, u"admin"_s, {}},
                                         u"bought by mistake"_s);
        });
    }
    // Of the one order there is.
    QString order() { return shop.test.query("SELECT status FROM refund_orders").at(0).text(0); }
    bool hasGoneBack() { return shop.outside.telegram().starPayments().front().refundedAt > 0; }
    // What was sold by this bot before us, or elsewhere.
    void addSale(const QString &charge, const QString &payload)
    {
        sandbox::TelegramWorld &world = shop.outside.telegram();
        world.starPayments().push_back({charge, user.value(), 50, payload, world.paymentTime()});
    }

    TelegramStars stars;
};

} // namespace

// Money that comes in Telegram Stars is granted once, whenever and however it comes.
class TestTelegramStars : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }

    void aPurchaseGetsOneLink();
    void aLinkWhoseAnswerWasLostIsMadeAgainAtOnce();
    void whatTheBotWasNotToldIsFoundOnce();
    void paidAfterItsEndIsGranted();
    void paidOnTwoLinksOrTwiceIsGrantedOnce();
    void tooFewStarsAreReviewed();
    void refundedAtTelegramIsTakenBack();
    void paymentAndRefundThatNobodyToldOfLeaveNothing();
    void whatSomebodyAskedForGoesBackOnce();
    void aRefundWhoseAnswerWasLostIsDone();
    void aRefundThatIsRefusedIsToldAndCanBeAskedForAgain();
    void whoGivesNothingBackIsLeftToAPerson();
    void salesOfAnotherProgramAreToldOnce();
    void booksAreHeldAgainstTelegramsListOnceADay();
    void whatNobodySawIsBookedByTheDailyCheck();
    void whatIsSwitchedOffMakesNoLinks();
    void aRefusedTokenIsToldToBoth();
    void everyTransactionIsListedOnce();
    void whatIsNoSaleIsLeftOut();
};

void TestTelegramStars::aPurchaseGetsOneLink()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const PurchaseId id = desk.buy();
    const QString link = desk.link(id);
    QVERIFY2(link.startsWith(u"https://t.me/"), qPrintable(link));
    const auto &links = desk.shop.outside.telegram().invoiceLinks();
    QCOMPARE(links.size(), size_t(1));
    const QJsonObject invoice = links.begin()->second;
    QCOMPARE(invoice[u"currency"].toString(), u"XTR"_s);
    QCOMPARE(invoice[u"total_amount"].toInteger(), 100);
    QCOMPARE(invoice[u"payload"].toString(), id.value());
    QCOMPARE(desk.shop.messages(desk.user, link).size(), 1);
    QVERIFY(desk.shop.messages(desk.user, link).front().contains(u"100\u00a0⭐"));
    desk.shop.clock.advance(kMinuteMs);
    QVERIFY(desk.iterate());
    QCOMPARE(links.size(), size_t(1));
    QCOMPARE(desk.purchase(id).payUrl, link);
}

// Nobody was told the first one, so nobody pays it: there is nothing to wait for.
void TestTelegramStars::aLinkWhoseAnswerWasLostIsMadeAgainAtOnce()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    payments::TelegramInvoices::Settings once = desk.settings();
    once.repeats.repeats = 0;
    const TelegramStars stars(desk.shop.client, once);
    desk.shop.addFault(kTelegramService, {{"method", "createInvoiceLink"}, {"action", "lost"}, {"next", 1}});
    const PurchaseId id = desk.buy();
    QVERIFY(desk.TelegramPayDesk::iterate(stars));
    QVERIFY(!desk.purchase(id).hasInvoice());
    desk.shop.clock.advance(10 * kSecondMs);
    QVERIFY(desk.TelegramPayDesk::iterate(stars));
    QVERIFY(desk.purchase(id).hasInvoice());
    QCOMPARE(desk.shop.messages(desk.user, desk.purchase(id).payUrl).size(), 1);
}

void TestTelegramStars::whatTheBotWasNotToldIsFoundOnce()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const PurchaseId id = desk.buy();
    const QString charge = desk.pay(desk.link(id));
    QVERIFY(!charge.isEmpty());
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::AwaitingPayment);
    QVERIFY(desk.iterate());
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Fulfilled);
    const qint64 end = desk.shop.subscription(desk.user).expiresAt;
    // The message comes after all, twice, and the list says it again.
    QCOMPARE(desk.tell(id, charge), FinalizeOutcome::AlreadySeen);
    QCOMPARE(desk.tell(id, charge), FinalizeOutcome::AlreadySeen);
    QVERIFY(desk.iterate());
    QCOMPARE(desk.booked("granted"), 1);
    QCOMPARE(desk.shop.test.number("SELECT count(*) FROM payments"), 1);
    QCOMPARE(desk.shop.subscription(desk.user).expiresAt, end);
    QVERIFY(desk.shop.alerts.all().empty());
}

void TestTelegramStars::paidAfterItsEndIsGranted()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const PurchaseId id = desk.buy();
    const QString link = desk.link(id);
    desk.shop.clock.advance(billing::kPurchaseLifetimeMs + kMinuteMs);
    QVERIFY(desk.iterate());
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Expired);
    QVERIFY(!desk.pay(link).isEmpty());
    QVERIFY(desk.iterate());
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Fulfilled);
    QCOMPARE(desk.booked("granted"), 1);
}

void TestTelegramStars::paidOnTwoLinksOrTwiceIsGrantedOnce()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const PurchaseId id = desk.buy();
    const QString link = desk.link(id);
    const QString first = desk.pay(link);
    const QString second = desk.pay(link); // an old link can be paid again
    QVERIFY(!second.isEmpty() && first != second);
    QCOMPARE(desk.tell(id, second), FinalizeOutcome::Granted);
    QVERIFY(desk.iterate());
    QVERIFY(desk.iterate());
    QCOMPARE(desk.booked("granted"), 1);
    QCOMPARE(desk.booked("review"), 1);
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Fulfilled);
    QCOMPARE(desk.shop.alerts.all().size(), size_t(1));
}

// Telegram takes what its invoice says; whoever says otherwise is not believed.
void TestTelegramStars::tooFewStarsAreReviewed()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const PurchaseId id = desk.buy();
    QCOMPARE(desk.tell(id, u"short"_s, 99), FinalizeOutcome::Review);
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Review);
    QCOMPARE(desk.TelegramPayDesk::tell(id, u"roubles"_s, Provider::Stars, 14'900, u"RUB"_s),
             FinalizeOutcome::Review);
    QCOMPARE(desk.booked("granted"), 0);
}

void TestTelegramStars::refundedAtTelegramIsTakenBack()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const PurchaseId id = desk.buy();
    const QString charge = desk.pay(desk.link(id));
    QCOMPARE(desk.tell(id, charge), FinalizeOutcome::Granted);
    QVERIFY(desk.refundAtTelegram(charge));
    QVERIFY(desk.refundAtTelegram(charge)); // that it has gone back already is no failure
    QVERIFY(desk.iterate());
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Refunded);
    QVERIFY(desk.shop.subscription(desk.user).expiresAt <= desk.shop.clock.nowMs());
    QCOMPARE(desk.shop.alerts.keys(), QStringList{u"refund_found:"_s + charge});
    QVERIFY(desk.iterate());
    QCOMPARE(desk.shop.alerts.all().size(), size_t(1));
}

void TestTelegramStars::paymentAndRefundThatNobodyToldOfLeaveNothing()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const PurchaseId id = desk.buy();
    const QString charge = desk.pay(desk.link(id));
    QVERIFY(desk.refundAtTelegram(charge));
    QVERIFY(desk.iterate());
    QVERIFY(desk.iterate());
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Refunded);
    QCOMPARE(desk.booked("refunded"), 1);
    QCOMPARE(desk.booked("granted"), 0);
}

void TestTelegramStars::whatSomebodyAskedForGoesBackOnce()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    using Outcome = billing::Refunds::AskOutcome;
    const PurchaseId id = desk.buy();
    const QString charge = desk.pay(desk.link(id));
    QCOMPARE(desk.ask(charge), Outcome::Unknown);
    QCOMPARE(desk.tell(id, charge), FinalizeOutcome::Granted);
    QCOMPARE(desk.ask(charge), Outcome::Asked);
    QCOMPARE(desk.ask(charge), Outcome::AskedBefore);
    QVERIFY(!desk.hasGoneBack());
    QVERIFY(desk.iterate());
    QVERIFY(desk.hasGoneBack());
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Refunded);
    QVERIFY(desk.shop.subscription(desk.user).expiresAt <= desk.shop.clock.nowMs());
    QCOMPARE(desk.order(), u"done"_s);
    QCOMPARE(desk.ask(charge), Outcome::AlreadyRefunded);
    const auto rows = desk.shop.test.query(
        "SELECT actor, reason FROM audit_log WHERE action = 'payment.refund' ORDER BY id");
    QCOMPARE(rows.size(), size_t(1));
    QCOMPARE(rows[0].text(0), u"olga"_s);
    QCOMPARE(rows[0].text(1), u"bought by mistake"_s);
    QVERIFY(desk.iterate());
    QVERIFY(desk.shop.alerts.all().empty());
    QCOMPARE(desk.shop.messages(desk.user, u"refunded"_s).size(), 1);
}

// Telegram has it gone back already: whoever hears so first books it, for whoever asked.
void TestTelegramStars::aRefundWhoseAnswerWasLostIsDone()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    payments::TelegramInvoices::Settings once = desk.settings();
    once.repeats.repeats = 0;
    const TelegramStars stars(desk.shop.client, once);
    const PurchaseId id = desk.buy();
    const QString charge = desk.pay(desk.link(id));
    QCOMPARE(desk.tell(id, charge), FinalizeOutcome::Granted);
    desk.shop.addFault(kTelegramService, {{"method", "refundStarPayment"}, {"action", "lost"}, {"next", 1}});
    QCOMPARE(desk.ask(charge), billing::Refunds::AskOutcome::Asked);
    QVERIFY(desk.TelegramPayDesk::iterate(stars)); // its list tells in the same iteration
    QVERIFY(desk.hasGoneBack());
    QCOMPARE(desk.order(), u"asked"_s);
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Refunded);
    desk.shop.clock.advance(10 * kSecondMs);
    QVERIFY(desk.TelegramPayDesk::iterate(stars));
    QCOMPARE(desk.order(), u"done"_s);
    QVERIFY(desk.shop.alerts.all().empty());
    QCOMPARE(
        desk.shop.test.number("SELECT count(*) FROM audit_log WHERE action = 'payment.refund' AND actor = "
                              "'olga'"),
        1);
}

void TestTelegramStars::aRefundThatIsRefusedIsToldAndCanBeAskedForAgain()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const PurchaseId id = desk.buy();
    const QString charge = u"a-charge-of-another-bot"_s;
    QCOMPARE(desk.tell(id, charge), FinalizeOutcome::Granted);
    QCOMPARE(desk.ask(charge), billing::Refunds::AskOutcome::Asked);
    QVERIFY(desk.iterate());
    QCOMPARE(desk.order(), u"refused"_s);
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Fulfilled);
    QCOMPARE(desk.shop.alerts.all().size(), size_t(1));
    QVERIFY(desk.shop.alerts.all().front().text.english().contains(u"CHARGE_ID_INVALID"));
    QVERIFY(!desk.stars.trouble()); // everybody else can pay
    QVERIFY(desk.iterate());
    QCOMPARE(desk.shop.alerts.all().size(), size_t(1));
    QCOMPARE(desk.ask(charge), billing::Refunds::AskOutcome::Asked);
}

void TestTelegramStars::whoGivesNothingBackIsLeftToAPerson()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const PurchaseId id = desk.TelegramPayDesk::buy(Provider::Card);
    QCOMPARE(desk.TelegramPayDesk::tell(id, u"card-1"_s, Provider::Card, 14'900, u"RUB"_s),
             FinalizeOutcome::Granted);
    QCOMPARE(desk.ask(u"card-1"_s, Provider::Card), billing::Refunds::AskOutcome::ByHand);
    QCOMPARE(desk.shop.test.number("SELECT count(*) FROM refund_orders"), 0);
}

void TestTelegramStars::salesOfAnotherProgramAreToldOnce()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    for (int i = 0; i < 3; ++i)
        desk.addSale(u"stx-%1"_s.arg(i), u"order-%1"_s.arg(i));
    QVERIFY(desk.iterate());
    QVERIFY(desk.iterate());
    QCOMPARE(desk.shop.test.number("SELECT count(*) FROM payments"), 0);
    QCOMPARE(desk.shop.test.number("SELECT count(*) FROM foreign_payments"), 3);
    QCOMPARE(desk.shop.alerts.all().size(), size_t(1));
    // One with an id of ours that we do not have, say after a restore, is for a person to look at.
    desk.addSale(u"stx-lost"_s, PurchaseId::generate().value());
    QVERIFY(desk.iterate());
    QCOMPARE(desk.booked("review"), 1);
}

void TestTelegramStars::booksAreHeldAgainstTelegramsListOnceADay()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const auto buyAndPay = [&] {
        const PurchaseId id = desk.buy();
        const QString charge = desk.pay(desk.link(id));
        desk.tell(id, charge);
        return charge;
    };
    const QString good = buyAndPay();
    const QString other = buyAndPay();
    const QString refunded = buyAndPay();
    QCOMPARE(desk.tell(desk.buy(), u"never"_s), FinalizeOutcome::Granted);
    desk.shop.test.exec("UPDATE payments SET amount = 250 WHERE external_id = ?", other);
    desk.shop.write([&](db::Transaction &tx) {
        desk.shop.shop.payments.refund(tx, Provider::Stars, refunded, control::Actor::system(),
                                       u"said to be given back"_s);
    });
    // The first check was before them; what is younger than ten minutes is never judged.
    QVERIFY(desk.iterate());
    QVERIFY(desk.shop.alerts.all().empty());
    desk.shop.clock.advance(kHourMs);
    QVERIFY(desk.iterate());
    QVERIFY(desk.shop.alerts.all().empty());
    desk.shop.clock.advance(kDayMs);
    QVERIFY(desk.iterate());
    QStringList keys = desk.shop.alerts.keys();
    keys.sort();
    QStringList expected;
    for (const QString &id : {other, refunded, u"never"_s})
        expected << u"account_differs:stars:"_s + id;
    expected.sort();
    QCOMPARE(keys, expected);
    QVERIFY(!keys.join(u' ').contains(good));
    desk.shop.clock.advance(kHourMs);
    QVERIFY(desk.iterate());
    QCOMPARE(desk.shop.alerts.all().size(), size_t(3));
}

// We were away for more than the sweep looks back.
void TestTelegramStars::whatNobodySawIsBookedByTheDailyCheck()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const PurchaseId id = desk.buy();
    const QString charge = desk.pay(desk.link(id));
    for (int i = 0; i < 60; ++i) // a page and more of other sales, so that its own is behind
        desk.addSale(u"stx-%1"_s.arg(i), u"order-%1"_s.arg(i));
    desk.shop.clock.advance(40 * kHourMs);
    for (int i = 60; i < 120; ++i)
        desk.addSale(u"stx-%1"_s.arg(i), u"order-%1"_s.arg(i));
    QVERIFY(desk.iterate());
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Fulfilled);
    QVERIFY(desk.shop.alerts.keys().contains(u"account_differs:stars:"_s + charge));
    QCOMPARE(desk.booked("granted"), 1);
}

void TestTelegramStars::whatIsSwitchedOffMakesNoLinks()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const PurchaseId id = desk.buy();
    desk.shop.setFlag(u"payments"_s, false);
    QVERIFY(desk.iterate());
    QVERIFY(desk.shop.outside.telegram().invoiceLinks().empty());
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::AwaitingPayment);
    desk.shop.setFlag(u"payments"_s, true);
    desk.shop.clock.advance(kMinuteMs / 2);
    QVERIFY(!desk.link(id).isEmpty());
}

void TestTelegramStars::aRefusedTokenIsToldToBoth()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    payments::TelegramInvoices::Settings wrong = desk.settings();
    wrong.botToken = u"1:another-bot-that-is-not-there"_s;
    const TelegramStars stars(desk.shop.client, wrong);
    QVERIFY(!stars.trouble());
    const PurchaseId id = desk.buy();
    QVERIFY(desk.TelegramPayDesk::iterate(stars));
    QVERIFY(stars.trouble());
    QVERIFY2(stars.trouble()->english().startsWith(u"Telegram Stars is refused"),
             qPrintable(stars.trouble()->english()));
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Created); // another way may be chosen
    QCOMPARE(desk.shop.messages(desk.user, u"Paying with Telegram Stars is not possible"_s).size(), 1);
}

// Telegram lists the oldest first and by places; whoever reads from the end must lose nothing and read
// nothing twice while sales go on.
void TestTelegramStars::everyTransactionIsListedOnce()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    if (kind != TestDatabase::Kind::Sqlite)
        QSKIP("no database has a part in it");
    Desk desk(kind);
    constexpr int kSales = 730;
    for (int i = 0; i < kSales; ++i)
        desk.addSale(QString::number(i), u"p"_s);
    QStringList seen;
    int pages = 0;
    QVERIFY(desk.run([&] {
        QString from;
        do {
            const auto page = desk.stars.page(Invoice::Status::Paid, from, desk.stars.largestPage(),
                                              Deadline::in(std::chrono::seconds(20)), {});
            for (const Invoice &invoice : page.invoices)
                seen << invoice.invoiceId;
            from = page.next;
            ++pages;
        } while (!from.isEmpty() && pages < 100);
    }));
    QCOMPARE(seen.size(), kSales);
    for (int i = 0; i < kSales; ++i)
        QCOMPARE(seen[i], QString::number(kSales - 1 - i));

    // Later the newest page has what came meanwhile, at its head.
    for (int i = 0; i < 160; ++i)
        desk.addSale(u"new %1"_s.arg(i), u"p"_s);
    QString newest;
    QVERIFY(desk.run([&] {
        newest = desk.stars
                     .page(Invoice::Status::Paid, {}, desk.stars.largestPage(),
                           Deadline::in(std::chrono::seconds(20)), {})
                     .invoices.front()
                     .invoiceId;
    }));
    QCOMPARE(newest, u"new 159"_s);
}

void TestTelegramStars::whatIsNoSaleIsLeftOut()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    if (kind != TestDatabase::Kind::Sqlite)
        QSKIP("no database has a part in it");
    const QJsonObject user{{"type", "user"}, {"user", QJsonObject{{"id", 7}}}};
    QJsonObject buyer = user;
    buyer.insert(u"invoice_payload", "purchase_0123456789abcdef");
    const payments::InvoiceList list = payments::parseStarTransactions(
        {QJsonObject{{"id", "sale"}, {"amount", 100}, {"date", 1'800'000'000}, {"source", buyer}},
         QJsonObject{{"id", "gift"}, {"amount", 5}, {"date", 1'800'000'000}, {"source", user}},
         QJsonObject{{"id", "out"}, {"amount", 9}, {"receiver", QJsonObject{{"type", "fragment"}}}},
         QJsonObject{{"amount", 100}, {"date", 1'800'000'000}, {"source", buyer}},
         QJsonObject{{"id", "sale"}, {"amount", 100}, {"date", 1'800'000'060}, {"receiver", buyer}},
         QJsonValue("nonsense")});
    QCOMPARE(list.unread, QStringList{u"?"_s});
    QCOMPARE(list.invoices.size(), size_t(2));
    QVERIFY(list.invoices[0].status == Invoice::Status::Refunded);
    QCOMPARE(list.invoices[0].invoiceId, u"sale"_s);
    QVERIFY(list.invoices[1].status == Invoice::Status::Paid);
    QCOMPARE(list.invoices[1].stars, 100);
    QCOMPARE(list.invoices[1].payer, TelegramId(7));
    QCOMPARE(list.invoices[1].createdAt, 1'800'000'000'000);
}

const turnpike::test::RegisteredTest<TestTelegramStars> kTestTelegramStars;

} // namespace tst_telegramstars

#include "tst_telegramstars.moc"
