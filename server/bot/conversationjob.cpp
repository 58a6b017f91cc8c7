// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/conversationjob.h"

#include "bot/instructions.h"
#include "bot/language.h"
#include "bot/mainmenu.h"
#include "bot/pay.h"
#include "bot/paybuttons.h"
#include "bot/registration.h"
#include "bot/support.h"
#include "db/storable.h"

namespace turnpike::bot {

using namespace Qt::StringLiterals;

namespace {

Conversation find(std::vector<Route> Registration::*routes, const QString &word)
{
    for (const Registration &registered : registrations()) {
        for (const Route &route : registered.*routes) {
            if (word == QLatin1String(route.word))
                return route.conversation;
        }
    }
    return nullptr;
}

// Who waits at this step for what is typed; null: nobody (any more).
const TypedRoute *findTyped(const QString &step)
{
    for (const Registration &registered : registrations()) {
        for (const TypedRoute &route : registered.typed) {
            if (route.step == step)
                return &route;
        }
    }
    return nullptr;
}

Conversation conversationFor(const QString &action)
{
    return payButtonOf(action) ? pay::byMethod : find(&Registration::actions, action);
}

// A purchase is the first argument of such a button.
bool namesPurchase(const QString &action)
{
    return payButtonOf(action) || action == QLatin1String(action::kPayRest) ||
           action == QLatin1String(action::kSettleShort) || action == QLatin1String(action::kCheck);
}

// Longer than the time between two updates of a backlog, and not so long that anybody notices.
constexpr qint64 kLatePauseMs = 2 * kSecondMs;

// "/buy@turnpike_bot now" is the command "buy".
QString commandOf(const QString &text)
{
    if (!text.startsWith(u'/'))
        return {};
    return text.mid(1).section(u' ', 0, 0).section(u'\n', 0, 0).section(u'@', 0, 0).toLower();
}

// "/start promo_SPRING" carries "promo_SPRING": what stood in the link that was opened.
QString payloadOf(const QString &text)
{
    return text.section(u' ', 1, 1, QString::SectionSkipEmpty).trimmed();
}

} // namespace

ConversationJob::ConversationJob(const Services &services, Input input)
    : m_services(services)
    , m_input(std::move(input))
{}

Reply::Target ConversationJob::target(const access::User &customer) const
{
    Reply::Target target;
    target.chat = privateChat(customer.id);
    target.topicId = customer.topicId;
    target.receivedAt = m_input.receivedAt;
    target.replacesWaiting = m_input.replacesWaiting;
    if (m_input.isLate)
        target.notBefore = m_services.clock.nowMs() + kLatePauseMs;
    if (const auto &query = m_input.update.callbackQuery) {
        target.callbackId = query->id;
        if (query->message && query->message->isAccessible())
            target.menuMessage = query->message->messageId;
    }
    return target;
}

// Its first picture was answered for all of them: with effects in the same transaction as this note.
bool ConversationJob::isAnotherOfAnAlbum(db::Transaction &tx, const access::User &customer) const
{
    const auto &message = m_input.update.message;
    if (!message || message->mediaGroupId.isEmpty())
        return false;
    if (customer.lastAlbums.contains(message->mediaGroupId))
        return true;
    m_services.access.users().noteAlbum(tx, customer, message->mediaGroupId);
    return false;
}

ConversationJob::Questions ConversationJob::questions(db::Transaction &tx) const
{
    const telegram::User &from = *m_input.update.user();
    Questions asked{m_services.access.users().touch(tx, from.id, from.username, db::storable(from.firstName)),
                    {}};
    if (m_input.admission != Admission::Handled)
        return asked;
    asked.more.subscription = access::Subscriptions::ask(tx, from.id);
    const auto &query = m_input.update.callbackQuery;
    const auto press = query ? decodeCallback(query->data) : std::nullopt;
    if (press && namesPurchase(press->action)) {
        asked.more.purchaseId = press->purchase();
        asked.more.purchase = billing::Purchases::ask(tx, press->purchase());
    }
    return asked;
}

void ConversationJob::ahead(db::Transaction &tx)
{
    m_asked = questions(tx);
}

void ConversationJob::run(db::Transaction &tx)
{
    const telegram::User &from = *m_input.update.user();
    std::optional<Questions> known = std::exchange(m_asked, std::nullopt);
    const Questions asked = known ? std::move(*known) : questions(tx);
    auto ensured = m_services.access.users().ensure(tx, asked.customer, from.id, from.username,
                                                    db::storable(from.firstName));
    if (ensured.user.unreachableSince)
        m_services.welcomeBack(tx, from.id);
    if (ensured.user.isBlocked)
        return;
    // Of an album one picture is answered, but staff is to see them all.
    const bool isAnother = isAnotherOfAnAlbum(tx, ensured.user);
    if (isAnother && (m_input.admission != Admission::Handled || !support::isOpen(m_services, tx, from.id)))
        return;
    if (const telegram::Message *message = m_input.update.place())
        m_services.follow(tx, ensured.user, *message);
    const Speech &speech = ensured.user.language.isEmpty() ? m_services.texts.guess(from.languageCode)
                                                           : m_services.texts.speech(ensured.user.language);
    Reply reply(tx, m_services.outbox, target(ensured.user));
    if (m_input.admission != Admission::Handled) {
        refuse(reply, speech);
        return;
    }
    Context context(tx, m_services, reply, ensured.user, speech, m_input.permits, asked.more);
    context.updateKey = u"update:%1"_s.arg(m_input.seq);
    if (m_input.update.message)
        context.message = &*m_input.update.message;
    if (isAnother)
        support::pass(context);
    else if (m_input.update.callbackQuery)
        handlePress(context, *m_input.update.callbackQuery);
    else
        handleMessage(context, *m_input.update.message);
}

void ConversationJob::refuse(Reply &reply, const Speech &speech) const
{
    const bool isPress = m_input.update.callbackQuery.has_value();
    const bool isTooFast = m_input.admission == Admission::TooFast;
    const QString why = isTooFast ? speech.plain("limit.updates") : speech.plain("limit.maintenance");
    if (isPress)
        reply.answer(why, true);
    else
        reply.show({why.toHtmlEscaped(), {}});
}

void ConversationJob::handlePress(Context &context, const telegram::CallbackQuery &query) const
{
    // Whoever presses a button has left the question that waited for typed words.
    context.stopWaiting();
    const auto press = decodeCallback(query.data);
    const Conversation conversation = press ? conversationFor(press->action) : nullptr;
    if (!conversation) {
        context.reply.answer(context.speech().plain("press.stale"));
        context.reply.show(mainmenu::screen(context));
        return;
    }
    if (press->opensNew)
        context.reply.leaveMenuMessage();
    if (conversation != language::choose && conversation != language::set)
        language::keepGuess(context);
    conversation(context, *press);
    context.reply.answer();
}

void ConversationJob::handleMessage(Context &context, const telegram::Message &message) const
{
    const QString command = commandOf(message.text);
    if (command != "start"_L1)
        language::keepGuess(context);
    if (command.isEmpty()) {
        const auto &state = m_input.state;
        const bool isAwaited =
            state && state->stateSeq == context.user.stateSeq && isWaiting(context.user.stateSeq);
        if (const TypedRoute *typed = isAwaited ? findTyped(state->step) : nullptr) {
            typed->take(context, message.text, state->data);
            return;
        }
        context.stopWaiting();
        if (support::isOpen(context.services, context.tx, context.user.id))
            support::pass(context);
        else if (instructions::isTrouble(context.services.texts, message.text))
            instructions::trouble(context, {});
        else
            context.reply.show(mainmenu::screen(context, context.speech().html("menu.unknown_text")));
        return;
    }
    context.stopWaiting();
    if (command == "start"_L1)
        language::start(context, m_input.update.user()->languageCode, payloadOf(message.text));
    else if (const Conversation conversation = find(&Registration::commands, command))
        conversation(context, {});
    else
        context.reply.show(mainmenu::screen(context, context.speech().html("menu.unknown_command")));
}

} // namespace turnpike::bot
