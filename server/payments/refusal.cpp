// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "payments/refusal.h"

#include <algorithm>

namespace turnpike::payments {

using namespace Qt::StringLiterals;

namespace {

// Once may be a moment's.
constexpr int kTimesToBelieve = 2;

} // namespace

QString toString(const Refusal &refusal)
{
    return u"%1: HTTP %2 %3"_s.arg(refusal.method).arg(refusal.code).arg(refusal.name);
}

RefusedByProvider::RefusedByProvider(const QString &dependency, const Refusal &refusal)
    : DependencyError(dependency, Reason::Http4xx, toString(refusal), refusal.code)
    , m_refusal(refusal)
{}

void Standing::note(const Refusal &refusal)
{
    if (refusal.scope == Refusal::Scope::Invoice)
        return;
    const std::lock_guard lock(m_mutex);
    m_failing.erase(refusal.method);
    m_answered.erase(refusal.method);
    m_refused[refusal.method] = refusal;
}

void Standing::noteFailure(const QString &method, const QString &why, TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    m_answered.erase(method);
    Failure &failure = m_failing[method];
    if (isForgotten(method, failure))
        failure.times = 0;
    ++failure.times;
    failure.why = why;
    failure.last = now;
}

void Standing::noteSuccess(const QString &method, TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    m_refused.erase(method);
    m_failing.erase(method);
    m_answered.try_emplace(method, Answered{now, now}).first->second.last = now;
}

// Called with the mutex held.
bool Standing::isForgotten(const QString &method, const Failure &failure) const
{
    return std::any_of(m_answered.begin(), m_answered.end(), [&](const auto &entry) {
        const auto &[other, answered] = entry;
        return other != method &&
               answered.last - std::max(answered.since, failure.last) >= kOutageForgottenAfter;
    });
}

std::optional<Refusal> Standing::refusal() const
{
    const std::lock_guard lock(m_mutex);
    const Refusal *gravest = nullptr;
    for (const auto &[method, refusal] : m_refused) {
        if (!gravest || refusal.isToken())
            gravest = &refusal;
    }
    return gravest ? std::optional(*gravest) : std::nullopt;
}

std::optional<QString> Standing::failure(const QString &method) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_failing.find(method);
    if (found == m_failing.end() || found->second.times < kTimesToBelieve ||
        isForgotten(method, found->second))
        return std::nullopt;
    return found->second.why;
}

} // namespace turnpike::payments
