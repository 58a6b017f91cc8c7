// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QString>

// Patterns for LIKE ? ESCAPE '!', in which every sign of what was typed stands for itself. Of a
// text beyond 5000 letters its beginning counts. Any thread.
namespace turnpike::db {

// Of what begins so.
QString patternOfBegin(const QString &begin);
// Of what has the text anywhere; in lower case, for lower(…). An empty text is in everything but NULL.
QString patternOfText(const QString &text);

} // namespace turnpike::db
