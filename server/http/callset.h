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

    // `arrived` is called on the network thread for each result that can be taken: never blocks, never
    // throws, and is not called any more once the destructor has returned.
    CallSet(HttpClient &client, std::function<void()> arrived);
    // Gives up what is under way.
    ~CallSet();
    CallSet(const CallSet &) = delete;
    CallSet &operator=(const CallSet &) = delete;

    // The request's own times bound the call. `id` is the caller's, once among the calls under way.
    void start(quint64 id, OutRequest request);
    // What has ended since the last call, in the order of its ending.
    std::vector<Ended> take();
    // Waits for this call no longer: it is among the next that `take` gives, with Reason::Timeout, and says
    // whether it was sent. Does nothing when it is not under way.
    void giveUp(quint64 id);
    void giveUpAll();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace turnpike::http
