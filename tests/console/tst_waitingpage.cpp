#include "ownsettings.h"
#include "pages/customerspage.h"
#include "pages/messagespage.h"
#include "pages/updatespage.h"
#include "pages/waitingpage.h"
#include "pagestage.h"
#include "support/testmain.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>

#include <algorithm>

namespace tst_waitingpage {

using namespace turnpike;
using namespace turnpike::consoletest;

namespace {

const QString kReason = QStringLiteral("because of a test");

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
    customer.currency = QStringLiteral("RUB");
    customer.status = ActivationStatus::Pending;
    customer.attempts = 3;
    customer.lastError = QStringLiteral("HTTP 500");
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
        auto *table = page.findChild<Table *>(QStringLiteral("waiting.table"));
        QTRY_COMPARE(table->proxy().rowCount(), 2);
        // The longest first.
        const QStringList cells = cellsOf(*table, 0);
        QVERIFY2(cells.at(0).startsWith(QStringLiteral("11 min")), qPrintable(cells.at(0)));
        QCOMPARE(cells.at(1), QStringLiteral("7"));
        QCOMPARE(cells.at(2), wording::kopecks(34'950));
        QCOMPARE(cells.at(3), QStringLiteral("HTTP 500"));
        QVERIFY(cells.at(4) != QStringLiteral("–"));
        QSignalSpy jumps(&page, &Page::jumpRequested);
        table->selectKey(QStringLiteral("7"));
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(jumps.size(), 1);
        QCOMPARE(jumps.first().at(0).toString(), QStringLiteral("customers"));
        QCOMPARE(jumps.first().at(1).toString(), QStringLiteral("7"));
    }

    void theChosenOrAllAreRetried()
    {
        PageStage stage;
        WaitingPage page(stage.desk);
        stage.greet({}, Role::Operator);
        QVERIFY(!buttonOf(page, QStringLiteral("Retry all"))->isEnabled());
        page.refresh();
        stage.answer(call::kWaiting, twoWaits());
        auto *table = page.findChild<Table *>(QStringLiteral("waiting.table"));
        QTRY_COMPARE(table->proxy().rowCount(), 2);
        table->selectKey(QStringLiteral("8"));
        press(page, QStringLiteral("Retry the chosen"));
        PageStage::confirm(&page, kReason);
        stage.answer(call::kRetryWaiting, BulkResult{1, {}});
        auto order = argsOf<WaitingOrder>(stage, call::kRetryWaiting);
        QCOMPARE(order.ids, QList<qint64>{8});
        QVERIFY(!order.all);
        QCOMPARE(order.reason, kReason);
        QTRY_VERIFY(!page.findChild<ChangeDialog *>());
        press(page, QStringLiteral("Retry all"));
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
        QTRY_VERIFY(buttonOf(page, QStringLiteral("Give days"))->isEnabled());
        press(page, QStringLiteral("Give days"));
        auto *days = page.findChild<ChangeDialog *>()->findChild<QSpinBox *>(QStringLiteral("days"));
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
        QVERIFY2(told.last().contains(QStringLiteral("150")), qPrintable(told.last()));
        QCOMPARE(stage.countOf(call::kGiveDays), 2);
    }

    void aViewerOnlyLooks()
    {
        PageStage stage;
        WaitingPage page(stage.desk);
        stage.greet({}, Role::Viewer);
        page.refresh();
        stage.answer(call::kWaiting, twoWaits());
        auto *table = page.findChild<Table *>(QStringLiteral("waiting.table"));
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
        page.open(QStringLiteral("7"));
        CustomerBrief brief;
        brief.telegramId = 7;
        stage.answer(call::kSearch, CustomerHits{{brief}});
        CustomerCard card;
        card.telegramId = 7;
        PurchaseRow purchase;
        purchase.purchaseId = QStringLiteral("purchase_1");
        card.purchases = {purchase};
        stage.answer(call::kCard, card);
        Timeline timeline;
        timeline.items = {entry(TimelineKind::Action, "5", 3'000), entry(TimelineKind::Update, "4", 2'000),
                          entry(TimelineKind::Purchase, "purchase_1", 1'000)};
        timeline.items[0].subject = QStringLiteral("user:7");
        timeline.items[1].correlationId = QStringLiteral("update-4");
        stage.answer(call::kTimeline, timeline);
        QCOMPARE(argsOf<TimelineQuery>(stage, call::kTimeline).telegramId, 7);
        auto *table = page.findChild<Table *>(QStringLiteral("customers.timelineTable"));
        QTRY_COMPARE(table->proxy().rowCount(), 3);
        QSignalSpy jumps(&page, &Page::jumpRequested);
        const auto open = [table](const char *key) {
            table->selectKey(QString::fromLatin1(key));
            QTest::keyClick(table, Qt::Key_Return);
        };
        open("update/4");
        open("action/5");
        QCOMPARE(jumps.size(), 2);
        QCOMPARE(jumps.at(0).at(0).toString(), QStringLiteral("logs"));
        QCOMPARE(jumps.at(0).at(1).toString(), QStringLiteral("update-4"));
        QCOMPARE(jumps.at(1).at(0).toString(), QStringLiteral("audit"));
        QCOMPARE(jumps.at(1).at(1).toString(), QStringLiteral("user:7"));
        open("purchase/purchase_1");
        QCOMPARE(jumps.size(), 2);
        auto *purchases = page.findChild<Table *>(QStringLiteral("customers.purchases"));
        QCOMPARE(purchases->currentKey(), QStringLiteral("purchase_1"));
        const auto tabs = page.findChildren<QTabWidget *>();
        QVERIFY(std::any_of(tabs.begin(), tabs.end(),
                            [&](const QTabWidget *each) { return each->currentWidget() == purchases; }));
    }

    void refusedMessagesAreListedAndLeadToTheirCustomer()
    {
        PageStage stage;
        MessagesPage page(stage.desk);
        stage.greet();
        page.open(QStringLiteral("failed"));
        OutboxMessage message;
        message.id = 5;
        message.chatId = 42;
        message.state = MessageState::Failed;
        stage.answer(call::kMessages, MessagePage{{message}, false});
        QCOMPARE(argsOf<MessageQuery>(stage, call::kMessages).state, MessageState::Failed);
        QVERIFY(!argsOf<MessageQuery>(stage, call::kMessages).chatId);
        auto *table = page.findChild<Table *>(QStringLiteral("messages.table"));
        QTRY_COMPARE(table->proxy().rowCount(), 1);
        QSignalSpy jumps(&page, &Page::jumpRequested);
        table->selectKey(QStringLiteral("5"));
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(jumps.size(), 1);
        QCOMPARE(jumps.first().at(1).toString(), QStringLiteral("42"));
        // A chat is a chat in every state.
        page.open(QStringLiteral("42"));
        QTRY_COMPARE(argsOf<MessageQuery>(stage, call::kMessages).chatId, std::optional<qint64>(42));
        QVERIFY(argsOf<MessageQuery>(stage, call::kMessages).state.isEmpty());
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
        auto *table = page.findChild<Table *>(QStringLiteral("updates.letters"));
        QTRY_COMPARE(table->proxy().rowCount(), 1);
        QSignalSpy jumps(&page, &Page::jumpRequested);
        table->selectKey(QStringLiteral("9"));
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(jumps.size(), 1);
        QCOMPARE(jumps.first().at(0).toString(), QStringLiteral("customers"));
        QCOMPARE(jumps.first().at(1).toString(), QStringLiteral("42"));
    }

private:
    OwnSettings m_settings;
};

const turnpike::test::RegisteredTest<TestWaitingPage, QApplication> kTestWaitingPage;

} // namespace tst_waitingpage

#include "tst_waitingpage.moc"
