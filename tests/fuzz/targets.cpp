// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "fuzz/targets.h"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace turnpike::fuzz {

namespace {

constexpr std::array kTargets{
    Target{"frames", readFrames},
    Target{"heads", readHeads},
    Target{"updates", readUpdates},
    Target{"calls", readCalls},
    Target{"presses", readPresses},
    Target{"webhooks", readWebhooks},
    Target{"urls", readUrls},
    Target{"telegram", readTelegramAnswers},
    Target{"cryptopay", readCryptoPayAnswers},
    Target{"vpn", readVpnAnswers},
    Target{"packed", readPacked},
};

} // namespace

std::span<const Target> targets()
{
    return kTargets;
}

void insist(bool isSo, const char *promise)
{
    if (isSo)
        return;
    std::fprintf(stderr, "This does not hold: %s\n", promise);
    std::abort();
}

} // namespace turnpike::fuzz
