// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/keyboards.h"
#include "outbox/outbox.h"
#include "protocol/timestamp.h"

#include <optional>

namespace turnpike::bot {

// A message with its keyboard: what the customer sees after a press. A value.
struct Screen
{
    QString html; // at most 4096 characters once its tags are read (Bot API, sendMessage)
    Keyboard keyboard;
};

// A picture with a text under it. A value.
struct Picture
{
    QByteArray png;
    QString html; // at most 1024 characters once its tags are read (Bot API, sendPhoto)
    Keyboard keyboard;
};

// The parameters of sendMessage, and with `editedMessage` of editMessageText.
// A topic counts where an edit has to become a message of its own, too.
QJsonObject messagePayload(ChatId chat, const Screen &screen, std::optional<qint64> editedMessage = {},
                           std::optional<qint64> topicId = {});

// How one update is answered: adds to the outbox within the update's transaction. Menus edit one message, the
// one whose button was pressed; without one they come as a new message. Made by the job of an update and used
// on its thread.
class Reply
{
public:
    struct Target
    {
        ChatId chat;
        std::optional<qint64> topicId;     // of the chat
        QString callbackId;                // of the press; empty when it was none
        std::optional<qint64> menuMessage; // that carries the pressed button and can still be edited
        Timestamp receivedAt = 0;          // ms UTC
        std::optional<qint64> notBefore;   // of new messages: ms UTC
        // A new message takes the place of those that still wait for their `notBefore`.
        bool replacesWaiting = false;
    };
    Reply(db::Transaction &tx, const outbox::Outbox &outbox, Target target);

    // Shows a screen in the menu's message.
    void show(const Screen &screen);
    // Sends a picture as a message of its own; the menu's message stays as it is.
    void sendPicture(const Picture &picture);
    // From now on screens come as a new message: the pressed message holds what must stay (a key).
    void leaveMenuMessage() { m_target.menuMessage.reset(); }
    // From now on screens are shown in that message of the chat, though the update is no press of its button.
    void useMenuMessage(qint64 message) { m_target.menuMessage = message; }
    // It answers a press, and not something typed.
    bool isPress() const { return !m_target.callbackId.isEmpty(); }
    std::optional<qint64> menuMessage() const { return m_target.menuMessage; }

    // Ends the press's waiting circle with a short text over the chat (at most 200 characters), or with
    // nothing. Only the first call of an update counts; each press gets one, at once and outside of any
    // queue.
    void answer(const QString &text = QString(), bool asAlert = false);

private:
    db::Transaction &m_tx;
    const outbox::Outbox &m_outbox;
    Target m_target;
    bool m_answered = false;
};

} // namespace turnpike::bot
