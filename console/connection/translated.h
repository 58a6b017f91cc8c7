// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/sentence.h"

namespace turnpike::console {

// What a server says, in the language of this machine; `text` is what it says in English. Where there is no
// sentence (an older server, a goodbye) a text that is known is translated as it is, and where it is not
// known (a newer server) it is shown as it came. `part` names parts of the house; null: by their names in the
// protocol. Thread-safe.
QString translated(const protocol::Sentence &sentence, const QString &text,
                   QString (*part)(const QString &name) = nullptr);

} // namespace turnpike::console
