// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/csvexport.h"
#include "models/foreigntext.h"
#include "models/record.h"
#include "support/testmain.h"
#include "widgets/table.h"
#include "widgets/theme.h"

#include <QAbstractTableModel>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QHelpEvent>
#include <QImage>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <set>

namespace tst_table {

using namespace turnpike::console;
using namespace Qt::StringLiterals;

namespace {

// Of two colours, as WCAG 2 reckons it: 1 to 21.
double contrast(const QColor &one, const QColor &other)
{
    const auto luminance = [](const QColor &color) {
        const auto part = [](double value) {
            return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) + 0.0722 * part(color.blueF());
    };
    const double first = luminance(one);
    const double second = luminance(other);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

// A list of many rows that notes which of them somebody looked at.
class LongList : public QAbstractTableModel
{
public:
    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : m_rows; }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : 3; }
    QVariant data(const QModelIndex &index, int role) const override
    {
        if (role != Qt::DisplayRole)
            return {};
        m_seen.insert(index.row());
        return u"row %1"_s.arg(index.row());
    }
    void fill(int rows)
    {
        beginInsertRows({}, 0, rows - 1);
        m_rows = rows;
        endInsertRows();
    }
    size_t seen() const { return m_seen.size(); }

private:
    int m_rows = 0;
    mutable std::set<int> m_seen;
};

} // namespace

// The table that all pages share.
class TestTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // A log of thousands of lines comes at once: measuring them all holds the window up.
    void theFirstRowsOfManyGiveColumnsTheirWidth()
    {
        LongList list;
        Table table(QString(), &list);
        table.resize(600, 400);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        const int before = table.columnWidth(0);
        list.fill(5'000);
        QTRY_VERIFY(table.columnWidth(0) != before);
        QVERIFY(list.seen() > 20);
        QVERIFY2(list.seen() < 200, qPrintable(QString::number(list.seen())));
    }

    void aColumnThatIsGivenItsWidthIsNotMeasured()
    {
        LongList list;
        Table table(QString(), &list);
        table.setWidths({10, 20, 30});
        list.fill(5'000);
        const int expected = 10 * table.fontMetrics().averageCharWidth() + 12;
        QTRY_COMPARE(table.columnWidth(0), expected);
        QCOMPARE(list.seen(), size_t(0));
    }

    void whatComesLaterWidensItsColumnAndNarrowsNone()
    {
        QStandardItemModel model(1, 2);
        model.setItem(0, 0, new QStandardItem(u"short"_s));
        Table table(QString(), &model);
        table.resize(600, 400);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        const int before = table.columnWidth(0);
        model.appendRow(new QStandardItem(u"something that is much longer than the first row"_s));
        QTRY_VERIFY(table.columnWidth(0) > before);
        const int wide = table.columnWidth(0);
        model.appendRow(new QStandardItem(u"x"_s));
        QCoreApplication::processEvents();
        QCOMPARE(table.columnWidth(0), wide);
    }

    void aCellThatIsCutIsReadUnderTheMouse()
    {
        const QString text = u"something that is much longer than its column"_s;
        QStandardItemModel model(1, 2);
        model.setItem(0, 0, new QStandardItem(text));
        model.setItem(0, 1, new QStandardItem(u"x"_s));
        Table table(QString(), &model);
        table.resize(600, 400);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        table.setColumnWidth(0, 60);
        const auto tipOf = [&table](int column) {
            QToolTip::hideText();
            const QPoint at = table.visualRect(table.model()->index(0, column)).center();
            QHelpEvent asked(QEvent::ToolTip, at, table.viewport()->mapToGlobal(at));
            QApplication::sendEvent(table.viewport(), &asked);
            return QToolTip::text();
        };
        QCOMPARE(tipOf(0), foreign::tip(text));
        QVERIFY(tipOf(1) != foreign::tip(u"x"_s)); // it fits
    }

    void aShapeIsSeenOnASelectedRow_data()
    {
        QTest::addColumn<int>("tone");
        for (const Tone tone : {Tone::Good, Tone::Info, Tone::Warning, Tone::Bad})
            QTest::newRow(qPrintable(QString::number(static_cast<int>(tone)))) << static_cast<int>(tone);
    }
    void aShapeIsSeenOnASelectedRow()
    {
        QFETCH(int, tone);
        QStandardItemModel model(1, 1);
        auto *item = new QStandardItem(u"word"_s);
        item->setData(tone, ToneRole);
        model.setItem(0, 0, item);
        Table table(QString(), &model);
        table.setSource([] { return Freshness{Freshness::Kind::Fresh, 1}; }); // otherwise it is a thin ring
        table.resize(400, 200);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        table.selectAll();
        const QImage image = table.viewport()->grab().toImage();
        const QRect cell = table.visualRect(table.model()->index(0, 0));
        const QColor ground = image.pixelColor(cell.right() - 4, cell.center().y());
        QVERIFY(ground != table.palette().color(QPalette::Base)); // it is selected
        // As much as a shape needs, over most of its surface.
        int seen = 0;
        for (int x = cell.left(); x < cell.left() + 18; ++x) {
            for (int y = cell.top(); y < cell.bottom(); ++y)
                seen += contrast(image.pixelColor(x, y), ground) >= 3 ? 1 : 0;
        }
        // As much of it is there as drawn alone; a triangle covers half of what a disc does.
        const Tone which = static_cast<Tone>(tone);
        const QImage shape = theme::shape(which, 14, table.palette(), 1, theme::Ground::Selection).toImage();
        int surface = 0;
        for (int x = 0; x < shape.width(); ++x) {
            for (int y = 0; y < shape.height(); ++y)
                surface += shape.pixelColor(x, y).alpha() == 255 ? 1 : 0;
        }
        QVERIFY2(surface > 50, qPrintable(QString::number(surface)));
        QVERIFY2(seen * 4 > surface * 3, qPrintable(u"%1 of %2"_s.arg(seen).arg(surface)));
    }

    // It is pasted into spreadsheets: what others wrote begins no formula there, no cell and no row.
    void whatIsCopiedIsNoFormulaAndNoCellOfItsOwn()
    {
        QStandardItemModel model(2, 2);
        model.setItem(0, 0, new QStandardItem(u"=1+1"_s));
        model.setItem(0, 1, new QStandardItem(u"a\tb\n+c"_s));
        model.setItem(1, 0, new QStandardItem(u"plain"_s));
        model.setItem(1, 1, new QStandardItem(u" @x; -1"_s));
        Table table(QString(), &model);
        table.selectAll();
        const QList<QAction *> actions = table.actions();
        const auto copy = std::find_if(actions.begin(), actions.end(), [](const QAction *action) {
            return action->shortcut() == QKeySequence(QKeySequence::Copy);
        });
        QVERIFY(copy != actions.end());
        (*copy)->trigger();
        QCOMPARE(QApplication::clipboard()->text(), u"'=1+1\ta b +c\nplain\t'@x;' -1"_s);
    }

    void whatIsShownIsExportedAndIsNoFormula()
    {
        QStandardItemModel model(3, 2);
        model.setHorizontalHeaderLabels({u"Name"_s, u"Note"_s});
        model.setItem(0, 0, new QStandardItem(u"=1+1"_s));
        model.setItem(0, 1, new QStandardItem(u"a,b"_s));
        model.setItem(1, 0, new QStandardItem(u"shown"_s));
        model.setItem(2, 0, new QStandardItem(u"left out"_s));
        Table table(QString(), &model);
        table.proxy().setCondition([](int row) { return row < 2; });
        QTemporaryDir folder;
        const QString path = folder.filePath(u"rows.csv"_s);
        QSignalSpy told(&table, &Table::told);
        table.exportTo(path);
        QTRY_COMPARE(told.size(), 1);
        QCOMPARE(told[0][0].value<Tone>(), Tone::Good);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("\xEF\xBB\xBFName,Note\r\n'=1+1,\"a,b\"\r\nshown,\r\n"));
    }

    void whereThereIsMoreThanIsShownAllOfItIsExportedWithinABoundThatIsSaid()
    {
        QStandardItemModel model(1, 1);
        Table table(QString(), &model);
        int pages = 0;
        table.setEverything([&pages]() -> NextRows {
            return [&pages](const auto &taken, const auto &) {
                ++pages;
                taken(QList<QStringList>(CsvExport::kMaxRows / 2, {u"row"_s}), true); // without an end
            };
        });
        QTemporaryDir folder;
        const QString path = folder.filePath(u"rows.csv"_s);
        QSignalSpy told(&table, &Table::told);
        table.exportTo(path);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path), 20'000);
        QCOMPARE(pages, 2);
        QCOMPARE(told.last()[0].value<Tone>(), Tone::Warning); // there are more
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count("\r\n"), 1 + CsvExport::kMaxRows);
    }

    void anExportThatFailsLeavesNoFile()
    {
        QStandardItemModel model(1, 1);
        Table table(QString(), &model);
        table.setEverything(
            []() -> NextRows { return [](const auto &, const auto &failed) { failed(QString()); }; });
        QTemporaryDir folder;
        const QString path = folder.filePath(u"rows.csv"_s);
        QSignalSpy told(&table, &Table::told);
        table.exportTo(path);
        QTRY_COMPARE(told.size(), 1);
        QCOMPARE(told[0][0].value<Tone>(), Tone::Bad);
        QVERIFY(!QFile::exists(path));
    }
};

const turnpike::test::RegisteredTest<TestTable, QApplication> kTestTable;

} // namespace tst_table

#include "tst_table.moc"
