// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/logs.h"

// Lines of the log as text, and which of them a filter takes.
namespace turnpike::console::logtext {

// What the event carries, on one line: "attempt=2 url=https://…", text with spaces in quotes.
QString details(const protocol::LogLine &line);
// All of it, to be read, with the details as indented JSON.
QString inFull(const protocol::LogLine &line);
// One line of a file: the moment in UTC, level, component, message, details, correlation id.
QString fileLine(const protocol::LogLine &line);

// Whether the query takes the line, as the server would; in its text also details() count.
bool matches(const protocol::LogLine &line, const protocol::LogQuery &query);

} // namespace turnpike::console::logtext
