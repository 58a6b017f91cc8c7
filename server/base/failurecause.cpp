// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/failurecause.h"

#include "base/errors.h"

namespace turnpike::failurecause {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestCause = 200;

bool isOfWord(QChar character)
{
    return character.isLetterOrNumber() || character == u'_' || character == u'-';
}

QString ofDatabase(const DatabaseError &error)
{
    const QString state = QString::fromLatin1(error.sqlState());
    return state.isEmpty() ? ofText(error.message()) : u"database "_s + state;
}

QString ofDependency(const DependencyError &error)
{
    const QString cause = error.dependency() + u' ' + QLatin1String(toString(error.reason()));
    return error.httpStatus() == 0 ? cause : u"%1 %2"_s.arg(cause, QString::number(error.httpStatus()));
}

} // namespace

QString of(const std::exception &error)
{
    if (const auto *database = dynamic_cast<const DatabaseError *>(&error))
        return ofDatabase(*database);
    if (const auto *dependency = dynamic_cast<const DependencyError *>(&error))
        return ofDependency(*dependency);
    if (dynamic_cast<const DeadlineExceeded *>(&error))
        return u"deadline"_s;
    if (const auto *known = dynamic_cast<const Error *>(&error))
        return of(known->sentence());
    return ofText(QString::fromUtf8(error.what()));
}

QString of(const protocol::Sentence &sentence)
{
    const auto id = sentence.id();
    return id ? QString::fromLatin1(protocol::textOf(*id).word) : ofText(sentence.english());
}

QString ofText(const QString &text)
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

} // namespace turnpike::failurecause
