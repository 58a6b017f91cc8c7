// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/services.h"
#include "inbox/updatehandler.h"

namespace turnpike::bot {

// What staff writes in its own chat: an answer in a customer's thread, which goes to the customer, or /close,
// which ends the thread. Whatever else is said there is nobody's business. Made by BotUpdateHandler.
class StaffJob : public inbox::UpdateHandler::Job
{
public:
    // Whether somebody of the staff wrote it, in the chat of the staff.
    static bool takes(const Services &services, const telegram::Update &update);

    // One that takes() said yes to.
    StaffJob(const Services &services, telegram::Update update);

    void run(db::Transaction &tx) override;

private:
    void close(db::Transaction &tx, TelegramId customer) const;
    void answer(db::Transaction &tx, TelegramId customer) const;
    QString author() const;

    const Services &m_services;
    const telegram::Message m_message;
};

} // namespace turnpike::bot
