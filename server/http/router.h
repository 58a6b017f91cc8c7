// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpfrontend.h"

namespace turnpike::http {

// Finds the handler for a request. The exact path takes precedence over prefixes, the longest prefix before
// shorter ones; HEAD is answered by whoever answers GET.
class Router
{
public:
    enum class Kind { Exact, Prefix };
    void add(const QByteArray &method, const QByteArray &path, Kind kind, HttpFrontend::Handler handler,
             RouteTerms terms = {});

    struct Match
    {
        const HttpFrontend::Handler *handler = nullptr;
        const RouteTerms *terms = nullptr; // where there is a handler
        QByteArray allow;                  // the methods that the path has, when it has none of this one
    };
    Match find(const QByteArray &method, const QByteArray &path) const;

private:
    struct Route
    {
        QByteArray method;
        QByteArray path;
        Kind kind;
        HttpFrontend::Handler handler;
        RouteTerms terms;
    };
    std::vector<Route> m_routes; // exact ones first, then prefixes, the longest first
};

} // namespace turnpike::http
