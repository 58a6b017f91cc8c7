// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cli/paymentcommands.h"

namespace turnpike::cli {

using namespace Qt::StringLiterals;

namespace {

const QString kByProvider = u"refund"_s;
const QString kByHand = u"refunded"_s;

int fail(const QString &why)
{
    printError(why);
    return kFailed;
}

int askProvider(CommandContext &context, billing::Provider provider, const QString &id, const QString &reason)
{
    using Outcome = billing::Refunds::AskOutcome;
    const Outcome outcome = context.database.write(
        db::Demand::Operations, "payment refund", context.deadline, [&](db::Transaction &tx) {
            return context.shop.refunds.ask(tx, provider, id, commandActor(), reason);
        });
    switch (outcome) {
    case Outcome::Asked:
        print(u"Asked for: the server that leads has it given back, and takes back what was "
              "given for it.\n"_s);
        return kDone;
    case Outcome::AskedBefore:
        return fail(u"It was asked for before."_s);
    case Outcome::AwaitsApproval:
        print(u"Asked for: another administrator must approve it within a day, in the console (Customers, "
              "Refunds to approve).\n"_s);
        return kDone;
    case Outcome::AlreadyRefunded:
        return fail(u"It has gone back already."_s);
    case Outcome::ByHand:
        return fail(u"Nobody gives this payment back by itself: give it back by hand, then say so "
                    "by \"payment refunded\"."_s);
    case Outcome::Unknown:
        break;
    }
    return fail(u"There is no such payment in the books."_s);
}

int noteGivenBack(CommandContext &context, billing::Provider provider, const QString &id,
                  const QString &reason)
{
    using Outcome = billing::Payments::RefundOutcome;
    const std::optional<Outcome> outcome =
        context.database.write(db::Demand::Operations, "payment refunded", context.deadline,
                               [&](db::Transaction &tx) -> std::optional<Outcome> {
                                   const billing::Payments &payments = context.shop.payments;
                                   if (!payments.find(tx, provider, id))
                                       return std::nullopt;
                                   return payments.refund(tx, provider, id, commandActor(), reason);
                               });
    if (!outcome)
        return fail(u"There is no such payment in the books."_s);
    if (*outcome == Outcome::AlreadyRefunded)
        return fail(u"It is in the books as refunded already."_s);
    print(u"Done: what was given for it is taken back, and its customer is told.\n"_s);
    return kDone;
}

} // namespace

bool isPaymentCommand(const QStringList &arguments)
{
    const QString word = arguments.value(0);
    return arguments.size() == 4 && (word == kByProvider || word == kByHand);
}

int runPaymentCommand(CommandContext &context, const QStringList &arguments)
{
    const auto provider = protocol::fromWord<billing::Provider>(arguments[1]);
    if (!provider) {
        QStringList words;
        for (const billing::ProviderTraits &traits : billing::kProviders)
            words << QString::fromLatin1(toWord(traits.provider));
        printError(u"There is no provider %1: there are %2."_s.arg(arguments[1], words.join(u", ")));
        return kWrongUsage;
    }
    const QString reason = arguments[3].trimmed();
    if (reason.isEmpty())
        return fail(u"Give a reason: it is kept."_s);
    return arguments[0] == kByProvider ? askProvider(context, *provider, arguments[2], reason)
                                       : noteGivenBack(context, *provider, arguments[2], reason);
}

} // namespace turnpike::cli
