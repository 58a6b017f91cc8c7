// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/metricsendpoint.h"

#include "base/constanttime.h"

namespace turnpike::ops {

bool carriesToken(const http::Request &request, const QByteArray &token)
{
    const QByteArray given = request.header("Authorization");
    const bool isBearer = given.left(7).compare("Bearer ", Qt::CaseInsensitive) == 0;
    return isBearer && !token.isEmpty() && equalsInConstantTime(given.sliced(7), token);
}

MetricsEndpoint::MetricsEndpoint(const MetricRegistry &registry, const QByteArray &token)
    : m_registry(registry)
    , m_token(token)
{}

void MetricsEndpoint::attach(http::HttpFrontend &frontend)
{
    if (m_token.isEmpty())
        return;
    frontend.route("GET", kPath, [this](const http::Request &request, const http::Reply &reply) {
        if (!carriesToken(request, m_token)) {
            reply.send({401, {}, {}, {{"WWW-Authenticate", "Bearer"}}});
            return;
        }
        reply.markAuthenticated();
        reply.send({200, m_registry.text(), MetricRegistry::kContentType, {}});
    });
}

} // namespace turnpike::ops
