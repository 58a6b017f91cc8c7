// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/context.h"
#include "inbox/updatehandler.h"
#include "protocol/timestamp.h"
#include "telegram/update.h"

namespace turnpike::bot {

// How much of an update is answered.
enum class Admission {
    Handled,
    TooFast,     // one notice that the customer is too fast
    Maintenance, // one notice that the shop is being worked on
};

// A message or a press of a private chat: the part inside of the transaction. Made by BotUpdateHandler.
class ConversationJob : public inbox::UpdateHandler::Job
{
public:
    struct Input
    {
        telegram::Update update;
        qint64 seq = 0;           // of the inbox
        Timestamp receivedAt = 0; // ms UTC
        // Said so long ago that others from the same time are on their way: one screen answers them all.
        bool isLate = false;
        // Screens for what was late may wait still: the newest one takes their place.
        bool replacesWaiting = false;
        Admission admission = Admission::Handled;
        Permits permits;
        std::optional<state::ConversationState> state; // as stored; counts only with the right number
    };
    ConversationJob(const Services &services, Input input);

    void ahead(db::Transaction &tx) override;
    void run(db::Transaction &tx) override;

private:
    struct Questions
    {
        db::Asked customer;
        Ahead more;
    };

    Questions questions(db::Transaction &tx) const;
    Reply::Target target(const access::User &customer) const;
    bool isAnotherOfAnAlbum(db::Transaction &tx, const access::User &customer) const;
    void refuse(Reply &reply, const Speech &speech) const;
    void handlePress(Context &context, const telegram::CallbackQuery &query) const;
    void handleMessage(Context &context, const telegram::Message &message) const;

    const Services &m_services;
    const Input m_input;
    std::optional<Questions> m_asked; // by ahead(), for the run() that follows
};

} // namespace turnpike::bot
