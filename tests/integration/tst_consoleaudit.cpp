// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/hubfixture.h"
#include "support/testmain.h"

#include <QJsonDocument>
#include <QTest>

namespace tst_consoleaudit {

using namespace turnpike;
using namespace turnpike::test;
using namespace turnpike::protocol;
using namespace Qt::StringLiterals;
using consolehub::AuditBuffer;
using consolehub::CallRefused;
using consolehub::CallRequest;
using Kind = db::DatabaseUrl::Kind;

namespace {

// As of a viewer who may not.
control::AuditEntry attempt(const QString &subject)
{
    return {{u"vera"_s, u"viewer"_s, u"192.0.2.7"_s},
            u"operators.add"_s,
            subject,
            std::nullopt,
            std::nullopt,
            std::nullopt,
            u"refused"_s,
            {}};
}

AuditBuffer::Kind kindOf(const QString &name, const QString &group = u"forbidden vera"_s)
{
    return {group, name};
}

qint64 countIn(const std::vector<AuditBuffer::Row> &rows)
{
    qint64 count = 0;
    for (const AuditBuffer::Row &row : rows)
        count += row.count;
    return count;
}

QString codeOf(const Answer &answer)
{
    return answer.error ? answer.error->code.word() : u"ok"_s;
}

QJsonObject customer(qint64 id)
{
    return {{u"telegram_id"_s, id}};
}

// A hub with a customer to look at; of another there is none.
struct Desk
{
    explicit Desk(Kind kind)
        : hub(kind)
    {
        hub.calls.add(call::kCard, [](const CallRequest &request, const Deadline &) {
            if (request.args.value("telegram_id"_L1).toInteger() == 404)
                throw CallRefused(ErrorCode::NotFound, u"nobody"_s);
            return QJsonObject();
        });
        for (const char *name :
             {call::kSearch, call::kInspect, call::kDeadLetters, call::kMessages, call::kReview})
            hub.calls.add(name, [](const CallRequest &, const Deadline &) { return QJsonObject(); });
    }

    // "actor subject result", in the order of subjects.
    QStringList rows(const char *action)
    {
        hub.writeRefusals();
        QStringList found;
        for (const db::Row &row : hub.database().query(
                 "SELECT actor, subject, result FROM audit_log WHERE action = ? ORDER BY subject, id",
                 action))
            found.append(QStringList{row.text(0), row.text(1), row.text(2)}.join(u' '));
        return found;
    }

    HubFixture hub;
};

} // namespace

// What the audit keeps besides changes.
class TestConsoleAudit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ofAKindTheFirstIsToldWithHowOftenAndWhen()
    {
        FakeClock clock;
        AuditBuffer buffer(clock);
        const qint64 begun = clock.nowMs();
        for (const char *subject : {"first", "second", "third"}) {
            buffer.note(kindOf(u"a"_s), attempt(QString::fromLatin1(subject)));
            clock.advance(1);
        }
        buffer.note(kindOf(u"b"_s), attempt(u"other"_s));
        auto rows = buffer.takeDue();
        QCOMPARE(rows.size(), 2U);
        const auto three = rows[0].count == 3 ? rows[0] : rows[1];
        QCOMPARE(three.entry.subject, u"first"_s);
        QCOMPARE(three.entry.at, std::optional(begun));
        QCOMPARE(three.counted().result, u"refused (3 times)"_s);
        buffer.note(kindOf(u"a"_s), attempt(u"fourth"_s));
        QCOMPARE(buffer.takeDue().size(), 0U);
        clock.advance(kMinuteMs);
        rows = buffer.takeDue();
        QCOMPARE(rows.size(), 1U);
        QCOMPARE(rows[0].counted().result, u"refused"_s);
        QCOMPARE(rows[0].entry.subject, u"fourth"_s);
    }

    // As long as the database is away.
    void whatCannotBeWrittenIsKeptAndCounted()
    {
        FakeClock clock;
        AuditBuffer buffer(clock);
        buffer.note(kindOf(u"a"_s), attempt(u"first"_s));
        for (int minute = 0; minute < 200; ++minute) {
            const auto rows = buffer.takeDue();
            QCOMPARE(rows.size(), 1U);
            buffer.note(kindOf(u"a"_s), attempt(u"later"_s));
            buffer.giveBack(rows);
            clock.advance(kMinuteMs);
        }
        const auto rows = buffer.takeDue();
        QCOMPARE(rows.size(), 1U);
        QCOMPARE(rows[0].count, 201);
        QCOMPARE(rows[0].entry.subject, u"first"_s);
    }

    void howeverManyKindsThereAreMemoryIsBoundedAndNothingGoesUncounted()
    {
        FakeClock clock;
        AuditBuffer buffer(clock);
        constexpr int kGroups = 5'000;
        constexpr int kOfOne = 1'000;
        for (int i = 0; i < kOfOne; ++i)
            buffer.note(kindOf(QString::number(i), u"token"_s), attempt(u"x"_s));
        // Whoever guesses tokens from everywhere takes the room of nobody else.
        buffer.note(kindOf(u"mine"_s), attempt(u"x"_s));
        for (int i = 0; i < kGroups; ++i)
            buffer.note(kindOf(u"a"_s, QString::number(i)), attempt(u"x"_s));
        qint64 rows = 0;
        qint64 count = 0;
        qint64 tokens = 0;
        qint64 mine = 0;
        for (auto taken = buffer.takeDue(); !taken.empty(); taken = buffer.takeDue()) {
            QVERIFY(taken.size() <= AuditBuffer::kMostAtOnce);
            rows += static_cast<qint64>(taken.size());
            count += countIn(taken);
            for (const AuditBuffer::Row &row : taken) {
                tokens += row.key.startsWith(u"token\n") ? 1 : 0;
                mine += row.key.endsWith(u"mine") && !row.isMixed ? 1 : 0;
                if (row.isMixed)
                    QVERIFY(row.counted().result.endsWith(u" times, this and others)"));
            }
        }
        QCOMPARE(tokens, AuditBuffer::kMaxOfGroup);
        QCOMPARE(mine, 1);
        QCOMPARE(count, kGroups + kOfOne + 1);
        QVERIFY2(rows <= 2 * AuditBuffer::kMaxKinds + 1, qPrintable(QString::number(rows)));
    }

    // Names of calls come from anywhere: what is kept of one is bounded, and it is counted all the same.
    void ofALongNameTheBeginningIsKept()
    {
        FakeClock clock;
        AuditBuffer buffer(clock);
        const QString name(100'000, u'x');
        for (const char *end : {"a", "b", "a"})
            buffer.note(kindOf(name + QLatin1String(end)), attempt(u"x"_s));
        buffer.note(kindOf(u"y"_s + name), attempt(u"x"_s));
        const auto rows = buffer.takeDue();
        QCOMPARE(rows.size(), 2U);
        QCOMPARE(countIn(rows), 4);
        for (const AuditBuffer::Row &row : rows)
            QVERIFY2(row.key.size() <= 400, qPrintable(QString::number(row.key.size())));
    }

    void beforeTheEndAllIsTakenWithoutRegardToWindows()
    {
        FakeClock clock;
        AuditBuffer buffer(clock);
        for (int i = 0; i < 2; ++i) {
            buffer.note(kindOf(u"a"_s), attempt(u"x"_s));
            QCOMPARE(countIn(buffer.takeAll()), 1);
        }
    }

    void whoComesInAndGoesIsSeen_data() { TestDatabase::addKinds(); }
    void whoComesInAndGoesIsSeen()
    {
        QFETCH(Kind, kind);
        Desk desk(kind);
        const QByteArray token = desk.hub.add(u"bob"_s, Role::Operator);
        auto console = desk.hub.connect(token);
        QVERIFY(console->hello());
        QCOMPARE(desk.rows("console.login"), QStringList{u"bob console done"_s});
        QCOMPARE(
            desk.hub.database().number("SELECT count(*) FROM audit_log WHERE role = 'operator' AND address "
                                       "= '192.0.2.7' AND at = ?",
                                       desk.hub.clock.nowMs()),
            1);
        console.reset();
        QTRY_COMPARE(desk.hub.hub.sessionCount(), 0);
        QCOMPARE(desk.rows("console.end"), QStringList{u"bob console left"_s});
        // Over and over.
        for (int i = 0; i < 3; ++i) {
            console = desk.hub.connect(token);
            QVERIFY(console->hello());
            console.reset();
            QTRY_COMPARE(desk.hub.hub.sessionCount(), 0);
        }
        QCOMPARE(desk.rows("console.login").size(), 1);
        desk.hub.clock.advance(kMinuteMs);
        QCOMPARE(desk.rows("console.login"),
                 (QStringList{u"bob console done"_s, u"bob console done (3 times)"_s}));
    }

    void anEndSaysWhy()
    {
        Desk desk(Kind::Sqlite);
        const auto bob = desk.hub.connect(desk.hub.add(u"bob"_s, Role::Operator));
        const auto ada = desk.hub.connect(desk.hub.add(u"ada"_s, Role::Admin));
        QVERIFY(bob->hello() && ada->hello());
        desk.hub.write([&](db::Transaction &tx) { desk.hub.operators.revoke(tx, u"bob"_s); });
        QTRY_COMPARE(bob->closeCode(), std::optional<int>(CloseRevoked));
        QTRY_COMPARE(desk.hub.hub.sessionCount(), 1);
        desk.hub.hub.startDraining();
        QTRY_COMPARE(desk.hub.hub.sessionCount(), 0);
        QStringList ends = desk.rows("console.end");
        ends.sort();
        QCOMPARE(ends, (QStringList{u"ada console server ending"_s, u"bob console revoked"_s}));
    }

    void whoReadsWhatAboutCustomersIsSeen_data() { TestDatabase::addKinds(); }
    void whoReadsWhatAboutCustomersIsSeen()
    {
        QFETCH(Kind, kind);
        Desk desk(kind);
        const auto console = desk.hub.connect(desk.hub.add(u"vera"_s, Role::Viewer));
        const auto ask = [&](const char *name, const QJsonObject &args) {
            return codeOf(console->call(u"c-%1"_s.arg(++m_lastId), name, args));
        };
        for (int i = 0; i < 3; ++i)
            QCOMPARE(ask(call::kCard, customer(42)), u"ok"_s);
        QCOMPARE(ask(call::kCard, customer(43)), u"ok"_s);
        QCOMPARE(ask(call::kCard, customer(404)), QString::fromLatin1(toWord(ErrorCode::NotFound)));
        QCOMPARE(desk.rows("customers.card"),
                 (QStringList{u"vera user:42 read (3 times)"_s, u"vera user:43 read"_s}));
        for (const char *text : {"ada", "bob"})
            QCOMPARE(ask(call::kSearch, {{u"text"_s, QString::fromLatin1(text)}}), u"ok"_s);
        QCOMPARE(desk.rows("customers.search"), QStringList{u"vera {\"text\":\"ada\"} read (2 times)"_s});
        // What is of nobody leaves nothing.
        QCOMPARE(ask(call::kLogs, {}), u"ok"_s);
        QCOMPARE(desk.rows("logs.read"), QStringList());
        // A card that is looked at all the time.
        QCOMPARE(ask(call::kCard, customer(42)), u"ok"_s);
        desk.hub.clock.advance(kMinuteMs);
        QCOMPARE(desk.rows("customers.card").size(), 2);
        desk.hub.clock.advance(9 * kMinuteMs);
        QCOMPARE(desk.rows("customers.card").size(), 3);
    }

    // Also what customers have said and paid, and the audit itself, which an export reads page by page. Of
    // whom is what the call reads: arguments that it does not know hide nobody.
    void whoReadsIsSeenByWhicheverCall_data()
    {
        QTest::addColumn<QByteArray>("action");
        QTest::addColumn<QByteArray>("args");
        QTest::addColumn<QString>("subject");
        const auto add = [](const char *name, const char *action, const QByteArray &args,
                            const char *subject) {
            QTest::newRow(name) << QByteArray(action) << args << QString::fromLatin1(subject);
        };
        const auto addList = [&](const char *name, const char *action, const QByteArray &args) {
            add(name, action, args, args.constData());
        };
        add("the body of an update", call::kInspect, "{\"seqs\":[7]}", "update:7");
        add("of another update than it seems", call::kInspect, "{\"seqs\":[7],\"telegram_id\":1}",
            "update:7");
        addList("dead letters", call::kDeadLetters, "{\"limit\":100}");
        addList("dead letters of nobody", call::kDeadLetters, "{\"telegram_id\":1}");
        addList("messages", call::kMessages, "{\"state\":\"dead\"}");
        add("messages to a customer", call::kMessages, "{\"chat_id\":42}", "user:42");
        add("messages to another than it seems", call::kMessages, "{\"chat_id\":42,\"telegram_id\":1}",
            "user:42");
        add("the card of another than it seems", call::kCard, "{\"chat_id\":1,\"telegram_id\":42}",
            "user:42");
        addList("a search that looks like a card", call::kSearch, "{\"telegram_id\":1,\"text\":\"ada\"}");
        addList("payments in review", call::kReview, "{}");
        addList("the audit", call::kAudit, "{\"actor\":\"ada\",\"limit\":200}");
    }
    void whoReadsIsSeenByWhicheverCall()
    {
        QFETCH(QByteArray, action);
        QFETCH(QByteArray, args);
        QFETCH(QString, subject);
        Desk desk(Kind::Sqlite);
        const auto console = desk.hub.connect(desk.hub.add(u"vera"_s, Role::Viewer));
        for (int i = 0; i < 3; ++i)
            QCOMPARE(codeOf(console->call(u"c-%1"_s.arg(i), action.constData(),
                                          QJsonDocument::fromJson(args).object())),
                     u"ok"_s);
        QCOMPARE(desk.rows(action.constData()), QStringList{u"vera %1 read (3 times)"_s.arg(subject)});
    }

private:
    int m_lastId = 0;
};

const turnpike::test::RegisteredTest<TestConsoleAudit> kTestConsoleAudit;

} // namespace tst_consoleaudit

#include "tst_consoleaudit.moc"
