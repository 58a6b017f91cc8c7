// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/supportcalls.h"
#include "ops/backlog.h"
#include "protocol/calls.h"
#include "protocol/numbers.h"
#include "protocol/support.h"
#include "support/shop.h"
#include "support/testmain.h"

#include <QTest>

#include <limits>

namespace tst_supportcalls {

using namespace turnpike;
using namespace turnpike::test;
using namespace turnpike::protocol;
using namespace Qt::StringLiterals;

namespace {

const QString kReason = u"because of a test"_s;
const ChatId kStaffChat(-1001);

QString wordOfError(ErrorCode code)
{
    return QString::fromLatin1(toWord(code));
}

} // namespace

// What operators read and answer of what customers write to the staff, on both databases.
class TestSupportCalls : public QObject, private ShopFixture
{
    Q_OBJECT

private:
    TestDatabase &database() { return shop().database(); }

    Answer ask(const char *name, const QJsonObject &args, const QString &id = {})
    {
        consolehub::CallRequest request;
        request.id = id.isEmpty() ? u"s-%1"_s.arg(++m_lastId) : id;
        request.call = QString::fromLatin1(name);
        request.args = args;
        request.caller = {u"olga"_s, Role::Operator, u"192.0.2.1"_s};
        return m_calls->serve(request, Deadline::in(std::chrono::seconds(60)));
    }
    QString codeOf(const char *name, const QJsonObject &args)
    {
        const Answer answer = ask(name, args);
        return answer.error ? answer.error->code.word() : QString();
    }
    static QJsonObject orderFor(TelegramId user, const QString &text = {})
    {
        return toJson(SupportOrder{user.value(), text, kReason});
    }
    TelegramId writer(const char *words)
    {
        const TelegramId user = shop().newUser();
        write(user, words);
        return user;
    }
    void write(TelegramId user, const char *words)
    {
        shop().clock.advance(kSecondMs);
        shop().write([&](db::Transaction &tx) {
            m_desk->write(tx, shop().users.find(tx, user).value(),
                          {u"text"_s, QString::fromLatin1(words), std::nullopt});
        });
    }
    QList<qint64> listed(const SupportQuery &query)
    {
        QList<qint64> ids;
        for (const SupportThread &thread : page(query).items)
            ids.append(thread.telegramId);
        return ids;
    }
    SupportThreads page(const SupportQuery &query)
    {
        return fromJson<SupportThreads>(ask(call::kSupportThreads, toJson(query)).ok);
    }
    SupportMessages letters(TelegramId user, qint64 before = 0, int limit = 50)
    {
        return fromJson<SupportMessages>(
            ask(call::kSupportMessages, toJson(SupportMessageQuery{user.value(), before, limit})).ok);
    }
    qint64 audited(const char *action, const char *result)
    {
        return database().number("SELECT count(*) FROM audit_log WHERE action = ? AND result LIKE ?",
                                 QString::fromLatin1(action), QString::fromLatin1(result));
    }

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init()
    {
        openShop();
        m_changes = std::make_unique<consolehub::Changes>(database().database(), shop().audit);
        m_calls = std::make_unique<consolehub::CallTable>();
        m_outbox = std::make_unique<outbox::Outbox>(shop().clock, shop().kicker);
        m_desk = std::make_unique<helpdesk::Helpdesk>(shop().clock, shop().kicker, shop().alerts, *m_outbox,
                                                      shop().users, shop().notices,
                                                      helpdesk::Helpdesk::Settings{kStaffChat, {}, {}});
        consolecalls::addSupportCalls(*m_calls, *m_changes, database().database(), *m_desk);
    }
    void cleanup()
    {
        m_calls.reset();
        m_desk.reset();
        m_outbox.reset();
        m_changes.reset();
        closeShop();
    }

    void requestsAreListedByWhomTheyWaitForAndByText()
    {
        const TelegramId slow = writer("It is slow");
        const TelegramId answered = writer("Where is my key?");
        const TelegramId done = writer("Thank you");
        QVERIFY(!ask(call::kAnswerSupport, orderFor(answered, u"In your profile"_s)).error);
        QVERIFY(!ask(call::kCloseSupport, orderFor(done)).error);

        SupportQuery query;
        QCOMPARE(listed(query), (QList<qint64>{done.value(), answered.value(), slow.value()}));
        query.onlyOpen = true;
        QCOMPARE(listed(query), (QList<qint64>{answered.value(), slow.value()}));
        query = {};
        query.state = SupportState::AwaitsStaff;
        QCOMPARE(listed(query), QList<qint64>{slow.value()});
        query.state = SupportState::AwaitsCustomer;
        QCOMPARE(listed(query), QList<qint64>{answered.value()});
        query.state = SupportState::Closed;
        QCOMPARE(listed(query), QList<qint64>{done.value()});

        query = {};
        query.text = u"IN YOUR"_s; // of the last message alone
        QCOMPARE(listed(query), QList<qint64>{answered.value()});
        query.text = u"where is"_s;
        QCOMPARE(listed(query), QList<qint64>());
        query.text = QString::number(slow.value());
        QCOMPARE(listed(query), QList<qint64>{slow.value()});
        query.text = u"100%"_s; // no pattern
        QCOMPARE(listed(query), QList<qint64>());

        const SupportThread thread = page({}).items.at(1);
        QVERIFY(thread.state == SupportState::AwaitsCustomer && thread.isLastStaffs);
        QCOMPARE(thread.lastText, u"In your profile"_s);
        QCOMPARE(thread.messages, 2);
    }

    void pagesOfRequestsLeaveNoneOutWithinAMoment()
    {
        QList<qint64> all;
        for (int i = 0; i < 5; ++i)
            all.prepend(writer("Hello").value());
        database().exec("UPDATE support_threads SET last_at = 1000");
        QList<qint64> paged;
        SupportQuery query;
        query.limit = 2;
        for (SupportThreads next = page(query);; next = page(query)) {
            for (const SupportThread &thread : std::as_const(next.items))
                paged.append(thread.telegramId);
            if (!next.hasMore || paged.size() > 10)
                break;
            query.before = next.items.last().lastAt;
            query.beforeCustomer = next.items.last().telegramId;
        }
        QCOMPARE(paged, all);
    }

    void messagesComeByPagesWithWhoWroteThem()
    {
        const TelegramId user = writer("One");
        write(user, "Two");
        QVERIFY(!ask(call::kAnswerSupport, orderFor(user, u"Three"_s)).error);
        const SupportMessages newest = letters(user, 0, 2);
        QVERIFY(newest.hasMore && newest.thread);
        QCOMPARE(newest.items.size(), 2);
        QCOMPARE(newest.items.first().author + u' ' + newest.items.first().text, u"olga Three"_s);
        QVERIFY(newest.items.first().isStaffs && newest.items.first().state == MessageState::Pending);
        const SupportMessages rest = letters(user, newest.items.last().number);
        QVERIFY(!rest.hasMore);
        QCOMPARE(rest.items.size(), 1);
        QCOMPARE(rest.items.first().text, u"One"_s);
        QVERIFY(!letters(TelegramId(1)).thread);
        QVERIFY(!letters(user, std::numeric_limits<qint64>::max()).items.isEmpty());
        QVERIFY(!letters(user, std::numeric_limits<qint64>::min()).items.isEmpty());
    }

    void anAnswerIsSentOnceAndAuditedWithoutItsWords()
    {
        const TelegramId user = writer("It is slow");
        database().exec("DELETE FROM outbox");
        const QJsonObject order = orderFor(user, u" Try <another> server "_s);
        const Answer first = ask(call::kAnswerSupport, order, u"answer-1"_s);
        QVERIFY2(!first.error, qPrintable(first.error ? first.error->message : QString()));
        QCOMPARE(ask(call::kAnswerSupport, order, u"answer-1"_s).ok, first.ok);
        QCOMPARE(letters(user).items.size(), 2);
        QCOMPARE(letters(user).items.first().text, u"Try <another> server"_s);
        // To the customer, and to the colleagues in the chat of the staff.
        QCOMPARE(database().number("SELECT count(*) FROM outbox WHERE chat_id = ?", user), 1);
        QCOMPARE(database().number("SELECT count(*) FROM outbox WHERE chat_id = ?", kStaffChat), 1);
        QCOMPARE(audited("support.answer", "%done%"), 1);
        QCOMPARE(database().number("SELECT count(*) FROM audit_log WHERE before LIKE 'awaits_staff%' "
                                   "AND after LIKE 'awaits_customer%' AND actor = 'olga'"),
                 1);
        QCOMPARE(database().number("SELECT count(*) FROM audit_log WHERE result LIKE '%another%' OR after "
                                   "LIKE '%another%' OR before LIKE '%another%'"),
                 0);
    }

    void whatCannotBeAnsweredIsRefusedAndAudited()
    {
        const TelegramId user = writer("It is slow");
        const TelegramId silent = shop().newUser();
        QCOMPARE(codeOf(call::kAnswerSupport, orderFor(user, u"  "_s)), wordOfError(ErrorCode::BadRequest));
        QCOMPARE(codeOf(call::kAnswerSupport, orderFor(user, QString(4'001, u'a'))),
                 wordOfError(ErrorCode::BadRequest));
        QCOMPARE(codeOf(call::kAnswerSupport, orderFor(silent, u"Hello"_s)),
                 wordOfError(ErrorCode::NotFound));
        QCOMPARE(codeOf(call::kAnswerSupport, toJson(SupportOrder{user.value(), u"Hello"_s, {}})),
                 wordOfError(ErrorCode::BadRequest));
        QCOMPARE(letters(user).items.size(), 1);
        QVERIFY(audited("support.answer", "%") >= 3);
        for (const char *change : {call::kAnswerSupport, call::kCloseSupport, call::kReopenSupport}) {
            QVERIFY(!isAllowed(Role::Viewer, QString::fromLatin1(change)));
            QVERIFY(isAllowed(Role::Operator, QString::fromLatin1(change)));
        }
    }

    void aRequestIsClosedAndOpenedAgainOnceEach()
    {
        const TelegramId user = writer("It is slow");
        QCOMPARE(codeOf(call::kReopenSupport, orderFor(user)), wordOfError(ErrorCode::Conflict));
        QCOMPARE(codeOf(call::kCloseSupport, orderFor(user)), QString());
        QCOMPARE(shop().notices.take(user), QStringList{u"supportClosed by olga"_s});
        QCOMPARE(letters(user).thread->closedBy, u"olga"_s);
        QCOMPARE(codeOf(call::kCloseSupport, orderFor(user)), wordOfError(ErrorCode::Conflict));
        QCOMPARE(codeOf(call::kReopenSupport, orderFor(user)), QString());
        QVERIFY(letters(user).thread->state == SupportState::AwaitsStaff);
        QCOMPARE(shop().notices.take(user), QStringList());
        QCOMPARE(audited("support.close", "%done%"), 1);
        QCOMPARE(audited("support.reopen", "%done%"), 1);
    }

    void whoWaitsForAnAnswerIsCounted()
    {
        ops::BacklogSampler sampler(database().database(), shop().clock);
        const auto waiting = [&] {
            sampler.sample(Deadline::in(std::chrono::seconds(30)));
            return sampler.latest().numbers.value(numbers::kSupportWaiting);
        };
        QCOMPARE(waiting(), std::optional(0.0));
        const TelegramId one = writer("One");
        const TelegramId two = writer("Two");
        QCOMPARE(waiting(), std::optional(2.0));
        QVERIFY(!ask(call::kAnswerSupport, orderFor(one, u"Yes"_s)).error);
        QCOMPARE(waiting(), std::optional(1.0));
        QVERIFY(!ask(call::kCloseSupport, orderFor(two)).error);
        QCOMPARE(waiting(), std::optional(0.0));
    }

private:
    std::unique_ptr<consolehub::Changes> m_changes;
    std::unique_ptr<consolehub::CallTable> m_calls;
    std::unique_ptr<outbox::Outbox> m_outbox;
    std::unique_ptr<helpdesk::Helpdesk> m_desk;
    int m_lastId = 0;
};

const turnpike::test::RegisteredTest<TestSupportCalls> kTestSupportCalls;

} // namespace tst_supportcalls

#include "tst_supportcalls.moc"
