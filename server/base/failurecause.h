// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/sentence.h"

#include <QString>

#include <exception>

// What failures that have one cause have in common, to group and to filter by: rows keep it in their column
// `cause`. Whoever has an error says what its members say, and only a text that has none is read. The same
// failure must give the same cause in every version; see causetext.h. Thread-safe.
namespace turnpike::failurecause {

// "database 40P01", "vpn_api http_5xx 502", "deadline", the word of a sentence, or causeOfText().
QString of(const std::exception &error);
// The word of the sentence; causeOfText() where it is none.
QString of(const protocol::Sentence &sentence);

} // namespace turnpike::failurecause
