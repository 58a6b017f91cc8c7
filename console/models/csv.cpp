// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/csv.h"

#include <algorithm>

namespace turnpike::console::csv {

using namespace Qt::StringLiterals;

namespace {

// Wide signs are as good as narrow ones to some spreadsheets.
bool beginsFormula(QChar letter)
{
    return u"=+-@＝＋－＠"_s.contains(letter);
}

bool dividesCells(QChar letter)
{
    return letter == u';' || letter == u'\t' || letter == u'\r' || letter == u'\n';
}

// What may stand before a formula without keeping a spreadsheet from taking it for one.
bool isPassedOver(QChar letter)
{
    const QChar::Category category = letter.category();
    return letter.isSpace() || letter == u'"' || category == QChar::Other_Control ||
           category == QChar::Other_Format || category == QChar::Other_NotAssigned;
}

// With an apostrophe before each cell that would begin with a formula.
QString withoutFormulas(const QString &foreign)
{
    QString text;
    text.reserve(foreign.size() + 1);
    qsizetype cell = 0; // where the cell begins; -1: it does not begin with a formula, or is seen to
    for (const QChar letter : foreign) {
        if (cell >= 0 && !isPassedOver(letter)) {
            if (beginsFormula(letter))
                text.insert(cell, u'\'');
            cell = -1;
        }
        text.append(letter);
        if (dividesCells(letter))
            cell = text.size();
    }
    if (text.startsWith(u'\t') || text.startsWith(u'\r'))
        text.prepend(u'\'');
    return text;
}

QString field(const QString &foreign)
{
    QString text = withoutFormulas(foreign);
    const auto wantsQuotes = [](QChar letter) { return u",\"\r\n"_s.contains(letter); };
    if (!std::any_of(text.cbegin(), text.cend(), wantsQuotes))
        return text;
    return u'"' + text.replace(u'"', u"\"\""_s) + u'"';
}

} // namespace

QByteArray row(const QStringList &fields)
{
    QStringList all;
    for (const QString &text : fields)
        all.append(field(text));
    return all.join(u',').toUtf8() + "\r\n";
}

QString pasted(const QStringList &fields)
{
    QStringList all;
    for (const QString &text : fields)
        all.append(withoutFormulas(text.simplified()));
    return all.join(u'\t');
}

} // namespace turnpike::console::csv
