// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ownsettings.h"
#include "pages/customerspage.h"
#include "pages/messagespage.h"
#include "pages/updatespage.h"
#include "pages/waitingpage.h"
#include "pagestage.h"
#include "support/testmain.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>

#include <algorithm>

namespace tst_waitingpage {

using namespace turnpike;
using namespace turnpike::consoletest;
using namespace Qt::StringLiterals;

namespace {

const QString kReason = u"because of a test"_s;

QPushButton *buttonOf(const QWidget &page, const QString &text)
{
    for (QPushButton *button : page.findChildren<QPushButton *>()) {
        if (button->text().remove(u'&').startsWith(text))
            return button;
    }
    return nullptr;
}

void press(const QWidget &page, const QString &text)
{
    QPushButton *button = buttonOf(page, text);
    QVERIFY2(button && button->isEnabled(), qPrintable(text));
    button->click();
}

template<Message T>
T argsOf(const PageStage &stage, const char *call)
{
    const auto made = stage.lastCall(call);
    return made ? fromJson<T>(made->args) : T();
}

WaitingCustomer aWait(qint64 telegramId, qint64 forMs)
{
    WaitingCustomer customer;
    customer.telegramId = telegramId;
    customer.since = wording::serverNow() - forMs;
    customer.paidAt = customer.since;
    customer.amount = 34'950;
    customer.currency = u"RUB"_s;
    customer.status = ActivationStatus::Pending;
    customer.attempts = 3;
    customer.lastError = u"HTTP 500"_s;
    customer.nextTryAt = wording::serverNow() + 20'000;
    return customer;
}

WaitingList twoWaits()
{
    WaitingList list;
    list.items = {aWait(7, 660'000), aWait(8, 5'000)};
    list.all = list.waiting = 2;
    list.owedDays = 1;
    return list;
}

TimelineEntry entry(TimelineKind kind, const char *id, qint64 at)
{
    TimelineEntry entry;
    entry.kind = kind;
    entry.id = QString::fromLatin1(id);
    entry.at = at;
    return entry;
}

QStringList cellsOf(const Table &table, int row)
{
    QStringList cells;
    for (int column = 0; column < table.model()->columnCount(); ++column)
        cells.append(table.model()->index(row, column).data().toString());
    return cells;
}

} // namespace

// Customers without a key, what happened with one, and where a count leads.
class TestWaitingPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_settings.use()); }

    void whoWaitsIsShownWithAgeAmountErrorAndNextTry()
    {
        PageStage stage;
        WaitingPage page(stage.desk);
        stage.greet();
        page.refresh();
        stage.answer(call::kWaiting, twoWaits());
        QVERIFY(!argsOf<WaitingQuery>(stage, call::kWaiting).endedSince);
        auto *table = page.findChild<Table *>(u"waiting.table"_s);
        QTRY_COMPARE(table->proxy().rowCount(), 2);
        // The longest first.
        const QStringList cells = cellsOf(*table, 0);
        QVERIFY2(cells.at(0).startsWith(u"11 min"_s), qPrintable(cells.at(0)));
        QCOMPARE(cells.at(1), u"7"_s);
        QCOMPARE(cells.at(2), wording::kopecks(34'950));
        QCOMPARE(cells.at(3), u"HTTP 500"_s);
        QVERIFY(cells.at(4) != u"–"_s);
        QSignalSpy jumps(&page, &Page::jumpRequested);
        table->selectKey(u"7"_s);
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(jumps.size(), 1);
        QCOMPARE(jumps.first().at(0).toString(), u"customers"_s);
        QCOMPARE(jumps.first().at(1).toString(), u"7"_s);
    }

    void theChosenOrAllAreRetried()
    {
        PageStage stage;
        WaitingPage page(stage.desk);
        stage.greet({}, Role::Operator);
        QVERIFY(!buttonOf(page, u"Retry all"_s)->isEnabled());
        page.refresh();
        stage.answer(call::kWaiting, twoWaits());
        auto *table = page.findChild<Table *>(u"waiting.table"_s);
        QTRY_COMPARE(table->proxy().rowCount(), 2);
        table->selectKey(u"8"_s);
        press(page, u"Retry the chosen"_s);
        PageStage::confirm(&page, kReason);
        stage.answer(call::kRetryWaiting, BulkResult{1, {}});
        auto order = argsOf<WaitingOrder>(stage, call::kRetryWaiting);
        QCOMPARE(order.ids, QList<qint64>{8});
        QVERIFY(!order.all);
        QCOMPARE(order.reason, kReason);
        QTRY_VERIFY(!page.findChild<ChangeDialog *>());
        press(page, u"Retry all"_s);
        PageStage::confirm(&page, kReason);
        stage.answer(call::kRetryWaiting, BulkResult{2, {}});
        order = argsOf<WaitingOrder>(stage, call::kRetryWaiting);
        QVERIFY(order.all && order.ids.isEmpty());
    }

    // The server does so many at a time: the page asks until there are none.
    void daysAreGivenUntilNobodyIsLeft()
    {
        PageStage stage;
        WaitingPage page(stage.desk);
        QStringList told;
        connect(&page, &Page::told, this, [&](Tone, const QString &text) { told.append(text); });
        stage.greet({}, Role::Operator);
        auto *stretch = page.findChild<QComboBox *>();
        stretch->setCurrentIndex(2); // six hours
        WaitingList list = twoWaits();
        list.owedDays = 150;
        stage.answer(call::kWaiting, list);
        const auto since = argsOf<WaitingQuery>(stage, call::kWaiting).endedSince;
        QVERIFY(since && std::abs(wording::serverNow() - *since - 6 * wording::kHourMs) < 60'000);
        QTRY_VERIFY(buttonOf(page, u"Give days"_s)->isEnabled());
        press(page, u"Give days"_s);
        auto *days = page.findChild<ChangeDialog *>()->findChild<QSpinBox *>(u"days"_s);
        QCOMPARE(days->value(), 1);
        days->setValue(3);
        PageStage::confirm(&page, kReason);
        stage.answer(call::kGiveDays, GivenDays{100, 50});
        const QString first = stage.lastCall(call::kGiveDays)->id;
        stage.answer(call::kGiveDays, GivenDays{50, 0});
        QVERIFY(stage.lastCall(call::kGiveDays)->id != first);
        const auto order = argsOf<WaitingOrder>(stage, call::kGiveDays);
        QCOMPARE(order.days, 3);
        QCOMPARE(order.reason, kReason);
        QVERIFY(order.endedSince.has_value());
        QTRY_COMPARE(told.size(), 2);
        QVERIFY2(told.last().contains(u"150"_s), qPrintable(told.last()));
        QCOMPARE(stage.countOf(call::kGiveDays), 2);
    }

    void aViewerOnlyLooks()
    {
        PageStage stage;
        WaitingPage page(stage.desk);
        stage.greet({}, Role::Viewer);
        page.refresh();
        stage.answer(call::kWaiting, twoWaits());
        auto *table = page.findChild<Table *>(u"waiting.table"_s);
        QTRY_COMPARE(table->proxy().rowCount(), 2);
        table->selectAll();
        for (const char *text : {"Retry the chosen", "Retry all", "Give days"})
            QVERIFY2(!buttonOf(page, QString::fromLatin1(text))->isEnabled(), text);
    }

    void whoHasPaidThisMinuteIsNoReasonToLook()
    {
        PageStage stage;
        WaitingPage page(stage.desk);
        stage.greet();
        Gauges gauges;
        gauges.shop.waitingForKey = 3;
        gauges.shop.oldestWaitMs = 61'000;
        stage.tell(event::kGauges, gauges);
        QTRY_COMPARE(page.attention(), 3);
        gauges.shop.oldestWaitMs = 20'000;
        stage.tell(event::kGauges, gauges);
        QTRY_COMPARE(page.attention(), 0);
    }

    void anEntryOfTheTimelineLeadsToItsLogOrItsSource()
    {
        PageStage stage;
        CustomersPage page(stage.desk);
        stage.greet();
        page.open(u"7"_s);
        CustomerBrief brief;
        brief.telegramId = 7;
        stage.answer(call::kSearch, CustomerHits{{brief}});
        CustomerCard card;
        card.telegramId = 7;
        PurchaseRow purchase;
        purchase.purchaseId = u"purchase_1"_s;
        card.purchases = {purchase};
        stage.answer(call::kCard, card);
        Timeline timeline;
        timeline.items = {entry(TimelineKind::Action, "5", 3'000), entry(TimelineKind::Update, "4", 2'000),
                          entry(TimelineKind::Purchase, "purchase_1", 1'000)};
        timeline.items[0].subject = u"user:7"_s;
        timeline.items[1].correlationId = u"update-4"_s;
        stage.answer(call::kTimeline, timeline);
        QCOMPARE(argsOf<TimelineQuery>(stage, call::kTimeline).telegramId, 7);
        auto *table = page.findChild<Table *>(u"customers.timelineTable"_s);
        QTRY_COMPARE(table->proxy().rowCount(), 3);
        QSignalSpy jumps(&page, &Page::jumpRequested);
        const auto open = [table](const char *key) {
            table->selectKey(QString::fromLatin1(key));
            QTest::keyClick(table, Qt::Key_Return);
        };
        open("update/4");
        open("action/5");
        QCOMPARE(jumps.size(), 2);
        QCOMPARE(jumps.at(0).at(0).toString(), u"logs"_s);
        QCOMPARE(jumps.at(0).at(1).toString(), u"update-4"_s);
        QCOMPARE(jumps.at(1).at(0).toString(), u"audit"_s);
        QCOMPARE(jumps.at(1).at(1).toString(), u"user:7"_s);
        open("purchase/purchase_1");
        QCOMPARE(jumps.size(), 2);
        auto *purchases = page.findChild<Table *>(u"customers.purchases"_s);
        QCOMPARE(purchases->currentKey(), u"purchase_1"_s);
        const auto tabs = page.findChildren<QTabWidget *>();
        QVERIFY(std::any_of(tabs.begin(), tabs.end(),
                            [&](const QTabWidget *each) { return each->currentWidget() == purchases; }));
    }

    // Of one moment, too, nothing is told twice or left out.
    void aFurtherPageOfTheTimelineBeginsAfterTheLastEntry()
    {
        PageStage stage;
        CustomersPage page(stage.desk);
        stage.greet();
        page.open(u"7"_s);
        CustomerBrief brief;
        brief.telegramId = 7;
        stage.answer(call::kSearch, CustomerHits{{brief}});
        CustomerCard card;
        card.telegramId = 7;
        stage.answer(call::kCard, card);
        Timeline timeline;
        timeline.items = {entry(TimelineKind::Action, "5", 3'000), entry(TimelineKind::Message, "4", 3'000)};
        timeline.hasMore = true;
        stage.answer(call::kTimeline, timeline);
        auto *table = page.findChild<Table *>(u"customers.timelineTable"_s);
        QTRY_COMPARE(table->proxy().rowCount(), 2);
        Q_EMIT table->nearEnd();
        timeline.items = {entry(TimelineKind::Message, "3", 3'000)};
        timeline.hasMore = false;
        stage.answer(call::kTimeline, timeline);
        const auto asked = argsOf<TimelineQuery>(stage, call::kTimeline);
        QCOMPARE(asked.before, std::optional<qint64>(3'000));
        QCOMPARE(asked.beforeKind, Choice<TimelineKind>(TimelineKind::Message));
        QCOMPARE(asked.beforeId, u"4"_s);
        QTRY_COMPARE(table->proxy().rowCount(), 3);
    }

    // The server knows who waits longest, on whatever page of the list they stand.
    void theLongestWaitIsAsTheServerCountsItAndHowManyAreNotShown()
    {
        PageStage stage;
        WaitingPage page(stage.desk);
        stage.greet();
        page.refresh();
        WaitingList list = twoWaits();
        list.all = list.waiting = 5;
        list.since = wording::serverNow() - 3 * wording::kHourMs - 30'000;
        stage.answer(call::kWaiting, list);
        const auto says = [&page](const QString &text) {
            const auto labels = page.findChildren<QLabel *>();
            return std::any_of(labels.begin(), labels.end(),
                               [&text](const QLabel *label) { return label->text().contains(text); });
        };
        QTRY_VERIFY(says(wording::duration(3 * wording::kHourMs)));
        QVERIFY(says(u"3 more"_s));
    }

    void refusedMessagesAreListedAndLeadToTheirCustomer()
    {
        PageStage stage;
        MessagesPage page(stage.desk);
        stage.greet();
        page.open(u"failed"_s);
        OutboxMessage message;
        message.id = 5;
        message.chatId = 42;
        message.state = MessageState::Failed;
        stage.answer(call::kMessages, MessagePage{{message}, false});
        QCOMPARE(argsOf<MessageQuery>(stage, call::kMessages).state, MessageState::Failed);
        QVERIFY(!argsOf<MessageQuery>(stage, call::kMessages).chatId);
        auto *table = page.findChild<Table *>(u"messages.table"_s);
        QTRY_COMPARE(table->proxy().rowCount(), 1);
        QSignalSpy jumps(&page, &Page::jumpRequested);
        table->selectKey(u"5"_s);
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(jumps.size(), 1);
        QCOMPARE(jumps.first().at(1).toString(), u"42"_s);
        // A chat is a chat in every state.
        page.open(u"42"_s);
        QTRY_COMPARE(argsOf<MessageQuery>(stage, call::kMessages).chatId, std::optional<qint64>(42));
        QVERIFY(argsOf<MessageQuery>(stage, call::kMessages).state.isEmpty());
    }

    // In full, with what was said of it, and with a way to its log lines.
    void aMessageIsReadInFullAndLeadsToItsLog()
    {
        PageStage stage;
        MessagesPage page(stage.desk);
        stage.greet();
        page.refresh();
        OutboxMessage message;
        message.id = 5;
        message.chatId = 42;
        message.text = u"Hello"_s;
        message.lastError = u"HTTP 403"_s;
        message.correlationId = u"update-4"_s;
        stage.answer(call::kMessages, MessagePage{{message}, false});
        auto *table = page.findChild<Table *>(u"messages.table"_s);
        QTRY_COMPARE(table->proxy().rowCount(), 1);
        table->selectKey(u"5"_s);
        const auto *text = page.findChild<QPlainTextEdit *>(u"messages.text"_s);
        QVERIFY(text);
        QCOMPARE(text->toPlainText(), u"Hello\n\nHTTP 403"_s);
        message.text = u"Hello, and all the rest of it"_s;
        stage.answer(call::kMessages, MessagePage{{message}, false});
        const auto asked = argsOf<MessageQuery>(stage, call::kMessages);
        QCOMPARE(asked.wholeId, std::optional<qint64>(5));
        QCOMPARE(asked.chatId, std::optional<qint64>(42));
        QTRY_COMPARE(text->toPlainText(), u"Hello, and all the rest of it\n\nHTTP 403"_s);
        QSignalSpy jumps(&page, &Page::jumpRequested);
        for (QAction *action : table->actions()) {
            if (action->text().contains(u"log"_s))
                action->trigger();
        }
        QCOMPARE(jumps.size(), 1);
        QCOMPARE(jumps.first().at(0).toString(), u"logs"_s);
        QCOMPARE(jumps.first().at(1).toString(), u"update-4"_s);
    }

    void theListOfMessagesFollowsWhatBecomesOfThem()
    {
        PageStage stage;
        MessagesPage page(stage.desk);
        stage.greet();
        page.refresh();
        stage.answer(call::kMessages, MessagePage());
        page.activate();
        Gauges gauges;
        gauges.outbox.sent = 1;
        stage.tell(event::kGauges, gauges);
        QTRY_COMPARE_WITH_TIMEOUT(stage.countOf(call::kMessages), 2, 30'000);
        OutboxMessage message;
        message.id = 5;
        stage.answer(call::kMessages, MessagePage{{message}, false});
        auto *table = page.findChild<Table *>(u"messages.table"_s);
        QTRY_COMPARE(table->proxy().rowCount(), 1);
    }

    void aDeadLetterLeadsToItsCustomer()
    {
        PageStage stage;
        UpdatesPage page(stage.desk);
        stage.greet();
        page.refresh();
        DeadLetter letter;
        letter.seq = 9;
        letter.userId = 42;
        stage.answer(call::kDeadLetters, DeadLetterPage{{letter}, false});
        auto *table = page.findChild<Table *>(u"updates.letters"_s);
        QTRY_COMPARE(table->proxy().rowCount(), 1);
        QSignalSpy jumps(&page, &Page::jumpRequested);
        table->selectKey(u"9"_s);
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(jumps.size(), 1);
        QCOMPARE(jumps.first().at(0).toString(), u"customers"_s);
        QCOMPARE(jumps.first().at(1).toString(), u"42"_s);
    }

private:
    OwnSettings m_settings;
};

const turnpike::test::RegisteredTest<TestWaitingPage, QApplication> kTestWaitingPage;

} // namespace tst_waitingpage

#include "tst_waitingpage.moc"
