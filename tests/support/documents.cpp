// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/documents.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

namespace turnpike::test {

using namespace Qt::StringLiterals;

namespace {

QString inRepository(const QString &path)
{
    return QDir::cleanPath(qEnvironmentVariable("TURNPIKE_RESOURCES") + u"/../"_s + path);
}

QString fileText(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

const QRegularExpression &namedTest()
{
    static const QRegularExpression pattern(u"`(tst_\\w+) (\\w+)`"_s);
    return pattern;
}

} // namespace

QString documentText(const QString &path)
{
    return fileText(inRepository(path));
}

QHash<QString, QString> testSources()
{
    QHash<QString, QString> found;
    QDirIterator files(inRepository(u"tests"_s), {u"tst_*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        found.insert(files.fileInfo().completeBaseName(), fileText(path));
    }
    return found;
}

bool hasTest(const QHash<QString, QString> &sources, const QString &program, const QString &function)
{
    const QRegularExpression declared(
        u"void (?:\\w+::)?%1\\(\\)"_s.arg(QRegularExpression::escape(function)));
    return declared.match(sources.value(program)).hasMatch();
}

bool namesATest(const QString &text)
{
    return namedTest().match(text).hasMatch();
}

NamedTests namedTests(const QString &text)
{
    const QHash<QString, QString> sources = testSources();
    NamedTests named;
    for (auto names = namedTest().globalMatch(text); names.hasNext();) {
        const QRegularExpressionMatch name = names.next();
        ++named.count;
        if (!hasTest(sources, name.captured(1), name.captured(2)))
            named.missing += name.captured();
    }
    return named;
}

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

QList<QStringList> tableRows(const QString &section)
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

} // namespace turnpike::test
