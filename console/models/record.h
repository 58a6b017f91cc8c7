// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/subject.h"
#include "protocol/tone.h"

#include <QDateTime>
#include <QString>
#include <QVariant>

#include <functional>
#include <vector>

namespace turnpike::console {

using protocol::Tone;

// Roles of every model of ours.
enum DataRole {
    SortRole = Qt::UserRole + 1, // the raw value
    KeyRole,                     // QString: what stays the same when the row changes
    ToneRole,                    // int of a Tone
    SparkRole,                   // QVariantList of doubles: a small chart
    SubjectRole,                 // Subject: what the cell is about; nothing where it is an id of nothing
};

// One column of a table over values of T. Only `title` and `text` are needed.
template<class T>
struct Column
{
    QString title;
    std::function<QString(const T &)> text;
    std::function<QVariant(const T &)> sort = {}; // by the text
    std::function<QString(const T &)> tip = {};
    std::function<Tone(const T &)> tone = {};
    std::function<QVariantList(const T &)> spark = {};
    bool isNumber = false; // stands at the right
    std::function<std::optional<Subject>(const T &)> subject = {};

    // In the order of their need, for short lists of columns.
    Column &sortedBy(std::function<QVariant(const T &)> value)
    {
        sort = std::move(value);
        return *this;
    }
    Column &toned(std::function<Tone(const T &)> value)
    {
        tone = std::move(value);
        return *this;
    }
    Column &withTip(std::function<QString(const T &)> value)
    {
        tip = std::move(value);
        return *this;
    }
    Column &withSpark(std::function<QVariantList(const T &)> value)
    {
        spark = std::move(value);
        return *this;
    }
    Column &about(std::function<std::optional<Subject>(const T &)> value)
    {
        subject = std::move(value);
        return *this;
    }
    Column &number(std::function<QVariant(const T &)> value)
    {
        sort = std::move(value);
        isNumber = true;
        return *this;
    }
};

} // namespace turnpike::console
