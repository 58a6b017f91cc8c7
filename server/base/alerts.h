// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/operationchoices.h"
#include "protocol/sentence.h"

#include <QString>

namespace turnpike {

using protocol::Severity;

// Something a person should look at.
struct Alert
{
    QString
        key; // what it is about, such as "payment_review:purchase_…": the same key again is the same alert
    Severity severity = Severity::Warning;
    protocol::Sentence text; // no secret
    QString runbook;         // the section of the operator's handbook that says what to do
    bool isEnd = false;      // it is over: what `text` says of it
};

// Where alerts go. raise() is thread-safe, never blocks on the network or the database, and never throws.
// Code inside of a transaction raises from an after-commit hook, so that a rollback raises nothing.
class AlertSink
{
public:
    virtual ~AlertSink() = default;
    virtual void raise(const Alert &alert) = 0;
};

} // namespace turnpike
