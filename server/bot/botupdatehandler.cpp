// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/botupdatehandler.h"

#include "bot/callbackdata.h"
#include "bot/conversationjob.h"
#include "bot/paybuttons.h"
#include "bot/paymentjobs.h"
#include "bot/reply.h"
#include "bot/staffjob.h"
#include "telegram/update.h"
#include "telegram/updateenvelope.h"
#include "telegram/updatekinds.h"

namespace turnpike::bot {

using namespace Qt::StringLiterals;

namespace {

using Decision = TokenBuckets::Decision;

// An update without any effect: groups, channels, edited messages, messages that came too fast.
class NothingToDo : public inbox::UpdateHandler::Job
{
public:
    void run(db::Transaction &) override {}
};

// A press that came too fast: its waiting circle ends, and that is all.
class TooFastPress : public inbox::UpdateHandler::Job
{
public:
    TooFastPress(const Services &services, const telegram::CallbackQuery &query, Timestamp receivedAt)
        : m_services(services)
        , m_user(query.from.id)
    {
        m_target.callbackId = query.id;
        m_target.receivedAt = receivedAt;
    }

    void run(db::Transaction &tx) override
    {
        const auto user = m_services.access.users().find(tx, m_user);
        if (!user || !user->isBlocked)
            Reply(tx, m_services.outbox, m_target).answer();
    }

private:
    const Services &m_services;
    const TelegramId m_user;
    Reply::Target m_target;
};

// Once its update is handled, soon nobody asks any more what the limits said to it.
class UntilHandled : public inbox::UpdateHandler::Job
{
public:
    UntilHandled(std::unique_ptr<Job> job, RememberedDecisions &verdicts, qint64 seq)
        : m_job(std::move(job))
        , m_verdicts(verdicts)
        , m_seq(seq)
    {}

    void ahead(db::Transaction &tx) override { m_job->ahead(tx); }
    void run(db::Transaction &tx) override
    {
        m_job->run(tx);
        tx.afterCommit([&verdicts = m_verdicts, seq = m_seq] { verdicts.handled(seq); },
                       db::HookReach::Process);
    }

private:
    const std::unique_ptr<Job> m_job;
    RememberedDecisions &m_verdicts;
    const qint64 m_seq;
};

// The customer has blocked the bot, or let it in again. Telegram keeps these updates in a queue of their own,
// so a block may come after what the customer wrote on return.
class MembershipJob : public inbox::UpdateHandler::Job
{
public:
    MembershipJob(const Services &services, telegram::MyChatMember member)
        : m_services(services)
        , m_member(std::move(member))
    {}

    void run(db::Transaction &tx) override
    {
        const access::Users &users = m_services.access.users();
        const TelegramId user = m_member.from.id;
        // Some time within that second. A block that is passed over by mistake shows at the next message.
        if (m_member.isBlocked())
            users.markUnreachable(tx, user, (m_member.date + 1) * kSecondMs - 1);
        else if (users.markReachable(tx, user))
            m_services.welcomeBack(tx, user);
    }

private:
    const Services &m_services;
    const telegram::MyChatMember m_member;
};

// "unknown" is what could not be read. The version before 0009 also called kinds so that it did not know:
// they are no fault.
bool isUnreadable(const inbox::InboxUpdate &row)
{
    if (row.kind != "unknown"_L1)
        return false;
    const auto envelope = telegram::readEnvelope(row.body);
    return !envelope || envelope->kind == row.kind || telegram::isHandledKind(envelope->kind);
}

telegram::Update parsed(const inbox::InboxUpdate &row)
{
    if (isUnreadable(row))
        throw inbox::MalformedUpdate("an update that cannot be read");
    try {
        return telegram::parseUpdate(row.body);
    } catch (const telegram::ParseError &error) {
        throw inbox::MalformedUpdate(error.what());
    }
}

bool isPayment(const telegram::Update &update)
{
    return update.message && (update.message->successfulPayment || update.message->refundedPayment);
}

// Messages and presses of one person who talks to the bot alone: not what Telegram notes in their chat.
bool isConversation(const telegram::Update &update)
{
    if (!update.user() || update.user()->isBot)
        return false;
    if (update.callbackQuery)
        return !update.callbackQuery->message || update.callbackQuery->message->chat.isPrivate();
    return update.message && update.message->chat.isPrivate() && update.message->hasContent;
}

// When the customer did it. Presses say nothing of that, and Telegram keeps them for minutes only.
Timestamp saidAt(const telegram::Update &update, const inbox::InboxUpdate &row)
{
    const bool isDated = update.message && update.message->date > 0;
    return isDated ? update.message->date * kSecondMs : row.receivedAt;
}

// Asks the limits about one update, once each, whatever becomes of its attempts. Of what is tried again and
// was not asked about here (by another process) they are not asked either: that is not the customer's haste.
class LimitQuestions
{
public:
    LimitQuestions(Limits &limits, const telegram::Update &update, const inbox::InboxUpdate &row, bool isLate)
        : m_limits(limits)
        , m_update(update)
        , m_row(row)
        , m_user(update.user()->id)
        , m_isLate(isLate)
    {}

    // Whether the customer is too fast. What comes late is judged by its own time, so that it takes nothing
    // from what may be done now, and nobody is told off for it today.
    Decision pace() const
    {
        return ask(RememberedDecisions::Limit::Pace, [this] {
            if (!m_update.message || m_update.message->mediaGroupId.isEmpty())
                return judgePace();
            return m_limits.albums.decision(m_user, m_update.message->mediaGroupId,
                                            [this] { return judgePace(); });
        });
    }
    bool mayRefusePress() const
    {
        return ask(RememberedDecisions::Limit::RefusedPress,
                   [this] { return m_limits.refusedPresses.take(m_user); }) == Decision::Taken;
    }
    bool mayTellOfMaintenance() const
    {
        return ask(RememberedDecisions::Limit::MaintenanceNotice,
                   [this] { return m_limits.maintenanceNotices.take(m_user); }) == Decision::Taken;
    }
    // Asked before the transaction, which may run twice, and not about what comes late.
    bool mayTakeTrial() const
    {
        return ask(RememberedDecisions::Limit::Trial, [this] {
                   return m_isLate ? Decision::Taken : m_limits.trials.take(m_user);
               }) == Decision::Taken;
    }
    bool mayReissue() const
    {
        return ask(RememberedDecisions::Limit::Reissue, [this] {
                   return m_isLate ? Decision::Taken : m_limits.reissues.take(m_user);
               }) == Decision::Taken;
    }
    Decision support() const
    {
        return ask(RememberedDecisions::Limit::Support,
                   [this] { return m_isLate ? Decision::Taken : m_limits.supportMessages.take(m_user); });
    }
    bool mayStartPayment() const
    {
        return ask(RememberedDecisions::Limit::PaymentStart, [this] {
                   return m_isLate ? Decision::Taken : m_limits.paymentStarts.take(m_user);
               }) == Decision::Taken;
    }

private:
    Decision ask(RememberedDecisions::Limit limit, const std::function<Decision()> &judge) const
    {
        return m_limits.standing.decision(m_row.seq, limit,
                                          [&] { return m_row.attempt <= 1 ? judge() : Decision::Taken; });
    }
    Decision judgePace() const
    {
        if (!m_isLate)
            return m_limits.updates.take(m_user);
        const Timestamp at = saidAt(m_update, m_row);
        return m_limits.backlog.take(m_user, at) == Decision::Taken ? Decision::Taken : Decision::Empty;
    }

    Limits &m_limits;
    const telegram::Update &m_update;
    const inbox::InboxUpdate &m_row;
    const TelegramId m_user;
    const bool m_isLate;
};

// What the limits say to an update that is handled.
Permits permitsFor(const LimitQuestions &limits, const telegram::Update &update)
{
    Permits permits;
    const auto press = update.callbackQuery ? decodeCallback(update.callbackQuery->data) : std::nullopt;
    if (update.message && !update.message->text.startsWith(u'/'))
        permits.support = limits.support();
    const bool isTrial = press ? press->action == QLatin1String(action::kTrial)
                               : update.message && update.message->text.startsWith("/trial"_L1);
    if (isTrial)
        permits.trial = limits.mayTakeTrial();
    // Only what replaces a key, not the question whether to.
    if (press && press->action == QLatin1String(action::kReissue) && !press->arg(0).isEmpty())
        permits.reissue = limits.mayReissue();
    if (press && (payButtonOf(press->action) || press->action == QLatin1String(action::kPayRest)))
        permits.paymentStart = limits.mayStartPayment();
    return permits;
}

} // namespace

BotUpdateHandler::BotUpdateHandler(const Services &services)
    : m_services(services)
{}

std::unique_ptr<inbox::UpdateHandler::Job> BotUpdateHandler::prepare(const inbox::InboxUpdate &row,
                                                                     const Deadline &deadline)
{
    if (telegram::isIgnoredKind(row.kind))
        return std::make_unique<NothingToDo>();
    telegram::Update update = parsed(row);
    if (isPayment(update)) {
        if (!update.user())
            throw inbox::MalformedUpdate("a payment that says nothing of its payer");
        return std::make_unique<PaymentJob>(m_services, std::move(update), row.receivedAt);
    }
    if (update.preCheckoutQuery)
        return std::make_unique<PreCheckoutJob>(m_services, *update.preCheckoutQuery, row.receivedAt);
    if (update.myChatMember) {
        if (!update.myChatMember->chat.isPrivate())
            return std::make_unique<NothingToDo>();
        return std::make_unique<MembershipJob>(m_services, *update.myChatMember);
    }
    if (StaffJob::takes(m_services, update))
        return std::make_unique<StaffJob>(m_services, std::move(update), row.receivedAt);
    if (!isConversation(update))
        return std::make_unique<NothingToDo>();
    return std::make_unique<UntilHandled>(converse(std::move(update), row, deadline),
                                          m_services.limits.standing, row.seq);
}

std::unique_ptr<inbox::UpdateHandler::Job>
BotUpdateHandler::converse(telegram::Update update, const inbox::InboxUpdate &row, const Deadline &deadline)
{
    const TelegramId user = update.user()->id;
    ConversationJob::Input input;
    input.seq = row.seq;
    input.receivedAt = row.receivedAt;
    input.isLate = m_services.clock.nowMs() - saidAt(update, row) > Limits::kLateMs;
    const LimitQuestions limits(m_services.limits, update, row, input.isLate);
    const Decision pace = limits.pace();
    input.replacesWaiting = input.isLate || m_services.limits.backlog.knows(user);
    if (pace == Decision::Empty) {
        if (update.callbackQuery && limits.mayRefusePress())
            return std::make_unique<TooFastPress>(m_services, *update.callbackQuery, row.receivedAt);
        return std::make_unique<NothingToDo>();
    }
    if (pace == Decision::EmptyFirst) {
        input.admission = Admission::TooFast;
    } else if (m_services.flags.isOn(control::flag::kMaintenanceMode) && !m_services.isAdministrator(user)) {
        // Each press is answered; messages get one notice.
        if (!update.callbackQuery && !limits.mayTellOfMaintenance())
            return std::make_unique<NothingToDo>();
        input.admission = Admission::Maintenance;
    } else {
        input.permits = permitsFor(limits, update);
        if (update.message && !update.message->text.startsWith(u'/'))
            input.state = m_services.states.load(user, deadline);
    }
    input.update = std::move(update);
    return std::make_unique<ConversationJob>(m_services, std::move(input));
}

void BotUpdateHandler::refusePreCheckout(db::Transaction &tx, const inbox::InboxUpdate &row)
{
    const telegram::Update update = parsed(row);
    if (update.preCheckoutQuery)
        PreCheckoutJob(m_services, *update.preCheckoutQuery, row.receivedAt).refuse(tx);
}

} // namespace turnpike::bot
