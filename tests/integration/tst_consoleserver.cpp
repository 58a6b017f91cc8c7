// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "serverfixture.h"

#include "protocol/calls.h"
#include "protocol/logs.h"
#include "protocol/operators.h"
#include "support/consoleclient.h"
#include "support/rawclient.h"
#include "support/tcpgate.h"
#include "support/testmain.h"

#include <QProcess>

namespace tst_consoleserver {

using namespace turnpike;
using namespace turnpike::test;
using namespace turnpike::protocol;
using namespace Qt::StringLiterals;
using Kind = db::DatabaseUrl::Kind;

namespace {

const QByteArray kUpgrade("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
const QByteArray kProtocolHeader("Sec-WebSocket-Protocol: turnpike.console.v1\r\n");
const QByteArray kGoodToken("Authorization: Bearer " + kBootstrap + "\r\n");

ConsoleClient::Options with(const QByteArray &token)
{
    ConsoleClient::Options options;
    options.token = token;
    return options;
}

QString codeOf(const Answer &answer)
{
    return answer.error ? answer.error->code.word() : u"ok"_s;
}

// The server with a bootstrap token.
struct Server : ServerFixture
{
    explicit Server(Kind kind)
        : ServerFixture(kind)
    {
        openDoor();
        set("QT_LOGGING_RULES", u"turnpike.console*.debug=true"_s);
    }

    std::unique_ptr<ConsoleClient> connect(const QByteArray &token = kBootstrap)
    {
        return std::make_unique<ConsoleClient>(port(), with(token));
    }

    // `turnpike-server …` beside the server, in its environment.
    QByteArray command(const QStringList &arguments) const
    {
        QProcess process;
        process.setProcessEnvironment(environment());
        process.start(program(), arguments);
        // Telegram lives in this thread too, and must not fall silent.
        if (!QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 30'000))
            process.kill();
        return process.readAllStandardOutput();
    }

    // Whether an update is taken in now.
    bool isServing(qint64 updateId) const
    {
        RawClient client(port());
        const QByteArray body = R"({"update_id":)" + QByteArray::number(updateId) + R"(,"poll":{"id":"1"}})";
        const auto answer = client.exchange(
            post("/telegram/webhook", body, "X-Telegram-Bot-Api-Secret-Token: fixture-webhook-secret\r\n"));
        return answer && answer->status == 200;
    }
};

} // namespace

// Consoles of the real server, over real WebSockets.
class TestConsoleServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aConsoleIsGreetedAndItsCallAnsweredAndItGoesOnAfterACut()
    {
        Server server(Kind::Sqlite);
        server.startReady();
        auto console = server.connect();
        const auto hello = console->hello();
        QVERIFY2(hello, qPrintable(console->closeReason()));
        QCOMPARE(hello->major, kMajorVersion);
        QCOMPARE(hello->operatorName, u"bootstrap"_s);
        QCOMPARE(hello->role, Role::Admin);
        QCOMPARE(hello->environment, Environment::Local);
        QVERIFY(hello->snapshot);
        QCOMPARE(hello->snapshot->flags.size(), 9);
        const Answer answer = console->call(u"a-1"_s, call::kSnapshot);
        QCOMPARE(codeOf(answer), u"ok"_s);
        QCOMPARE(fromJson<Snapshot>(answer.ok).flags.size(), 9);
        console.reset();

        ConsoleClient::Options options = with(kBootstrap);
        options.epoch = hello->epoch.toUtf8();
        options.seq = hello->seq;
        ConsoleClient again(server.port(), options);
        const auto resumed = again.hello();
        QVERIFY(resumed && resumed->resumed && !resumed->snapshot);
    }

    void whatHappensAtAShellIsToldToConsoles()
    {
        Server server(Kind::Sqlite);
        server.startReady();
        const auto console = server.connect();
        QVERIFY(console->hello());
        server.command({u"flag"_s, u"set"_s, u"trials"_s, u"off"_s, u"not today"_s});
        const auto isTold = [&] {
            for (const Event &event : console->events(event::kAudit)) {
                const auto row = fromJson<AuditRow>(event.data);
                if (row.action == u"flags.set" && row.reason == u"not today")
                    return true;
            }
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isTold(), 20'000);
    }

    void aTokenFromAShellLetsInUntilItIsRevokedThere()
    {
        Server server(Kind::Postgres);
        server.startReady();
        const QByteArray printed = server.command(
            {u"operator"_s, u"add"_s, u"bob"_s, u"--role"_s, u"viewer"_s, u"--days"_s, u"3"_s});
        const qsizetype at = printed.indexOf("tpc_");
        QVERIFY2(at > 0, printed.constData());
        const QByteArray token = printed.mid(at).trimmed();
        std::unique_ptr<ConsoleClient> console;
        const auto isIn = [&] {
            if (!console || console->closeCode())
                console = server.connect(token);
            return console->hello().has_value();
        };
        QTRY_VERIFY_WITH_TIMEOUT(isIn(), 20'000); // seen within a second
        QCOMPARE(console->hello()->role, Role::Viewer);
        QCOMPARE(codeOf(console->call(u"1"_s, call::kOperators)),
                 QString::fromLatin1(toWord(ErrorCode::Forbidden)));
        QVERIFY(server.command({u"operator"_s, u"list"_s}).contains("bob                  viewer   until"));
        QVERIFY(server.command({u"operator"_s, u"revoke"_s, u"bob"_s}).contains("revoked"));
        QTRY_COMPARE_WITH_TIMEOUT(console->closeCode(), std::optional<int>(CloseRevoked), 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(
            server.database().number("SELECT count(*) FROM audit_log WHERE action = 'operators.list' AND "
                                     "actor = 'bob' AND result LIKE 'refused%'"),
            1, 20'000);
        QCOMPARE(server.database().number("SELECT count(*) FROM operators WHERE last_used_at IS NOT NULL"),
                 1);
        QVERIFY(!server.log().contains(token));
        QVERIFY(!server.log().contains(kBootstrap));
    }

    void strangersGetPlainAnswers()
    {
        Server server(Kind::Sqlite);
        server.startReady();
        const auto status = [&](const QByteArray &path, const QByteArray &headers) {
            RawClient client(server.port());
            const auto answer = client.exchange(get(path, kUpgrade + headers));
            return answer ? answer->status : 0;
        };
        QCOMPARE(status("/console", kProtocolHeader + kGoodToken), 101);
        QCOMPARE(status("/other", kProtocolHeader + kGoodToken), 404);
        QCOMPARE(status("/console", kProtocolHeader + kGoodToken + "Origin: https://example.org\r\n"), 403);
        QCOMPARE(status("/console", "Sec-WebSocket-Protocol: turnpike.console.v2\r\n" + kGoodToken), 400);
        for (int i = 0; i < 10; ++i)
            QCOMPARE(status("/console", kProtocolHeader + "Authorization: Bearer guess\r\n"), 401);
        QCOMPARE(status("/console", kProtocolHeader + "Authorization: Bearer guess\r\n"), 429);
        QCOMPARE(status("/console", kProtocolHeader + kGoodToken), 101);
        QTRY_COMPARE_WITH_TIMEOUT(
            server.database().number("SELECT count(*) FROM audit_log WHERE action = 'console.connect'"), 1,
            20'000);
        QVERIFY(server.isServing(1));
    }

    // Behind a proxy: who guesses makes others wait no longer, and the audit names them.
    void guessesAreCountedByTheAddressThatTheProxyTells()
    {
        Server server(Kind::Sqlite);
        server.set("CLIENT_ADDRESS_HEADER", u"X-Real-IP"_s);
        server.startReady();
        const auto guess = [&](const QByteArray &address) {
            RawClient client(server.port());
            const auto answer = client.exchange(
                get("/console", kUpgrade + kProtocolHeader +
                                    "Authorization: Bearer guess\r\nX-Real-IP: " + address + "\r\n"));
            return answer ? answer->status : 0;
        };
        for (int i = 0; i < 10; ++i)
            QCOMPARE(guess("192.0.2.1"), 401);
        QCOMPARE(guess("192.0.2.1"), 429);
        QCOMPARE(guess("192.0.2.2"), 401);
        for (const char *address : {"192.0.2.1", "192.0.2.2"})
            QTRY_VERIFY_WITH_TIMEOUT(
                server.database().number("SELECT count(*) FROM audit_log WHERE action = 'console.connect'"
                                         " AND address = ?",
                                         QString::fromLatin1(address)) > 0,
                20'000);
    }

    void whatIsNoWebSocketFrameEndsThatConnectionAlone_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray mask(4, '\0');
        QTest::newRow("not masked") << QByteArray("\x81\x02{}", 4);
        QTest::newRow("reserved opcode") << QByteArray("\x83\x80", 2) + mask;
        QTest::newRow("reserved bits") << QByteArray("\xf1\x80", 2) + mask;
        QTest::newRow("control frame in pieces") << QByteArray("\x09\x80", 2) + mask;
        QTest::newRow("control frame too long")
            << QByteArray("\x89\xfe\x00\xff", 4) + mask + QByteArray(255, 'x');
        QTest::newRow("goes on without a beginning") << QByteArray("\x80\x80", 2) + mask;
        QTest::newRow("negative length") << QByteArray("\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff", 10) + mask;
        QTest::newRow("1 MB") << QByteArray("\x81\xff\x00\x00\x00\x00\x00\x10\x00\x00", 10) + mask +
                                     QByteArray(1 << 20, 'x');
        QTest::newRow("1 MB in pieces of 32 KiB")
            << (QByteArray("\x01\xfe\x80\x00", 4) + mask + QByteArray(32'768, 'x')) +
                   (QByteArray("\x00\xfe\x80\x00", 4) + mask + QByteArray(32'768, 'x')).repeated(31);
        QTest::newRow("binary") << QByteArray("\x82\x80", 2) + mask;
        QTest::newRow("not UTF-8") << QByteArray("\x81\x82", 2) + mask + QByteArray("\xff\xfe", 2);
    }
    void whatIsNoWebSocketFrameEndsThatConnectionAlone()
    {
        QFETCH(QByteArray, bytes);
        if (!m_shared) {
            m_shared = std::make_unique<Server>(Kind::Sqlite);
            m_shared->startReady();
        }
        const auto console = m_shared->connect();
        QVERIFY(console->hello());
        RawClient hostile(m_shared->port());
        const auto answer = hostile.exchange(get("/console", kUpgrade + kProtocolHeader + kGoodToken));
        QVERIFY(answer);
        QCOMPARE(answer->status, 101);
        QCOMPARE(answer->headers.value("sec-websocket-protocol"), kSubprotocol);
        hostile.send(bytes);
        QVERIFY(hostile.isClosedByServer());
        QCOMPARE(codeOf(console->call(u"1"_s, call::kSnapshot)), u"ok"_s);
        QVERIFY(m_shared->isServing(1));
    }

    void aFrameThatIsTooBigIsSaidToBe()
    {
        Server server(Kind::Sqlite);
        server.startReady();
        const auto console = server.connect();
        QVERIFY(console->hello());
        console->send(QByteArray(1 << 20, 'x'));
        QTRY_VERIFY_WITH_TIMEOUT(console->closeCode(), 20'000);
        // As below: what is still on its way to a server that has closed can reset the connection.
        QVERIFY2(console->closeCode() == CloseTooBig || console->closeCode() == CloseNoAnswer,
                 qPrintable(QString::number(*console->closeCode())));
        QTRY_COMPARE_WITH_TIMEOUT(server.log().count(R"("code":1009)"), 1, 20'000);
    }

    // 10 000 calls at once, again and again, while the shop serves.
    void aFloodOfCallsDoesNotSlowTheShop()
    {
        Server server(Kind::Postgres);
        server.startReady();
        const auto other = server.connect();
        QVERIFY(other->hello());
        const QByteArray frame = encode(Call{u"x"_s, QString::fromLatin1(call::kLogs), {}});
        qint64 updates = 0;
        qint64 slowestMs = 0;
        const auto isServing = [&] {
            QElapsedTimer timer;
            timer.start();
            const bool isTaken = server.isServing(++updates);
            slowestMs = std::max(slowestMs, timer.elapsed());
            return isTaken;
        };
        for (int round = 0; round < 5; ++round) {
            const auto abuser = server.connect();
            QVERIFY(abuser->hello());
            for (int i = 0; i < 10'000; ++i)
                abuser->send(frame);
            QElapsedTimer patience;
            patience.start();
            while (!abuser->closeCode() && patience.elapsed() < 20'000) {
                QVERIFY(isServing());
                QCoreApplication::processEvents();
            }
            QVERIFY2(abuser->closeCode(), "the flood was not ended");
            // What it still sends when the server has closed can reset the connection, and the goodbye with
            // it: the server's own word is what counts.
            QVERIFY2(abuser->closeCode() == CloseTooManyCalls || abuser->closeCode() == CloseNoAnswer,
                     qPrintable(u"%1 %2"_s.arg(*abuser->closeCode()).arg(abuser->closeReason())));
            QTRY_COMPARE_WITH_TIMEOUT(server.log().count(R"("code":4002)"), round + 1, 20'000);
            QVERIFY(isServing());
            QCOMPARE(codeOf(other->call(QString::number(round), call::kSnapshot)), u"ok"_s);
        }
        QVERIFY2(slowestMs < 2'000, qPrintable(QString::number(slowestMs)));
        qInfo("%lld updates taken in, the slowest after %lld ms", updates, slowestMs);
    }

    void withTheDatabaseAwayAConsoleGetsInReadsMemoryAndChangesNothing()
    {
        Server server(Kind::Postgres);
        server.set("DATABASE_URL", server.database().url().withDatabase(u"never_there"_s).display());
        server.start();
        std::unique_ptr<ConsoleClient> console;
        const auto isIn = [&] {
            if (!console || console->closeCode())
                console = server.connect();
            return console->hello().has_value();
        };
        QTRY_VERIFY_WITH_TIMEOUT(isIn(), 30'000);
        QCOMPARE(codeOf(console->call(u"1"_s, call::kSnapshot)), u"ok"_s);
        const auto log = fromJson<LogPage>(console->call(u"2"_s, call::kLogs).ok);
        QVERIFY(!log.items.isEmpty());
        const Answer change = console->call(u"3"_s, call::kRevokeOperator,
                                            {{u"name"_s, u"bob"_s}, {u"reason"_s, u"left us"_s}});
        QCOMPARE(codeOf(change), QString::fromLatin1(toWord(ErrorCode::Unavailable)));
        QVERIFY(change.error->message.contains(u"nothing was changed"));
        QCOMPARE(codeOf(console->call(u"4"_s, call::kAudit)),
                 QString::fromLatin1(toWord(ErrorCode::Unavailable)));
    }

    void operatorsGetInWhileTheDatabaseIsAwayAndChangeAgainWhenItIsBack()
    {
        Server server(Kind::Postgres);
        const db::DatabaseUrl url = server.database().url();
        TcpGate gate(url.port());
        server.set("DATABASE_URL",
                   url.display().replace(u":%1/"_s.arg(url.port()), u":%1/"_s.arg(gate.port())));
        server.startReady();
        const auto admin = server.connect();
        QVERIFY(admin->hello());
        const Answer added =
            admin->call(u"add"_s, call::kAddOperator,
                        {{u"name"_s, u"bob"_s}, {u"role"_s, u"admin"_s}, {u"reason"_s, u"new here"_s}});
        QCOMPARE(codeOf(added), u"ok"_s);
        gate.setRefusing(true);
        gate.cutAll();
        const auto bob = server.connect(fromJson<NewToken>(added.ok).token.toUtf8());
        QVERIFY(bob->hello());
        QCOMPARE(codeOf(bob->call(u"1"_s, call::kSnapshot)), u"ok"_s);
        const QJsonObject order{
            {u"name"_s, u"eve"_s}, {u"role"_s, u"viewer"_s}, {u"reason"_s, u"new here"_s}};
        QCOMPARE(codeOf(bob->call(u"eve"_s, call::kAddOperator, order)),
                 QString::fromLatin1(toWord(ErrorCode::Unavailable)));
        gate.setRefusing(false);
        QTRY_COMPARE_WITH_TIMEOUT(codeOf(bob->call(u"eve"_s, call::kAddOperator, order)), u"ok"_s, 30'000);
        QCOMPARE(server.database().number("SELECT count(*) FROM operators WHERE name = 'eve'"), 1);
        // Who came in meanwhile was kept until then.
        QTRY_COMPARE_WITH_TIMEOUT(
            server.database().number("SELECT count(*) FROM audit_log WHERE actor = 'bob' "
                                     "AND action = 'console.login'"),
            1, 30'000);
    }

    // As often as it takes, and then once.
    void whatTheAuditDoesNotTakeIsWrittenOnceItDoes()
    {
        Server server(Kind::Postgres);
        server.startReady();
        // What a sequence counts is not rolled back.
        server.database().outsider("CREATE SEQUENCE refusals;"
                                   "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
                                   "'BEGIN PERFORM nextval(''refusals''); RAISE EXCEPTION ''not now''; END';"
                                   "CREATE TRIGGER refuse BEFORE INSERT ON audit_log FOR EACH ROW "
                                   "WHEN (NEW.action = 'console.login') EXECUTE FUNCTION refuse()");
        const auto console = server.connect();
        QVERIFY(console->hello());
        // Refused, and brought again.
        QTRY_VERIFY_WITH_TIMEOUT(server.database().number("SELECT last_value FROM refusals") >= 2, 30'000);
        const auto written = [&] {
            return server.database().number("SELECT count(*) FROM audit_log WHERE actor = 'bootstrap' AND "
                                            "action = 'console.login' AND result = 'done'");
        };
        QCOMPARE(written(), 0);
        server.database().outsider("DROP TRIGGER refuse ON audit_log");
        QTRY_COMPARE_WITH_TIMEOUT(written(), 1, 30'000);
    }

    void aServerThatEndsSaysSo()
    {
        Server server(Kind::Sqlite);
        server.startReady();
        const auto console = server.connect();
        QVERIFY(console->hello());
        server.server().terminate();
        QTRY_COMPARE_WITH_TIMEOUT(console->closeCode(), std::optional<int>(CloseGoingAway), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(!server.server().isRunning(), 20'000);
        QCOMPARE(server.server().exitCode(), std::optional(0));
        QCOMPARE(server.database().number("SELECT count(*) FROM audit_log WHERE action = 'console.end' AND "
                                          "result = 'server ending'"),
                 1);
    }

    void cleanupTestCase() { m_shared.reset(); }

private:
    std::unique_ptr<Server> m_shared;
};

const turnpike::test::RegisteredTest<TestConsoleServer> kTestConsoleServer;

} // namespace tst_consoleserver

#include "tst_consoleserver.moc"
