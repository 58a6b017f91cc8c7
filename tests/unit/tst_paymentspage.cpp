// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/shopchoices.h"
#include "support/testmain.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QRegularExpression>
#include <QTest>

namespace tst_paymentspage {

using namespace Qt::StringLiterals;

namespace {

QString textOf(const QString &path)
{
    QFile file(QDir::cleanPath(qEnvironmentVariable("TURNPIKE_RESOURCES") + u"/../"_s + path));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

// The sources of all tests by the names of their programs.
QHash<QString, QString> sources()
{
    QHash<QString, QString> found;
    const QString tests = QDir::cleanPath(qEnvironmentVariable("TURNPIKE_RESOURCES") + u"/../tests"_s);
    QDirIterator files(tests, {u"tst_*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly))
            found.insert(files.fileInfo().completeBaseName(), QString::fromUtf8(file.readAll()));
    }
    return found;
}

// The text between its heading and the next one; empty when there is none.
QString sectionOf(const QString &page, const QString &heading)
{
    const QString begin = u"\n## "_s + heading + u'\n';
    const qsizetype from = page.indexOf(begin);
    if (from < 0)
        return {};
    const qsizetype after = from + begin.size();
    const qsizetype to = page.indexOf(u"\n## "_s, after);
    return page.mid(after, to < 0 ? -1 : to - after);
}

// The rows of its first table, without their head: the cells of each.
QList<QStringList> rowsOf(const QString &section)
{
    QList<QStringList> rows;
    for (const QString &line : section.split(u'\n')) {
        if (!line.startsWith(u"| ") || line.startsWith(u"| ---"))
            continue;
        QStringList cells = line.mid(1).chopped(1).split(u'|');
        for (QString &cell : cells)
            cell = cell.trimmed();
        rows.append(cells);
    }
    return rows.mid(1);
}

// The heading under which docs/payments.md has a way to pay.
QString headingOf(turnpike::protocol::Provider provider)
{
    using turnpike::protocol::Provider;
    switch (provider) {
    case Provider::CryptoPay:
        return u"Crypto Pay"_s;
    case Provider::Stars:
        return u"Telegram Stars"_s;
    case Provider::Card:
        return u"Card through Telegram"_s;
    case Provider::Balance:
        break;
    }
    return u"Balance"_s;
}

const QRegularExpression &named()
{
    static const QRegularExpression pattern(u"`(tst_\\w+) (\\w+)`"_s);
    return pattern;
}

} // namespace

// docs/payments.md says what is done in which case, and which tests prove it: they are there.
class TestPaymentsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachTestThatItNamesIsThere()
    {
        const QHash<QString, QString> tests = sources();
        QVERIFY2(tests.size() > 100, qPrintable(QString::number(tests.size())));
        QStringList missing;
        int count = 0;
        const QString page = textOf(u"docs/payments.md"_s);
        for (auto names = named().globalMatch(page); names.hasNext();) {
            const QRegularExpressionMatch name = names.next();
            ++count;
            const QRegularExpression function(
                u"void (?:\\w+::)?%1\\(\\)"_s.arg(QRegularExpression::escape(name.captured(2))));
            if (!function.match(tests.value(name.captured(1))).hasMatch())
                missing += name.captured();
        }
        QVERIFY2(count > 80, qPrintable(QString::number(count)));
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
    }

    // Whoever adds a way to pay, or a case, answers for each of the others.
    void eachWayHasEachCaseWithItsProof()
    {
        const QString page = textOf(u"docs/payments.md"_s);
        QStringList cases;
        for (const turnpike::protocol::ProviderTraits &traits : turnpike::protocol::kProviders) {
            const QString heading = headingOf(traits.provider);
            const QList<QStringList> rows = rowsOf(sectionOf(page, heading));
            QStringList own;
            for (const QStringList &cells : rows) {
                QVERIFY2(cells.size() == 3, qPrintable(heading + u": "_s + cells.join(u'|')));
                own += cells[0];
                const QString &proof = cells[2];
                const bool isProved =
                    named().match(proof).hasMatch() || proof.startsWith(u"cannot happen, because ");
                QVERIFY2(isProved, qPrintable(heading + u": "_s + cells[0]));
            }
            if (cases.isEmpty())
                cases = own;
            QCOMPARE(own, cases);
        }
        QVERIFY2(cases.size() >= 19, qPrintable(QString::number(cases.size())));
    }
};

const turnpike::test::RegisteredTest<TestPaymentsPage> kTestPaymentsPage;

} // namespace tst_paymentspage

#include "tst_paymentspage.moc"
