// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QString>
#include <QStringList>

// Rows of a CSV file as RFC 4180 has them.
namespace turnpike::console::csv {

// With its line end. Fields with commas, quotes or line breaks stand in quotes. What a spreadsheet would take
// for a formula gets an apostrophe in front, at the beginning of a field and wherever a spreadsheet that
// divides by semicolons, tabs or lines would begin a cell: the audit holds what strangers typed.
QByteArray row(const QStringList &fields);

// A row for the clipboard, its fields divided by tabs, without a line end: with apostrophes as above, and on
// one line.
QString pasted(const QStringList &fields);

} // namespace turnpike::console::csv
