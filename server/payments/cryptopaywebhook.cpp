// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "payments/cryptopaywebhook.h"

#include "base/constanttime.h"
#include "http/characters.h"
#include "telegram/update.h"
#include "telemetry/log.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QMessageAuthenticationCode>

#include <algorithm>

namespace turnpike::payments {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcWebhook, "turnpike.payments.webhook")

const QByteArray kSignatureHeader = "crypto-pay-api-signature"_ba;

} // namespace

bool CryptoPayWebhook::isShapedLikeASignature(const QByteArray &text)
{
    const auto isDigit = [](char c) { return http::hexDigit(c) >= 0; };
    return text.size() == 64 && std::all_of(text.begin(), text.end(), isDigit);
}

bool CryptoPayWebhook::saysInvoicePaid(const QByteArray &body)
{
    if (telegram::jsonDepth(body) > telegram::kMaxJsonDepth)
        return false;
    const QJsonObject update = QJsonDocument::fromJson(body).object();
    return update.value("update_type"_L1) == "invoice_paid"_L1;
}

CryptoPayWebhook::CryptoPayWebhook(const QByteArray &token, Kicker &kicker)
    : m_key(token.isEmpty() ? QByteArray() : QCryptographicHash::hash(token, QCryptographicHash::Sha256))
    , m_kicker(kicker)
{}

void CryptoPayWebhook::attach(http::HttpFrontend &frontend)
{
    http::RouteTerms terms;
    terms.check = [this](const http::Request &head) { return check(head); };
    terms.maxBodyBytes = kMaxBodyBytes;
    frontend.route(
        "POST", kPath,
        [this](const http::Request &request, const http::Reply &reply) { handle(request, reply); },
        std::move(terms));
}

// Once a minute: strangers must not be able to fill the log.
void CryptoPayWebhook::warnOfForgery()
{
    ++m_forged;
    const auto now = std::chrono::steady_clock::now();
    if (m_warnedAt && now - *m_warnedAt < std::chrono::minutes(1))
        return;
    log::warning(lcWebhook(), "webhooks with a wrong signature").with("count", m_forged);
    m_warnedAt = now;
    m_forged = 0;
}

http::HeadVerdict CryptoPayWebhook::check(const http::Request &head)
{
    http::HeadVerdict verdict;
    if (m_key.isEmpty()) {
        verdict.refusal = http::Response{503, {}, {}, {{"Retry-After", "60"}}};
    } else if (!isShapedLikeASignature(head.header(kSignatureHeader))) {
        warnOfForgery();
        verdict.refusal = http::Response{403, {}, {}, {}};
    }
    return verdict;
}

void CryptoPayWebhook::handle(const http::Request &request, const http::Reply &reply)
{
    const QByteArray expected =
        QMessageAuthenticationCode::hash(request.body, m_key, QCryptographicHash::Sha256).toHex();
    if (!equalsInConstantTime(request.header(kSignatureHeader).toLower(), expected)) {
        warnOfForgery();
        reply.send({403, {}, {}, {}});
        return;
    }
    reply.markAuthenticated();
    if (saysInvoicePaid(request.body))
        m_kicker.kick(Work::Payment);
    reply.send({});
}

} // namespace turnpike::payments
