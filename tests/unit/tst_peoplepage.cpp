// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/documents.h"
#include "support/testmain.h"

#include <QFileInfo>
#include <QRegularExpression>
#include <QTest>

namespace tst_peoplepage {

using namespace turnpike::test;
using namespace Qt::StringLiterals;

namespace {

QString thePage()
{
    return documentText(u"docs/people.md"_s);
}

// Of docs/, as the page names them.
QStringList picturesIn(const QString &text)
{
    static const QRegularExpression picture(u"`(images/[\\w-]+\\.png)`"_s);
    QStringList found;
    for (auto it = picture.globalMatch(text); it.hasNext();)
        found += it.next().captured(1);
    return found;
}

} // namespace

// docs/people.md says what misled people, what is right, and what proves that: it is there.
class TestPeoplePage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachTestThatItNamesIsThere()
    {
        const NamedTests tests = namedTests(thePage());
        QVERIFY2(tests.count > 80, qPrintable(QString::number(tests.count)));
        QVERIFY2(tests.missing.isEmpty(), qPrintable(tests.missing.join(u'\n')));
    }

    void eachPictureThatItNamesIsThere()
    {
        const QStringList pictures = picturesIn(thePage());
        QVERIFY(!pictures.isEmpty());
        for (const QString &picture : pictures) {
            const QString path = qEnvironmentVariable("TURNPIKE_RESOURCES") + u"/../docs/"_s + picture;
            QVERIFY2(QFileInfo::exists(path), qPrintable(picture));
        }
    }

    void eachLineIsProved_data()
    {
        QTest::addColumn<QString>("heading");
        QTest::addColumn<int>("atLeast");
        QTest::newRow("customers") << u"Customers in the chat"_s << 17;
        QTest::newRow("operators") << u"Operators"_s << 32;
    }
    void eachLineIsProved()
    {
        QFETCH(const QString, heading);
        QFETCH(const int, atLeast);
        const QList<QStringList> rows = tableRows(sectionOf(thePage(), heading));
        QVERIFY2(rows.size() >= atLeast, qPrintable(QString::number(rows.size())));
        for (const QStringList &cells : rows) {
            QVERIFY2(cells.size() == 3, qPrintable(cells.join(u'|')));
            QVERIFY2(namesATest(cells[2]) || !picturesIn(cells[2]).isEmpty(), qPrintable(cells[0]));
        }
    }
};

const turnpike::test::RegisteredTest<TestPeoplePage> kTestPeoplePage;

} // namespace tst_peoplepage

#include "tst_peoplepage.moc"
