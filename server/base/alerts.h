// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"
#include "protocol/operationchoices.h"
#include "protocol/sentence.h"

#include <QString>

namespace turnpike {

using protocol::Severity;

// How much alerts of this key matter, which its kind says: what stands before the first ":". Critical for a
// kind that is not in the table. Thread-safe.
Severity severityOfAlert(const QString &key);

// Payments that a person must decide on: one alert for all of them, with their number while there are any.
inline const QString kPaymentsInReviewAlert = u"payments_in_review"_s;
// Payments that are otherwise in the books than with their provider: likewise; of each one its beginning and
// its end under this word and its name.
inline const QString kAccountDiffersAlert = u"account_differs"_s;

// Something a person should look at.
struct Alert
{
    Alert() = default;
    // As severe as its kind is.
    Alert(const QString &aboutKey, const protocol::Sentence &saying, const QString &section);
    // For whoever knows better than the kind: the same part of the house can be felt by customers or not.
    Alert(const QString &aboutKey, Severity howSevere, const protocol::Sentence &saying,
          const QString &section, bool over = false);

    QString key; // what it is about, such as "activation_failed:1001": the same key again is the same alert
    Severity severity = Severity::Critical;
    protocol::Sentence text; // no secret
    QString runbook;         // the section of the operator's handbook that says what to do
    bool isEnd = false;      // it is over: what `text` says of it
    bool isUpdate = false;   // it was told before and goes on: these are its words of now
};

// Where alerts go. raise() is thread-safe, never blocks on the network or the database, and never throws.
// Code inside of a transaction raises from an after-commit hook, so that a rollback raises nothing.
class AlertSink
{
public:
    virtual ~AlertSink() = default;
    virtual void raise(const Alert &alert) = 0;
    // What alerts of this key are about is well again: said by whoever raised them and knows. Nothing happens
    // where none is open, so it may be said at every success. The same rules as for raise().
    virtual void end(const QString &key) { Q_UNUSED(key) }
};

} // namespace turnpike
