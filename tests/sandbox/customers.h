// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "telegramworld.h"

#include <QObject>

#include <optional>

namespace turnpike::sandbox {

class WebhookSender;

// Which button to press: by the text on it, by its data, or by its place. The message is the latest that has
// such a button unless one is named.
struct ButtonChoice
{
    QString text;
    QString data;
    std::optional<int> row;
    std::optional<int> column;
    qint64 messageId = 0;
    bool isInaccessible = false; // the update shows the message as one that is gone
    qint64 chatId = 0;           // 0: the private chat
};

// What people do with the Telegram app in their hands: write, press, pay, block. Makes the updates that the
// bot then gets. Owned by Sandbox; lives on its thread. Functions throw Error when a customer could not do
// that: nobody of that id, no such button, nothing to pay.
class Customers : public QObject
{
    Q_OBJECT

public:
    Customers(TelegramWorld *world, WebhookSender *sender, QObject *parent = nullptr);

    // The update_id of what was made (0: the webhook does not want this kind).
    qint64 sendText(qint64 userId, const QString &text);
    // The same in a group or a topic.
    qint64 sendText(const Posting &posting, const QString &text);
    qint64 press(qint64 userId, const ButtonChoice &choice);
    // The latest press of this user once more, under a new query id and update_id, as the app does when no
    // answer comes.
    qint64 repeatPress(qint64 userId);
    qint64 setBlocked(qint64 userId, bool blocked);

    // Begins to pay an invoice: of message `messageId`, of `link`, or the latest in the chat. Returns the
    // checkout's id; it ends paid, refused, or late when nobody answers for 10 s.
    QString checkout(qint64 userId, qint64 messageId, const QString &link);
    // Called when the bot has answered a pre-checkout.
    void onPreCheckoutAnswered(const QString &id);

private:
    User &userOf(qint64 userId);
    qint64 pushCallback(User &user, const QJsonObject &message, const QString &data);
    QJsonObject latestInvoice(qint64 userId, qint64 messageId) const;

    TelegramWorld *m_world;
    WebhookSender *m_sender;
    struct Press
    {
        qint64 chatId = 0;
        qint64 messageId = 0;
        QString data;
    };
    QHash<qint64, Press> m_lastPress;
};

} // namespace turnpike::sandbox
