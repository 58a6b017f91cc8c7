// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "deliveryfixture.h"
#include "support/testmain.h"

namespace tst_sandboxdeliveries {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

// Deliveries as they come over the wire: their bytes, queues, lifetimes and connections.
class TestSandboxDeliveries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestIsTheOriginalsByteForByte();
    void userinfoOfTheAddressIsBasicAuthorization();
    void kindHasItsQueue_data();
    void kindHasItsQueue();
    void updateLivesAsLongAsTheOriginals_data();
    void updateLivesAsLongAsTheOriginals();
    void updateThatExpiresOnItsWayIsStillOnItsWay();
    void whatHasNoRoomIsLost();
    void byDefaultThereIsRoomForAHundredThousand();
    void withoutSuccessThereIsOneConnectionAndOneEachTwoSeconds();
    void afterASuccessTenConnectionsComeEachHalfSecond();
    void afterTenIdleSecondsItBeginsWithOneConnectionAgain();
    void bodyUntilTheEndOfTheConnectionIsNotWaitedFor();
    void whatFollowsAnAnswerIsTakenForTheNextOne();
    void goneFor23HoursClosesTheWebhook();
};

void TestSandboxDeliveries::requestIsTheOriginalsByteForByte()
{
    SandboxFixture fixture;
    RawShop shop;
    setWebhook(fixture, shop);
    const qint64 update = push(fixture, u"message"_s, {{u"chat"_s, id(5)}, {u"text"_s, u"Эй 🙂"_s}});
    QTRY_COMPARE(shop.count(), 1);
    const QByteArray body = "{\"update_id\":" + QByteArray::number(update) +
                            ",\n\"message\":{\"chat\":{\"id\":5},\"text\":"
                            "\"\\u042d\\u0439 \\ud83d\\ude42\"}}";
    QCOMPARE(shop.body(0), body);
    QCOMPARE(shop.deliveries().first().request.head,
             "POST /telegram/webhook HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(shop.port()) +
                 "\r\nX-Telegram-Bot-Api-Secret-Token: s3cret\r\nContent-Type: application/json\r\n"
                 "Content-Length: " +
                 QByteArray::number(body.size()) +
                 "\r\nConnection: keep-alive\r\nAccept-Encoding: gzip, deflate");
}

void TestSandboxDeliveries::userinfoOfTheAddressIsBasicAuthorization()
{
    SandboxFixture fixture;
    RawShop shop;
    const QString url = u"http://me:pass@127.0.0.1:%1/a%20b?c=d"_s.arg(shop.port());
    QCOMPARE(fixture.bot(u"setWebhook"_s, {{u"url"_s, url}}).status, 200);
    pushMessage(fixture, 5);
    QTRY_COMPARE(shop.count(), 1);
    QVERIFY(shop.deliveries().first().request.head.startsWith(
        "POST /a%20b?c=d HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(shop.port()) +
        "\r\nAuthorization: Basic " + "me:pass"_ba.toBase64() + "\r\nContent-Type"));
}

void TestSandboxDeliveries::kindHasItsQueue_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QJsonObject>("content");
    QTest::addColumn<QString>("queue");
    const QJsonObject chat{{u"chat"_s, id(5)}, {u"from"_s, id(6)}};
    const auto row = [](const char *kind, const QJsonObject &content, const char *queue) {
        QTest::newRow(kind) << QString::fromLatin1(kind) << content << QString::fromLatin1(queue);
    };
    row("message", chat, "chat:5");
    row("edited_message", chat, "chat:5");
    row("channel_post", chat, "chat:5");
    row("edited_channel_post", chat, "chat:5");
    row("inline_query", chat, "inline:6");
    row("chosen_inline_result", chat, "chosen:6");
    row("callback_query", chat, "callback:6");
    row("shipping_query", chat, "checkout:6");
    row("pre_checkout_query", chat, "checkout:6");
    row("poll", {{u"id"_s, u"7"_s}}, "poll:7");
    row("poll_answer", {{u"poll_id"_s, u"7"_s}}, "poll:7");
    row("my_chat_member", chat, "membership:5");
    row("chat_member", {{u"chat"_s, id(5)}, {u"old_chat_member"_s, QJsonObject{{u"user"_s, id(8)}}}},
        "member:8");
    row("chat_join_request", chat, "member:6");
    row("message_reaction", chat, "reaction:5");
    row("message_reaction_count", chat, "reactions:5");
    row("business_message", chat, "business:5");
    row("business_connection", {{u"user"_s, id(9)}}, "connection:9");
    row("purchased_paid_media", chat, "media:6");
}

void TestSandboxDeliveries::kindHasItsQueue()
{
    QFETCH(QString, kind);
    QFETCH(QJsonObject, content);
    QFETCH(QString, queue);
    SandboxFixture fixture;
    RawShop shop(kFailing);
    setWebhook(fixture, shop, {{u"allowed_updates"_s, QJsonArray{kind}}});
    QVERIFY(push(fixture, kind, content) > 0);
    QCOMPARE(fixture.ledger(u"update"_s).first().value(u"queue").toString(), queue);
    // The second of a queue waits for the first, that of another does not.
    QVERIFY(push(fixture, kind, content) > 0);
    QTRY_COMPARE(shop.count(), 2);
    const QList<qint64> ids = idsAt(shop);
    QCOMPARE(ids[0], ids[1]);
}

void TestSandboxDeliveries::updateLivesAsLongAsTheOriginals_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QJsonObject>("content");
    QTest::addColumn<int>("seconds");
    const auto row = [](const char *name, const char *kind, const QJsonObject &content, int seconds) {
        QTest::newRow(name) << QString::fromLatin1(kind) << content << seconds;
    };
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    const auto dated = [now](const char *name, qint64 age) {
        return QJsonObject{{u"chat"_s, id(5)}, {QString::fromLatin1(name), now - age}};
    };
    const qint64 day = 24 * 3600;
    row("inline query", "inline_query", {{u"from"_s, id(6)}}, 30);
    row("chosen result", "chosen_inline_result", {{u"from"_s, id(6)}}, 600);
    row("press", "callback_query", {{u"from"_s, id(6)}}, 150);
    row("pre-checkout", "pre_checkout_query", {{u"from"_s, id(6)}}, 150);
    row("shipping", "shipping_query", {{u"from"_s, id(6)}}, 150);
    row("message from its date", "message", dated("date", day - 400), 400);
    row("edit from its date", "edited_message", dated("edit_date", day - 400), 400);
    row("membership from its date", "my_chat_member", dated("date", day - 400), 400);
}

void TestSandboxDeliveries::updateLivesAsLongAsTheOriginals()
{
    QFETCH(QString, kind);
    QFETCH(QJsonObject, content);
    QFETCH(int, seconds);
    // A retry that comes too late for it drops an update; one in time does not.
    constexpr int kSlack = 25; // of a slow machine, and of the row's date
    for (const int retryAfter : {seconds - kSlack, seconds + kSlack}) {
        SandboxFixture fixture;
        RawShop shop("HTTP/1.1 503 Later\r\nContent-Length: 0\r\nRetry-After: " +
                     QByteArray::number(retryAfter) + "\r\n\r\n");
        setWebhook(fixture, shop);
        QVERIFY(push(fixture, kind, content) > 0);
        QTRY_COMPARE(fixture.ledger(u"delivery"_s).size(), 1);
        QCOMPARE(fixture.ledger(u"dropped"_s).size(), retryAfter > seconds ? 1 : 0);
        QCOMPARE(fixture.sandbox.sender().pendingCount(), retryAfter > seconds ? 0 : 1);
    }
}

void TestSandboxDeliveries::updateThatExpiresOnItsWayIsStillOnItsWay()
{
    SandboxFixture fixture(SandboxFixture::scaled(1000)); // a press lives for 150 ms
    RawShop shop{QByteArray()};
    setWebhook(fixture, shop);
    const double after = fixture.sandbox.sender().means().clock.now() + 200;
    push(fixture, u"callback_query"_s, {{u"from"_s, id(6)}});
    push(fixture, u"callback_query"_s, {{u"from"_s, id(6)}});
    QTRY_COMPARE(shop.count(), 1);
    QTRY_VERIFY(fixture.sandbox.sender().means().clock.now() > after);
    const auto pending = [&] {
        return fixture.bot(u"getWebhookInfo"_s, {})
            .json()
            .value(u"result")
            .toObject()
            .value(u"pending_update_count")
            .toInt();
    };
    QCOMPARE(pending(), 2);
    QCOMPARE(fixture.bot(u"deleteWebhook"_s, {}).status, 200);
    QCOMPARE(pending(), 0); // nobody has them in hand now
}

void TestSandboxDeliveries::whatHasNoRoomIsLost()
{
    SandboxFixture fixture;
    order(fixture, "webhook-rules", {{u"most_updates"_s, 2}});
    const qint64 first = pushMessage(fixture, 5);
    QCOMPARE(pushMessage(fixture, 5), first + 1);
    QCOMPARE(pushMessage(fixture, 5), 0);
    QCOMPARE(fixture.sandbox.sender().pendingCount(), 2);
    RawShop shop;
    setWebhook(fixture, shop);
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    QCOMPARE(pushMessage(fixture, 5), first + 2); // no id was used up

    order(fixture, "webhook-rules", {{u"most_bytes"_s, 1000}});
    const QJsonObject large{{u"chat"_s, id(5)}, {u"text"_s, QString(1000, u'a')}};
    QCOMPARE(push(fixture, u"message"_s, large), 0);
    QCOMPARE(fixture.ledger(u"dropped"_s).last().value(u"reason").toString(), u"no room"_s);
}

void TestSandboxDeliveries::byDefaultThereIsRoomForAHundredThousand()
{
    SandboxFixture fixture;
    const sandbox::UpdateQueue::Room &room = fixture.sandbox.sender().means().updates.room();
    QCOMPARE(room.updates, qsizetype(100'000));
    QCOMPARE(room.bytes, qsizetype(134'217'728));
    const QJsonObject largest{{u"chat"_s, id(5)}, {u"text"_s, QString(512 * 1024, u'a')}};
    QCOMPARE(push(fixture, u"message"_s, largest), 0); // one may have 512 KiB in all
    QJsonObject smaller = largest;
    smaller.insert(u"text", QString(511 * 1024, u'a'));
    QVERIFY(push(fixture, u"message"_s, smaller) > 0);
}

void TestSandboxDeliveries::withoutSuccessThereIsOneConnectionAndOneEachTwoSeconds()
{
    SandboxFixture fixture(SandboxFixture::scaled(10));                 // two seconds are 200 ms
    RawPeer peer([](RawConnection &connection) { connection.read(); }); // closes without an answer
    for (int chat = 1; chat <= 20; ++chat)
        pushMessage(fixture, chat);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(fixture.bot(u"setWebhook"_s, {{u"url"_s, peer.url().toString()}}).status, 200);
    QTRY_VERIFY(peer.connections() >= 4);
    QVERIFY2(timer.elapsed() >= 590, qPrintable(QString::number(timer.elapsed())));
    // Each took the update that had waited longest, none the same twice.
    QTRY_VERIFY(fixture.ledger(u"delivery"_s).size() >= 3);
    const QList<QJsonObject> tries = fixture.ledger(u"delivery"_s);
    QVERIFY(tries[0].value(u"update_id") != tries[1].value(u"update_id"));
    QVERIFY(tries[1].value(u"update_id") != tries[2].value(u"update_id"));
}

void TestSandboxDeliveries::afterASuccessTenConnectionsComeEachHalfSecond()
{
    SandboxFixture fixture;
    RawShop shop{QByteArray()}; // says nothing
    for (int chat = 1; chat <= 40; ++chat)
        pushMessage(fixture, chat);
    setWebhook(fixture, shop);
    QTRY_COMPARE(shop.count(), 1);
    QCOMPARE(shop.connections(), 1); // whatever else waits
    QCOMPARE(fixture.sandbox.sender().requestsInFlight(), 1);

    std::atomic<int> answered{0};
    QElapsedTimer timer;
    RawPeer peer([&answered](RawConnection &connection) {
        while (connection.read()) {
            if (answered++ == 0)
                connection.write(RawShop::kOk); // the one success
        }
    });
    timer.start();
    QCOMPARE(fixture.bot(u"setWebhook"_s, {{u"url"_s, peer.url().toString()}}).status, 200);
    QTRY_VERIFY(peer.connections() >= 30);
    // The first of its own, ten at once, then one each 50 ms.
    QVERIFY2(timer.elapsed() >= 900, qPrintable(QString::number(timer.elapsed())));
    QTRY_COMPARE(peer.connections(), 39); // as many as chats that wait
}

void TestSandboxDeliveries::afterTenIdleSecondsItBeginsWithOneConnectionAgain()
{
    sandbox::Options options = SandboxFixture::scaled(100); // ten seconds are 100 ms
    options.webhookTiming.idleTime = std::chrono::milliseconds(20);
    SandboxFixture fixture(options);
    RawShop shop;
    setWebhook(fixture, shop);
    pushMessage(fixture, 1);
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    const double after = fixture.sandbox.sender().means().clock.now() + 15;
    QTRY_VERIFY(fixture.sandbox.sender().means().clock.now() > after);
    shop.setAnswer({});
    const qsizetype before = shop.count();
    for (int chat = 1; chat <= 20; ++chat)
        pushMessage(fixture, chat);
    QTRY_COMPARE(shop.count(), before + 1);
    QCOMPARE(fixture.bot(u"getMe"_s, {}).status, 200); // a round trip later, still
    QCOMPARE(fixture.sandbox.sender().requestsInFlight(), 1);
    QCOMPARE(shop.count(), before + 1);
}

void TestSandboxDeliveries::bodyUntilTheEndOfTheConnectionIsNotWaitedFor()
{
    SandboxFixture fixture;
    RawShop shop("HTTP/1.1 200 OK\r\n\r\n"); // and the connection stays open
    setWebhook(fixture, shop);
    pushMessage(fixture, 5);
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
}

void TestSandboxDeliveries::whatFollowsAnAnswerIsTakenForTheNextOne()
{
    SandboxFixture fixture;
    RawShop shop(RawShop::kOk + RawShop::kOk);
    setWebhook(fixture, shop);
    pushMessage(fixture, 5);
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    shop.setAnswer({}); // and yet:
    pushMessage(fixture, 5);
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
}

void TestSandboxDeliveries::goneFor23HoursClosesTheWebhook()
{
    SandboxFixture fixture(SandboxFixture::scaled(200'000)); // 23 h are 414 ms
    RawShop shop("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n");
    setWebhook(fixture, shop);
    QVERIFY(QTest::qWaitFor([&] {
        pushMessage(fixture, 5); // an update lives for 24 h, and without one nothing is answered
        return !fixture.sandbox.sender().isOpen();
    }));
    QVERIFY(fixture.bot(u"getWebhookInfo"_s, {})
                .json()
                .value(u"result")
                .toObject()
                .value(u"url")
                .toString()
                .isEmpty());
}

const turnpike::test::RegisteredTest<TestSandboxDeliveries> kTestSandboxDeliveries;

} // namespace tst_sandboxdeliveries

#include "tst_sandboxdeliveries.moc"
