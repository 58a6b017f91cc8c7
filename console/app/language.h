// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QList>
#include <QString>

// The language that the console speaks: English in the sources, others compiled in.
namespace turnpike::console::language {

struct Known
{
    QString code; // "en", "ru"
    QString name; // in itself, as its translation says
};

// One for each resources/translations/console_<code>.ts, in the order of their codes.
QList<Known> known();

// The code of one of them; empty: as the desktop. Kept in the settings.
QString chosen();
void setChosen(const QString &language);

// Texts, numbers and dates from now on: before the first window.
void install(const QString &language);
void installChosen();

} // namespace turnpike::console::language
