// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "telegramworld.h"

#include <QObject>

namespace turnpike::sandbox {

class WebhookSender;

// What happens in chats beside people's texts and presses: groups and the bot's place in them, topics,
// albums, pinned messages and whatever else a message may be. Owned by Sandbox;
// lives on its thread. Functions return the update_id of what was made (0: the webhook does not want this
// kind) and throw Error for what cannot be.
class ChatEvents : public QObject
{
    Q_OBJECT

public:
    ChatEvents(TelegramWorld *world, WebhookSender *sender, QObject *parent = nullptr);

    // A message with `content` beside message_id, from, chat and date: a service message, a photo, anything.
    qint64 post(const Posting &posting, const QJsonObject &content);
    // `count` photos, each an update; the caption stands under the first. Returns the last one.
    qint64 postAlbum(const Posting &posting, int count, const QString &caption);
    // The message is inaccessible when there is none of that number any more (Bot API, InaccessibleMessage).
    qint64 pin(const Posting &posting, qint64 messageId);
    // Begins a topic in a forum or in a private chat; its message_thread_id is the id of the service message
    // that says so. Returns that id.
    qint64 createTopic(const Posting &posting, const QString &name);
    // The bot is made this or that, by `byUser`.
    qint64 setMembership(qint64 groupId, Group::Membership membership, qint64 byUser);
    // The basic group ends and goes on as a supergroup, whose id is returned.
    qint64 upgrade(qint64 groupId, qint64 byUser);
    // The renewal of a subscription that was paid under `chargeId`.
    qint64 renewSubscription(const QString &chargeId);
    // Its customer has stopped it, or gone on with it, or could not pay ("canceled", "active", "failed": Bot
    // API, BotSubscriptionUpdated).
    qint64 changeSubscription(const QString &chargeId, const QString &state);

private:
    Group &groupOf(qint64 id);

    TelegramWorld *m_world;
    WebhookSender *m_sender;
};

} // namespace turnpike::sandbox
