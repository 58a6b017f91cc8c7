// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpmessage.h"
#include "webhooksettings.h"

#include <QJsonObject>

namespace turnpike::sandbox {

// How a delivery reaches the bot when something stands between: what load balancers and tunnels are seen to
// do to a request. As it is built, nothing does.
struct DeliveryShape
{
    bool chunked = false;    // Transfer-Encoding in place of Content-Length
    bool http10 = false;     // HTTP/1.0, a connection for each request
    bool absolute = false;   // the whole address in the request line
    bool lowerCase = false;  // names of headers
    bool duplicates = false; // headers that proxies add come twice, in other letter case
    bool hopByHop = false;   // headers meant for the proxy are passed on
    QByteArray forwardedFor; // X-Forwarded-For and its kin; empty: none

    // {"chunked": bool, "http10": …, "absolute": …, "lower_case": …, "duplicates": …, "hop_by_hop": …,
    // "forwarded_for": "149.154.167.220"}
    static DeliveryShape fromJson(const QJsonObject &object);
};

// A delivery as Telegram sends it (WebhookActor.cpp, send_update; HttpHeaderCreator.h), in this shape.
QByteArray deliveryRequest(const WebhookUrl &url, const QByteArray &secret, const QByteArray &body,
                           const DeliveryShape &shape);

} // namespace turnpike::sandbox
