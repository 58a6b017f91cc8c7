// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolehub/gatekeeper.h"

#include "protocol/version.h"
#include "telemetry/log.h"

#include <QRegularExpression>

namespace turnpike::consolehub {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcGatekeeper, "turnpike.console.gatekeeper")

namespace {

// Of one address within a minute; what comes beyond is told to wait.
constexpr int kMaxFailures = 10;
constexpr qint64 kFailureWindow = kMinuteMs;
constexpr qsizetype kMaxAddresses = 1'000;
constexpr qsizetype kMaxTokenBytes = 512;
// Of one operator: each costs a greeting. A console that loses its connection tries again every few seconds.
constexpr double kConnectsPerSecond = 2;
constexpr double kConnectBurst = 40;
constexpr size_t kMaxOperators = 1'000;

QByteArray tokenOf(const http::Request &request)
{
    const QByteArray given = request.header("Authorization");
    const bool isBearer = given.left(7).compare("Bearer ", Qt::CaseInsensitive) == 0;
    return isBearer && given.size() <= kMaxTokenBytes ? given.mid(7).trimmed() : QByteArray();
}

bool asksFor(const http::Request &request, const char *subprotocol)
{
    for (const auto &[name, value] : request.headers) {
        if (name.compare("Sec-WebSocket-Protocol", Qt::CaseInsensitive) != 0)
            continue;
        for (const QByteArray &one : value.split(',')) {
            if (one.trimmed() == subprotocol)
                return true;
        }
    }
    return false;
}

// What the console said it speaks, where that is fit to be repeated.
QString otherVersion(const http::Request &request)
{
    static const QRegularExpression shape(u"\\A[a-z0-9.]{1,40}\\z"_s);
    const QString asked = QString::fromLatin1(request.header("Sec-WebSocket-Protocol").trimmed());
    return shape.match(asked).hasMatch() ? asked : u"something else"_s;
}

} // namespace

Gatekeeper::Gatekeeper(const Clock &clock, const control::Operators &operators, AuditBuffer &audit,
                       WhyClosed whyClosed)
    : m_clock(clock)
    , m_operators(operators)
    , m_audit(audit)
    , m_whyClosed(std::move(whyClosed))
{}

std::variant<Admission, http::Response> Gatekeeper::check(const http::Request &request)
{
    if (request.path != protocol::kPath)
        return refuse("path", 404, u"Consoles connect to %1."_s.arg(QLatin1String(protocol::kPath)));
    // A browser says where a page comes from; our console is none, and a page must not use a person's rights.
    for (const auto &[name, value] : request.headers) {
        if (name.compare("Origin", Qt::CaseInsensitive) == 0)
            return refuse("origin", 403, u"Not from a browser."_s);
    }
    const QByteArray digest = control::Operators::digestOf(tokenOf(request));
    const auto access = m_operators.access(digest);
    if (!access)
        return refuseToken(request);
    if (!isInBudget(access->name))
        return refuseForNow("too_often", u"This operator connects too often: wait a moment."_s, "5");
    if (!asksFor(request, protocol::kSubprotocol))
        return refuse("version", 400,
                      u"This server speaks %1, the console %2: use a console of the same major "
                      "version."_s.arg(QLatin1String(protocol::kSubprotocol), otherVersion(request)));
    if (const auto closed = m_whyClosed(*access))
        return closed->isEnding ? refuse("closed", 503, closed->why)
                                : refuseForNow("full", closed->why, "30");
    Admission admission{digest, request.peer.toString(), {}, 0};
    bool isNumber = false;
    admission.seq = request.header(protocol::kSeqHeader).toLongLong(&isNumber);
    if (isNumber)
        admission.epoch = QString::fromLatin1(request.header(protocol::kEpochHeader));
    return admission;
}

bool Gatekeeper::isInBudget(const QString &name)
{
    const CallBudget::TimePoint now{std::chrono::milliseconds(m_clock.nowMs())};
    if (m_connects.size() >= kMaxOperators && !m_connects.contains(name))
        m_connects.clear();
    const auto known = m_connects.try_emplace(name, kConnectsPerSecond, kConnectBurst, now).first;
    return known->second.take(now);
}

http::Response Gatekeeper::refuse(const char *why, int status, const QString &text)
{
    m_refused[why] += 1;
    return http::Response::text(text.toUtf8() + '\n', status);
}

http::Response Gatekeeper::refuseForNow(const char *why, const QString &text, const QByteArray &seconds)
{
    http::Response wait = refuse(why, 429, text);
    wait.headers.emplaceBack("Retry-After", seconds);
    return wait;
}

http::Response Gatekeeper::refuseToken(const http::Request &request)
{
    const Timestamp now = m_clock.nowMs();
    const QString address = request.peer.toString();
    if (m_failures.size() >= kMaxAddresses)
        m_failures.removeIf([now](const auto &it) { return it.value().since + kFailureWindow <= now; });
    if (m_failures.size() >= kMaxAddresses && !m_failures.contains(request.peer))
        m_failures.erase(m_failures.begin());
    Failures &failures = m_failures[request.peer];
    if (failures.since + kFailureWindow <= now)
        failures = {now, 0};
    failures.count += 1;
    m_audit.note({u"token"_s, address}, {{u"unknown"_s, u"none"_s, address},
                                         u"console.connect"_s,
                                         u"console"_s,
                                         std::nullopt,
                                         std::nullopt,
                                         std::nullopt,
                                         u"refused: no token that is good"_s,
                                         {}});
    log::debug(lcGatekeeper(), "token refused").with("address", address).with("times", failures.count);
    if (failures.count > kMaxFailures)
        return refuseForNow("guessing", u"Too many tokens that are not good: wait a minute."_s, "60");
    http::Response refusal =
        refuse("token", 401, u"This token is unknown, revoked or over: ask for a new one."_s);
    refusal.headers.emplaceBack("WWW-Authenticate", "Bearer");
    return refusal;
}

} // namespace turnpike::consolehub
