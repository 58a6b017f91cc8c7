// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/callbackdata.h"
#include "bot/reply.h"
#include "bot/services.h"
#include "protocol/timestamp.h"

namespace turnpike::bot {

// Which of the customer's limits still had a token when the update came.
struct Permits
{
    bool paymentStart = true;
    bool trial = true;
    bool reissue = true;                                            // of the key
    TokenBuckets::Decision support = TokenBuckets::Decision::Taken; // one more message to the staff
};

// What was asked beside the claim of the update, with the customer's row.
struct Ahead
{
    std::optional<db::Asked> subscription;
    PurchaseId purchaseId; // of the pressed button
    std::optional<db::Asked> purchase;
};

// One update of one customer, as conversations see it. Lives on the stack of the job, within its transaction.
class Context
{
public:
    Context(db::Transaction &tx, const Services &services, Reply &reply, const access::User &user,
            const Speech &speech, Permits permits, Ahead ahead);

    db::Transaction &tx;
    const Services &services;
    Reply &reply;
    access::User user; // as read at the beginning of the transaction
    const Permits permits;
    const telegram::Message *message = nullptr; // what the customer wrote; null: it was a press
    const Timestamp now;                        // ms UTC
    QString updateKey;                          // what is done for this update is done once under it

    const Speech &speech() const { return *m_speech; }
    // From now on in that language.
    void speak(const Speech &speech) { m_speech = &speech; }

    std::optional<billing::Purchase> purchase(const PurchaseId &id) const;
    // The customer's subscription; read once.
    const std::optional<access::Subscription> &subscription();
    // Reads it again after it was changed.
    void forgetSubscription() { m_subscription.reset(); }

    // The conversation waits for typed words from now on; stored after the commit.
    void waitFor(const QString &step, const QJsonObject &data = {});
    // The conversation waits no more. Costs nothing when it did not.
    void stopWaiting();

    bool isOn(const char *flag) const { return services.flags.isOn(flag); }
    // A new trial may be had now.
    bool canOfferTrial();
    // A tariff that can be bought again.
    std::optional<billing::Period> renewalPeriod();
    Offer offer();

private:
    const Speech *m_speech;
    const Ahead m_ahead;
    std::optional<std::optional<access::Subscription>> m_subscription;
};

// users.state_seq is odd while a conversation waits and even while it does not, so that most updates need not
// touch the state store to know that there is none.
inline bool isWaiting(qint64 stateSeq)
{
    return stateSeq % 2 != 0;
}

} // namespace turnpike::bot
