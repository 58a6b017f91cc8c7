// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "deliveryfixture.h"
#include "support/testmain.h"

namespace tst_sandboxmishaps {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

// What a test can make befall deliveries: queues held and reordered, numbers that restart, connections that
// end at the wrong moment, proxies.
class TestSandboxMishaps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void heldQueueSendsNothingUntilItIsLetGo();
    void queueIsReordered();
    void idsRestartWhereTheyAreTold();
    void idsRestartAtRandomWhereTheOriginalWould();
    void lostAnswerBringsTheUpdateAgain();
    void updateComesOverTwoConnectionsAtOnce();
    void requestIsCutInTheMiddle();
    void redeliveryNeedNotWaitForItsQueue();
    void deliveryLooksAsAProxyMadeIt_data();
    void deliveryLooksAsAProxyMadeIt();
    void controlRefusesWhatItDoesNotKnow();
};

void TestSandboxMishaps::heldQueueSendsNothingUntilItIsLetGo()
{
    SandboxFixture fixture;
    RawShop shop;
    setWebhook(fixture, shop);
    order(fixture, "hold-queue", {{u"queue"_s, u"chat:5"_s}});
    const qint64 held = pushMessage(fixture, 5);
    const qint64 other = pushMessage(fixture, 6);
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 1);
    QCOMPARE(idsAt(shop), QList<qint64>{other});
    const QJsonArray queues = fixture.control("GET", u"queues"_s).json().value(u"queues").toArray();
    QCOMPARE(queues,
             QJsonArray({QJsonObject{
                 {u"queue"_s, u"chat:5"_s}, {u"held"_s, true}, {u"update_ids"_s, QJsonArray{held}}}}));
    order(fixture, "release-queue", {{u"queue"_s, u"chat:5"_s}});
    QTRY_COMPARE(idsAt(shop), QList<qint64>({other, held}));
}

void TestSandboxMishaps::queueIsReordered()
{
    SandboxFixture fixture;
    RawShop shop;
    setWebhook(fixture, shop);
    order(fixture, "hold-queue", {{u"queue"_s, u"chat:5"_s}});
    const qint64 first = pushMessage(fixture, 5);
    const qint64 second = pushMessage(fixture, 5);
    const qint64 third = pushMessage(fixture, 5);
    order(fixture, "reorder-queue", {{u"queue"_s, u"chat:5"_s}, {u"update_ids"_s, QJsonArray{third, first}}});
    order(fixture, "release-queue", {{u"queue"_s, u"chat:5"_s}});
    QTRY_COMPARE(idsAt(shop), QList<qint64>({third, first, second}));
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
}

void TestSandboxMishaps::idsRestartWhereTheyAreTold()
{
    SandboxFixture fixture;
    RawShop shop;
    setWebhook(fixture, shop);
    const qint64 first = pushMessage(fixture, 5);
    QTRY_COMPARE(shop.count(), 1);
    order(fixture, "restart-ids", {{u"first"_s, first}});
    QCOMPARE(pushMessage(fixture, 6), first);
    QTRY_COMPARE(shop.count(), 2);
    QCOMPARE(idsAt(shop), QList<qint64>({first, first}));
    QVERIFY(shop.body(0) != shop.body(1));
    order(fixture, "redeliver", {{u"update_id"_s, first}}); // the latest of that id
    QTRY_COMPARE(shop.count(), 3);
    QCOMPARE(shop.body(2), shop.body(1));
}

void TestSandboxMishaps::idsRestartAtRandomWhereTheOriginalWould()
{
    SandboxFixture fixture;
    QSet<qint64> seen;
    for (int i = 0; i < 20; ++i) {
        const qint64 next = fixture.control("POST", u"restart-ids"_s, {}).json().value(u"next").toInteger();
        QVERIFY(next >= 2'000'001);
        QVERIFY(next <= 1'000'000'000);
        seen.insert(next);
        QCOMPARE(pushMessage(fixture, 5), next);
    }
    QVERIFY(seen.size() > 15);
}

void TestSandboxMishaps::lostAnswerBringsTheUpdateAgain()
{
    SandboxFixture fixture;
    RawShop shop;
    setWebhook(fixture, shop);
    order(fixture, "mishaps", {{u"mishap"_s, u"lose-answer"_s}});
    pushMessage(fixture, 5);
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    QCOMPARE(shop.count(), 2);
    QCOMPARE(shop.body(0), shop.body(1));
    QVERIFY(shop.deliveries()[0].connection != shop.deliveries()[1].connection);
    const QList<QJsonObject> tries = fixture.ledger(u"delivery"_s);
    QCOMPARE(tries[0].value(u"status").toInt(), 0);
    QCOMPARE(tries[1].value(u"status").toInt(), 200);
}

void TestSandboxMishaps::updateComesOverTwoConnectionsAtOnce()
{
    SandboxFixture fixture;
    RawShop shop{QByteArray()}; // answers neither: both are there at the same time
    setWebhook(fixture, shop);
    order(fixture, "mishaps", {{u"mishap"_s, u"twice"_s}, {u"queue"_s, u"chat:5"_s}});
    pushMessage(fixture, 5);
    QTRY_COMPARE(shop.count(), 2);
    QCOMPARE(shop.body(0), shop.body(1));
    QVERIFY(shop.deliveries()[0].connection != shop.deliveries()[1].connection);
    QCOMPARE(fixture.sandbox.sender().pendingCount(), 1);
}

void TestSandboxMishaps::requestIsCutInTheMiddle()
{
    SandboxFixture fixture;
    std::atomic<int> whole{0};
    std::atomic<int> cut{0};
    RawPeer peer([&](RawConnection &connection) {
        while (connection.read()) {
            ++whole;
            connection.write(RawShop::kOk);
        }
        ++cut; // the connection ended in the middle of a request, or between two
    });
    QCOMPARE(fixture.bot(u"setWebhook"_s, {{u"url"_s, peer.url().toString()}}).status, 200);
    order(fixture, "mishaps", {{u"mishap"_s, u"cut-request"_s}});
    pushMessage(fixture, 5);
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    QTRY_COMPARE(cut.load(), 1);
    QCOMPARE(whole.load(), 1);
    QCOMPARE(fixture.ledger(u"delivery"_s).size(), 2);
}

void TestSandboxMishaps::redeliveryNeedNotWaitForItsQueue()
{
    SandboxFixture fixture;
    RawShop shop;
    setWebhook(fixture, shop);
    const qint64 first = pushMessage(fixture, 5);
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    shop.setAnswer({});
    const qint64 second = pushMessage(fixture, 5); // is under way and stays so
    QTRY_COMPARE(shop.count(), 2);
    order(fixture, "redeliver", {{u"update_id"_s, first}, {u"beside"_s, true}});
    QTRY_COMPARE(idsAt(shop), QList<qint64>({first, second, first}));
}

void TestSandboxMishaps::deliveryLooksAsAProxyMadeIt_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<QByteArray>("seen");
    const auto row = [](const char *option, const char *seen) {
        QTest::newRow(option) << QString::fromLatin1(option) << QByteArray(seen);
    };
    row("chunked", "\r\nTransfer-Encoding: chunked\r\n");
    row("http10", "POST /telegram/webhook HTTP/1.0\r\n");
    row("absolute", "POST http://127.0.0.1:");
    row("lower_case", "\r\nx-telegram-bot-api-secret-token: s3cret\r\n");
    row("duplicates", "\r\nVia: 1.1 edge\r\nx-forwarded-for: 149.154.167.220\r\n");
    row("hop_by_hop", "\r\nConnection: keep-alive, X-Hop\r\n");
}

void TestSandboxMishaps::deliveryLooksAsAProxyMadeIt()
{
    QFETCH(QString, option);
    QFETCH(QByteArray, seen);
    SandboxFixture fixture;
    std::mutex mutex;
    QByteArray received;
    const QByteArray end = option == u"chunked" ? "\r\n0\r\n\r\n" : "}}";
    RawPeer peer([&](RawConnection &connection) {
        QByteArray all;
        while (!all.endsWith(end)) {
            const QByteArray some = connection.take();
            if (some.isEmpty())
                return;
            all += some;
        }
        {
            const std::lock_guard lock(mutex);
            received = all;
        }
        connection.write(RawShop::kOk);
        connection.waitForClose();
    });
    order(fixture, "proxy", {{option, true}, {u"forwarded_for"_s, u"149.154.167.220"_s}});
    const QString url = peer.url(u"/telegram/webhook"_s).toString();
    QCOMPARE(fixture.bot(u"setWebhook"_s, {{u"url"_s, url}, {u"secret_token"_s, u"s3cret"_s}}).status, 200);
    const qint64 update = pushMessage(fixture, 5);
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    const std::lock_guard lock(mutex);
    QVERIFY2(('\n' + received).contains(seen), received.constData());
    QVERIFY(received.toLower().contains("\r\nx-forwarded-for: 149.154.167.220\r\n"));
    QCOMPARE(received.contains("\r\nContent-Length: "), option != u"chunked" && option != u"lower_case");
    QVERIFY(received.contains(QByteArray::number(update)));
}

void TestSandboxMishaps::controlRefusesWhatItDoesNotKnow()
{
    SandboxFixture fixture;
    const auto status = [&](const char *name, const QJsonObject &body) {
        return fixture.control("POST", QString::fromLatin1(name), body).status;
    };
    QCOMPARE(status("mishaps", {{u"mishap"_s, u"x"_s}}), 409);
    QCOMPARE(status("hold-queue", {{u"x"_s, 1}}), 409);
    QCOMPARE(status("names", {{u"host"_s, u"a"_s}, {u"address"_s, u"b"_s}}), 409);
    QCOMPARE(status("redeliver", {{u"update_id"_s, 1}}), 409);
    QCOMPARE(status("update", {{u"x"_s, 1}}), 409);
}

const turnpike::test::RegisteredTest<TestSandboxMishaps> kTestSandboxMishaps;

} // namespace tst_sandboxmishaps

#include "tst_sandboxmishaps.moc"
