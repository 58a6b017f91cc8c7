// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/subject.h"

#include "models/foreigntext.h"

#include <QCoreApplication>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostOfId = 60; // in a menu

struct Subjects
{
    Q_DECLARE_TR_FUNCTIONS(Subjects)
};

} // namespace

std::optional<Subject> subjectOf(SubjectKind kind, const QString &id)
{
    const QString name = id.trimmed();
    // Groups, whose ids are below zero, are no customers.
    const bool isNobody = kind == SubjectKind::Customer && name.startsWith(u'-');
    return name.isEmpty() || isNobody ? std::nullopt : std::optional(Subject{kind, name});
}

std::optional<Subject> subjectOf(SubjectKind kind, qint64 id)
{
    return id == 0 ? std::nullopt : subjectOf(kind, QString::number(id));
}

std::optional<Subject> subjectNamed(const QString &name)
{
    const auto kind = protocol::fromWord<SubjectKind>(name.section(u':', 0, 0));
    if (kind == SubjectKind::Waiting)
        return Subject{SubjectKind::Waiting, name};
    return kind ? subjectOf(*kind, name.section(u':', 1)) : std::nullopt;
}

Place placeOf(const Subject &subject)
{
    switch (subject.kind) {
    case SubjectKind::Customer:
    case SubjectKind::Purchase:
    case SubjectKind::Payment:
        break;
    case SubjectKind::Update:
        return {u"updates"_s, subject.id};
    case SubjectKind::Message:
        return {u"messages"_s, u'#' + subject.id};
    case SubjectKind::Correlation:
        return {u"logs"_s, subject.id};
    case SubjectKind::Worker:
        return {u"workers"_s, subject.id};
    case SubjectKind::Instance:
        return {u"overview"_s, subject.id};
    case SubjectKind::Flag:
        return {u"flags"_s, subject.id};
    case SubjectKind::Waiting:
        return {u"waiting"_s, QString()};
    case SubjectKind::Broadcast:
        return {u"broadcasts"_s, subject.id};
    }
    return {u"customers"_s, subject.id}; // whose search takes all of these
}

QString inviteTo(const Subject &subject)
{
    const QString id = foreign::button(foreign::line(subject.id, kMostOfId));
    switch (subject.kind) {
    case SubjectKind::Customer:
        return Subjects::tr("Show customer %1").arg(id);
    case SubjectKind::Update:
        return Subjects::tr("Show update %1").arg(id);
    case SubjectKind::Message:
        return Subjects::tr("Show message %1").arg(id);
    case SubjectKind::Purchase:
        return Subjects::tr("Show purchase %1").arg(id);
    case SubjectKind::Payment:
        return Subjects::tr("Show payment %1").arg(id);
    case SubjectKind::Correlation:
        return Subjects::tr("Show the log lines of %1").arg(id);
    case SubjectKind::Worker:
        return Subjects::tr("Show worker %1").arg(id);
    case SubjectKind::Instance:
        return Subjects::tr("Show instance %1").arg(id);
    case SubjectKind::Flag:
        return Subjects::tr("Show flag %1").arg(id);
    case SubjectKind::Broadcast:
        return Subjects::tr("Show broadcast %1").arg(id);
    case SubjectKind::Waiting:
        break;
    }
    return Subjects::tr("Show who waits for a key");
}

} // namespace turnpike::console
