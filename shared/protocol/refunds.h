// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/customers.h"
#include "protocol/sentence.h"
#include "protocol/timestamp.h"

// Money that goes back, and what another administrator must approve before any does.
namespace turnpike::protocol {

// Answer of "payments.refund".
struct RefundAnswer
{
    PaymentRow payment;
    QString text;           // what becomes of it, in English
    Sentence sentence = {}; // that `text` is in English

    template<class F>
    static void fields(F &&field)
    {
        field("payment", &RefundAnswer::payment);
        field("text", &RefundAnswer::text);
        field("sentence", &RefundAnswer::sentence);
    }
};

// A refund that waits for approval. The key is the payment.
struct RefundApproval
{
    qint64 paymentId = 0;
    qint64 telegramId = 0; // whose payment it is
    Choice<Provider> provider;
    QString externalId; // as the provider calls the payment
    qint64 amount = 0;  // minor units
    QString currency;
    QString askedBy;
    QString reason;
    Timestamp askedAt = 0;
    Timestamp expiresAt = 0; // it can be asked for anew from then on

    template<class F>
    static void fields(F &&field)
    {
        field("payment_id", &RefundApproval::paymentId);
        field("telegram_id", &RefundApproval::telegramId);
        field("provider", &RefundApproval::provider);
        field("external_id", &RefundApproval::externalId);
        field("amount", &RefundApproval::amount);
        field("currency", &RefundApproval::currency);
        field("asked_by", &RefundApproval::askedBy);
        field("reason", &RefundApproval::reason);
        field("asked_at", &RefundApproval::askedAt);
        field("expires_at", &RefundApproval::expiresAt);
    }
};

// Answer of "refunds.pending": the oldest first.
struct RefundApprovals
{
    QList<RefundApproval> items;

    template<class F>
    static void fields(F &&field)
    {
        field("items", &RefundApprovals::items);
    }
};

// Arguments of "refunds.decide": by another administrator than who asked.
struct RefundDecision
{
    qint64 paymentId = 0;
    bool approve = false;
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("payment_id", &RefundDecision::paymentId);
        field("approve", &RefundDecision::approve);
        field("reason", &RefundDecision::reason);
    }
};

} // namespace turnpike::protocol
