// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "fuzz/targets.h"
#include "support/testmain.h"

#include <QDir>
#include <QFile>
#include <QTest>

namespace tst_corpora {

using namespace turnpike::fuzz;
using namespace Qt::StringLiterals;

namespace {

QDir corpora()
{
    return QDir(qEnvironmentVariable("TURNPIKE_RESOURCES") + u"/../tests/fuzz/corpora"_s);
}

const Target *targetOf(const QString &name)
{
    for (const Target &target : targets()) {
        if (name == QLatin1String(target.name))
            return &target;
    }
    return nullptr;
}

} // namespace

// What fuzzers begin with and what they have found, read as they read it. What crashes here ends the test:
// its last row names the input.
class TestCorpora : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyReaderHasACorpusAndEveryCorpusAReader()
    {
        for (const Target &target : targets())
            QVERIFY2(!QDir(corpora().filePath(QLatin1String(target.name))).isEmpty(), target.name);
        const QStringList folders = corpora().entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        for (const QString &folder : folders)
            QVERIFY2(targetOf(folder), qPrintable(folder));
    }

    void allOfThemAreRead_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("file");
        for (const Target &target : targets()) {
            const QDir folder(corpora().filePath(QLatin1String(target.name)));
            for (const QString &file : folder.entryList(QDir::Files))
                QTest::addRow("%s/%s", target.name, qPrintable(file))
                    << QString::fromLatin1(target.name) << folder.filePath(file);
        }
    }

    // As they are, cut anywhere, and with one byte that is another.
    void allOfThemAreRead()
    {
        QFETCH(QString, name);
        QFETCH(QString, file);
        QFile input(file);
        QVERIFY(input.open(QIODevice::ReadOnly));
        const QByteArray bytes = input.readAll();
        QVERIFY2(bytes.size() <= 8'192, "Keep it short: it is read once for each of its bytes.");
        const Target *target = targetOf(name);
        target->read(bytes);
        for (qsizetype i = 0; i < bytes.size(); ++i) {
            target->read(bytes.first(i));
            QByteArray other = bytes;
            other[i] = static_cast<char>(~other.at(i));
            target->read(other);
        }
    }
};

const turnpike::test::RegisteredTest<TestCorpora> kTestCorpora;

} // namespace tst_corpora

#include "tst_corpora.moc"
