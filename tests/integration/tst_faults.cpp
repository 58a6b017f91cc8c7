// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "sandbox/faultcatalog.h"
#include "sandboxfixture.h"

#include "base/errors.h"
#include "support/testmain.h"

#include <QTemporaryDir>

namespace tst_faults {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using sandbox::Fault;
using sandbox::FaultPlace;
using sandbox::Faults;

namespace {

const QString kUuid = u"8c9b5ad1-2d38-4a0a-9a4e-0d3b3d0f4c11"_s;
const QString kOtherUuid = u"8c9b5ad1-2d38-4a0a-9a4e-0d3b3d0f4c12"_s;

QJsonObject parsed(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (!document.isObject())
        qFatal("%s: %s", json.constData(), qPrintable(error.errorString()));
    return document.object();
}

// A client that sends a request once: Qt's own sends it again when the connection is cut.
Called callOnce(const SandboxFixture &fixture, const QByteArray &path, const QJsonObject &body, int timeoutMs)
{
    const QByteArray json = QJsonDocument(body).toJson();
    QTcpSocket socket;
    QByteArray received;
    QObject::connect(&socket, &QTcpSocket::readyRead, &socket, [&] { received += socket.readAll(); });
    socket.connectToHost(QHostAddress::LocalHost, fixture.sandbox.port());
    socket.write("POST " + path +
                 " HTTP/1.1\r\nConnection: close\r\nX-API-Key: " + fixture.sandbox.options().vpnApiKey +
                 "\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(json.size()) +
                 "\r\n\r\n" + json);
    (void)QTest::qWaitFor([&] { return socket.state() == QTcpSocket::UnconnectedState; }, timeoutMs);
    return {received.mid(9, 3).toInt(), received.mid(received.indexOf("\r\n\r\n") + 4), {}};
}

Called addUser(SandboxFixture &fixture, const QString &uuid, int expiry, int timeoutMs = 10'000)
{
    return callOnce(fixture, "/vpn/add-user",
                    {{u"uuid"_s, uuid}, {u"telegram_id"_s, 1}, {u"expiry_timestamp_ms"_s, expiry}},
                    timeoutMs);
}

Called removeUser(SandboxFixture &fixture, const QString &uuid)
{
    return callOnce(fixture, "/vpn/remove-user/" + uuid.toUtf8(), {}, 10'000);
}

qint64 expiryOf(SandboxFixture &fixture, const QString &uuid)
{
    const auto &keys = fixture.sandbox.vpn().keys();
    const auto found = keys.find(uuid);
    return found == keys.end() ? 0 : found->second.expiryMs;
}

// All bytes of the answer to a GET, until the connection ends or `end` has come.
QByteArray bytesOf(const SandboxFixture &fixture, const QByteArray &path, const QByteArray &end)
{
    QTcpSocket socket;
    QByteArray received;
    QObject::connect(&socket, &QTcpSocket::readyRead, &socket, [&] { received += socket.readAll(); });
    socket.connectToHost(QHostAddress::LocalHost, fixture.sandbox.port());
    socket.write("GET " + path + " HTTP/1.1\r\nHost: here\r\n\r\n");
    (void)QTest::qWaitFor(
        [&] {
            return received.endsWith(end) ||
                   (!received.isEmpty() && socket.state() == QTcpSocket::UnconnectedState);
        },
        10'000);
    return received;
}

} // namespace

// Faults as data: whom they strike, when, and what happens then.
class TestFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void malformedFaultSaysWhatIsAllowed_data();
    void malformedFaultSaysWhatIsAllowed();
    void nothingIsSwitchedOnWhenOneOfSeveralIsMalformed();
    void faultStrikesWhomItMeans();
    void faultStrikesWhenItSays_data();
    void faultStrikesWhenItSays();

    void answerIsWordedAsGiven_data();
    void answerIsWordedAsGiven();
    void ownAnswerTakesEveryShape_data();
    void ownAnswerTakesEveryShape();
    void effectIsThereBeforeALateAnswer();
    void answerIsThereBeforeALateEffect();
    void effectComesAfterTheCallerHasGone();
    void effectHappensTwice();
    void staleEffectUndoesANewerOne();
    void staleEffectComesInTheEnd();
    void answerWithoutAnEffect();
    void callIsResetAtItsHead();
    void whatLeavesTheCallerInTheDarkIsNoted_data();
    void whatLeavesTheCallerInTheDarkIsNoted();

    void catalogIsWellFormed();
    void nameOfTheCatalogIsAFaultToBeChanged();
    void randomScheduleIsMadeByItsSeed();
    void randomScheduleComesAndGoes();
    void faultsComeFromAFile();
    void faultIsSwitchedOffByItsNumber();
};

void TestFaults::malformedFaultSaysWhatIsAllowed_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *fault, const char *says) {
        QTest::newRow(fault) << QByteArray(fault) << QString::fromUtf8(says);
    };
    row(R"({"latencyms":5})", "\"latencyms\" is no part of a fault; there are fault, name, service, ");
    row(R"({"service":"telegramm","status":500})",
        "service must be telegram, vpn, cryptopay, several of them, or *, and is \"telegramm\"");
    row(R"({"method":[],"status":500})", "method must be a name or several of them, and is []");
    row(R"({"service":"vpn"})", "a fault needs an action, a status, an effect, a time or a shape");
    row(R"({"action":"x"})",
        "action must be one of none, status, reset, silent, lost, garbage, and is \"x\"");
    row(R"({"status":99})", "status must be a whole number from 200 to 599, and is 99");
    row(R"({"status":"500"})", "status must be a whole number from 200 to 599, and is \"500\"");
    row(R"({"status":500,"rate":2})", "rate must be a number from 0 to 1, and is 2");
    row(R"({"status":500,"next":0})", "next must be a whole number from 1 to ");
    row(R"({"latency_ms":1.5})", "latency_ms must be a whole number");
    row(R"({"status":500,"headers":{"A":1}})", "headers must be an object of texts");
    row(R"({"status":500,"body":"x","html":true})", "a body or html, and not both");
    row(R"({"action":"reset","status":500})", "action must be status, since an answer is given");
    row(R"({"status":500,"schedule":[[5,1]]})",
        "schedule must be an array of [from, until] in seconds, and is [[5,1]]");
    row(R"({"status":500,"from_s":3,"until_s":2})", "until_s must be later than from_s, and is 2");
    row(R"({"status":500,"every_s":3})", "every_s says how often a schedule comes again");
    row(R"({"gzip":1})", "gzip must be true or false, and is 1");
    row(R"({"framing":"none"})", "framing must be one of length, chunked, close, and is \"none\"");
    row(R"({"gzip":true,"cut_by":"reset"})", "after cut_after bytes, which are missing");
    row(R"({"status":500,"effect":"thrice"})", "effect must be one of none, once, twice, stale");
    row(R"({"service":"telegram","effect":"stale"})", "only the VPN API can answer before the effect");
    row(R"({"answer_after_ms":0,"effect_after_ms":5})", "only the VPN API can answer before the effect");
    row(R"({"status":500,"effect_after_ms":5})", "effect_after_ms says when the effect comes");
    row(R"({"action":"reset","reset_at":"head","subject":5})", "a reset at the head knows of no subject");
    row(R"({"fault":"vpn-dawn"})", "there is no fault \"vpn-dawn\"; there are telegram-flood, ");
    row(R"({"fault":"network-delay"})", "there is no fault \"network-delay\"");
    row(R"({"schedule":"sometimes"})", "schedule must be one of random, and is \"sometimes\"");
    row(R"({"schedule":"random","faults":["vpn-dawn"]})", "there is no fault \"vpn-dawn\"");
    row(R"({"schedule":"random","rate":1})",
        "\"rate\" is no part of a random schedule; there are schedule, ");
    row(R"({"schedule":"random","last_s":[5,1]})", "last_s must be [least, most] in seconds");
    row(R"({"faults":[]})", "no fault is given");
}

void TestFaults::malformedFaultSaysWhatIsAllowed()
{
    QFETCH(QByteArray, fault);
    QFETCH(QString, says);
    SandboxFixture fixture;
    const Called called = fixture.control("POST", u"faults"_s, parsed(fault));
    QCOMPARE(called.status, 409);
    const QString error = called.json().value(u"error").toString();
    QVERIFY2(error.contains(says), qPrintable(error));
    QVERIFY(fixture.sandbox.faults().list().isEmpty());
}

void TestFaults::nothingIsSwitchedOnWhenOneOfSeveralIsMalformed()
{
    SandboxFixture fixture;
    Faults &faults = fixture.sandbox.faults();
    QVERIFY_EXCEPTION_THROWN(faults.addAll(parsed(R"({"faults":["vpn-down",{"status":1}]})")), Error);
    QVERIFY(faults.list().isEmpty());
    const Called called =
        fixture.control("POST", u"faults"_s, parsed(R"({"faults":["vpn-down",{"status":502}]})"));
    QCOMPARE(called.status, 200);
    QCOMPARE(called.json().value(u"numbers").toArray(), (QJsonArray{1, 2}));
    QCOMPARE(faults.list().size(), 2);
}

void TestFaults::faultStrikesWhomItMeans()
{
    SandboxFixture fixture;
    fixture.sandbox.customers().sendText(fixture.customer, u"/start"_s);
    QJsonObject fault = parsed(R"({"service":"telegram","method":["sendMessage","SENDPHOTO"],"status":502})");
    fault.insert(u"subject", fixture.customer);
    Faults &faults = fixture.sandbox.faults();
    faults.add(fault);
    faults.add({{u"subject"_s, kUuid}, {u"status"_s, 503}});
    QCOMPARE(fixture.bot(u"sendMessage"_s, menu(fixture.customer)).status, 502);
    QCOMPARE(fixture.bot(u"sendmessage"_s, menu(fixture.customer + 1)).status,
             400); // unknown chat
    QCOMPARE(fixture.bot(u"sendInvoice"_s, starsInvoice(fixture.customer)).status, 200);
    QCOMPARE(addUser(fixture, kUuid, 5).status, 503);
    QCOMPARE(addUser(fixture, kOtherUuid, 5).status, 200);
    QCOMPARE(removeUser(fixture, kUuid).status, 503);
}

void TestFaults::faultStrikesWhenItSays_data()
{
    QTest::addColumn<QByteArray>("when");
    QTest::addColumn<QString>("strikes"); // a call each second: x where it strikes
    QTest::newRow("always") << QByteArray(R"({"status":500})") << "xxxxxxxxxx";
    QTest::newRow("after") << QByteArray(R"({"status":500,"after":3})") << "...xxxxxxx";
    QTest::newRow("next") << QByteArray(R"({"status":500,"next":2})") << "xx........";
    QTest::newRow("after and next") << QByteArray(R"({"status":500,"after":1,"next":2})") << ".xx.......";
    QTest::newRow("from") << QByteArray(R"({"status":500,"from_s":2.5})") << "...xxxxxxx";
    QTest::newRow("until") << QByteArray(R"({"status":500,"until_s":4})") << "xxxx......";
    QTest::newRow("from until") << QByteArray(R"({"status":500,"from_s":2,"until_s":4})") << "..xx......";
    QTest::newRow("schedule") << QByteArray(R"({"status":500,"schedule":[[1,2],[4,7]]})") << ".x..xxx...";
    QTest::newRow("again and again") << QByteArray(R"({"status":500,"schedule":[[1,2]],"every_s":3})")
                                     << ".x..x..x..";
    QTest::newRow("never") << QByteArray(R"({"status":500,"rate":0})") << "..........";
}

void TestFaults::faultStrikesWhenItSays()
{
    QFETCH(QByteArray, when);
    QFETCH(QString, strikes);
    qint64 now = 77'000;
    Faults faults(1, [&now] { return now; });
    faults.add(parsed(when));
    QString seen;
    for (int i = 0; i < strikes.size(); ++i) {
        const auto verdict = faults.decide(u"vpn"_s, u"add-user"_s, {});
        seen += verdict.isHarmless() ? u'.' : u'x';
        now += 1'000;
    }
    QCOMPARE(seen, strikes);
}

void TestFaults::answerIsWordedAsGiven_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("contains");
    const QString bot = u"/bot"_s + QString::fromLatin1(sandbox::Options().botToken) + u"/getMe"_s;
    const QString vpn = u"/vpn/list-users"_s;
    const QString pay = u"/cryptopay/api/getMe"_s;
    QTest::newRow("telegram, its words") << bot << QByteArray(R"({"status":400,"description":"Logged out"})")
                                         << 400 << QByteArray(R"("description":"Logged out")");
    QTest::newRow("telegram, parameters")
        << bot << QByteArray(R"({"status":400,"description":"x","parameters":{"migrate_to_chat_id":-7}})")
        << 400 << QByteArray(R"("parameters":{"migrate_to_chat_id":-7})");
    QTest::newRow("telegram, flood") << bot << QByteArray(R"({"status":429,"retry_after":17})") << 429
                                     << QByteArray("Retry-After: 17\r\n");
    QTest::newRow("telegram, flood by parameters")
        << bot << QByteArray(R"({"status":429,"parameters":{"retry_after":17}})") << 429
        << QByteArray("Too Many Requests: retry after 17");
    QTest::newRow("vpn, its words") << vpn << QByteArray(R"({"status":401,"description":"No key"})") << 401
                                    << QByteArray(R"({"detail":"No key"})");
    QTest::newRow("cryptopay, its words")
        << pay << QByteArray(R"({"status":400,"description":"AMOUNT_TOO_SMALL"})") << 400
        << QByteArray(R"("name":"AMOUNT_TOO_SMALL")");
    QTest::newRow("body") << pay << QByteArray(R"({"status":429,"body":"error code: 1015"})") << 429
                          << QByteArray("\r\n\r\nerror code: 1015");
    QTest::newRow("body, 200") << pay << QByteArray(R"({"body":"{}"})") << 200
                               << QByteArray("Content-Type: application/json\r\n");
    QTest::newRow("page of a proxy") << vpn << QByteArray(R"({"status":502,"html":true})") << 502
                                     << QByteArray("<center><h1>502 Bad Gateway</h1></center>");
    QTest::newRow("page") << vpn << QByteArray(R"({"html":"<p>log in"})") << 200 << QByteArray("<p>log in");
    QTest::newRow("redirect") << vpn << QByteArray(R"({"status":302,"headers":{"Location":"http://there/"}})")
                              << 302 << QByteArray("Location: http://there/\r\n");
}

void TestFaults::answerIsWordedAsGiven()
{
    QFETCH(QString, path);
    QFETCH(QByteArray, fault);
    QFETCH(int, status);
    QFETCH(QByteArray, contains);
    SandboxFixture fixture;
    QJsonObject given = parsed(fault);
    given.insert(u"closes", true);
    fixture.sandbox.faults().add(given);
    const QByteArray answer = bytesOf(fixture, path.toUtf8(), "no such end");
    QVERIFY2(answer.startsWith("HTTP/1.1 " + QByteArray::number(status) + ' '), answer.constData());
    QVERIFY2(answer.contains(contains), answer.constData());
}

void TestFaults::ownAnswerTakesEveryShape_data()
{
    QTest::addColumn<QByteArray>("shape");
    QTest::addColumn<QByteArray>("contains");
    QTest::addColumn<QByteArray>("end");
    const QByteArray body = R"({"status":"ok"})";
    QTest::newRow("chunked") << QByteArray(R"({"framing":"chunked"})") << QByteArray("chunked\r\n")
                             << QByteArray("\r\n0\r\n\r\n");
    QTest::newRow("close") << QByteArray(R"({"framing":"close"})") << QByteArray("Connection: close\r\n")
                           << body;
    QTest::newRow("gzip") << QByteArray(R"({"gzip":true,"closes":true})")
                          << QByteArray("Content-Encoding: gzip\r\n") << QByteArray("no such end");
    QTest::newRow("byte by byte") << QByteArray(R"({"byte_by_byte":true,"byte_ms":1})")
                                  << QByteArray("Content-Length: 15\r\n") << body;
    QTest::newRow("cut") << QByteArray(R"({"cut_after":12})") << QByteArray("HTTP/1.1 200")
                         << QByteArray(" 200");
    QTest::newRow("status line") << QByteArray(R"({"status_line":"HTTP/1.1 201 Created"})")
                                 << QByteArray("HTTP/1.1 201 Created\r\n") << body;
}

void TestFaults::ownAnswerTakesEveryShape()
{
    QFETCH(QByteArray, shape);
    QFETCH(QByteArray, contains);
    QFETCH(QByteArray, end);
    SandboxFixture fixture;
    fixture.sandbox.faults().add(parsed(shape));
    const QByteArray answer = bytesOf(fixture, "/vpn/health", end);
    QVERIFY2(answer.contains(contains), answer.constData());
    if (end != "no such end")
        QVERIFY2(answer.endsWith(end), answer.constData());
}

void TestFaults::effectIsThereBeforeALateAnswer()
{
    SandboxFixture fixture;
    fixture.sandbox.faults().add(parsed(R"({"service":"vpn","answer_after_ms":60000})"));
    QCOMPARE(addUser(fixture, kUuid, 5, 200).status, 0);
    QCOMPARE(expiryOf(fixture, kUuid), 5);
    fixture.sandbox.faults().clear();
    fixture.sandbox.faults().add(parsed(R"({"service":"vpn","answer_after_ms":50,"latency_ms":20})"));
    const Called called = addUser(fixture, kUuid, 6);
    QCOMPARE(called.status, 200);
    QVERIFY(called.body.contains("vless://"));
}

void TestFaults::answerIsThereBeforeALateEffect()
{
    SandboxFixture fixture;
    const QByteArray honest = addUser(fixture, kUuid, 5).body;
    fixture.sandbox.faults().add(parsed(R"({"service":"vpn","answer_after_ms":0,"effect_after_ms":300})"));
    const Called called = addUser(fixture, kUuid, 6);
    QCOMPARE(called.status, 200);
    QCOMPARE(called.body, honest);
    QCOMPARE(expiryOf(fixture, kUuid), 5);
    QCOMPARE(fixture.sandbox.effectsToCome(), 1);
    QTRY_COMPARE(expiryOf(fixture, kUuid), 6);
    QCOMPARE(fixture.sandbox.effectsToCome(), 0);
}

void TestFaults::effectComesAfterTheCallerHasGone()
{
    SandboxFixture fixture;
    fixture.sandbox.faults().add(
        parsed(R"({"service":"vpn","action":"reset","effect":"once","effect_after_ms":300})"));
    QCOMPARE(addUser(fixture, kUuid, 5).status, 0);
    QCOMPARE(expiryOf(fixture, kUuid), 0);
    QTRY_COMPARE(expiryOf(fixture, kUuid), 5);
    fixture.sandbox.faults().clear();
    fixture.sandbox.faults().add(parsed(R"({"service":"vpn","effect_after_ms":400})"));
    QCOMPARE(addUser(fixture, kOtherUuid, 5, 100).status, 0);
    QCOMPARE(expiryOf(fixture, kOtherUuid), 0);
    QTRY_COMPARE(expiryOf(fixture, kOtherUuid), 5);
}

void TestFaults::effectHappensTwice()
{
    SandboxFixture fixture;
    fixture.sandbox.customers().sendText(fixture.customer, u"/start"_s);
    fixture.sandbox.faults().add(parsed(R"({"effect":"twice","next":1})"));
    QCOMPARE(fixture.bot(u"sendMessage"_s, menu(fixture.customer)).status, 200);
    QCOMPARE(fixture.bot(u"sendMessage"_s, menu(fixture.customer)).status, 200);
    QCOMPARE(fixture.ledger(u"call"_s).size(), 3);
}

void TestFaults::staleEffectUndoesANewerOne()
{
    SandboxFixture fixture;
    Faults &faults = fixture.sandbox.faults();
    const QJsonObject stale =
        parsed(R"({"service":"vpn","status":504,"html":true,"effect":"stale","next":1})");
    faults.add(stale);
    QCOMPARE(addUser(fixture, kUuid, 5).status, 504);
    QCOMPARE(addUser(fixture, kOtherUuid, 7).status, 200); // another key's
    QCOMPARE(expiryOf(fixture, kUuid), 0);
    QCOMPARE(addUser(fixture, kUuid, 9).status, 200);
    QCOMPARE(expiryOf(fixture, kUuid), 5);
    faults.add(stale);
    QCOMPARE(addUser(fixture, kUuid, 11).status, 504);
    QCOMPARE(removeUser(fixture, kUuid).status, 200);
    QCOMPARE(expiryOf(fixture, kUuid), 11); // the key works again
    QCOMPARE(fixture.sandbox.effectsToCome(), 0);
}

void TestFaults::staleEffectComesInTheEnd()
{
    SandboxFixture fixture;
    fixture.sandbox.faults().add(
        parsed(R"({"service":"vpn","action":"reset","effect":"stale","effect_after_ms":100,"next":1})"));
    QCOMPARE(addUser(fixture, kUuid, 5).status, 0);
    QTRY_COMPARE(expiryOf(fixture, kUuid), 5);
    QCOMPARE(addUser(fixture, kUuid, 6).status, 200);
    QCOMPARE(expiryOf(fixture, kUuid), 6);
}

void TestFaults::answerWithoutAnEffect()
{
    SandboxFixture fixture;
    fixture.sandbox.faults().add(parsed(R"({"service":"vpn","effect":"none"})"));
    const Called called = addUser(fixture, kUuid, 5);
    QCOMPARE(called.status, 200);
    QVERIFY(called.body.contains("vless://"));
    QCOMPARE(expiryOf(fixture, kUuid), 0);
}

void TestFaults::callIsResetAtItsHead()
{
    SandboxFixture fixture;
    fixture.sandbox.faults().add(
        parsed(R"({"service":"vpn","method":"add-user","action":"reset","reset_at":"head","next":1})"));
    QCOMPARE(fixture.call("GET", u"/vpn/health"_s).status, 200);
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, fixture.sandbox.port());
    socket.write("POST /vpn/add-user HTTP/1.1\r\nContent-Length: 1000\r\n\r\n{");
    QTRY_COMPARE(fixture.ledger(u"fault"_s).size(), 1);
    QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
    QCOMPARE(addUser(fixture, kUuid, 5).status, 200);
}

void TestFaults::whatLeavesTheCallerInTheDarkIsNoted_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<bool>("isUnknown");
    QTest::newRow("lost") << QByteArray(R"({"action":"lost"})") << true;
    QTest::newRow("error after the effect") << QByteArray(R"({"status":500,"effect":true})") << true;
    QTest::newRow("cut") << QByteArray(R"({"cut_after":5})") << true;
    QTest::newRow("late") << QByteArray(R"({"answer_after_ms":12000})") << true;
    QTest::newRow("error") << QByteArray(R"({"status":500})") << false;
    QTest::newRow("reset") << QByteArray(R"({"action":"reset"})") << false;
    QTest::newRow("cut error") << QByteArray(R"({"status":500,"cut_after":5})") << false;
    QTest::newRow("gzip") << QByteArray(R"({"gzip":true})") << false;
    QTest::newRow("somewhat late") << QByteArray(R"({"latency_ms":50})") << false;
}

void TestFaults::whatLeavesTheCallerInTheDarkIsNoted()
{
    QFETCH(QByteArray, fault);
    QFETCH(bool, isUnknown);
    SandboxFixture fixture;
    QJsonObject given = parsed(fault);
    given.insert(u"name", u"mine"_s);
    fixture.sandbox.faults().add(given);
    addUser(fixture, kUuid, 5, 300);
    const QList<QJsonObject> noted = fixture.ledger(u"fault"_s);
    QCOMPARE(noted.size(), 1);
    QCOMPARE(noted.first().value(u"outcome_unknown").toBool(), isUnknown);
    QCOMPARE(noted.first().value(u"faults").toArray(), QJsonArray{u"mine"_s});
}

void TestFaults::catalogIsWellFormed()
{
    QSet<QString> names;
    for (const FaultPlace place : {FaultPlace::StandIns, FaultPlace::Network}) {
        for (const sandbox::CatalogFault *fault : sandbox::catalogFaults(place)) {
            const QString name = QString::fromLatin1(fault->name);
            QVERIFY2(!names.contains(name), fault->name);
            names.insert(name);
            QVERIFY2(qstrlen(fault->imitates) > 0 && qstrlen(fault->source) > 0, fault->name);
            QVERIFY2(fault->isOn == (qstrlen(fault->offSince) == 0), fault->name);
            QVERIFY(sandbox::catalogText().contains(name));
            if (place == FaultPlace::Network)
                continue;
            SandboxFixture fixture;
            const Called called = fixture.control("POST", u"faults"_s, {{u"fault"_s, name}});
            QVERIFY2(called.status == 200, called.body.constData());
        }
    }
    QVERIFY(names.size() > 50);
}

void TestFaults::nameOfTheCatalogIsAFaultToBeChanged()
{
    SandboxFixture fixture;
    fixture.sandbox.faults().add(
        parsed(R"({"fault":"vpn-internal-error","rate":1,"method":"add-user","next":1})"));
    const Called called = addUser(fixture, kUuid, 5);
    QCOMPARE(called.status, 500);
    QCOMPARE(called.body, QByteArray(R"({"detail":"internal_error"})"));
    QCOMPARE(addUser(fixture, kUuid, 5).status, 200);
    QCOMPARE(fixture.ledger(u"fault"_s).first().value(u"faults").toArray(),
             QJsonArray{u"vpn-internal-error"_s});
}

void TestFaults::randomScheduleIsMadeByItsSeed()
{
    const auto firstOf = [](const char *given) {
        sandbox::RandomSchedule schedule(parsed(given));
        QStringList spells;
        qint64 end = 0;
        for (int i = 0; i < 20; ++i) {
            const auto spell = schedule.take();
            if (spell.fromMs < end || spell.untilMs <= spell.fromMs)
                qFatal("spells overlap");
            end = spell.untilMs;
            spells.append(u"%1-%2 %3"_s.arg(spell.fromMs).arg(spell.untilMs).arg(spell.faults.join(u'+')));
        }
        return spells;
    };
    const QStringList seven = firstOf(R"({"schedule":"random","seed":7})");
    QCOMPARE(firstOf(R"({"schedule":"random","seed":7})"), seven);
    QVERIFY(firstOf(R"({"schedule":"random","seed":8})") != seven);
    for (const sandbox::CatalogFault *fault : sandbox::catalogFaults(FaultPlace::StandIns)) {
        if (!fault->isOn)
            QVERIFY2(seven.filter(QString::fromLatin1(fault->name)).isEmpty(), fault->name);
    }
    for (const QString &spell : firstOf(R"({"schedule":"random","service":"vpn","together":1})"))
        QVERIFY2(spell.section(u' ', 1).startsWith(u"vpn-"), qPrintable(spell));
}

void TestFaults::randomScheduleComesAndGoes()
{
    qint64 now = 5'000;
    Faults faults(1, [&now] { return now; });
    faults.add(
        parsed(R"({"schedule":"random","seed":3,"faults":["vpn-down"],"quiet_s":[2,2],"last_s":[3,3]})"));
    QString seen;
    for (int i = 0; i < 15; ++i) {
        const auto verdict = faults.decide(u"vpn"_s, u"health"_s, {});
        seen += verdict.isHarmless() ? u'.' : u'x';
        now += 1'000;
    }
    QCOMPARE(seen, u"..xxx..xxx..xxx"_s);
    QVERIFY(faults.remove(1));
    QVERIFY(faults.decide(u"vpn"_s, u"health"_s, {}).isHarmless());
    QVERIFY(faults.list().isEmpty());
}

void TestFaults::faultsComeFromAFile()
{
    QTemporaryDir folder;
    const QString name = folder.filePath(u"faults.json"_s);
    const auto write = [&name](const QByteArray &content) {
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    };
    const auto errorOf = [](const QString &fileName) {
        try {
            Faults(1).addFile(fileName);
        } catch (const Error &error) {
            return error.message();
        }
        return QString();
    };
    write(R"(["vpn-down", {"service":"telegram","status":502}, {"schedule":"random","seed":7}])");
    Faults faults(1);
    QCOMPARE(faults.addFile(name), (QList<int>{1, 2, 3}));
    QCOMPARE(faults.list().size(), 3);
    write("[nonsense");
    QVERIFY(errorOf(name).contains(u"is no JSON"));
    write(R"([{"status":1}])");
    QVERIFY(errorOf(name).contains(u"faults.json: status must be a whole number from 200 to 599"));
    QVERIFY(errorOf(folder.filePath(u"none"_s)).contains(u"cannot be read"));
}

void TestFaults::faultIsSwitchedOffByItsNumber()
{
    SandboxFixture fixture;
    fixture.sandbox.faults().addAll(parsed(R"({"faults":["vpn-down","telegram-reset"]})"));
    QCOMPARE(fixture.control("DELETE", u"faults?number=1"_s).status, 200);
    QCOMPARE(fixture.control("DELETE", u"faults?number=1"_s).status, 409);
    const Called left = fixture.control("GET", u"faults"_s);
    QCOMPARE(left.json().value(u"faults").toArray().size(), 1);
    QCOMPARE(addUser(fixture, kUuid, 5).status, 200);
}

const turnpike::test::RegisteredTest<TestFaults> kTestFaults;

} // namespace tst_faults

#include "tst_faults.moc"
