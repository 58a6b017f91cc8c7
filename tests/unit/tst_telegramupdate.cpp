// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/testmain.h"
#include "telegram/update.h"

#include <QtTest>

namespace tst_telegramupdate {

using namespace turnpike;
using namespace turnpike::telegram;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kUser =
    R"({"id":42,"is_bot":false,"first_name":"Анна","username":"anna","language_code":"ru"})";
const QByteArray kChat = R"({"id":42,"type":"private"})";

QByteArray message(const QByteArray &more)
{
    return R"({"update_id":7,"message":{"message_id":5,"date":1700000000,"chat":)" + kChat + R"(,"from":)" +
           kUser + more + "}}";
}

} // namespace

class TestTelegramUpdate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messageGivesItsTextAndSender();
    void largestIdKeepsEveryDigit();
    void paymentAndRefundAreRead_data();
    void paymentAndRefundAreRead();
    void buttonPressKnowsItsMessage();
    void buttonPressOnAMessageTooOldIsRead();
    void preCheckoutIsRead();
    void blockedBotIsSeen();
    void unknownKindIsNoError();
    void wrongShapeIsRefusedByTheNameOfTheField_data();
    void wrongShapeIsRefusedByTheNameOfTheField();
    void depthCountsNoBracketWithinAString_data();
    void depthCountsNoBracketWithinAString();
};

void TestTelegramUpdate::messageGivesItsTextAndSender()
{
    const Update update = parseUpdate(message(R"(,"text":"/start ref_1")"));
    QCOMPARE(update.id, UpdateId(7));
    QVERIFY(update.message);
    QCOMPARE(update.message->text, u"/start ref_1"_s);
    QVERIFY(update.message->chat.isPrivate());
    QCOMPARE(update.user()->id, TelegramId(42));
    QCOMPARE(update.user()->firstName, u"Анна"_s);
    QCOMPARE(update.user()->languageCode, u"ru"_s);
    QCOMPARE(update.chat()->id, ChatId(42));
}

void TestTelegramUpdate::largestIdKeepsEveryDigit()
{
    const Update update = parseUpdate(R"({"update_id":9007199254740991})");
    QCOMPARE(update.id, UpdateId(9007199254740991));
}

void TestTelegramUpdate::paymentAndRefundAreRead_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::newRow("payment") << QByteArray("successful_payment");
    QTest::newRow("refund") << QByteArray("refunded_payment");
}

void TestTelegramUpdate::paymentAndRefundAreRead()
{
    QFETCH(QByteArray, field);
    const Update update = parseUpdate(
        message(",\"" + field +
                "\":{\"currency\":\"XTR\",\"total_amount\":100,\"invoice_payload\":\"purchase_1\","
                R"("telegram_payment_charge_id":"stx1","provider_payment_charge_id":""})"));
    const auto &payment =
        field == "successful_payment" ? update.message->successfulPayment : update.message->refundedPayment;
    QVERIFY(payment);
    QCOMPARE(payment->currency, u"XTR"_s);
    QCOMPARE(payment->totalAmount, 100);
    QCOMPARE(payment->invoicePayload, u"purchase_1"_s);
    QCOMPARE(payment->telegramPaymentChargeId, u"stx1"_s);
}

void TestTelegramUpdate::buttonPressKnowsItsMessage()
{
    const Update update = parseUpdate(R"({"update_id":8,"callback_query":{"id":"99","from":)" + kUser +
                                      R"(,"message":{"message_id":5,"date":1,"chat":)" + kChat +
                                      R"(},"chat_instance":"1","data":"menu"}})");
    QCOMPARE(update.callbackQuery->id, u"99"_s);
    QCOMPARE(update.callbackQuery->data, u"menu"_s);
    QCOMPARE(update.callbackQuery->message->messageId, 5);
    QVERIFY(update.callbackQuery->message->isAccessible());
    QCOMPARE(update.chat()->id, ChatId(42));
}

void TestTelegramUpdate::buttonPressOnAMessageTooOldIsRead()
{
    const Update update = parseUpdate(R"({"update_id":8,"callback_query":{"id":"99","from":)" + kUser +
                                      R"(,"message":{"message_id":5,"date":0,"chat":)" + kChat +
                                      R"(},"chat_instance":"1","data":"menu"}})");
    QVERIFY(!update.callbackQuery->message->isAccessible());
}

void TestTelegramUpdate::preCheckoutIsRead()
{
    const Update update = parseUpdate(R"({"update_id":8,"pre_checkout_query":{"id":"pq","from":)" + kUser +
                                      R"(,"currency":"RUB","total_amount":14900,"invoice_payload":"p"}})");
    QCOMPARE(update.preCheckoutQuery->totalAmount, 14900);
    QCOMPARE(update.user()->id, TelegramId(42));
    QVERIFY(!update.chat());
}

void TestTelegramUpdate::blockedBotIsSeen()
{
    const Update update = parseUpdate(R"({"update_id":8,"my_chat_member":{"date":1,"from":)" + kUser +
                                      R"(,"chat":)" + kChat + R"(,"old_chat_member":{"status":"member"},)" +
                                      R"("new_chat_member":{"status":"kicked","until_date":0}}})");
    QVERIFY(update.myChatMember->isBlocked());
    QCOMPARE(update.myChatMember->date, 1);
}

void TestTelegramUpdate::unknownKindIsNoError()
{
    const Update update = parseUpdate(R"({"update_id":8,"poll":{"id":"1"}})");
    QVERIFY(!update.message && !update.callbackQuery && !update.preCheckoutQuery && !update.myChatMember);
    QVERIFY(!update.user());
}

void TestTelegramUpdate::wrongShapeIsRefusedByTheNameOfTheField_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("no json") << QByteArray("{") << QByteArray("update: not a JSON object");
    QTest::newRow("array") << QByteArray("[1]") << QByteArray("update: not a JSON object");
    QTest::newRow("no id") << QByteArray("{}") << QByteArray("update.update_id: not a whole number");
    QTest::newRow("fraction") << QByteArray(R"({"update_id":1.5})")
                              << QByteArray("update.update_id: not a whole number");
    QTest::newRow("huge") << QByteArray(R"({"update_id":9223372036854775807})")
                          << QByteArray("update.update_id: out of range");
    QTest::newRow("message is a text")
        << QByteArray(R"({"update_id":1,"message":"x"})") << QByteArray("message: not an object");
    QTest::newRow("text is a number") << message(",\"text\":1") << QByteArray("message.text: not a text");
    QTest::newRow("payment without charge")
        << message(R"(,"successful_payment":{"currency":"XTR","total_amount":1,"invoice_payload":"p"})")
        << QByteArray("successful_payment.telegram_payment_charge_id: not a text");
    QTest::newRow("too deep") << R"({"update_id":1,"x":)" + QByteArray(32, '[') + QByteArray(32, ']') + "}"
                              << QByteArray("update: nested too deeply");
}

void TestTelegramUpdate::wrongShapeIsRefusedByTheNameOfTheField()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, text);
    try {
        parseUpdate(json);
        QFAIL("was read");
    } catch (const ParseError &error) {
        QCOMPARE(QByteArray(error.what()), text);
    }
}

void TestTelegramUpdate::depthCountsNoBracketWithinAString_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("depth");
    QTest::newRow("flat") << QByteArray("{}") << 1;
    QTest::newRow("nested") << QByteArray(R"({"a":[{"b":[]}]})") << 4;
    QTest::newRow("in a string") << QByteArray(R"({"a":"[[[["})") << 1;
    QTest::newRow("after an escaped quote") << QByteArray("{\"a\":\"\\\"[[\"}") << 1;
    QTest::newRow("after an escaped backslash") << QByteArray(R"({"a":"\\","b":[]})") << 2;
    QTest::newRow("side by side") << QByteArray("[[],[],[]]") << 2;
    QTest::newRow("ends in an escape") << QByteArray("[\"\\") << 1;
}

void TestTelegramUpdate::depthCountsNoBracketWithinAString()
{
    QFETCH(QByteArray, json);
    QFETCH(int, depth);
    QCOMPARE(jsonDepth(json), depth);
}

const turnpike::test::RegisteredTest<TestTelegramUpdate, turnpike::test::NoApplication> kTestTelegramUpdate;

} // namespace tst_telegramupdate

#include "tst_telegramupdate.moc"
