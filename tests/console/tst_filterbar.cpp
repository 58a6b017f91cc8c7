// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ownsettings.h"
#include "pages/iterationhistory.h"
#include "pages/messagespage.h"
#include "pages/updatespage.h"
#include "pages/waitingpage.h"
#include "pagestage.h"
#include "support/testmain.h"
#include "widgets/filterbar.h"

#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTemporaryDir>

namespace tst_filterbar {

using namespace turnpike::protocol;
using namespace Qt::StringLiterals;
using turnpike::console::FilterBar;
using turnpike::console::IterationHistory;
using turnpike::console::MessagesPage;
using turnpike::console::Table;
using turnpike::console::UpdatesPage;
using turnpike::console::WaitingPage;
using turnpike::consoletest::OwnSettings;
using turnpike::consoletest::PageStage;

namespace {

constexpr qint64 kHour = 3'600'000;

// A bar of each kind of field.
struct Bar
{
    Bar()
    {
        text = bar.addText(u"text"_s, u"Text"_s, {});
        choice = bar.addChoice(u"level"_s, u"Level"_s,
                               {{u"All"_s, u"debug"_s}, {u"Info"_s, u"info"_s}, {u"Bad"_s, u"error"_s}}, 1);
        typed = bar.addEditableChoice(u"action"_s, u"Action"_s, {}, {u"one"_s, u"two"_s});
        bar.addTime();
        bar.addCount();
    }
    QString said() const { return bar.findChild<QLabel *>(u"count"_s)->text(); }
    QComboBox *range() const { return bar.findChild<QComboBox *>(u"range"_s); }

    FilterBar bar;
    QLineEdit *text;
    QComboBox *choice;
    QComboBox *typed;
};

template<class Query>
Query last(const PageStage &stage, const char *call)
{
    const auto found = stage.lastCall(call);
    return found ? fromJson<Query>(found->args) : Query();
}

} // namespace

// What a filter says, keeps and asks for.
class TestFilterBar : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_settings.use()); }

    void whatIsChosenIsKeptAndComesBack()
    {
        Bar one;
        QVERIFY(one.bar.isEmpty());
        one.text->setText(u"panel"_s);
        one.choice->setCurrentIndex(2);
        one.typed->setEditText(u"customers."_s);
        one.range()->setCurrentIndex(1);
        const QJsonObject state = one.bar.state();
        QCOMPARE(state.size(), 4);
        Bar other;
        other.text->setText(u"something else"_s);
        QSignalSpy changes(&other.bar, &FilterBar::changed);
        other.bar.setState(state);
        QCOMPARE(changes.count(), 1);
        QCOMPARE(other.bar.state(), state);
        QCOMPARE(other.choice->currentData().toString(), u"error"_s);
        const qint64 age = QDateTime::currentMSecsSinceEpoch() - other.bar.span().from.value_or(0);
        QVERIFY2(std::abs(age - kHour) < 60'000, qPrintable(QString::number(age)));
    }

    void aTimeOfOnesOwnIsKeptToTheMinute()
    {
        const qint64 from = 1'700'000'040'000, to = 1'700'000'100'000; // whole minutes
        Bar bar;
        bar.bar.setState({{u"range"_s, u"-1"_s}, {u"from"_s, from}, {u"to"_s, to}});
        QCOMPARE(bar.bar.span().from, std::optional<qint64>(from));
        QVERIFY(bar.bar.span().takes(to + 59'999)); // the minute is meant whole
        QVERIFY(!bar.bar.span().takes(to + 60'000));
        QVERIFY(!bar.bar.span().takes(from - 1));
        Bar other;
        other.bar.setState(bar.bar.state());
        QCOMPARE(other.bar.state(), bar.bar.state());
    }

    void escapeClearsItAndTellsOnce()
    {
        Bar bar;
        bar.text->setText(u"panel"_s);
        bar.choice->setCurrentIndex(0);
        bar.bar.show();
        bar.bar.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&bar.bar));
        bar.bar.focusText();
        QSignalSpy changes(&bar.bar, &FilterBar::changed);
        QTest::keyClick(bar.text, Qt::Key_Escape);
        QVERIFY(bar.bar.isEmpty());
        QCOMPARE(bar.choice->currentIndex(), 1); // as at first
        QCOMPARE(changes.count(), 1);
    }

    void typingTellsWhenOnePauses()
    {
        Bar bar;
        QSignalSpy changes(&bar.bar, &FilterBar::changed);
        QTest::keyClicks(bar.text, u"panel"_s);
        QCOMPARE(changes.count(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(changes.count(), 1, 20'000);
    }

    void howManyAreShownIsSaidWithWhetherAnyAreLeftOut()
    {
        Bar bar;
        bar.bar.say(340, 340);
        QVERIFY2(!bar.said().contains(u"filtered"_s), qPrintable(bar.said()));
        bar.text->setText(u"panel"_s);
        bar.bar.say(12, 340);
        QCOMPARE(bar.said(), u"12 of 340, filtered"_s);
        bar.bar.say(100, std::nullopt, true);
        QCOMPARE(bar.said(), u"100 and more, filtered"_s);
    }

    void theServerFiltersDeadLetters()
    {
        PageStage stage;
        UpdatesPage page(stage.desk);
        stage.greet();
        page.refresh();
        DeadLetter letter;
        letter.seq = 9;
        stage.answer(call::kDeadLetters, DeadLetterPage{{letter}, false});
        page.findChild<FilterBar *>()->setState({{u"text"_s, u"panel"_s}, {u"range"_s, u"1"_s}});
        QTRY_COMPARE(last<UpdateQuery>(stage, call::kDeadLetters).text, u"panel"_s);
        QVERIFY(last<UpdateQuery>(stage, call::kDeadLetters).from.has_value());
    }

    void anExportHasAllThatTheFilterTakesAndStopsWithIt()
    {
        PageStage stage;
        UpdatesPage page(stage.desk);
        stage.greet();
        page.refresh();
        stage.answer(call::kDeadLetters, DeadLetterPage());
        auto *filter = page.findChild<FilterBar *>();
        filter->setState({{u"text"_s, u"panel"_s}});
        DeadLetter letter;
        letter.seq = 9;
        stage.answer(call::kDeadLetters, DeadLetterPage{{letter}, true});
        auto *table = page.findChild<Table *>(u"updates.letters"_s);
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QTemporaryDir folder;
        const QString path = folder.filePath(u"rows.csv"_s);
        table->exportTo(path);
        stage.answer(call::kDeadLetters, DeadLetterPage{{letter}, true});
        QTRY_COMPARE(last<UpdateQuery>(stage, call::kDeadLetters).beforeSeq, std::optional<qint64>(9));
        QCOMPARE(last<UpdateQuery>(stage, call::kDeadLetters).text, u"panel"_s);
        letter.seq = 4;
        stage.answer(call::kDeadLetters, DeadLetterPage{{letter}, false});
        QTRY_VERIFY(QFile::exists(path));
        QCOMPARE(table->model()->rowCount(), 1); // the list itself is as it was
        // Half of it by one filter and half by another would be neither.
        const QString other = folder.filePath(u"other.csv"_s);
        QSignalSpy told(table, &Table::told);
        table->exportTo(other);
        stage.answer(call::kDeadLetters, DeadLetterPage{{letter}, true});
        filter->clear();
        QTRY_VERIFY(!told.isEmpty() && told.last()[0].value<Tone>() == Tone::Bad);
        QVERIFY(!QFile::exists(other));
    }

    void theServerFiltersMessages()
    {
        PageStage stage;
        MessagesPage page(stage.desk);
        stage.greet();
        page.findChild<FilterBar *>()->setState(
            {{u"text"_s, u"blocked"_s}, {u"state"_s, u"failed"_s}, {u"range"_s, u"24"_s}});
        QTRY_COMPARE(last<MessageQuery>(stage, call::kMessages).text, u"blocked"_s);
        QCOMPARE(last<MessageQuery>(stage, call::kMessages).state, MessageState::Failed);
        QVERIFY(last<MessageQuery>(stage, call::kMessages).from.has_value());
    }

    void theServerFiltersIterationsAndNewOnesAreHeldToTheSame()
    {
        PageStage stage;
        IterationHistory history(stage.desk, nullptr);
        stage.greet();
        history.findChild<FilterBar *>()->setState({{u"text"_s, u"panel"_s}});
        QTRY_COMPARE(last<IterationQuery>(stage, call::kIterations).text, u"panel"_s);
        stage.answer(call::kIterations, IterationPage());
        Iteration iteration;
        iteration.worker = u"reminders"_s;
        iteration.instanceId = u"a"_s;
        iteration.outcome = IterationOutcome::Failed;
        iteration.endedAt = 2;
        iteration.number = 1;
        iteration.reason = u"the database is away"_s;
        stage.tell(event::kIteration, iteration);
        iteration.number = 2;
        iteration.reason = u"the PANEL is away"_s;
        stage.tell(event::kIteration, iteration);
        const auto *table = history.findChild<Table *>(u"workers.iterations"_s);
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QVERIFY(stage.state.iterations().rowCount() <= 2);
    }

    void whoWaitsIsFilteredHere()
    {
        PageStage stage;
        WaitingPage page(stage.desk);
        stage.greet();
        page.refresh();
        WaitingList list;
        for (const qint64 id : {41, 42}) {
            WaitingCustomer customer;
            customer.telegramId = id;
            customer.tariff = id == 42 ? u"family"_s : u"single"_s;
            list.items.append(customer);
        }
        stage.answer(call::kWaiting, list);
        const auto *table = page.findChild<Table *>(u"waiting.table"_s);
        QTRY_COMPARE(table->model()->rowCount(), 2);
        auto *filter = page.findChild<FilterBar *>();
        filter->setState({{u"text"_s, u"FAMILY"_s}});
        QCOMPARE(table->model()->rowCount(), 1);
        QCOMPARE(filter->findChild<QLabel *>(u"count"_s)->text(), u"1 of 2, filtered"_s);
    }

private:
    OwnSettings m_settings;
};

const turnpike::test::RegisteredTest<TestFilterBar, QApplication> kTestFilterBar;

} // namespace tst_filterbar

#include "tst_filterbar.moc"
