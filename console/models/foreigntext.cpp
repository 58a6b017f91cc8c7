// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/foreigntext.h"

#include <QStringList>

#include <algorithm>

namespace turnpike::console::foreign {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostMarks = 4; // on one letter: more than any language has
constexpr int kMostLines = 40;
constexpr qsizetype kTipColumns = 100;
constexpr qsizetype kTipLines = 30;

// Nothing is drawn for them, or what stands around them is drawn in another order than it is written.
bool isTreacherous(char32_t letter)
{
    const auto isWithin = [letter](char32_t first, char32_t last) {
        return letter >= first && letter <= last;
    };
    const bool isControl = isWithin(0, 0x1f) || isWithin(0x7f, 0x9f);
    const bool turns = isWithin(0x202a, 0x202e) || isWithin(0x2066, 0x2069);
    const bool isNoLetter = isWithin(0xd800, 0xdfff) || isWithin(0xfdd0, 0xfdef) || letter == 0xfffc;
    return (isControl && letter != U'\n' && letter != U'\t') || turns || isNoLetter;
}

// Invisible anyway, and of use only within a text of its own direction.
bool isDirectionMark(char32_t letter)
{
    return letter == 0x200e || letter == 0x200f || letter == 0x061c;
}

bool isCombining(char32_t letter)
{
    if (letter < 0x300)
        return false;
    const QChar::Category category = QChar::category(letter);
    return category == QChar::Mark_NonSpacing || category == QChar::Mark_SpacingCombining ||
           category == QChar::Mark_Enclosing;
}

// Units of the letter that begins there: 2 of what lies beyond the first plane.
qsizetype unitsAt(const QString &text, qsizetype at)
{
    const bool isPair = text[at].isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate();
    return isPair ? 2 : 1;
}

// Where a line that begins there ends: at a blank, if there is one.
qsizetype lineEnd(const QString &text, qsizetype begin)
{
    const qsizetype end = begin + kTipColumns;
    if (end >= text.size())
        return text.size();
    const qsizetype blank = text.lastIndexOf(u' ', end);
    if (blank > begin)
        return blank;
    return text[end].isLowSurrogate() ? end - 1 : end;
}

} // namespace

QString text(const QString &foreign, qsizetype most)
{
    QString shown;
    shown.reserve(std::min(foreign.size(), most) + 1);
    int marks = 0;
    int lines = 1;
    qsizetype at = 0;
    while (at < foreign.size() && shown.size() < most && lines <= kMostLines) {
        const qsizetype units = unitsAt(foreign, at);
        const char32_t letter = units == 2 ? QChar::surrogateToUcs4(foreign[at], foreign[at + 1])
                                           : char32_t(foreign[at].unicode());
        const QStringView piece = QStringView(foreign).mid(at, units);
        at += units;
        if (letter == U'\r' && at < foreign.size() && foreign[at] == u'\n')
            continue;
        if (isDirectionMark(letter))
            continue; // and what follows it is still on the letter before it
        marks = isCombining(letter) ? marks + 1 : 0;
        lines += letter == U'\n' ? 1 : 0;
        if (marks > kMostMarks)
            continue;
        if (isTreacherous(letter))
            shown.append(QChar(QChar::ReplacementCharacter));
        else
            shown.append(piece);
    }
    if (at < foreign.size())
        shown.append(u'…');
    return shown;
}

QString line(const QString &foreign, qsizetype most)
{
    QString shown = text(foreign, most);
    for (QChar &letter : shown) {
        if (letter == u'\n' || letter == u'\t' || letter == QChar(QChar::LineSeparator) ||
            letter == QChar(QChar::ParagraphSeparator))
            letter = u' ';
    }
    return shown;
}

QString button(const QString &foreign)
{
    QString shown = line(foreign, kMostOfTitle);
    shown.replace(u'&', u"&&"_s);
    return shown;
}

QString tip(const QString &foreign)
{
    QStringList lines;
    const QStringList paragraphs = text(foreign, kMostOfTip).split(u'\n');
    for (const QString &paragraph : paragraphs) {
        qsizetype begin = 0;
        do {
            const qsizetype end = lineEnd(paragraph, begin);
            lines.append(paragraph.mid(begin, end - begin));
            const bool isAtBlank = end < paragraph.size() && paragraph[end] == u' ';
            begin = isAtBlank ? end + 1 : end;
        } while (begin < paragraph.size());
    }
    if (lines.size() > kTipLines) {
        lines.resize(kTipLines);
        lines.append(u"…"_s);
    }
    return lines.join(u'\n');
}

QString desktop(const QString &foreign, qsizetype most)
{
    QString shown = text(foreign, most);
    shown.replace(u'<', u'‹');
    shown.replace(u'>', u'›');
    shown.replace(u'&', u'＆');
    return shown;
}

} // namespace turnpike::console::foreign
