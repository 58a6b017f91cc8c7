// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpmessage.h"

namespace turnpike::sandbox {

// What the Bot API says to one step of a call: a response, or that nothing has been done yet and it wants to
// be asked again after a while, as a server does that waits inside.
struct Answer
{
    Answer() = default;
    Answer(http::Response said) // NOLINT(google-explicit-constructor): most answers are at once
        : response(std::move(said))
    {}
    static Answer later(int ms)
    {
        Answer answer;
        answer.askAgainMs = ms;
        return answer;
    }

    http::Response response;
    int askAgainMs = 0; // 0: this is the answer
};

} // namespace turnpike::sandbox
