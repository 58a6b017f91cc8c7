// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/columnkinds.h"
#include "models/filterproxy.h"
#include "models/recordmodel.h"
#include "support/testmain.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

namespace tst_recordmodel {

using namespace turnpike::console;
using namespace Qt::StringLiterals;

namespace {

struct Row
{
    QString key;
    qint64 value = 0;
};

RecordModel<Row> makeModel()
{
    return RecordModel<Row>(
        [](const Row &row) { return row.key; },
        {textColumn<Row>(u"Key"_s, &Row::key), numberColumn<Row>(u"Value"_s, &Row::value)});
}

QString keysOf(const QAbstractItemModel &model)
{
    QStringList keys;
    for (int row = 0; row < model.rowCount(); ++row)
        keys.append(model.index(row, 0).data(KeyRole).toString());
    return keys.join(u' ');
}

Row row(const char *key, qint64 value)
{
    return {QString::fromLatin1(key), value};
}

} // namespace

// The model under every table: changed row by row, never reset.
class TestRecordModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replacingChangesKnownRowsInPlace()
    {
        auto model = makeModel();
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.replace({row("a", 1), row("b", 2), row("c", 3)});
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        const QPersistentModelIndex kept = model.index(2, 0);
        model.replace({row("d", 4), row("c", 33), row("a", 1)});
        QCOMPARE(keysOf(model), u"a c d"_s);
        QCOMPARE(model.find(u"c"_s)->value, 33);
        QVERIFY(!model.find(u"b"_s));
        QVERIFY(kept.isValid());
        QCOMPARE(kept.data(KeyRole).toString(), u"c"_s);
        QCOMPARE(changes.size(), 2);
        QCOMPARE(resets.size(), 0);
    }

    void theSameRowTwiceInABatchIsOneRow()
    {
        auto model = makeModel();
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.prepend({row("a", 1), row("b", 2), row("a", 3)});
        QCOMPARE(keysOf(model), u"a b"_s);
        QCOMPARE(model.find(u"a"_s)->value, 3);
        model.prepend({row("c", 1)});
        QCOMPARE(keysOf(model), u"c a b"_s);
        QCOMPARE(model.rowOf(u"b"_s), 2);
    }

    void rowsAreMergedInTheirOrder()
    {
        auto model = makeModel();
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto isLess = [](const Row &one, const Row &other) { return one.value < other.value; };
        model.append({row("d", 4), row("h", 8)});
        model.merge({row("a", 1), row("b", 2), row("d", 4), row("e", 5), row("f", 6), row("i", 9)}, isLess);
        QCOMPARE(keysOf(model), u"a b d e f h i"_s);
        for (const char *key : {"a", "b", "d", "e", "f", "h", "i"})
            QCOMPARE(model.find(QString::fromLatin1(key))->key, QString::fromLatin1(key));
        model.keepLast(3);
        model.merge({row("c", 3), row("g", 7)}, isLess);
        QCOMPARE(keysOf(model), u"c f g h i"_s);
        QCOMPARE(model.rowOf(u"c"_s), 0);
        QCOMPARE(model.rowOf(u"i"_s), 4);
        QCOMPARE(model.rowOf(u"a"_s), -1);
    }

    void aRingForgetsItsOldestRows()
    {
        auto model = makeModel();
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (int i = 0; i < 50; ++i) {
            model.append({{QString::number(i), i}});
            model.keepLast(3);
        }
        QCOMPARE(keysOf(model), u"47 48 49"_s);
        QCOMPARE(model.rowOf(u"48"_s), 1);
        QCOMPARE(model.rowOf(u"3"_s), -1);
        model.keepFirst(1);
        QCOMPARE(keysOf(model), u"47"_s);
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void rowsAreSortedByTheirRawValues()
    {
        auto model = makeModel();
        model.replace({row("nine", 9), row("thousand", 1000), row("eighty", 80)});
        FilterProxy proxy(&model);
        QAbstractItemModelTester tester(&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        proxy.sort(1, Qt::DescendingOrder);
        QCOMPARE(keysOf(proxy), u"thousand eighty nine"_s);
        model.upsert(row("nine", 90));
        QCOMPARE(keysOf(proxy), u"thousand nine eighty"_s);
    }

    void aFilterTakesTextOfAnyColumnAndACondition()
    {
        auto model = makeModel();
        model.replace({row("Apple", 1), row("pear", 20), row("plum", 2)});
        FilterProxy proxy(&model);
        proxy.setText(u"2"_s);
        QCOMPARE(keysOf(proxy), u"pear plum"_s);
        proxy.setText(u"aPP"_s);
        QCOMPARE(keysOf(proxy), u"Apple"_s);
        proxy.setText({});
        proxy.setCondition([&model](int sourceRow) { return model.at(sourceRow).value < 10; });
        QCOMPARE(keysOf(proxy), u"Apple plum"_s);
        model.upsert(row("plum", 12));
        QCOMPARE(keysOf(proxy), u"Apple"_s);
    }
};

const turnpike::test::RegisteredTest<TestRecordModel> kTestRecordModel;

} // namespace tst_recordmodel

#include "tst_recordmodel.moc"
