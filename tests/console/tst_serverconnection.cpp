// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "connection/serverconnection.h"
#include "hubconsole.h"
#include "support/testmain.h"
#include "telemetry/metrics.h"

#include <QSignalSpy>
#include <QTest>

namespace tst_serverconnection {

using namespace turnpike;
using namespace turnpike::console;
using namespace turnpike::protocol;
using namespace turnpike::consoletest;
using namespace Qt::StringLiterals;
using State = ServerConnection::State;
using Kind = ConnectFailure::Kind;

namespace {

QString codeOf(const Answer &answer)
{
    return answer.error ? answer.error->code.word() : u"ok"_s;
}

} // namespace

// The console's connection: its states, its calls, and what it does when it breaks.
class TestServerConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // --- states

    void itIsConnectingUntilItIsGreeted()
    {
        Scripted world;
        QSignalSpy greeted(&world.connection, &ServerConnection::greeted);
        world.connection.start();
        QCOMPARE(world.connection.state(), State::Connecting);
        QVERIFY(!world.connection.canAsk(QString::fromLatin1(call::kSnapshot)));
        world.greet();
        QTRY_COMPARE(greeted.size(), 1);
        QCOMPARE(world.connection.state(), State::Live);
        QVERIFY(world.connection.canAsk(QString::fromLatin1(call::kHoldOutbox)));
        QVERIFY(!world.connection.canAsk(QString::fromLatin1(call::kAddOperator))); // above its role
    }

    void aServerThatFallsSilentIsStaleUntilItSpeaks()
    {
        ConnectionTiming timing = quick();
        timing.staleMs = 50;
        Scripted world(timing);
        QSignalSpy changed(&world.connection, &ServerConnection::stateChanged);
        world.connection.start();
        world.greet();
        QTRY_COMPARE(world.connection.state(), State::Stale);
        QVERIFY(world.connection.staleSince() > 0);
        QVERIFY(!world.connection.failure());
        world.tell(8);
        QTRY_VERIFY(changed.size() >= 4); // connecting, live, stale, live
        QCOMPARE(world.dials, 1);
    }

    void aServerThatNeverGreetsDoesNotAnswer()
    {
        ConnectionTiming timing = singleTry();
        timing.connectMs = 20;
        Scripted world(timing);
        world.connection.start();
        QTRY_COMPARE(world.connection.state(), State::Reconnecting);
        QCOMPARE(world.connection.failure()->kind, Kind::NoAnswer);
        QVERIFY(world.connection.msToRetry() > kLongMs / 2);
        world.connection.retryNow();
        QCOMPARE(world.dials, 2);
        QCOMPARE(world.connection.msToRetry(), 0);
    }

    void anotherMajorVersionIsFinalUntilSomebodyTriesAgain()
    {
        Scripted world;
        world.connection.start();
        world.greet(kMajorVersion + 1);
        QTRY_COMPARE(world.connection.state(), State::VersionMismatch);
        QVERIFY2(world.connection.failure()->what.contains(QString::number(kMajorVersion + 1)),
                 qPrintable(world.connection.failure()->what));
        QCOMPARE(world.connection.msToRetry(), 0);
        world.connection.retryNow();
        world.greet();
        QTRY_COMPARE(world.connection.state(), State::Live);
        QVERIFY(!world.connection.failure());
    }

    void whatIsNoFrameOfOursEndsTheConnection_data()
    {
        QTest::addColumn<QByteArray>("frame");
        QTest::newRow("no JSON") << QByteArray("<html>");
        QTest::newRow("an event before the greeting") << QByteArray(R"({"event":"flag","seq":1})");
        QTest::newRow("an answer before the greeting") << QByteArray(R"({"id":"a","ok":{}})");
    }
    void whatIsNoFrameOfOursEndsTheConnection()
    {
        QFETCH(QByteArray, frame);
        Scripted world(singleTry());
        world.connection.start();
        world.say(frame);
        QTRY_COMPARE(world.connection.state(), State::Reconnecting);
        QCOMPARE(world.connection.failure()->kind, Kind::NoWebSocket);
    }

    void theServersClockIsMeasured()
    {
        Scripted world;
        world.connection.start();
        world.greet(kMajorVersion, QDateTime::currentMSecsSinceEpoch() + 3'600'000);
        QTRY_COMPARE(world.connection.state(), State::Live);
        const qint64 offset = world.connection.clockOffsetMs();
        QVERIFY2(offset <= 3'600'000 && offset > 3'540'000, qPrintable(QString::number(offset)));
        QSignalSpy happened(&world.connection, &ServerConnection::happened);
        world.tell(8); // an old event, as of a resume, says nothing of the clock
        QTRY_COMPARE(happened.size(), 1);
        QCOMPARE(world.connection.clockOffsetMs(), offset);
    }

    // --- it breaks

    void itGoesOnAtTheLastEventItSaw()
    {
        Scripted world;
        world.beLive();
        QVERIFY(!world.resumes);
        QSignalSpy happened(&world.connection, &ServerConnection::happened);
        world.tell(8);
        world.tell(9);
        QTRY_COMPARE(happened.size(), 2);
        world.server->close(CloseNoAnswer, {});
        QTRY_COMPARE(world.dials, 2);
        QVERIFY(world.resumes);
        QCOMPARE(world.resumes->epoch, u"e1"_s);
        QCOMPARE(world.resumes->seq, 9);
    }

    void whatAResumeStillOwesIsAskedForAgain()
    {
        Scripted world;
        world.beLive(); // at 7
        world.server->close(CloseNoAnswer, {});
        QTRY_COMPARE(world.dials, 2);
        Hello hello;
        hello.major = kMajorVersion;
        hello.epoch = u"e1"_s;
        hello.seq = 12;
        hello.resumed = true;
        world.say(encode(HelloFrame{toJson(hello)}));
        world.tell(8);
        QTRY_COMPARE(world.connection.state(), State::Live);
        world.server->close(CloseNoAnswer, {}); // before 9 to 12
        QTRY_COMPARE(world.dials, 3);
        QCOMPARE(world.resumes->seq, 8);
    }

    void triesGetRarerAndNeverMoreThanTheBound()
    {
        Backoff backoff({1'000, 30'000});
        for (const int around : {1'000, 2'000, 4'000, 8'000, 16'000}) {
            const int wait = backoff.next();
            QVERIFY2(wait >= around * 3 / 4 && wait <= around * 5 / 4, qPrintable(QString::number(wait)));
        }
        QSet<int> waits;
        for (int i = 0; i < 100; ++i) {
            const int wait = backoff.next();
            QVERIFY(wait >= 22'500 && wait <= 30'000);
            waits.insert(wait);
        }
        QVERIFY(waits.size() > 10); // consoles do not come back as one
        backoff.reset();
        QVERIFY(backoff.next() <= 1'250);
    }

    void theRealHubSendsWhatWasMissedOnce()
    {
        OfHub world(Role::Viewer);
        QSignalSpy greeted(&world.connection, &ServerConnection::greeted);
        QList<QString> flags;
        connect(&world.connection, &ServerConnection::happened, this,
                [&](const Event &event) { flags.append(event.data.value(u"key"_s).toString()); });
        world.connection.start();
        QTRY_COMPARE(greeted.size(), 1);
        QVERIFY(greeted[0][0].value<Hello>().snapshot);
        world.publish(u"a"_s);
        QTRY_COMPARE(flags.size(), 1);
        world.server->close(CloseNoAnswer, {});
        world.publish(u"b"_s);
        QTRY_COMPARE(greeted.size(), 2);
        QVERIFY(greeted[1][0].value<Hello>().resumed);
        world.publish(u"c"_s);
        QTRY_COMPARE(flags, (QList<QString>{u"a"_s, u"b"_s, u"c"_s}));
    }

    void whoLeavesSaysGoodbyeAndIsNotDialledAgain()
    {
        Scripted scripted;
        scripted.beLive();
        QSignalSpy left(&scripted.connection, &ServerConnection::left);
        QSignalSpy closed(scripted.server.get(), &Transport::closed);
        scripted.connection.leave();
        QTRY_COMPARE(left.size(), 1);
        QTRY_COMPARE(closed.size(), 1);
        QCOMPARE(closed[0][0].toInt(), int(CloseGoingAway));
        QCOMPARE(scripted.dials, 1);
        // One of an older version knows no goodbye of this kind, and says so.
        ConnectionTiming patient;
        patient.goodbyeMs = kLongMs;
        Scripted older(patient);
        older.beLive();
        connect(older.server.get(), &Transport::received, this, [&](const QByteArray &frame) {
            const auto call = decodeCall(frame, nullptr);
            older.server->send(encode(Answer{call->id, {}, CallError{ErrorCode::UnknownCall, QString()}}));
        });
        QSignalSpy leftOlder(&older.connection, &ServerConnection::left);
        older.connection.leave();
        QTRY_COMPARE(leftOlder.size(), 1);
        // Whoever is between two tries has nobody to say it to.
        Scripted lost(singleTry());
        lost.beLive();
        lost.server->close(CloseNoAnswer, {});
        QTRY_COMPARE(lost.connection.state(), State::Reconnecting);
        QSignalSpy leftAlone(&lost.connection, &ServerConnection::left);
        lost.connection.leave();
        QTRY_COMPARE(leftAlone.size(), 1);
        QCOMPARE(lost.connection.msToRetry(), 0);
        QCOMPARE(lost.dials, 1);
    }

    // A console's own goodbye may meet a reset, so the server says it.
    void theHubEndsWhoLeaves()
    {
        OfHub world(Role::Viewer);
        world.connection.start();
        QTRY_COMPARE(world.connection.state(), State::Live);
        QSignalSpy closed(world.server, &Transport::closed);
        world.connection.leave();
        QTRY_COMPARE(closed.size(), 1);
        QCOMPARE(closed[0][0].toInt(), int(CloseGoingAway));
        QCOMPARE(world.hub.hub.sessionCount(), 0);
        MetricRegistry metrics;
        metrics.addCollector([&world](MetricFamilies &families) { world.hub.hub.collect(families); });
        const QByteArray text = metrics.text();
        QVERIFY2(text.contains(R"(turnpike_console_calls_total{outcome="ok"} 1)"), text.constData());
    }

    void aRevokedTokenIsFinal()
    {
        OfHub world(Role::Viewer);
        world.connection.start();
        QTRY_COMPARE(world.connection.state(), State::Live);
        world.hub.write([&](db::Transaction &tx) { world.hub.operators.revoke(tx, u"bob"_s); });
        world.hub.hub.checkRightsSoon();
        QTRY_COMPARE(world.connection.state(), State::NotAuthorised);
        QCOMPARE(world.connection.failure()->kind, Kind::NotAuthorised);
        QVERIFY(world.connection.failure()->advice.contains(u"operator add"));
    }

    // --- calls

    void anActionThatIsTriedAgainHappensOnce()
    {
        OfHub world(Role::Admin);
        world.connection.start();
        QTRY_COMPARE(world.connection.state(), State::Live);
        const QString action = ServerConnection::newActionId();
        QStringList codes;
        const auto ask = [&] {
            world.connection.ask(
                QString::fromLatin1(call::kAddOperator),
                {{u"name"_s, u"eve"_s}, {u"role"_s, u"viewer"_s}, {u"reason"_s, u"a new colleague"_s}}, this,
                [&](const Answer &answer) { codes.append(codeOf(answer)); }, action);
        };
        ask();
        world.server->close(CloseNoAnswer, {}); // before the answer
        QTRY_COMPARE(codes, QStringList{QString::fromLatin1(toWord(ErrorCode::Disconnected))});
        QTRY_COMPARE(world.connection.state(), State::Live);
        ask();
        ask(); // a second click
        QTRY_COMPARE(codes.size(), 3);
        QCOMPARE(codes.mid(1), (QStringList{u"ok"_s, u"ok"_s}));
        QCOMPARE(world.hub.database().number("SELECT count(*) FROM operators WHERE name = 'eve'"), 1);
    }

    void aCallUnderWayIsNotSentTwiceAndAnsweredByItsId()
    {
        Scripted world;
        world.beLive();
        QStringList told;
        const auto ask = [&](const QString &id) {
            world.connection.ask(
                QString::fromLatin1(call::kSnapshot), {}, this,
                [&told, id](const Answer &answer) { told.append(id + u'=' + answer.id); }, id);
        };
        ask(u"a"_s);
        ask(u"b"_s);
        ask(u"a"_s);
        QTRY_COMPARE(world.calls.size(), 2);
        world.say(encode(Answer{u"b"_s, {}, {}}));
        world.say(encode(Answer{u"a"_s, {}, {}}));
        world.say(encode(Answer{u"a"_s, {}, {}})); // nobody asked
        QTRY_COMPARE(told.size(), 3);
        QCOMPARE(told.join(u' '), u"b=b a=a a=a"_s);
    }

    void aCallWithoutAnAnswerOrAConnectionIsAnsweredByTheConsole()
    {
        ConnectionTiming timing = quick();
        timing.callMs = 20;
        Scripted world(timing);
        QStringList codes;
        const auto ask = [&](QObject *context, const QJsonObject &args) {
            world.connection.ask(QString::fromLatin1(call::kSnapshot), args, context,
                                 [&](const Answer &answer) { codes.append(codeOf(answer)); });
        };
        ask(this, {});
        QVERIFY(codes.isEmpty()); // later, never within the call
        QTRY_VERIFY(!codes.isEmpty());
        QCOMPARE(codes.takeLast(), QString::fromLatin1(toWord(ErrorCode::Disconnected)));
        world.beLive();
        ask(this, {});
        QTRY_VERIFY(!codes.isEmpty());
        QCOMPARE(codes.takeLast(), QString::fromLatin1(toWord(ErrorCode::Timeout)));
        ask(this, {{u"x"_s, QString(kMaxCallBytes, u'x')}});
        QTRY_VERIFY(!codes.isEmpty());
        QCOMPARE(codes.takeLast(), QString::fromLatin1(toWord(ErrorCode::BadRequest)));
        {
            QObject page;
            ask(&page, {});
        }
        ask(this, {});
        QTRY_VERIFY(!codes.isEmpty());
        QCOMPARE(codes, QStringList{QString::fromLatin1(toWord(ErrorCode::Timeout))}); // the page is gone
    }
};

const turnpike::test::RegisteredTest<TestServerConnection> kTestServerConnection;

} // namespace tst_serverconnection

#include "tst_serverconnection.moc"
