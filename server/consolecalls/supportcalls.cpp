// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/supportcalls.h"

#include "protocol/calls.h"
#include "protocol/hello.h"
#include "protocol/support.h"
#include "protocol/version.h"

#include <algorithm>
#include <limits>

namespace turnpike::consolecalls {

using namespace consolehub;
using namespace protocol;
using namespace Qt::StringLiterals;

namespace threads = helpdesk::threads;

namespace {

constexpr qsizetype kShownOfThread = 200;
// What Telegram takes, less what stands above it.
constexpr qsizetype kLongestAnswer = 4'000;

SupportThread supportThreadOf(const helpdesk::ThreadBrief &brief)
{
    SupportThread thread;
    thread.telegramId = brief.user.value();
    thread.username = brief.username;
    thread.firstName = brief.firstName;
    thread.state = !brief.isOpen         ? SupportState::Closed
                   : brief.waitsForStaff ? SupportState::AwaitsStaff
                                         : SupportState::AwaitsCustomer;
    thread.openedAt = brief.openedAt;
    thread.lastAt = brief.lastAt;
    thread.messages = brief.messages;
    thread.isLastStaffs = brief.isLastStaffs;
    thread.lastText = (brief.lastBody.isEmpty() ? brief.lastContent : brief.lastBody).left(kShownOfThread);
    thread.closedAt = brief.closedAt;
    thread.closedBy = brief.closedBy;
    return thread;
}

MessageState supportStateOf(helpdesk::MessageState state)
{
    switch (state) {
    case helpdesk::MessageState::Waiting:
    case helpdesk::MessageState::Sending:
        break;
    case helpdesk::MessageState::Sent:
        return MessageState::Sent;
    case helpdesk::MessageState::Failed:
        return MessageState::Failed;
    }
    return MessageState::Pending;
}

SupportMessage supportMessageOf(const helpdesk::ThreadMessage &written)
{
    SupportMessage message;
    message.number = written.number;
    message.isStaffs = written.isStaffs;
    message.author = written.author;
    message.kind = written.content;
    message.text = written.body;
    message.state = supportStateOf(written.state);
    message.error = written.error;
    message.createdAt = written.createdAt;
    return message;
}

SupportThreads threadList(db::Transaction &tx, const SupportQuery &query)
{
    const int limit = std::clamp(query.limit, 1, kMaxPage);
    helpdesk::ThreadFilter filter;
    if (query.state == SupportState::Closed)
        filter.isOpen = false;
    else if (query.onlyOpen || query.state.known())
        filter.isOpen = true;
    if (query.state.known() && query.state != SupportState::Closed)
        filter.waitsForStaff = query.state == SupportState::AwaitsStaff;
    filter.text = query.text;
    filter.beforeAt = query.before;
    filter.beforeUser = TelegramId(query.beforeCustomer);
    SupportThreads list;
    for (const helpdesk::ThreadBrief &brief : threads::list(tx, filter, limit + 1))
        list.items.append(supportThreadOf(brief));
    list.hasMore = list.items.size() > limit;
    list.items.resize(std::min<qsizetype>(list.items.size(), limit));
    return list;
}

SupportMessages messagesOfThread(db::Transaction &tx, const SupportMessageQuery &query)
{
    SupportMessages answer;
    const TelegramId user(query.telegramId);
    const auto brief = threads::brief(tx, user);
    if (!brief)
        return answer;
    answer.thread = supportThreadOf(*brief);
    const int limit = std::clamp(query.limit, 1, kMaxPage);
    const auto before =
        static_cast<int>(std::clamp<qint64>(query.before, 0, std::numeric_limits<int>::max()));
    for (const helpdesk::ThreadMessage &message : threads::newest(tx, user, before, limit + 1))
        answer.items.append(supportMessageOf(message));
    answer.hasMore = answer.items.size() > limit;
    answer.items.resize(std::min<qsizetype>(answer.items.size(), limit));
    return answer;
}

// For the audit; nothing of what was written, which a customer can have erased.
std::optional<QString> summaryOfThread(db::Transaction &tx, TelegramId user)
{
    const auto brief = threads::brief(tx, user);
    if (!brief)
        return std::nullopt;
    return u"%1, messages: %2"_s.arg(supportThreadOf(*brief).state.word()).arg(brief->messages);
}

void answerThread(db::Transaction &tx, const helpdesk::Helpdesk &desk, const CallRequest &request,
                  const SupportOrder &order)
{
    const QString text = order.text.trimmed();
    if (text.isEmpty() || text.size() > kLongestAnswer)
        throw CallRefused(ErrorCode::BadRequest, {SentenceId::GiveAnswer, kLongestAnswer});
    if (!desk.answer(tx, TelegramId(order.telegramId), request.caller.name, {u"text"_s, text, std::nullopt}))
        throw CallRefused(ErrorCode::NotFound, {SentenceId::NoSupportThread, order.telegramId});
}

} // namespace

void addSupportCalls(CallTable &calls, const Changes &changes, db::Database &database,
                     const helpdesk::Helpdesk &desk)
{
    calls.addMessage(call::kSupportThreads, [&](const CallRequest &request, const Deadline &deadline) {
        return database.read(db::Demand::Operations, "console", deadline,
                             [&](db::Transaction &tx) { return threadList(tx, request.as<SupportQuery>()); });
    });
    calls.addMessage(call::kSupportMessages, [&](const CallRequest &request, const Deadline &deadline) {
        return database.read(db::Demand::Operations, "console", deadline, [&](db::Transaction &tx) {
            return messagesOfThread(tx, request.as<SupportMessageQuery>());
        });
    });
    using Work =
        std::function<void(db::Transaction & tx, const CallRequest &request, const SupportOrder &order)>;
    const auto addChange = [&](const char *name, const Work &work) {
        calls.add(name, [&changes, work](const CallRequest &request, const Deadline &deadline) {
            const auto order = request.as<SupportOrder>();
            const TelegramId user(order.telegramId);
            const QString subject = u"user:%1"_s.arg(order.telegramId);
            return changes.run(request, subject, order.reason, deadline, [&](db::Transaction &tx) {
                const auto before = summaryOfThread(tx, user);
                work(tx, request, order);
                return Changes::Effect{subject, before, summaryOfThread(tx, user),
                                       toJson(Accepted{true, subject}), std::nullopt};
            });
        });
    };
    addChange(call::kAnswerSupport,
              [&desk](db::Transaction &tx, const CallRequest &request, const SupportOrder &order) {
                  answerThread(tx, desk, request, order);
              });
    addChange(call::kCloseSupport, [&desk](db::Transaction &tx, const CallRequest &request,
                                           const SupportOrder &order) {
        if (!desk.closeByStaff(tx, TelegramId(order.telegramId), request.caller.name))
            throw CallRefused(ErrorCode::Conflict, {SentenceId::SupportThreadNotOpen, order.telegramId});
    });
    addChange(call::kReopenSupport, [&desk](db::Transaction &tx, const CallRequest &,
                                            const SupportOrder &order) {
        if (!desk.reopen(tx, TelegramId(order.telegramId)))
            throw CallRefused(ErrorCode::Conflict, {SentenceId::SupportThreadNotClosed, order.telegramId});
    });
}

} // namespace turnpike::consolecalls
