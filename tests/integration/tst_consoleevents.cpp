// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/failures.h"
#include "support/aside.h"
#include "support/hubfixture.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_consoleevents {

using namespace turnpike;
using namespace turnpike::test;
using namespace turnpike::protocol;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using consolehub::ConsoleHub;
using Kind = db::DatabaseUrl::Kind;

Q_LOGGING_CATEGORY(lcTest, "turnpike.test")
Q_LOGGING_CATEGORY(lcGrouped, "turnpike.grouped")
Q_LOGGING_CATEGORY(lcGroupedToo, "turnpike.grouped.too")

namespace {

QJsonObject number(int n)
{
    return {{u"n"_s, n}};
}

QList<int> numbersOf(const std::vector<Event> &events)
{
    QList<int> numbers;
    for (const Event &event : events)
        numbers.append(event.data.value(u"n"_s).toInt());
    return numbers;
}

QString codeOf(const Answer &answer)
{
    return answer.error ? answer.error->code.word() : u"ok"_s;
}

} // namespace

// What consoles are told, and in which order, over pipes; the log and the audit.
class TestConsoleEvents : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // --- events

    void whatWasMissedFollowsExactlyOnceAfterAResume()
    {
        HubFixture fixture;
        const QByteArray token = fixture.add(u"bob"_s, Role::Viewer);
        auto console = fixture.connect(token);
        const auto hello = console->hello();
        QVERIFY(hello && hello->snapshot && !hello->resumed);
        for (int i = 1; i <= 3; ++i)
            fixture.hub.publish(event::kIteration, {}, number(i));
        QTRY_COMPARE(console->events().size(), 3U);
        const qint64 seen = console->events()[1].seq; // the third never reached its screen
        console.reset();
        QTRY_COMPARE(fixture.hub.sessionCount(), 0);
        for (int i = 4; i <= 5; ++i)
            fixture.hub.publish(event::kIteration, {}, number(i));
        fixture.hub.publish(event::kWorkerState, u"reminders"_s, number(100));
        fixture.hub.publish(event::kWorkerState, u"reminders"_s, number(101));
        console = fixture.connect(token, hello->epoch, seen);
        const auto again = console->hello();
        QVERIFY(again && again->resumed && !again->snapshot);
        QCOMPARE(again->seq, seen + 3);
        fixture.hub.publish(event::kIteration, {}, number(6));
        QTRY_COMPARE(numbersOf(console->events(event::kIteration)), (QList<int>{3, 4, 5, 6}));
        QTRY_COMPARE(numbersOf(console->events(event::kWorkerState)), QList<int>{101});
        for (size_t i = 1; i < 4; ++i)
            QCOMPARE(console->events(event::kIteration)[i].seq,
                     console->events(event::kIteration)[i - 1].seq + 1);
    }

    void whatCannotBeResumedBeginsWithASnapshot()
    {
        ConsoleHub::Options options;
        options.events.maxEvents = 10;
        HubFixture fixture(Kind::Sqlite, options);
        const QByteArray token = fixture.add(u"bob"_s, Role::Viewer);
        const auto first = fixture.connect(token);
        const auto hello = first->hello();
        QVERIFY(hello);
        for (int i = 1; i <= 15; ++i) {
            fixture.hub.publish(event::kIteration, {}, number(i));
            QTRY_COMPARE(first->events().size(), static_cast<size_t>(i));
        }
        const auto begins = [&](const QString &epoch, qint64 seq) {
            const auto console = fixture.connect(token, epoch, seq);
            const auto said = console->hello();
            return said && said->snapshot && !said->resumed && said->seq == 15;
        };
        QVERIFY(!begins(hello->epoch, 5)); // the ring has 6 to 15
        QVERIFY(begins(hello->epoch, 4));
        QVERIFY(begins(hello->epoch, 16)); // from the future
        QVERIFY(begins(hello->epoch, -1));
        QVERIFY(begins(u"another"_s, 14));
    }

    void aConsoleThatReadsSlowlyGetsTheNewestStatesAndNoQueue()
    {
        HubFixture fixture;
        const auto console = fixture.connect(fixture.add(u"bob"_s, Role::Viewer));
        QVERIFY(console->hello());
        HubFixture::stall(*console, true);
        QJsonObject data{{u"pad"_s, QString(10'000, u'x')}};
        qint64 unsent = 0;
        for (int i = 1; i <= 500; ++i) {
            data.insert(u"n"_s, i);
            fixture.hub.publish(event::kGauges, {}, data);
            QCoreApplication::processEvents();
            unsent = std::max(unsent, fixture.hub.unsentBytes());
        }
        QVERIFY2(unsent > 0 && unsent < 300'000, qPrintable(QString::number(unsent)));
        HubFixture::stall(*console, false);
        QTRY_COMPARE(numbersOf(console->events()).last(), 500);
        QVERIFY(console->events().size() < 40U);
        QVERIFY(!console->closeCode());
    }

    void aConsoleThatNeverReadsIsClosed()
    {
        ConsoleHub::Options options;
        options.session.stallTime = 100ms;
        HubFixture fixture(Kind::Sqlite, options);
        const auto console = fixture.connect(fixture.add(u"bob"_s, Role::Viewer));
        QVERIFY(console->hello());
        HubFixture::stall(*console, true);
        fixture.hub.publish(event::kIteration, {}, number(1));
        QTRY_COMPARE(console->closeCode(), std::optional<int>(CloseTooSlow));
        QTRY_COMPARE(fixture.hub.sessionCount(), 0);
    }

    void aConsoleThatFallsBehindAllThatIsKeptIsClosed()
    {
        ConsoleHub::Options options;
        options.events.maxEvents = 10;
        options.session.highWater = 1;
        HubFixture fixture(Kind::Sqlite, options);
        const auto console = fixture.connect(fixture.add(u"bob"_s, Role::Viewer));
        QVERIFY(console->hello());
        HubFixture::stall(*console, true);
        for (int i = 1; i <= 12; ++i) {
            fixture.hub.publish(event::kIteration, {}, number(i));
            QCoreApplication::processEvents();
        }
        QVERIFY(!console->closeCode());
        HubFixture::stall(*console, false);
        QTRY_COMPARE(console->closeCode(), std::optional<int>(CloseTooSlow));
        QCOMPARE(numbersOf(console->events()), QList<int>{1});
    }

    void publishingFromManyThreadsLosesAndDoublesNothing()
    {
        HubFixture fixture;
        const auto console = fixture.connect(fixture.add(u"bob"_s, Role::Viewer));
        QVERIFY(console->hello());
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&fixture, t] {
                for (int i = 0; i < 250; ++i)
                    fixture.hub.publish(event::kIteration, {}, number(t * 250 + i));
            });
        for (std::thread &thread : threads)
            thread.join();
        QTRY_COMPARE(console->events().size(), 1'000U);
        QList<int> numbers = numbersOf(console->events());
        std::sort(numbers.begin(), numbers.end());
        for (int i = 0; i < 1'000; ++i)
            QCOMPARE(numbers[i], i);
        for (size_t i = 1; i < 1'000; ++i)
            QCOMPARE(console->events()[i].seq, console->events()[i - 1].seq + 1);
    }

    // --- the log and the audit

    void theLogIsReadByPagesAndFollowedFromALevelOn()
    {
        QTemporaryDir folder;
        log::start({log::Format::Text, folder.filePath(u"log"_s)});
        QVERIFY(log::setLevel(u"turnpike.*"_s, u"debug"_s));
        log::addSecret(u"hunter2"_s);
        HubFixture fixture;
        const auto console = fixture.connect(fixture.add(u"bob"_s, Role::Viewer));
        const auto read = [&](const QJsonObject &query) {
            return fromJson<LogPage>(console->call(randomHex(4), call::kLogs, query).ok);
        };
        {
            const log::CorrelationScope scope(u"update-7"_s);
            log::info(lcTest(), "first").with("password", "hunter2").with("n", 1);
        }
        log::warning(lcTest(), "second").with("n", 2);
        LogPage page = read({{u"component"_s, u"turnpike.test"_s}});
        QCOMPARE(page.items.size(), 2);
        QCOMPARE(page.items[0].message, u"second"_s);
        QCOMPARE(page.items[0].level, LogLevel::Warning);
        QCOMPARE(page.items[1].correlationId, u"update-7"_s);
        QCOMPARE(page.items[1].details.value(u"password"_s).toString(), u"***"_s);
        QCOMPARE(page.items[1].details.value(u"n"_s).toInt(), 1);
        QVERIFY(page.items[1].at > 1'600'000'000'000);
        QVERIFY(!page.hasMore);
        page = read({{u"component"_s, u"turnpike.test"_s}, {u"limit"_s, 1}});
        QVERIFY(page.hasMore);
        page = read({{u"component"_s, u"turnpike.test"_s}, {u"before_seq"_s, page.items[0].seq}});
        QCOMPARE(page.items.size(), 1);
        QCOMPARE(page.items[0].message, u"first"_s);
        QCOMPARE(read({{u"level"_s, u"warning"_s}, {u"text"_s, u"SECOND"_s}}).items.size(), 1);
        QCOMPARE(read({{u"correlation_id"_s, u"update-7"_s}}).items.size(), 1);

        QCOMPARE(
            codeOf(console->call(u"f"_s, call::kFollowLogs, {{u"on"_s, true}, {u"level"_s, u"warning"_s}})),
            u"ok"_s);
        log::info(lcTest(), "not followed");
        for (int i = 0; i < 300; ++i)
            log::warning(lcTest(), "storm").with("n", i);
        qint64 lines = 0, missed = 0;
        const auto count = [&] {
            lines = missed = 0;
            for (const Event &event : console->events(event::kLog)) {
                const auto batch = fromJson<LogBatch>(event.data);
                lines += batch.lines.size();
                missed += batch.missed;
                for (const LogLine &line : batch.lines) {
                    if (line.message != u"storm")
                        return false;
                }
            }
            return lines + missed >= 300;
        };
        QTRY_VERIFY(count());
        QCOMPARE(lines, 200); // of one look
        QCOMPARE(missed, 101);
    }

    // Each group is opened as the console opens it.
    void warningsAndErrorsAreGroupedByComponentAndText()
    {
        QTemporaryDir folder;
        log::start({log::Format::Text, folder.filePath(u"log"_s)});
        QVERIFY(log::setLevel(u"turnpike.*"_s, u"debug"_s));
        HubFixture fixture;
        const auto console = fixture.connect(fixture.add(u"bob"_s, Role::Viewer));
        const auto groupsOf = [&](QJsonObject query) {
            query.insert(u"component"_s, u"turnpike.grouped"_s);
            return fromJson<CauseGroups>(console->call(randomHex(4), call::kLogGroups, query).ok).items;
        };
        log::warning(lcGrouped(), "try 2 of update-17 failed").with("n", 1);
        log::info(lcGrouped(), "try 3 of update-17 failed");
        log::warning(lcGroupedToo(), "try 1 of update-3 failed");
        log::error(lcGrouped(), "Try 12 of  update-4 failed");
        log::error(lcGrouped(), "try again");
        const QList<CauseGroup> groups = groupsOf({});
        QCOMPARE(groups.size(), 3);
        QCOMPARE(groups[0].count, 2);
        QCOMPARE(groups[0].kind, u"turnpike.grouped"_s);
        QCOMPARE(groups[0].cause, u"turnpike.grouped: try # of # failed"_s);
        QCOMPARE(groups[0].example, u"Try 12 of  update-4 failed"_s);
        QVERIFY(groups[0].firstAt > 0 && groups[0].firstAt <= groups[0].lastAt);
        for (const CauseGroup &group : groups) {
            const QJsonObject query{{u"level"_s, u"warning"_s}, {u"cause"_s, group.cause}};
            const auto page = fromJson<LogPage>(console->call(randomHex(4), call::kLogs, query).ok);
            QCOMPARE(page.items.size(), group.count);
            QCOMPARE(page.items.first().seq, group.newest);
            QCOMPARE(page.items.last().at, group.firstAt);
        }
        QCOMPARE(groupsOf({{u"level"_s, u"error"_s}}).size(), 2);
        QCOMPARE(groupsOf({{u"text"_s, u"AGAIN"_s}}).size(), 1);
    }

    void aLevelIsSetForOneComponentOrMany()
    {
        QVERIFY(log::setLevel(u"turnpike.*"_s, u"info"_s));
        QVERIFY(!lcTest().isDebugEnabled() && lcTest().isInfoEnabled());
        QVERIFY(log::setLevel(u"turnpike.test"_s, u"debug"_s));
        QVERIFY(lcTest().isDebugEnabled());
        QVERIFY(log::setLevel(u"turnpike.*"_s, u"warning"_s));
        QVERIFY(!lcTest().isInfoEnabled() && lcTest().isWarningEnabled());
        for (const char *component : {"qt.network", "*", "turnpike.x=true\n*.debug", ""})
            QVERIFY(!log::setLevel(QString::fromLatin1(component), u"debug"_s));
        QVERIFY(!log::setLevel(u"turnpike.test"_s, u"loud"_s));
        QVERIFY(!lcTest().isInfoEnabled());
        QVERIFY(log::setLevel(u"turnpike.*"_s, u"debug"_s));
    }

    void theAuditIsListedAndItsNewRowsAreToldOnce_data() { TestDatabase::addKinds(); }
    void theAuditIsListedAndItsNewRowsAreToldOnce()
    {
        QFETCH(Kind, kind);
        HubFixture fixture(kind);
        const auto record = [&](const QString &actor, const QString &action, const QString &reason) {
            fixture.write([&](db::Transaction &tx) {
                fixture.audit.record(tx, {{actor, u"admin"_s, {}},
                                          action,
                                          u"flag:x"_s,
                                          std::nullopt,
                                          std::nullopt,
                                          reason,
                                          u"done"_s,
                                          {}});
            });
        };
        record(u"ada"_s, u"flags.set"_s, u"100% sure"_s);
        QCOMPARE(fixture.trail.news(HubFixture::deadline()).size(), 0U); // it was there before
        record(u"bob"_s, u"flags.rollback"_s, u"Not sure"_s);
        record(u"bob"_s, u"workers.run"_s, u"again"_s);
        const auto news = fixture.trail.news(HubFixture::deadline());
        QCOMPARE(news.size(), 2U);
        QCOMPARE(news[0].action, u"flags.rollback"_s);
        QCOMPARE(fixture.trail.news(HubFixture::deadline()).size(), 0U);

        const auto list = [&](const AuditQuery &query) {
            QStringList actions;
            for (const AuditRow &row : fixture.trail.list(query, HubFixture::deadline()).items)
                actions.append(row.action);
            return actions.join(u' ');
        };
        AuditQuery query;
        QCOMPARE(list(query), u"workers.run flags.rollback flags.set"_s);
        query.actor = u"bob"_s;
        query.action = u"flags."_s;
        QCOMPARE(list(query), u"flags.rollback"_s);
        query = {};
        query.text = u"0% SURE"_s; // a percent sign is one
        QCOMPARE(list(query), u"flags.set"_s);
        query = {};
        query.limit = 1;
        QVERIFY(fixture.trail.list(query, HubFixture::deadline()).hasMore);
        query.beforeId = news[0].id;
        QCOMPARE(list(query), u"flags.set"_s);
        query = {};
        query.to = fixture.clock.nowMs() - 1;
        QCOMPARE(list(query), QString());
    }

    // A row with a lower id may be committed after one with a higher.
    void anAuditRowThatComesLateIsToldToo()
    {
        HubFixture fixture(Kind::Postgres);
        QCOMPARE(fixture.trail.news(HubFixture::deadline()).size(), 0U);
        const control::AuditEntry entry{{u"ada"_s, u"admin"_s, {}},
                                        u"slow"_s,
                                        u"x"_s,
                                        std::nullopt,
                                        std::nullopt,
                                        std::nullopt,
                                        u"done"_s,
                                        {}};
        fixture.write([&](db::Transaction &tx) {
            fixture.audit.record(tx, entry);
            aside([&] {
                fixture.write([&](db::Transaction &other) { fixture.audit.record(other, entry); });
                QCOMPARE(fixture.trail.news(HubFixture::deadline()).size(), 1U);
            });
        });
        QCOMPARE(fixture.trail.news(HubFixture::deadline()).size(), 1U);
        QCOMPARE(fixture.trail.news(HubFixture::deadline()).size(), 0U);
    }
};

const turnpike::test::RegisteredTest<TestConsoleEvents> kTestConsoleEvents;

} // namespace tst_consoleevents

#include "tst_consoleevents.moc"
