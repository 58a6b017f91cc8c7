// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/calls.h"
#include "protocol/customers.h"
#include "protocol/frame.h"
#include "protocol/hello.h"
#include "protocol/logs.h"
#include "protocol/messages.h"
#include "protocol/operators.h"
#include "protocol/pipetransport.h"
#include "protocol/runbook.h"
#include "protocol/updates.h"
#include "protocol/version.h"
#include "support/testmain.h"

#include <QSignalSpy>
#include <QTest>

namespace tst_protocol {

using namespace turnpike::protocol;
using namespace Qt::StringLiterals;

// What both programs speak: frames, messages and their JSON, and the pipe that tests speak it over.
class TestProtocol : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callsSurviveTheWay();
    void aRunbookIsShownForOneAlert_data();
    void aRunbookIsShownForOneAlert();
    void whatIsNoCallIsRefusedAndSaysWhy_data();
    void whatIsNoCallIsRefusedAndSaysWhy();
    void answersAndEventsSurviveTheWay();
    void messagesSurviveTheWay();
    void unknownMembersAreIgnoredAndMissingOnesKeepTheirDefault();
    void absentOptionalsAreLeftOut();
    void rolesIncludeOneAnother();
    void everyCallIsNamedOnceAndViewersChangeNothing();
    void framesPassThePipeInOrderAndAStalledEndKeepsThemUnsent();
    void whoeverEndsThePipeBothHearItOnce();
};

void TestProtocol::callsSurviveTheWay()
{
    const Call call{u"c_1-a.B"_s, QString::fromLatin1(call::kSetFlag),
                    toJson(FlagOrder{u"payments"_s, true, 7, u"почему"_s})};
    QString why;
    const auto decoded = decodeCall(encode(call), &why);
    QVERIFY2(decoded, qPrintable(why));
    QCOMPARE(decoded->id, call.id);
    QCOMPARE(decoded->call, call.call);
    const auto order = fromJson<FlagOrder>(decoded->args);
    QCOMPARE(order.key, u"payments"_s);
    QCOMPARE(order.enabled, true);
    QCOMPARE(order.version, 7);
    QCOMPARE(order.reason, u"почему"_s);
}

void TestProtocol::whatIsNoCallIsRefusedAndSaysWhy_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("hello");
    QTest::newRow("an array") << QByteArray("[1]");
    QTest::newRow("no id") << QByteArray(R"({"call":"snapshot.get"})");
    QTest::newRow("odd id") << QByteArray(R"({"id":"a b","call":"snapshot.get"})");
    QTest::newRow("id in another script") << QByteArray(R"({"id":"ключ","call":"snapshot.get"})");
    QTest::newRow("long id") << QByteArray("{\"id\":\"" + QByteArray(65, 'a') +
                                           "\",\"call\":\"snapshot.get\"}");
    QTest::newRow("no call") << QByteArray(R"({"id":"a"})");
    QTest::newRow("deep") << QByteArray(R"({"id":"a","call":"b","args":)" + QByteArray(40, '[') +
                                        QByteArray(40, ']') + "}");
    QTest::newRow("deeper than the stack") << QByteArray(60'000, '[');
}

void TestProtocol::whatIsNoCallIsRefusedAndSaysWhy()
{
    QFETCH(const QByteArray, frame);
    QString why;
    QVERIFY(!decodeCall(frame, &why));
    QVERIFY(!why.isEmpty());
}

void TestProtocol::answersAndEventsSurviveTheWay()
{
    Answer answer;
    answer.id = u"c1"_s;
    answer.ok = toJson(Accepted{true, u"leader"_s});
    auto frame = decodeServerFrame(encode(answer));
    QVERIFY(frame && std::holds_alternative<Answer>(*frame));
    QVERIFY(!std::get<Answer>(*frame).error);
    QCOMPARE(fromJson<Accepted>(std::get<Answer>(*frame).ok).target, u"leader"_s);

    answer.error = CallError{ErrorCode::Forbidden, u"ask an administrator"_s};
    frame = decodeServerFrame(encode(answer));
    QVERIFY(frame && std::holds_alternative<Answer>(*frame));
    QCOMPARE(std::get<Answer>(*frame).error->code, ErrorCode::Forbidden);

    const Event event{QString::fromLatin1(event::kIteration), 42, 1'700'000'000'123, {}};
    frame = decodeServerFrame(encode(event));
    QVERIFY(frame && std::holds_alternative<Event>(*frame));
    QCOMPARE(std::get<Event>(*frame).seq, 42);
    QCOMPARE(std::get<Event>(*frame).at, 1'700'000'000'123);

    frame = decodeServerFrame(encode(HelloFrame{toJson(Hello{})}));
    QVERIFY(frame && std::holds_alternative<HelloFrame>(*frame));
    QVERIFY(!decodeServerFrame("{}"));
    QVERIFY(!decodeServerFrame("42"));
}

void TestProtocol::messagesSurviveTheWay()
{
    Hello hello;
    hello.major = kMajorVersion;
    hello.role = Role::Operator;
    hello.snapshot.emplace();
    WorkerState worker;
    worker.worker = u"activation_worker"_s;
    worker.recentMs = {1.5, 2, 30};
    worker.pausedUntil = 1'700'000'000'000;
    hello.snapshot->workers = {worker};
    hello.snapshot->gauges.inbox.acknowledge.p99 = 3.25;
    hello.snapshot->gauges.checks = {{u"redis"_s, CheckStatus::Warn, u"away"_s, 5}};
    hello.snapshot->gauges.dependencies = {{u"redis"_s, false, true}};
    hello.snapshot->gauges.numbers.insert(u"dead_letters"_s, 4);
    const auto again = fromJson<Hello>(toJson(hello));
    QCOMPARE(toJson(again), toJson(hello));
    QVERIFY(again.snapshot);
    QCOMPARE(again.role, Role::Operator);
    QCOMPARE(again.snapshot->workers.first().recentMs, worker.recentMs);
    QCOMPARE(again.snapshot->workers.first().pausedUntil, worker.pausedUntil);
    QCOMPARE(again.snapshot->gauges.inbox.acknowledge.p99, 3.25);
    QCOMPARE(again.snapshot->gauges.numbers.value(u"dead_letters").toInt(), 4);
    QCOMPARE(again.snapshot->gauges.checks.first().since, 5);
    QCOMPARE(again.snapshot->gauges.dependencies.size(), 1);
    QCOMPARE(again.snapshot->gauges.dependencies.first().isConfigured, false);
    QCOMPARE(again.snapshot->gauges.dependencies.first().hasTile, true);

    CustomerCard card;
    card.telegramId = (1LL << 52) + 1;
    card.tariffs = {u"basic"_s, u"plus"_s};
    card.subscription.emplace();
    card.subscription->hasKey = true;
    QCOMPARE(toJson(fromJson<CustomerCard>(toJson(card))), toJson(card));
    QCOMPARE(fromJson<CustomerCard>(toJson(card)).telegramId, card.telegramId);
}

void TestProtocol::unknownMembersAreIgnoredAndMissingOnesKeepTheirDefault()
{
    const auto flag =
        fromJson<FlagState>({{u"key"_s, u"trials"_s}, {u"enabled"_s, u"yes"_s}, {u"colour"_s, 3}});
    QCOMPARE(flag.key, u"trials"_s);
    QCOMPARE(flag.enabled, false);
    QCOMPARE(fromJson<IterationQuery>({}).limit, 100);
    QCOMPARE(fromJson<OperatorRow>({{u"role"_s, u"emperor"_s}}).role, Role::Viewer);
}

void TestProtocol::absentOptionalsAreLeftOut()
{
    QVERIFY(!toJson(Iteration{}).contains(u"ended_at"_s));
    Iteration ended;
    ended.endedAt = 0;
    QVERIFY(toJson(ended).contains(u"ended_at"_s));
    QCOMPARE(fromJson<Iteration>(toJson(ended)).endedAt, 0);
}

void TestProtocol::rolesIncludeOneAnother()
{
    for (const Role role : {Role::Viewer, Role::Operator, Role::Admin})
        QCOMPARE(fromWord<Role>(QString::fromLatin1(toWord(role))), role);
    QVERIFY(!fromWord<Role>(u"root"_s));
    const QString flag = QString::fromLatin1(call::kSetFlag);
    QVERIFY(!isAllowed(Role::Viewer, flag));
    QVERIFY(isAllowed(Role::Operator, flag));
    QVERIFY(isAllowed(Role::Admin, flag));
    QVERIFY(!isAllowed(Role::Operator, QString::fromLatin1(call::kAddOperator)));
    QVERIFY(!isAllowed(Role::Admin, u"shop.sell"_s));
}

void TestProtocol::everyCallIsNamedOnceAndViewersChangeNothing()
{
    QStringList names;
    for (const CallSpec &spec : allCalls()) {
        const QString name = QString::fromLatin1(spec.name);
        QVERIFY2(!names.contains(name), spec.name);
        names += name;
        QVERIFY2(!spec.isChange || spec.role > Role::Viewer, spec.name);
    }
}

void TestProtocol::framesPassThePipeInOrderAndAStalledEndKeepsThemUnsent()
{
    const PipeTransport::Ends ends = PipeTransport::make();
    QSignalSpy received(ends.console.get(), &Transport::received);
    QSignalSpy drained(ends.server.get(), &Transport::drained);
    ends.console->stall(true);
    ends.server->send("one");
    ends.server->send("two");
    QCoreApplication::processEvents();
    QCOMPARE(received.size(), 0);
    QCOMPARE(ends.server->unsentBytes(), 6);
    ends.console->stall(false);
    QCOMPARE(received.size(), 2);
    QCOMPARE(received[0][0].toByteArray(), QByteArray("one"));
    QCOMPARE(received[1][0].toByteArray(), QByteArray("two"));
    QCOMPARE(ends.server->unsentBytes(), 0);
    QCOMPARE(drained.size(), 1);
}

void TestProtocol::whoeverEndsThePipeBothHearItOnce()
{
    PipeTransport::Ends ends = PipeTransport::make();
    QSignalSpy server(ends.server.get(), &Transport::closed);
    QSignalSpy console(ends.console.get(), &Transport::closed);
    ends.server->close(CloseRevoked, u"revoked"_s);
    ends.server->close(CloseRevoked, u"revoked"_s);
    QTRY_COMPARE(console.size(), 1);
    QCOMPARE(server.size(), 1);
    QCOMPARE(console[0][0].toInt(), int(CloseRevoked));

    ends = PipeTransport::make();
    QSignalSpy alone(ends.console.get(), &Transport::closed);
    ends.server.reset();
    QCOMPARE(alone.size(), 1);
}

void TestProtocol::aRunbookIsShownForOneAlert_data()
{
    QTest::addColumn<QString>("section");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QStringList>("shown");
    QTest::newRow("lines are one paragraph") << u"One that\nis broken.\n\nAnother."_s << u"a"_s
                                             << QStringList{u"One that is broken."_s, u"Another."_s};
    const QString kinds = u"For all.\n\n`one`: first. Then. `two:…`: second.\n\n`three`: third."_s;
    QTest::newRow("only its kind") << kinds << u"two:5"_s << QStringList{u"For all."_s, u"two:…: second."_s};
    QTest::newRow("a kind that is not named")
        << kinds << u"four"_s
        << QStringList{u"For all."_s, u"one: first. Then."_s, u"two:…: second."_s, u"three: third."_s};
    QTest::newRow("only its row")
        << u"| check | what |\n| --- | --- |\n| `database` | away |\n| `redis` | gone |"_s
        << u"health:redis"_s << QStringList{u"redis — gone"_s};
    QTest::newRow("no SQL")
        << u"Fix it, then press Retry, or without a console:\n\n    UPDATE inbox\n    SET a = 1;\n\nDone."_s
        << u"a"_s << QStringList{u"Fix it, then press Retry."_s, u"Done."_s};
    QTest::newRow("a list, and a command")
        << u"* first\n  of all\n* second\n\n    turnpike-server vpn\n"_s << u"a"_s
        << QStringList{u"first of all"_s, u"second"_s, u"turnpike-server vpn"_s};
}

void TestProtocol::aRunbookIsShownForOneAlert()
{
    QFETCH(QString, section);
    QFETCH(QString, key);
    QFETCH(QStringList, shown);
    QStringList texts;
    for (const RunbookPart &part : runbookFor(section, key))
        texts.append(part.text());
    QCOMPARE(texts, shown);
}

const turnpike::test::RegisteredTest<TestProtocol> kTestProtocol;

} // namespace tst_protocol

#include "tst_protocol.moc"
