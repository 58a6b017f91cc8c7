// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QHostAddress>
#include <QSslCertificate>
#include <QStringList>
#include <QUrl>

#include <chrono>
#include <optional>

namespace turnpike::sandbox {

// An address as the Bot API server takes it apart; tdlib/td, HttpUrl.cpp, parse_url.
struct WebhookUrl
{
    bool isHttps = true; // where it names no scheme
    QByteArray userinfo;
    QString host; // lower case, ASCII; an IPv6 address stands in brackets
    quint16 port = 0;
    QByteArray target; // path and query

    // The value of the header Host.
    QByteArray hostHeader() const;

    bool operator==(const WebhookUrl &) const = default;
};

// Nothing when Telegram calls it invalid.
std::optional<WebhookUrl> parseWebhookUrl(const QString &text);

// What setWebhook has set.
struct WebhookSettings
{
    QUrl url;     // empty: no webhook, updates wait
    QString text; // the address as it was given
    WebhookUrl parts;
    QByteArray secret;
    int maxConnections = 40;
    QString ipAddress; // given with the webhook: no name is looked up
    bool hasCertificate = false;
    QByteArray certificate; // PEM, uploaded: trusted instead of what all trust
};

struct WebhookTiming
{
    double scale = 1.0; // of all delays and lifetimes
    // These two are real time, for they measure the other side.
    std::chrono::milliseconds answerTime{60'000};
    std::chrono::milliseconds idleTime{60'000};
};

} // namespace turnpike::sandbox
