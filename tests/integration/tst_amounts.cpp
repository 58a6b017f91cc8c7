// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "payments/cryptopayclient.h"
#include "payments/telegramstars.h"
#include "support/testmain.h"
#include "telegram/update.h"
#include "telegrampaydesk.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace tst_amounts {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using billing::FinalizeOutcome;
using billing::Provider;

namespace {

constexpr qint64 kPrice = 14'900;
constexpr qint64 kStars = 100;
constexpr qint64 kLargest = qint64(1) << 53; // that Telegram's figures are read up to

// Of a JSON text, so that its form counts: 1.49e2 is a number, "1.49e2" a text.
QJsonValue valueOf(const QByteArray &json)
{
    return QJsonDocument::fromJson('[' + json + ']').array().at(0);
}

// With ' for ".
QByteArray quoted(QByteArray text)
{
    return text.replace('\'', '"');
}

QByteArray paymentOf(const QByteArray &amount, const QByteArray &charge = "'c'")
{
    return quoted(
        "{'update_id':7,'message':{'message_id':5,'date':1800000000,'chat':{'id':42,'type':'private'},"
        "'from':{'id':42,'is_bot':false,'first_name':'A'},'successful_payment':{'currency':'RUB',"
        "'invoice_payload':'p','telegram_payment_charge_id':" +
        charge + ",'total_amount':" + amount + "}}}");
}

QByteArray preCheckoutOf(const QByteArray &amount)
{
    return quoted("{'update_id':7,'pre_checkout_query':{'id':'q','from':{'id':42,'is_bot':false,"
                  "'first_name':'A'},'currency':'RUB','invoice_payload':'p','total_amount':" +
                  amount + "}}");
}

} // namespace

// A figure from outside is what it says, exactly, or it is no figure: whoever reads it rounds nothing, adds
// nothing that overflows, and takes nothing for another unit.
class TestAmounts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cryptoPaySaysDecimals_data();
    void cryptoPaySaysDecimals();
    void starsAreWholeAndPositive_data();
    void starsAreWholeAndPositive();
    void timesOfStarsMayBeAnything_data();
    void timesOfStarsMayBeAnything();
    void telegramSaysWholeMinorUnits_data();
    void telegramSaysWholeMinorUnits();
    void aPaymentWithoutItsIdIsNone();
    void aTimeOfPaymentThatCannotBeReadIsNone();
    void anyAmountIsBookedOnceAndGrantedFromThePriceOn_data();
    void anyAmountIsBookedOnceAndGrantedFromThePriceOn();
};

void TestAmounts::cryptoPaySaysDecimals_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<qint64>("kopecks"); // 0: no figure
    const auto row = [](const char *json, qint64 kopecks) {
        QTest::newRow(json) << QByteArray(json) << kopecks;
    };
    row("\"149\"", 14'900);
    row("\"149.5\"", 14'950);
    row("\"149.50000000\"", 14'950);
    row("\"0.01\"", 1);
    row("\"9999999999999.99\"", 999'999'999'999'999);
    row("149", 14'900);
    row("149.5", 14'950);
    row("1.49e2", 14'900); // as a number it is one
    row("1e-2", 1);
    row("0.29", 29);
    row("9999999999999", 999'999'999'999'900);
    // Zero, below it, and less than a kopeck.
    row("\"0\"", 0);
    row("\"0.00\"", 0);
    row("0", 0);
    row("-0.0", 0);
    row("\"-149\"", 0);
    row("-149", 0);
    row("\"149.005\"", 0);
    row("149.005", 0);
    row("1e-3", 0);
    // Too large for anything that is sold.
    row("\"99999999999999\"", 0);
    row("\"9223372036854775807\"", 0);
    row("9223372036854775807", 0);
    row("9007199254740993", 0);
    row("1e300", 0);
    // What only looks like a decimal.
    row("\"1.49e2\"", 0);
    row("\"1E3\"", 0);
    row("\"149\\n\"", 0);
    row("\" 149\"", 0);
    row("\"149 \"", 0);
    row("\"+149\"", 0);
    row("\"149.\"", 0);
    row("\".5\"", 0);
    row("\"149,00\"", 0);
    row("\"1 490\"", 0);
    row("\"1,490.00\"", 0);
    row("\"0x95\"", 0);
    row("\"\\u0661\\u0664\\u0669\"", 0); // 149 in Arabic digits
    row("\"NaN\"", 0);
    row("\"Infinity\"", 0);
    row("\"\"", 0);
    row("null", 0);
    row("true", 0);
    row("[149]", 0);
    row("{\"value\":149}", 0);
}

void TestAmounts::cryptoPaySaysDecimals()
{
    QFETCH(QByteArray, json);
    QFETCH(qint64, kopecks);
    // As the list and the notice of invoice_paid have it.
    const payments::Invoice read = payments::parseInvoice({{u"invoice_id"_s, 5},
                                                           {u"status"_s, u"paid"_s},
                                                           {u"currency_type"_s, u"fiat"_s},
                                                           {u"fiat"_s, u"RUB"_s},
                                                           {u"amount"_s, valueOf(json)}});
    QCOMPARE(read.amount.value_or(Kopecks()).value(), kopecks);
    QCOMPARE(read.amount.has_value(), kopecks != 0);
}

void TestAmounts::starsAreWholeAndPositive_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<qint64>("stars"); // 0: no figure
    const auto row = [](const char *json, qint64 stars) { QTest::newRow(json) << QByteArray(json) << stars; };
    row("100", 100);
    row("1e2", 100);
    row("1", 1);
    row("9007199254740992", kLargest);
    row("0", 0);
    row("-100", 0);
    row("99.5", 0);
    row("9007199254740993", 0);
    row("9223372036854775807", 0);
    row("-9223372036854775808", 0);
    row("1e300", 0);
    row("\"100\"", 0);
    row("\"1e2\"", 0);
    row("null", 0);
    row("true", 0);
    row("[100]", 0);
}

void TestAmounts::starsAreWholeAndPositive()
{
    QFETCH(QByteArray, json);
    QFETCH(qint64, stars);
    const QJsonObject buyer{{u"type"_s, u"user"_s},
                            {u"user"_s, QJsonObject{{u"id"_s, valueOf(json)}}},
                            {u"invoice_payload"_s, u"p"_s}};
    // A figure that is none costs itself alone: that something was paid is known all the same.
    const payments::InvoiceList list = payments::parseStarTransactions({QJsonObject{
        {u"id"_s, u"c"_s}, {u"date"_s, 1'800'000'000}, {u"amount"_s, valueOf(json)}, {u"source"_s, buyer}}});
    QCOMPARE(list.invoices.size(), size_t(1));
    QCOMPARE(list.invoices[0].stars, stars);
    QCOMPARE(list.invoices[0].payer.value(), stars);
}

void TestAmounts::timesOfStarsMayBeAnything_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<qint64>("ms"); // 0: no time
    const auto row = [](const char *json, qint64 ms) { QTest::newRow(json) << QByteArray(json) << ms; };
    row("1800000000", 1'800'000'000'000);
    row("1.8e9", 1'800'000'000'000);
    row("253402300799", 253'402'300'799'000);
    row("253402300800", 0);
    row("9223372036854775807", 0); // a thousand times that is no number of ours
    row("-9223372036854775808", 0);
    row("1e300", 0);
    row("0", 0);
    row("-1", 0);
    row("1800000000.5", 0);
    row("\"1800000000\"", 0);
    row("null", 0);
}

void TestAmounts::timesOfStarsMayBeAnything()
{
    QFETCH(QByteArray, json);
    QFETCH(qint64, ms);
    const QJsonObject buyer{{u"type"_s, u"user"_s}, {u"invoice_payload"_s, u"p"_s}};
    const payments::InvoiceList list = payments::parseStarTransactions({QJsonObject{
        {u"id"_s, u"c"_s}, {u"date"_s, valueOf(json)}, {u"amount"_s, 100}, {u"source"_s, buyer}}});
    QCOMPARE(list.invoices.size(), size_t(1));
    QCOMPARE(list.invoices[0].createdAt, ms);
    QCOMPARE(list.invoices[0].paidAt.value_or(0), ms);
    QCOMPARE(list.invoices[0].paidAt.has_value(), ms > 0);
}

void TestAmounts::telegramSaysWholeMinorUnits_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("isFigure");
    QTest::addColumn<qint64>("minor");
    const auto row = [](const char *json, bool isFigure, qint64 minor = 0) {
        QTest::newRow(json) << QByteArray(json) << isFigure << minor;
    };
    row("14900", true, 14'900);
    row("1.49e4", true, 14'900);
    row("0", true, 0); // read, and judged with the purchase
    row("-14900", true, -14'900);
    row("9007199254740992", true, kLargest);
    row("9007199254740993", false);
    row("9223372036854775807", false);
    row("-9223372036854775808", false);
    row("1e300", false);
    row("149.5", false);
    row("'14900'", false);
    row("'149.00'", false);
    row("null", false);
    row("true", false);
    row("[14900]", false);
}

void TestAmounts::telegramSaysWholeMinorUnits()
{
    QFETCH(QByteArray, json);
    QFETCH(bool, isFigure);
    QFETCH(qint64, minor);
    // What cannot be read is a dead letter with an alert: nobody guesses what somebody has paid.
    const auto read = [&](const QByteArray &body) -> std::optional<qint64> {
        try {
            const telegram::Update update = telegram::parseUpdate(body);
            return update.preCheckoutQuery ? update.preCheckoutQuery->totalAmount
                                           : update.message->successfulPayment->totalAmount;
        } catch (const telegram::ParseError &) {
            return std::nullopt;
        }
    };
    for (const QByteArray &body : {paymentOf(json), preCheckoutOf(json)}) {
        QCOMPARE(read(body).has_value(), isFigure);
        QCOMPARE(read(body).value_or(0), minor);
    }
}

// Two of them would pass for one and the same, and the second be lost.
void TestAmounts::aPaymentWithoutItsIdIsNone()
{
    QCOMPARE(telegram::parseUpdate(paymentOf("1")).message->successfulPayment->telegramPaymentChargeId,
             u"c"_s);
    QVERIFY_EXCEPTION_THROWN(telegram::parseUpdate(paymentOf("1", "''")), telegram::ParseError);
    QVERIFY_EXCEPTION_THROWN(telegram::parseUpdate(paymentOf("1", "7")), telegram::ParseError);
}

// It was paid now, as far as anybody knows, and not in 1970, where no day's books would have it.
void TestAmounts::aTimeOfPaymentThatCannotBeReadIsNone()
{
    for (const char *json : {"\"yesterday\"", "null", "1800000000", "\"\""}) {
        const payments::Invoice read = payments::parseInvoice(
            {{u"invoice_id"_s, 5}, {u"status"_s, u"paid"_s}, {u"paid_at"_s, valueOf(json)}});
        QVERIFY2(!read.paidAt, json);
    }
}

void TestAmounts::anyAmountIsBookedOnceAndGrantedFromThePriceOn_data()
{
    QTest::addColumn<TestDatabase::Kind>("kind");
    QTest::addColumn<Provider>("provider");
    for (const auto kind : {TestDatabase::Kind::Sqlite, TestDatabase::Kind::Postgres}) {
        for (const Provider provider : {Provider::CryptoPay, Provider::Stars, Provider::Card}) {
            const QByteArray name =
                QByteArray(kind == TestDatabase::Kind::Sqlite ? "sqlite " : "postgres ") + toWord(provider);
            QTest::newRow(name.constData()) << kind << provider;
        }
    }
}

void TestAmounts::anyAmountIsBookedOnceAndGrantedFromThePriceOn()
{
    QFETCH(TestDatabase::Kind, kind);
    QFETCH(Provider, provider);
    TelegramPayDesk desk(kind);
    const bool isStars = provider == Provider::Stars;
    const qint64 price = isStars ? kStars : kPrice;
    const QString currency = isStars ? u"XTR"_s : u"RUB"_s;
    Kopecks excess;
    int granted = 0;
    int reviewed = 0;
    for (const qint64 amount :
         {-kLargest, qint64(-1), qint64(0), qint64(1), price - 1, price, price + 1, kLargest}) {
        const PurchaseId id = desk.buy(provider);
        const QString charge = QString::number(amount);
        const bool isEnough = amount >= price;
        const auto outcome = desk.tell(id, charge, provider, amount, currency);
        QVERIFY2(outcome == (isEnough ? FinalizeOutcome::Granted : FinalizeOutcome::Review),
                 qPrintable(charge));
        QVERIFY(desk.tell(id, charge, provider, amount, currency) == FinalizeOutcome::AlreadySeen);
        ++(isEnough ? granted : reviewed);
        if (isEnough && !isStars) // Stars have no worth in roubles: what is too much is noted
            excess = excess + Kopecks(amount - price);
    }
    QCOMPARE(desk.booked("granted"), qint64(granted));
    QCOMPARE(desk.booked("review"), qint64(reviewed));
    QCOMPARE(desk.shop.test.number("SELECT balance_kopecks FROM users"), excess.value());
    QCOMPARE(desk.shop.test.number("SELECT count(*) FROM purchases WHERE note LIKE '%more than its price%'"),
             2);
}

const turnpike::test::RegisteredTest<TestAmounts> kTestAmounts;

} // namespace tst_amounts

#include "tst_amounts.moc"
