// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

// Pages of the repository that say which tests prove what they say. Found through TURNPIKE_RESOURCES.
namespace turnpike::test {

// Of a file by its path in the repository; empty where it cannot be read.
QString documentText(const QString &path);

// The sources of all tests by the names of their programs.
QHash<QString, QString> testSources();
// Whether that program has this test function.
bool hasTest(const QHash<QString, QString> &sources, const QString &program, const QString &function);

// Whether there is a `tst_program function` in it.
bool namesATest(const QString &text);
struct NamedTests
{
    int count = 0;
    QStringList missing; // as they are named
};
// All that stand in it so.
NamedTests namedTests(const QString &text);

// The text between this heading of the second level and the next one; empty when there is none.
QString sectionOf(const QString &page, const QString &heading);
// The rows of its tables, but for the first one, which is a head: the cells of each.
QList<QStringList> tableRows(const QString &section);

} // namespace turnpike::test
