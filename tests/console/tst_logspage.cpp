// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/language.h"
#include "app/logsdock.h"
#include "pages/causesview.h"
#include "pages/logspage.h"
#include "pagestage.h"
#include "support/testmain.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>

namespace tst_logspage {

using namespace turnpike::console;
using namespace turnpike::protocol;
using namespace Qt::StringLiterals;
using turnpike::consoletest::PageStage;

namespace {

LogLine line(qint64 seq, LogLevel level = LogLevel::Info, const char *message = "tick")
{
    LogLine made;
    made.seq = seq;
    made.at = 1'700'000'000'000 + seq;
    made.level = level;
    made.component = u"turnpike.inbox"_s;
    made.message = QString::fromLatin1(message);
    return made;
}

QList<LogLine> linesOf(qint64 first, qint64 last)
{
    QList<LogLine> lines;
    for (qint64 seq = first; seq <= last; ++seq)
        lines.append(line(seq));
    return lines;
}

// As "logs.read" answers: newest first.
LogPage page(qint64 first, qint64 last, bool hasMore)
{
    LogPage made;
    made.hasMore = hasMore;
    for (qint64 seq = last; seq >= first; --seq)
        made.items.append(line(seq));
    return made;
}

// The page of logs on the screen, following a server of which it has read one page.
struct Watched
{
    Watched()
    {
        window.resize(900, 600);
        window.show();
        stage.greet();
    }
    void come(const QList<LogLine> &lines, qint64 missed = 0)
    {
        stage.tell(event::kLog, LogBatch{lines, missed});
        QTRY_VERIFY(stage.state.logs().find(QString::number(lines.last().seq)));
        QCoreApplication::processEvents();
    }
    void come(qint64 first, qint64 last) { come(linesOf(first, last)); }
    LogFollow lastFollow() const { return fromJson<LogFollow>(stage.lastCall(call::kFollowLogs)->args); }
    LogQuery lastRead() const { return fromJson<LogQuery>(stage.lastCall(call::kLogs)->args); }
    QScrollBar *scroll() { return window.view().table().verticalScrollBar(); }
    bool isAtEnd() { return scroll()->maximum() > 0 && scroll()->value() == scroll()->maximum(); }
    // The seq of the line at the top of what one sees.
    qint64 topSeq() { return window.view().table().indexAt(QPoint(5, 5)).data(KeyRole).toLongLong(); }
    bool says(const QString &text)
    {
        for (const QLabel *label : window.view().findChildren<QLabel *>()) {
            if (label->isVisible() && label->text().contains(text))
                return true;
        }
        return false;
    }
    template<class T>
    T *find(const char *name)
    {
        return window.view().findChild<T *>(QString::fromLatin1(name));
    }
    QString seqs()
    {
        QStringList all;
        for (const LogLine &shown : window.view().shown())
            all.append(QString::number(shown.seq));
        return all.join(u' ');
    }

    PageStage stage;
    LogsPage window{stage.desk};
};

} // namespace

// The page of logs and its dock: what they ask of the server, and what they do when one scrolls.
class TestLogsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Without its plurals, English says "line(s)".
    void initTestCase() { turnpike::console::language::install(u"en"_s); }

    void itFollowsWhileSomebodyLooks()
    {
        Watched watched;
        QTRY_COMPARE(watched.stage.countOf(call::kFollowLogs), 1);
        QVERIFY(watched.lastFollow().on);
        QCOMPARE(watched.lastFollow().level, LogLevel::Info);
        watched.find<QComboBox>("level")->setCurrentIndex(2);
        QTRY_COMPARE(watched.lastFollow().level, LogLevel::Warning);
        watched.window.hide();
        QTRY_VERIFY(!watched.lastFollow().on);
        watched.window.show();
        QTRY_VERIFY(watched.lastFollow().on);
    }

    void theDockAndThePageShareOneTail()
    {
        Watched watched;
        QTRY_COMPARE(watched.stage.countOf(call::kFollowLogs), 1);
        LogsDock dock(watched.stage.desk);
        dock.show();
        dock.findChild<QComboBox *>(u"level"_s)->setCurrentIndex(0);
        QTRY_COMPARE(watched.lastFollow().level, LogLevel::Debug);
        watched.window.hide();
        watched.stage.settle();
        QVERIFY(watched.lastFollow().on); // the dock still looks
        dock.hide();
        QTRY_VERIFY(!watched.lastFollow().on);
    }

    void afterAReconnectItFollowsAgainAndReadsWhatItMissed()
    {
        Watched watched;
        watched.stage.answer(call::kLogs, page(1, 200, false));
        QTRY_COMPARE(watched.stage.state.logs().rowCount(), 200);
        QTRY_COMPARE(watched.stage.countOf(call::kFollowLogs), 1);
        watched.stage.scripted.server->close(CloseNoAnswer, {});
        QTRY_COMPARE(watched.stage.scripted.dials, 2);
        Hello hello = turnpike::consoletest::Scripted::aHello();
        hello.resumed = true;
        watched.stage.scripted.greet(hello);
        QTRY_COMPARE(watched.stage.countOf(call::kFollowLogs), 2);
        QVERIFY(watched.lastFollow().on);
        // More than a page: it goes on until it is at what it has.
        watched.stage.answer(call::kLogs, page(301, 500, true));
        QTRY_COMPARE(watched.lastRead().beforeSeq, std::optional<qint64>(301));
        watched.stage.answer(call::kLogs, page(101, 300, true));
        QTRY_COMPARE(watched.stage.state.logs().rowCount(), 500);
        QCOMPARE(watched.stage.state.logs().rows().front().seq, 1);
        watched.stage.settle();
        QCOMPARE(watched.lastRead().beforeSeq, std::optional<qint64>(301));
    }

    void anotherEpochBeginsAnew()
    {
        Watched watched;
        watched.stage.answer(call::kLogs, page(1, 10, false));
        QTRY_COMPARE(watched.stage.state.logs().rowCount(), 10);
        watched.stage.scripted.server->close(CloseNoAnswer, {});
        QTRY_COMPARE(watched.stage.scripted.dials, 2);
        Hello hello = turnpike::consoletest::Scripted::aHello();
        hello.epoch = u"e2"_s;
        hello.snapshot = Snapshot();
        watched.stage.scripted.greet(hello);
        watched.stage.answer(call::kLogs, page(3, 4, false));
        QTRY_COMPARE(watched.seqs(), u"3 4"_s);
    }

    void itPausesWhileOneScrollsUpAndSaysWhatCame()
    {
        Watched watched;
        watched.stage.answer(call::kLogs, page(1, 200, false));
        QTRY_VERIFY(watched.isAtEnd());
        watched.come(201, 250);
        QTRY_VERIFY(watched.isAtEnd());
        QVERIFY(watched.says(u"Following"_s));

        watched.scroll()->setValue(watched.scroll()->maximum() / 2);
        const qint64 seen = watched.topSeq();
        watched.come(251, 370);
        QVERIFY(!watched.window.view().isFollowing());
        QVERIFY(watched.says(u"120 new"_s));
        QCOMPARE(watched.topSeq(), seen);

        watched.window.view().table().setFocus();
        QTest::keyClick(&watched.window.view().table(), Qt::Key_End);
        QTRY_VERIFY(watched.isAtEnd());
        QVERIFY(watched.window.view().isFollowing());
        watched.come(371, 380);
        QTRY_VERIFY(watched.isAtEnd());
    }

    void theRingThatIsFullDoesNotMoveWhatOneReads()
    {
        Watched watched;
        QAbstractItemModelTester tester(&watched.stage.state.logs(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy resets(&watched.window.view().table().proxy(), &QAbstractItemModel::modelReset);
        for (qint64 first = 1; first < ShopState::kLogLines; first += 1'000)
            watched.come(first, first + 999);
        QTRY_VERIFY(watched.isAtEnd());
        watched.scroll()->setValue(watched.scroll()->maximum() / 2);
        const qint64 seen = watched.topSeq();
        const qint64 last = ShopState::kLogLines;
        watched.come(last + 1, last + 500);
        QCOMPARE(watched.stage.state.logs().rowCount(), ShopState::kLogLines);
        QTRY_COMPARE(watched.topSeq(), seen);
        QCOMPARE(resets.size(), 0);
    }

    void olderLinesComeAsOneScrollsToTheTop()
    {
        Watched watched;
        watched.stage.answer(call::kLogs, page(401, 600, true));
        QTRY_COMPARE(watched.stage.state.logs().rowCount(), 200);
        QVERIFY(!watched.lastRead().beforeSeq);
        QTRY_VERIFY(watched.isAtEnd());
        watched.scroll()->setValue(0);
        QTRY_COMPARE(watched.lastRead().beforeSeq, std::optional<qint64>(401));
        const qint64 seen = watched.topSeq();
        watched.stage.answer(call::kLogs, page(201, 400, false));
        QTRY_COMPARE(watched.stage.state.logs().rowCount(), 400);
        QTRY_COMPARE(watched.topSeq(), seen);
        watched.scroll()->setValue(0);
        watched.stage.settle();
        QCOMPARE(watched.lastRead().beforeSeq, std::optional<qint64>(401)); // there are no older ones
    }

    void whatAProcessBeforeLeftIsShownInPlaceOfTheLiveLog()
    {
        Watched watched;
        watched.stage.answer(call::kLogs, page(1, 5, false));
        watched.stage.answer(call::kLogProcesses, LogProcessList{{{u"gone-7"_s, 1'700'000'000'000, 100}}});
        auto *process = watched.window.findChild<QComboBox *>(u"process"_s);
        QTRY_COMPARE(process->count(), 2);
        watched.window.open(u"process:gone-7"_s);
        QTRY_COMPARE(watched.lastRead().instanceId, u"gone-7"_s);
        QCOMPARE(process->currentData().toString(), u"gone-7"_s);
        watched.stage.answer(call::kLogs, LogPage{{line(9, LogLevel::Error, "the last words")}, false});
        const auto *kept = watched.window.findChild<Table *>(u"logs.keptTable"_s);
        QTRY_COMPARE(kept->model()->rowCount(), 1);
        QVERIFY(kept->isVisible());
        QTRY_VERIFY(!watched.lastFollow().on); // nobody looks at the live one
        // What comes meanwhile is not among them.
        watched.stage.tell(event::kLog, LogBatch{{line(10)}, 0});
        watched.stage.settle();
        QCOMPARE(kept->model()->rowCount(), 1);
        // A correlation id is looked for in the live log, and so is the connected instance itself.
        watched.window.open(u"update-17"_s);
        QVERIFY(!kept->isVisible());
        watched.window.open(u"process:gone-7"_s);
        watched.window.open(u"process:instance-1"_s);
        QVERIFY(!kept->isVisible());
    }

    void aGroupOfWarningsOpensTheListOfExactlyThose()
    {
        Watched watched;
        LogLine other = line(6, LogLevel::Error, "try 4 failed");
        other.component = u"turnpike.outbox"_s;
        watched.stage.answer(
            call::kLogs, LogPage{{line(9, LogLevel::Warning, "try 12 failed"),
                                  line(8, LogLevel::Warning, "slow"), line(7, LogLevel::Info, "try 7 failed"),
                                  other, line(5, LogLevel::Error, "Try 1 failed")},
                                 false});
        QTRY_COMPARE(watched.seqs(), u"5 6 7 8 9"_s);
        watched.find<QLineEdit>("text")->setText(u"failed"_s);
        QTRY_COMPARE(watched.seqs(), u"5 6 7 9"_s);
        watched.window.findChild<QPushButton *>(u"byCause"_s)->click();
        CauseGroup group;
        group.kind = u"turnpike.inbox"_s;
        group.cause = u"turnpike.inbox: try # failed"_s;
        group.count = 2;
        watched.stage.answer(call::kLogGroups, CauseGroups{{group}, true});
        const auto asked = fromJson<LogQuery>(watched.stage.lastCall(call::kLogGroups)->args);
        QCOMPARE(asked.level, LogLevel::Warning);
        QCOMPARE(asked.text, u"failed"_s);
        auto &table = watched.window.findChild<CausesView *>()->table();
        QTRY_COMPARE(table.proxy().rowCount(), 1);
        QVERIFY(table.isVisible() && !watched.window.view().isVisible());
        table.selectFirst();
        QTest::keyClick(&table, Qt::Key_Return);
        QVERIFY(watched.window.view().isVisible());
        QCOMPARE(watched.seqs(), u"5 9"_s);
        QTRY_COMPARE(watched.lastRead().cause, group.cause);
        QCOMPARE(watched.lastRead().level, LogLevel::Warning);
        QCOMPARE(watched.lastRead().text, u"failed"_s);
        // Back among the groups it is all of them again.
        watched.window.findChild<QPushButton *>(u"byCause"_s)->click();
        watched.stage.answer(call::kLogGroups, CauseGroups());
        QVERIFY(fromJson<LogQuery>(watched.stage.lastCall(call::kLogGroups)->args).cause.isEmpty());
    }

    void groupsAreOfTheProcessWhoseLogIsShown()
    {
        Watched watched;
        watched.stage.answer(call::kLogs, page(1, 1, false));
        watched.window.open(u"process:gone-7"_s);
        watched.window.findChild<QPushButton *>(u"byCause"_s)->click();
        CauseGroup group;
        group.cause = u"turnpike.inbox: the last words"_s;
        watched.stage.answer(call::kLogGroups, CauseGroups{{group}, true});
        QCOMPARE(fromJson<LogQuery>(watched.stage.lastCall(call::kLogGroups)->args).instanceId, u"gone-7"_s);
        Q_EMIT watched.window.findChild<CausesView *>()->groupOpened(group);
        QTRY_COMPARE(watched.lastRead().cause, group.cause);
        QCOMPARE(watched.lastRead().instanceId, u"gone-7"_s);
        QVERIFY(watched.window.findChild<Table *>(u"logs.keptTable"_s)->isVisible());
    }

    void aFilterTakesWhatIsHereAndAsksForTheRest()
    {
        Watched watched;
        watched.stage.answer(call::kLogs, LogPage{{line(9, LogLevel::Error, "broken"), line(7)}, true});
        QTRY_COMPARE(watched.seqs(), u"7 9"_s);
        watched.find<QLineEdit>("text")->setText(u"BROKEN"_s);
        QTRY_COMPARE(watched.seqs(), u"9"_s);
        QTRY_COMPARE(watched.lastRead().text, u"BROKEN"_s);
        watched.stage.answer(call::kLogs, LogPage{{line(3, LogLevel::Error, "broken before")}, false});
        QTRY_COMPARE(watched.seqs(), u"3 9"_s);
        watched.come({line(10), line(11, LogLevel::Warning, "nearly broken")});
        QTRY_COMPARE(watched.seqs(), u"3 9 11"_s);
        QVERIFY(watched.says(u"3 of 5 lines"_s));
        watched.find<QLineEdit>("text")->clear();
        QTRY_COMPARE(watched.seqs(), u"3 7 9 10 11"_s);
    }

    void aCorrelationIdIsShownWithAllItsLines()
    {
        Watched watched;
        LogLine of = line(5, LogLevel::Debug, "of the update");
        of.correlationId = u"update-17"_s;
        watched.stage.answer(call::kLogs, LogPage{{line(6), of}, false});
        QTRY_COMPARE(watched.seqs(), u"6"_s); // info and above
        watched.window.open(u"update-17"_s);
        QTRY_COMPARE(watched.seqs(), u"5"_s);
        QTRY_COMPARE(watched.lastRead().correlationId, u"update-17"_s);
        QCOMPARE(watched.lastRead().level, LogLevel::Debug);
    }

    void whatTheServerLeftOutIsSaidAndReadAgain()
    {
        Watched watched;
        watched.stage.answer(call::kLogs, page(1, 2, false));
        QTRY_COMPARE(watched.stage.state.logs().rowCount(), 2);
        watched.come(linesOf(250, 260), 247);
        QVERIFY(watched.says(u"247 left out"_s));
        watched.find<QPushButton>("readMissed")->click();
        watched.stage.answer(call::kLogs, page(61, 260, true));
        QTRY_COMPARE(watched.lastRead().beforeSeq, std::optional<qint64>(61));
        QVERIFY(watched.says(u"247 left out"_s)); // not yet all of them
        watched.stage.answer(call::kLogs, page(1, 60, false));
        QTRY_COMPARE(watched.stage.state.logs().rowCount(), 260);
        QVERIFY(!watched.says(u"left out"_s));
        watched.come(linesOf(300, 300), 39);
        QVERIFY(watched.says(u"39 left out"_s));
    }

    void anotherEpochCountsWhatIsLeftOutAnew()
    {
        Watched watched;
        watched.stage.answer(call::kLogs, page(1, 2, false));
        QTRY_COMPARE(watched.stage.state.logs().rowCount(), 2);
        watched.come(linesOf(250, 260), 247);
        watched.find<QPushButton>("readMissed")->click();
        watched.stage.answer(call::kLogs, page(1, 2, false));
        QTRY_VERIFY(!watched.says(u"left out"_s));
        watched.stage.scripted.server->close(CloseNoAnswer, {});
        QTRY_COMPARE(watched.stage.scripted.dials, 2);
        Hello hello = turnpike::consoletest::Scripted::aHello();
        hello.epoch = u"e2"_s;
        hello.snapshot = Snapshot();
        watched.stage.scripted.greet(hello);
        // The page is not answered yet: what was read of the other epoch says nothing of this one.
        QTRY_COMPARE(watched.stage.state.logs().rowCount(), 0);
        watched.come(linesOf(50, 51), 39);
        QVERIFY(watched.says(u"39 left out"_s));
    }

    void whatIsShownIsSaved()
    {
        Watched watched;
        LogLine odd = line(8, LogLevel::Warning, "two\nlines");
        odd.details = {{u"why"_s, u"a b"_s}, {u"n"_s, 3}};
        watched.stage.answer(call::kLogs, LogPage{{odd, line(7)}, false});
        QTRY_COMPARE(watched.seqs(), u"7 8"_s);
        QTemporaryDir folder;
        const auto saved = [&](const QString &name) {
            const QString path = folder.filePath(name);
            if (!watched.window.save(path))
                return QList<QByteArray>();
            QFile file(path);
            return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().split('\n')
                                                  : QList<QByteArray>();
        };
        const QList<QByteArray> text = saved(u"a.log"_s);
        QCOMPARE(text.size(), 2);
        QCOMPARE(text[1],
                 QByteArray("2023-11-14T22:13:20.008Z WARNING turnpike.inbox two lines n=3 why=\"a b\""));
        const QList<QByteArray> json = saved(u"a.jsonl"_s);
        QCOMPARE(json.size(), 2);
        QCOMPARE(fromJson<LogLine>(QJsonDocument::fromJson(json[1]).object()).message, u"two\nlines"_s);
        QSignalSpy told(&watched.window, &Page::told);
        QVERIFY(!watched.window.save(folder.filePath(u"none/a.log"_s)));
        QCOMPARE(told.size(), 1);
    }

    void aLevelIsOrderedOfAnInstanceWithAReason()
    {
        Watched watched;
        watched.stage.answer(call::kLogs, page(1, 1, false));
        QTRY_COMPARE(watched.stage.state.logs().rowCount(), 1);
        watched.window.view().table().selectKey(u"1"_s);
        watched.window.findChild<QPushButton *>(u"setLevel"_s)->click();
        PageStage::confirm(&watched.window, u"to see why"_s);
        QTRY_VERIFY(watched.stage.lastCall(call::kLogLevel));
        const auto order = fromJson<LogLevelOrder>(watched.stage.lastCall(call::kLogLevel)->args);
        QCOMPARE(order.instanceId, u"instance-1"_s);
        QCOMPARE(order.component, u"turnpike.inbox"_s); // of the line
        QCOMPARE(order.level, LogLevel::Debug);
        QCOMPARE(order.reason, u"to see why"_s);
    }
};

const turnpike::test::RegisteredTest<TestLogsPage, QApplication> kTestLogsPage;

} // namespace tst_logspage

#include "tst_logspage.moc"
