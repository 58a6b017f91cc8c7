// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/value.h"

#include <vector>

namespace turnpike::db {

// What is read of a statement's answer. How rows should come (bytes as bytes) PostgreSQL is asked once in the
// life of a connection, in a round trip of its own; RowsAsText does without, and bytes among them travel as
// hexadecimal digits.
enum class Wants { Count, Rows, RowsAsText };

// What a statement has led to, once it was carried out.
struct Outcome
{
    bool isKnown = false;
    int changed = 0; // rows
    std::vector<Row> rows;
};

} // namespace turnpike::db
