// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "sandboxfixture.h"
#include "support/testmain.h"

namespace tst_sandbox {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

namespace {

// Before the first success Telegram opens one connection only.
void haveASuccess(SandboxFixture &fixture, Receiver &receiver)
{
    fixture.sandbox.customers().sendText(fixture.customer, u"first of all"_s);
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    receiver.requests.clear();
}

} // namespace

// Telegram's webhook sender as the sandbox plays it: queues, retries, lifetimes, and what a customer does.
class TestSandbox : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void failedUpdateIsRetriedByTelegramsTable();
    void refusedConnectionIsRetriedToo();
    void retryAfterReplacesTheDelay();
    void queueIsSerialAndQueuesAreParallel();
    void maxConnectionsBoundsRequestsInFlight();
    void failingChatsStallTheRestAtTwiceMaxConnections();
    void pressIsDroppedWhenItsLifetimeIsOver();
    void longRetryAfterDropsAPress();
    void requestCarriesSecretAndAsciiOnKeptConnection();
    void answerThatNamesAMethodIsExecuted();
    void kindsNotAllowedAreNotSent();
    void updatesWaitForAWebhook();
    void webhookInfoTellsWhatIsWrong();
    void redeliveredUpdateHasTheSameIdAndARepeatedPressANewOne();
    void checkoutBecomesAPaymentOnceItIsApproved();
    void refusedCheckoutIsNoPayment();
};

void TestSandbox::failedUpdateIsRetriedByTelegramsTable()
{
    SandboxFixture fixture(SandboxFixture::scaled(1000));
    Receiver receiver;
    receiver.answer.status = 500;
    QVERIFY(fixture.setWebhook(receiver));
    fixture.sandbox.customers().sendText(fixture.customer, u"hello"_s);

    QTRY_VERIFY(fixture.ledger(u"delivery"_s).size() >= 10);
    const QList<QJsonObject> tries = fixture.ledger(u"delivery"_s);
    const QList<double> table{0, 2, 4, 8, 16, 32};
    for (int i = 0; i < table.size(); ++i)
        QCOMPARE(tries[i].value(u"next_delay_s").toDouble(), table[i]);
    QVERIFY(tries[6].value(u"next_delay_s").toDouble() >= 60); // 64, unless the bound is drawn lower
    QVERIFY(tries[6].value(u"next_delay_s").toDouble() <= 64);
    for (int i = 7; i < 10; ++i) {
        QVERIFY(tries[i].value(u"next_delay_s").toDouble() >= 60);
        QVERIFY(tries[i].value(u"next_delay_s").toDouble() <= 120);
    }
    receiver.answer.status = 200;
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    QCOMPARE(receiver.updateId(0), receiver.updateId(receiver.requests.size() - 1));
}

void TestSandbox::refusedConnectionIsRetriedToo()
{
    SandboxFixture fixture(SandboxFixture::scaled(1000));
    auto receiver = std::make_unique<Receiver>();
    QVERIFY(fixture.setWebhook(*receiver));
    receiver.reset();
    fixture.sandbox.customers().sendText(fixture.customer, u"hello"_s);
    QTRY_VERIFY(fixture.ledger(u"delivery"_s).size() >= 3);
    QCOMPARE(fixture.ledger(u"delivery"_s).first().value(u"error").toString(), u"Connection refused"_s);
    QCOMPARE(fixture.sandbox.sender().pendingCount(), 1);
}

void TestSandbox::retryAfterReplacesTheDelay()
{
    SandboxFixture fixture(SandboxFixture::scaled(1000));
    Receiver receiver;
    receiver.answer = {503, {}, {}, {{"Retry-After", "7"}}};
    QVERIFY(fixture.setWebhook(receiver));
    fixture.sandbox.customers().sendText(fixture.customer, u"hello"_s);
    QTRY_VERIFY(fixture.ledger(u"delivery"_s).size() >= 4);
    for (const QJsonObject &attempt : fixture.ledger(u"delivery"_s))
        QCOMPARE(attempt.value(u"next_delay_s").toDouble(), 7.0);
}

void TestSandbox::queueIsSerialAndQueuesAreParallel()
{
    SandboxFixture fixture;
    Receiver receiver;
    QVERIFY(fixture.setWebhook(receiver));
    haveASuccess(fixture, receiver);
    receiver.hold = true;
    sandbox::Customers &customers = fixture.sandbox.customers();
    const qint64 other = fixture.sandbox.telegram().putUser(0, u"Bob"_s, {}, u"en"_s).id;

    const qint64 first = customers.sendText(fixture.customer, u"1"_s);
    const qint64 second = customers.sendText(fixture.customer, u"2"_s);
    const qint64 others = customers.sendText(other, u"3"_s);
    QVERIFY(fixture.bot(u"sendMessage"_s, menu(fixture.customer)).json().value(u"ok").toBool());
    const qint64 press = customers.press(fixture.customer, {u"Go"_s, {}, {}, {}, 0});

    QTRY_COMPARE(receiver.requests.size(), 3);
    QSet<qint64> arrived;
    for (int i = 0; i < 3; ++i)
        arrived.insert(receiver.updateId(i));
    QCOMPARE(arrived, QSet<qint64>({first, others, press})); // the press passes the second message
    for (qsizetype i = 0; i < 3; ++i) {
        if (receiver.updateId(i) == first)
            receiver.held[static_cast<size_t>(i)].send({});
    }
    QTRY_COMPARE(receiver.requests.size(), 4);
    QCOMPARE(receiver.updateId(3), second);
}

void TestSandbox::maxConnectionsBoundsRequestsInFlight()
{
    SandboxFixture fixture;
    Receiver receiver;
    QVERIFY(fixture.setWebhook(receiver, {{u"max_connections"_s, 2}}));
    haveASuccess(fixture, receiver);
    receiver.hold = true;
    for (int i = 0; i < 5; ++i) {
        const qint64 id = fixture.sandbox.telegram().putUser(0, {}, {}, u"en"_s).id;
        fixture.sandbox.customers().sendText(id, u"hello"_s);
    }
    QTRY_COMPARE(receiver.requests.size(), 2);
    for (size_t answered = 0; answered < 5; ++answered) {
        QTRY_VERIFY(receiver.held.size() > answered);
        QVERIFY(fixture.sandbox.sender().requestsInFlight() <= 2);
        receiver.held[answered].send({});
    }
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    QCOMPARE(receiver.connections(), quint64(2));
}

void TestSandbox::failingChatsStallTheRestAtTwiceMaxConnections()
{
    SandboxFixture fixture; // real time: the retries of 2 s and more do not come within this test
    Receiver receiver;
    receiver.answer.status = 500;
    QVERIFY(fixture.setWebhook(receiver, {{u"max_connections"_s, 1}}));
    for (int i = 0; i < 3; ++i) {
        const qint64 id = fixture.sandbox.telegram().putUser(0, {}, {}, u"en"_s).id;
        fixture.sandbox.customers().sendText(id, u"hello"_s);
    }
    QTRY_COMPARE(receiver.requests.size(), 4); // two chats, at once and once more
    QSet<qint64> tried;
    for (int i = 0; i < 4; ++i)
        tried.insert(receiver.updateId(i));
    QCOMPARE(tried.size(), 2);
}

void TestSandbox::pressIsDroppedWhenItsLifetimeIsOver()
{
    SandboxFixture fixture(SandboxFixture::scaled(1000));
    Receiver receiver;
    fixture.sandbox.customers().sendText(fixture.customer, u"/start"_s);
    QVERIFY(fixture.bot(u"sendMessage"_s, menu(fixture.customer)).json().value(u"ok").toBool());
    receiver.answer.status = 500;
    QVERIFY(fixture.setWebhook(receiver));
    const qint64 press = fixture.sandbox.customers().press(fixture.customer, {u"Go"_s, {}, {}, {}, 0});

    QTRY_COMPARE(fixture.ledger(u"dropped"_s).size(), 1);
    QCOMPARE(fixture.ledger(u"dropped"_s).first().value(u"update_id").toInteger(), press);
    QCOMPARE(fixture.sandbox.sender().pendingCount(), 1); // the message lives for 24 h
}

void TestSandbox::longRetryAfterDropsAPress()
{
    SandboxFixture fixture;
    Receiver receiver;
    fixture.sandbox.customers().sendText(fixture.customer, u"/start"_s);
    QVERIFY(fixture.bot(u"sendMessage"_s, menu(fixture.customer)).json().value(u"ok").toBool());
    QVERIFY(fixture.setWebhook(receiver));
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    receiver.answer = {503, {}, {}, {{"Retry-After", "151"}}};
    fixture.sandbox.customers().press(fixture.customer, {u"Go"_s, {}, {}, {}, 0});
    QTRY_COMPARE(fixture.ledger(u"dropped"_s).size(), 1);
    QCOMPARE(fixture.sandbox.sender().pendingCount(), 0);
}

void TestSandbox::requestCarriesSecretAndAsciiOnKeptConnection()
{
    SandboxFixture fixture;
    Receiver receiver;
    QVERIFY(fixture.setWebhook(receiver));
    for (int i = 0; i < 3; ++i)
        fixture.sandbox.customers().sendText(fixture.customer, u"Привет 🙂"_s);
    QTRY_COMPARE(receiver.requests.size(), 3);
    const http::Request request = receiver.requests.first();
    QCOMPARE(request.header("X-Telegram-Bot-Api-Secret-Token"), QByteArray("s3cret"));
    QVERIFY(request.header("User-Agent").isEmpty());
    QVERIFY(request.body.contains("\\u041f\\u0440"));
    QVERIFY(std::all_of(request.body.begin(), request.body.end(), [](char c) { return (c & 0x80) == 0; }));
    QCOMPARE(receiver.body(0).value(u"message").toObject().value(u"text").toString(), u"Привет 🙂"_s);
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    QCOMPARE(receiver.connections(), quint64(1));
}

void TestSandbox::answerThatNamesAMethodIsExecuted()
{
    SandboxFixture fixture;
    Receiver receiver;
    const QJsonObject call{
        {u"method"_s, u"sendMessage"_s}, {u"chat_id"_s, fixture.customer}, {u"text"_s, u"by the answer"_s}};
    receiver.answer = http::Response::json(QJsonDocument(call).toJson());
    QVERIFY(fixture.setWebhook(receiver));
    fixture.sandbox.customers().sendText(fixture.customer, u"hello"_s);
    QTRY_COMPARE(fixture.sandbox.telegram().chat(fixture.customer).size(), size_t(2));
    QCOMPARE(
        fixture.sandbox.telegram().chat(fixture.customer).rbegin()->second.body.value(u"text").toString(),
        u"by the answer"_s);
}

void TestSandbox::kindsNotAllowedAreNotSent()
{
    SandboxFixture fixture;
    Receiver receiver;
    QVERIFY(fixture.setWebhook(receiver, {{u"allowed_updates"_s, QJsonArray{u"my_chat_member"_s}}}));
    QCOMPARE(fixture.sandbox.customers().sendText(fixture.customer, u"hello"_s), 0);
    QVERIFY(fixture.sandbox.customers().setBlocked(fixture.customer, true) > 0);
    QTRY_COMPARE(receiver.requests.size(), 1);
    QVERIFY(receiver.body(0).contains(u"my_chat_member"));
}

void TestSandbox::updatesWaitForAWebhook()
{
    SandboxFixture fixture;
    Receiver receiver;
    fixture.sandbox.customers().sendText(fixture.customer, u"early"_s);
    QCOMPARE(fixture.sandbox.sender().pendingCount(), 1);
    QVERIFY(fixture.setWebhook(receiver));
    QTRY_COMPARE(receiver.requests.size(), 1);

    receiver.answer.status = 500;
    fixture.sandbox.customers().sendText(fixture.customer, u"dropped"_s);
    QVERIFY(fixture.setWebhook(receiver, {{u"drop_pending_updates"_s, true}}));
    QCOMPARE(fixture.sandbox.sender().pendingCount(), 0);
}

void TestSandbox::webhookInfoTellsWhatIsWrong()
{
    SandboxFixture fixture;
    Receiver receiver;
    receiver.answer.status = 502;
    QVERIFY(fixture.setWebhook(
        receiver, {{u"max_connections"_s, 7}, {u"allowed_updates"_s, QJsonArray{u"message"_s}}}));
    fixture.sandbox.customers().sendText(fixture.customer, u"hello"_s);
    QTRY_VERIFY(fixture.ledger(u"delivery"_s).size() >= 1);
    const QJsonObject info = fixture.bot(u"getWebhookInfo"_s, {}).json().value(u"result").toObject();
    QCOMPARE(info.value(u"url").toString(), receiver.url());
    QCOMPARE(info.value(u"max_connections").toInt(), 7);
    QCOMPARE(info.value(u"allowed_updates").toArray(), QJsonArray{u"message"_s});
    QCOMPARE(info.value(u"pending_update_count").toInt(), 1);
    QVERIFY(info.value(u"last_error_message").toString().contains(u"502"));
    QVERIFY(info.value(u"last_error_date").toInteger() > 0);
}

void TestSandbox::redeliveredUpdateHasTheSameIdAndARepeatedPressANewOne()
{
    SandboxFixture fixture;
    Receiver receiver;
    QVERIFY(fixture.setWebhook(receiver));
    const qint64 message = fixture.sandbox.customers().sendText(fixture.customer, u"hello"_s);
    QTRY_COMPARE(receiver.requests.size(), 1);
    QCOMPARE(fixture.control("POST", u"redeliver"_s, {{u"update_id"_s, message}}).status, 200);
    QTRY_COMPARE(receiver.requests.size(), 2);
    QCOMPARE(receiver.requests[0].body, receiver.requests[1].body);

    QVERIFY(fixture.bot(u"sendMessage"_s, menu(fixture.customer)).json().value(u"ok").toBool());
    const QJsonObject who{{u"user"_s, fixture.customer}};
    QJsonObject press = who;
    press.insert(u"text", u"Go"_s);
    QCOMPARE(fixture.control("POST", u"press"_s, press).status, 200);
    QCOMPARE(fixture.control("POST", u"duplicate-press"_s, who).status, 200);
    QTRY_COMPARE(receiver.requests.size(), 4);
    QVERIFY(receiver.updateId(2) != receiver.updateId(3));
    const QJsonObject once = receiver.body(2).value(u"callback_query").toObject();
    const QJsonObject again = receiver.body(3).value(u"callback_query").toObject();
    QCOMPARE(once.value(u"data"), again.value(u"data"));
    QVERIFY(once.value(u"id") != again.value(u"id"));
}

void TestSandbox::checkoutBecomesAPaymentOnceItIsApproved()
{
    SandboxFixture fixture;
    Receiver receiver;
    QVERIFY(fixture.setWebhook(receiver));
    fixture.sandbox.customers().sendText(fixture.customer, u"/start"_s);
    QVERIFY(fixture.bot(u"sendInvoice"_s, starsInvoice(fixture.customer)).json().value(u"ok").toBool());
    QCOMPARE(fixture.control("POST", u"checkout"_s, {{u"user"_s, fixture.customer}}).status, 200);
    QTRY_COMPARE(receiver.requests.size(), 2);
    const QJsonObject query = receiver.body(1).value(u"pre_checkout_query").toObject();
    QCOMPARE(query.value(u"invoice_payload").toString(), u"purchase_1"_s);
    QCOMPARE(query.value(u"total_amount").toInt(), 100);

    const QJsonObject approval{{u"pre_checkout_query_id"_s, query.value(u"id")}, {u"ok"_s, true}};
    QVERIFY(fixture.bot(u"answerPreCheckoutQuery"_s, approval).json().value(u"ok").toBool());
    QTRY_COMPARE(receiver.requests.size(), 3);
    const QJsonObject payment =
        receiver.body(2).value(u"message").toObject().value(u"successful_payment").toObject();
    const QString charge = payment.value(u"telegram_payment_charge_id").toString();
    QVERIFY(!charge.isEmpty());
    QCOMPARE(fixture.bot(u"answerPreCheckoutQuery"_s, approval).status, 400); // once only

    const QJsonObject refund{{u"user_id"_s, fixture.customer}, {u"telegram_payment_charge_id"_s, charge}};
    QVERIFY(fixture.bot(u"refundStarPayment"_s, refund).json().value(u"ok").toBool());
    QCOMPARE(fixture.bot(u"refundStarPayment"_s, refund).description(),
             u"Bad Request: CHARGE_ALREADY_REFUNDED"_s);
    const QJsonObject transactions =
        fixture.bot(u"getStarTransactions"_s, {}).json().value(u"result").toObject();
    QCOMPARE(transactions.value(u"transactions").toArray().size(), 2);
}

void TestSandbox::refusedCheckoutIsNoPayment()
{
    SandboxFixture fixture;
    Receiver receiver;
    QVERIFY(fixture.setWebhook(receiver));
    fixture.sandbox.customers().sendText(fixture.customer, u"/start"_s);
    QVERIFY(fixture.bot(u"sendInvoice"_s, starsInvoice(fixture.customer)).json().value(u"ok").toBool());
    const QString id = fixture.sandbox.customers().checkout(fixture.customer, 0, {});
    const QJsonObject refusal{
        {u"pre_checkout_query_id"_s, id}, {u"ok"_s, false}, {u"error_message"_s, u"sold out"_s}};
    QVERIFY(fixture.bot(u"answerPreCheckoutQuery"_s, refusal).json().value(u"ok").toBool());
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    QCOMPARE(receiver.requests.size(), 2);
    QVERIFY(fixture.sandbox.telegram().checkout(id)->status == sandbox::Checkout::Status::Refused);
}

const turnpike::test::RegisteredTest<TestSandbox> kTestSandbox;

} // namespace tst_sandbox

#include "tst_sandbox.moc"
