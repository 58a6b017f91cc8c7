// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "config/config.h"
#include "http/httpfrontend.h"
#include "protocol/literals.h"

namespace turnpike::app {

// The page that opens a VPN app with a customer's key. Telegram takes https in the buttons of a bot, and no
// scheme of an app (tdlib/td, LinkManager.cpp, check_link_impl): a button leads here, and the page leads on,
// to the apps of bot::vpnApps() and nowhere else. The key stands behind the '#' of its address, which
// browsers send to no server: neither we nor the proxy before us ever see it. One page for everybody, made
// once, without cookies, scripts or pictures from elsewhere. Thread-safe.
class OpenPage
{
public:
    static inline const QString kPath = u"/open"_s;

    // Throws ConfigError when the built-in page is broken.
    OpenPage();

    // Call before the frontend listens.
    void attach(http::HttpFrontend &frontend) const;
    const http::Response &response() const { return m_response; }

    // Where customers find it: on the host of the webhook. Empty where none is configured, and where Telegram
    // takes no link to it (a host without a dot).
    static QUrl urlOf(const config::Config &config);

private:
    http::Response m_response;
};

} // namespace turnpike::app
