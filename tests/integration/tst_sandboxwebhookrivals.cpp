// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/testmain.h"
#include "webhookfixture.h"

namespace tst_sandboxwebhookrivals {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

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
    const QString url = u"http://shop.example:%1/"_s.arg(shop.port());
    scriptName(fixture, u"shop.example"_s, {{u"failure"_s, u"Temporary failure in name resolution"_s}});
    QElapsedTimer sinceFailure;
    sinceFailure.start();
    QCOMPARE(fixture.bot(u"setWebhook"_s, setTo(url)).status, 400);
    scriptName(fixture, u"shop.example"_s, {{u"address"_s, u"127.0.0.1"_s}}); // all is well again
    QTRY_COMPARE(fixture.bot(u"setWebhook"_s, setTo(url)).status, 200);
    QVERIFY2(sinceFailure.elapsed() >= 600, qPrintable(QString::number(sinceFailure.elapsed())));
}

void TestSandboxWebhookRivals::nameThatWasFoundIsNotAskedForTwentyNineMinutes()
{
    constexpr double kScale = 5000; // 29 minutes are 348 ms
    SandboxFixture fixture(SandboxFixture::scaled(kScale));
    RawShop shop;
    const QString url = u"http://shop.example:%1/"_s.arg(shop.port());
    scriptName(fixture, u"shop.example"_s, {{u"address"_s, u"127.0.0.1"_s}});
    QElapsedTimer sinceFound;
    sinceFound.start();
    QCOMPARE(fixture.bot(u"setWebhook"_s, setTo(url)).status, 200);
    scriptName(fixture, u"shop.example"_s, {{u"failure"_s, u"gone"_s}});
    const auto setAgain = [&] {
        return fixture.bot(u"setWebhook"_s, setTo(url, {{u"drop_pending_updates"_s, true}})).status;
    };
    QVERIFY(QTest::qWaitFor([&] { return setAgain() == 400; })); // QTRY would set it once more
    QVERIFY2(sinceFound.elapsed() >= 348, qPrintable(QString::number(sinceFound.elapsed())));
}

void TestSandboxWebhookRivals::ofTwoAtOnceTheFirstGets409()
{
    SandboxFixture fixture;
    RawShop shop;
    scriptName(fixture, u"slow.example"_s, {{u"address"_s, u"127.0.0.1"_s}, {u"delay"_s, 3600}});
    RawClient first(fixture.sandbox.port());
    first.send(callBytes(fixture, "setWebhook", setTo(u"http://slow.example/"_s)));
    QTRY_COMPARE(info(fixture).value(u"url").toString(), u"http://slow.example/"_s);
    QCOMPARE(info(fixture).value(u"ip_address").toString(), u"<unknown>"_s);
    QCOMPARE(fixture.bot(u"setWebhook"_s, setTo(shop.url())).description(), kSet);
    const auto refused = first.answer();
    QVERIFY(refused.has_value());
    QCOMPARE(refused->status, 409);
    QCOMPARE(QJsonDocument::fromJson(refused->body).object().value(u"description").toString(),
             u"Conflict: terminated by other setWebhook"_s);
    QCOMPARE(info(fixture).value(u"url").toString(), shop.url());
}

void TestSandboxWebhookRivals::secondConflictWithinThreeSecondsComesThreeSecondsLater()
{
    SandboxFixture fixture(SandboxFixture::scaled(10)); // three seconds are 300 ms
    RawShop shop;
    QCOMPARE(fixture.bot(u"setWebhook"_s, setTo(shop.url())).status, 200);
    QElapsedTimer timer;
    QCOMPARE(fixture.bot(u"getUpdates"_s, {}).status, 409);
    timer.start();
    QCOMPARE(fixture.bot(u"getUpdates"_s, {}).status, 409);
    QVERIFY2(timer.elapsed() >= 290, qPrintable(QString::number(timer.elapsed())));
}

void TestSandboxWebhookRivals::moreThanOnceASecondGets429()
{
    SandboxFixture fixture(strict());
    const QJsonObject params = setTo(u"http://shop.example/"_s);
    QCOMPARE(fixture.bot(u"setWebhook"_s, params).status, 400);
    const Called second = fixture.bot(u"setWebhook"_s, params);
    QCOMPARE(second.status, 429);
    QCOMPARE(second.description(), u"Too Many Requests: retry after 1"_s);
    QCOMPARE(second.json().value(u"parameters").toObject().value(u"retry_after").toInt(), 1);
    QCOMPARE(fixture.bot(u"deleteWebhook"_s, {}).status, 200); // that one may come at any time
    QVERIFY(QTest::qWaitFor([&] { return fixture.bot(u"setWebhook"_s, params).status == 400; }));
}

void TestSandboxWebhookRivals::getUpdatesConflictsWithAWebhook()
{
    SandboxFixture fixture;
    RawShop shop;
    QCOMPARE(fixture.bot(u"setWebhook"_s, setTo(shop.url())).status, 200);
    const Called called = fixture.bot(u"getUpdates"_s, {});
    QCOMPARE(called.status, 409);
    QCOMPARE(called.description(),
             u"Conflict: can't use getUpdates method while webhook is active; use deleteWebhook "
             "to delete the webhook first"_s);
}

void TestSandboxWebhookRivals::getUpdatesForgetsWhatIsBeforeTheOffset()
{
    SandboxFixture fixture;
    const qint64 first = fixture.sandbox.customers().sendText(fixture.customer, u"1"_s);
    fixture.sandbox.customers().sendText(fixture.customer, u"2"_s);
    const auto got = [&](const QJsonObject &params) {
        QList<qint64> ids;
        const Called called = fixture.bot(u"getUpdates"_s, params);
        for (const QJsonValue &update : called.json().value(u"result").toArray())
            ids.append(update.toObject().value(u"update_id").toInteger());
        return ids;
    };
    QCOMPARE(got({}), QList<qint64>({first, first + 1}));
    QCOMPARE(got({{u"limit"_s, 1}}), QList<qint64>({first}));
    QCOMPARE(got({{u"offset"_s, first + 1}}), QList<qint64>({first + 1}));
    QCOMPARE(info(fixture).value(u"pending_update_count").toInt(), 1);
    fixture.sandbox.customers().sendText(fixture.customer, u"3"_s);
    QCOMPARE(got({{u"offset"_s, -1}}), QList<qint64>({first + 2}));
}

void TestSandboxWebhookRivals::longPollWaitsForAnUpdateAndForRivals()
{
    SandboxFixture fixture(SandboxFixture::scaled(10));
    RawShop shop;
    const auto description = [](const std::optional<RawAnswer> &answer) {
        return answer ? QJsonDocument::fromJson(answer->body).object().value(u"description").toString()
                      : u"no answer"_s;
    };
    // Polls for what comes after the latest update, which is forgotten: so one sees that the poll is there.
    const auto poll = [&](RawClient &client) {
        const qint64 next = fixture.sandbox.sender().lastUpdateId() + 1;
        client.send(callBytes(fixture, "getUpdates", {{u"timeout"_s, 50}, {u"offset"_s, next}}));
    };
    RawClient first(fixture.sandbox.port());
    RawClient second(fixture.sandbox.port());
    fixture.sandbox.customers().sendText(fixture.customer, u"1"_s);
    poll(first);
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    poll(second);
    QCOMPARE(description(first.answer()),
             u"Conflict: terminated by other getUpdates request; make sure that only one bot "
             "instance is running"_s);
    fixture.sandbox.customers().sendText(fixture.customer, u"2"_s);
    const auto answer = second.answer();
    QVERIFY(answer.has_value());
    QCOMPARE(QJsonDocument::fromJson(answer->body).object().value(u"result").toArray().size(), 1);

    poll(first);
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    QCOMPARE(fixture.bot(u"setWebhook"_s, setTo(shop.url())).status, 200);
    QCOMPARE(description(first.answer()), u"Conflict: terminated by setWebhook request"_s);
}

const turnpike::test::RegisteredTest<TestSandboxWebhookRivals> kTestSandboxWebhookRivals;

} // namespace tst_sandboxwebhookrivals

#include "tst_sandboxwebhookrivals.moc"
