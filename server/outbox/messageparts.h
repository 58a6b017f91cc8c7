// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "outbox/outbox.h"

#include <vector>

namespace turnpike::outbox {

// The messages that together say what `message` says, each acceptable to Telegram: usually just that message.
// A text longer than Telegram allows becomes several, in order, with the buttons under the last; a key in it
// that is longer than a message becomes a file. An edit remains an edit for the first part; the other parts
// are new messages.
std::vector<Message> inParts(const Message &message);

} // namespace turnpike::outbox
