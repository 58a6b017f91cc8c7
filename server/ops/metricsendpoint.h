// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpfrontend.h"
#include "telemetry/metrics.h"

namespace turnpike::ops {

// `GET /metrics` for Prometheus, behind `Authorization: Bearer <token>`. Lives on the frontend's thread.
class MetricsEndpoint
{
public:
    static constexpr const char *kPath = "/metrics";

    // Without a token the path does not exist (404): nothing is told to strangers.
    MetricsEndpoint(const MetricRegistry &registry, const QByteArray &token);

    // Call before the frontend listens; the endpoint must outlive it.
    void attach(http::HttpFrontend &frontend);

private:
    const MetricRegistry &m_registry;
    const QByteArray m_token;
};

// Whether the request carries `Authorization: Bearer <token>`, compared in constant time. Never without a
// token.
bool carriesToken(const http::Request &request, const QByteArray &token);

} // namespace turnpike::ops
