// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "chatevents.h"
#include "chatmember.h"

#include "base/errors.h"
#include "textentity.h"
#include "webhooksender.h"

#include <QDateTime>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kTopicColor = 0x6fb9f0; // of six that the app offers (Bot API, createForumTopic)

[[noreturn]] void impossible(const QString &why)
{
    throw Error(ErrorType::Domain, why);
}

} // namespace

ChatEvents::ChatEvents(TelegramWorld *world, WebhookSender *sender, QObject *parent)
    : QObject(parent)
    , m_world(world)
    , m_sender(sender)
{}

Group &ChatEvents::groupOf(qint64 id)
{
    Group *group = m_world->group(id);
    if (group == nullptr)
        impossible(u"there is no group %1"_s.arg(id));
    return *group;
}

qint64 ChatEvents::post(const Posting &posting, const QJsonObject &content)
{
    const Group *group = m_world->group(posting.chatId);
    User *user = m_world->user(posting.fromUser);
    if (user == nullptr)
        impossible(u"there is no user %1"_s.arg(posting.fromUser));
    if (group == nullptr && posting.chatId != posting.fromUser)
        impossible(u"there is no chat %1"_s.arg(posting.chatId));
    if (group == nullptr)
        user->hasStarted = true;
    else
        user->isMet = true; // the bot now knows who that is
    const Message &message = m_world->addMessage(posting, content);
    const bool isChannel = group != nullptr && group->kind == Group::Kind::Channel;
    return m_sender->push(isChannel ? u"channel_post"_s : u"message"_s, message.body);
}

qint64 ChatEvents::postAlbum(const Posting &posting, int count, const QString &caption)
{
    if (count < 1 || count > 10)
        impossible(u"an album has 1 to 10 photos"_s);
    const QString album = m_world->newId();
    qint64 last = 0;
    for (int i = 0; i < count; ++i) {
        const StoredFile photo = m_world->files().add(FileKind::Photo, {}, {}, {}, QSize(1280, 960));
        QJsonObject content{{u"photo"_s, m_world->files().photoSizes(photo)}};
        if (count > 1)
            content.insert(u"media_group_id", album);
        if (i == 0 && !caption.isEmpty())
            content.insert(u"caption", caption);
        last = post(posting, content);
    }
    return last;
}

qint64 ChatEvents::pin(const Posting &posting, qint64 messageId)
{
    const Message *message = m_world->message(posting.chatId, messageId);
    const bool isThere = message != nullptr && !message->isDeleted;
    const QJsonObject inaccessible{
        {u"message_id"_s, messageId}, {u"chat"_s, m_world->chatJson(posting.chatId)}, {u"date"_s, 0}};
    return post(posting, {{u"pinned_message"_s, isThere ? message->body : inaccessible}});
}

qint64 ChatEvents::createTopic(const Posting &posting, const QString &name)
{
    Group *group = m_world->group(posting.chatId);
    User *user = m_world->user(posting.chatId);
    if (group != nullptr && !group->isForum)
        impossible(u"chat %1 has no topics"_s.arg(posting.chatId));
    if (group == nullptr && user == nullptr)
        impossible(u"there is no chat %1"_s.arg(posting.chatId));
    const QJsonObject created{{u"name"_s, name}, {u"icon_color"_s, kTopicColor}};
    Message &message = m_world->addMessage(posting, {{u"forum_topic_created"_s, created}});
    message.body.insert(u"message_thread_id", message.id);
    message.body.insert(u"is_topic_message", true);
    (group != nullptr ? group->topics : user->topics)[message.id] = name;
    if (user != nullptr)
        user->hasStarted = true;
    m_sender->push(u"message"_s, message.body);
    return message.id;
}

qint64 ChatEvents::setMembership(qint64 groupId, Group::Membership membership, qint64 byUser)
{
    Group &group = groupOf(groupId);
    const User *user = m_world->user(byUser);
    const auto member = [&](Group::Membership what) {
        return chatMember(m_world->bot(), what, group.kind == Group::Kind::Super);
    };
    const QJsonObject content{{u"chat"_s, group.json()},
                              {u"from"_s, user == nullptr ? m_world->bot() : user->json()},
                              {u"date"_s, QDateTime::currentSecsSinceEpoch()},
                              {u"old_chat_member"_s, member(group.bot)},
                              {u"new_chat_member"_s, member(membership)}};
    group.bot = membership;
    return m_sender->push(u"my_chat_member"_s, content);
}

qint64 ChatEvents::upgrade(qint64 groupId, qint64 byUser)
{
    if (groupOf(groupId).kind != Group::Kind::Basic || groupOf(groupId).migratedTo != 0)
        impossible(u"chat %1 is no basic group any more"_s.arg(groupId));
    const qint64 newId = m_world->addGroup(Group::Kind::Super, groupOf(groupId).title).id;
    Group &old = groupOf(groupId);
    Group &now = groupOf(newId);
    now.members = old.members;
    now.bot = old.bot;
    old.migratedTo = newId;
    post({groupId, byUser, 0}, {{u"migrate_to_chat_id"_s, newId}});
    post({newId, byUser, 0}, {{u"migrate_from_chat_id"_s, groupId}});
    return newId;
}

qint64 ChatEvents::renewSubscription(const QString &chargeId)
{
    for (const StarPayment &payment : m_world->starPayments()) {
        if (payment.chargeId != chargeId || payment.subscriptionPeriod == 0 || payment.isCanceled)
            continue;
        StarPayment renewal = payment;
        renewal.chargeId = u"stx"_s + m_world->newId();
        renewal.date = QDateTime::currentSecsSinceEpoch();
        renewal.refundedAt = 0;
        m_world->starPayments().push_back(renewal);
        const QJsonObject paid{
            {u"currency"_s, u"XTR"_s},
            {u"total_amount"_s, renewal.amount},
            {u"invoice_payload"_s, renewal.payload},
            {u"telegram_payment_charge_id"_s, renewal.chargeId},
            {u"provider_payment_charge_id"_s, QString()},
            {u"is_recurring"_s, true},
            {u"subscription_expiration_date"_s, renewal.date + renewal.subscriptionPeriod}};
        return post({renewal.userId, renewal.userId, 0}, {{u"successful_payment"_s, paid}});
    }
    impossible(u"no subscription that goes on was paid under %1"_s.arg(chargeId));
}

qint64 ChatEvents::changeSubscription(const QString &chargeId, const QString &state)
{
    static const QStringList states = {u"canceled"_s, u"active"_s, u"failed"_s};
    if (!states.contains(state))
        impossible(u"a subscription is one of %1"_s.arg(states.join(u", "_s)));
    for (StarPayment &payment : m_world->starPayments()) {
        if (payment.chargeId != chargeId || payment.subscriptionPeriod == 0)
            continue;
        payment.isCanceled = state != u"active";
        const User *user = m_world->user(payment.userId);
        const QJsonObject content{{u"user"_s, user == nullptr ? QJsonObject() : user->json()},
                                  {u"invoice_payload"_s, payment.payload},
                                  {u"state"_s, state}};
        return m_sender->push(u"subscription"_s, content);
    }
    impossible(u"no subscription was paid under %1"_s.arg(chargeId));
}

} // namespace turnpike::sandbox

#include "moc_chatevents.cpp"
