// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/errors.h"
#include "base/failurecause.h"
#include "consolecalls/bulkruns.h"
#include "consolecalls/messagecalls.h"
#include "consolecalls/updatecalls.h"
#include "consolecalls/workercalls.h"
#include "ops/backlog.h"
#include "outbox/outbox.h"
#include "protocol/calls.h"
#include "protocol/causetext.h"
#include "protocol/hello.h"
#include "protocol/numbers.h"
#include "support/shop.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_bulkruns {

using namespace turnpike;
using namespace turnpike::test;
using namespace turnpike::protocol;
using namespace Qt::StringLiterals;

namespace {

const QString kReason = u"because of a test"_s;

} // namespace

// Failures by their cause, and what is done about all that match, on both databases.
class TestBulkRuns : public QObject, private ShopFixture
{
    Q_OBJECT

private:
    TestDatabase &database() { return shop().database(); }

    Answer ask(const char *name, const QJsonObject &args, const QString &id = {})
    {
        consolehub::CallRequest request;
        request.id = id.isEmpty() ? u"c-%1"_s.arg(++m_lastId) : id;
        request.call = QString::fromLatin1(name);
        request.args = args;
        request.caller = {u"olga"_s, Role::Operator, u"192.0.2.1"_s};
        return m_calls->serve(request, soon());
    }
    template<Message T>
    T read(const char *name, const QJsonObject &args = {}, const QString &id = {})
    {
        return fromJson<T>(ask(name, args, id).ok);
    }
    static Deadline soon() { return Deadline::in(std::chrono::seconds(60)); }

    void die(qint64 updateId, const char *kind, const char *cause, qint64 diedAt)
    {
        database().exec("INSERT INTO inbox (update_id, kind, lane, body, received_at, status, handled_at, "
                        "last_error, cause) VALUES (?, ?, 'user:7', ?, 1, 'dead', ?, ?, ?)",
                        updateId, QString::fromLatin1(kind), QByteArray("{}"), diedAt,
                        u"failed at %1"_s.arg(updateId),
                        cause ? std::optional(QString::fromLatin1(cause)) : std::nullopt);
    }
    void fail(qint64 chat, const char *status, const char *cause)
    {
        database().exec(
            "INSERT INTO outbox (chat_id, class, method, payload, not_before, expires_at, status, "
            "last_error, cause, created_at, finished_at) "
            "VALUES (?, 1, 'sendMessage', ?, 0, 1, ?, 'why', ?, 1, 1)",
            chat, QByteArray("{}"), QString::fromLatin1(status), QString::fromLatin1(cause));
    }
    qint64 dead() { return database().number("SELECT count(*) FROM inbox WHERE status = 'dead'"); }
    bool isAnyOpen()
    {
        const auto answers = database().database().look(db::Demand::Operations, "test", soon(),
                                                        {consolecalls::BulkRuns::openLook()});
        return !answers.at(0).empty();
    }
    UpdateSweep sweepOf(const UpdateQuery &filter)
    {
        return {filter, read<MatchCount>(call::kUpdateCount, toJson(filter)), kReason};
    }
    BulkRun runOf(const QString &id)
    {
        for (const BulkRun &run : read<BulkRunList>(call::kBulkRuns).items) {
            if (run.id == id)
                return run;
        }
        return {};
    }

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init()
    {
        openShop();
        m_changes = std::make_unique<consolehub::Changes>(database().database(), shop().audit);
        m_calls = std::make_unique<consolehub::CallTable>();
        m_runs = std::make_unique<consolecalls::BulkRuns>(database().database(), shop().clock);
        consolecalls::addUpdateCalls(*m_calls, *m_changes, database().database(), shop().clock,
                                     shop().kicker);
        consolecalls::addMessageCalls(*m_calls, *m_changes, database().database(), shop().clock,
                                      shop().kicker);
        consolecalls::addWorkerCalls(*m_calls, *m_changes, database().database(), shop().clock,
                                     {u"reminders"_s});
        consolecalls::addUpdateRuns(*m_runs, shop().clock, shop().kicker);
        consolecalls::addMessageRuns(*m_runs, shop().clock, shop().kicker);
        m_runs->addCalls(*m_calls, *m_changes);
        database().exec("DELETE FROM inbox");
        database().exec("DELETE FROM outbox");
    }
    void cleanup()
    {
        m_calls.reset();
        m_runs.reset();
        m_changes.reset();
        closeShop();
    }

    void aCauseIsWhatFailuresHaveInCommon()
    {
        using failurecause::of;
        const DatabaseError deadlock(DatabaseError::Kind::Serialization, "40P01", u"process 17 waits"_s);
        QCOMPARE(of(deadlock), u"database 40P01"_s);
        const DependencyError away(u"vpn_api"_s, DependencyError::Reason::Http5xx, u"HTTP 502"_s, 502);
        QCOMPARE(of(away), u"vpn_api http_5xx 502"_s);
        QCOMPARE(of(DeadlineExceeded("handler")), u"deadline"_s);
        QCOMPARE(of(Sentence(SentenceId::UpdateCrashed, 1)), of(Sentence(SentenceId::UpdateCrashed, 3)));
        QCOMPARE(of(std::runtime_error("No row 17 of purchase_01HZ, try 2")),
                 of(std::runtime_error("no row 4  of purchase_77, try 31")));
        QVERIFY(of(std::runtime_error("no row")) != of(std::runtime_error("no column")));
        QVERIFY(causeOfText(QString(5'000, u'a')).size() <= 200);
    }

    // Each group is opened as the console opens it.
    void aGroupCountsExactlyWhatItsListHas()
    {
        for (int i = 0; i < 3; ++i)
            die(100 + i, "message", "database 40P01", 10 + i);
        for (int i = 0; i < 2; ++i)
            die(200 + i, "callback_query", "database 40P01", 20 + i);
        die(300, "message", nullptr, 30); // of the version before
        const auto groups = read<CauseGroups>(call::kUpdateGroups);
        QCOMPARE(groups.items.size(), 3);
        QVERIFY(groups.isAll);
        QCOMPARE(groups.items.first().count, 3);
        QCOMPARE(groups.items.first().firstAt, 10);
        QCOMPARE(groups.items.first().lastAt, 12);
        QCOMPARE(groups.items.first().example, u"failed at 102"_s);
        qint64 all = 0;
        for (const CauseGroup &group : groups.items) {
            UpdateQuery query;
            query.kind = group.kind;
            query.cause = group.cause;
            QCOMPARE(read<DeadLetterPage>(call::kDeadLetters, toJson(query)).items.size(), group.count);
            QCOMPARE(read<MatchCount>(call::kUpdateCount, toJson(query)).count, group.count);
            all += group.count;
        }
        QCOMPARE(all, dead());

        fail(7, "failed", "refused: chat not found");
        fail(8, "failed", "refused: chat not found");
        fail(9, "dropped", "unreachable");
        database().exec(
            "INSERT INTO outbox (chat_id, class, method, payload, not_before, expires_at, status, "
            "end_reason, created_at) VALUES (7, 0, 'sendMessage', ?, 0, 1, 'dropped', 'replaced', 1)",
            QByteArray("{}"));
        const auto ofMessages = read<CauseGroups>(call::kMessageGroups).items;
        QCOMPARE(ofMessages.size(), 2); // another screen in its place is no failure
        for (const CauseGroup &group : ofMessages) {
            MessageQuery query;
            query.state = Choice<MessageState>(group.state);
            query.method = group.kind;
            query.cause = group.cause;
            QCOMPARE(read<MessagePage>(call::kMessages, toJson(query)).items.size(), group.count);
        }

        for (int i = 0; i < 4; ++i)
            database().exec("INSERT INTO worker_iterations (worker, instance_id, iteration, correlation_id, "
                            "trigger, started_at, outcome, error_type, reason, cause) "
                            "VALUES ('reminders', 'i', ?, ?, 'timer', 5, ?, 'infra', 'why', 'infra: why')",
                            i, u"c-%1"_s.arg(i), i == 3 ? u"timeout"_s : u"failed"_s);
        const auto ofIterations = read<CauseGroups>(call::kIterationGroups).items;
        QCOMPARE(ofIterations.size(), 2);
        for (const CauseGroup &group : ofIterations) {
            IterationQuery query;
            query.worker = group.kind;
            query.outcome = Choice<IterationOutcome>(group.state);
            query.cause = group.cause;
            QCOMPARE(read<IterationPage>(call::kIterations, toJson(query)).items.size(), group.count);
        }
    }

    // Of a filter of each kind: what is listed, counted, grouped and changed is the same.
    void oneFilterIsListedCountedGroupedAndChanged()
    {
        const qint64 now = shop().clock.nowMs();
        for (int i = 0; i < 4; ++i)
            die(100 + i, "message", "deadline", now - 1'000);
        database().exec("UPDATE inbox SET received_at = 500, last_error = 'the PANEL is away' "
                        "WHERE update_id IN (101, 102)");
        database().exec("UPDATE inbox SET received_at = 900 WHERE update_id = 102");
        UpdateQuery letters;
        letters.text = u"panel"_s;
        letters.from = 400;
        letters.to = 600;
        QCOMPARE(read<DeadLetterPage>(call::kDeadLetters, toJson(letters)).items.size(), 1);
        QCOMPARE(read<CauseGroups>(call::kUpdateGroups, toJson(letters)).items.value(0).count, 1);
        const UpdateSweep sweep = sweepOf(letters);
        QCOMPARE(sweep.bounds.count, 1);
        QVERIFY(!ask(call::kDiscardMatchingUpdates, toJson(sweep), u"letters"_s).error);
        m_runs->poll(soon());
        QCOMPARE(dead(), 3);
        QCOMPARE(database().number("SELECT count(*) FROM inbox WHERE update_id = 101 AND status = 'done'"),
                 1);

        for (const qint64 chat : {7, 7, 8})
            fail(chat, "failed", "refused: chat not found");
        fail(7, "dropped", "unreachable");
        MessageQuery messages;
        messages.state = MessageState::Failed;
        messages.chatId = 7;
        messages.text = u"WHY"_s;
        messages.to = 1;
        const auto matches = [&] { return read<MatchCount>(call::kMessageCount, toJson(messages)); };
        QCOMPARE(read<MessagePage>(call::kMessages, toJson(messages)).items.size(), 2);
        QCOMPARE(read<CauseGroups>(call::kMessageGroups, toJson(messages)).items.value(0).count, 2);
        QCOMPARE(matches().count, 2);
        messages.from = 2;
        QCOMPARE(matches().count, 0);
        messages.from = 1;
        messages.messageClass = MessageClass::Bulk;
        QCOMPARE(matches().count, 0);
        messages.messageClass = Choice<MessageClass>();
        QVERIFY(!ask(call::kRetryMatchingMessages, toJson(MessageSweep{messages, matches(), kReason}), u"m"_s)
                     .error);
        m_runs->poll(soon());
        QCOMPARE(database().number("SELECT count(*) FROM outbox WHERE status = 'pending' AND chat_id = 7"),
                 2);
        QCOMPARE(database().number("SELECT count(*) FROM outbox WHERE status = 'failed' AND chat_id = 8"), 1);
        // Of those that were dropped for whatever reason nobody can mean all.
        messages.state = MessageState::Dropped;
        QCOMPARE(matches().count, 0);
    }

    // The tiles, the numbers beside the pages, the table of messages and the groups.
    void everyCountIsTheLengthOfTheListItOpens()
    {
        die(1, "message", "deadline", 1);
        die(2, "message", "deadline", 1);
        die(3, "callback_query", nullptr, 1);
        for (const char *status : {"failed", "failed", "pending", "pending", "pending", "sent"})
            fail(7, status, "refused: chat not found");
        ops::BacklogSampler sampler(database().database(), shop().clock);
        sampler.sample(soon());
        const NumberValues told = sampler.latest().numbers;
        const auto letters = read<DeadLetterPage>(call::kDeadLetters, toJson(UpdateQuery())).items;
        QCOMPARE(letters.size(), 3);
        QCOMPARE(told.count(numbers::kDeadLetters), letters.size());
        const std::pair<const Number *, MessageState> counted[] = {
            {&numbers::kOutboxFailed, MessageState::Failed},
            {&numbers::kOutboxPending, MessageState::Pending}};
        for (const auto &[number, state] : counted) {
            MessageQuery query;
            query.state = state;
            const auto listed = read<MessagePage>(call::kMessages, toJson(query)).items.size();
            QVERIFY2(listed > 0, toWord(state));
            QCOMPARE(told.count(*number), listed);
            QCOMPARE(read<MatchCount>(call::kMessageCount, toJson(query)).count, listed);
        }
        for (const MessageCount &cell : read<MessageCounts>(call::kMessageCounts).items) {
            MessageQuery query;
            query.state = cell.state;
            query.messageClass = cell.messageClass;
            QCOMPARE(read<MessagePage>(call::kMessages, toJson(query)).items.size(), cell.count);
        }
        for (const CauseGroup &group : read<CauseGroups>(call::kUpdateGroups).items) {
            UpdateQuery query;
            query.kind = group.kind;
            query.cause = group.cause;
            QCOMPARE(read<DeadLetterPage>(call::kDeadLetters, toJson(query)).items.size(), group.count);
        }
    }

    void allThatMatchAreRetriedInBatchesAndWhatCameLaterIsLeft()
    {
        const qint64 now = shop().clock.nowMs();
        for (int i = 0; i < 250; ++i)
            die(1'000 + i, "message", "deadline", now - 1'000);
        die(5'000, "callback_query", "deadline", now - 1'000);
        UpdateQuery filter;
        filter.kind = u"message"_s;
        const UpdateSweep sweep = sweepOf(filter);
        QCOMPARE(sweep.bounds.count, 250);
        die(6'000, "message", "deadline", now - 1'000); // beyond the numbers
        // Within the numbers, but later.
        database().exec("UPDATE inbox SET status = 'dead', handled_at = ? WHERE update_id = 1000", now + 1);
        const Answer begun = ask(call::kRetryMatchingUpdates, toJson(sweep), u"all"_s);
        QVERIFY2(!begun.error, begun.error ? qPrintable(begun.error->message) : "");
        QCOMPARE(fromJson<BulkRun>(begun.ok).all, 249);
        QCOMPARE(dead(), 252); // nothing is done while the caller waits
        QVERIFY(isAnyOpen());
        m_runs->poll(soon());
        QCOMPARE(dead(), 3);
        QVERIFY(!isAnyOpen());
        QVERIFY(shop().kicker.take(Work::Inbox));
        const BulkRun run = runOf(u"all"_s);
        QVERIFY(run.endedAt);
        QCOMPARE(run.done, 249);
        QCOMPARE(run.failed, 0);
        // The same id again, as of a console that has lost its connection: the same answer, no second effect.
        QCOMPARE(ask(call::kRetryMatchingUpdates, toJson(sweep), u"all"_s).ok, begun.ok);
        m_runs->poll(soon());
        QCOMPARE(dead(), 3);
        QCOMPARE(database().number("SELECT count(*) FROM audit_log WHERE action = 'updates.retry_matching' "
                                   "AND subject = 'updates:249' AND after LIKE '%\"kind\":\"message\"%'"),
                 1);
    }

    // Whoever carries it on begins where the one before has got to.
    void eachRowIsDoneOnce()
    {
        const qint64 now = shop().clock.nowMs();
        for (int i = 0; i < 150; ++i)
            die(i, "message", "deadline", now - 1'000);
        QVERIFY(!ask(call::kDiscardMatchingUpdates, toJson(sweepOf({})), u"d"_s).error);
        // It has got to the hundredth when its process ends.
        database().exec("UPDATE bulk_runs SET reached = (SELECT max(seq) FROM inbox) - 50, done = 100");
        consolecalls::BulkRuns another(database().database(), shop().clock);
        consolecalls::addUpdateRuns(another, shop().clock, shop().kicker);
        another.poll(soon());
        QCOMPARE(dead(), 100);
        QCOMPARE(runOf(u"d"_s).done, 150);
    }

    void whatIsStoppedIsLeftAsItIs()
    {
        for (int i = 0; i < 10; ++i)
            die(i, "message", "deadline", 1);
        QVERIFY(!ask(call::kRetryMatchingUpdates, toJson(sweepOf({})), u"r"_s).error);
        QVERIFY(!ask(call::kStopBulk, toJson(BulkStop{u"r"_s, kReason})).error);
        m_runs->poll(soon());
        QCOMPARE(dead(), 10);
        QCOMPARE(runOf(u"r"_s).stoppedBy, u"olga"_s);
        QVERIFY(ask(call::kStopBulk, toJson(BulkStop{u"nothing"_s, kReason})).error);
    }

    void failedMessagesAreSentAgainOnceAndThoseThatCannotAreCounted()
    {
        for (int i = 0; i < 4; ++i)
            fail(7 + i, "failed", "refused: chat not found");
        fail(0, "failed", "refused: query is too old"); // an answer to a press: nobody waits for it
        MessageQuery filter;
        filter.state = MessageState::Failed;
        const auto match = read<MatchCount>(call::kMessageCount, toJson(filter));
        QCOMPARE(match.count, 5);
        const Answer begun =
            ask(call::kRetryMatchingMessages, toJson(MessageSweep{filter, match, kReason}), u"again"_s);
        QVERIFY2(!begun.error, qPrintable(begun.error.value_or(CallError()).message));
        m_runs->poll(soon());
        const BulkRun run = runOf(u"again"_s);
        QCOMPARE(run.done, 4);
        QCOMPARE(run.failed, 1);
        QCOMPARE(database().number("SELECT count(*) FROM outbox WHERE status = 'pending'"), 4);
        QCOMPARE(read<MatchCount>(call::kMessageCount, toJson(filter)).count, 1);
        // And dropped, all that wait.
        filter.state = MessageState::Pending;
        const auto waiting = read<MatchCount>(call::kMessageCount, toJson(filter));
        QCOMPARE(waiting.count, 4);
        QVERIFY(
            !ask(call::kDropMatchingMessages, toJson(MessageSweep{filter, waiting, kReason}), u"dropped"_s)
                 .error);
        m_runs->poll(soon());
        QCOMPARE(database().number("SELECT count(*) FROM outbox WHERE status = 'pending'"), 0);
        QCOMPARE(runOf(u"dropped"_s).done, 4);
    }

    void onlyOperatorsMayBegin()
    {
        for (const char *name :
             {call::kRetryMatchingUpdates, call::kDiscardMatchingUpdates, call::kRetryMatchingMessages,
              call::kDropMatchingMessages, call::kStopBulk}) {
            QVERIFY2(!isAllowed(Role::Viewer, QString::fromLatin1(name)), name);
            QVERIFY2(isAllowed(Role::Operator, QString::fromLatin1(name)), name);
        }
    }

private:
    std::unique_ptr<consolehub::Changes> m_changes;
    std::unique_ptr<consolehub::CallTable> m_calls;
    std::unique_ptr<consolecalls::BulkRuns> m_runs;
    int m_lastId = 0;
};

const turnpike::test::RegisteredTest<TestBulkRuns> kTestBulkRuns;

} // namespace tst_bulkruns

#include "tst_bulkruns.moc"
