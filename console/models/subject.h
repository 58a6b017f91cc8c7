// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/choice.h"

#include <QMetaType>
#include <QString>

#include <optional>

// What an id in a cell stands for, and where that is shown. Whatever shows an id says so here (columns do,
// see Column::about), and everything else follows: the menu of the row, Ctrl+Enter, and a double click where
// the list itself does nothing with it.
namespace turnpike::console {

enum class SubjectKind {
    Customer,
    Update,
    Message,
    Purchase,
    Payment,
    Correlation,
    Worker,
    Instance,
    Flag,
    Waiting,
    Broadcast
};
// As the audit writes them: "user:42".
constexpr auto wordsOf(SubjectKind)
{
    using protocol::Word;
    return std::array{Word{SubjectKind::Customer, "user"},      Word{SubjectKind::Update, "update"},
                      Word{SubjectKind::Message, "message"},    Word{SubjectKind::Purchase, "purchase"},
                      Word{SubjectKind::Payment, "payment"},    Word{SubjectKind::Correlation, "correlation"},
                      Word{SubjectKind::Worker, "worker"},      Word{SubjectKind::Instance, "instance"},
                      Word{SubjectKind::Flag, "flag"},          Word{SubjectKind::Waiting, "waiting"},
                      Word{SubjectKind::Broadcast, "broadcast"}};
}

// One of them.
struct Subject
{
    SubjectKind kind = SubjectKind::Customer;
    QString id;

    friend bool operator==(const Subject &one, const Subject &other)
    {
        return one.kind == other.kind && one.id == other.id;
    }
};

// Nothing where there is no id: an empty text, 0, and, of customers, a group's.
std::optional<Subject> subjectOf(SubjectKind kind, const QString &id);
std::optional<Subject> subjectOf(SubjectKind kind, qint64 id);
// "user:42", of the audit and of lanes; nothing for what has no place of its own.
std::optional<Subject> subjectNamed(const QString &name);

// Where it is shown: the key of a page, and what Page::open takes.
struct Place
{
    QString page;
    QString target;
};
Place placeOf(const Subject &subject);
// "Show customer 42": for menus.
QString inviteTo(const Subject &subject);

} // namespace turnpike::console

Q_DECLARE_METATYPE(turnpike::console::Subject)
