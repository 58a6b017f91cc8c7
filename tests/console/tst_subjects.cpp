// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/columns.h"
#include "ownsettings.h"
#include "pages/bulkbar.h"
#include "pages/causesview.h"
#include "pages/messagespage.h"
#include "pages/registration.h"
#include "pages/updatespage.h"
#include "pagestage.h"
#include "protocol/numbers.h"
#include "support/testmain.h"
#include "widgets/filterbar.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTabWidget>

#include <algorithm>

namespace tst_subjects {

using namespace turnpike;
using namespace turnpike::consoletest;
using namespace Qt::StringLiterals;

namespace {

const QString kReason = u"because of a test"_s;

// All numbers 7, all texts "id", so that whatever is an id is one of something.
template<class T>
T filled()
{
    T row;
    T::fields([&](const char *key, auto member) {
        auto &value = row.*member;
        using Value = std::remove_reference_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, qint64> || std::is_same_v<Value, std::optional<qint64>>)
            value = 7;
        else if constexpr (std::is_same_v<Value, QString>)
            value =
                QLatin1String(key) == "subject"_L1 || QLatin1String(key) == "lane"_L1 ? u"user:7"_s : u"id"_s;
    });
    return row;
}

template<class T>
QStringList kindsOf(const std::vector<Column<T>> &columns, const T &row)
{
    QStringList kinds;
    for (const Column<T> &column : columns) {
        if (const auto subject = column.subject ? column.subject(row) : std::nullopt)
            kinds.append(QString::fromLatin1(toWord(subject->kind)));
    }
    return kinds;
}

QStringList textsOf(const QWidget &widget)
{
    QStringList texts;
    for (const QAction *action : widget.actions())
        texts.append(action->text());
    return texts;
}

CauseGroup aGroup()
{
    CauseGroup group;
    group.kind = u"callback_query"_s;
    group.cause = u"database 40P01"_s;
    group.count = 400;
    group.firstAt = 1'000;
    group.lastAt = 2'000;
    return group;
}

template<class Query>
Query lastOf(const PageStage &stage, const char *call)
{
    const auto made = stage.lastCall(call);
    return made ? fromJson<Query>(made->args) : Query();
}

QPushButton *buttonOf(const QWidget &page, const QString &text)
{
    for (QPushButton *button : page.findChildren<QPushButton *>()) {
        if (button->text().remove(u'&') == text)
            return button;
    }
    return nullptr;
}

BulkRun aRun(qint64 done, qint64 failed)
{
    BulkRun run;
    run.id = u"run"_s;
    run.call = QString::fromLatin1(call::kRetryMatchingUpdates);
    run.all = 400;
    run.done = done;
    run.failed = failed;
    return run;
}

} // namespace

// Where ids and counts lead.
class TestSubjects : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_settings.use()); }

    void everyTableWithAnIdSaysWhatItStandsFor_data()
    {
        QTest::addColumn<QStringList>("kinds");
        QTest::addColumn<QStringList>("expected");
        const auto add = [](const char *name, const auto &columns, const auto &row,
                            const QStringList &expected) {
            QTest::newRow(name) << kindsOf(columns, row) << expected;
        };
        add("workers", workerColumns(), filled<WorkerState>(), {u"worker"_s});
        add("iterations", iterationColumns(), filled<Iteration>(),
            {u"worker"_s, u"instance"_s, u"correlation"_s});
        add("flags", flagColumns(), filled<FlagState>(), {u"flag"_s});
        add("audit", auditColumns(), filled<AuditRow>(), {u"user"_s});
        add("instances", instanceColumns(), filled<InstanceState>(), {u"instance"_s});
        add("log", logColumns(), filled<LogLine>(), {u"correlation"_s});
        add("dead letters", deadLetterColumns(), filled<DeadLetter>(), {u"user"_s, u"update"_s});
        add("lanes", laneColumns(), filled<Lane>(), {u"user"_s});
        add("messages", messageColumns(), filled<OutboxMessage>(),
            {u"message"_s, u"user"_s, u"correlation"_s});
        add("customers", customerColumns(), filled<CustomerBrief>(), {u"user"_s});
        add("purchases", purchaseColumns(), filled<PurchaseRow>(), {u"purchase"_s, u"payment"_s});
        add("payments", paymentColumns(), filled<PaymentRow>(), {u"user"_s, u"purchase"_s, u"payment"_s});
        UpdateRow dead = filled<UpdateRow>();
        dead.status = UpdateStatus::Dead;
        add("updates of a customer", updateColumns(), dead, {u"update"_s});
        add("waiting", waitingColumns(), filled<WaitingCustomer>(), {u"user"_s});
        add("uses of a promo code", promoUseColumns(), filled<PromoUseRow>(), {u"user"_s, u"purchase"_s});
        add("refunds to approve", refundColumns(), filled<RefundApproval>(), {u"user"_s, u"payment"_s});
        add("support", supportColumns(), filled<SupportThread>(), {u"user"_s});
        add("timeline", timelineColumns(), filled<TimelineEntry>(), {u"user"_s, u"correlation"_s});
    }
    void everyTableWithAnIdSaysWhatItStandsFor()
    {
        QFETCH(QStringList, kinds);
        QFETCH(QStringList, expected);
        QCOMPARE(kinds, expected);
    }

    void everySubjectHasAPageAndAName()
    {
        for (const Word<SubjectKind> &each : kWordsOf<SubjectKind>) {
            const Subject subject{each.value, u"7"_s};
            const Place place = placeOf(subject);
            const auto &all = pages::registrations();
            QVERIFY2(std::any_of(all.begin(), all.end(),
                                 [&](const auto &one) { return place.page == QLatin1String(one.key); }),
                     each.word);
            QVERIFY2(!inviteTo(subject).isEmpty(), each.word);
            const auto named = subjectNamed(QLatin1String(each.word) + u":7"_s);
            QVERIFY2(named && named->kind == each.value, each.word);
        }
        QVERIFY(!subjectNamed(u"updates:20"_s));
        QVERIFY(!subjectOf(SubjectKind::Customer, -100)); // a group
        QVERIFY(!subjectOf(SubjectKind::Update, 0));
    }

    // The menu of the row, and Enter where the list has no answer of its own.
    void aRowOffersWhatItsCellsAreAbout()
    {
        PageStage stage;
        UpdatesPage page(stage.desk);
        stage.greet();
        page.refresh();
        DeadLetter letter = filled<DeadLetter>();
        letter.seq = 9;
        stage.answer(call::kDeadLetters, DeadLetterPage{{letter}, false});
        auto *table = page.findChild<Table *>(u"updates.letters"_s);
        QTRY_COMPARE(table->proxy().rowCount(), 1);
        table->selectKey(u"9"_s);
        QVERIFY(textsOf(*table).contains(u"Show customer 7"_s));
        QVERIFY(textsOf(*table).contains(u"Show update 9"_s));
        QSignalSpy jumps(&page, &Page::jumpRequested);
        for (QAction *action : table->actions()) {
            if (action->text() == u"Show update 9"_s)
                action->trigger();
        }
        QCOMPARE(jumps.size(), 1);
        QCOMPARE(jumps.first().at(0).toString(), u"updates"_s);
        QCOMPARE(jumps.first().at(1).toString(), u"9"_s);

        RecordModel<Iteration> rows([](const Iteration &row) { return QString::number(row.id); },
                                    iterationColumns());
        Table plain(QString(), &rows);
        rows.upsert(filled<Iteration>());
        QSignalSpy asked(&plain, &Table::jumpRequested);
        plain.setCurrentIndex(plain.model()->index(0, plain.model()->columnCount() - 1));
        QTest::keyClick(&plain, Qt::Key_Return);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first().at(0).toString(), u"logs"_s);
        QCOMPARE(asked.first().at(1).toString(), u"id"_s);
    }

    void aGroupOpensTheListOfExactlyWhatItCounts()
    {
        PageStage stage;
        UpdatesPage page(stage.desk);
        stage.greet();
        page.findChild<QTabWidget *>()->setCurrentIndex(1);
        stage.answer(call::kUpdateGroups, CauseGroups{{aGroup()}, true});
        auto &table = page.findChild<CausesView *>()->table();
        QTRY_COMPARE(table.proxy().rowCount(), 1);
        table.selectFirst();
        QTest::keyClick(&table, Qt::Key_Return);
        const auto asked = [&] {
            const auto made = stage.lastCall(call::kDeadLetters);
            return made ? fromJson<UpdateQuery>(made->args) : UpdateQuery();
        };
        QTRY_COMPARE(asked().cause.value_or(QString()), u"database 40P01"_s);
        QCOMPARE(asked().kind.value_or(QString()), u"callback_query"_s);
        QCOMPARE(page.findChild<QTabWidget *>()->currentIndex(), 0);

        MessagesPage messages(stage.desk);
        messages.findChild<QTabWidget *>()->setCurrentIndex(1);
        CauseGroup refused = aGroup();
        refused.kind = u"sendMessage"_s;
        refused.state = u"failed"_s;
        stage.answer(call::kMessageGroups, CauseGroups{{refused}, true});
        auto &ofMessages = messages.findChild<CausesView *>()->table();
        QTRY_COMPARE(ofMessages.proxy().rowCount(), 1);
        ofMessages.selectFirst();
        QTest::keyClick(&ofMessages, Qt::Key_Return);
        QTRY_VERIFY(stage.lastCall(call::kMessages));
        const auto query = fromJson<MessageQuery>(stage.lastCall(call::kMessages)->args);
        QVERIFY(query.state == MessageState::Failed);
        QCOMPARE(query.method.value_or(QString()), u"sendMessage"_s);
        QCOMPARE(query.cause.value_or(QString()), u"database 40P01"_s);
    }

    // The number beside a page counts all that failed, whatever the page was narrowed to before.
    void theNumberOfAPageOpensExactlyWhatItCounts()
    {
        PageStage stage;
        MessagesPage messages(stage.desk);
        UpdatesPage updates(stage.desk);
        stage.greet();
        Gauges gauges;
        gauges.outbox.failed = 2;
        gauges.inbox.dead = 3;
        stage.tell(event::kGauges, gauges);
        QTRY_COMPARE(messages.attention(), 2);
        QTRY_COMPARE(updates.attention(), 3);
        CauseGroup narrow = aGroup();
        narrow.state = u"dropped"_s;
        for (Page *page : {static_cast<Page *>(&messages), static_cast<Page *>(&updates)}) {
            Q_EMIT page->findChild<CausesView *>()->groupOpened(narrow);
            page->open(page->attentionTarget());
        }
        stage.settle();
        const auto query = fromJson<MessageQuery>(stage.lastCall(call::kMessages)->args);
        QVERIFY(query.state == MessageState::Failed);
        QVERIFY(!query.cause && !query.method && !query.chatId && query.messageClass.isEmpty());
        const auto dead = fromJson<UpdateQuery>(stage.lastCall(call::kDeadLetters)->args);
        QVERIFY(!dead.cause && !dead.kind);
    }

    // So does the tile, whose number is the same.
    void theTileOfANumberOpensExactlyWhatItCounts()
    {
        PageStage stage;
        MessagesPage messages(stage.desk);
        UpdatesPage updates(stage.desk);
        stage.greet();
        const std::pair<const Number *, Page *> tiles[] = {{&numbers::kDeadLetters, &updates},
                                                           {&numbers::kOutboxFailed, &messages}};
        for (const auto &[number, page] : tiles) {
            QCOMPARE(page->key(), QString::fromLatin1(number->tile.page));
            page->findChild<FilterBar *>()->setState({{u"text"_s, u"narrow"_s}, {u"range"_s, u"1"_s}});
            page->open(QString::fromLatin1(number->tile.target));
        }
        stage.settle();
        const auto dead = lastOf<UpdateQuery>(stage, call::kDeadLetters);
        QVERIFY(dead.text.isEmpty() && !dead.from && !dead.to && !dead.kind && !dead.cause);
        const auto failed = lastOf<MessageQuery>(stage, call::kMessages);
        QVERIFY(failed.state == MessageState::Failed && failed.messageClass.isEmpty() && !failed.chatId);
        QVERIFY(failed.text.isEmpty() && !failed.from && !failed.to && !failed.method && !failed.cause);
    }

    // What the bar shows is what is listed, grouped, counted and ordered.
    void theFilterBarIsWhatOrdersGoBy()
    {
        PageStage stage;
        UpdatesPage page(stage.desk);
        stage.greet({}, Role::Operator);
        auto *bar = page.findChild<FilterBar *>();
        auto *cause = bar->findChild<QLineEdit *>(u"cause"_s);
        QVERIFY(cause->isHidden());
        bar->setState({{u"text"_s, u"panel"_s}, {u"range"_s, u"24"_s}});
        page.findChild<QTabWidget *>()->setCurrentIndex(1);
        QTRY_COMPARE(lastOf<UpdateQuery>(stage, call::kUpdateGroups).text, u"panel"_s);
        stage.answer(call::kUpdateGroups, CauseGroups{{aGroup()}, true});
        Q_EMIT page.findChild<CausesView *>()->groupOpened(aGroup());
        QCOMPARE(cause->text(), u"database 40P01"_s);
        QVERIFY(!cause->isHidden());
        QTRY_COMPARE(lastOf<UpdateQuery>(stage, call::kDeadLetters).cause.value_or(QString()), cause->text());
        DeadLetter letter;
        letter.seq = 9;
        stage.answer(call::kDeadLetters, DeadLetterPage{{letter}, false});
        auto *all = buttonOf(page, u"Discard all…"_s);
        QTRY_VERIFY(all->isEnabled());
        all->click();
        stage.answer(call::kUpdateCount, MatchCount{400, 90, 5'000});
        const auto counted = lastOf<UpdateQuery>(stage, call::kUpdateCount);
        QCOMPARE(counted.text, u"panel"_s);
        QVERIFY(counted.from.has_value());
        QCOMPARE(counted.kind.value_or(QString()), u"callback_query"_s);
        QCOMPARE(counted.cause.value_or(QString()), u"database 40P01"_s);
        PageStage::confirm(&page, kReason);
        QTRY_VERIFY(stage.lastCall(call::kDiscardMatchingUpdates));
        const auto sweep = lastOf<UpdateSweep>(stage, call::kDiscardMatchingUpdates);
        QCOMPARE(toJson(sweep.filter), toJson(counted)); // what was counted, not what the clock says by now
        // Back among the groups it is all of them again, by the rest of the filter.
        page.findChild<QTabWidget *>()->setCurrentIndex(1);
        QVERIFY(cause->isHidden());
        stage.answer(call::kUpdateGroups, CauseGroups());
        const auto groups = lastOf<UpdateQuery>(stage, call::kUpdateGroups);
        QVERIFY(!groups.cause && !groups.kind);
        QCOMPARE(groups.text, u"panel"_s);
    }

    // A message by its number, and nothing in its place where it is gone.
    void aJumpToAMessageListsItAlone()
    {
        PageStage stage;
        MessagesPage page(stage.desk);
        stage.greet();
        page.open(u"#5"_s);
        OutboxMessage older;
        older.id = 4;
        stage.answer(call::kMessages, MessagePage{{older}, true});
        const auto asked = lastOf<MessageQuery>(stage, call::kMessages);
        QCOMPARE(asked.beforeId, std::optional<qint64>(6));
        QCOMPARE(asked.limit, 1);
        stage.settle();
        auto *table = page.findChild<Table *>(u"messages.table"_s);
        QCOMPARE(table->proxy().rowCount(), 0);
        page.refresh();
        older.id = 5;
        stage.answer(call::kMessages, MessagePage{{older}, false});
        QTRY_COMPARE(table->proxy().rowCount(), 1);
        page.findChild<FilterBar *>()->clear();
        QTRY_VERIFY(!lastOf<MessageQuery>(stage, call::kMessages).beforeId);
    }

    // The number comes first, the order says it, and how far it is is found again.
    void allThatMatchAreCountedOrderedAndFollowedToTheEnd()
    {
        PageStage stage;
        UpdatesPage page(stage.desk);
        QStringList told;
        connect(&page, &Page::told, this, [&](Tone, const QString &text) { told.append(text); });
        stage.greet({}, Role::Operator);
        page.refresh();
        DeadLetter letter;
        letter.seq = 9;
        stage.answer(call::kDeadLetters, DeadLetterPage{{letter}, true});
        stage.answer(call::kBulkRuns, BulkRunList{});
        auto *all = buttonOf(page, u"Retry all…"_s);
        QTRY_VERIFY(all->isEnabled());
        all->click();
        stage.answer(call::kUpdateCount, MatchCount{400, 90, 5'000});
        QTRY_VERIFY(page.findChild<ChangeDialog *>());
        QVERIFY(page.findChild<ChangeDialog *>()->windowTitle().contains(u"400"_s));
        PageStage::confirm(&page, kReason);
        stage.answer(call::kRetryMatchingUpdates, aRun(0, 0));
        const auto sweep = fromJson<UpdateSweep>(stage.lastCall(call::kRetryMatchingUpdates)->args);
        QCOMPARE(sweep.bounds.lastId, 90);
        QCOMPARE(sweep.bounds.at, 5'000);
        stage.answer(call::kBulkRuns, BulkRunList{{aRun(312, 3)}});
        auto *bar = page.findChild<BulkBar *>();
        QTRY_VERIFY(!bar->isHidden());
        QVERIFY(bar->findChild<QLabel *>()->text().contains(u"312 of 400"_s));
        QVERIFY(bar->findChild<QLabel *>()->text().contains(u"3 could not"_s));
        BulkRun over = aRun(397, 3);
        over.endedAt = 9'000;
        told.clear();
        stage.answer(call::kBulkRuns, BulkRunList{{over}});
        QTRY_VERIFY(bar->isHidden());
        QVERIFY2(told.filter(u"397 of 400"_s).size() == 1, qPrintable(told.join(u'\n')));
    }

    void aViewerOrdersNothing()
    {
        PageStage stage;
        UpdatesPage page(stage.desk);
        stage.greet({}, Role::Viewer);
        page.refresh();
        DeadLetter letter;
        letter.seq = 9;
        stage.answer(call::kDeadLetters, DeadLetterPage{{letter}, false});
        QTRY_COMPARE(page.findChild<Table *>(u"updates.letters"_s)->proxy().rowCount(), 1);
        for (const char *text : {"Retry all…", "Discard all…"})
            QVERIFY2(!buttonOf(page, QString::fromUtf8(text))->isEnabled(), text);
    }

private:
    OwnSettings m_settings;
};

const turnpike::test::RegisteredTest<TestSubjects, QApplication> kTestSubjects;

} // namespace tst_subjects

#include "tst_subjects.moc"
