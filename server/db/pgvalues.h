// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/value.h"

#include <QByteArray>

#include <libpq-fe.h>

#include <vector>

namespace turnpike::db {

// The parameters of one statement as libpq takes them: bytes as they are, everything else as text, which
// PostgreSQL reads as it would a literal of unknown type. Keeps what it points to.
class PgParameters
{
public:
    explicit PgParameters(const std::vector<Value> &values);

    int count() const { return static_cast<int>(m_pointers.size()); }
    const char *const *values() const { return m_pointers.data(); }
    const int *lengths() const { return m_lengths.data(); }
    const int *formats() const { return m_formats.data(); }

private:
    std::vector<QByteArray> m_kept;
    std::vector<const char *> m_pointers; // nullptr: NULL
    std::vector<int> m_lengths;
    std::vector<int> m_formats;
};

// How the columns of a described statement are to come: 1, binary, where there are bytes among them (as text
// they would be hexadecimal) and all others can be read so too; else 0, text.
int wantedFormat(const PGresult *description);

// The first rows of an answer, `limit` at most.
std::vector<Row> rowsOf(const PGresult *result, size_t limit);

} // namespace turnpike::db
