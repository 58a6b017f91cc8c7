// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolehub/statetable.h"
#include "support/aside.h"
#include "support/hubfixture.h"
#include "support/testmain.h"

#include <QElapsedTimer>
#include <QScopeGuard>
#include <QTest>

#include <condition_variable>

namespace tst_consolehub {

using namespace turnpike;
using namespace turnpike::test;
using namespace turnpike::protocol;
using namespace Qt::StringLiterals;
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
    // From now on such a call waits here before it is answered.
    void hold(HubFixture &fixture, const char *name)
    {
        fixture.calls.add(name, [this](const CallRequest &, const Deadline &) {
            wait();
            return QJsonObject();
        });
    }

    std::mutex mutex;
    std::condition_variable changed;
    std::atomic<int> waiting{0};
    bool isOpen = false;
};

QString codeOf(const Answer &answer)
{
    return answer.error ? answer.error->code.word() : u"ok"_s;
}

QJsonObject operatorOrder(const QString &name, const QString &role = u"viewer"_s)
{
    return {{u"name"_s, name}, {u"role"_s, role}, {u"reason"_s, u"a new colleague"_s}};
}

QString codeOf(const ConsoleClient &console, const QString &id)
{
    for (const Answer &answer : console.answers()) {
        if (answer.id == id)
            return codeOf(answer);
    }
    return {};
}

// Of an administrator.
CallRequest change(const char *id, const QString &name)
{
    return {QString::fromLatin1(id),
            QString::fromLatin1(call::kAddOperator),
            operatorOrder(name),
            {u"ada"_s, Role::Admin, u"192.0.2.7"_s}};
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
        const auto console = fixture.connect(fixture.add(u"vera"_s, Role::Viewer));
        const auto written = [&] {
            fixture.writeRefusals();
            return fixture.database().number(
                "SELECT count(*) FROM audit_log WHERE action LIKE 'operators.%'");
        };
        const QJsonObject args = operatorOrder(u"eve"_s);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(
                codeOf(console->call(u"c%1"_s.arg(i), call::kAddOperator, operatorOrder(u"eve-%1"_s.arg(i)))),
                QString::fromLatin1(toWord(ErrorCode::Forbidden)));
        QCOMPARE(codeOf(console->call(u"d"_s, call::kRevokeOperator, args)),
                 QString::fromLatin1(toWord(ErrorCode::Forbidden)));
        QCOMPARE(written(), 2);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM operators"), 1);
        const auto rows = fixture.database().query(
            "SELECT actor, role, address, action, result, subject FROM audit_log WHERE action LIKE "
            "'operators.%' ORDER BY action");
        QCOMPARE(rows.size(), 2U);
        QCOMPARE(rows[0].text(0), u"vera"_s);
        QCOMPARE(rows[0].text(1), u"viewer"_s);
        QCOMPARE(rows[0].text(2), u"192.0.2.7"_s);
        QCOMPARE(rows[0].text(3), u"operators.add"_s);
        QVERIFY2(rows[0].text(4).contains(u"(3 times)"), qPrintable(rows[0].text(4)));
        QVERIFY2(rows[0].text(5).contains(u"eve-0"), qPrintable(rows[0].text(5))); // how it began
        QCOMPARE(codeOf(console->call(u"e"_s, call::kAddOperator, args)),
                 QString::fromLatin1(toWord(ErrorCode::Forbidden)));
        QCOMPARE(written(), 2);
        fixture.clock.advance(kMinuteMs);
        QCOMPARE(written(), 3);
    }

    void aReplayedChangeHasOneEffectAndTheSameAnswer_data() { TestDatabase::addKinds(); }
    void aReplayedChangeHasOneEffectAndTheSameAnswer()
    {
        QFETCH(Kind, kind);
        HubFixture fixture(kind);
        const QByteArray token = fixture.add(u"ada"_s, Role::Admin);
        auto console = fixture.connect(token);
        const Answer added = console->call(u"add-1"_s, call::kAddOperator, operatorOrder(u"bob"_s));
        QCOMPARE(codeOf(added), u"ok"_s);
        const auto bob = fromJson<NewToken>(added.ok);
        QVERIFY(bob.token.startsWith(u"tpc_"));
        QVERIFY(fixture.operators.access(control::Operators::digestOf(bob.token.toUtf8())));
        QVERIFY(!log::redact(u"x "_s + bob.token).contains(bob.token));

        console = fixture.connect(token); // the answer was lost with the connection
        const Answer again = console->call(u"add-1"_s, call::kAddOperator, operatorOrder(u"bob"_s));
        QCOMPARE(codeOf(again), u"ok"_s);
        const auto told = fromJson<NewToken>(again.ok);
        QCOMPARE(told.name, bob.name);
        QCOMPARE(told.expiresAt, bob.expiresAt);
        QVERIFY(told.token.isEmpty()); // told once, kept nowhere

        const Answer revoked = console->call(u"rev-1"_s, call::kRevokeOperator, operatorOrder(u"bob"_s));
        const Answer revokedAgain = console->call(u"rev-1"_s, call::kRevokeOperator, operatorOrder(u"bob"_s));
        QCOMPARE(codeOf(revoked), u"ok"_s);
        QCOMPARE(revokedAgain.ok, revoked.ok);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM audit_log"), 2);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM audit_log WHERE answer LIKE '%tpc_%'"), 0);
    }

    // The id is claimed before the work: whoever comes second waits for the end of the first, and does
    // nothing.
    void theSameIdOnTwoReplicasAtOnceHasOneEffect()
    {
        HubFixture fixture(Kind::Postgres);
        db::ConnectionPool otherPool(fixture.database().url(), TestDatabase::defaultOptions());
        QVERIFY(otherPool.waitUntilUp(HubFixture::deadline()));
        db::Database otherDatabase(otherPool);
        const consolehub::Changes other(otherDatabase, fixture.audit);
        Gate gate;
        std::atomic<int> effects{0};
        const auto run = [&](const consolehub::Changes &changes) {
            const CallRequest request = change("once-1", u"bob"_s);
            return changes.run(request, u"operator:bob"_s, u"a test"_s, HubFixture::deadline(),
                               [&](db::Transaction &) {
                                   const int effect = ++effects;
                                   if (effect == 1)
                                       gate.wait();
                                   consolehub::Changes::Effect made;
                                   made.subject = u"operator:bob"_s;
                                   made.answer = QJsonObject{{u"effect"_s, effect}};
                                   return made;
                               });
        };
        Aside first([&] { return run(fixture.changes); });
        const auto openGate = qScopeGuard([&] { gate.open(); });
        QTRY_COMPARE(gate.waiting.load(), 1);
        Aside second([&] { return run(other); });
        const auto openGateFirst = qScopeGuard([&] { gate.open(); });
        const auto hasMet = [&] {
            return effects == 2 || fixture.database().outsider(
                                       "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = "
                                       "'Lock' AND datname = current_database()") == "1";
        };
        QTRY_VERIFY(hasMet());
        gate.open();
        const QJsonObject answer = first.get();
        QCOMPARE(second.get(), answer);
        QCOMPARE(effects.load(), 1);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM audit_log WHERE result = 'done'"), 1);
    }

    // What is asked for under a used id is another change, and whoever tries is seen.
    void theSameIdWithOtherArgumentsIsRefusedAndSeen_data() { TestDatabase::addKinds(); }
    void theSameIdWithOtherArgumentsIsRefusedAndSeen()
    {
        QFETCH(Kind, kind);
        HubFixture fixture(kind);
        const auto console = fixture.connect(fixture.add(u"ada"_s, Role::Admin));
        const QString id = u"add-1"_s;
        QCOMPARE(codeOf(console->call(id, call::kAddOperator, operatorOrder(u"bob"_s))), u"ok"_s);
        for (int i = 0; i < 2; ++i)
            QCOMPARE(codeOf(console->call(id, call::kAddOperator, operatorOrder(u"eve"_s))),
                     QString::fromLatin1(toWord(ErrorCode::BadRequest)));
        QCOMPARE(codeOf(console->call(id, call::kAddOperator, operatorOrder(u"bob"_s))), u"ok"_s);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM operators WHERE name IN ('bob', 'eve')"), 1);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM audit_log WHERE change_id = 'add-1' AND "
                                           "subject = 'operator:bob' AND result = 'done'"),
                 1);
        QCOMPARE(
            fixture.database().number("SELECT count(*) FROM audit_log WHERE change_id IS NULL AND call_id "
                                      "= 'add-1' AND subject = 'operator:eve'"),
            2);
    }

    // Nobody is told what somebody else was answered, nor that something was done which nobody did.
    void theSameIdOfAnotherOperatorIsRefusedAndSeen_data() { TestDatabase::addKinds(); }
    void theSameIdOfAnotherOperatorIsRefusedAndSeen()
    {
        QFETCH(Kind, kind);
        HubFixture fixture(kind);
        const auto ada = fixture.connect(fixture.add(u"ada"_s, Role::Admin));
        const auto zoe = fixture.connect(fixture.add(u"zoe"_s, Role::Admin));
        const QString id = u"add-1"_s;
        const QJsonObject order = operatorOrder(u"bob"_s);
        QCOMPARE(codeOf(ada->call(id, call::kAddOperator, order)), u"ok"_s);
        const Answer toZoe = zoe->call(id, call::kAddOperator, order);
        QCOMPARE(codeOf(toZoe), QString::fromLatin1(toWord(ErrorCode::BadRequest)));
        QVERIFY(toZoe.ok.isEmpty());
        QCOMPARE(codeOf(ada->call(id, call::kAddOperator, order)), u"ok"_s);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM operators WHERE name = 'bob'"), 1);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM audit_log WHERE actor = 'ada' AND change_id "
                                           "= 'add-1' AND result = 'done'"),
                 1);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM audit_log WHERE actor = 'zoe' AND change_id "
                                           "IS NULL AND call_id = 'add-1' AND result <> 'done'"),
                 1);
    }

    void theSameIdForAnotherCallIsRefusedAndSeen_data() { TestDatabase::addKinds(); }
    void theSameIdForAnotherCallIsRefusedAndSeen()
    {
        QFETCH(Kind, kind);
        HubFixture fixture(kind);
        const auto console = fixture.connect(fixture.add(u"ada"_s, Role::Admin));
        const QString id = u"bob-1"_s;
        const QJsonObject order = operatorOrder(u"bob"_s); // both take it
        QCOMPARE(codeOf(console->call(id, call::kAddOperator, order)), u"ok"_s);
        QCOMPARE(codeOf(console->call(id, call::kRevokeOperator, order)),
                 QString::fromLatin1(toWord(ErrorCode::BadRequest)));
        QCOMPARE(fixture.database().number(
                     "SELECT count(*) FROM operators WHERE name = 'bob' AND revoked_at IS NULL"),
                 1);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM audit_log WHERE action = 'operators.revoke' "
                                           "AND change_id IS NULL AND call_id = 'bob-1'"),
                 1);
        // Under an id of its own it is done.
        QCOMPARE(codeOf(console->call(u"bob-2"_s, call::kRevokeOperator, order)), u"ok"_s);
    }

    // Neither a row that is there nor one that comes keeps a refusal away, and a refusal keeps no change
    // away.
    void aRefusalSharesItsKeyWithNothing_data() { TestDatabase::addKinds(); }
    void aRefusalSharesItsKeyWithNothing()
    {
        QFETCH(Kind, kind);
        HubFixture fixture(kind);
        const auto admin = fixture.connect(fixture.add(u"ada"_s, Role::Admin));
        const auto viewer = fixture.connect(fixture.add(u"vera"_s, Role::Viewer));
        const auto rows = [&](const char *actor) {
            return fixture.database().number(
                "SELECT count(*) FROM audit_log WHERE actor = ? AND call_id = 'x' "
                "AND change_id IS NULL",
                actor);
        };
        QCOMPARE(codeOf(viewer->call(u"x"_s, call::kAddOperator, operatorOrder(u"eve"_s))),
                 QString::fromLatin1(toWord(ErrorCode::Forbidden)));
        fixture.writeRefusals();
        QCOMPARE(rows("vera"), 1);
        // By a rule of the shop, by somebody else.
        QCOMPARE(codeOf(admin->call(u"x"_s, call::kRevokeOperator, operatorOrder(u"nobody"_s))),
                 QString::fromLatin1(toWord(ErrorCode::NotFound)));
        QCOMPARE(rows("ada"), 1);
        QCOMPARE(codeOf(admin->call(u"x"_s, call::kAddOperator, operatorOrder(u"bob"_s))), u"ok"_s);
        QCOMPARE(codeOf(viewer->call(u"x"_s, call::kRevokeOperator, operatorOrder(u"bob"_s))),
                 QString::fromLatin1(toWord(ErrorCode::Forbidden)));
        fixture.writeRefusals();
        QCOMPARE(rows("vera"), 2);
        // Shown like any other id.
        const AuditPage page = fixture.trail.list({}, HubFixture::deadline());
        QVERIFY(std::all_of(page.items.begin(), page.items.end(), [](const AuditRow &row) {
            return row.action.startsWith(u"console.") || row.changeId == u"x";
        }));
    }

    // Written as a version before this one wrote: without a hash, refusals under their id.
    void whatTheVersionBeforeHasAnsweredIsAnsweredAgain()
    {
        HubFixture fixture;
        fixture.database().exec(
            "INSERT INTO audit_log (change_id, at, actor, role, action, subject, result, "
            "answer) VALUES ('old-1', 1, 'ada', 'admin', 'operators.add', 'operator:bob', "
            "'done', '{\"name\":\"bob\"}')");
        fixture.database().exec("INSERT INTO audit_log (change_id, at, actor, role, action, subject, result) "
                                "VALUES ('old-2', 1, 'ada', 'admin', 'operators.add', 'operator:bob', 'no')");
        const auto console = fixture.connect(fixture.add(u"ada"_s, Role::Admin));
        const QJsonObject order = operatorOrder(u"bob"_s);
        const Answer done = console->call(u"old-1"_s, call::kAddOperator, order);
        QCOMPARE(done.ok, (QJsonObject{{u"name"_s, u"bob"_s}}));
        QCOMPARE(codeOf(console->call(u"old-2"_s, call::kAddOperator, order)),
                 QString::fromLatin1(toWord(ErrorCode::Refused)));
        QCOMPARE(fixture.database().number("SELECT count(*) FROM operators"), 1);
    }

    // Whatever a console sends fits into its row, and no row keeps others from being written.
    void theAuditTakesWhateverIsSentBounded_data() { TestDatabase::addKinds(); }
    void theAuditTakesWhateverIsSentBounded()
    {
        QFETCH(Kind, kind);
        HubFixture fixture(kind);
        const auto admin = fixture.connect(fixture.add(u"ada"_s, Role::Admin));
        const auto viewer = fixture.connect(fixture.add(u"vera"_s, Role::Viewer));
        const QString mountain = u"\U0001F3D4"_s;
        const QString longText = QString(QChar(u'\0')) + mountain.repeated(4'000);
        QJsonObject args = operatorOrder(longText);
        QCOMPARE(codeOf(admin->call(u"a"_s, call::kAddOperator, args)),
                 QString::fromLatin1(toWord(ErrorCode::BadRequest)));
        // What the database does not take at all.
        QCOMPARE(codeOf(admin->call(u"r"_s, call::kRevokeOperator, args)),
                 QString::fromLatin1(toWord(ErrorCode::Internal)));
        QCOMPARE(fixture.database().number("SELECT count(*) FROM audit_log WHERE action = 'operators.revoke' "
                                           "AND call_id = 'r' AND result LIKE 'failed: %'"),
                 1);
        args.insert(u"reason"_s, longText);
        QCOMPARE(codeOf(viewer->call(u"b"_s, call::kAddOperator, args)),
                 QString::fromLatin1(toWord(ErrorCode::Forbidden)));
        fixture.writeRefusals();
        const auto rows = fixture.database().query(
            "SELECT subject, coalesce(reason, '') FROM audit_log WHERE action = 'operators.add'");
        QCOMPARE(rows.size(), 2U);
        for (const db::Row &row : rows) {
            QVERIFY(row.text(0).size() <= 500 && row.text(1).size() <= 1'000);
            QVERIFY(row.text(0).endsWith(QChar(u'\u2026')));
            QVERIFY(!row.text(0).contains(QChar(u'\0')));
            QVERIFY(row.text(0).isValidUtf16());
        }
    }

    void aNameThatIsTakenABadOneAndAMissingReasonAreRefused()
    {
        HubFixture fixture;
        const auto console = fixture.connect(fixture.add(u"ada"_s, Role::Admin));
        QJsonObject order = operatorOrder(u"ada"_s);
        QCOMPARE(codeOf(console->call(u"1"_s, call::kAddOperator, order)),
                 QString::fromLatin1(toWord(ErrorCode::Conflict)));
        for (const char *name : {"", "bootstrap", "a b", "-x"})
            QCOMPARE(codeOf(console->call(u"2"_s + randomHex(4), call::kAddOperator,
                                          operatorOrder(QString::fromLatin1(name)))),
                     QString::fromLatin1(toWord(ErrorCode::BadRequest)));
        order = operatorOrder(u"bob"_s);
        order.insert(u"days"_s, 367);
        QCOMPARE(codeOf(console->call(u"3"_s, call::kAddOperator, order)),
                 QString::fromLatin1(toWord(ErrorCode::BadRequest)));
        order = operatorOrder(u"bob"_s);
        order.remove(u"reason"_s);
        QCOMPARE(codeOf(console->call(u"4"_s, call::kAddOperator, order)),
                 QString::fromLatin1(toWord(ErrorCode::BadRequest)));
        QCOMPARE(codeOf(console->call(u"5"_s, call::kRevokeOperator, operatorOrder(u"nobody"_s))),
                 QString::fromLatin1(toWord(ErrorCode::NotFound)));
        QCOMPARE(fixture.database().number("SELECT count(*) FROM operators"), 1);
    }

    void aRevokedTokenEndsItsConsolesAndNoOthers()
    {
        HubFixture fixture;
        const auto admin = fixture.connect(fixture.add(u"ada"_s, Role::Admin));
        const QByteArray token = fixture.add(u"bob"_s, Role::Operator);
        const auto first = fixture.connect(token);
        const auto second = fixture.connect(token);
        QVERIFY(first->hello() && second->hello());
        QCOMPARE(codeOf(admin->call(u"1"_s, call::kRevokeOperator, operatorOrder(u"bob"_s))), u"ok"_s);
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
        const QByteArray digest = control::Operators::digestOf(fixture.add(u"bob"_s, Role::Operator));
        fixture.database().database().read(
            db::Demand::Operations, "test", HubFixture::deadline(), [&](db::Transaction &tx) {
                fixture.operators.refresh(tx); // in force with the end of this transaction
                aside([&] {
                    fixture.write(
                        [&](db::Transaction &other) { QVERIFY(fixture.operators.revoke(other, u"bob"_s)); });
                });
            });
        QVERIFY(!fixture.operators.access(digest));
    }

    // By another replica, or from a shell.
    void aTokenRevokedElsewhereEndsItsConsolesWithTheNextRead()
    {
        HubFixture fixture;
        const auto console = fixture.connect(fixture.add(u"bob"_s, Role::Operator));
        QVERIFY(console->hello());
        fixture.database().exec("UPDATE operators SET revoked_at = ?", fixture.clock.nowMs());
        QVERIFY(!console->closeCode());
        fixture.refreshOperators();
        QTRY_COMPARE(console->closeCode(), std::optional<int>(CloseRevoked));
    }

    void aTokenThatIsOverEndsItsConsoles()
    {
        HubFixture fixture;
        const auto console = fixture.connect(fixture.add(u"bob"_s, Role::Operator, 1));
        QVERIFY(console->hello());
        fixture.clock.advance(kDayMs - 1);
        QCOMPARE(codeOf(console->call(u"1"_s, call::kLogs)), u"ok"_s);
        fixture.clock.advance(1);
        QTRY_COMPARE(console->closeCode(), std::optional<int>(CloseRevoked));
    }

    void rightsAreLookedUpForEachCall()
    {
        HubFixture fixture;
        const auto console = fixture.connect(fixture.add(u"ada"_s, Role::Admin));
        QCOMPARE(codeOf(console->call(u"1"_s, call::kOperators)), u"ok"_s);
        fixture.database().exec("UPDATE operators SET role = 'viewer'");
        fixture.refreshOperators();
        QCOMPARE(codeOf(console->call(u"2"_s, call::kOperators)),
                 QString::fromLatin1(toWord(ErrorCode::Forbidden)));
    }

    void theBootstrapTokenIsGoodBeforeAnythingWasRead()
    {
        const QString token = u"a-token-from-the-environment-0123"_s;
        HubFixture fixture(Kind::Sqlite, {}, token);
        const auto console = fixture.connect(token.toUtf8());
        const auto hello = console->hello();
        QVERIFY(hello);
        QCOMPARE(hello->role, Role::Admin);
        QCOMPARE(hello->operatorName, u"bootstrap"_s);
        QCOMPARE(codeOf(console->call(u"1"_s, call::kRevokeOperator, operatorOrder(u"bootstrap"_s))),
                 QString::fromLatin1(toWord(ErrorCode::Refused)));
        fixture.refreshOperators();
        QCOMPARE(codeOf(console->call(u"2"_s, call::kOperators)), u"ok"_s);
    }

    void whoGetsInIsNoted()
    {
        HubFixture fixture;
        const auto console = fixture.connect(fixture.add(u"bob"_s, Role::Viewer));
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
        const auto console = fixture.connect(fixture.add(u"bob"_s, Role::Viewer));
        QVERIFY(console->hello());
        console->send(frame);
        QTRY_COMPARE(console->closeCode(), std::optional<int>(CloseProtocolError));
        QVERIFY(!console->closeReason().isEmpty());
        QTRY_COMPARE(fixture.hub.sessionCount(), 0);
    }

    void aCallThatNobodyServesIsAnsweredSo()
    {
        HubFixture fixture;
        const auto console = fixture.connect(fixture.add(u"bob"_s, Role::Viewer));
        QCOMPARE(codeOf(console->call(u"1"_s, "tea.make")),
                 QString::fromLatin1(toWord(ErrorCode::UnknownCall)));
    }

    void whatNeedsMemoryAloneIsAnsweredWhileTheDatabaseHangs()
    {
        HubFixture fixture;
        Gate gate;
        gate.hold(fixture, call::kSearch);
        const auto console = fixture.connect(fixture.add(u"bob"_s, Role::Viewer));
        console->send(encode(Call{u"slow"_s, QString::fromLatin1(call::kSearch), {}}));
        QTRY_COMPARE(gate.waiting.load(), 1);
        QCOMPARE(codeOf(console->call(u"quick"_s, call::kLogs)), u"ok"_s);
        QCOMPARE(console->answers().size(), 1U);
        gate.open();
        QTRY_COMPARE(console->answers().size(), 2U);
    }

    // A slow search of somebody holds up no switch that is flipped.
    void aChangeIsMadeWhileAReadHangs()
    {
        HubFixture fixture;
        Gate gate;
        gate.hold(fixture, call::kSearch);
        const auto console = fixture.connect(fixture.add(u"ada"_s, Role::Admin));
        console->send(encode(Call{u"slow"_s, QString::fromLatin1(call::kSearch), {}}));
        QTRY_COMPARE(gate.waiting.load(), 1);
        QCOMPARE(codeOf(console->call(u"change"_s, call::kAddOperator, operatorOrder(u"eve"_s))), u"ok"_s);
        QCOMPARE(console->answers().size(), 1U);
        gate.open();
        QTRY_COMPARE(console->answers().size(), 2U);
    }

    void whatCallsUseMayGoOnceTheyHaveEnded()
    {
        HubFixture fixture;
        std::atomic<int> begun{0};
        std::atomic<int> ended{0};
        fixture.calls.add(call::kSearch, [&](const CallRequest &, const Deadline &deadline) {
            ++begun;
            deadline.sleep(std::chrono::seconds(60));
            ++ended;
            return QJsonObject();
        });
        const auto console = fixture.connect(fixture.add(u"ada"_s, Role::Admin));
        for (const char *id : {"under-way", "waiting"})
            console->send(encode(Call{QString::fromLatin1(id), QString::fromLatin1(call::kSearch), {}}));
        QTRY_COMPARE(begun.load(), 1);
        QElapsedTimer timer;
        timer.start();
        fixture.hub.endCalls();
        QCOMPARE(ended.load(), 1);
        QVERIFY(timer.elapsed() < 5'000); // asked to stop
        // What waited, and what is asked now, is not begun.
        QTRY_COMPARE(console->answers().size(), 1U);
        console->send(encode(Call{u"late"_s, QString::fromLatin1(call::kSearch), {}}));
        console->send(encode(Call{u"later"_s, QString::fromLatin1(call::kLogs), {}}));
        fixture.hub.startDraining();
        QTRY_VERIFY(console->closeCode());
        QCOMPARE(begun.load(), 1);
    }

    void aConsoleBeginsWithWhatEachRoomTells()
    {
        consolehub::StateTable state;
        QCOMPARE(toJson(state.snapshot()), toJson(Snapshot()));
        int asked = 0;
        state.add([&asked](Snapshot &snapshot) { snapshot.gauges.at = ++asked; });
        state.add([](Snapshot &snapshot) { snapshot.flags = {FlagState()}; });
        QCOMPARE(state.snapshot().gauges.at, 1);
        const Snapshot again = state.snapshot();
        QCOMPARE(again.gauges.at, 2); // as it is when it is asked for
        QCOMPARE(again.flags.size(), 1);
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
        const auto busy = fixture.connect(fixture.add(u"busy"_s, Role::Viewer));
        const auto other = fixture.connect(fixture.add(u"other"_s, Role::Viewer));
        for (const char *id : {"b1", "b2", "b3"})
            busy->send(encode(Call{QString::fromLatin1(id), QString::fromLatin1(call::kSearch), {}}));
        QTRY_COMPARE(gate.waiting.load(), 1);
        QCOMPARE(codeOf(other->call(u"x"_s, call::kLogs)),
                 u"ok"_s); // b2, b3 are in
        other->send(encode(Call{u"o1"_s, QString::fromLatin1(call::kSearch), {}}));
        QCOMPARE(codeOf(other->call(u"y"_s, call::kLogs)), u"ok"_s); // o1 is in
        gate.open();
        QTRY_COMPARE(busy->answers().size(), 3U);
        QTRY_COMPARE(other->answers().size(), 3U);
        QCOMPARE(order, (QStringList{u"b1"_s, u"b2"_s, u"o1"_s, u"b3"_s}));
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
        const QByteArray token = fixture.add(u"busy"_s, Role::Viewer);
        const auto busy = fixture.connect(token);
        const auto alsoBusy = fixture.connect(token);
        const auto other = fixture.connect(fixture.add(u"other"_s, Role::Viewer));
        const auto ask = [](ConsoleClient &console, const char *id) {
            console.send(encode(Call{QString::fromLatin1(id), QString::fromLatin1(call::kSearch), {}}));
            // Once this one is answered, the one before is in.
            return codeOf(console.call(u"after-"_s + QLatin1String(id), call::kLogs));
        };
        QCOMPARE(ask(*busy, "b1"), u"ok"_s);
        QTRY_COMPARE(gate.waiting.load(), 1);
        QCOMPARE(ask(*busy, "b2"), u"ok"_s);
        QCOMPARE(ask(*alsoBusy, "b3"), u"ok"_s);
        QCOMPARE(ask(*other, "o1"), u"ok"_s);
        gate.open();
        QTRY_COMPARE(codeOf(*busy, u"b2"_s), u"ok"_s);
        QTRY_COMPARE(codeOf(*other, u"o1"_s), u"ok"_s);
        QTRY_COMPARE(codeOf(*alsoBusy, u"b3"_s), u"ok"_s);
        QCOMPARE(order, (QStringList{u"b1"_s, u"b2"_s, u"o1"_s, u"b3"_s}));
    }

    // And not of that in which it was asked for.
    void rightsAreThoseOfTheMomentInWhichACallRuns()
    {
        HubFixture fixture;
        Gate gate;
        gate.hold(fixture, call::kRunWorker);
        const auto console = fixture.connect(fixture.add(u"ada"_s, Role::Admin));
        console->send(encode(Call{u"1"_s, QString::fromLatin1(call::kRunWorker), {}}));
        QTRY_COMPARE(gate.waiting.load(), 1);
        console->send(encode(Call{u"2"_s, QString::fromLatin1(call::kAddOperator), operatorOrder(u"eve"_s)}));
        QCOMPARE(codeOf(console->call(u"3"_s, call::kLogs)), u"ok"_s); // 2 is in
        fixture.database().exec("UPDATE operators SET role = 'viewer'");
        fixture.refreshOperators();
        gate.open();
        QTRY_COMPARE(codeOf(*console, u"2"_s), QString::fromLatin1(toWord(ErrorCode::Forbidden)));
        QCOMPARE(fixture.database().number("SELECT count(*) FROM operators"), 1);
        fixture.writeRefusals();
        QCOMPARE(fixture.database().number("SELECT count(*) FROM audit_log WHERE action = 'operators.add'"),
                 1);
    }

    void moreThan64UnansweredCallsAreRefused()
    {
        HubFixture fixture;
        Gate gate;
        gate.hold(fixture, call::kSearch);
        const auto console = fixture.connect(fixture.add(u"bob"_s, Role::Viewer));
        for (int i = 0; i < 65; ++i)
            console->send(encode(Call{QString::number(i), QString::fromLatin1(call::kSearch), {}}));
        QTRY_COMPARE(console->answers().size(), 1U);
        QCOMPARE(codeOf(console->answers()[0]), QString::fromLatin1(toWord(ErrorCode::TooMany)));
        gate.open();
        QTRY_COMPARE(console->answers().size(), 65U);
    }

    // --- the end

    void aDrainingServerSaysGoodbyeAndLetsNobodyIn()
    {
        HubFixture fixture;
        const QByteArray token = fixture.add(u"bob"_s, Role::Viewer);
        const auto console = fixture.connect(token);
        QVERIFY(console->hello());
        fixture.hub.startDraining();
        QTRY_COMPARE(console->closeCode(), std::optional<int>(CloseGoingAway));
        QVERIFY(fixture.hub.whyClosed({u"bob"_s, Role::Viewer, 0})->isEnding);
        const auto late = fixture.connect(token);
        QVERIFY(!late->hello());
        QCOMPARE(late->closeCode(), std::optional<int>(CloseGoingAway));
    }
};

const turnpike::test::RegisteredTest<TestConsoleHub> kTestConsoleHub;

} // namespace tst_consolehub

#include "tst_consolehub.moc"
