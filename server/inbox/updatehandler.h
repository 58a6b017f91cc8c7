// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"
#include "base/ids.h"
#include "db/transaction.h"
#include "protocol/timestamp.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <stdexcept>

namespace turnpike::inbox {

// A stored update as its handler sees it.
struct InboxUpdate
{
    qint64 seq = 0; // our own order
    UpdateId updateId;
    QString kind; // the Bot API's name of the field: "message", "callback_query", …, or "unknown"; a message
                  // with a successful or refunded payment is "successful_payment" or "refunded_payment"
    std::optional<TelegramId> user;
    QByteArray body;          // the update as Telegram sent it
    Timestamp receivedAt = 0; // ms UTC
    int attempt = 0;          // counted from 1
};

// The interface that the dispatcher calls, which knows nothing of conversations. Thread-safe.
class UpdateHandler
{
public:
    virtual ~UpdateHandler() = default;

    // The part inside the transaction. The inbox row has already been claimed in `tx`; the commit follows.
    // May run again after a serialization failure, so it must have no effects outside `tx` and its
    // after-commit hooks.
    class Job
    {
    public:
        virtual ~Job() = default;
        // Asks (Transaction::ask) what run() will need in any case, to travel with the claim: nobody knows
        // yet whether the row is ours, so no answer is read here. Where it is not, all is rolled back.
        virtual void ahead(db::Transaction &) {}
        virtual void run(db::Transaction &tx) = 0;
    };

    // Runs before the transaction begins, with no connection held: parses, reads conversation state. Throws
    // MalformedUpdate for what can never be handled: it becomes a dead letter at once.
    virtual std::unique_ptr<Job> prepare(const InboxUpdate &update, const Deadline &deadline) = 0;

    // A pre-checkout that could not be handled in time must still be answered: adds the refusal to the
    // outbox.
    virtual void refusePreCheckout(db::Transaction &tx, const InboxUpdate &update) = 0;
};

// The update can never be handled (unknown kind, wrong format, nested too deep).
class MalformedUpdate : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

} // namespace turnpike::inbox
