// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/logs.h"

// What texts have in common that tell of one and the same thing, to group and to filter by: server and
// console have one idea of it. The same text must give the same cause in every version. Thread-safe.
namespace turnpike::protocol {

// The text in lower case, with "#" for every word that has a digit in it; 200 characters at most.
QString causeOfText(const QString &text);
// The component of the line, and its message as causeOfText() has it.
QString causeOfLine(const LogLine &line);

} // namespace turnpike::protocol
