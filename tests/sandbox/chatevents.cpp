#include "chatevents.h"
#include "chatmember.h"

#include "base/errors.h"
#include "textentity.h"
#include "webhooksender.h"

#include <QDateTime>

namespace turnpike::sandbox {

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
        impossible(QStringLiteral("there is no group %1").arg(id));
    return *group;
}

qint64 ChatEvents::post(const Posting &posting, const QJsonObject &content)
{
    const Group *group = m_world->group(posting.chatId);
    User *user = m_world->user(posting.fromUser);
    if (user == nullptr)
        impossible(QStringLiteral("there is no user %1").arg(posting.fromUser));
    if (group == nullptr && posting.chatId != posting.fromUser)
        impossible(QStringLiteral("there is no chat %1").arg(posting.chatId));
    if (group == nullptr)
        user->hasStarted = true;
    else
        user->isMet = true; // the bot now knows who that is
    const Message &message = m_world->addMessage(posting, content);
    const bool isChannel = group != nullptr && group->kind == Group::Kind::Channel;
    return m_sender->push(isChannel ? QStringLiteral("channel_post") : QStringLiteral("message"),
                          message.body);
}

qint64 ChatEvents::postAlbum(const Posting &posting, int count, const QString &caption)
{
    if (count < 1 || count > 10)
        impossible(QStringLiteral("an album has 1 to 10 photos"));
    const QString album = m_world->newId();
    qint64 last = 0;
    for (int i = 0; i < count; ++i) {
        const StoredFile photo = m_world->files().add(FileKind::Photo, {}, {}, {}, QSize(1280, 960));
        QJsonObject content{{QStringLiteral("photo"), m_world->files().photoSizes(photo)}};
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
    const QJsonObject inaccessible{{QStringLiteral("message_id"), messageId},
                                   {QStringLiteral("chat"), m_world->chatJson(posting.chatId)},
                                   {QStringLiteral("date"), 0}};
    return post(posting, {{QStringLiteral("pinned_message"), isThere ? message->body : inaccessible}});
}

qint64 ChatEvents::createTopic(const Posting &posting, const QString &name)
{
    Group *group = m_world->group(posting.chatId);
    User *user = m_world->user(posting.chatId);
    if (group != nullptr && !group->isForum)
        impossible(QStringLiteral("chat %1 has no topics").arg(posting.chatId));
    if (group == nullptr && user == nullptr)
        impossible(QStringLiteral("there is no chat %1").arg(posting.chatId));
    const QJsonObject created{{QStringLiteral("name"), name}, {QStringLiteral("icon_color"), kTopicColor}};
    Message &message = m_world->addMessage(posting, {{QStringLiteral("forum_topic_created"), created}});
    message.body.insert(u"message_thread_id", message.id);
    message.body.insert(u"is_topic_message", true);
    (group != nullptr ? group->topics : user->topics)[message.id] = name;
    if (user != nullptr)
        user->hasStarted = true;
    m_sender->push(QStringLiteral("message"), message.body);
    return message.id;
}

qint64 ChatEvents::setMembership(qint64 groupId, Group::Membership membership, qint64 byUser)
{
    Group &group = groupOf(groupId);
    const User *user = m_world->user(byUser);
    const auto member = [&](Group::Membership what) {
        return chatMember(m_world->bot(), what, group.kind == Group::Kind::Super);
    };
    const QJsonObject content{{QStringLiteral("chat"), group.json()},
                              {QStringLiteral("from"), user == nullptr ? m_world->bot() : user->json()},
                              {QStringLiteral("date"), QDateTime::currentSecsSinceEpoch()},
                              {QStringLiteral("old_chat_member"), member(group.bot)},
                              {QStringLiteral("new_chat_member"), member(membership)}};
    group.bot = membership;
    return m_sender->push(QStringLiteral("my_chat_member"), content);
}

qint64 ChatEvents::upgrade(qint64 groupId, qint64 byUser)
{
    if (groupOf(groupId).kind != Group::Kind::Basic || groupOf(groupId).migratedTo != 0)
        impossible(QStringLiteral("chat %1 is no basic group any more").arg(groupId));
    const qint64 newId = m_world->addGroup(Group::Kind::Super, groupOf(groupId).title).id;
    Group &old = groupOf(groupId);
    Group &now = groupOf(newId);
    now.members = old.members;
    now.bot = old.bot;
    old.migratedTo = newId;
    post({groupId, byUser, 0}, {{QStringLiteral("migrate_to_chat_id"), newId}});
    post({newId, byUser, 0}, {{QStringLiteral("migrate_from_chat_id"), groupId}});
    return newId;
}

qint64 ChatEvents::renewSubscription(const QString &chargeId)
{
    for (const StarPayment &payment : m_world->starPayments()) {
        if (payment.chargeId != chargeId || payment.subscriptionPeriod == 0 || payment.isCanceled)
            continue;
        StarPayment renewal = payment;
        renewal.chargeId = QStringLiteral("stx") + m_world->newId();
        renewal.date = QDateTime::currentSecsSinceEpoch();
        renewal.refundedAt = 0;
        m_world->starPayments().push_back(renewal);
        const QJsonObject paid{
            {QStringLiteral("currency"), QStringLiteral("XTR")},
            {QStringLiteral("total_amount"), renewal.amount},
            {QStringLiteral("invoice_payload"), renewal.payload},
            {QStringLiteral("telegram_payment_charge_id"), renewal.chargeId},
            {QStringLiteral("provider_payment_charge_id"), QString()},
            {QStringLiteral("is_recurring"), true},
            {QStringLiteral("subscription_expiration_date"), renewal.date + renewal.subscriptionPeriod}};
        return post({renewal.userId, renewal.userId, 0}, {{QStringLiteral("successful_payment"), paid}});
    }
    impossible(QStringLiteral("no subscription that goes on was paid under %1").arg(chargeId));
}

qint64 ChatEvents::changeSubscription(const QString &chargeId, const QString &state)
{
    static const QStringList states = {QStringLiteral("canceled"), QStringLiteral("active"),
                                       QStringLiteral("failed")};
    if (!states.contains(state))
        impossible(QStringLiteral("a subscription is one of %1").arg(states.join(QStringLiteral(", "))));
    for (StarPayment &payment : m_world->starPayments()) {
        if (payment.chargeId != chargeId || payment.subscriptionPeriod == 0)
            continue;
        payment.isCanceled = state != u"active";
        const User *user = m_world->user(payment.userId);
        const QJsonObject content{{QStringLiteral("user"), user == nullptr ? QJsonObject() : user->json()},
                                  {QStringLiteral("invoice_payload"), payment.payload},
                                  {QStringLiteral("state"), state}};
        return m_sender->push(QStringLiteral("subscription"), content);
    }
    impossible(QStringLiteral("no subscription was paid under %1").arg(chargeId));
}

} // namespace turnpike::sandbox

#include "moc_chatevents.cpp"
