// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/alerts.h"
#include "base/errors.h"
#include "base/ids.h"
#include "http/dependencyclient.h"
#include "protocol/sentence.h"
#include "protocol/timestamp.h"

#include <QSet>

#include <functional>
#include <optional>
#include <variant>
#include <vector>

namespace turnpike::access {

// What a panel should know about one customer's access.
struct VpnUser
{
    QString uuid;
    TelegramId telegramId;
    Timestamp expiresAt = 0; // ms UTC
    QString key{};           // what the customer has of it already; empty: nothing yet
};

// What the customer gets.
struct VpnKey
{
    QString uuid;
    QString link; // vless://…
};

using VpnKeyResult = std::variant<VpnKey, DependencyError>;
// No error: done.
using VpnResult = std::optional<DependencyError>;

// Whether calls may be made: asked before each of them, including repeats.
struct PanelTerms
{
    Deadline deadline;
    int maxInFlight = 1;
    http::MayCall mayCall = [] { return true; }; // false: it is withheld
    // Whether a call is repeated within itself when nobody answers.
    std::function<bool(size_t index)> mayRepeat = [](size_t) { return true; };
};

// Called on the calling thread for each, with its index. `isUnsettled`: one of the calls made for it may take
// effect later, up to kLongestCallMs (unsettled.h), whatever the last one brought.
template<class Result>
using PanelDone = std::function<void(size_t index, Result result, bool isUnsettled)>;

// The service where the customers' keys live, behind a driver for its API. It is told an absolute state and
// can be told the same again at any time, so a caller who does not know how a call ended calls again. An
// error with isOutage() says nothing about the customer that the call was made for. Drivers keep nothing
// between calls; thread-safe; all that call block like HttpClient.
class Panel
{
public:
    virtual ~Panel() = default;

    // The name of its check, metrics and breaker: "vpn_api".
    virtual QString name() const = 0;
    // What must be configured first; if empty, it can be called.
    virtual std::optional<protocol::Sentence> missing() const = 0;
    virtual http::CircuitBreaker &breaker() const = 0;

    // Each user exists with this end, whatever was there before. Gives the key that customers use.
    virtual void ensure(const std::vector<VpnUser> &users, const PanelTerms &terms,
                        const PanelDone<VpnKeyResult> &done) const = 0;
    // Removes all of these; one that was not there counts as removed.
    virtual void remove(const std::vector<QString> &uuids, const PanelTerms &terms,
                        const PanelDone<VpnResult> &done) const = 0;
    // The uuids of all that it knows, in lower case. `mayCall` as in PanelTerms. Throws DependencyError,
    // DeadlineExceeded, Cancelled.
    virtual QSet<QString> list(const Deadline &deadline, const http::MayCall &mayCall) const = 0;

    // What one of its own errors means: that it no longer accepts our credentials; and, for ensure(), that
    // the customer it was made for is not the cause, so that it does not count as an attempt.
    virtual bool isKeyRefused(const DependencyError &error) const = 0;
    virtual bool isNobodysFault(const DependencyError &error) const = 0;
    // What operators are told when it no longer accepts our credentials.
    virtual Alert keyRefused() const = 0;
};

} // namespace turnpike::access
