// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/kicker.h"
#include "http/httpfrontend.h"

namespace turnpike::payments {

// `POST /cryptopay/webhook`: Crypto Pay says that an invoice was paid (help.crypt.bot/crypto-pay-api,
// "Webhooks"). Trusts nothing but the signature, reads no body unless the head carries what may be a
// signature, and only wakes the payment watcher, which asks Crypto Pay itself: so a forged, repeated or lost
// webhook changes nothing. Lives on the frontend's thread.
class CryptoPayWebhook
{
public:
    static constexpr const char *kPath = "/cryptopay/webhook";
    // Of a body: the documented fields at their longest are a tenth of it.
    static constexpr qint64 kMaxBodyBytes = 64 * 1024;

    // Without a token every request is answered 503: nothing can be checked.
    CryptoPayWebhook(const QByteArray &token, Kicker &kicker);

    // Call before the frontend listens; the endpoint must outlive it.
    void attach(http::HttpFrontend &frontend);

    // Whether it may be an HMAC-SHA-256 at all: 64 hexadecimal digits, in either case.
    static bool isShapedLikeASignature(const QByteArray &text);
    // Of any bytes: whether they are an update that says so.
    static bool saysInvoicePaid(const QByteArray &body);

private:
    http::HeadVerdict check(const http::Request &head);
    void handle(const http::Request &request, const http::Reply &reply);
    void warnOfForgery();

    const QByteArray m_key; // SHA-256 of the token; empty without one
    Kicker &m_kicker;
    std::optional<std::chrono::steady_clock::time_point> m_warnedAt;
    quint64 m_forged = 0; // since then
};

} // namespace turnpike::payments
