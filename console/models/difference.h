// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QList>
#include <QString>

// What a change changed, for people to read.
namespace turnpike::console {

// A piece of the value before (removed or the same) or after (added or the same).
struct Piece
{
    QString text;
    bool isChanged = false;
};

// One thing that was changed, before and after; both empty: it is as it was.
struct Difference
{
    QString name; // of the field; empty: of the value as a whole
    QList<Piece> before;
    QList<Piece> after;
};

// Of two JSON objects by field, fields that are the same left out; of other texts as a whole. Within a value
// by words.
QList<Difference> differences(const QString &before, const QString &after);

} // namespace turnpike::console
