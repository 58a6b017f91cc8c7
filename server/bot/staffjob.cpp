// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/staffjob.h"

#include "bot/callbackdata.h"
#include "bot/reply.h"
#include "bot/support.h"

namespace turnpike::bot {

using namespace Qt::StringLiterals;

bool StaffJob::takes(const Services &services, const telegram::Update &update)
{
    if (!services.hasHelpdesk())
        return false;
    if (update.callbackQuery) {
        const auto press = decodeCallback(update.callbackQuery->data);
        return update.callbackQuery->message && !update.callbackQuery->message->chat.isPrivate() && press &&
               press->action == QLatin1String(support::kStaffClose);
    }
    if (!update.message || update.message->chat.isPrivate())
        return false;
    const telegram::Message &message = *update.message;
    return message.movedTo ||
           (message.hasContent && message.from && (!message.from->isBot || message.isAnonymous));
}

StaffJob::StaffJob(const Services &services, telegram::Update update, Timestamp receivedAt)
    : m_services(services)
    , m_message(update.callbackQuery ? *update.callbackQuery->message : *update.message)
    , m_press(std::move(update.callbackQuery))
    , m_receivedAt(receivedAt)
{}

void StaffJob::run(db::Transaction &tx)
{
    const helpdesk::Helpdesk &desk = *m_services.helpdesk;
    const ChatId chat = m_message.chat.id;
    if (chat != desk.chat(tx))
        return;
    if (m_message.movedTo) {
        desk.follow(tx, chat, *m_message.movedTo, m_message.date * kSecondMs);
        return;
    }
    if (m_press) {
        Reply::Target target;
        target.chat = chat;
        target.callbackId = m_press->id;
        target.receivedAt = m_receivedAt;
        Reply(tx, m_services.outbox, target).answer();
    }
    const auto customer =
        desk.userOf(tx, m_message.topicId, m_press ? std::optional(m_message.messageId) : m_message.replyTo);
    if (!customer)
        return;
    const QString command = m_message.text.section(u' ', 0, 0).section(u'@', 0, 0).toLower();
    if (m_press || command == "/close"_L1) {
        desk.closeByStaff(tx, *customer, author());
    } else if (!command.startsWith(u'/')) {
        const QString body = m_message.text.isEmpty() ? m_message.caption : m_message.text;
        desk.answer(tx, *customer, author(), {m_message.content, body, m_message.messageId});
    }
}

QString StaffJob::author() const
{
    if (m_press)
        return m_press->from.firstName;
    return m_message.isAnonymous ? u"…"_s : m_message.from->firstName;
}

} // namespace turnpike::bot
