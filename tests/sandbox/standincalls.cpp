// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "standincalls.h"

#include "ledger.h"

#include <QTimer>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

// A stale effect comes in the end, also when no newer one does.
constexpr int kStaleAtLatestMs = 60'000;
// Callers may have given up on an answer that comes so late.
constexpr int kLateMs = 5'000;

// Whether the caller's own answer is one that needs the effect first.
bool needsOutcome(const FaultOutcome &met)
{
    return met.answer.action == FaultAction::None && met.effect != FaultEffect::None &&
           met.effect != FaultEffect::Stale;
}

int effectAtMs(const FaultOutcome &met)
{
    return met.latencyMs + met.effectAfterMs.value_or(0);
}

int answerAtMs(const FaultOutcome &met)
{
    if (met.answerAfterMs)
        return met.latencyMs + *met.answerAfterMs;
    return needsOutcome(met) ? effectAtMs(met) : met.latencyMs;
}

// Something is done, and the caller may not learn of it.
bool leavesUnknown(const FaultOutcome &met)
{
    return met.effect != FaultEffect::None &&
           (met.answer.action != FaultAction::None || met.shape.cutAfter >= 0 || answerAtMs(met) >= kLateMs);
}

} // namespace

StandInCalls::StandInCalls(Faults *faults, Ledger *ledger, QObject *parent)
    : QObject(parent)
    , m_faults(faults)
    , m_ledger(ledger)
{}

void StandInCalls::run(const Call &call, const HttpReply &reply)
{
    const FaultOutcome met = m_faults->decide(call.service, call.method, call.subjects);
    if (met.isHarmless()) {
        call.effect([reply](const http::Response &response) { reply.send(response); });
        releaseStale(call);
        return;
    }
    note(call, met);
    const auto pending = std::make_shared<Pending>(Pending{call, reply, met, {}, false, false});
    if (met.effect == FaultEffect::Stale)
        holdBack(pending);
    else if (met.effect != FaultEffect::None)
        scheduleEffect(pending);
    scheduleAnswer(pending);
}

bool StandInCalls::letsIn(const QString &service, const QString &method)
{
    const std::optional<QString> fault = m_faults->strikesAtHead(service, method);
    if (!fault)
        return true;
    m_ledger->add(u"fault"_s, {{u"service"_s, service},
                               {u"method"_s, method},
                               {u"action"_s, toString(FaultAction::Reset)},
                               {u"faults"_s, QJsonArray{*fault}}});
    return false;
}

void StandInCalls::note(const Call &call, const FaultOutcome &met)
{
    QJsonObject entry{
        {u"service"_s, call.service}, {u"method"_s, call.method}, {u"action"_s, toString(met.answer.action)}};
    if (met.answer.action == FaultAction::Status)
        entry.insert(u"status", met.answer.status);
    QStringList names = met.names;
    names.removeAll(QString());
    if (!names.isEmpty())
        entry.insert(u"faults", QJsonArray::fromStringList(names));
    if (leavesUnknown(met))
        entry.insert(u"outcome_unknown", true);
    m_ledger->add(u"fault"_s, entry);
}

void StandInCalls::scheduleEffect(const PendingPtr &pending)
{
    const int atMs = effectAtMs(pending->met);
    if (atMs == 0) {
        act(pending);
        return;
    }
    ++m_effectsToCome;
    QTimer::singleShot(atMs, this, [this, pending] {
        --m_effectsToCome;
        act(pending);
    });
}

void StandInCalls::act(const PendingPtr &pending)
{
    if (pending->met.effect == FaultEffect::Twice)
        pending->call.effect([](const http::Response &) {});
    pending->call.effect([this, pending](const http::Response &response) {
        pending->outcome = response;
        // an answer that was due, and could not be known
        if (pending->isAnswered && needsOutcome(pending->met))
            answer(pending);
    });
    releaseStale(pending->call);
}

void StandInCalls::scheduleAnswer(const PendingPtr &pending)
{
    const int atMs = answerAtMs(pending->met);
    if (atMs == 0) {
        answer(pending);
        return;
    }
    QTimer::singleShot(atMs, this, [this, pending] { answer(pending); });
}

void StandInCalls::answer(const PendingPtr &pending)
{
    pending->isAnswered = true;
    const Call &call = pending->call;
    const AnswerShape &shape = pending->met.shape;
    switch (pending->met.answer.action) {
    case FaultAction::None:
        if (pending->outcome)
            pending->reply.send(*pending->outcome, shape);
        else if (call.foretell)
            pending->reply.send(call.foretell(), shape);
        break;
    case FaultAction::Status:
        pending->reply.send(faultAnswer(call.service, pending->met.answer, call.errorAnswer), shape);
        break;
    case FaultAction::Reset:
    case FaultAction::Lost:
        pending->reply.reset();
        break;
    case FaultAction::Silent:
        break; // the reply is dropped, the connection stays
    case FaultAction::Garbage:
        pending->reply.send(http::Response::json("\x7f{\"ok\":tru\x01 garbage"), shape);
        break;
    }
}

QString StandInCalls::keyOf(const Call &call)
{
    return call.service + u' ' + call.subjects().value(0);
}

void StandInCalls::holdBack(const PendingPtr &pending)
{
    ++m_effectsToCome;
    pending->isHeldBack = true;
    m_heldBack.emplace(keyOf(pending->call), pending);
    QTimer::singleShot(pending->met.effectAfterMs.value_or(kStaleAtLatestMs), this, [this, pending] {
        if (!pending->isHeldBack)
            return;
        std::erase_if(m_heldBack, [&](const auto &held) { return held.second == pending; });
        pending->isHeldBack = false;
        --m_effectsToCome;
        pending->call.effect([](const http::Response &) {});
    });
}

// What an older call about the same held back happens now.
void StandInCalls::releaseStale(const Call &call)
{
    if (m_heldBack.empty())
        return;
    const auto [first, last] = m_heldBack.equal_range(keyOf(call));
    std::vector<PendingPtr> released;
    for (auto it = first; it != last; ++it)
        released.push_back(it->second);
    m_heldBack.erase(first, last);
    for (const PendingPtr &pending : released) {
        pending->isHeldBack = false;
        --m_effectsToCome;
        pending->call.effect([](const http::Response &) {});
    }
}

} // namespace turnpike::sandbox

#include "moc_standincalls.cpp"
