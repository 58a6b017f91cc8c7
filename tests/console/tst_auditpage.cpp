// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/csv.h"
#include "models/csvexport.h"
#include "models/difference.h"
#include "pages/auditdetail.h"
#include "pages/auditfilterbar.h"
#include "pages/auditpage.h"
#include "pagestage.h"
#include "support/testmain.h"

#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>

namespace tst_auditpage {

using namespace turnpike::protocol;
using namespace Qt::StringLiterals;
using turnpike::console::AuditDetail;
using turnpike::console::AuditFilterBar;
using turnpike::console::CsvExport;
using turnpike::console::Difference;
using turnpike::console::Piece;
using turnpike::console::Table;
using turnpike::consoletest::PageStage;
namespace csv = turnpike::console::csv;

namespace {

AuditRow row(qint64 id, const char *action = "flags.set", const char *actor = "bob")
{
    AuditRow made;
    made.id = id;
    made.at = 1'700'000'000'000 + id;
    made.actor = QString::fromLatin1(actor);
    made.role = Role::Operator;
    made.action = QString::fromLatin1(action);
    made.subject = u"flag:sales"_s;
    made.before = u"on"_s;
    made.after = u"off"_s;
    made.reason = u"a reason"_s;
    made.result = u"done"_s;
    return made;
}

// As "audit.list" answers: newest first.
AuditPage page(qint64 first, qint64 last, bool hasMore)
{
    AuditPage made;
    made.hasMore = hasMore;
    for (qint64 id = last; id >= first; --id)
        made.items.append(row(id));
    return made;
}

// "same [changed] same" of each side.
QString shown(const QList<Piece> &pieces)
{
    QString text;
    for (const Piece &piece : pieces)
        text += piece.isChanged ? u'[' + piece.text + u']' : piece.text;
    return text;
}

// The page of the audit on the screen.
struct Watched
{
    Watched()
    {
        window.resize(1000, 600);
        window.show();
        stage.greet();
    }
    AuditQuery lastQuery() const { return fromJson<AuditQuery>(stage.lastCall(call::kAudit)->args); }
    QString ids() const
    {
        QStringList all;
        const QAbstractItemModel *model = window.findChild<Table *>()->model();
        for (int at = 0; at < model->rowCount(); ++at)
            all.append(model->index(at, 0).data(turnpike::console::KeyRole).toString());
        return all.join(u' ');
    }
    Table &table() { return *find<Table>("audit.table"); }
    template<class T>
    T *find(const char *name) const
    {
        return window.findChild<T *>(QString::fromLatin1(name));
    }

    PageStage stage;
    turnpike::console::AuditPage window{stage.desk};
};

} // namespace

// The page of the audit: what it asks for, what it shows of a change, and its CSV.
class TestAuditPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // --- the list

    void olderRowsComeByPages()
    {
        Watched watched;
        watched.stage.answer(call::kAudit, page(5, 7, true));
        QTRY_COMPARE(watched.ids(), u"7 6 5"_s);
        QVERIFY(!watched.lastQuery().beforeId);
        auto *older = watched.find<QPushButton>("older");
        QTRY_VERIFY(older->isEnabled());
        older->click();
        QTRY_COMPARE(watched.lastQuery().beforeId, std::optional<qint64>(5));
        watched.stage.answer(call::kAudit, page(3, 4, false));
        QTRY_COMPARE(watched.ids(), u"7 6 5 4 3"_s);
        QTRY_VERIFY(!older->isEnabled());
    }

    void whatHappensNowComesAtTheTopWhenTheFilterTakesIt()
    {
        Watched watched;
        watched.stage.answer(call::kAudit, page(1, 2, false));
        QTRY_COMPARE(watched.ids(), u"2 1"_s);
        watched.stage.tell(event::kAudit, row(3));
        QTRY_COMPARE(watched.ids(), u"3 2 1"_s);
        watched.find<QLineEdit>("actor")->setText(u"eve"_s);
        QTRY_COMPARE(watched.lastQuery().actor, u"eve"_s);
        watched.stage.answer(call::kAudit, AuditPage{{row(2, "flags.set", "eve")}, false});
        QTRY_COMPARE(watched.ids(), u"2"_s);
        watched.stage.tell(event::kAudit, row(4));
        watched.stage.tell(event::kAudit, row(5, "flags.set", "eve"));
        QTRY_COMPARE(watched.ids(), u"5 2"_s);
    }

    void aPausedListHoldsWhatComesUntilItGoesOn()
    {
        Watched watched;
        watched.stage.answer(call::kAudit, page(1, 2, false));
        QTRY_COMPARE(watched.ids(), u"2 1"_s);
        auto *pause = watched.find<QPushButton>("pause");
        const auto waits = [&](const QString &count) { return pause->text().startsWith(count); };
        const auto come = [&](qint64 id) {
            watched.stage.tell(event::kAudit, row(id));
            QTRY_VERIFY(watched.stage.state.audit().find(QString::number(id)));
        };
        pause->click();
        come(3);
        come(4);
        QTRY_VERIFY2(waits(u"2"_s), qPrintable(pause->text()));
        QCOMPARE(watched.ids(), u"2 1"_s);
        pause->click();
        QCOMPARE(watched.ids(), u"4 3 2 1"_s);
        // Who chooses several rows is not disturbed either, and what was chosen stays chosen.
        auto *table = watched.window.findChild<Table *>();
        table->selectAll();
        const QStringList chosen = table->selectedKeys();
        come(5);
        QTRY_VERIFY2(waits(u"1"_s), qPrintable(pause->text()));
        QCOMPARE(table->selectedKeys(), chosen);
        table->clearSelection();
        QTRY_COMPARE(watched.ids(), u"5 4 3 2 1"_s);
        come(6);
        QTRY_COMPARE(watched.ids(), u"6 5 4 3 2 1"_s);
    }

    void whoScrollsDownStaysThereWhileRowsWait()
    {
        Watched watched;
        watched.stage.answer(call::kAudit, page(1, 200, false));
        auto *table = watched.window.findChild<Table *>();
        QTRY_COMPARE(table->model()->rowCount(), 200);
        QTRY_VERIFY(table->verticalScrollBar()->maximum() > 0);
        table->verticalScrollBar()->setValue(300);
        watched.stage.tell(event::kAudit, row(300));
        QTRY_VERIFY(watched.stage.state.audit().find(u"300"_s));
        QCOMPARE(table->model()->rowCount(), 200);
        QCOMPARE(table->verticalScrollBar()->value(), 300);
        table->verticalScrollBar()->setValue(0);
        QTRY_COMPARE(table->model()->rowCount(), 201);
    }

    void theServerIsAskedForWhatTheFilterSays()
    {
        Watched watched;
        watched.stage.answer(call::kAudit, page(1, 2, false));
        watched.find<QComboBox>("action")->setEditText(u"customers."_s);
        watched.find<QLineEdit>("text")->setText(u" INC-417 "_s);
        watched.find<QComboBox>("range")->setCurrentIndex(2);
        QTRY_COMPARE(watched.lastQuery().text, u"INC-417"_s);
        QCOMPARE(watched.lastQuery().action, u"customers."_s);
        const qint64 day = 24LL * 3'600'000;
        const qint64 age = QDateTime::currentMSecsSinceEpoch() - watched.lastQuery().from.value_or(0);
        QVERIFY2(std::abs(age - day) < 60'000, qPrintable(QString::number(age)));
        watched.window.open(u"user:42"_s);
        QTRY_COMPARE(watched.lastQuery().subject, u"user:42"_s);
        QVERIFY(watched.lastQuery().action.isEmpty()); // all of that subject
        QVERIFY(watched.lastQuery().text.isEmpty());
        QVERIFY(!watched.lastQuery().from);
    }

    void aFilterTakesARowAsTheServerWould_data()
    {
        QTest::addColumn<AuditQuery>("query");
        QTest::addColumn<bool>("isTaken");
        AuditQuery query;
        QTest::newRow("all") << query << true;
        query.actor = u"bo"_s;
        QTest::newRow("a part of a name") << query << false;
        query = {};
        query.action = u"flags."_s;
        QTest::newRow("how the action begins") << query << true;
        query.action = u"set"_s;
        QTest::newRow("how the action ends") << query << false;
        query = {};
        query.text = u"A REASON"_s;
        QTest::newRow("a text in other letters") << query << true;
        query.text = u"nowhere"_s;
        QTest::newRow("no such text") << query << false;
        query = {};
        query.from = row(1).at + 1;
        QTest::newRow("before the time") << query << false;
        query = {};
        query.from = row(1).at;
        query.to = row(1).at;
        QTest::newRow("at the time") << query << true;
    }
    void aFilterTakesARowAsTheServerWould()
    {
        QFETCH(AuditQuery, query);
        QFETCH(bool, isTaken);
        QCOMPARE(AuditFilterBar::matches(row(1), query), isTaken);
    }

    // --- what was changed

    void aChangeIsShownByWords()
    {
        const auto all =
            turnpike::console::differences(u"balance 200, not blocked"_s, u"balance 250, not blocked"_s);
        QCOMPARE(all.size(), 1);
        QCOMPARE(shown(all[0].before), u"balance [200, ]not blocked"_s);
        QCOMPARE(shown(all[0].after), u"balance [250, ]not blocked"_s);
        QVERIFY(turnpike::console::differences(u"on"_s, u"on"_s).isEmpty());
    }

    void objectsAreComparedByField()
    {
        const auto all = turnpike::console::differences(uR"({"a":1,"b":"old words","c":true})"_s,
                                                        uR"({"a":1,"b":"new words","d":[2]})"_s);
        QStringList text;
        for (const Difference &difference : all)
            text.append(
                u"%1: %2 → %3"_s.arg(difference.name, shown(difference.before), shown(difference.after)));
        QCOMPARE(text, (QStringList{u"b: [old ]words → [new ]words"_s, u"c: [true] → "_s, u"d:  → [[2]]"_s}));
    }

    void aRowIsShownInFull()
    {
        Watched watched;
        AuditRow refused = row(9);
        refused.result = u"There is no flag <b>x</b>."_s;
        refused.changeId = u"change-9"_s;
        watched.stage.answer(call::kAudit, AuditPage{{refused}, false});
        QTRY_COMPARE(watched.ids(), u"9"_s);
        watched.window.findChild<Table *>()->selectKey(u"9"_s);
        const QString text = watched.window.findChild<AuditDetail *>()->toPlainText();
        for (const char *part : {"flags.set", "bob", "a reason", "<b>x</b>", "− on", "+ off", "change-9"})
            QVERIFY2(text.contains(QString::fromUtf8(part)), part);
    }

    // --- CSV

    void fieldsAreQuotedAsTheStandardSays_data()
    {
        QTest::addColumn<QStringList>("fields");
        QTest::addColumn<QByteArray>("line");
        const auto add = [](const char *name, const QStringList &fields, const char *line) {
            QTest::newRow(name) << fields << QByteArray(line);
        };
        add("plain", {u"a"_s, QString(), u"b c"_s}, "a,,b c\r\n");
        add("comma", {u"a,b"_s}, "\"a,b\"\r\n");
        add("quotes", {u"by \"Friday\""_s}, "\"by \"\"Friday\"\"\"\r\n");
        add("lines", {u"a\nb"_s, u"c\r\nd"_s}, "\"a\nb\",\"c\r\nd\"\r\n");
        add("a formula", {u"=1+1"_s, u"@x,y"_s}, "'=1+1,\"'@x,y\"\r\n");
        add("a wide formula", {u"＝1+1"_s, u"－1"_s}, "'＝1+1,'－1\r\n");
        add("a formula behind what is not seen", {u" \"\u200b=1"_s}, "\"' \"\"\u200b=1\"\r\n");
        add("a formula where semicolons divide", {u"x;=1"_s, u";; -1;2"_s}, "x;'=1,;;' -1;2\r\n");
        add("a formula where tabs or lines divide", {u"a\t+b"_s, u"a\n@c"_s}, "a\t'+b,\"a\n'@c\"\r\n");
        add("a tab first", {u"\tx"_s, u"\t=1"_s, u"\t"_s}, "'\tx,'\t'=1,'\t\r\n");
        add("a line end first", {u"\rx"_s, u"\r\n-1"_s}, "\"'\rx\",\"'\r\n'-1\"\r\n");
        add("signs within", {u"a-b"_s, u"a; b"_s, u"1=1"_s}, "a-b,a; b,1=1\r\n");
        add("letters of ours", {u"причина"_s}, "причина\r\n");
    }
    void fieldsAreQuotedAsTheStandardSays()
    {
        QFETCH(QStringList, fields);
        QFETCH(QByteArray, line);
        QCOMPARE(csv::row(fields), line);
    }

    void aRowThatIsCopiedMakesNoCellOfItsOwn()
    {
        QCOMPARE(csv::pasted({u"=1"_s, u"a\tb\n+c"_s, u"2; =3"_s}), u"'=1\ta b +c\t2;' =3"_s);
    }

    void anExportHasAllPagesOfWhatTheFilterTakes()
    {
        Watched watched;
        watched.stage.answer(call::kAudit, page(1, 2, false));
        watched.find<QLineEdit>("actor")->setText(u"bob"_s);
        QTRY_COMPARE(watched.lastQuery().actor, u"bob"_s);
        watched.stage.answer(call::kAudit, page(1, 2, false));
        QTemporaryDir folder;
        const QString path = folder.filePath(u"audit.csv"_s);
        QSignalSpy told(&watched.table(), &Table::told);
        watched.table().exportTo(path);
        watched.stage.answer(call::kAudit, page(201, 400, true));
        QTRY_COMPARE(watched.lastQuery().beforeId, std::optional<qint64>(201));
        QCOMPARE(watched.lastQuery().actor, u"bob"_s);
        QVERIFY(!QFile::exists(path)); // whole, or not at all
        watched.stage.answer(call::kAudit, page(200, 200, false));
        QTRY_VERIFY(QFile::exists(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray all = file.readAll();
        QVERIFY(all.startsWith("\xEF\xBB\xBFid,at,actor,"));
        QCOMPARE(all.count("\r\n"), 1 + 201);
        QVERIFY(all.endsWith(
            "200,2023-11-14T22:13:20.200Z,bob,operator,,flags.set,flag:sales,on,off,a reason,done,\r\n"));
        QTRY_VERIFY(told.last()[1].toString().contains(u"201"_s));
    }

    void whatStrangersWroteIsGuardedInAnExport()
    {
        Watched watched;
        watched.stage.answer(call::kAudit, page(1, 2, false));
        QTRY_COMPARE(watched.ids(), u"2 1"_s);
        QTemporaryDir folder;
        const QString path = folder.filePath(u"audit.csv"_s);
        watched.table().exportTo(path);
        AuditRow hostile = row(9);
        hostile.subject = u"=cmd|' /C calc'!A0"_s;
        hostile.before = u"\t+1"_s;
        hostile.after = u"x;@SUM(1)"_s;
        hostile.reason = u"by \"Friday\",\n-2"_s;
        hostile.result = u"\rdone"_s;
        watched.stage.answer(call::kAudit, AuditPage{{hostile}, false});
        QTRY_VERIFY(QFile::exists(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray all = file.readAll();
        QVERIFY2(all.endsWith("change_id\r\n"
                              "9,2023-11-14T22:13:20.009Z,bob,operator,,flags.set,'=cmd|' /C calc'!A0,"
                              "'\t'+1,x;'@SUM(1),\"by \"\"Friday\"\",\n'-2\",\"'\rdone\",\r\n"),
                 all.constData());
    }

    void anExportThatFailsWritesNothing()
    {
        Watched watched;
        watched.stage.answer(call::kAudit, page(1, 2, false));
        QTRY_COMPARE(watched.ids(), u"2 1"_s);
        QTemporaryDir folder;
        const QString path = folder.filePath(u"audit.csv"_s);
        QSignalSpy told(&watched.table(), &Table::told);
        watched.table().exportTo(path);
        watched.stage.answer(call::kAudit, page(201, 400, true));
        watched.stage.refuse(call::kAudit, ErrorCode::Unavailable, u"the database is away"_s);
        QTRY_VERIFY(!told.isEmpty() && told.last()[1].toString().contains(u"away"_s));
        watched.table().exportTo(folder.filePath(u"none/audit.csv"_s));
        QTRY_VERIFY(told.last()[1].toString().contains(u"none/audit.csv"_s));
        QVERIFY(QDir(folder.path()).isEmpty());
    }

    void anExportIsStopped()
    {
        Watched watched;
        watched.stage.answer(call::kAudit, page(1, 2, false));
        QTRY_COMPARE(watched.ids(), u"2 1"_s);
        QTemporaryDir folder;
        watched.table().exportTo(folder.filePath(u"audit.csv"_s));
        watched.stage.answer(call::kAudit, page(201, 400, true));
        const int asked = watched.stage.countOf(call::kAudit);
        watched.find<QPushButton>("export")->click();
        QVERIFY(!watched.window.findChild<CsvExport *>()); // nobody is left to ask
        watched.stage.settle();
        QCOMPARE(watched.stage.countOf(call::kAudit), asked);
        QVERIFY(QDir(folder.path()).isEmpty());
    }

    void anExportHasABound()
    {
        Watched watched;
        watched.stage.answer(call::kAudit, page(1, 2, false));
        QTRY_COMPARE(watched.ids(), u"2 1"_s);
        QTemporaryDir folder;
        const QString path = folder.filePath(u"audit.csv"_s);
        QSignalSpy told(&watched.table(), &Table::told);
        watched.table().exportTo(path);
        // One page that is larger than all that may be written.
        watched.stage.answer(call::kAudit, page(1, CsvExport::kMaxRows + 1, false));
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path), 20'000);
        QCOMPARE(told.last()[0].value<turnpike::console::Tone>(), turnpike::console::Tone::Warning);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count("\r\n"), 1 + CsvExport::kMaxRows);
    }
};

const turnpike::test::RegisteredTest<TestAuditPage, QApplication> kTestAuditPage;

} // namespace tst_auditpage

#include "tst_auditpage.moc"
