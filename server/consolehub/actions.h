// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolehub/calltable.h"
#include "consolehub/changes.h"

#include <QHash>

namespace turnpike::consolehub {

// What people at the controls change, by the names of its calls: the one implementation, whichever door they
// come in by. Consoles make calls, which are transactions of their own; the shop's administrators in Telegram
// ask for the same within the transaction of an update. Filled once, then only read; thread-safe after that.
class Actions
{
public:
    struct Action
    {
        // What it is about, in case it is refused.
        std::function<QString(const CallRequest &request)> subject;
        // Changes nothing where it throws CallRefused.
        std::function<Changes::Effect(db::Transaction &tx, const CallRequest &request)> work;
    };

    // `call` is one of protocol::call, whose arguments have a `reason`; each at most once.
    void add(const char *call, Action action);

    // Each as a call of consoles. `changes` must outlive the table.
    void addTo(CallTable &calls, const Changes &changes) const;

    struct Outcome
    {
        QJsonObject ok; // as the call answers
        std::optional<protocol::Sentence> refusal;
    };
    // Within the caller's transaction, audited there, whether it is done or refused. The id of the request is
    // used up in either case. Throws what a database throws.
    Outcome perform(db::Transaction &tx, const control::Audit &audit, const CallRequest &request) const;

private:
    QHash<QString, Action> m_actions;
};

} // namespace turnpike::consolehub
