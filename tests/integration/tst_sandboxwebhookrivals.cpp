#include "support/testmain.h"
#include "webhookfixture.h"

namespace tst_sandboxwebhookrivals {

using namespace turnpike;
using namespace turnpike::test;

// What takes its time in setWebhook and getUpdates: names, rivals, polls.
class TestSandboxWebhookRivals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nameThatFailedIsNotAskedForFiveMinutes();
    void nameThatWasFoundIsNotAskedForTwentyNineMinutes();
    void ofTwoAtOnceTheFirstGets409();
    void secondConflictWithinThreeSecondsComesThreeSecondsLater();
    void moreThanOnceASecondGets429();
    void getUpdatesConflictsWithAWebhook();
    void getUpdatesForgetsWhatIsBeforeTheOffset();
    void longPollWaitsForAnUpdateAndForRivals();
};

void TestSandboxWebhookRivals::nameThatFailedIsNotAskedForFiveMinutes()
{
    constexpr double kScale = 500; // five minutes are 600 ms
    SandboxFixture fixture(SandboxFixture::scaled(kScale));
    RawShop shop;
    const QString url = QStringLiteral("http://shop.example:%1/").arg(shop.port());
    scriptName(fixture, QStringLiteral("shop.example"),
               {{QStringLiteral("failure"), QStringLiteral("Temporary failure in name resolution")}});
    QElapsedTimer sinceFailure;
    sinceFailure.start();
    QCOMPARE(fixture.bot(QStringLiteral("setWebhook"), setTo(url)).status, 400);
    scriptName(fixture, QStringLiteral("shop.example"),
               {{QStringLiteral("address"), QStringLiteral("127.0.0.1")}}); // all is well again
    QTRY_COMPARE(fixture.bot(QStringLiteral("setWebhook"), setTo(url)).status, 200);
    QVERIFY2(sinceFailure.elapsed() >= 600, qPrintable(QString::number(sinceFailure.elapsed())));
}

void TestSandboxWebhookRivals::nameThatWasFoundIsNotAskedForTwentyNineMinutes()
{
    constexpr double kScale = 5000; // 29 minutes are 348 ms
    SandboxFixture fixture(SandboxFixture::scaled(kScale));
    RawShop shop;
    const QString url = QStringLiteral("http://shop.example:%1/").arg(shop.port());
    scriptName(fixture, QStringLiteral("shop.example"),
               {{QStringLiteral("address"), QStringLiteral("127.0.0.1")}});
    QElapsedTimer sinceFound;
    sinceFound.start();
    QCOMPARE(fixture.bot(QStringLiteral("setWebhook"), setTo(url)).status, 200);
    scriptName(fixture, QStringLiteral("shop.example"),
               {{QStringLiteral("failure"), QStringLiteral("gone")}});
    const auto setAgain = [&] {
        return fixture
            .bot(QStringLiteral("setWebhook"), setTo(url, {{QStringLiteral("drop_pending_updates"), true}}))
            .status;
    };
    QVERIFY(QTest::qWaitFor([&] { return setAgain() == 400; })); // QTRY would set it once more
    QVERIFY2(sinceFound.elapsed() >= 348, qPrintable(QString::number(sinceFound.elapsed())));
}

void TestSandboxWebhookRivals::ofTwoAtOnceTheFirstGets409()
{
    SandboxFixture fixture;
    RawShop shop;
    scriptName(fixture, QStringLiteral("slow.example"),
               {{QStringLiteral("address"), QStringLiteral("127.0.0.1")}, {QStringLiteral("delay"), 3600}});
    RawClient first(fixture.sandbox.port());
    first.send(callBytes(fixture, "setWebhook", setTo(QStringLiteral("http://slow.example/"))));
    QTRY_COMPARE(info(fixture).value(u"url").toString(), QStringLiteral("http://slow.example/"));
    QCOMPARE(info(fixture).value(u"ip_address").toString(), QStringLiteral("<unknown>"));
    QCOMPARE(fixture.bot(QStringLiteral("setWebhook"), setTo(shop.url())).description(), kSet);
    const auto refused = first.answer();
    QVERIFY(refused.has_value());
    QCOMPARE(refused->status, 409);
    QCOMPARE(QJsonDocument::fromJson(refused->body).object().value(u"description").toString(),
             QStringLiteral("Conflict: terminated by other setWebhook"));
    QCOMPARE(info(fixture).value(u"url").toString(), shop.url());
}

void TestSandboxWebhookRivals::secondConflictWithinThreeSecondsComesThreeSecondsLater()
{
    SandboxFixture fixture(SandboxFixture::scaled(10)); // three seconds are 300 ms
    RawShop shop;
    QCOMPARE(fixture.bot(QStringLiteral("setWebhook"), setTo(shop.url())).status, 200);
    QElapsedTimer timer;
    QCOMPARE(fixture.bot(QStringLiteral("getUpdates"), {}).status, 409);
    timer.start();
    QCOMPARE(fixture.bot(QStringLiteral("getUpdates"), {}).status, 409);
    QVERIFY2(timer.elapsed() >= 290, qPrintable(QString::number(timer.elapsed())));
}

void TestSandboxWebhookRivals::moreThanOnceASecondGets429()
{
    SandboxFixture fixture(strict());
    const QJsonObject params = setTo(QStringLiteral("http://shop.example/"));
    QCOMPARE(fixture.bot(QStringLiteral("setWebhook"), params).status, 400);
    const Called second = fixture.bot(QStringLiteral("setWebhook"), params);
    QCOMPARE(second.status, 429);
    QCOMPARE(second.description(), QStringLiteral("Too Many Requests: retry after 1"));
    QCOMPARE(second.json().value(u"parameters").toObject().value(u"retry_after").toInt(), 1);
    QCOMPARE(fixture.bot(QStringLiteral("deleteWebhook"), {}).status, 200); // that one may come at any time
    QVERIFY(QTest::qWaitFor([&] { return fixture.bot(QStringLiteral("setWebhook"), params).status == 400; }));
}

void TestSandboxWebhookRivals::getUpdatesConflictsWithAWebhook()
{
    SandboxFixture fixture;
    RawShop shop;
    QCOMPARE(fixture.bot(QStringLiteral("setWebhook"), setTo(shop.url())).status, 200);
    const Called called = fixture.bot(QStringLiteral("getUpdates"), {});
    QCOMPARE(called.status, 409);
    QCOMPARE(
        called.description(),
        QStringLiteral("Conflict: can't use getUpdates method while webhook is active; use deleteWebhook "
                       "to delete the webhook first"));
}

void TestSandboxWebhookRivals::getUpdatesForgetsWhatIsBeforeTheOffset()
{
    SandboxFixture fixture;
    const qint64 first = fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("1"));
    fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("2"));
    const auto got = [&](const QJsonObject &params) {
        QList<qint64> ids;
        const Called called = fixture.bot(QStringLiteral("getUpdates"), params);
        for (const QJsonValue &update : called.json().value(u"result").toArray())
            ids.append(update.toObject().value(u"update_id").toInteger());
        return ids;
    };
    QCOMPARE(got({}), QList<qint64>({first, first + 1}));
    QCOMPARE(got({{QStringLiteral("limit"), 1}}), QList<qint64>({first}));
    QCOMPARE(got({{QStringLiteral("offset"), first + 1}}), QList<qint64>({first + 1}));
    QCOMPARE(info(fixture).value(u"pending_update_count").toInt(), 1);
    fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("3"));
    QCOMPARE(got({{QStringLiteral("offset"), -1}}), QList<qint64>({first + 2}));
}

void TestSandboxWebhookRivals::longPollWaitsForAnUpdateAndForRivals()
{
    SandboxFixture fixture(SandboxFixture::scaled(10));
    RawShop shop;
    const auto description = [](const std::optional<RawAnswer> &answer) {
        return answer ? QJsonDocument::fromJson(answer->body).object().value(u"description").toString()
                      : QStringLiteral("no answer");
    };
    // Polls for what comes after the latest update, which is forgotten: so one sees that the poll is there.
    const auto poll = [&](RawClient &client) {
        const qint64 next = fixture.sandbox.sender().lastUpdateId() + 1;
        client.send(callBytes(fixture, "getUpdates",
                              {{QStringLiteral("timeout"), 50}, {QStringLiteral("offset"), next}}));
    };
    RawClient first(fixture.sandbox.port());
    RawClient second(fixture.sandbox.port());
    fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("1"));
    poll(first);
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    poll(second);
    QCOMPARE(description(first.answer()),
             QStringLiteral("Conflict: terminated by other getUpdates request; make sure that only one bot "
                            "instance is running"));
    fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("2"));
    const auto answer = second.answer();
    QVERIFY(answer.has_value());
    QCOMPARE(QJsonDocument::fromJson(answer->body).object().value(u"result").toArray().size(), 1);

    poll(first);
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    QCOMPARE(fixture.bot(QStringLiteral("setWebhook"), setTo(shop.url())).status, 200);
    QCOMPARE(description(first.answer()), QStringLiteral("Conflict: terminated by setWebhook request"));
}

const turnpike::test::RegisteredTest<TestSandboxWebhookRivals> kTestSandboxWebhookRivals;

} // namespace tst_sandboxwebhookrivals

#include "tst_sandboxwebhookrivals.moc"
