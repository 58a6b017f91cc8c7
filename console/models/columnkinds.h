// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/columns.h"
#include "protocol/literals.h"

// The kinds of columns that tables of ours are made of.
namespace turnpike::console {

// A member that is a choice of the protocol, with its tone.
template<class T, class E>
Column<T> wordColumn(const QString &title, protocol::Choice<E> T::*member)
{
    Column<T> column{title, [member](const T &row) { return wording::word(row.*member); }};
    column.toned([member](const T &row) { return toneOf(row.*member); });
    return column;
}

// Text on one line; whole in the tooltip.
template<class T>
Column<T> textColumn(const QString &title, QString T::*member)
{
    Column<T> column{title, [member](const T &row) { return (row.*member).simplified(); }};
    column.withTip([member](const T &row) { return row.*member; });
    return column;
}

template<class T>
Column<T> numberColumn(const QString &title, qint64 T::*member)
{
    Column<T> column{title, [member](const T &row) { return wording::number(row.*member); }};
    column.number([member](const T &row) { return row.*member; });
    return column;
}

// Not grouped: an id is read out and typed.
template<class T>
Column<T> idColumn(const QString &title, qint64 T::*member)
{
    Column<T> column{
        title, [member](const T &row) { return row.*member == 0 ? u"–"_s : QString::number(row.*member); }};
    column.number([member](const T &row) { return row.*member; });
    return column;
}

// The same of something that has a place of its own.
template<class T>
Column<T> idColumn(const QString &title, qint64 T::*member, SubjectKind kind)
{
    Column<T> column = idColumn(title, member);
    column.about([member, kind](const T &row) { return subjectOf(kind, row.*member); });
    return column;
}

// Likewise, of one that is a name.
template<class T>
Column<T> nameColumn(const QString &title, QString T::*member, SubjectKind kind)
{
    Column<T> column = textColumn(title, member);
    column.about([member, kind](const T &row) { return subjectOf(kind, row.*member); });
    return column;
}

template<class T>
Column<T> kopecksColumn(const QString &title, qint64 T::*member)
{
    Column<T> column{title, [member](const T &row) { return wording::kopecks(row.*member); }};
    column.number([member](const T &row) { return row.*member; });
    return column;
}

} // namespace turnpike::console
