#pragma once

#include "outbox/outbox.h"

#include <vector>

namespace turnpike::outbox {

// The messages that say what `message` says, each of which Telegram takes: mostly that message alone. A text
// longer than Telegram allows becomes several, in order, with the buttons under the last; a key in it that is
// longer than a message becomes a file. An edit stays one with its first text; what follows is new.
std::vector<Message> inParts(const Message &message);

} // namespace turnpike::outbox
