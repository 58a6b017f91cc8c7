// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpclient.h"

#include <functional>
#include <memory>
#include <vector>

namespace turnpike::http {

// Calls under way for a caller who must not wait for any one of them: `start` returns at once, results are
// taken later. A call costs a connection and no thread, however long its answer takes. Used by one thread at
// a time; must end before its client.
class CallSet
{
public:
    struct Ended
    {
        quint64 id = 0;
        OutResult result;
    };

    // `arrived` is called on the network thread for each result that can be taken: it must not block or
    // throw, and is no longer called once the destructor has returned.
    CallSet(HttpClient &client, std::function<void()> arrived);
    // Gives up what is under way.
    ~CallSet();
    CallSet(const CallSet &) = delete;
    CallSet &operator=(const CallSet &) = delete;

    // The request's own time limits bound the call. `id` is chosen by the caller, and unique among the calls
    // under way.
    void start(quint64 id, OutRequest request);
    // The calls that have ended since the last take, in the order in which they ended.
    std::vector<Ended> take();
    // Stops waiting for this call: the next `take` returns it with Reason::Timeout, and says whether it was
    // sent. Does nothing if it is not under way.
    void giveUp(quint64 id);
    void giveUpAll();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace turnpike::http
