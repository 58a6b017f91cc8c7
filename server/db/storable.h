// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QString>

// Texts from outside, made fit for columns: PostgreSQL's cannot hold NUL.
namespace turnpike::db {

// For what people type.
QString storable(QString text);

// What went wrong, for a column that operators read: no secret, at most 500 UTF-16 units, and nothing that
// the database would refuse.
QString storableError(const QString &text);

} // namespace turnpike::db
