// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ownsettings.h"
#include "pages/supportpage.h"
#include "pagestage.h"
#include "protocol/numbervalues.h"
#include "support/testmain.h"

#include <QApplication>
#include <QComboBox>
#include <QPlainTextEdit>
#include <QSignalSpy>

namespace tst_supportpage {

using namespace turnpike;
using namespace turnpike::consoletest;
using namespace Qt::StringLiterals;

namespace {

QPushButton *buttonOf(const QWidget &page, const QString &text)
{
    for (QPushButton *button : page.findChildren<QPushButton *>()) {
        if (button->text().remove(u'&').startsWith(text))
            return button;
    }
    return nullptr;
}

template<Message T>
T argsOf(const PageStage &stage, const char *call)
{
    const auto made = stage.lastCall(call);
    return made ? fromJson<T>(made->args) : T();
}

SupportThread thread(qint64 customer, const char *name, SupportState state)
{
    SupportThread thread;
    thread.telegramId = customer;
    thread.firstName = QString::fromLatin1(name);
    thread.state = state;
    thread.openedAt = 1'000;
    thread.lastAt = 1'000'000 + customer;
    return thread;
}

SupportMessages lettersOf(const SupportThread &thread, qint64 newest, qint64 oldest, bool hasMore)
{
    SupportMessages page;
    page.thread = thread;
    page.hasMore = hasMore;
    for (qint64 number = newest; number >= oldest; --number) {
        SupportMessage message;
        message.number = number;
        message.kind = u"text"_s;
        message.text = u"<b>letter %1</b>"_s.arg(number);
        message.isStaffs = number % 2 == 0;
        message.author = message.isStaffs ? u"olga"_s : QString();
        message.state = MessageState::Sent;
        message.createdAt = number;
        page.items.append(message);
    }
    return page;
}

// A page on a server with a request of Anna, which waits for us, and one of Clara, which is closed.
struct Stage
{
    explicit Stage(Role role = Role::Operator)
        : page(stage.desk)
        , anna(thread(7, "Anna", SupportState::AwaitsStaff))
        , clara(thread(6, "Clara", SupportState::Closed))
    {
        stage.greet({}, role);
        page.show();
        page.refresh();
        SupportThreads list;
        list.items = {anna, clara};
        stage.answer(call::kSupportThreads, list);
        QTRY_COMPARE(table()->proxy().rowCount(), 2);
        choose(anna);
    }

    Table *table() const { return page.findChild<Table *>(u"support.threads"_s); }
    QPlainTextEdit *said() const { return page.findChild<QPlainTextEdit *>(u"support.said"_s); }
    QPlainTextEdit *answer() const { return page.findChild<QPlainTextEdit *>(u"support.answer"_s); }
    void choose(const SupportThread &chosen)
    {
        table()->selectKey(QString::number(chosen.telegramId));
        stage.answer(call::kSupportMessages, lettersOf(chosen, 3, 2, true));
        QTRY_VERIFY(said()->toPlainText().contains(u"letter 3"_s));
    }
    void press(const QString &text) const
    {
        QPushButton *button = buttonOf(page, text);
        QVERIFY2(button && button->isEnabled(), qPrintable(text));
        button->click();
    }

    PageStage stage;
    SupportPage page;
    const SupportThread anna;
    const SupportThread clara;
};

} // namespace

// Requests to support in the console: read, answered, closed and opened again.
class TestSupportPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_settings.use()); }

    void whatWasWrittenIsShownAsItIsInItsOrder()
    {
        Stage desk;
        const QString text = desk.said()->toPlainText();
        QVERIFY2(text.contains(u"<b>letter 2</b>"_s), qPrintable(text));
        QVERIFY(text.indexOf(u"letter 2"_s) < text.indexOf(u"letter 3"_s));
        QVERIFY2(text.contains(u"olga"_s) && text.contains(u"Anna"_s), qPrintable(text));
        // Those before come in front.
        desk.press(u"Earlier messages"_s);
        desk.stage.answer(call::kSupportMessages, lettersOf(desk.anna, 1, 1, false));
        QTRY_VERIFY(desk.said()->toPlainText().contains(u"letter 1"_s));
        QCOMPARE(argsOf<SupportMessageQuery>(desk.stage, call::kSupportMessages).before, 2);
        QVERIFY(desk.said()->toPlainText().contains(u"letter 3"_s));
        QVERIFY(!buttonOf(desk.page, u"Earlier messages"_s)->isEnabled());
    }

    void theFilterGoesToTheServer()
    {
        Stage desk;
        auto *state = desk.page.findChild<QComboBox *>(u"state"_s);
        QVERIFY(state);
        const int before = desk.stage.countOf(call::kSupportThreads);
        state->setCurrentIndex(state->findData(u"open"_s));
        QTRY_VERIFY(desk.stage.countOf(call::kSupportThreads) > before);
        QVERIFY(argsOf<SupportQuery>(desk.stage, call::kSupportThreads).onlyOpen);
        state->setCurrentIndex(state->findData(u"thread_closed"_s));
        QTRY_VERIFY(argsOf<SupportQuery>(desk.stage, call::kSupportThreads).state == SupportState::Closed);
        QVERIFY(!argsOf<SupportQuery>(desk.stage, call::kSupportThreads).onlyOpen);
    }

    void anAnswerIsSentToWhomItWasWritten()
    {
        Stage desk;
        QVERIFY(!buttonOf(desk.page, u"Answer"_s)->isEnabled()); // nothing is written
        desk.answer()->setPlainText(u"Try another server"_s);
        desk.press(u"Answer"_s);
        QPointer<ChangeDialog> dialog;
        QTRY_VERIFY(dialog = desk.page.findChild<ChangeDialog *>());
        dialog->findChild<QPushButton *>(u"go"_s)->click(); // with the reason that stands there
        desk.stage.answer(call::kAnswerSupport, Accepted());
        const auto order = argsOf<SupportOrder>(desk.stage, call::kAnswerSupport);
        QCOMPARE(order.telegramId, 7);
        QCOMPARE(order.text, u"Try another server"_s);
        QVERIFY(order.reason.size() >= 3);
        QTRY_VERIFY(desk.answer()->toPlainText().isEmpty());
        QTRY_COMPARE(desk.stage.told.size(), 1);
    }

    void whatIsBeingWrittenStaysWithItsCustomer()
    {
        Stage desk;
        desk.answer()->setPlainText(u"for Anna alone"_s);
        desk.choose(desk.clara);
        QCOMPARE(desk.answer()->toPlainText(), QString());
        desk.answer()->setPlainText(u"for Clara"_s);
        desk.choose(desk.anna);
        QCOMPARE(desk.answer()->toPlainText(), u"for Anna alone"_s);
    }

    void anOpenRequestIsClosedAndAClosedOneOpenedAgain()
    {
        Stage desk;
        QVERIFY(!buttonOf(desk.page, u"Open again"_s)->isEnabled());
        desk.press(u"Close"_s);
        PageStage::confirm(&desk.page, u"it is solved"_s);
        desk.stage.answer(call::kCloseSupport, Accepted());
        QCOMPARE(argsOf<SupportOrder>(desk.stage, call::kCloseSupport).telegramId, 7);
        QTRY_VERIFY(!desk.page.findChild<ChangeDialog *>());
        desk.stage.answer(call::kSupportMessages, lettersOf(desk.anna, 3, 2, true)); // read again
        desk.choose(desk.clara);
        QVERIFY(!buttonOf(desk.page, u"Close"_s)->isEnabled());
        desk.press(u"Open again"_s);
        PageStage::confirm(&desk.page, u"it is not solved"_s);
        desk.stage.answer(call::kReopenSupport, Accepted());
        QCOMPARE(argsOf<SupportOrder>(desk.stage, call::kReopenSupport).telegramId, 6);
    }

    void aViewerReadsOnly()
    {
        Stage desk(Role::Viewer);
        desk.answer()->setPlainText(u"Hello"_s);
        QVERIFY(!buttonOf(desk.page, u"Answer"_s)->isEnabled());
        QVERIFY(!buttonOf(desk.page, u"Close"_s)->isEnabled());
    }

    void theBadgeSaysHowManyWaitForUs()
    {
        Stage desk;
        QSignalSpy changed(&desk.page, &Page::attentionChanged);
        Gauges gauges;
        gauges.at = wording::serverNow();
        NumberValues numbers;
        numbers.set(numbers::kSupportWaiting, 3);
        gauges.numbers = numbers.json();
        desk.stage.tell(event::kGauges, gauges);
        QTRY_COMPARE(desk.page.attention(), 3);
        QCOMPARE(changed.size(), 1);

        // It opens exactly what it counts, whatever the page was narrowed to before.
        desk.page.open(u"7"_s);
        desk.page.open(desk.page.attentionTarget());
        desk.stage.settle();
        QVERIFY(desk.stage.lastCall(call::kSupportThreads));
        const auto asked = fromJson<SupportQuery>(desk.stage.lastCall(call::kSupportThreads)->args);
        QVERIFY(asked.state == SupportState::AwaitsStaff && !asked.onlyOpen && asked.text.isEmpty());
    }

private:
    OwnSettings m_settings;
};

const turnpike::test::RegisteredTest<TestSupportPage, QApplication> kTestSupportPage;

} // namespace tst_supportpage

#include "tst_supportpage.moc"
