// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "http/httpfrontend.h"
#include "inbox/inboxwriter.h"
#include "inbox/webhookliveness.h"

namespace turnpike::inbox {

// `POST /telegram/webhook`: authenticates by the head, limits the size, classifies the update, and hands it
// to the InboxWriter; 200 only after the commit, 503 with `Retry-After: 1` when it cannot be stored (more
// would make Telegram drop button presses). Lives on the frontend's thread and never blocks it.
class WebhookEndpoint
{
public:
    static constexpr const char *kPath = "/telegram/webhook";

    struct Secrets
    {
        QByteArray current;
        QByteArray previous; // also accepted while a deploy overlaps; empty: none
    };

    // Throws ConfigError without a current secret. `writer` must end before `clock`; `liveness` is shared
    // with the writer's callbacks.
    WebhookEndpoint(InboxWriter &writer, const Clock &clock, std::shared_ptr<WebhookLiveness> liveness,
                    Secrets secrets);

    // Call before the frontend listens; the endpoint must outlive it.
    void attach(http::HttpFrontend &frontend);

private:
    http::HeadVerdict check(const http::Request &head) const;
    void handle(const http::Request &request, const http::Reply &reply);
    bool isAuthentic(const QByteArray &given) const;

    InboxWriter &m_writer;
    const Clock &m_clock;
    const std::shared_ptr<WebhookLiveness> m_liveness;
    const Secrets m_secrets;
};

} // namespace turnpike::inbox
