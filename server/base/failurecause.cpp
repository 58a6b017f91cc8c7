// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/failurecause.h"

#include "base/errors.h"
#include "protocol/causetext.h"

namespace turnpike::failurecause {

using namespace Qt::StringLiterals;

namespace {

QString ofDatabase(const DatabaseError &error)
{
    const QString state = QString::fromLatin1(error.sqlState());
    return state.isEmpty() ? protocol::causeOfText(error.message()) : u"database "_s + state;
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
    return protocol::causeOfText(QString::fromUtf8(error.what()));
}

QString of(const protocol::Sentence &sentence)
{
    const auto id = sentence.id();
    return id ? QString::fromLatin1(protocol::textOf(*id).word) : protocol::causeOfText(sentence.english());
}

} // namespace turnpike::failurecause
