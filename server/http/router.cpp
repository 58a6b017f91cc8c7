// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/router.h"

#include <algorithm>

namespace turnpike::http {

void Router::add(const QByteArray &method, const QByteArray &path, Kind kind, HttpFrontend::Handler handler,
                 RouteTerms terms)
{
    const auto goesBefore = [](const Route &a, const Route &b) {
        if (a.kind != b.kind)
            return a.kind == Kind::Exact;
        return a.kind == Kind::Prefix && a.path.size() > b.path.size();
    };
    Route route{method, path, kind, std::move(handler), std::move(terms)};
    const auto place = std::upper_bound(m_routes.begin(), m_routes.end(), route, goesBefore);
    m_routes.insert(place, std::move(route));
}

Router::Match Router::find(const QByteArray &method, const QByteArray &path) const
{
    QByteArrayList allow;
    for (const Route &route : m_routes) {
        if (route.kind == Kind::Exact ? path != route.path : !path.startsWith(route.path))
            continue;
        if (route.method == method || (method == "HEAD" && route.method == "GET"))
            return {&route.handler, &route.terms, {}};
        if (!allow.contains(route.method))
            allow.append(route.method);
        if (route.method == "GET" && !allow.contains("HEAD"))
            allow.append("HEAD");
    }
    return {nullptr, nullptr, allow.join(", ")};
}

} // namespace turnpike::http
