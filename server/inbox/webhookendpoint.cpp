// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/webhookendpoint.h"

#include "base/constanttime.h"
#include "base/errors.h"
#include "inbox/lanes.h"
#include "inbox/log.h"
#include "telegram/updateenvelope.h"
#include "telemetry/log.h"

namespace turnpike::inbox {

using namespace Qt::StringLiterals;

namespace {

const QByteArray kSecretHeader = "X-Telegram-Bot-Api-Secret-Token"_ba;

} // namespace

WebhookEndpoint::WebhookEndpoint(InboxWriter &writer, const Clock &clock,
                                 std::shared_ptr<WebhookLiveness> liveness, Secrets secrets)
    : m_writer(writer)
    , m_clock(clock)
    , m_liveness(std::move(liveness))
    , m_secrets(std::move(secrets))
{
    if (m_secrets.current.isEmpty())
        throw ConfigError(u"WEBHOOK_SECRET is empty: anyone could send updates"_s);
}

void WebhookEndpoint::attach(http::HttpFrontend &frontend)
{
    http::RouteTerms terms;
    terms.check = [this](const http::Request &head) { return check(head); };
    frontend.route(
        "POST", kPath,
        [this](const http::Request &request, const http::Reply &reply) { handle(request, reply); },
        std::move(terms));
}

bool WebhookEndpoint::isAuthentic(const QByteArray &given) const
{
    // Both are always compared, so that the time does not tell which one it was.
    const bool isCurrent = equalsInConstantTime(given, m_secrets.current);
    const bool isPrevious = equalsInConstantTime(given, m_secrets.previous) && !m_secrets.previous.isEmpty();
    return isCurrent || isPrevious;
}

http::HeadVerdict WebhookEndpoint::check(const http::Request &head) const
{
    m_liveness->requested(m_clock.nowMs()); // first of all: whoever it is, requests reach us
    http::HeadVerdict verdict;
    verdict.isAuthenticated = isAuthentic(head.header(kSecretHeader));
    if (!verdict.isAuthenticated) {
        m_liveness->rejected();
        verdict.refusal = http::Response{403, {}, {}, {}};
    }
    return verdict;
}

void WebhookEndpoint::handle(const http::Request &request, const http::Reply &reply)
{
    const Timestamp now = m_clock.nowMs();
    m_liveness->authenticated(now);

    const std::optional<telegram::UpdateEnvelope> envelope = telegram::readEnvelope(request.body);
    if (!envelope) {
        m_liveness->malformed();
        log::warning(lcInbox(), "webhook body is not an update").with("bytes", request.body.size());
        reply.send({400, {}, {}, {}});
        return;
    }
    m_liveness->tookIn(envelope->kind);
    const QString lane = laneFor(envelope->kind, envelope->updateId, envelope->user, envelope->chat);
    m_writer.store({envelope->updateId, envelope->kind, envelope->user, lane, request.body, now},
                   [reply, liveness = m_liveness, &clock = m_clock](StoreResult result) {
                       if (result == StoreResult::Unavailable) {
                           liveness->unavailable();
                           reply.send({503, {}, {}, {{"Retry-After", "1"}}});
                       } else {
                           liveness->acknowledged(clock.nowMs());
                           reply.send({});
                       }
                   });
}

} // namespace turnpike::inbox
