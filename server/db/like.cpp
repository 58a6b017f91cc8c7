// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/like.h"

namespace turnpike::db {

using namespace Qt::StringLiterals;

namespace {

// SQLite refuses patterns that are longer than 50 000 bytes.
constexpr qsizetype kMostOfPattern = 5'000;

QString escapedForLike(const QString &text)
{
    QString pattern = text.left(kMostOfPattern);
    for (const QChar special : {u'!', u'%', u'_'})
        pattern.replace(special, u"!"_s + special);
    return pattern;
}

} // namespace

QString patternOfBegin(const QString &begin)
{
    return escapedForLike(begin) + u'%';
}

QString patternOfText(const QString &text)
{
    return u'%' + escapedForLike(text.toLower()) + u'%';
}

} // namespace turnpike::db
