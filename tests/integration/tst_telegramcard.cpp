// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "payments/telegramcard.h"
#include "support/testmain.h"
#include "telegrampaydesk.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace tst_telegramcard {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using billing::FinalizeOutcome;
using billing::Provider;
using billing::PurchaseStatus;
using payments::TelegramCard;

namespace {

const QString kProviderToken = u"390540012:LIVE:12345"_s;

// With a provider of cards configured; keeps what it was asked for.
struct Desk : TelegramPayDesk
{
    explicit Desk(TestDatabase::Kind kind, const TelegramCard::Receipt &receipt = {})
        : TelegramPayDesk(kind)
        , card(shop.client, {settings(), kProviderToken, receipt})
    {
        QObject::connect(&shop.outside, &sandbox::Sandbox::called, &shop.outside,
                         [this](const QString &, const http::Request &request) {
                             if (request.path.endsWith("/createInvoiceLink"))
                                 asked = QJsonDocument::fromJson(request.body).object();
                         });
    }
    [[nodiscard]] bool iterate() { return TelegramPayDesk::iterate(card); }
    PurchaseId buy() { return TelegramPayDesk::buy(Provider::Card); }
    FinalizeOutcome tell(const PurchaseId &id, const QString &charge, qint64 amount = 14'900)
    {
        return TelegramPayDesk::tell(id, charge, Provider::Card, amount, u"RUB"_s);
    }

    TelegramCard card;
    QJsonObject asked; // parameters of the latest link
};

} // namespace

// What is paid by card through Telegram.
class TestTelegramCard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }

    void aPurchaseGetsOneLinkInRoubles();
    void aReceiptIsAskedForWhereOneIsMade();
    void whatIsPaidIsGrantedOnce();
    void paidAfterItsEndIsGranted();
    void tooLittleAndOtherMoneyAreReviewed();
    void nobodyIsAskedAboutPayments();
};

void TestTelegramCard::aPurchaseGetsOneLinkInRoubles()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const PurchaseId id = desk.buy();
    QVERIFY(desk.iterate());
    const QString link = desk.purchase(id).payUrl;
    QVERIFY2(link.startsWith(u"https://t.me/"), qPrintable(link));
    QCOMPARE(desk.asked[u"currency"_s].toString(), u"RUB"_s);
    QCOMPARE(desk.asked[u"provider_token"_s].toString(), kProviderToken);
    QCOMPARE(desk.asked[u"payload"_s].toString(), id.value());
    const QJsonArray prices = desk.asked[u"prices"_s].toArray();
    QCOMPARE(prices.size(), 1);
    QCOMPARE(prices[0].toObject()[u"amount"_s].toInteger(), 14'900);
    QVERIFY(!desk.asked.contains(u"provider_data"_s));
    QVERIFY(!desk.asked.contains(u"need_email"_s));
    QCOMPARE(desk.shop.messages(desk.user, link).size(), 1);
    QVERIFY(desk.shop.messages(desk.user, link).front().contains(u"149\u00a0₽"));
    desk.shop.clock.advance(kMinuteMs);
    QVERIFY(desk.iterate());
    QCOMPARE(desk.shop.outside.telegram().invoiceLinks().size(), size_t(1));
}

void TestTelegramCard::aReceiptIsAskedForWhereOneIsMade()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind, {1, 2});
    desk.buy();
    QVERIFY(desk.iterate());
    QVERIFY(desk.asked[u"need_email"_s].toBool());
    QVERIFY(desk.asked[u"send_email_to_provider"_s].toBool());
    const QJsonObject receipt = QJsonDocument::fromJson(desk.asked[u"provider_data"_s].toString().toUtf8())
                                    .object()[u"receipt"_s]
                                    .toObject();
    QCOMPARE(receipt[u"tax_system_code"_s].toInt(), 2);
    const QJsonArray items = receipt[u"items"_s].toArray();
    QCOMPARE(items.size(), 1);
    const QJsonObject item = items[0].toObject();
    QCOMPARE(item[u"vat_code"_s].toInt(), 1);
    QCOMPARE(item[u"quantity"_s].toString(), u"1.00"_s);
    QCOMPARE(item[u"amount"_s].toObject()[u"value"_s].toString(), u"149.00"_s);
    QCOMPARE(item[u"payment_subject"_s].toString(), u"service"_s);
}

void TestTelegramCard::whatIsPaidIsGrantedOnce()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const PurchaseId id = desk.buy();
    QVERIFY(desk.iterate());
    const QString charge = desk.pay(desk.purchase(id).payUrl);
    QVERIFY(!charge.isEmpty());
    QCOMPARE(desk.tell(id, charge), FinalizeOutcome::Granted);
    QCOMPARE(desk.tell(id, charge), FinalizeOutcome::AlreadySeen);
    QVERIFY(desk.iterate());
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Fulfilled);
    QCOMPARE(desk.booked("granted"), 1);
    // Under another charge it was paid again.
    QCOMPARE(desk.tell(id, charge + u"-2"_s), FinalizeOutcome::Review);
    QCOMPARE(desk.booked("granted"), 1);
}

void TestTelegramCard::paidAfterItsEndIsGranted()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const PurchaseId id = desk.buy();
    QVERIFY(desk.iterate());
    desk.shop.clock.advance(billing::kPurchaseLifetimeMs + kMinuteMs);
    QVERIFY(desk.iterate());
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Expired);
    QCOMPARE(desk.tell(id, u"late"_s), FinalizeOutcome::Granted);
}

void TestTelegramCard::tooLittleAndOtherMoneyAreReviewed()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const PurchaseId id = desk.buy();
    QCOMPARE(desk.tell(id, u"short"_s, 14'899), FinalizeOutcome::Review);
    QCOMPARE(desk.TelegramPayDesk::tell(id, u"dollars"_s, Provider::Card, 14'900, u"USD"_s),
             FinalizeOutcome::Review);
    QCOMPARE(desk.booked("granted"), 0);
    // Who pays in full after that gets it.
    QCOMPARE(desk.tell(id, u"full"_s), FinalizeOutcome::Granted);
}

void TestTelegramCard::nobodyIsAskedAboutPayments()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const PurchaseId id = desk.buy();
    QVERIFY(desk.iterate());
    const int calls = desk.shop.calls(u"telegram"_s);
    desk.shop.clock.advance(kMinuteMs);
    QVERIFY(desk.iterate());
    QCOMPARE(desk.shop.calls(u"telegram"_s), calls);
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::AwaitingPayment);
}

const turnpike::test::RegisteredTest<TestTelegramCard> kTestTelegramCard;

} // namespace tst_telegramcard

#include "tst_telegramcard.moc"
