// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/causetext.h"

namespace turnpike::protocol {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestCause = 200;

bool isOfWord(QChar character)
{
    return character.isLetterOrNumber() || character == u'_' || character == u'-';
}

} // namespace

QString causeOfText(const QString &text)
{
    const QString whole = text.simplified().toLower();
    QString cause;
    for (qsizetype at = 0; at < whole.size() && cause.size() < kLongestCause;) {
        if (!isOfWord(whole.at(at))) {
            cause += whole.at(at++);
            continue;
        }
        const qsizetype begin = at;
        bool hasDigit = false;
        for (; at < whole.size() && isOfWord(whole.at(at)); ++at)
            hasDigit = hasDigit || whole.at(at).isDigit();
        cause += hasDigit ? u"#"_s : whole.mid(begin, at - begin);
    }
    return cause.left(kLongestCause);
}

QString causeOfLine(const LogLine &line)
{
    return line.component + u": "_s + causeOfText(line.message);
}

} // namespace turnpike::protocol
