// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/staffjob.h"

#include "bot/reply.h"
#include "bot/support.h"

namespace turnpike::bot {

using namespace Qt::StringLiterals;

bool StaffJob::takes(const Services &services, const telegram::Update &update)
{
    if (!services.hasHelpdesk() || !update.message || !update.message->from || !update.message->hasContent)
        return false;
    const telegram::Message &message = *update.message;
    return message.chat.id == services.helpdesk->chat() && (!message.from->isBot || message.isAnonymous);
}

StaffJob::StaffJob(const Services &services, telegram::Update update)
    : m_services(services)
    , m_message(*std::move(update).message)
{}

void StaffJob::run(db::Transaction &tx)
{
    const auto customer = m_services.helpdesk->userOf(tx, m_message.topicId, m_message.replyTo);
    if (!customer)
        return;
    const QString command = m_message.text.section(u' ', 0, 0).section(u'@', 0, 0).toLower();
    if (command == "/close"_L1)
        close(tx, *customer);
    else if (!command.startsWith(u'/'))
        answer(tx, *customer);
}

void StaffJob::close(db::Transaction &tx, TelegramId customer) const
{
    const helpdesk::Helpdesk &desk = *m_services.helpdesk;
    if (!desk.close(tx, customer, author()))
        return;
    const auto user = m_services.access.users().find(tx, customer);
    if (!user)
        return;
    outbox::Message told;
    told.chat = privateChat(customer);
    told.method = u"sendMessage"_s;
    told.payload = messagePayload(told.chat, support::closed(m_services.texts.speech(user->language)), {},
                                  user->topicId);
    m_services.outbox.put(tx, told);
    desk.note(tx, customer, m_services.texts.speech(kDefaultLanguage).html("support.was_closed", {author()}));
}

void StaffJob::answer(db::Transaction &tx, TelegramId customer) const
{
    const auto user = m_services.access.users().find(tx, customer);
    const QString body = m_message.text.isEmpty() ? m_message.caption : m_message.text;
    if (user)
        m_services.helpdesk->answer(tx, customer, author(),
                                    support::answerHeading(m_services.texts.speech(user->language)),
                                    {m_message.content, body, m_message.messageId});
}

QString StaffJob::author() const
{
    return m_message.isAnonymous ? u"…"_s : m_message.from->firstName;
}

} // namespace turnpike::bot
