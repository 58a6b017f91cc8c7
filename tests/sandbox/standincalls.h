// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "faultanswer.h"
#include "faults.h"
#include "httpconnection.h"

#include <QObject>

#include <functional>
#include <map>
#include <memory>

namespace turnpike::sandbox {

class Ledger;

// A call that a stand-in has got.
struct Call
{
    // Says the answer, now or later.
    using Done = std::function<void(const http::Response &)>;
    // Does what is asked, and calls `done` once the answer is known.
    using Effect = std::function<void(const Done &done)>;
    // One whose answer is known at once.
    using PromptEffect = std::function<http::Response()>;
    static Effect atOnce(const PromptEffect &effect)
    {
        return [effect](const Done &done) { done(effect()); };
    }

    QString service; // telegram, vpn, cryptopay
    QString method;
    Faults::Subjects subjects;
    Effect effect;
    PromptEffect foretell; // the answer that the effect will have, without it; none: nobody can know
    ErrorAnswer errorAnswer;
};

// Calls of the stand-ins from request to answer, with whatever faults are switched on in between. What a call
// does and what it answers are apart: either may come first, late, or never. Owned by Sandbox; lives on its
// thread.
class StandInCalls : public QObject
{
    Q_OBJECT

public:
    StandInCalls(Faults *faults, Ledger *ledger, QObject *parent = nullptr);

    void run(const Call &call, const HttpReply &reply);
    // False: a fault resets this call before its body is read.
    bool letsIn(const QString &service, const QString &method);
    // Effects that are still to come.
    int effectsToCome() const { return m_effectsToCome; }

private:
    struct Pending
    {
        Call call;
        HttpReply reply;
        FaultOutcome met;
        std::optional<http::Response> outcome;
        bool isAnswered = false;
        bool isHeldBack = false; // a stale effect that waits for a newer one
    };
    using PendingPtr = std::shared_ptr<Pending>;

    void note(const Call &call, const FaultOutcome &met);
    void scheduleEffect(const PendingPtr &pending);
    void scheduleAnswer(const PendingPtr &pending);
    void act(const PendingPtr &pending);
    void answer(const PendingPtr &pending);
    void holdBack(const PendingPtr &pending);
    void releaseStale(const Call &call);
    static QString keyOf(const Call &call);

    Faults *m_faults;
    Ledger *m_ledger;
    std::multimap<QString, PendingPtr> m_heldBack;
    int m_effectsToCome = 0;
};

} // namespace turnpike::sandbox
