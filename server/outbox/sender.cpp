// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outbox/sender.h"

#include "outbox/log.h"
#include "outbox/senderloop.h"

#include <utility>

namespace turnpike::outbox {

Q_LOGGING_CATEGORY(lcOutbox, "turnpike.outbox")

Sender::Sender(db::Database &database, http::HttpClient &client, const telegram::BotClient &bot,
               const Clock &clock, const QString &instance, AlertSink &alerts, MayAct mayAct,
               const Options &options)
    : m_loop(std::make_unique<SenderLoop>(database, client, bot, clock, instance, alerts, std::move(mayAct),
                                          options))
{}

Sender::~Sender()
{
    stop(Deadline::in(std::chrono::seconds(1)));
}

void Sender::start()
{
    m_loop->drainer().start();
}

bool Sender::stop(const Deadline &deadline)
{
    return m_loop->drainer().stop(deadline);
}

bool Sender::settle(const Deadline &deadline)
{
    return m_loop->drainer().settle(deadline);
}

void Sender::wake()
{
    m_loop->drainer().kick();
}

void Sender::hold(bool held)
{
    m_loop->hold(held);
}

SenderStats Sender::stats() const
{
    return m_loop->stats();
}

} // namespace turnpike::outbox
