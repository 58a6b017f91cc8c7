// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/services.h"
#include "inbox/updatehandler.h"

namespace turnpike::telegram {
struct Update;
}

namespace turnpike::bot {

// The bot as the dispatcher knows it: reads an update, asks the limits, fetches the conversation's state, and
// makes the job that answers. Payments pass every limit, block and maintenance. Thread-safe; owned by the
// application.
class BotUpdateHandler : public inbox::UpdateHandler
{
public:
    explicit BotUpdateHandler(const Services &services);

    std::unique_ptr<Job> prepare(const inbox::InboxUpdate &update, const Deadline &deadline) override;
    void refusePreCheckout(db::Transaction &tx, const inbox::InboxUpdate &update) override;

private:
    std::unique_ptr<Job> converse(telegram::Update update, const inbox::InboxUpdate &row,
                                  const Deadline &deadline);

    const Services m_services;
};

} // namespace turnpike::bot
