// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/difference.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <vector>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxWords =
    400; // beyond, a whole value is one piece: the table below grows by their square

// With the space that follows each.
QStringList wordsOf(const QString &text)
{
    static const QRegularExpression word(u"\\S+\\s*|\\s+"_s);
    QStringList words;
    for (auto match = word.globalMatch(text); match.hasNext();)
        words.append(match.next().captured());
    return words;
}

void add(QList<Piece> &pieces, const QString &text, bool isChanged)
{
    if (!pieces.isEmpty() && pieces.last().isChanged == isChanged)
        pieces.last().text += text;
    else
        pieces.append({text, isChanged});
}

// The longest common subsequence of words is what stayed.
void compare(const QStringList &before, const QStringList &after, Difference &into)
{
    const auto rows = static_cast<size_t>(before.size());
    const auto columns = static_cast<size_t>(after.size());
    const auto wordAt = [](const QStringList &words, size_t i) {
        return QStringView(words[static_cast<qsizetype>(i)]).trimmed();
    };
    std::vector<std::vector<int>> common(rows + 1, std::vector<int>(columns + 1, 0));
    for (size_t i = rows; i-- > 0;) {
        for (size_t j = columns; j-- > 0;) {
            common[i][j] = wordAt(before, i) == wordAt(after, j)
                               ? common[i + 1][j + 1] + 1
                               : std::max(common[i + 1][j], common[i][j + 1]);
        }
    }
    size_t i = 0;
    size_t j = 0;
    while (i < rows || j < columns) {
        const bool isSame = i < rows && j < columns && wordAt(before, i) == wordAt(after, j);
        const bool isRemoved = i < rows && (j == columns || common[i + 1][j] >= common[i][j + 1]);
        if (isSame || isRemoved)
            add(into.before, before[static_cast<qsizetype>(i++)], !isSame);
        if (isSame || !isRemoved)
            add(into.after, after[static_cast<qsizetype>(j++)], !isSame);
    }
}

Difference differenceOf(const QString &name, const QString &before, const QString &after)
{
    Difference made{name, {}, {}};
    const QStringList wordsBefore = wordsOf(before);
    const QStringList wordsAfter = wordsOf(after);
    if (std::max(wordsBefore.size(), wordsAfter.size()) <= kMaxWords) {
        compare(wordsBefore, wordsAfter, made);
        return made;
    }
    add(made.before, before, true);
    add(made.after, after, true);
    return made;
}

QString valueText(const QJsonValue &value)
{
    if (value.isUndefined())
        return {};
    if (value.isString())
        return value.toString();
    // As the only one of an array, without its brackets.
    const QByteArray text = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(text.mid(1, text.size() - 2));
}

bool isObject(const QString &text)
{
    return QJsonDocument::fromJson(text.toUtf8()).isObject();
}

} // namespace

QList<Difference> differences(const QString &before, const QString &after)
{
    if (before == after)
        return {};
    const bool isByField = (isObject(before) || isObject(after)) && (before.isEmpty() || isObject(before)) &&
                           (after.isEmpty() || isObject(after));
    if (!isByField)
        return {differenceOf({}, before, after)};
    const QJsonObject old = QJsonDocument::fromJson(before.toUtf8()).object();
    const QJsonObject fresh = QJsonDocument::fromJson(after.toUtf8()).object();
    QStringList names = old.keys() + fresh.keys();
    names.sort();
    names.removeDuplicates();
    QList<Difference> all;
    for (const QString &name : std::as_const(names)) {
        if (old.value(name) != fresh.value(name))
            all.append(differenceOf(name, valueText(old.value(name)), valueText(fresh.value(name))));
    }
    return all;
}

} // namespace turnpike::console
