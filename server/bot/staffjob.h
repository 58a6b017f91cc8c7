// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/services.h"
#include "inbox/updatehandler.h"
#include "protocol/timestamp.h"

namespace turnpike::bot {

// What staff does in its own chat: an answer in a customer's thread goes to the customer; /close, or the
// button under what the customer wrote, ends the thread; and where the group becomes a supergroup, that one
// is the staff's from then on. Whatever else is said there, or in other groups, is nobody's business. Made by
// BotUpdateHandler.
class StaffJob : public inbox::UpdateHandler::Job
{
public:
    // Whether it may come from the chat of the staff: run() asks the database which that is.
    static bool takes(const Services &services, const telegram::Update &update);

    // One that takes() said yes to; `receivedAt`: ms UTC.
    StaffJob(const Services &services, telegram::Update update, Timestamp receivedAt);

    void run(db::Transaction &tx) override;

private:
    QString author() const;

    const Services &m_services;
    const telegram::Message m_message; // what was written, or carries the button
    const std::optional<telegram::CallbackQuery> m_press;
    const Timestamp m_receivedAt;
};

} // namespace turnpike::bot
