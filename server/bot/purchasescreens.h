// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/notices.h"
#include "billing/paymentmethod.h"
#include "bot/reply.h"

// How a purchase looks at each point of its life: for the conversations that lead it on, and for the notices
// that tell of it later.
namespace turnpike::bot::purchasescreens {

// "Basic, 30 days", "balance top-up".
QString whatIsBought(const Speech &speech, const billing::Purchase &purchase);

// What it costs the way that was chosen: "149 ₽", "100 ⭐".
QString amountDue(const Speech &speech, const billing::Purchase &purchase);

Screen waitingForInvoice(const Speech &speech, const billing::Purchase &purchase);
// Its link does not come.
Screen late(const Speech &speech, const billing::Purchase &purchase);
// Under which that screen waits in the outbox for its time.
QString lateKey(const PurchaseId &purchase);
// It cannot be paid by `provider` now: the other ways, and this one again.
Screen refusedByProvider(const Speech &speech, const billing::Purchase &purchase, billing::Provider provider,
                         const billing::PaymentMethods &methods);
Screen invoice(const Speech &speech, const billing::Purchase &purchase);
Screen bought(const Speech &speech, const access::PaymentReceivedNotice &notice);
// What became of a purchase that can no longer be paid, or was paid.
Screen ended(const Speech &speech, const billing::Purchase &purchase);

} // namespace turnpike::bot::purchasescreens
