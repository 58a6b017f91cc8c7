// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/testmain.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <vector>

namespace tst_licences {

using namespace Qt::StringLiterals;

namespace {

// In two pieces, so that nobody takes this file's own words for what it says of itself.
const QByteArray kLicence = QByteArray("SPDX-License") + "-Identifier: GPL-3.0-only\n";
const QByteArray kCopyright = QByteArray("SPDX-FileCopyright") + "Text: 20";
constexpr qsizetype kHead = 400; // bytes in which a file says it

QString root()
{
    return QDir::cleanPath(qEnvironmentVariable("TURNPIKE_RESOURCES") + u"/.."_s);
}

QByteArray contentOf(const QString &path)
{
    QFile file(root() + u'/' + path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Of the repository, by their paths in it; what is built or is somebody's own is none of them.
QStringList filesOfOurs()
{
    const QDir top(root());
    QStringList found;
    for (const QString &file : top.entryList(QDir::Files | QDir::Hidden)) {
        if (file != u".git" && file != u"CMakeUserPresets.json" && !file.endsWith(u".user"))
            found += file;
    }
    for (const QString &folder : top.entryList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot)) {
        const bool isHidden = folder.startsWith(u'.') && folder != u".ci";
        if (isHidden || folder.startsWith(u"build") || folder == u"LICENSES")
            continue;
        QDirIterator files(top.filePath(folder), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext())
            found += top.relativeFilePath(files.next());
    }
    found.removeOne(u"LICENSE"_s);
    return found;
}

// What REUSE.toml speaks for: * is any name, ** any path.
std::vector<QRegularExpression> spokenFor()
{
    static const QRegularExpression list(u"path = \\[([^\\]]*)\\]"_s);
    static const QRegularExpression one(u"\"([^\"]+)\""_s);
    std::vector<QRegularExpression> patterns;
    const QString text = QString::fromUtf8(contentOf(u"REUSE.toml"_s));
    for (auto lists = list.globalMatch(text); lists.hasNext();) {
        for (auto paths = one.globalMatch(lists.next().captured(1)); paths.hasNext();) {
            QString pattern = QRegularExpression::escape(paths.next().captured(1));
            pattern.replace(u"\\*\\*"_s, u".+"_s);
            pattern.replace(u"\\*"_s, u"[^/]+"_s);
            patterns.emplace_back(QRegularExpression::anchoredPattern(pattern));
        }
    }
    return patterns;
}

} // namespace

// Whose everything is, and under which licence.
class TestLicences : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFileSaysItsLicence()
    {
        const std::vector<QRegularExpression> elsewhere = spokenFor();
        QVERIFY(elsewhere.size() >= 6);
        const QStringList files = filesOfOurs();
        QVERIFY2(files.size() > 1'000, qPrintable(QString::number(files.size())));
        QStringList silent;
        for (const QString &file : files) {
            const bool isSpokenFor =
                std::any_of(elsewhere.begin(), elsewhere.end(),
                            [&](const QRegularExpression &path) { return path.match(file).hasMatch(); });
            const QByteArray head = contentOf(file).left(kHead);
            if (!isSpokenFor && (!head.contains(kLicence) || !head.contains(kCopyright)))
                silent += file;
        }
        QVERIFY2(silent.isEmpty(), qPrintable(silent.join(u'\n')));
    }

    void theLicenceIsThereInFull()
    {
        const QByteArray text = contentOf(u"LICENSE"_s);
        QVERIFY(text.contains("GNU GENERAL PUBLIC LICENSE\n                       Version 3, 29 June 2007"));
        QVERIFY(text.contains("15. Disclaimer of Warranty."));
        QVERIFY(text.contains("END OF TERMS AND CONDITIONS"));
        QCOMPARE(contentOf(u"LICENSES/GPL-3.0-only.txt"_s), text);
    }

    // What a program runs with, as Debian calls it.
    void everyPackageIsNamedWithItsLicence()
    {
        const QString named = QString::fromUtf8(contentOf(u"THIRD_PARTY.md"_s));
        const QString lists = QString::fromUtf8(contentOf(u"scripts/lib/packages"_s));
        static const QRegularExpression line(u"^(?:run|console)(?:@\\w+)?: (.+)$"_s,
                                             QRegularExpression::MultilineOption);
        int packages = 0;
        QStringList missing;
        for (auto lines = line.globalMatch(lists); lines.hasNext();) {
            for (const QString &package : lines.next().captured(1).split(u' ', Qt::SkipEmptyParts)) {
                ++packages;
                if (!named.contains(u'`' + package + u'`'))
                    missing += package;
            }
        }
        QVERIFY2(packages >= 18, qPrintable(QString::number(packages)));
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
    }

    void theImageHasTheLicenceAndNamesIt()
    {
        const QByteArray steps = contentOf(u"Dockerfile"_s);
        QVERIFY(steps.contains("COPY LICENSE THIRD_PARTY.md "));
        QVERIFY(steps.contains("org.opencontainers.image.licenses=\"GPL-3.0-only\""));
        const QList<QByteArray> taken = contentOf(u".dockerignore"_s).split('\n');
        QVERIFY(taken.contains("!LICENSE") && taken.contains("!THIRD_PARTY.md"));
    }
};

const turnpike::test::RegisteredTest<TestLicences> kTestLicences;

} // namespace tst_licences

#include "tst_licences.moc"
