// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/errors.h"
#include "bot/callbackdata.h"
#include "fuzz/targets.h"
#include "payments/cryptopaywebhook.h"
#include "protocol/alerts.h"
#include "protocol/broadcasts.h"
#include "protocol/customers.h"
#include "protocol/database.h"
#include "protocol/failures.h"
#include "protocol/flags.h"
#include "protocol/frame.h"
#include "protocol/hello.h"
#include "protocol/logs.h"
#include "protocol/messages.h"
#include "protocol/operators.h"
#include "protocol/pool.h"
#include "protocol/promos.h"
#include "protocol/refunds.h"
#include "protocol/sales.h"
#include "protocol/support.h"
#include "protocol/timeline.h"
#include "protocol/updates.h"
#include "protocol/waiting.h"
#include "protocol/workers.h"
#include "telegram/update.h"
#include "telegram/updateenvelope.h"

// What Telegram, customers, consoles and Crypto Pay say.
namespace turnpike::fuzz {

namespace {

template<class... Messages>
void readAs(const QJsonObject &args)
{
    ((void)protocol::fromJson<Messages>(args), ...);
}

// Whatever the call is: its arguments as each of them would read them.
void readArguments(const QJsonObject &args)
{
    using namespace protocol;
    readAs<AlertOrder, AuditQuery, BreakerOrder, BroadcastAudience, BroadcastDraft, BroadcastOrder, BulkStop,
           CustomerOrder, CustomerQuery, DumpQuery, FlagHistoryQuery, FlagOrder, IterationQuery, LeaseOrder,
           LogFollow, LogLevelOrder, LogQuery, MessageOrder, MessageQuery, MessageSweep, OperatorOrder,
           PromoOrder, PromoQuery, PromoUseQuery, Reason, RefundDecision, RefundOrder, ReviewOrder,
           SalesQuery, SeriesQuery, SessionOrder, SupportMessageQuery, SupportOrder, SupportQuery,
           TimelineQuery, UpdateOrder, UpdateQuery, UpdateSweep, WaitingOrder, WaitingQuery, WorkerOrder>(
        args);
}

} // namespace

void readUpdates(const QByteArray &bytes)
{
    const auto envelope = telegram::readEnvelope(bytes);
    if (envelope)
        insist(!envelope->kind.isEmpty(), "every update has a kind");
    insist(telegram::jsonDepth(bytes) >= 0, "nothing is nested less than not at all");
    try {
        const telegram::Update update = telegram::parseUpdate(bytes);
        (void)update.user();
        (void)update.chat();
        (void)update.place();
        if (update.callbackQuery)
            (void)bot::decodeCallback(update.callbackQuery->data);
    } catch (const telegram::ParseError &) {
        // as it says
    }
}

void readCalls(const QByteArray &bytes)
{
    QString why;
    const auto call = protocol::decodeCall(bytes, &why);
    insist(call || !why.isEmpty(), "what is no call is told why");
    if (call) {
        readArguments(call->args);
        const auto again = protocol::decodeCall(protocol::encode(*call), &why);
        insist(again && again->id == call->id && again->call == call->call, "a call that is written is read");
    }
    const auto frame = protocol::decodeServerFrame(bytes);
    if (const auto *hello = frame ? std::get_if<protocol::HelloFrame>(&*frame) : nullptr)
        (void)protocol::fromJson<protocol::Hello>(hello->hello);
}

void readPresses(const QByteArray &bytes)
{
    const QString data = QString::fromUtf8(bytes);
    const auto press = bot::decodeCallback(data);
    if (!press)
        return;
    (void)press->purchase();
    const QByteArray action = press->action.toLatin1();
    try {
        const QString again = press->opensNew ? bot::encodeFreshCallback(action.constData(), press->args)
                                              : bot::encodeCallback(action.constData(), press->args);
        insist(again == data, "a press is read as it was written");
    } catch (const DomainError &) {
        insist(bytes.size() > bot::kCallbackDataBytes, "what is short enough fits on a button");
    }
}

void readWebhooks(const QByteArray &bytes)
{
    const bool isShaped = payments::CryptoPayWebhook::isShapedLikeASignature(bytes);
    insist(!isShaped || bytes.size() == 64, "a signature has 64 digits");
    (void)payments::CryptoPayWebhook::saysInvoicePaid(bytes);
}

} // namespace turnpike::fuzz
