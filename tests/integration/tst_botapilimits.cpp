// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "sandboxfixture.h"
#include "support/testmain.h"

namespace tst_botapilimits {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

// Telegram's limits as the Bot API server shows them: up to 8 s in all are waited out inside it and answered
// late as success, what is longer comes as 429 (github.com/tdlib/td, NetQueryDelayer.cpp), and a chat with
// 310 unsent messages takes no more (github.com/tdlib/telegram-bot-api, Client.cpp).
class TestBotApiLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fourthMessageAtOnceIsAnsweredLateAsSuccess();
    void longWaitIsToldInBodyAndHeader_data();
    void longWaitIsToldInBodyAndHeader();
    void floodHoldsForItsMethodAndChatOnly();
    void waitsOfOneCallAddUp();
    void messagesOfOneChatStayInOrder();
    void groupTakesTwentyAMinute();
    void chatWith310UnsentTakesNoMore();
    void nothingWaitsWithoutLimits();
};

namespace {

struct Chat : BotChat
{
    Chat()
    {
        for (int i = 1; i < 12; ++i)
            sandbox.telegram().putUser(customer + i, {}, {}, {}).hasStarted = true;
    }

    void limit() { QCOMPARE(control("POST", u"limits"_s, {{u"on"_s, true}}).status, 200); }
    void flood(const QJsonObject &order) { QCOMPARE(control("POST", u"flood"_s, order).status, 200); }

    // One step of a call inside the server, without HTTP.
    sandbox::Answer step(const QString &method, const QJsonObject &params, sandbox::BotCall &call)
    {
        http::Request request;
        request.method = "POST";
        request.path = "/bot" + sandbox.options().botToken + '/' + method.toUtf8();
        request.headers = {{"Content-Type", "application/json"}};
        request.body = QJsonDocument(params).toJson();
        return sandbox.botApi().answer(request, call);
    }
    size_t messages(qint64 chat) { return sandbox.telegram().chat(chat).size(); }
};

} // namespace

void TestBotApiLimits::fourthMessageAtOnceIsAnsweredLateAsSuccess()
{
    Chat fixture;
    fixture.limit();
    for (int i = 0; i < 3; ++i)
        QCOMPARE(fixture.bot(u"sendMessage"_s, menu(fixture.customer)).status, 200);
    QElapsedTimer clock;
    clock.start();
    QCOMPARE(fixture.bot(u"sendMessage"_s, menu(fixture.customer)).status, 200);
    QVERIFY(clock.elapsed() > 400); // half a token is forgiven
    QCOMPARE(fixture.messages(fixture.customer), size_t(5));
}

void TestBotApiLimits::longWaitIsToldInBodyAndHeader_data()
{
    QTest::addColumn<int>("seconds");
    QTest::newRow("9 s") << 9;
    QTest::newRow("a minute") << 60;
    QTest::newRow("two weeks") << 14 * 24 * 3600;
}

void TestBotApiLimits::longWaitIsToldInBodyAndHeader()
{
    QFETCH(int, seconds);
    Chat fixture;
    fixture.flood({{u"seconds"_s, seconds}});
    for (const QString &method : {u"sendMessage"_s, u"getMe"_s}) {
        const Called called = fixture.bot(method, menu(fixture.customer));
        QCOMPARE(called.status, 429);
        QCOMPARE(called.description(), u"Too Many Requests: retry after %1"_s.arg(seconds));
        QCOMPARE(called.json()[u"parameters"_s][u"retry_after"_s].toInt(), seconds);
        sandbox::BotCall call;
        const http::Response response = fixture.step(method, menu(fixture.customer), call).response;
        QVERIFY(response.headers == http::Headers({{"Retry-After", QByteArray::number(seconds)}}));
    }
    QCOMPARE(fixture.messages(fixture.customer), size_t(1));
    fixture.flood({{u"seconds"_s, 0}});
    QCOMPARE(fixture.bot(u"sendMessage"_s, menu(fixture.customer)).status, 200);
}

void TestBotApiLimits::floodHoldsForItsMethodAndChatOnly()
{
    Chat fixture;
    fixture.flood({{u"method"_s, u"sendMessage"_s}, {u"chat"_s, fixture.customer}, {u"seconds"_s, 30}});
    QCOMPARE(fixture.bot(u"sendMessage"_s, menu(fixture.customer)).status, 429);
    QCOMPARE(fixture.bot(u"sendMessage"_s, menu(fixture.customer + 1)).status, 200);
    QCOMPARE(fixture.bot(u"sendInvoice"_s, starsInvoice(fixture.customer)).status, 200);
    QCOMPARE(fixture.bot(u"getMe"_s, {}).status, 200);
}

void TestBotApiLimits::waitsOfOneCallAddUp()
{
    Chat fixture;
    sandbox::BotCall call;
    fixture.flood({{u"seconds"_s, 5}});
    QCOMPARE(fixture.step(u"sendMessage"_s, menu(fixture.customer), call).askAgainMs, 5000);
    fixture.flood({{u"seconds"_s, 3}}); // 8 s in all are still waited
    QCOMPARE(fixture.step(u"sendMessage"_s, menu(fixture.customer), call).askAgainMs, 3000);
    fixture.flood({{u"seconds"_s, 1}});
    const sandbox::Answer answer = fixture.step(u"sendMessage"_s, menu(fixture.customer), call);
    QCOMPARE(answer.askAgainMs, 0);
    QCOMPARE(answer.response.status, 429);
    QVERIFY(answer.response.body.contains("retry after 1\""));
    QCOMPARE(fixture.ledger(u"call"_s).size(), 1); // one call, whatever it waited
}

void TestBotApiLimits::messagesOfOneChatStayInOrder()
{
    Chat fixture;
    sandbox::BotCall first;
    sandbox::BotCall second;
    const auto text = [&fixture](const QString &value) {
        QJsonObject params = menu(fixture.customer);
        params.insert(u"text", value);
        return params;
    };
    const QString send = u"sendMessage"_s;
    fixture.flood({{u"seconds"_s, 2}});
    QCOMPARE(fixture.step(send, text(u"1"_s), first).askAgainMs, 2000);
    fixture.flood({{u"seconds"_s, 0}});
    // Nothing holds the second message but the first one, which still waits.
    QVERIFY(fixture.step(send, text(u"2"_s), second).askAgainMs > 1000);
    QCOMPARE(fixture.step(send, text(u"1"_s), first).askAgainMs, 0);
    QCOMPARE(fixture.step(send, text(u"2"_s), second).askAgainMs, 0);
    QStringList sent;
    for (const auto &[id, message] : fixture.sandbox.telegram().chat(fixture.customer))
        sent.append(message.body.value(u"text").toString());
    QCOMPARE(sent, (QStringList{u"/start"_s, u"1"_s, u"2"_s}));
}

void TestBotApiLimits::groupTakesTwentyAMinute()
{
    qint64 now = 0;
    sandbox::ChatLimits limits([&now] { return now; });
    limits.setEnabled(true);
    const QString send = u"sendMessage"_s;
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(limits.take(-5, send), 0);
        QCOMPARE(limits.take(7, send), 0); // a person may get one a second for ever
        now += 1000;
    }
    QCOMPARE(limits.take(-5, send), 40); // until the first of the twenty is a minute old
    QCOMPARE(limits.take(7, send), 0);
    QCOMPARE(limits.take(-6, send), 0);
    now = 60'000;
    QCOMPARE(limits.take(-5, send), 0);
    QCOMPARE(limits.take(-5, send), 1);
}

void TestBotApiLimits::chatWith310UnsentTakesNoMore()
{
    Chat fixture;
    fixture.flood({{u"seconds"_s, 8}});
    std::deque<sandbox::BotCall> calls(310);
    for (sandbox::BotCall &call : calls)
        QVERIFY(fixture.step(u"sendMessage"_s, menu(fixture.customer), call).askAgainMs > 0);
    sandbox::BotCall refused;
    QJsonObject bad = menu(fixture.customer);
    bad.insert(u"text", QString()); // looked at later
    QCOMPARE(fixture.step(u"sendMessage"_s, bad, refused).askAgainMs, 3000);
    const sandbox::Answer answer = fixture.step(u"sendMessage"_s, bad, refused);
    QCOMPARE(answer.response.status, 429);
    QVERIFY(answer.response.body.contains("retry after 60\""));
    sandbox::BotCall elsewhere;
    QVERIFY(fixture.step(u"sendMessage"_s, menu(fixture.customer + 1), elsewhere).askAgainMs > 3000);
    QCOMPARE(fixture.messages(fixture.customer), size_t(1));
}

void TestBotApiLimits::nothingWaitsWithoutLimits()
{
    Chat fixture;
    for (int i = 0; i < 100; ++i) {
        sandbox::BotCall call;
        const sandbox::Answer answer = fixture.step(u"sendMessage"_s, menu(fixture.customer), call);
        QCOMPARE(answer.askAgainMs, 0);
        QCOMPARE(answer.response.status, 200);
    }
}

const turnpike::test::RegisteredTest<TestBotApiLimits> kTestBotApiLimits;

} // namespace tst_botapilimits

#include "tst_botapilimits.moc"
