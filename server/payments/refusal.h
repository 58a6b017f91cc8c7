// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/errors.h"

#include <QString>

#include <chrono>
#include <map>
#include <mutex>
#include <optional>

namespace turnpike::payments {

// A call that the provider itself has refused: asking again gives the same result until somebody changes
// something.
struct Refusal
{
    enum class Scope {
        Invoice, // this one alone: its amount or its text
        Setup,   // every one like it: the token, the app, an asset that is no longer listed
    };

    Scope scope = Scope::Setup;
    QString method; // "createInvoice"
    int code = 0;   // 401, 400, 403, …
    QString name;   // "UNAUTHORIZED", …

    bool isToken() const { return code == 401; }
};

// "createInvoice: HTTP 400 UNSUPPORTED_ASSET"
QString toString(const Refusal &refusal);

// Thrown for a Refusal.
class RefusedByProvider : public DependencyError
{
public:
    // `dependency` as DependencyError calls the provider.
    RefusedByProvider(const QString &dependency, const Refusal &refusal);
    const Refusal &refusal() const { return m_refusal; }

private:
    Refusal m_refusal;
};

// An outage of one method is forgotten once another method has been answered for this long since.
inline constexpr std::chrono::minutes kOutageForgottenAfter{3};

// What a provider refuses us now, and what it does not answer, for each method until that method is answered
// again. Owned by one provider's client; thread-safe; time is passed in, never read.
class Standing
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    void note(const Refusal &refusal);
    // No answer of the provider's own: an outage, or a page from a proxy in front of it.
    void noteFailure(const QString &method, const QString &why, TimePoint now);
    void noteSuccess(const QString &method, TimePoint now);
    // The most serious one: a refused token, then anything else that concerns all invoices.
    std::optional<Refusal> refusal() const;
    // Why this method fails, once it has twice in a row; others may be answered meanwhile. Empty once the
    // outage is forgotten: if nobody calls the method, it would be reported for ever. Refusals stay.
    std::optional<QString> failure(const QString &method) const;

private:
    struct Failure
    {
        int times = 0; // in a row
        QString why;
        TimePoint last;
    };
    struct Answered // without a failure in between
    {
        TimePoint since;
        TimePoint last;
    };

    bool isForgotten(const QString &method, const Failure &failure) const;

    mutable std::mutex m_mutex;
    std::map<QString, Refusal> m_refused;   // by method; guarded by m_mutex
    std::map<QString, Failure> m_failing;   // likewise
    std::map<QString, Answered> m_answered; // likewise
};

} // namespace turnpike::payments
