// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/refundactions.h"

#include "consolecalls/customerreads.h"
#include "protocol/calls.h"
#include "protocol/refunds.h"

namespace turnpike::consolecalls {

using namespace consolehub;
using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

QString refundSubject(qint64 paymentId)
{
    return u"payment:%1"_s.arg(paymentId);
}

CallRefused cannotRefund(SentenceId why, const SentenceValue &value)
{
    return {ErrorCode::Refused, Sentence(why, value)};
}

// The provider gives it back, at once or when it is approved; it is booked once that is known.
Sentence askProvider(db::Transaction &tx, const billing::Refunds &refunds, const PaymentRow &paid,
                     const CallRequest &request, const RefundOrder &order)
{
    using Asked = billing::Refunds::AskOutcome;
    const Provider provider = paid.provider.known().value();
    const QString title = QString::fromLatin1(traitsOf(provider).title);
    switch (refunds.ask(tx, provider, paid.externalId, request.caller.actor(), order.reason.trimmed())) {
    case Asked::Asked:
        return {SentenceId::RefundAsked, title, order.paymentId};
    case Asked::AwaitsApproval:
        return {SentenceId::RefundAwaitsApproval, order.paymentId};
    case Asked::AskedBefore:
        throw cannotRefund(SentenceId::RefundUnderWay, order.paymentId);
    case Asked::AlreadyRefunded:
        throw cannotRefund(SentenceId::PaymentRefunded, order.paymentId);
    case Asked::ByHand:
        throw cannotRefund(SentenceId::RefundByHand, title);
    case Asked::Unknown:
        break;
    }
    throw CallRefused(ErrorCode::NotFound, {SentenceId::NoPayment, order.paymentId});
}

Sentence bookByHand(db::Transaction &tx, const billing::Payments &payments, const PaymentRow &paid,
                    const CallRequest &request, const RefundOrder &order)
{
    payments.refund(tx, paid.provider.known().value(), paid.externalId, request.caller.actor(),
                    order.reason.trimmed());
    return {SentenceId::RefundBooked, order.paymentId};
}

// For the audit.
QString afterOf(const Sentence &said)
{
    if (said.id() == SentenceId::RefundBooked)
        return u"refunded by hand"_s;
    return said.id() == SentenceId::RefundAwaitsApproval ? u"waits for approval"_s : u"asked to go back"_s;
}

Changes::Effect refundPayment(db::Transaction &tx, const billing::Refunds &refunds,
                              const billing::Payments &payments, const CallRequest &request)
{
    const auto order = request.as<RefundOrder>();
    const auto paid = payment(tx, order.paymentId);
    if (!paid || !paid->provider.known())
        throw CallRefused(ErrorCode::NotFound, {SentenceId::NoPayment, order.paymentId});
    if (paid->status == PaymentStatus::Refunded)
        throw cannotRefund(SentenceId::PaymentRefunded, order.paymentId);
    const Sentence said = order.byHand ? bookByHand(tx, payments, *paid, request, order)
                                       : askProvider(tx, refunds, *paid, request, order);
    const RefundAnswer answer{payment(tx, order.paymentId).value(), said.english(), said};
    return {refundSubject(order.paymentId), paid->status.word(), afterOf(said), toJson(answer), std::nullopt};
}

} // namespace

void addRefundActions(Actions &actions, const billing::Refunds &refunds, const billing::Payments &payments)
{
    const auto subject = [](const CallRequest &request) {
        return refundSubject(request.as<RefundOrder>().paymentId);
    };
    actions.add(call::kRefund, {subject, [&](db::Transaction &tx, const CallRequest &request) {
                                    return refundPayment(tx, refunds, payments, request);
                                }});
}

} // namespace turnpike::consolecalls
