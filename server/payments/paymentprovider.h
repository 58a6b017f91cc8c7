// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/kicker.h"
#include "billing/provider.h"
#include "http/dependencyclient.h"
#include "http/httpfrontend.h"
#include "payments/invoice.h"
#include "protocol/sentence.h"

#include <functional>
#include <optional>
#include <vector>

namespace turnpike::payments {

// A service that makes invoices for us and takes the money. Invoices carry our purchase id as their payload,
// and are reported with it. What the provider itself refuses is RefusedByProvider or a Refusal, all else
// DependencyError; each call may also end with DeadlineExceeded or Cancelled, and one that `mayCall` does not
// let through with an error that wasWithheld(). Thread-safe; open(), look() and page() block like HttpClient.
class PaymentProvider
{
public:
    virtual ~PaymentProvider() = default;

    virtual billing::Provider id() const = 0;
    // The name of its check, metrics, breaker and errors: "crypto_pay".
    QString name() const { return QString::fromLatin1(toWord(id())); }
    // Its name for people: "Crypto Pay".
    QString title() const { return QString::fromLatin1(billing::traitsOf(id()).title); }

    // What must be configured first; if empty, it is offered and can be called.
    virtual std::optional<protocol::Sentence> missing() const = 0;
    // Why nobody can pay with it now, for /health, if the breaker does not show it.
    virtual std::optional<protocol::Sentence> trouble() const = 0;
    virtual http::CircuitBreaker &breaker() const = 0;

    // Opens an invoice for each, at most `maxInFlight` at a time; `done` is called on the calling thread,
    // with the index. One that was not answered may still appear, within billing::kLateInvoiceMs: the caller
    // must look for it among the active ones before asking again.
    virtual void open(const std::vector<NewInvoice> &wanted, const Deadline &deadline, int maxInFlight,
                      const std::function<void(size_t index, InvoiceResult result)> &done,
                      const http::MayCall &mayCall) const = 0;
    // Whether an invoice whose making nobody answered concerns nobody: another one is made at once then.
    virtual bool mayOpenTwice() const { return false; }
    // Those of these invoices that exist, whatever their status, in no order and in as few calls as it can.
    virtual InvoiceList look(const QStringList &invoiceIds, const Deadline &deadline,
                             const http::MayCall &mayCall) const = 0;
    // One page of all invoices with this status (Active or Paid), the newest first, ours or not; what was
    // paid may stand there a second time as Refunded, from when its money went back. `from`: what
    // the page before named as InvoiceList::next, which leads on also when newer ones have come since;
    // empty: the first page. `count` from 1 to largestPage().
    virtual InvoiceList page(Invoice::Status status, const QString &from, int count, const Deadline &deadline,
                             const http::MayCall &mayCall) const = 0;
    virtual int largestPage() const = 0;

    // Gives a payment back, where traitsOf() says that it can; one that has gone back already is done. Asked
    // again until it returns: money goes back once.
    virtual void refund(const RefundOrder &, const Deadline &, const http::MayCall &) const {}
    // Whether page() of what was paid is the provider's own account: a payment in our books that is not in it
    // was never made.
    virtual bool listsEverything() const { return false; }

    // Adds the route of its webhook, if it has one, which checks who sends it and then kicks Work::Payment:
    // nothing else in it is trusted. If the provider is not configured, the route answers 503. On the
    // frontend's thread, once, before it listens; the provider must outlive what the frontend serves.
    virtual void attach(http::HttpFrontend &frontend, Kicker &kicker) = 0;
};

} // namespace turnpike::payments
