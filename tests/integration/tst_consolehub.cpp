#include "support/aside.h"
#include "support/hubfixture.h"
#include "support/testmain.h"

#include <QTest>

#include <condition_variable>

namespace tst_consolehub {

using namespace turnpike;
using namespace turnpike::test;
using namespace turnpike::protocol;
using consolehub::CallRequest;
using Kind = db::DatabaseUrl::Kind;

namespace {

// A call that waits until it is let go.
struct Gate
{
    void wait()
    {
        std::unique_lock lock(mutex);
        waiting += 1;
        changed.wait(lock, [this] { return isOpen; });
    }
    void open()
    {
        const std::lock_guard lock(mutex);
        isOpen = true;
        changed.notify_all();
    }

    std::mutex mutex;
    std::condition_variable changed;
    std::atomic<int> waiting{0};
    bool isOpen = false;
};

QString codeOf(const Answer &answer)
{
    return answer.error ? answer.error->code : QStringLiteral("ok");
}

QJsonObject operatorOrder(const QString &name, const QString &role = QStringLiteral("viewer"))
{
    return {{QStringLiteral("name"), name},
            {QStringLiteral("role"), role},
            {QStringLiteral("reason"), QStringLiteral("a new colleague")}};
}

QString codeOf(const ConsoleClient &console, const QString &id)
{
    for (const Answer &answer : console.answers()) {
        if (answer.id == id)
            return codeOf(answer);
    }
    return {};
}

} // namespace

// Who may do what with the server, and how calls are served, over pipes.
class TestConsoleHub : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // --- who may do what

    void aViewerMayNotChangeAndEachKindOfAttemptIsAuditedOnceAMinute_data() { TestDatabase::addKinds(); }
    void aViewerMayNotChangeAndEachKindOfAttemptIsAuditedOnceAMinute()
    {
        QFETCH(Kind, kind);
        HubFixture fixture(kind);
        const auto console = fixture.connect(fixture.add(QStringLiteral("vera"), Role::Viewer));
        const QJsonObject args = operatorOrder(QStringLiteral("eve"));
        for (int i = 0; i < 3; ++i)
            QCOMPARE(codeOf(console->call(QStringLiteral("c%1").arg(i), call::kAddOperator, args)),
                     QString::fromLatin1(error::kForbidden));
        QCOMPARE(codeOf(console->call(QStringLiteral("d"), call::kRevokeOperator, args)),
                 QString::fromLatin1(error::kForbidden));
        fixture.writeRefusals();
        QCOMPARE(fixture.database().number("SELECT count(*) FROM operators"), 1);
        const auto rows = fixture.database().query(
            "SELECT actor, role, address, action, result FROM audit_log ORDER BY action");
        QCOMPARE(rows.size(), 2U);
        QCOMPARE(rows[0].text(0), QStringLiteral("vera"));
        QCOMPARE(rows[0].text(1), QStringLiteral("viewer"));
        QCOMPARE(rows[0].text(2), QStringLiteral("192.0.2.7"));
        QCOMPARE(rows[0].text(3), QStringLiteral("operators.add"));
        QVERIFY2(rows[0].text(4).contains(u"(3 times)"), qPrintable(rows[0].text(4)));
        QCOMPARE(codeOf(console->call(QStringLiteral("e"), call::kAddOperator, args)),
                 QString::fromLatin1(error::kForbidden));
        fixture.writeRefusals();
        QCOMPARE(fixture.database().number("SELECT count(*) FROM audit_log"), 2);
        fixture.clock.advance(kMinuteMs);
        fixture.writeRefusals();
        QCOMPARE(fixture.database().number("SELECT count(*) FROM audit_log"), 3);
    }

    void aReplayedChangeHasOneEffectAndTheSameAnswer_data() { TestDatabase::addKinds(); }
    void aReplayedChangeHasOneEffectAndTheSameAnswer()
    {
        QFETCH(Kind, kind);
        HubFixture fixture(kind);
        const QByteArray token = fixture.add(QStringLiteral("ada"), Role::Admin);
        auto console = fixture.connect(token);
        const Answer added =
            console->call(QStringLiteral("add-1"), call::kAddOperator, operatorOrder(QStringLiteral("bob")));
        QCOMPARE(codeOf(added), QStringLiteral("ok"));
        const auto bob = fromJson<NewToken>(added.ok);
        QVERIFY(bob.token.startsWith(u"tpc_"));
        QVERIFY(fixture.operators.access(control::Operators::digestOf(bob.token.toUtf8())));
        QVERIFY(!log::redact(QStringLiteral("x ") + bob.token).contains(bob.token));

        console = fixture.connect(token); // the answer was lost with the connection
        const Answer again =
            console->call(QStringLiteral("add-1"), call::kAddOperator, operatorOrder(QStringLiteral("bob")));
        QCOMPARE(codeOf(again), QStringLiteral("ok"));
        const auto told = fromJson<NewToken>(again.ok);
        QCOMPARE(told.name, bob.name);
        QCOMPARE(told.expiresAt, bob.expiresAt);
        QVERIFY(told.token.isEmpty()); // told once, kept nowhere

        const Answer revoked = console->call(QStringLiteral("rev-1"), call::kRevokeOperator,
                                             operatorOrder(QStringLiteral("bob")));
        const Answer revokedAgain = console->call(QStringLiteral("rev-1"), call::kRevokeOperator,
                                                  operatorOrder(QStringLiteral("bob")));
        QCOMPARE(codeOf(revoked), QStringLiteral("ok"));
        QCOMPARE(revokedAgain.ok, revoked.ok);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM audit_log"), 2);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM audit_log WHERE answer LIKE '%tpc_%'"), 0);
    }

    void aNameThatIsTakenABadOneAndAMissingReasonAreRefused()
    {
        HubFixture fixture;
        const auto console = fixture.connect(fixture.add(QStringLiteral("ada"), Role::Admin));
        QJsonObject order = operatorOrder(QStringLiteral("ada"));
        QCOMPARE(codeOf(console->call(QStringLiteral("1"), call::kAddOperator, order)),
                 QString::fromLatin1(error::kConflict));
        for (const char *name : {"", "bootstrap", "a b", "-x"})
            QCOMPARE(codeOf(console->call(QStringLiteral("2") + randomHex(4), call::kAddOperator,
                                          operatorOrder(QString::fromLatin1(name)))),
                     QString::fromLatin1(error::kBadRequest));
        order = operatorOrder(QStringLiteral("bob"));
        order.insert(QStringLiteral("days"), 367);
        QCOMPARE(codeOf(console->call(QStringLiteral("3"), call::kAddOperator, order)),
                 QString::fromLatin1(error::kBadRequest));
        order = operatorOrder(QStringLiteral("bob"));
        order.remove(QStringLiteral("reason"));
        QCOMPARE(codeOf(console->call(QStringLiteral("4"), call::kAddOperator, order)),
                 QString::fromLatin1(error::kBadRequest));
        QCOMPARE(codeOf(console->call(QStringLiteral("5"), call::kRevokeOperator,
                                      operatorOrder(QStringLiteral("nobody")))),
                 QString::fromLatin1(error::kNotFound));
        QCOMPARE(fixture.database().number("SELECT count(*) FROM operators"), 1);
    }

    void aRevokedTokenEndsItsConsolesAndNoOthers()
    {
        HubFixture fixture;
        const auto admin = fixture.connect(fixture.add(QStringLiteral("ada"), Role::Admin));
        const QByteArray token = fixture.add(QStringLiteral("bob"), Role::Operator);
        const auto first = fixture.connect(token);
        const auto second = fixture.connect(token);
        QVERIFY(first->hello() && second->hello());
        QCOMPARE(codeOf(admin->call(QStringLiteral("1"), call::kRevokeOperator,
                                    operatorOrder(QStringLiteral("bob")))),
                 QStringLiteral("ok"));
        QTRY_COMPARE(first->closeCode(), std::optional<int>(CloseRevoked));
        QTRY_COMPARE(second->closeCode(), std::optional<int>(CloseRevoked));
        const auto late = fixture.connect(token);
        QVERIFY(!late->hello());
        QCOMPARE(late->closeCode(), std::optional<int>(CloseRevoked));
        QVERIFY(!admin->closeCode());
    }

    void aReadFromBeforeARevocationBringsNobodyBack()
    {
        HubFixture fixture;
        const QByteArray digest =
            control::Operators::digestOf(fixture.add(QStringLiteral("bob"), Role::Operator));
        fixture.database().database().read(
            db::Demand::Operations, "test", HubFixture::deadline(), [&](db::Transaction &tx) {
                fixture.operators.refresh(tx); // in force with the end of this transaction
                aside([&] {
                    fixture.write([&](db::Transaction &other) {
                        QVERIFY(fixture.operators.revoke(other, QStringLiteral("bob")));
                    });
                });
            });
        QVERIFY(!fixture.operators.access(digest));
    }

    // By another replica, or from a shell.
    void aTokenRevokedElsewhereEndsItsConsolesWithTheNextRead()
    {
        HubFixture fixture;
        const auto console = fixture.connect(fixture.add(QStringLiteral("bob"), Role::Operator));
        QVERIFY(console->hello());
        fixture.database().exec("UPDATE operators SET revoked_at = ?", fixture.clock.nowMs());
        QVERIFY(!console->closeCode());
        fixture.refreshOperators();
        QTRY_COMPARE(console->closeCode(), std::optional<int>(CloseRevoked));
    }

    void aTokenThatIsOverEndsItsConsoles()
    {
        HubFixture fixture;
        const auto console = fixture.connect(fixture.add(QStringLiteral("bob"), Role::Operator, 1));
        QVERIFY(console->hello());
        fixture.clock.advance(kDayMs - 1);
        QCOMPARE(codeOf(console->call(QStringLiteral("1"), call::kLogs)), QStringLiteral("ok"));
        fixture.clock.advance(1);
        QTRY_COMPARE(console->closeCode(), std::optional<int>(CloseRevoked));
    }

    void rightsAreLookedUpForEachCall()
    {
        HubFixture fixture;
        const auto console = fixture.connect(fixture.add(QStringLiteral("ada"), Role::Admin));
        QCOMPARE(codeOf(console->call(QStringLiteral("1"), call::kOperators)), QStringLiteral("ok"));
        fixture.database().exec("UPDATE operators SET role = 'viewer'");
        fixture.refreshOperators();
        QCOMPARE(codeOf(console->call(QStringLiteral("2"), call::kOperators)),
                 QString::fromLatin1(error::kForbidden));
    }

    void theBootstrapTokenIsGoodBeforeAnythingWasRead()
    {
        const QString token = QStringLiteral("a-token-from-the-environment-0123");
        HubFixture fixture(Kind::Sqlite, {}, token);
        const auto console = fixture.connect(token.toUtf8());
        const auto hello = console->hello();
        QVERIFY(hello);
        QCOMPARE(hello->role, Role::Admin);
        QCOMPARE(hello->operatorName, QStringLiteral("bootstrap"));
        QCOMPARE(codeOf(console->call(QStringLiteral("1"), call::kRevokeOperator,
                                      operatorOrder(QStringLiteral("bootstrap")))),
                 QString::fromLatin1(error::kRefused));
        fixture.refreshOperators();
        QCOMPARE(codeOf(console->call(QStringLiteral("2"), call::kOperators)), QStringLiteral("ok"));
    }

    void whoGetsInIsNoted()
    {
        HubFixture fixture;
        const auto console = fixture.connect(fixture.add(QStringLiteral("bob"), Role::Viewer));
        QVERIFY(console->hello());
        QVERIFY(fixture.operators.hasUses());
        fixture.write([&](db::Transaction &tx) { fixture.operators.writeUses(tx); });
        QVERIFY(!fixture.operators.hasUses());
        QCOMPARE(fixture.database().number("SELECT last_used_at FROM operators"), fixture.clock.nowMs());
    }

    // --- calls

    void whatIsNoCallEndsTheConnection_data()
    {
        QTest::addColumn<QByteArray>("frame");
        QTest::newRow("no json") << QByteArray("hello");
        QTest::newRow("no object") << QByteArray("[1]");
        QTest::newRow("no id") << QByteArray(R"({"call":"logs.read"})");
        QTest::newRow("odd id") << QByteArray(R"({"id":"a b","call":"logs.read"})");
        QTest::newRow("no call") << QByteArray(R"({"id":"a"})");
        QTest::newRow("deep") << "{\"id\":\"a\",\"call\":\"x\",\"args\":" + QByteArray(40, '[') +
                                     QByteArray(40, ']') + "}";
    }
    void whatIsNoCallEndsTheConnection()
    {
        QFETCH(QByteArray, frame);
        HubFixture fixture;
        const auto console = fixture.connect(fixture.add(QStringLiteral("bob"), Role::Viewer));
        QVERIFY(console->hello());
        console->send(frame);
        QTRY_COMPARE(console->closeCode(), std::optional<int>(CloseProtocolError));
        QVERIFY(!console->closeReason().isEmpty());
        QTRY_COMPARE(fixture.hub.sessionCount(), 0);
    }

    void aCallThatNobodyServesIsAnsweredSo()
    {
        HubFixture fixture;
        const auto console = fixture.connect(fixture.add(QStringLiteral("bob"), Role::Viewer));
        QCOMPARE(codeOf(console->call(QStringLiteral("1"), "tea.make")),
                 QString::fromLatin1(error::kUnknownCall));
    }

    void whatNeedsMemoryAloneIsAnsweredWhileTheDatabaseHangs()
    {
        HubFixture fixture;
        Gate gate;
        fixture.calls.add(call::kSearch, [&](const CallRequest &, const Deadline &) {
            gate.wait();
            return QJsonObject();
        });
        const auto console = fixture.connect(fixture.add(QStringLiteral("bob"), Role::Viewer));
        console->send(encode(Call{QStringLiteral("slow"), QString::fromLatin1(call::kSearch), {}}));
        QTRY_COMPARE(gate.waiting.load(), 1);
        QCOMPARE(codeOf(console->call(QStringLiteral("quick"), call::kLogs)), QStringLiteral("ok"));
        QCOMPARE(console->answers().size(), 1U);
        gate.open();
        QTRY_COMPARE(console->answers().size(), 2U);
    }

    // A slow search of somebody holds up no switch that is flipped.
    void aChangeIsMadeWhileAReadHangs()
    {
        HubFixture fixture;
        Gate gate;
        fixture.calls.add(call::kSearch, [&](const CallRequest &, const Deadline &) {
            gate.wait();
            return QJsonObject();
        });
        const auto console = fixture.connect(fixture.add(QStringLiteral("ada"), Role::Admin));
        console->send(encode(Call{QStringLiteral("slow"), QString::fromLatin1(call::kSearch), {}}));
        QTRY_COMPARE(gate.waiting.load(), 1);
        QCOMPARE(codeOf(console->call(QStringLiteral("change"), call::kAddOperator,
                                      operatorOrder(QStringLiteral("eve")))),
                 QStringLiteral("ok"));
        QCOMPARE(console->answers().size(), 1U);
        gate.open();
        QTRY_COMPARE(console->answers().size(), 2U);
    }

    void consolesTakeTurns()
    {
        HubFixture fixture;
        Gate gate;
        QStringList order; // of the one thread
        fixture.calls.add(call::kSearch, [&](const CallRequest &request, const Deadline &) {
            gate.wait();
            order.append(request.id);
            return QJsonObject();
        });
        const auto busy = fixture.connect(fixture.add(QStringLiteral("busy"), Role::Viewer));
        const auto other = fixture.connect(fixture.add(QStringLiteral("other"), Role::Viewer));
        for (const char *id : {"b1", "b2", "b3"})
            busy->send(encode(Call{QString::fromLatin1(id), QString::fromLatin1(call::kSearch), {}}));
        QTRY_COMPARE(gate.waiting.load(), 1);
        QCOMPARE(codeOf(other->call(QStringLiteral("x"), call::kLogs)),
                 QStringLiteral("ok")); // b2, b3 are in
        other->send(encode(Call{QStringLiteral("o1"), QString::fromLatin1(call::kSearch), {}}));
        QCOMPARE(codeOf(other->call(QStringLiteral("y"), call::kLogs)), QStringLiteral("ok")); // o1 is in
        gate.open();
        QTRY_COMPARE(busy->answers().size(), 3U);
        QTRY_COMPARE(other->answers().size(), 3U);
        QCOMPARE(order, (QStringList{QStringLiteral("b1"), QStringLiteral("b2"), QStringLiteral("o1"),
                                     QStringLiteral("b3")}));
    }

    // However many consoles it asks from.
    void operatorsTakeTurns()
    {
        HubFixture fixture;
        Gate gate;
        QStringList order; // of the one thread
        fixture.calls.add(call::kSearch, [&](const CallRequest &request, const Deadline &) {
            gate.wait();
            order.append(request.id);
            return QJsonObject();
        });
        const QByteArray token = fixture.add(QStringLiteral("busy"), Role::Viewer);
        const auto busy = fixture.connect(token);
        const auto alsoBusy = fixture.connect(token);
        const auto other = fixture.connect(fixture.add(QStringLiteral("other"), Role::Viewer));
        const auto ask = [](ConsoleClient &console, const char *id) {
            console.send(encode(Call{QString::fromLatin1(id), QString::fromLatin1(call::kSearch), {}}));
            // Once this one is answered, the one before is in.
            return codeOf(console.call(QStringLiteral("after-") + QLatin1String(id), call::kLogs));
        };
        QCOMPARE(ask(*busy, "b1"), QStringLiteral("ok"));
        QTRY_COMPARE(gate.waiting.load(), 1);
        QCOMPARE(ask(*busy, "b2"), QStringLiteral("ok"));
        QCOMPARE(ask(*alsoBusy, "b3"), QStringLiteral("ok"));
        QCOMPARE(ask(*other, "o1"), QStringLiteral("ok"));
        gate.open();
        QTRY_COMPARE(codeOf(*busy, QStringLiteral("b2")), QStringLiteral("ok"));
        QTRY_COMPARE(codeOf(*other, QStringLiteral("o1")), QStringLiteral("ok"));
        QTRY_COMPARE(codeOf(*alsoBusy, QStringLiteral("b3")), QStringLiteral("ok"));
        QCOMPARE(order, (QStringList{QStringLiteral("b1"), QStringLiteral("b2"), QStringLiteral("o1"),
                                     QStringLiteral("b3")}));
    }

    // And not of that in which it was asked for.
    void rightsAreThoseOfTheMomentInWhichACallRuns()
    {
        HubFixture fixture;
        Gate gate;
        fixture.calls.add(call::kRunWorker, [&](const CallRequest &, const Deadline &) {
            gate.wait();
            return QJsonObject();
        });
        const auto console = fixture.connect(fixture.add(QStringLiteral("ada"), Role::Admin));
        console->send(encode(Call{QStringLiteral("1"), QString::fromLatin1(call::kRunWorker), {}}));
        QTRY_COMPARE(gate.waiting.load(), 1);
        console->send(encode(Call{QStringLiteral("2"), QString::fromLatin1(call::kAddOperator),
                                  operatorOrder(QStringLiteral("eve"))}));
        QCOMPARE(codeOf(console->call(QStringLiteral("3"), call::kLogs)), QStringLiteral("ok")); // 2 is in
        fixture.database().exec("UPDATE operators SET role = 'viewer'");
        fixture.refreshOperators();
        gate.open();
        QTRY_COMPARE(codeOf(*console, QStringLiteral("2")), QString::fromLatin1(error::kForbidden));
        QCOMPARE(fixture.database().number("SELECT count(*) FROM operators"), 1);
        fixture.writeRefusals();
        QCOMPARE(fixture.database().number("SELECT count(*) FROM audit_log WHERE action = 'operators.add'"),
                 1);
    }

    void moreThan64UnansweredCallsAreRefused()
    {
        HubFixture fixture;
        Gate gate;
        fixture.calls.add(call::kSearch, [&](const CallRequest &, const Deadline &) {
            gate.wait();
            return QJsonObject();
        });
        const auto console = fixture.connect(fixture.add(QStringLiteral("bob"), Role::Viewer));
        for (int i = 0; i < 65; ++i)
            console->send(encode(Call{QString::number(i), QString::fromLatin1(call::kSearch), {}}));
        QTRY_COMPARE(console->answers().size(), 1U);
        QCOMPARE(codeOf(console->answers()[0]), QString::fromLatin1(error::kTooMany));
        gate.open();
        QTRY_COMPARE(console->answers().size(), 65U);
    }

    // --- the end

    void aDrainingServerSaysGoodbyeAndLetsNobodyIn()
    {
        HubFixture fixture;
        const QByteArray token = fixture.add(QStringLiteral("bob"), Role::Viewer);
        const auto console = fixture.connect(token);
        QVERIFY(console->hello());
        fixture.hub.startDraining();
        QTRY_COMPARE(console->closeCode(), std::optional<int>(CloseGoingAway));
        QVERIFY(fixture.hub.whyClosed({QStringLiteral("bob"), Role::Viewer, 0})->isEnding);
        const auto late = fixture.connect(token);
        QVERIFY(!late->hello());
        QCOMPARE(late->closeCode(), std::optional<int>(CloseGoingAway));
    }
};

const turnpike::test::RegisteredTest<TestConsoleHub> kTestConsoleHub;

} // namespace tst_consolehub

#include "tst_consolehub.moc"
